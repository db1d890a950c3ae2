"""Tickets: with the one that a quiz page carries, a student starts an attempt.

An attempt's token is made from the ticket and the player's name: the same ticket sent twice by the same player
is the same attempt, sent by another player (two students, one computer, the Back button) it is another one.
"""

import base64
import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, case, func, literal, select

from quiz import attempts, catalog, document, grading, papers, responses, saving, standings
from quiz.attempts import Player
from quiz.catalog import Published
from quiz.database import Transaction
from quiz.errors import Closed, Forbidden, NotFound
from quiz.feedback import GRACE
from quiz.players import player_key
from quiz.saving import Answers, HandIn, Outcome, Sheet
from quiz.tables import attempts as table
from quiz.tables import quizzes


class Ticket(msgspec.Struct, frozen=True):
    """The right to start one attempt: which quiz was shown, in which revision, and when. The site signs it.

    `has_questions`: the questions stood on the page with it, so answers may come with it.
    """

    slug: str
    quiz_id: int
    revision: int
    issued_at: datetime
    nonce: str
    has_questions: bool

    def token(self, player: str) -> str:
        """The address of this player's attempt: 256 bits that nobody without the ticket can know."""
        digest = hashlib.sha256(f"{self.nonce}\0{player_key(player)}".encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def new_ticket(quiz: Published, moment: datetime) -> Ticket:
    return Ticket(quiz.slug, quiz.id, quiz.revision, moment, secrets.token_urlsafe(24), not quiz.has_start)


def start(db: Transaction, ticket: Ticket, player: Player, answers: Answers, hand_in: HandIn) -> Outcome:
    """Store the answers of the quiz page as a new attempt, at ticket.token(player.name).

    A ticket that this player has used already leads to the attempt it made: saved on if that is still
    running, left alone if it was handed in. Raises Closed, Forbidden, NotFound, Conflict.
    """
    quiz = catalog.revision(db, ticket.quiz_id, ticket.revision)
    moment = catalog.now()
    graded = grading.ungraded(quiz.questions, answers)
    row = _new_row(ticket, player, quiz, papers.as_written(quiz), ticket.issued_at)
    submit = saving.is_handed_in(hand_in, graded)
    if submit:
        graded = grading.grade(graded)
        row |= saving.handed_in(graded, moment)
    new = _insert(db, ticket.quiz_id, row, grace=GRACE)
    if new is None:
        return _start_again(db, ticket, player, Sheet([q.key for q in quiz.questions], answers), hand_in)
    responses.store(db, ticket.quiz_id, new.id, 1, graded, moment)
    if submit:
        standings.record(db, new)
    return Outcome(1, is_stored=True, is_submitted=submit)


def begin(db: Transaction, quiz: Published, ticket: Ticket, player: Player) -> None:
    """Begin an attempt with a paper of its own, at ticket.token(player.name). Raises Closed, Forbidden.

    The PIN is not looked at here.
    """
    moment = catalog.now()
    paper = papers.draw_up(quiz.document, secrets.SystemRandom())
    row = _new_row(ticket, player, quiz.document, paper, moment) | {"revision": quiz.revision}
    if quiz.attempts_allowed:
        db.lock(f"attempts of {player_key(player.name)} at {quiz.id}")  # or two at once would both be the last one
    if _insert(db, quiz.id, row, pin=quiz.pin, attempts_allowed=quiz.attempts_allowed) is None:
        _expect_begun(db, quiz, ticket, player)


def _expect_begun(db: Transaction, quiz: Published, ticket: Ticket, player: Player) -> None:
    """Nothing to do if the ticket was used before by this player. Raises Closed, or Forbidden: no attempts left."""
    try:
        attempts.find(db, ticket.token(player.name))
    except NotFound:
        if not quiz.is_open(catalog.now()):
            raise Closed("This quiz is not open now, so nothing was stored.") from None
        if not quiz.attempts_allowed:
            raise Forbidden("This quiz was changed a moment ago. Please start it again.") from None
        times = "once" if quiz.attempts_allowed == 1 else f"{quiz.attempts_allowed} times"
        raise Forbidden(
            f"{player.name} has taken this quiz already, and it can be taken {times}. "
            "If that was somebody else of your name, please add to it, so that you can be told apart."
        ) from None


def _new_row(
    ticket: Ticket, player: Player, quiz: document.Quiz, paper: papers.Paper, started_at: datetime
) -> dict[str, Any]:
    return {
        "token_hash": attempts.hash_of(ticket.token(player.name)),
        "revision": ticket.revision,
        "player": player.name,
        "player_key": player_key(player.name),
        "nickname": player.nickname,
        "paper": papers.encode(paper),
        "version": 1,
        "started_at": started_at,
        "due_at": started_at + timedelta(seconds=quiz.time_limit) if quiz.time_limit else None,
    }


def _insert(
    db: Transaction,
    quiz_id: int,
    row: dict[str, Any],
    *,
    pin: str | None = None,
    attempts_allowed: int | None = None,
    grace: timedelta = timedelta(),
) -> Row[Any] | None:
    """The new attempt's row; None if the ticket was used by this player or the quiz does not admit them.

    One statement checks that the quiz is open, asks for no more than the sender knew of, and that the ticket is
    new, and stores: nothing can come between. Where there are no nicknames, none is stored.
    """
    values: dict[str, ColumnElement[Any]] = {name: literal(value, table.c[name].type) for name, value in row.items()}
    values["nickname"] = case((quizzes.c.nicknames, values["nickname"]), else_="")
    used = select(func.count()).where(table.c.quiz_id == quiz_id, table.c.player_key == row["player_key"])
    admits = [
        quizzes.c.id == quiz_id,
        catalog.open_at(catalog.now(), grace),
        quizzes.c.pin.is_not_distinct_from(pin),
        quizzes.c.attempts_allowed.is_not_distinct_from(attempts_allowed),
        *([used.scalar_subquery() < attempts_allowed] if attempts_allowed else []),
    ]
    source = select(quizzes.c.id, *values.values()).where(*admits)
    statement = db.insert(table).from_select(["quiz_id", *values], source).on_conflict_do_nothing()
    return db.execute(statement.returning(table)).one_or_none()


def _start_again(db: Transaction, ticket: Ticket, player: Player, sheet: Sheet, hand_in: HandIn) -> Outcome:
    """The ticket made no new attempt: it has made one before, or the quiz does not admit this player."""
    try:
        attempt = attempts.find(db, ticket.token(player.name), deleted=True)
    except NotFound:
        quiz = catalog.find_now(db, ticket.slug)
        if quiz is None or not quiz.is_open(catalog.now()):
            raise Closed("This quiz is not open now, so nothing was stored.") from None
        raise Forbidden("This quiz has a Start button now. Open its page once more; nothing was stored.") from None
    return saving.save(db, attempt, 0, sheet, hand_in=hand_in)
