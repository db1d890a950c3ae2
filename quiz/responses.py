"""The answers of an attempt as rows: one for each question that was answered or handed in."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import select

from quiz.database import Transaction
from quiz.grading import Graded
from quiz.questions import Question
from quiz.tables import responses


def of_attempt(db: Transaction, quiz_id: int, attempt_id: int, questions: Sequence[Question]) -> list[Graded]:
    """The questions with what is stored of them; marks are None until they are handed in or checked."""
    rows = db.execute(
        select(responses.c.question, responses.c.answer, responses.c.fraction, responses.c.marks).where(
            responses.c.quiz_id == quiz_id, responses.c.attempt_id == attempt_id
        )
    )
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
