"""Sharing a quiz with colleagues, and giving it away."""

from typing import Literal

import msgspec
from sqlalchemy import ColumnElement, delete, exists, literal, select, update

from quiz.database import Transaction
from quiz.errors import Forbidden, Invalid
from quiz.tables import quizzes, shares, teachers

Share = Literal["edit", "results"]


class Colleague(msgspec.Struct, frozen=True):
    """A teacher of the site who does not own the quiz. `share` is what they may do with it, None: nothing."""

    id: int
    name: str
    email: str
    share: Share | None


def colleagues(db: Transaction, quiz_id: int) -> list[Colleague]:
    """All of the site's other teachers, by name."""
    rows = db.execute(
        select(teachers.c.id, teachers.c.name, teachers.c.email, shares.c.may_edit)
        .outerjoin(shares, (shares.c.teacher_id == teachers.c.id) & (shares.c.quiz_id == quiz_id))
        .where(~_owns(quiz_id))
        .order_by(teachers.c.name, teachers.c.email)
    )
    return [Colleague(row.id, row.name, row.email, _share(row.may_edit)) for row in rows]


def share(db: Transaction, quiz_id: int, teacher_id: int, may: Share) -> None:
    """From now on this colleague may do this, whatever it was before. Raises Invalid for nobody and for the owner."""
    _hold(db, teacher_id)
    known = select(literal(quiz_id), teachers.c.id, literal(may == "edit"))
    source = known.where(teachers.c.id == teacher_id, ~_owns(quiz_id))
    new = db.insert(shares).from_select(["quiz_id", "teacher_id", "may_edit"], source)
    stored = new.on_conflict_do_update(
        index_elements=[shares.c.quiz_id, shares.c.teacher_id], set_={"may_edit": new.excluded.may_edit}
    )
    if db.execute(stored.returning(shares.c.teacher_id)).one_or_none() is None:
        raise nobody("teacher")


def unshare(db: Transaction, quiz_id: int, teacher_id: int) -> None:
    db.execute(delete(shares).where(shares.c.quiz_id == quiz_id, shares.c.teacher_id == teacher_id))


def hand_over(db: Transaction, quiz_id: int, giver_id: int, teacher_id: int) -> None:
    """The quiz is this colleague's, and the giver may still edit it. Done before, it is left as it is.

    Raises Invalid for nobody, Forbidden for a giver who does not own the quiz.
    """
    _hold(db, giver_id, teacher_id)
    colleague = (teachers.c.id == teacher_id) & (teachers.c.id != giver_id)
    given = (
        update(quizzes)
        .where(quizzes.c.id == quiz_id, quizzes.c.owner_id == giver_id, exists().where(colleague))
        .values(owner_id=teacher_id)
        .returning(quizzes.c.id)
    )
    if db.execute(given).one_or_none() is not None:
        unshare(db, quiz_id, teacher_id)
        share(db, quiz_id, giver_id, "edit")
        return
    owner_id = db.execute(select(quizzes.c.owner_id).where(quizzes.c.id == quiz_id)).scalar_one()
    if owner_id == giver_id:
        raise nobody("owner")
    if owner_id != teacher_id:
        raise Forbidden("Only the owner of this quiz can give it away.")


def nobody(field: str) -> Invalid:
    """What was chosen in this field is none of the colleagues, or not any more."""
    return Invalid("Please choose a colleague.", {field: "There is no such colleague here. Please choose again."})


def _hold(db: Transaction, *teacher_ids: int) -> None:
    """Nobody of these leaves the site until what follows is stored; who is leaving just now is gone after this."""
    held = select(teachers.c.id).where(teachers.c.id.in_(teacher_ids)).order_by(teachers.c.id)
    db.execute(held.with_for_update(read=True, key_share=True))


def _owns(quiz_id: int) -> ColumnElement[bool]:
    """Whether the quiz is the teacher's, for a WHERE over teachers. One that nobody owns is nobody's."""
    return exists().where(quizzes.c.id == quiz_id, quizzes.c.owner_id == teachers.c.id)


def _share(may_edit: bool | None) -> Share | None:
    if may_edit is None:
        return None
    return "edit" if may_edit else "results"
