"""A teacher's quizzes."""

from quiz.web.reply import Reply
from quiz.web.teach.pages import desk
from quiz.web.visit import Visit


def show(visit: Visit) -> Reply:
    return desk(visit, "dashboard.html")
