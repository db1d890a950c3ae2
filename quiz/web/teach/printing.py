"""A quiz on paper."""

from quiz import drafting
from quiz.web import render
from quiz.web.reply import Reply
from quiz.web.teach.pages import desk
from quiz.web.visit import Visit


def show(visit: Visit) -> Reply:
    """The draft as it is written: nothing is drawn or shuffled. With the right answers if the address asks for them."""
    document, missing = drafting.whole(drafting.load(visit.db, visit.quiz.id))
    shown = render.shown(render.fresh(document), document)
    return desk(visit, "print.html", quiz=document, shown=shown, missing=missing, has_key=visit.query("key") == "1")
