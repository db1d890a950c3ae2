"""The result of a handed-in attempt, as far as the quiz shows it now."""

from quiz import attempts, catalog, feedback, grading, standings
from quiz.attempts import Attempt
from quiz.catalog import Published
from quiz.standings import Leaderboard
from quiz.web import render
from quiz.web.reply import Reply, page
from quiz.web.visit import Visit


def show(visit: Visit, token: str, attempt: Attempt, *, is_again: bool) -> Reply:
    items = attempts.review(visit.db, attempt)
    shown = feedback.shown(attempt.quiz, attempt.closes_at, catalog.now())
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
        can_practise=shown == "everything" and bool(grading.wrong(items)),
        can_rename=attempt.closes_at is None or catalog.now() < attempt.closes_at,
        leaderboard=leaderboard(visit, catalog.find(visit.db, attempt.slug)) if shown != "nothing" else None,
        is_again=is_again,
    )


def leaderboard(visit: Visit, quiz: Published) -> Leaderboard | None:
    """None if the quiz has none, or if its marks are not to be seen now."""
    is_shown = feedback.shown(quiz.document, quiz.closes_at, catalog.now()) != "nothing"
    if not quiz.leaderboard or not is_shown:
        return None
    return standings.leaderboard(visit.db, quiz.id, quiz.slug, quiz.document.title)
