"""Attempts: start one with a ticket, save answers, hand in, look at it again.

An attempt's token is made from the ticket and the player's name: the same ticket sent twice by the same player
is the same attempt, sent by another player (two students, one computer, the Back button) it is another one. The
database keeps only the token's SHA-256.
"""

import base64
import hashlib
import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
from sqlalchemy import literal, select, update

from quiz import catalog, document, grading, papers, standings
from quiz.database import Transaction
from quiz.errors import Closed, Conflict, NotFound
from quiz.grading import Graded
from quiz.players import player_key
from quiz.questions import Question
from quiz.questions.common import Answer
from quiz.tables import attempts, quizzes, responses

Answers = Mapping[str, Answer]  # by question key

TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


class Ticket(msgspec.Struct, frozen=True):
    """The right to start one attempt: which quiz was shown, in which revision, and when. The site signs it."""

    slug: str
    quiz_id: int
    revision: int
    issued_at: datetime
    nonce: str

    def token(self, player: str) -> str:
        """The address of this player's attempt: 256 bits that nobody without the ticket can know."""
        digest = hashlib.sha256(f"{self.nonce}\0{player_key(player)}".encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


class Attempt(msgspec.Struct, frozen=True):
    """As read from the database. `version` counts the saves; `questions` are in the order shown."""

    id: int
    quiz_id: int
    slug: str
    player: str
    version: int
    started_at: datetime
    submitted_at: datetime | None
    marks: float | None
    max_marks: float | None
    leaderboard: bool
    is_open: bool  # whether its quiz takes answers now
    quiz: document.Quiz
    questions: tuple[Question, ...]

    @property
    def is_submitted(self) -> bool:
        return self.submitted_at is not None


def new_ticket(quiz: catalog.Published, moment: datetime) -> Ticket:
    return Ticket(quiz.slug, quiz.id, quiz.revision, moment, secrets.token_urlsafe(24))


# ------------------------------------------------------------------ with a ticket: the quiz page


def start(db: Transaction, ticket: Ticket, player: str, answers: Answers, *, submit: bool) -> bool:
    """Store the answers as a new attempt, at ticket.token(player); with `submit` it is handed in at once.

    A ticket that this player has used already leads to the attempt it made: saved on if that is still
    running, left alone if it was handed in. Whether the answers are what is stored now.
    Raises Closed, NotFound, Conflict.
    """
    quiz = catalog.revision(db, ticket.quiz_id, ticket.revision)
    moment = catalog.now()
    graded = grading.grade(quiz.questions, answers)
    attempt_id = _insert_attempt(db, ticket, player, quiz, moment, grading.total(graded) if submit else None)
    if attempt_id is None:
        return _start_again(db, ticket.token(player), answers, submit=submit)
    _store_responses(db, ticket.quiz_id, attempt_id, graded, moment, submit=submit)
    if submit:
        seconds = (moment - ticket.issued_at).total_seconds()
        standings.record(db, ticket.quiz_id, attempt_id, player, graded, seconds)
    return True


def _insert_attempt(
    db: Transaction, ticket: Ticket, player: str, quiz: document.Quiz, moment: datetime, marks: float | None
) -> int | None:
    """The new attempt's id; None if the ticket was used by this player or the quiz is not open.

    One statement checks that the quiz is open and that the ticket is new, and stores: nothing can come between.
    """
    submitted = marks is not None
    row = {
        "token_hash": _hash(ticket.token(player)),
        "revision": ticket.revision,
        "player": player,
        "player_key": player_key(player),
        "paper": msgspec.json.encode(papers.paper_of(quiz)).decode(),
        "version": 1,
        "started_at": ticket.issued_at,
        "submitted_at": moment if submitted else None,
        "marks": marks,
        "max_marks": grading.most(quiz.questions) if submitted else None,
    }
    values = [literal(value, attempts.c[name].type) for name, value in row.items()]
    source = select(quizzes.c.id, *values).where(quizzes.c.id == ticket.quiz_id, catalog.open_at(moment))
    statement = db.insert(attempts).from_select(["quiz_id", *row], source).on_conflict_do_nothing()
    return db.execute(statement.returning(attempts.c.id)).scalar_one_or_none()


def _start_again(db: Transaction, token: str, answers: Answers, *, submit: bool) -> bool:
    """The ticket made no new attempt: it has made one before, or the quiz is not open."""
    try:
        return save(db, token, 0, answers, submit=submit)
    except NotFound:
        raise Closed("This quiz is not open now, so nothing was stored.") from None


# ------------------------------------------------------------------ with a token: the attempt's own page


def find(db: Transaction, token: str, *, deleted: bool = False) -> Attempt:
    """Raises NotFound; for an attempt of a deleted quiz too, unless `deleted` ones are wanted, which are not open."""
    row = db.execute(
        select(
            attempts.c.id,
            attempts.c.quiz_id,
            quizzes.c.slug,
            attempts.c.player,
            attempts.c.version,
            attempts.c.started_at,
            attempts.c.submitted_at,
            attempts.c.marks,
            attempts.c.max_marks,
            quizzes.c.leaderboard,
            catalog.open_at(catalog.now()).label("is_open"),
            attempts.c.revision,
            attempts.c.paper,
        )
        .join(quizzes, quizzes.c.id == attempts.c.quiz_id)
        .where(attempts.c.token_hash == _hash(token), *([] if deleted else [quizzes.c.deleted_at.is_(None)]))
    ).one_or_none()
    if row is None:
        raise NotFound("There is no attempt at this address.")
    values = dict(row._mapping)
    quiz = catalog.revision(db, row.quiz_id, values.pop("revision"))
    questions = papers.on_paper(quiz, msgspec.json.decode(values.pop("paper")))
    return Attempt(**values, quiz=quiz, questions=questions)


def save(db: Transaction, token: str, seen: int, answers: Answers, *, submit: bool) -> bool:
    """Store all answers of a running attempt, and hand it in with `submit`; a handed-in one stays as it is.

    Whether the answers are what is stored now.

    `seen` is the version that the sender's page showed. If newer answers were stored since, nothing changes and
    Conflict says, question by question, what this page had; a request that is sent twice is no conflict.
    Raises NotFound, Closed, Conflict.
    """
    attempt = find(db, token, deleted=True)
    if attempt.is_submitted:
        return saved_answers(db, attempt) == answers
    if not attempt.is_open:
        raise Closed("This quiz is closed now. The answers saved before are kept.")
    if seen != attempt.version:
        _refuse_older(db, attempt, answers)
    moment = catalog.now()
    graded = grading.grade(attempt.questions, answers)
    if not _take_turn(db, attempt, graded, moment if submit else None):
        return save(db, token, seen, answers, submit=submit)  # another request came first: look at what it stored
    _store_responses(db, attempt.quiz_id, attempt.id, graded, moment, submit=submit)
    if submit:
        seconds = (moment - attempt.started_at).total_seconds()
        standings.record(db, attempt.quiz_id, attempt.id, attempt.player, graded, seconds)
    return True


def _refuse_older(db: Transaction, attempt: Attempt, answers: Answers) -> None:
    saved = saved_answers(db, attempt)
    differing = [question for question in attempt.questions if answers.get(question.key) != saved.get(question.key)]
    if differing:
        raise Conflict(
            "This was not stored: other answers were saved meanwhile from another page. They are shown here.",
            {
                papers.FIELD + question.key: _what_was_sent(question, answers.get(question.key))
                for question in differing
            },
        )


def _what_was_sent(question: Question, answer: Answer | None) -> str:
    sent = "no answer" if answer is None else f"“{question.describe(answer)}”"
    return f"You sent {sent}. Shown here is what was saved: keep it, or change it and send again."


def _take_turn(db: Transaction, attempt: Attempt, graded: Sequence[Graded], submitted_at: datetime | None) -> bool:
    """Write the next version unless another request has; the row's lock makes rivals wait here."""
    changes: dict[str, object] = {"version": attempt.version + 1}
    if submitted_at:
        changes |= {
            "submitted_at": submitted_at,
            "marks": grading.total(graded),
            "max_marks": grading.most(attempt.questions),
        }
    unchanged = (attempts.c.version == attempt.version) & attempts.c.submitted_at.is_(None)
    done = db.execute(update(attempts).where(attempts.c.id == attempt.id, unchanged).values(changes))
    return done.rowcount == 1


def review(db: Transaction, attempt: Attempt) -> list[Graded]:
    """The questions in the order shown, with the stored answers; marks count once the attempt is handed in."""
    rows = db.execute(
        select(responses.c.question, responses.c.answer, responses.c.fraction, responses.c.marks).where(
            responses.c.quiz_id == attempt.quiz_id, responses.c.attempt_id == attempt.id
        )
    )
    stored = {row.question: row for row in rows}
    return [
        Graded(question, msgspec.json.decode(row.answer), row.fraction or 0.0, row.marks or 0.0)
        if (row := stored.get(question.key))
        else Graded(question, None, 0.0, 0.0)
        for question in attempt.questions
    ]


def saved_answers(db: Transaction, attempt: Attempt) -> Answers:
    return {item.question.key: item.answer for item in review(db, attempt) if item.answer is not None}


# ------------------------------------------------------------------ both


def _store_responses(
    db: Transaction, quiz_id: int, attempt_id: int, graded: Sequence[Graded], moment: datetime, *, submit: bool
) -> None:
    """One row for every question; an unanswered one holds JSON null, so that an answer can be taken back."""
    new = db.insert(responses)
    changed = ("answer", "fraction", "marks", "answered_at")
    db.execute(
        new.on_conflict_do_update(
            index_elements=[responses.c.quiz_id, responses.c.attempt_id, responses.c.question],
            set_={name: new.excluded[name] for name in changed},
        ),
        [
            {
                "quiz_id": quiz_id,
                "attempt_id": attempt_id,
                "question": item.question.key,
                "answer": msgspec.json.encode(item.answer).decode(),
                "fraction": item.fraction if submit else None,
                "marks": item.marks if submit else None,
                "answered_at": moment,
            }
            for item in graded
        ],
    )


def _hash(token: str) -> bytes:
    """Raises NotFound for what cannot be a token, before the database is asked."""
    if not TOKEN.fullmatch(token):
        raise NotFound("There is no attempt at this address.")
    return hashlib.sha256(token.encode()).digest()
