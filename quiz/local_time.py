"""Moments as the clocks of a time zone show them, and back. Values only.

When clocks are put back, an hour comes twice; when they are put forward, one never comes.
"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from quiz.errors import Invalid

DATE, TIME = "%Y-%m-%d", "%H:%M"  # as a browser's fields for them send it


def shown(moment: datetime | None, zone: str) -> tuple[str, str]:
    """The date and the time for such fields: ("2026-11-24", "08:00"); two empty texts for None."""
    if moment is None:
        return "", ""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{local.year:04}-{local:%m-%d}", f"{local:{TIME}}"


def moment(date: str, time: str, zone: str, *, second: bool = False) -> datetime | None:
    """In UTC; None where both are empty. Of an hour that comes twice the first is meant, unless `second`.

    Raises Invalid.
    """
    if not (date or time):
        return None
    if not (date and time):
        raise Invalid("Please give a date and a time, or leave both empty.")
    try:
        clock = datetime.strptime(f"{date} {time}", f"{DATE} {TIME}")
        found = clock.replace(tzinfo=ZoneInfo(zone), fold=int(second)).astimezone(UTC)
        is_there = found.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == clock
    except (ValueError, OverflowError):  # no date, or one at the end of the calendar
        raise Invalid("Please write the date as 2026-11-24 and the time as 08:00.") from None
    if not is_there:
        raise Invalid(f"There is no {time} on that day: the clocks are put forward then. Please choose another time.")
    return found
