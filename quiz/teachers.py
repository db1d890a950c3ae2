"""Teachers: their accounts as rows."""

from typing import Literal

import msgspec
from sqlalchemy import select

from quiz.database import Transaction
from quiz.tables import teachers

Role = Literal["owner", "teacher"]


class Teacher(msgspec.Struct, frozen=True):
    """`generation` counts the times that all sessions were ended."""

    id: int
    email: str
    name: str
    role: Role
    generation: int
    time_zone: str

    @property
    def is_owner(self) -> bool:
        return self.role == "owner"


COLUMNS = tuple(teachers.c[name] for name in Teacher.__struct_fields__)


def of_session(db: Transaction, teacher_id: int, generation: int) -> Teacher | None:
    """The teacher of a session, None if it was ended or its teacher is gone."""
    own = (teachers.c.id == teacher_id) & (teachers.c.generation == generation)
    row = db.execute(select(*COLUMNS).where(own)).one_or_none()
    return Teacher(**row._mapping) if row else None
