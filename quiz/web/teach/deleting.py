"""A quiz deleted, and brought back."""

import quiz
from quiz import catalog
from quiz.deleting import KEPT
from quiz.web.reply import Reply, redirect
from quiz.web.teach.pages import desk
from quiz.web.visit import Visit


def ask(visit: Visit) -> Reply:
    losses = quiz.deleting.losses(visit.db, visit.quiz.id)
    return desk(visit, "delete.html", losses=losses, until=catalog.now() + KEPT)


def delete(visit: Visit) -> Reply:
    quiz.deleting.delete_quiz(visit.db, visit.quiz.id)
    quiz.deleting.purge(visit.db)
    return redirect("/teach#deleted")


def bring_back(visit: Visit) -> Reply:
    """Raises NotFound when it is too late."""
    quiz.deleting.bring_back(visit.db, visit.quiz.id)
    quiz.deleting.purge(visit.db)
    return redirect("/teach")
