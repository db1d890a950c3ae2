"""Attempts that have begun, looked at. One begins in quiz/tickets.py, and goes on in quiz/saving.py.

Whoever knows an attempt's token may go on with it; the database keeps only the token's SHA-256.

Nothing runs in the background. An attempt whose time is up counts as handed in then, with the answers saved until
then; `find` says so, and the next write, or the first look at its result, stores it.
"""

import hashlib
import re
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, select

from quiz import catalog, document, grading, papers, responses
from quiz.database import Transaction
from quiz.errors import NotFound
from quiz.feedback import GRACE
from quiz.grading import Graded
from quiz.questions import Question
from quiz.tables import attempts, quizzes

NOWHERE = "There is no attempt at this address."
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


class Player(msgspec.Struct, frozen=True):
    """`nickname` is what the leaderboard shows in place of the name, "" if nothing."""

    name: str
    nickname: str = ""


class Attempt(msgspec.Struct, frozen=True):
    """As read from the database. `version` counts the saves; `questions` are in the order shown.

    Once it was regraded, `quiz` holds the questions with the right answers that it is graded by now.
    `due_at` is when the time limit ends or the quiz closes, whichever comes first. `submitted_at` may be due_at
    although nobody handed in; then `is_settled` is false, and it stands in no row yet.
    """

    id: int
    quiz_id: int
    slug: str
    player: Player
    version: int
    started_at: datetime
    due_at: datetime | None
    submitted_at: datetime | None
    is_settled: bool
    closes_at: datetime | None
    leaderboard: bool
    nicknames: bool
    is_open: bool  # whether its quiz takes new attempts now
    is_only_one: bool  # whether no player has a second attempt
    is_deleted: bool
    flagged: tuple[str, ...]
    quiz: document.Quiz
    questions: tuple[Question, ...]

    @property
    def is_submitted(self) -> bool:
        return self.submitted_at is not None

    @property
    def ran_out(self) -> bool:
        """Whether the time was up before it was handed in."""
        return self.is_submitted and self.submitted_at == self.due_at


def find(db: Transaction, token: str, *, deleted: bool = False) -> Attempt:
    """Raises NotFound; for an attempt of a deleted quiz too, unless `deleted` ones are wanted, which are not open."""
    attempt = _find(db, attempts.c.token_hash == hash_of(token))
    if attempt.is_deleted and not deleted:
        raise NotFound(NOWHERE)
    return attempt


def again(db: Transaction, attempt: Attempt) -> Attempt:
    """The same attempt as it stands now. Raises NotFound."""
    return _find(db, attempts.c.id == attempt.id)


def _find(db: Transaction, which: ColumnElement[bool]) -> Attempt:
    moment = catalog.now()
    row = db.execute(
        select(
            attempts,
            quizzes.c.slug,
            quizzes.c.closes_at,
            quizzes.c.attempts_allowed,
            quizzes.c.leaderboard,
            quizzes.c.nicknames,
            quizzes.c.deleted_at,
            catalog.open_at(moment).label("is_open"),
        )
        .join(quizzes, quizzes.c.id == attempts.c.quiz_id)
        .where(which)
    ).one_or_none()
    if row is None:
        raise NotFound(NOWHERE)
    return _attempt(row, _document(db, row), moment)


def _document(db: Transaction, row: Row[Any]) -> document.Quiz:
    """What the attempt was asked, with the right answers that it is graded by."""
    own = catalog.revision(db, row.quiz_id, row.revision)
    if row.graded_by in (None, row.revision):
        return own
    return document.regraded(own, catalog.revision(db, row.quiz_id, row.graded_by))


def _attempt(row: Row[Any], quiz: document.Quiz, moment: datetime) -> Attempt:
    ends = [max(end, row.started_at) for end in (row.due_at, row.closes_at) if end is not None]
    due_at = min(ends, default=None)
    is_over = due_at is not None and moment > due_at + GRACE
    return Attempt(
        id=row.id,
        quiz_id=row.quiz_id,
        slug=row.slug,
        player=Player(row.player, row.nickname),
        version=row.version,
        started_at=row.started_at,
        due_at=due_at,
        submitted_at=row.submitted_at or (due_at if is_over else None),
        is_settled=row.submitted_at is not None,
        closes_at=row.closes_at,
        leaderboard=row.leaderboard,
        nicknames=row.nicknames,
        is_open=row.is_open,
        is_only_one=row.attempts_allowed == 1,
        is_deleted=row.deleted_at is not None,
        flagged=tuple(msgspec.json.decode(row.flagged)),
        quiz=quiz,
        questions=papers.on_paper(quiz, papers.decode(row.paper)),
    )


def review(db: Transaction, attempt: Attempt) -> list[Graded]:
    """The questions in the order shown, with the stored answers and what they earn, once that is decided."""
    stored = responses.of_attempt(db, attempt.quiz_id, attempt.id, attempt.questions)
    if attempt.is_submitted:
        return stored if attempt.is_settled else grading.grade(stored)
    if attempt.quiz.feedback == "after_each":
        return stored
    # Another request may have handed it in since it was found: what that stored is not for a running attempt's page.
    return [Graded(item.question, item.answer, None, None) for item in stored]


def hash_of(token: str) -> bytes:
    """Raises NotFound for what cannot be a token, before the database is asked."""
    if not TOKEN.fullmatch(token):
        raise NotFound(NOWHERE)
    return hashlib.sha256(token.encode()).digest()
