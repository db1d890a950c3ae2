"""The best attempt of each player of a quiz, kept as rows so that a leaderboard costs the same at any size.

The better of two attempts has the greater fraction of its marks, since revisions of a quiz may differ in how many
there are; of equals, the one that took less time.
"""

from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import Row, Select, and_, delete, or_, select

from quiz import grading
from quiz.database import Transaction
from quiz.tables import attempts, standings

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite

LENGTH = 10  # places shown


class Standing(msgspec.Struct, frozen=True):
    player: str
    marks: float
    max_marks: float
    seconds: float


class Leaderboard(msgspec.Struct, frozen=True):
    slug: str
    title: str
    standings: list[Standing]


def leaderboard(db: Transaction, quiz_id: int, slug: str, title: str) -> Leaderboard:
    """The first places, best first."""
    return Leaderboard(slug, title, [Standing(**row._mapping) for row in db.execute(first_places(quiz_id))])


def first_places(quiz_id: int) -> Select[Any]:
    """Both databases read them off the index, whatever the class's size."""
    shown = (standings.c.player, standings.c.marks, standings.c.max_marks, standings.c.seconds)
    ranking = (standings.c.fraction.desc(), standings.c.seconds, standings.c.attempt_id)
    return select(*shown).where(standings.c.quiz_id == quiz_id).order_by(*ranking).limit(LENGTH)


def record(db: Transaction, attempt: Row[Any]) -> None:
    """Take a handed-in attempt, a row of the table, for its player's best if it is better than what stands there.

    What waits for a teacher has no place yet.
    """
    if not attempt.waiting:
        _place(db, db.insert(standings).values(_standing_of(attempt)))


def rebuild(db: Transaction, quiz_id: int, key: str) -> None:
    """Find the best attempt of a player anew, after one was taken away or changed; none is left if there is none."""
    db.execute(delete(standings).where(standings.c.quiz_id == quiz_id, standings.c.player_key == key))
    rows = db.execute(
        select(attempts).where(
            attempts.c.quiz_id == quiz_id,
            attempts.c.player_key == key,
            attempts.c.submitted_at.is_not(None),
        )
    )
    for row in rows.all():
        record(db, row)


def _standing_of(attempt: Row[Any]) -> dict[str, Any]:
    return {
        "quiz_id": attempt.quiz_id,
        "player_key": attempt.player_key,
        "player": attempt.nickname or attempt.player,
        "attempt_id": attempt.id,
        "marks": attempt.marks,
        "max_marks": attempt.max_marks,
        "fraction": round(attempt.marks / attempt.max_marks, grading.DECIMALS) if attempt.max_marks else 0.0,
        "seconds": max((attempt.submitted_at - attempt.started_at).total_seconds(), 0.0),
    }


def _place(db: Transaction, new: "sqlite.Insert | postgresql.Insert") -> None:
    """One statement decides and stores, so of two hand-ins at once the better one stays."""
    more = new.excluded.fraction > standings.c.fraction
    faster = and_(new.excluded.fraction == standings.c.fraction, new.excluded.seconds < standings.c.seconds)
    taken = ("player", "attempt_id", "marks", "max_marks", "fraction", "seconds")
    db.execute(
        new.on_conflict_do_update(
            index_elements=[standings.c.quiz_id, standings.c.player_key],
            set_={name: new.excluded[name] for name in taken},
            where=or_(more, faster),
        )
    )
