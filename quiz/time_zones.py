"""The time zones that a teacher may live in."""

import functools

from quiz.errors import Invalid

UTC = "UTC"


@functools.cache
def names() -> tuple[str, ...]:
    """ "Europe/Berlin" and its like, sorted; not the short ones, of which some mean another time than people think."""
    from zoneinfo import available_timezones

    places = (name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    return (UTC, *sorted(places))


def time_zone(typed: str) -> str:
    """Raises Invalid if it is none of them."""
    if typed not in names():
        raise Invalid("Please choose a time zone from the list.")
    return typed
