"""Quizzes deleted, brought back within 30 days, and after that removed for good, a batch of rows at a time."""

from datetime import datetime, timedelta

import msgspec
from sqlalchemy import ColumnElement, String, Table, and_, cast, delete, func, literal, select, tuple_, update

from quiz import catalog
from quiz.database import Transaction
from quiz.errors import NotFound
from quiz.media import LOCK
from quiz.tables import attempts, media, metadata, quiz_media, quizzes, responses

KEPT = timedelta(days=30)
BATCH = 1000  # rows that one request removes at most
# Whatever belongs to a quiz names it, and comes before what it points at.
BELONGINGS = tuple(table for table in reversed(metadata.sorted_tables) if "quiz_id" in table.c)


class Losses(msgspec.Struct, frozen=True):
    """What goes with a quiz: how many attempts, answers in them, and images."""

    attempts: int
    answers: int
    images: int


def losses(db: Transaction, quiz_id: int) -> Losses:
    tables = {"attempts": attempts, "answers": responses, "images": quiz_media}
    counts = {name: select(func.count()).where(table.c.quiz_id == quiz_id) for name, table in tables.items()}
    row = db.execute(select(*(count.scalar_subquery().label(name) for name, count in counts.items()))).one()
    return Losses(**row._mapping)


def delete_quiz(db: Transaction, quiz_id: int) -> None:
    """It can be brought back for a while. What was deleted stays as it is."""
    there = (quizzes.c.id == quiz_id) & quizzes.c.deleted_at.is_(None)
    db.execute(update(quizzes).where(there).values(deleted_at=catalog.now()))


def bring_back(db: Transaction, quiz_id: int) -> None:
    """With all that it had; what is there stays as it is. Raises NotFound when it is too late."""
    there = (quizzes.c.id == quiz_id) & (quizzes.c.deleted_at.is_(None) | can_come_back(catalog.now()))
    if not db.execute(update(quizzes).where(there).values(deleted_at=None)).rowcount:
        raise NotFound(f"This quiz was deleted more than {KEPT.days} days ago. It cannot be brought back any more.")


def can_come_back(moment: datetime) -> ColumnElement[bool]:
    return quizzes.c.deleted_at > moment - KEPT


def purge(db: Transaction) -> None:
    """Remove rows of a quiz that cannot come back, at most BATCH; the quiz itself with the last of them."""
    quiz_id = _give_up(db)
    if quiz_id is None:
        return
    left = BATCH
    for table in BELONGINGS:
        left -= _remove(db, table, table.c.quiz_id == quiz_id, left)
        if not left:
            return
    db.execute(delete(quizzes).where(quizzes.c.id == quiz_id))
    _remove_unused_images(db, left)


def _give_up(db: Transaction) -> int | None:
    """The id of a quiz to remove, if there is one that no other request removes now.

    Its address is given up first, so that no file is published over what is left of it.
    """
    too_late = and_(quizzes.c.deleted_at.is_not(None), ~can_come_back(catalog.now()))
    one = select(quizzes.c.id).where(too_late).order_by(quizzes.c.deleted_at).limit(1).with_for_update(skip_locked=True)
    no_slug = literal("purged--").concat(cast(quizzes.c.id, String))  # two hyphens: no quiz can have it
    taken = update(quizzes).where(quizzes.c.id == one.scalar_subquery()).values(slug=no_slug)
    return db.execute(taken.returning(quizzes.c.id)).scalar()


def _remove(db: Transaction, table: Table, which: ColumnElement[bool], most: int) -> int:
    """How many rows it removed."""
    key = tuple(table.primary_key)
    batch = select(*key).where(which).limit(most)
    return db.execute(delete(table).where(tuple_(*key).in_(batch))).rowcount


def _remove_unused_images(db: Transaction, most: int) -> None:
    db.lock(LOCK)  # nobody gives one to a quiz meanwhile
    is_used = select(quiz_media.c.digest).where(quiz_media.c.digest == media.c.digest).exists()
    batch = select(media.c.digest).where(~is_used).limit(most)
    db.execute(delete(media).where(media.c.digest.in_(batch)))
