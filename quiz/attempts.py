"""Attempts that have begun: save answers, check one, hand in, look again. An attempt begins in quiz/tickets.py.

Whoever knows an attempt's token may go on with it; the database keeps only the token's SHA-256.

Nothing runs in the background. An attempt whose time is up counts as handed in then, with the answers saved until
then; `find` says so, and the next write stores it.
"""

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

import msgspec
from sqlalchemy import ColumnElement, Row, select, update

from quiz import catalog, document, grading, papers, responses, standings
from quiz.database import Transaction
from quiz.errors import Closed, Conflict, Invalid, NotFound
from quiz.grading import Graded
from quiz.players import player_key
from quiz.questions import Question
from quiz.questions.common import Answer
from quiz.tables import attempts, quizzes

Answers = Mapping[str, Answer]  # by question key
HandIn = Literal["no", "if_complete", "yes"]  # if_complete: unless a question is unanswered

TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
GRACE = timedelta(seconds=30)  # for what was sent in time and took its time to arrive


class Player(msgspec.Struct, frozen=True):
    """`nickname` is what the leaderboard shows in place of the name, "" if nothing."""

    name: str
    nickname: str = ""

    @property
    def shown(self) -> str:
        return self.nickname or self.name


class Sheet(msgspec.Struct, frozen=True):
    """What one page says of the questions it showed, by key. A question without an answer was left empty."""

    questions: Collection[str]
    answers: Answers = {}
    flagged: Collection[str] = ()


class Outcome(msgspec.Struct, frozen=True):
    """The attempt's version now, and whether the answers that were sent are what is stored."""

    version: int
    is_stored: bool
    is_submitted: bool


class Attempt(msgspec.Struct, frozen=True):
    """As read from the database. `version` counts the saves; `questions` are in the order shown.

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
    if attempt is None or (attempt.is_deleted and not deleted):
        raise NotFound("There is no attempt at this address.")
    return attempt


def _find(db: Transaction, which: ColumnElement[bool]) -> Attempt | None:
    moment = catalog.now()
    row = db.execute(
        select(
            attempts,
            quizzes.c.slug,
            quizzes.c.closes_at,
            quizzes.c.leaderboard,
            quizzes.c.nicknames,
            quizzes.c.deleted_at,
            catalog.open_at(moment).label("is_open"),
        )
        .join(quizzes, quizzes.c.id == attempts.c.quiz_id)
        .where(which)
    ).one_or_none()
    return row and _attempt(row, catalog.revision(db, row.quiz_id, row.revision), moment)


def _attempt(row: Row[Any], quiz: document.Quiz, moment: datetime) -> Attempt:
    due_at = min(filter(None, (row.due_at, row.closes_at)), default=None)
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
        is_deleted=row.deleted_at is not None,
        flagged=tuple(msgspec.json.decode(row.flagged)),
        quiz=quiz,
        questions=papers.on_paper(quiz, msgspec.json.decode(row.paper)),
    )


def review(db: Transaction, attempt: Attempt) -> list[Graded]:
    """The questions in the order shown, with the stored answers and what they earn, once that is decided."""
    stored = responses.of_attempt(db, attempt.quiz_id, attempt.id, attempt.questions)
    return grading.grade(stored) if attempt.is_submitted and not attempt.is_settled else stored


def save(
    db: Transaction,
    attempt: Attempt,
    seen: int,
    sheet: Sheet,
    *,
    hand_in: HandIn = "no",
    check: str | None = None,
) -> Outcome:
    """Store the answers of a page of a running attempt; `check` names a question whose marks are fixed now.

    A handed-in attempt stays as it is, and so does a checked question. `seen` is the version that the sender's
    page showed. If newer answers were stored since, nothing changes and Conflict says, question by question, what
    this page had; a request that is sent twice is no conflict.
    Raises Closed, Conflict; Invalid where nothing is there to check.
    """
    before = responses.of_attempt(db, attempt.quiz_id, attempt.id, attempt.questions)
    after = [_written(item, sheet) for item in before]
    if attempt.is_submitted:
        _settle(db, attempt, before)
        return Outcome(attempt.version, is_stored=after == before, is_submitted=True)
    if attempt.is_deleted:
        raise Closed("This quiz was taken away. The answers saved before are kept.")
    if seen != attempt.version:
        _refuse_older(before, after)
    submit = is_handed_in(hand_in, after)
    after = [_checked(item) if item.question.key == check else item for item in after]
    after = grading.grade(after) if submit else after
    flagged = flagged_of(attempt, sheet)
    if after == before and flagged == attempt.flagged:
        return Outcome(attempt.version, is_stored=True, is_submitted=False)
    if not _store(db, attempt, before, after, flagged, _in_time(attempt) if submit else None):
        now = _find(db, attempts.c.id == attempt.id)  # another request came first: see what it stored
        assert now
        return save(db, now, seen, sheet, hand_in=hand_in, check=check)
    return Outcome(attempt.version + 1, is_stored=True, is_submitted=submit)


def is_handed_in(wish: HandIn, items: Sequence[Graded]) -> bool:
    return wish == "yes" or (wish == "if_complete" and grading.is_complete(items))


def rename(db: Transaction, token: str, player: Player) -> None:
    """Correct the name of an attempt, until its quiz closes. Raises NotFound, Closed."""
    attempt = find(db, token)
    if attempt.closes_at and attempt.closes_at <= catalog.now():
        raise Closed("This quiz is closed, so its names stay as they are. Please tell your teacher.")
    names = {"player": player.name, "player_key": player_key(player.name), "nickname": player.nickname}
    db.execute(update(attempts).where(attempts.c.id == attempt.id).values(names))
    for key in sorted({player_key(attempt.player.name), player_key(player.name)}):
        standings.rebuild(db, attempt.quiz_id, key)


# ------------------------------------------------------------------ what is written


def _written(item: Graded, sheet: Sheet) -> Graded:
    """The question with the sheet's answer, if it was on the sheet and has not been checked."""
    if item.fraction is not None or item.question.key not in sheet.questions:
        return item
    return Graded(item.question, sheet.answers.get(item.question.key), None, None)


