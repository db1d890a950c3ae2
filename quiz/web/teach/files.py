"""A quiz's files: what can be downloaded, and a form for one that takes its place."""

from quiz import access, draft, drafting, formats, importing, media, slugs
from quiz.errors import NotFound, QuizError
from quiz.formats import bundle
from quiz.web.reply import JSON, Reply
from quiz.web.teach.pages import desk
from quiz.web.teach.uploading import told
from quiz.web.visit import Visit

TYPES = {"markdown": "text/markdown; charset=utf-8", "json": JSON, "zip": "application/zip"}


def show(visit: Visit, problem: QuizError | None = None) -> Reply:
    current = drafting.load(visit.db, visit.quiz.id)
    return desk(visit, "files.html", current=current, unfinished=importing.unfinished(current), **told(problem))


def export(visit: Visit) -> Reply:
    """The draft, as far as it can be read, with who may take it and when. Raises NotFound."""
    name = visit.query("as") or formats.markdown.NAME
    if name not in TYPES:
        raise NotFound("There is no such file. A quiz is had as markdown, json or zip.")
    document, _ = draft.quiz_of(drafting.load(visit.db, visit.quiz.id))
    document = access.with_access(document, visit.quiz)
    if name == bundle.NAME:
        body, suffix = bundle.write(document, media.whole(visit.db, visit.quiz.id)), bundle.SUFFIX
    else:
        writer = formats.named(name)
        body, suffix = writer.write(document).encode(), writer.SUFFIXES[0]
    file_name = (slugs.of_words(document.title) or "quiz") + suffix
    return Reply(body, content_type=TYPES[name], headers={"Content-Disposition": f'attachment; filename="{file_name}"'})
