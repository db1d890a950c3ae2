"""A quiz on paper."""

import quiz
from quiz.document import Quiz
from quiz.rights import HeldQuiz
from quiz.web import render
from quiz.web.reply import Reply
from quiz.web.teach.pages import desk
from quiz.web.visit import Visit


def show(visit: Visit) -> Reply:
    """As it is written: nothing is drawn or shuffled. With the right answers only where the address asks for them."""
    document = _document(visit, visit.quiz)
    shown = render.shown(render.fresh(document), document) if document else []
    return desk(visit, "print.html", quiz=document, shown=shown, has_key=visit.query("key") == "1")


def _document(visit: Visit, held: HeldQuiz) -> Quiz | None:
    """None: there is nothing to print yet."""
    return quiz.catalog.revision(visit.db, held.id, held.live_revision) if held.live_revision else None
