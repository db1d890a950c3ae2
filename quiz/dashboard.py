"""A teacher's quizzes, own and shared, with what has become of each."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

import msgspec
from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select

from quiz import catalog
from quiz.database import Transaction
from quiz.deleting import can_come_back
from quiz.feedback import GRACE
from quiz.players import folded
from quiz.rights import HeldQuiz, held, held_by
from quiz.tables import attempts, quizzes, revisions

State = Literal["draft", "soon", "open", "closed"]


class Entry(msgspec.Struct, frozen=True):
    """`draft`: never published. `handed_in` and `running` count attempts; `changed_at` is the last change."""

    quiz: HeldQuiz
    state: State
    questions: int
    handed_in: int
    running: int
    changed_at: datetime | None
    has_changes: bool  # that are not published


class Overview(msgspec.Struct, frozen=True):
    """By last change, the latest first; `deleted` are the teacher's own that can be brought back."""

    quizzes: list[Entry]
    deleted: list[Entry]

    def matching(self, words: str) -> list[Entry]:
        """Those with all these words in their title."""
        wanted = folded(words).split()
        return [entry for entry in self.quizzes if all(word in folded(entry.quiz.title) for word in wanted)]


def overview(db: Transaction, teacher_id: int) -> Overview:
    """One statement, however many quizzes there are."""
    moment = catalog.now()
    rows = db.execute(_query(teacher_id, moment)).all()
    return Overview(
        quizzes=_entries([row for row in rows if row.deleted_at is None], moment),
        deleted=_entries([row for row in rows if row.deleted_at is not None and row.right == "own"], moment),
    )


def _query(teacher_id: int, moment: datetime) -> Select[Any]:
    taken = select(func.count()).where(attempts.c.quiz_id == quizzes.c.id)
    live = (revisions.c.quiz_id == quizzes.c.id) & (revisions.c.number == quizzes.c.live_revision)
    more = (
        quizzes.c.questions,
        revisions.c.published_at,
        taken.scalar_subquery().label("taken"),
        taken.where(_is_handed_in(moment)).scalar_subquery().label("handed_in"),
    )
    return (
        held_by(teacher_id, *more)
        .outerjoin(revisions, live)
        .where(or_(quizzes.c.deleted_at.is_(None), can_come_back(moment)))
    )


def _is_handed_in(moment: datetime) -> ColumnElement[bool]:
    """Or counts as such, since its time is up (quiz/attempts.py)."""
    then = moment - GRACE
    is_over = and_(attempts.c.started_at < then, or_(attempts.c.due_at < then, quizzes.c.closes_at < then))
    return or_(attempts.c.submitted_at.is_not(None), is_over)


def _entries(rows: Sequence[Row[Any]], moment: datetime) -> list[Entry]:
    entries = [_entry(row, moment) for row in rows]
    return sorted(
        entries, key=lambda entry: (entry.changed_at is not None, entry.changed_at, entry.quiz.id), reverse=True
    )


def _entry(row: Row[Any], moment: datetime) -> Entry:
    quiz = held(row)
    changes = [change for change in (quiz.changed_at, row.published_at) if change is not None]
    return Entry(
        quiz=quiz,
        state=_state(quiz, moment),
        questions=row.questions,
        handed_in=row.handed_in,
        running=row.taken - row.handed_in,
        changed_at=max(changes, default=None),
        has_changes=len(changes) == 2 and changes[0] > changes[1],
    )


def _state(quiz: HeldQuiz, moment: datetime) -> State:
    if quiz.live_revision is None:
        return "draft"
    if quiz.closes_at is not None and quiz.closes_at <= moment:
        return "closed"
    return "soon" if quiz.opens_at is not None and moment < quiz.opens_at else "open"
