"""A file imported over a quiz: first what it would change, then the change."""

from quiz import document, draft, drafting, formats, importing, media
from quiz.document import Quiz
from quiz.draft import Draft
from quiz.errors import Conflict, QuizError
from quiz.web.reply import Reply, redirect
from quiz.web.teach.pages import desk, request_key
from quiz.web.teach.uploading import read, the_file, told
from quiz.web.visit import Visit

DOCUMENT, SEEN = "document", "seen"


def compare(visit: Visit) -> Reply:
    """What a file would do to the draft. Nothing is stored but its images, which nobody sees yet. Raises Invalid."""
    file = the_file(visit)
    imported, images = read(visit, file)
    if images:
        media.add(visit.db, visit.quiz.id, list(images.values()))
    return _comparison(visit, imported)


def replace(visit: Visit) -> Reply:
    """Do it, as one step of the draft. Raises Invalid, and Conflict if the draft is not what was compared."""
    text, seen = visit.form.one(DOCUMENT), visit.form.one(SEEN)
    imported = _document(text)

    def operation(current: Draft) -> Draft:
        if _fingerprint(current) != seen:
            raise Conflict("Somebody has changed this quiz meanwhile. Please look at what the file would do now.")
        return importing.over(current, imported)

    nonce = request_key(visit, "import", seen, text)
    drafting.change(visit.db, visit.quiz.id, visit.teacher, "A file was imported", nonce, operation)
    return redirect(f"/teach/quizzes/{visit.quiz.id}")


def compare_again(visit: Visit, problem: Conflict) -> Reply:
    return _comparison(visit, _document(visit.form.one(DOCUMENT)), problem)


def _comparison(visit: Visit, imported: Quiz, problem: QuizError | None = None) -> Reply:
    before = drafting.load(visit.db, visit.quiz.id)
    after = importing.over(before, imported)
    return desk(
        visit,
        "import_over.html",
        before=before,
        after=after,
        difference=importing.difference(before, after),
        document=document.encode(imported),
        seen=_fingerprint(before),
        **told(problem),
    )


def _document(text: str) -> Quiz:
    """As the page carried it. Raises Invalid."""
    imported: Quiz = formats.json.read(text)
    importing.refuse_what_no_draft_can_hold(imported)
    return imported


def _fingerprint(current: Draft) -> str:
    return draft.fingerprint((current.frame, current.sections, current.questions))
