"""The revisions of a quiz: what was published, when and by whom."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import Row, Select, exists, select

from quiz import catalog, document
from quiz.database import Transaction
from quiz.document import Quiz
from quiz.errors import NotFound
from quiz.rights import HeldQuiz
from quiz.tables import attempts, revisions

MOST = 50  # on one page


class Revision(msgspec.Struct, frozen=True):
    """`published_by` is a teacher's name, "" for what came from a file."""

    number: int
    published_at: datetime
    published_by: str
    document: Quiz


def newest(db: Transaction, quiz_id: int, below: int | None = None) -> Sequence[Revision]:
    """The newest first, those with smaller numbers than `below`; one more than MOST, to compare the last one with."""
    query = _of(quiz_id).order_by(revisions.c.number.desc()).limit(MOST + 1)
    rows = db.execute(query if below is None else query.where(revisions.c.number < below))
    return [_read(row) for row in rows]


def find(db: Transaction, quiz_id: int, number: int) -> Revision:
    """Raises NotFound, or Broken if its document cannot be read."""
    row = db.execute(_of(quiz_id).where(revisions.c.number == number)).one_or_none()
    if row is None:
        raise NotFound("This quiz has no revision with this number.")
    return _read(row)


def live(db: Transaction, held: HeldQuiz) -> Quiz | None:
    """What students get now; None if the quiz was never published."""
    return None if held.live_revision is None else catalog.revision(db, held.id, held.live_revision)


def _of(quiz_id: int) -> "Select[tuple[int, datetime, str, str]]":
    columns = (revisions.c[name] for name in ("number", "published_at", "published_by", "document"))
    return select(*columns).where(revisions.c.quiz_id == quiz_id)


def _read(row: "Row[tuple[int, datetime, str, str]]") -> Revision:
    return Revision(**{**row._mapping, "document": document.decode(row.document)})


def has_attempts(db: Transaction, quiz_id: int) -> bool:
    """Whether anybody has begun one, on whatever revision."""
    return bool(db.execute(select(exists().where(attempts.c.quiz_id == quiz_id))).scalar())
