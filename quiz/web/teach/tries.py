"""How often somebody may try to sign in, counted in the database before anything is hashed."""

import logging

from quiz import throttles
from quiz.errors import TooOften
from quiz.web import session
from quiz.web.visit import Visit

# Tries a minute: of a browser in which this teacher has signed in before; of all other browsers together, for an
# account, from an address, on the whole site. So nobody else's tries can lock a teacher out of their own browser.
OWN, ACCOUNT, ADDRESS, SITE = 10, 10, 30, 600

log = logging.getLogger("quiz")


def count(visit: Visit, email: str) -> None:
    """Raises TooOften, before anything is hashed. What was refused is not counted, so it costs others nothing."""
    tries = _limits(visit, email)
    for what, who, limit in tries:
        throttles.refuse(visit.db, what, who, limit)
    for what, who, limit in tries:
        number = throttles.count(visit.db, what, who)
        if number == limit:
            log.warning("%s: %d tries within a minute, the next ones have to wait", what, limit)
        if number > limit:  # several came at once
            raise TooOften(throttles.TOO_OFTEN)


def _limits(visit: Visit, email: str) -> list[tuple[str, str, int]]:
    """What counts this try, by whom, and how many of them a minute may have."""
    device = session.read_device(visit.cookies.get(session.DEVICE_COOKIE, ""), email)
    if device:
        return [("Sign-in in a known browser", device, OWN)]
    return [
        ("Sign-in to one account", email, ACCOUNT),
        ("Sign-in from one address", visit.address, ADDRESS),
        ("Sign-in on the site", "", SITE),
    ]
