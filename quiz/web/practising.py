"""Practising what was wrong in an attempt, as often as one likes. Nothing of it is stored."""

from collections.abc import Sequence

from quiz import attempts, catalog, feedback, grading
from quiz.attempts import Attempt
from quiz.errors import Forbidden, Invalid
from quiz.grading import Graded
from quiz.questions import Question
from quiz.web import mistakes, render, sheets
from quiz.web.fields import LOOK_AGAIN
from quiz.web.reply import Reply, page
from quiz.web.visit import Visit

ONLY = "only"  # keys of questions: in the address joined by commas, in the form one field each


def show(visit: Visit, token: str) -> Reply:
    """What was wrong, or of that what the address names, to be tried again."""
    attempt, wrong = _to_practise(visit, token)
    named = visit.query(ONLY).split(",")
    chosen = [question for question in wrong if question.key in named] or wrong
    return _page(token, attempt, grading.ungraded(chosen, {}))


def check(visit: Visit, token: str) -> Reply:
    """What was tried, with its marks. Raises QuizError."""
    attempt, wrong = _to_practise(visit, token)
    tried = [question for question in wrong if question.key in visit.form.get(ONLY, [])]
    if not tried:
        raise Forbidden("These questions are none that were wrong. Please open the practice again.")
    sheet, wrong_fields = sheets.read(visit.form, tried)
    typed = grading.ungraded(tried, sheet.answers)
    if wrong_fields:
        return _page(token, attempt, typed, Invalid(LOOK_AGAIN, wrong_fields))
    return _page(token, attempt, grading.grade(typed))


def _to_practise(visit: Visit, token: str) -> tuple[Attempt, list[Question]]:
    """The attempt and what was wrong in it. Raises Forbidden if that is nothing, or not to be seen."""
    attempt = attempts.find(visit.db, token)
    shown = feedback.shown(attempt.quiz, attempt.closes_at, catalog.now())
    if not attempt.is_settled or shown != "everything":
        raise Forbidden("You can practise with this quiz once its answers are shown.")
    wrong = grading.wrong(attempts.review(visit.db, attempt))
    if not wrong:
        raise Forbidden("There is nothing to practise: everything was right.")
    return attempt, wrong


def _page(token: str, attempt: Attempt, items: Sequence[Graded], problem: Invalid | None = None) -> Reply:
    questions = [item.question for item in items]
    return page(
        "student/practice.html",
        token=token,
        attempt=attempt,
        keys=[question.key for question in questions],
        is_checked=all(item.fraction is not None for item in items),
        still_wrong=[question.key for question in grading.wrong(items)],
        questions=render.questions(render.shown(items, attempt.quiz), attempt.quiz, mistakes.fields(problem)),
        **mistakes.for_page(problem, questions),
    )
