"""Accounts at Microsoft, and whose they are here.

One is known by its tenant and its object id, which Microsoft gives to nobody else. Its e-mail address says nothing: a
tenant's administrator may write any. A link (quiz/links.py) binds it, so that whoever is bound was invited.
"""

import msgspec
from sqlalchemy import ColumnElement, select, update

from quiz import teachers
from quiz.database import Transaction
from quiz.errors import Invalid
from quiz.tables import teachers as table
from quiz.teachers import Teacher


class Principal(msgspec.Struct, frozen=True):
    """`tenant` and `id` are GUIDs in small letters; `name` is for showing only."""

    tenant: str
    id: str
    name: str


def teacher_of(db: Transaction, principal: Principal) -> Teacher | None:
    """None if it is bound to nobody."""
    row = db.execute(select(*teachers.COLUMNS).where(_is(principal))).one_or_none()
    return Teacher(**row._mapping) if row else None


def refuse_anothers(db: Transaction, principal: Principal | None, teacher_id: int | None = None) -> None:
    """Raises Invalid if it is another teacher's. Whoever then binds it holds teachers.LOCK meanwhile."""
    bound = teacher_of(db, principal) if principal else None
    if bound is not None and bound.id != teacher_id:
        raise Invalid("Another teacher here signs in with this Microsoft account. Please take the tick away.")


def bind(db: Transaction, principal: Principal, teacher_id: int) -> None:
    """Instead of the one before."""
    values = {"microsoft_tenant": principal.tenant, "microsoft_id": principal.id}
    db.execute(update(table).where(table.c.id == teacher_id).values(values))


def _is(principal: Principal) -> ColumnElement[bool]:
    return (table.c.microsoft_tenant == principal.tenant) & (table.c.microsoft_id == principal.id)
