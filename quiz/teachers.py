"""Teachers: their accounts as rows."""

from datetime import datetime
from typing import Any, Literal

import msgspec
from sqlalchemy import ColumnElement, ScalarSelect, func, select, update

from quiz import catalog
from quiz.database import Transaction
from quiz.errors import NotFound, SignedOut
from quiz.tables import teachers

Role = Literal["owner", "teacher"]

# Whoever asks whether there is a teacher, or another owner, and then acts on it, holds this lock (Transaction.lock).
LOCK = "teachers"


class Teacher(msgspec.Struct, frozen=True):
    """`generation` counts the times that all sessions were ended.

    `reset_at` and `reset_by` (a name, "" for the command line) tell of a new password by a link that the teacher
    has not confirmed to know about.
    """

    id: int
    email: str
    name: str
    role: Role
    generation: int
    time_zone: str
    reset_at: datetime | None
    reset_by: str | None

    @property
    def is_owner(self) -> bool:
        return self.role == "owner"

    @property
    def known(self) -> tuple[int, int]:
        """What a session, or a link, knows its teacher by: worthless once all sessions were ended."""
        return self.id, self.generation


COLUMNS = tuple(teachers.c[name] for name in Teacher.__struct_fields__)


# ------------------------------------------------------------------ who is there


def of_session(db: Transaction, teacher_id: int, generation: int) -> Teacher | None:
    """The teacher of a session, None if it was ended or its teacher is gone."""
    row = db.execute(select(*COLUMNS).where(_known(teacher_id, generation))).one_or_none()
    return Teacher(**row._mapping) if row else None


def find(db: Transaction, teacher_id: int) -> Teacher:
    """Raises NotFound."""
    row = db.execute(select(*COLUMNS).where(teachers.c.id == teacher_id)).one_or_none()
    if row is None:
        raise NotFound("There is no such colleague. They may have left.")
    return Teacher(**row._mapping)


def everybody(db: Transaction) -> list[Teacher]:
    """By name."""
    found = [Teacher(**row._mapping) for row in db.execute(select(*COLUMNS))]
    return sorted(found, key=lambda teacher: (teacher.name.casefold(), teacher.id))


def with_password(db: Transaction, email: str) -> tuple[Teacher, str] | None:
    """Whose address this is (a key of quiz.emails), and the hash of the password; None for nobody's."""
    row = db.execute(select(*COLUMNS, teachers.c.password_hash).where(teachers.c.email == email)).one_or_none()
    if row is None:
        return None
    return Teacher(**{name: row._mapping[name] for name in Teacher.__struct_fields__}), row.password_hash


def are_there(db: Transaction) -> bool:
    return db.execute(select(teachers.c.id).limit(1)).one_or_none() is not None


def first_owner() -> ScalarSelect[Any]:
    """For an INSERT: the id of who has owned the site the longest, null while nobody does."""
    return select(func.min(teachers.c.id)).where(teachers.c.role == "owner").scalar_subquery()


# ------------------------------------------------------------------ what changes


def describe(db: Transaction, teacher_id: int, name: str, time_zone: str) -> None:
    db.execute(update(teachers).where(teachers.c.id == teacher_id).values(name=name, time_zone=time_zone))


def end_sessions(db: Transaction, teacher_id: int) -> None:
    db.execute(update(teachers).where(teachers.c.id == teacher_id).values(generation=teachers.c.generation + 1))


def set_password(db: Transaction, teacher: Teacher, password_hash: str) -> Teacher:
    """Ends all sessions. Raises SignedOut if somebody has ended them meanwhile."""
    return _new_password(db, teacher.known, password_hash)


def reset_password(db: Transaction, known: tuple[int, int], password_hash: str, by: str) -> None:
    """As set_password, by a link that `by` made."""
    _new_password(db, known, password_hash, reset_at=catalog.now(), reset_by=by)


def confirm_reset(db: Transaction, teacher_id: int) -> None:
    """The teacher knows about it."""
    db.execute(update(teachers).where(teachers.c.id == teacher_id).values(reset_at=None, reset_by=None))


def _new_password(db: Transaction, known: tuple[int, int], password_hash: str, **more: Any) -> Teacher:
    values = {"password_hash": password_hash, "generation": teachers.c.generation + 1, **more}
    changed = update(teachers).where(_known(*known)).values(values).returning(*COLUMNS)
    row = db.execute(changed).one_or_none()
    if row is None:
        raise SignedOut("You were signed out everywhere meanwhile. Please sign in again.")
    return Teacher(**row._mapping)


def _known(teacher_id: int, generation: int) -> ColumnElement[bool]:
    return (teachers.c.id == teacher_id) & (teachers.c.generation == generation)
