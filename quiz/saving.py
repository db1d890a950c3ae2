"""Saving a running attempt: its answers, by version; one question checked; handing in; another name."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

import msgspec
from sqlalchemy import select, update

from quiz import attempts, catalog, grading, papers, responses, standings
from quiz.attempts import Attempt, Player
from quiz.database import Transaction
from quiz.errors import Closed, Conflict, Invalid
from quiz.grading import Graded
from quiz.players import player_key
from quiz.questions import Question
from quiz.questions.common import Answer
from quiz.tables import attempts as table

Answers = Mapping[str, Answer]  # by question key
HandIn = Literal["no", "if_complete", "yes"]  # if_complete: unless a question is unanswered


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
    if attempt.is_deleted:
        raise Closed("This quiz was taken away. The answers saved before are kept.")
    before = responses.of_attempt(db, attempt.quiz_id, attempt.id, attempt.questions)
    if attempt.is_submitted:
        settle(db, attempt)
        return Outcome(attempt.version, is_stored=_holds(attempt, before, sheet), is_submitted=True)
    after = filled_in(before, sheet)
    if seen != attempt.version:
        _refuse_older(before, after, responses.newer_than(db, attempt.quiz_id, attempt.id, seen))
    submit = is_handed_in(hand_in, after)
    after = [_checked(item) if item.question.key == check else item for item in after]
    after = grading.grade(after) if submit else after
    flagged = flagged_of(attempt, sheet)
    if not submit and after == before and flagged == attempt.flagged:
        return Outcome(attempt.version, is_stored=True, is_submitted=False)
    if not _store(db, attempt, before, after, flagged, _in_time(attempt) if submit else None):
        now = attempts.again(db, attempt)  # another request came first: see what it stored
        return save(db, now, seen, sheet, hand_in=hand_in, check=check)
    return Outcome(attempt.version + 1, is_stored=True, is_submitted=submit)


def is_handed_in(wish: HandIn, items: Sequence[Graded]) -> bool:
    return wish == "yes" or (wish == "if_complete" and grading.is_complete(items))


def rename(db: Transaction, token: str, player: Player) -> None:
    """Correct the name of an attempt, until its quiz closes. Raises NotFound, Closed."""
    attempt = attempts.find(db, token)
    if attempt.closes_at and attempt.closes_at <= catalog.now():
        raise Closed("This quiz is closed, so its names stay as they are. Please tell your teacher.")
    own = table.c.id == attempt.id
    held = select(table.c.player_key).where(own).with_for_update(key_share=True)  # nobody comes between
    before = db.execute(held).scalar_one()
    nickname = player.nickname if attempt.nicknames else ""
    names = {"player": player.name, "player_key": player_key(player.name), "nickname": nickname}
    db.execute(update(table).where(own).values(names))
    standings.rebuild(db, attempt.quiz_id, before, player_key(player.name))


# ------------------------------------------------------------------ what is written


def filled_in(items: Sequence[Graded], sheet: Sheet) -> list[Graded]:
    """The questions with the sheet's answers to those that were on it; what was checked stays."""
    return [
        Graded(item.question, sheet.answers.get(item.question.key), None, None)
        if item.fraction is None and item.question.key in sheet.questions
        else item
        for item in items
    ]


def _holds(attempt: Attempt, stored: Sequence[Graded], sheet: Sheet) -> bool:
    """Whether the sheet says what is stored. A question that was checked has no field on its page any more."""
    said = sheet.answers if attempt.quiz.feedback == "after_each" else sheet.questions
    return all(sheet.answers.get(item.question.key) == item.answer for item in stored if item.question.key in said)


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


def settle(db: Transaction, attempt: Attempt) -> None:
    """Store that the time was up, if it was and that is not stored yet."""
    if attempt.is_submitted and not attempt.is_settled:
        stored = responses.of_attempt(db, attempt.quiz_id, attempt.id, attempt.questions)
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
    unchanged = (table.c.version == attempt.version) & table.c.submitted_at.is_(None)
    statement = update(table).where(table.c.id == attempt.id, unchanged).values(changes)
    row = db.execute(statement.returning(table)).one_or_none()
    if row is None:
        return False
    changed = [new for old, new in zip(before, after, strict=True) if new != old]
    responses.store(db, attempt.quiz_id, attempt.id, attempt.version + 1, changed, catalog.now())
    if submitted_at:
        standings.record(db, row)  # under the name that it has now, which may be another than when it was found
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


def _refuse_older(before: Sequence[Graded], after: Sequence[Graded], newer: Collection[str]) -> None:
    """`newer` are the questions whose answers were stored since the page came."""
    wrong = {
        papers.FIELD + new.question.key: _what_was_sent(new.question, new.answer)
        for old, new in zip(before, after, strict=True)
        if new.answer != old.answer and new.question.key in newer
    }
    if wrong:
        why = "This was not stored: other answers were saved meanwhile from another page. They are shown here."
        raise Conflict(why, wrong)


def _what_was_sent(question: Question, answer: Answer | None) -> str:
    sent = "no answer" if answer is None else f"“{question.describe(answer)}”"
    return f"You sent {sent}. Shown here is what was saved: keep it, or change it and send again."
