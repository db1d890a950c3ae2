"""A teacher's quizzes: the list, and quizzes made, empty or as copies."""

import quiz
from quiz import drafting
from quiz.errors import Invalid, QuizError
from quiz.proofreading import title_problems
from quiz.web import mistakes
from quiz.web.reply import Reply, redirect
from quiz.web.sheets import first
from quiz.web.teach.pages import desk, request_key
from quiz.web.visit import Visit

TITLE, FILTER = "title", "q"
MANY = 10  # quizzes, from which on they can be filtered


def show(visit: Visit, problem: QuizError | None = None) -> Reply:
    overview = quiz.dashboard.overview(visit.db, visit.teacher.id)
    words = visit.query(FILTER)
    return desk(
        visit,
        "dashboard.html",
        entries=overview.matching(words),
        deleted=overview.deleted,
        words=words,
        is_empty=not overview.quizzes,
        can_filter=bool(words) or len(overview.quizzes) >= MANY,
        title=first(visit, TITLE),
        **mistakes.beside_fields(problem),
    )


def create(visit: Visit) -> Reply:
    """Raises Invalid."""
    title = visit.form.one(TITLE).strip()
    if why := next(title_problems(title), None):
        raise Invalid("The quiz was not made.", {TITLE: f"{why[0].upper()}{why[1:]}. Please change it."})
    made = drafting.create(visit.db, visit.teacher, drafting.empty(title), request_key(visit, "new", title))
    quiz.deleting.purge(visit.db)
    return redirect(f"/teach/quizzes/{made}")


def copy(visit: Visit) -> Reply:
    """Raises Invalid."""
    made = quiz.copying.copy_quiz(visit.db, visit.teacher, visit.quiz.id, request_key(visit, "copy", visit.quiz.id))
    quiz.deleting.purge(visit.db)
    return redirect(f"/teach/quizzes/{made}")
