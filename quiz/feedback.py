"""What a student may see of a handed-in attempt, and when. Values only."""

from datetime import datetime, timedelta
from typing import Literal

from quiz.document import Band, Quiz

GRACE = timedelta(seconds=30)  # for what was sent in time and took its time to arrive
Shown = Literal["everything", "marks", "nothing"]


def shown(quiz: Quiz, closes_at: datetime | None, moment: datetime) -> Shown:
    """`everything` includes the right answers; `marks` is the sum alone, as a question's own mark tells its answer."""
    if quiz.feedback in ("after_each", "at_end"):
        return "everything"
    if quiz.feedback == "after_closing":
        is_over = closes_at is not None and closes_at + GRACE <= moment  # before, answers are still taken
        return "everything" if is_over else "nothing"
    return "marks" if quiz.feedback == "marks_only" else "nothing"


def band(quiz: Quiz, fraction: float) -> Band | None:
    """The highest that is reached."""
    reached = [band for band in quiz.bands if band.at_least <= fraction]
    return max(reached, key=lambda band: band.at_least, default=None)