def _checked(item: Graded) -> Graded:
    """With its marks, for good."""
    if item.answer is None:
        field = papers.FIELD + item.question.key
        raise Invalid("There is nothing to check yet.", {field: "Please answer this question, then check it."})
    return grading.grade([item])[0]


def flagged_of(attempt: Attempt, sheet: Sheet) -> tuple[str, ...]:
    flagged = (set(attempt.flagged) - set(sheet.questions)) | set(sheet.flagged)
    return tuple(question.key for question in attempt.questions if question.key in flagged)


def _in_time(attempt: Attempt) -> datetime:
    """When it is handed in, if that is now: what arrives within the grace was sent in time."""
    return min(filter(None, (catalog.now(), attempt.due_at)))


def _settle(db: Transaction, attempt: Attempt, stored: Sequence[Graded]) -> None:
    """Store that the time was up, if that is not stored yet."""
    if not attempt.is_settled:
        _store(db, attempt, stored, grading.grade(stored), attempt.flagged, attempt.submitted_at)


def _store(
    db: Transaction,
    attempt: Attempt,
    before: Sequence[Graded],
    after: Sequence[Graded],
    flagged: Sequence[str],
    submitted_at: datetime | None,
) -> bool:
    """Write the next version unless another request has; the row's lock makes rivals wait here."""
    changes = {"version": attempt.version + 1, "flagged": msgspec.json.encode(flagged).decode()}
    changes |= handed_in(after, submitted_at) if submitted_at else {}
    unchanged = (attempts.c.version == attempt.version) & attempts.c.submitted_at.is_(None)
    if not db.execute(update(attempts).where(attempts.c.id == attempt.id, unchanged).values(changes)).rowcount:
        return False
    changed = [new for old, new in zip(before, after, strict=True) if new != old]
    responses.store(db, attempt.quiz_id, attempt.id, changed, catalog.now())
    if submitted_at:
        player, took = attempt.player, submitted_at - attempt.started_at
        standings.record(db, attempt.quiz_id, attempt.id, player.name, player.shown, after, took)
    return True


def handed_in(graded: Sequence[Graded], moment: datetime) -> dict[str, Any]:
    """The columns of an attempt that is handed in."""
    return {
        "submitted_at": moment,
        "marks": grading.total(graded),
        "max_marks": grading.most([item.question for item in graded]),
        "waiting": grading.waiting(graded),
    }


# ------------------------------------------------------------------ what is refused


def _refuse_older(before: Sequence[Graded], after: Sequence[Graded]) -> None:
    wrong = {
        papers.FIELD + new.question.key: _what_was_sent(new.question, new.answer)
        for old, new in zip(before, after, strict=True)
        if new.answer != old.answer
    }
    if wrong:
        why = "This was not stored: other answers were saved meanwhile from another page. They are shown here."
        raise Conflict(why, wrong)


def _what_was_sent(question: Question, answer: Answer | None) -> str:
    sent = "no answer" if answer is None else f"“{question.describe(answer)}”"
    return f"You sent {sent}. Shown here is what was saved: keep it, or change it and send again."


def hash_of(token: str) -> bytes:
    """Raises NotFound for what cannot be a token, before the database is asked."""
    if not TOKEN.fullmatch(token):
        raise NotFound("There is no attempt at this address.")
    return hashlib.sha256(token.encode()).digest()
