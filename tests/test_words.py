"""How the pages say numbers and times."""

from datetime import UTC, datetime

import pytest

from quiz.web.words import duration, local, moment, number


@pytest.mark.parametrize(
    ("value", "said"),
    [(2.0, "2"), (0.5, "0.5"), (1 / 3, "0.33"), (0, "0"), (10, "10"), (100.0, "100")],
)
def test_a_number_has_two_decimals_at_most(value: float, said: str) -> None:
    assert number(value) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "0:00"), (0.9, "0:00"), (75, "1:15"), (3675, "1:01:15"), (90000, "25:00:00")],
)
def test_a_duration_is_said_as_on_a_clock(seconds: float, said: str) -> None:
    assert duration(seconds) == said


def test_a_moment_names_its_zone() -> None:
    said = moment(datetime(2026, 3, 4, 5, 6, tzinfo=UTC))
    assert said == '<time datetime="2026-03-04T05:06:00+00:00">4 March 2026, 05:06 UTC</time>'


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Europe/Berlin", "4 March 2026, 06:06 CET"),
        ("UTC", "4 March 2026, 05:06 UTC"),
        ("Asia/Kathmandu", "4 March 2026, 10:51 UTC+0545"),
        ("America/New_York", "4 March 2026, 00:06 EST"),
    ],
)
def test_a_teacher_reads_it_in_a_time_zone(zone: str, said: str) -> None:
    told = local(datetime(2026, 3, 4, 5, 6, tzinfo=UTC), zone)
    assert told == f'<time datetime="2026-03-04T05:06:00+00:00">{said}</time>'
