"""The result of a handed-in attempt, as far as the quiz shows it now, and practising what was wrong."""

from collections.abc import Sequence

from quiz import attempts, catalog, feedback, grading, standings
from quiz.attempts import Attempt
from quiz.errors import Forbidden, Invalid
from quiz.grading import Graded
from quiz.questions import Question
from quiz.standings import Leaderboard
from quiz.web import render, sheets
from quiz.web.reply import Reply, page
from quiz.web.visit import Visit

ONLY = "only"  # in the address of a practice: keys of questions, joined by commas


def show(visit: Visit, token: str, attempt: Attempt, *, is_again: bool) -> Reply:
    items = attempts.review(visit.db, attempt)
    shown = _shown(attempt)
    return page(
        "student/result.html",
        token=token,
        attempt=attempt,
        shown=shown,
        items=render.shown(items, attempt.quiz) if shown == "everything" else [],
        marks=grading.total(items),
        max_marks=grading.most(attempt.questions),
        waiting=grading.waiting(items),
        fraction=grading.fraction(items),
        band=feedback.band(attempt.quiz, grading.fraction(items)),
        can_practise=shown == "everything" and bool(_wrong(items)),
        can_rename=attempt.closes_at is None or catalog.now() < attempt.closes_at,
        leaderboard=_leaderboard(visit, attempt) if shown != "nothing" else None,
        is_again=is_again,
    )


def _leaderboard(visit: Visit, attempt: Attempt) -> Leaderboard | None:
    if not attempt.leaderboard:
        return None
    return standings.leaderboard(visit.db, attempt.quiz_id, attempt.slug, attempt.quiz.title)


# ------------------------------------------------------------------ practice


def show_practice(visit: Visit, token: str) -> Reply:
    """What was wrong, or of that what the address names, to be tried again; nothing of it is stored."""
    attempt, wrong = _to_practise(visit, token)
    only = visit.query(ONLY).split(",")
    chosen = [question for question in wrong if question.key in only] or wrong
    return _practice(token, attempt, grading.ungraded(chosen, {}))


def check_practice(visit: Visit, token: str) -> Reply:
    """What was tried, with its marks. Raises QuizError."""
    attempt, wrong = _to_practise(visit, token)
    tried = [question for question in wrong if question.key in visit.form.get(ONLY, [])]
    sheet, mistakes = sheets.read(visit.form, tried)
    typed = grading.ungraded(tried, sheet.answers)
    if mistakes:
        return _practice(token, attempt, typed, Invalid(sheets.LOOK_AGAIN, mistakes))
    return _practice(token, attempt, grading.grade(typed))


def _to_practise(visit: Visit, token: str) -> tuple[Attempt, list[Question]]:
    """The attempt and its questions that a machine can mark and found wrong. Raises Forbidden if there are none."""
    attempt = attempts.find(visit.db, token)
    if not attempt.is_submitted or _shown(attempt) != "everything":
        raise Forbidden("You can practise with this quiz once its answers are shown.")
    wrong = _wrong(attempts.review(visit.db, attempt))
    if not wrong:
        raise Forbidden("There is nothing to practise: everything was right.")
    return attempt, wrong


def _wrong(items: Sequence[Graded]) -> list[Question]:
    return [item.question for item in items if item.question.marked_by == "machine" and item.fraction != 1]


def _practice(token: str, attempt: Attempt, items: Sequence[Graded], problem: Invalid | None = None) -> Reply:
    questions = [item.question for item in items]
    return page(
        "student/practice.html",
        token=token,
        attempt=attempt,
        keys=[question.key for question in questions],
        is_checked=items[0].fraction is not None,
        still_wrong=[question.key for question in _wrong(items)],
        questions=render.questions(render.shown(items, attempt.quiz), attempt.quiz, sheets.fields(problem)),
        **sheets.problem_values(problem, questions),
    )


def _shown(attempt: Attempt) -> feedback.Shown:
    return feedback.shown(attempt.quiz, attempt.closes_at, catalog.now())
