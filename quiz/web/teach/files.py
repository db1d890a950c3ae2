"""Quizzes from files and as files: a new one, one over a quiz that is there, and the download."""

import hashlib
from typing import Any

import quiz
from quiz import authoring, draft, drafting, formats, importing
from quiz.document import Quiz
from quiz.draft import Draft
from quiz.errors import Conflict, Invalid, NotFound, QuizError
from quiz.formats import bundle
from quiz.web.error_pages import status_of
from quiz.web.reply import JSON, Reply, redirect
from quiz.web.teach.pages import desk, request_key
from quiz.web.uploads import File
from quiz.web.visit import Visit

FIELD, DOCUMENT, SEEN = "file", "document", "seen"
TYPES = {"markdown": "text/markdown; charset=utf-8", "json": JSON, "zip": "application/zip"}


# ------------------------------------------------------------------ a new quiz


def ask(visit: Visit, problem: QuizError | None = None) -> Reply:
    return desk(visit, "import.html", **_told(problem))


def take(visit: Visit) -> Reply:
    """A new quiz, not published. What its file says of who may take it counts at once. Raises Invalid."""
    file = _file(visit)
    document, images = importing.read(file.name, file.body, lambda digests: quiz.media.known(visit.db, digests))
    nonce = request_key(visit, "import", hashlib.sha256(file.body).hexdigest())
    made, is_new = drafting.create_once(visit.db, visit.teacher, importing.new_draft(document), nonce)
    if is_new:
        authoring.admit(visit.db, made, document.access)
        quiz.media.add(visit.db, made, list(images.values()))
        quiz.deleting.purge(visit.db)
    return redirect(f"/teach/quizzes/{made}")


# ------------------------------------------------------------------ over a quiz that is there


def show(visit: Visit, problem: QuizError | None = None) -> Reply:
    current = drafting.load(visit.db, visit.quiz.id)
    return desk(visit, "files.html", current=current, unfinished=importing.unfinished(current), **_told(problem))


def compare(visit: Visit) -> Reply:
    """What a file would do to the draft. Nothing is stored but its images, which nobody sees yet. Raises Invalid."""
    file = _file(visit)
    document, images = importing.read(file.name, file.body, lambda digests: quiz.media.known(visit.db, digests))
    if images:
        quiz.media.add(visit.db, visit.quiz.id, list(images.values()))
    return _comparison(visit, document)


def replace(visit: Visit) -> Reply:
    """Do it, as one step of the draft. Raises Invalid, and Conflict if the draft is not what was compared."""
    text, seen = visit.form.one(DOCUMENT), visit.form.one(SEEN)
    document = _document(text)

    def operation(current: Draft) -> Draft:
        if _fingerprint(current) != seen:
            raise Conflict("Somebody has changed this quiz meanwhile. Please look at what the file would do now.")
        return importing.over(current, document)

    nonce = request_key(visit, "import", seen, text)
    drafting.change(visit.db, visit.quiz.id, visit.teacher, "A file was imported", nonce, operation)
    return redirect(f"/teach/quizzes/{visit.quiz.id}")


def compare_again(visit: Visit, problem: Conflict) -> Reply:
    return _comparison(visit, _document(visit.form.one(DOCUMENT)), problem)


def _comparison(visit: Visit, document: Quiz, problem: QuizError | None = None) -> Reply:
    before = drafting.load(visit.db, visit.quiz.id)
    after = importing.over(before, document)
    return desk(
        visit,
        "import_over.html",
        before=before,
        after=after,
        difference=importing.difference(before, after),
        document=quiz.document.encode(document),
        seen=_fingerprint(before),
        **_told(problem),
    )


def _document(text: str) -> Quiz:
    """As the page carried it. Raises Invalid."""
    document: Quiz = formats.json.read(text)
    importing.refuse_what_no_draft_can_hold(document)
    return document


def _fingerprint(current: Draft) -> str:
    return draft.fingerprint((current.frame, current.sections, current.questions))


def _file(visit: Visit) -> File:
    """Raises Invalid."""
    files = [file for file in visit.files if file.field == FIELD]
    if len(files) != 1:
        raise Invalid("Please choose one file.")
    return files[0]


def _told(problem: QuizError | None) -> dict[str, Any]:
    lines = problem.message.splitlines() if problem else []
    return {"status": status_of(problem) if problem else 200, "problems": lines}


# ------------------------------------------------------------------ the download


def export(visit: Visit) -> Reply:
    """The draft, as far as it can be read, with who may take it and when. Raises NotFound."""
    name = visit.query("as")
    if name not in TYPES:
        raise NotFound("There is no such file. A quiz is had as markdown, json or zip.")
    document, _ = draft.quiz_of(drafting.load(visit.db, visit.quiz.id))
    document = authoring.with_access(document, visit.quiz)
    if name == bundle.NAME:
        body, suffix = bundle.write(document, quiz.media.whole(visit.db, visit.quiz.id)), bundle.SUFFIX
    else:
        writer = formats.named(name)
        body, suffix = writer.write(document).encode(), writer.SUFFIXES[0]
    file_name = (authoring.slug_of(document.title) or "quiz") + suffix
    return Reply(body, content_type=TYPES[name], headers={"Content-Disposition": f'attachment; filename="{file_name}"'})
