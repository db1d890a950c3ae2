"""What is shown of a result, by policy and time."""

from datetime import UTC, datetime, timedelta

import pytest

from quiz import feedback
from quiz.document import Band, Feedback, Quiz

NOW = datetime(2026, 1, 12, 9, tzinfo=UTC)
BEFORE, AFTER = NOW - timedelta(seconds=1), NOW + timedelta(seconds=1)


@pytest.mark.parametrize(
    ("policy", "closes_at", "shown"),
    [
        ("after_each", None, "everything"),
        ("at_end", AFTER, "everything"),
        ("after_closing", None, "nothing"),
        ("after_closing", AFTER, "nothing"),
        ("after_closing", BEFORE, "nothing"),  # answers are still taken
        ("after_closing", NOW - feedback.GRACE, "everything"),
        ("marks_only", None, "marks"),
        ("marks_only", BEFORE, "marks"),
        ("none", None, "nothing"),
        ("none", BEFORE, "nothing"),
    ],
)
def test_what_is_shown(policy: Feedback, closes_at: datetime | None, shown: str) -> None:
    assert feedback.shown(Quiz(title="T", feedback=policy), closes_at, NOW) == shown


@pytest.mark.parametrize(
    ("fraction", "text"),
    [(0, "low"), (0.49999, "low"), (0.5, "middle"), (0.79999, "middle"), (0.8, "high"), (1, "high")],
)
def test_the_highest_band_that_is_reached_speaks(fraction: float, text: str) -> None:
    bands = (Band(at_least=0.5, text="middle"), Band(at_least=0.8, text="high"), Band(at_least=0.0, text="low"))
    found = feedback.band(Quiz(title="T", bands=bands), fraction)
    assert found and found.text == text


def test_below_every_band_nothing_is_said() -> None:
    assert feedback.band(Quiz(title="T", bands=(Band(at_least=0.5, text="x"),)), 0.4) is None
    assert feedback.band(Quiz(title="T"), 1) is None
