"""The answers of an attempt as rows: one for each question that was answered or handed in."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row, select, update

from quiz.database import Transaction
from quiz.grading import Graded
from quiz.questions import Question
from quiz.tables import responses


def of_attempt(db: Transaction, quiz_id: int, attempt_id: int, questions: Sequence[Question]) -> list[Graded]:
    """The questions with what is stored of them; marks are None until they are handed in or checked."""
    return with_answers(questions, of_attempts(db, quiz_id, [attempt_id])[attempt_id])


def of_attempts(db: Transaction, quiz_id: int, attempt_ids: Collection[int]) -> dict[int, list[Row[Any]]]:
    """All rows of each attempt, in one statement."""
    columns = (
        responses.c.attempt_id,
        responses.c.question,
        responses.c.answer,
        responses.c.fraction,
        responses.c.marks,
    )
    found: dict[int, list[Row[Any]]] = {attempt_id: [] for attempt_id in attempt_ids}
    own = (responses.c.quiz_id == quiz_id) & responses.c.attempt_id.in_(attempt_ids)
    for row in db.execute(select(*columns).where(own)):
        found[row.attempt_id].append(row)
    return found


def with_answers(questions: Sequence[Question], rows: Iterable[Row[Any]]) -> list[Graded]:
    """The questions with what the rows of one attempt hold of them."""
    stored = {row.question: row for row in rows}
    return [
        Graded(question, msgspec.json.decode(row.answer), row.fraction, row.marks)
        if (row := stored.get(question.key))
        else Graded(question, None, None, None)
        for question in questions
    ]


def newer_than(db: Transaction, quiz_id: int, attempt_id: int, version: int) -> set[str]:
    """The questions whose answers were stored after this version of the attempt."""
    own = (responses.c.quiz_id == quiz_id) & (responses.c.attempt_id == attempt_id)
    return set(db.execute(select(responses.c.question).where(own, responses.c.version > version)).scalars())


def store(
    db: Transaction, quiz_id: int, attempt_id: int, version: int, graded: Sequence[Graded], moment: datetime
) -> None:
    """As `version` of the attempt. An unanswered question holds JSON null, so that an answer can be taken back."""
    rows = [
        {
            "quiz_id": quiz_id,
            "attempt_id": attempt_id,
            "question": item.question.key,
            "version": version,
            "answer": msgspec.json.encode(item.answer).decode(),
            "fraction": item.fraction,
            "marks": item.marks,
            "answered_at": moment,
        }
        for item in graded
        if item.question.is_asked
    ]
    if not rows:
        return
    new = db.insert(responses)
    changed = ("version", "answer", "fraction", "marks", "answered_at")
    db.execute(
        new.on_conflict_do_update(
            index_elements=[responses.c.quiz_id, responses.c.attempt_id, responses.c.question],
            set_={name: new.excluded[name] for name in changed},
        ),
        rows,
    )


def mark(db: Transaction, quiz_id: int, marked: Iterable[tuple[int, Graded]]) -> None:
    """Store what answers earn, and nothing else: attempts by their ids, in a statement for each question and result."""
    alike: dict[tuple[str, float | None, float | None], list[int]] = {}
    for attempt_id, item in marked:
        alike.setdefault((item.question.key, item.fraction, item.marks), []).append(attempt_id)
    for (question, fraction, marks), attempt_ids in alike.items():
        own = (responses.c.quiz_id == quiz_id) & responses.c.attempt_id.in_(attempt_ids)
        result = {"fraction": fraction, "marks": marks}
        db.execute(update(responses).where(own, responses.c.question == question).values(result))
