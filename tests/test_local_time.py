"""The clocks of a time zone: there, back, and what happens when they are changed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz import local_time
from quiz.errors import Invalid
from tests.texts import moderate

BERLIN = "Europe/Berlin"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("date", "time", "zone", "moment"),
    [
        ("2026-11-24", "08:00", BERLIN, utc("2026-11-24 07:00")),
        ("2026-07-01", "08:00", BERLIN, utc("2026-07-01 06:00")),
        ("2026-01-01", "00:30", "Asia/Kathmandu", utc("2025-12-31 18:45")),
        ("2026-03-29", "01:59", BERLIN, utc("2026-03-29 00:59")),
        ("2026-03-29", "03:00", BERLIN, utc("2026-03-29 01:00")),
        ("2026-11-24", "08:00", "UTC", utc("2026-11-24 08:00")),
        ("", "", BERLIN, None),
    ],
)
def test_a_clock_tells_a_moment_and_back(date: str, time: str, zone: str, moment: datetime | None) -> None:
    assert local_time.moment(date, time, zone) == moment
    assert local_time.shown(moment, zone) == (date, time)


def test_of_an_hour_that_comes_twice_the_first_or_the_second_is_meant() -> None:
    clock = ("2026-10-25", "02:30", BERLIN)
    assert local_time.moment(*clock) == utc("2026-10-25 00:30")
    assert local_time.moment(*clock, second=True) == utc("2026-10-25 01:30")


@pytest.mark.parametrize(
    ("date", "time", "words"),
    [
        ("2026-03-29", "02:30", "There is no 02:30 on that day: the clocks are put forward then."),
        ("2026-11-24", "", "Please give a date and a time, or leave both empty."),
        ("", "08:00", "Please give a date and a time, or leave both empty."),
        ("24.11.2026", "08:00", "Please write the date as 2026-11-24 and the time as 08:00."),
        ("2026-02-29", "08:00", "Please write the date as"),
        ("2026-11-24", "24:00", "Please write the date as"),
        ("0001-01-01", "00:00", "Please write the date as"),
        ("2026-11-24", "8 o'clock", "Please write the date as"),
        ("2026-11-24\0", "08:00", "Please write the date as"),
    ],
)
def test_what_no_clock_shows_is_refused(date: str, time: str, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        local_time.moment(date, time, BERLIN)


@moderate
@given(
    moment=st.datetimes(datetime(2000, 1, 1), datetime(2999, 1, 1)),
    zone=st.sampled_from([BERLIN, "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]),
)
def test_what_is_shown_is_read_as_the_same_minute_or_its_twin(moment: datetime, zone: str) -> None:
    minute = moment.replace(second=0, microsecond=0, tzinfo=UTC)
    clock = local_time.shown(minute, zone)
    readings = [local_time.moment(*clock, zone, second=second) for second in (False, True)]
    assert minute in readings
    assert readings[1] is not None and readings[0] is not None
    assert readings[1] - readings[0] in (timedelta(), timedelta(hours=1), timedelta(minutes=30))
