"""What a teacher may do with a quiz: see its results, edit it, or everything, since it is theirs."""

from datetime import datetime
from typing import Any, Literal

import msgspec
from sqlalchemy import Row, Select, case, null, or_, select

from quiz.database import Transaction
from quiz.document import Counts
from quiz.errors import Forbidden, NotFound
from quiz.tables import quizzes, shares, teachers

Right = Literal["results", "edit", "own"]
RIGHTS: tuple[Right, ...] = ("results", "edit", "own")  # each holds the ones before it


class HeldQuiz(msgspec.Struct, frozen=True):
    """A quiz as a teacher with a right on it meets it. `owner` is the name of whose it is."""

    id: int
    slug: str
    title: str
    right: Right
    owner: str
    live_revision: int | None
    changed_at: datetime | None
    deleted_at: datetime | None
    opens_at: datetime | None
    closes_at: datetime | None
    attempts_allowed: int | None
    pin: str | None
    listed: bool
    counts: Counts
    leaderboard: bool
    nicknames: bool

    def allows(self, right: Right) -> bool:
        return RIGHTS.index(right) <= RIGHTS.index(self.right)


# What stands in the quiz's row, and what is worked out from the others.
_OF_ROW = tuple(quizzes.c[name] for name in HeldQuiz.__struct_fields__ if name in quizzes.c)


def held_by(teacher_id: int, *more: Any) -> Select[Any]:
    """Every quiz that this teacher holds a right on, deleted ones included; `more` are further columns."""
    right = case((quizzes.c.owner_id == teacher_id, "own"), (shares.c.may_edit, "edit"), else_="results")
    shared_with = (shares.c.quiz_id == quizzes.c.id) & (shares.c.teacher_id == teacher_id)
    return (
        select(*_OF_ROW, right.label("right"), teachers.c.name.label("owner"), *more)
        .join(teachers, teachers.c.id == quizzes.c.owner_id)
        .outerjoin(shares, shared_with)
        .where(or_(quizzes.c.owner_id == teacher_id, shares.c.teacher_id.is_not(null())))
    )


def find(db: Transaction, teacher_id: int, quiz_id: int, right: Right, *, deleted: bool = False) -> HeldQuiz:
    """Raises NotFound where the teacher has no right at all, Forbidden where it is not this one."""
    row = db.execute(held_by(teacher_id).where(quizzes.c.id == quiz_id)).one_or_none()
    if row is None or (row.deleted_at is not None and not deleted):
        raise NotFound("There is no quiz of yours at this address.")
    quiz = held(row)
    if not quiz.allows(right):
        may = "see the results of this quiz" if quiz.right == "results" else "edit this quiz"
        raise Forbidden(f"{quiz.owner} lets you {may}, and no more. Please ask for what you need.")
    return quiz


def held(row: Row[Any]) -> HeldQuiz:
    return HeldQuiz(**{name: row._mapping[name] for name in HeldQuiz.__struct_fields__})
