"""How often something may be tried: so many times a minute, by whom the caller can tell apart."""

import hashlib
from datetime import timedelta

from sqlalchemy import case, delete, select

from quiz import catalog
from quiz.database import Transaction
from quiz.errors import TooOften
from quiz.tables import throttles

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
TOO_OFTEN = "That was tried too often. Please wait a minute, then try again."


def refuse(db: Transaction, what: str, who: str, limit: int) -> None:
    """Raises TooOften if `what` was tried `limit` times within the minute that its first try began."""
    tries = db.execute(
        select(throttles.c.tries).where(
            throttles.c.what == what, throttles.c.who == _hash(who), throttles.c.since > catalog.now() - MINUTE
        )
    ).scalar()
    if (tries or 0) >= limit:
        raise TooOften(TOO_OFTEN)


def count(db: Transaction, what: str, who: str) -> int:
    """One more try: which of its minute it is. The first after a minute is 1 again. What is long over is forgotten."""
    moment = catalog.now()
    db.execute(delete(throttles).where(throttles.c.since < moment - DAY))
    new = db.insert(throttles).values(what=what, who=_hash(who), since=moment, tries=1)
    is_over = throttles.c.since <= moment - MINUTE
    counted = new.on_conflict_do_update(
        index_elements=[throttles.c.what, throttles.c.who],
        set_={
            "since": case((is_over, new.excluded.since), else_=throttles.c.since),
            "tries": case((is_over, 1), else_=throttles.c.tries + 1),
        },
    )
    return int(db.execute(counted.returning(throttles.c.tries)).scalar_one())


def _hash(who: str) -> str:
    """Addresses of people are not kept."""
    return hashlib.sha256(who.encode()).hexdigest()
