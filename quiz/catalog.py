"""The published quizzes: list them, find one, read what a revision asks.

Only reading pages use what the process remembers (quiz/memory.py); whatever stores an answer asks the database.
"""

from datetime import UTC, datetime, timedelta

import msgspec
from sqlalchemy import ColumnElement, and_, or_, select

from quiz import document, memory, slugs
from quiz.database import Transaction
from quiz.errors import Broken, NotFound
from quiz.tables import quizzes, revisions


class Listing(msgspec.Struct, frozen=True):
    """A line on the home page."""

    slug: str
    title: str
    questions: int
    closes_at: datetime | None


class Published(msgspec.Struct, frozen=True):
    """A quiz as a reader meets it now."""

    id: int
    slug: str
    revision: int
    opens_at: datetime | None
    closes_at: datetime | None
    attempts_allowed: int | None
    pin: str | None
    listed: bool
    counts: document.Counts
    leaderboard: bool
    nicknames: bool
    document: document.Quiz

    @property
    def has_start(self) -> bool:
        """Whether the questions come behind a Start button, and not with the quiz page."""
        return bool(self.pin or self.attempts_allowed) or self.document.has_start

    def is_open(self, now: datetime) -> bool:
        return (self.opens_at is None or self.opens_at <= now) and (self.closes_at is None or now < self.closes_at)


def now() -> datetime:
    return datetime.now(UTC)


def open_at(moment: datetime, grace: timedelta = timedelta()) -> ColumnElement[bool]:
    """The rule, for a WHERE: published, not deleted, opened and not closed, or closed for less than the grace."""
    return and_(
        quizzes.c.live_revision.is_not(None),
        quizzes.c.deleted_at.is_(None),
        or_(quizzes.c.opens_at.is_(None), quizzes.c.opens_at <= moment),
        or_(quizzes.c.closes_at.is_(None), quizzes.c.closes_at > moment - grace),
    )


def open_quizzes(db: Transaction) -> list[Listing]:
    """Those on the home page, by title; others open too, to those who have the link."""
    return memory.row("open quizzes", lambda: _open_quizzes(db))


def _open_quizzes(db: Transaction) -> list[Listing]:
    rows = db.execute(
        select(quizzes.c.slug, revisions.c.title, revisions.c.questions, quizzes.c.closes_at)
        .join(revisions, _live())
        .where(open_at(now()), quizzes.c.listed)
        .order_by(revisions.c.title, quizzes.c.slug)
    )
    return [Listing(**row._mapping) for row in rows]


def find(db: Transaction, slug: str) -> Published:
    """A published quiz, open or not. Raises NotFound, or Broken if its document cannot be read."""
    slugs.refuse_no_slug(slug)
    return memory.row(("quiz", slug), lambda: _find(db, slug))


def find_now(db: Transaction, slug: str) -> Published | None:
    """The same from the database and not from memory, for what answers a form."""
    try:
        slugs.refuse_no_slug(slug)
        return _find(db, slug)
    except NotFound:
        return None


def _find(db: Transaction, slug: str) -> Published:
    row = db.execute(
        select(
            quizzes.c.id,
            quizzes.c.slug,
            quizzes.c.live_revision.label("revision"),
            quizzes.c.opens_at,
            quizzes.c.closes_at,
            quizzes.c.attempts_allowed,
            quizzes.c.pin,
            quizzes.c.listed,
            quizzes.c.counts,
            quizzes.c.leaderboard,
            quizzes.c.nicknames,
            revisions.c.document,
        )
        .join(revisions, _live())
        .where(quizzes.c.slug == slug, quizzes.c.deleted_at.is_(None))
    ).one_or_none()
    if row is None:
        raise NotFound("There is no quiz at this address.")
    return Published(**{**row._mapping, "document": decoded(row.id, row.revision, row.document)})


def revision(db: Transaction, quiz_id: int, number: int) -> document.Quiz:
    """What a revision asks, live or not. Raises NotFound, or Broken if it cannot be read."""
    known = memory.document(quiz_id, number)
    if known:
        return known
    text = db.execute(
        select(revisions.c.document).where(revisions.c.quiz_id == quiz_id, revisions.c.number == number)
    ).scalar_one_or_none()
    if text is None:
        raise NotFound("There is no quiz at this address.")
    return decoded(quiz_id, number, text)


def decoded(quiz_id: int, number: int, text: str) -> document.Quiz:
    """Each revision is decoded once, as long as there is room to remember it."""
    known = memory.document(quiz_id, number)
    if known:
        return known
    try:
        read = document.decode(text)
    except Broken as error:
        raise Broken(f"Revision {number} of quiz {quiz_id} is broken. {error.message}") from error
    memory.keep_document(quiz_id, number, read)
    return read


def _live() -> ColumnElement[bool]:
    return and_(revisions.c.quiz_id == quizzes.c.id, revisions.c.number == quizzes.c.live_revision)
