"""What takes effect at once: a quiz's address, and what else of its row acts on everybody who comes to it."""

import msgspec
from msgspec import UNSET
from sqlalchemy import select, update

from quiz import document, draft, proofreading, rights, slugs, standings
from quiz.catalog import Published
from quiz.database import Transaction
from quiz.document import Access, Leaderboard, Quiz
from quiz.errors import Conflict, Invalid
from quiz.rights import HeldQuiz
from quiz.tables import quizzes
from quiz.teachers import Teacher


class Terms(document.Value, frozen=True):
    """`slug` is "" while the quiz has no address. `access` leaves nothing unsaid; its times are UTC."""

    slug: str
    access: Access


def of(held: HeldQuiz) -> Terms:
    leaderboard: Leaderboard = "nicknames" if held.nicknames else "names"
    access = Access(
        listed=held.listed,
        opens_at=held.opens_at,
        closes_at=held.closes_at,
        attempts=held.attempts_allowed,
        counts=held.counts,
        pin=held.pin,
        leaderboard=leaderboard if held.leaderboard else "off",
    )
    return Terms(slug="" if slugs.is_stand_in(held.slug) else held.slug, access=access)


def problems(terms: Terms, now: Terms) -> dict[str, str]:
    """Why these cannot take the place of those of now: sentences by field."""
    wrong = proofreading.by_field(Quiz(title="", access=terms.access))
    if not terms.slug and now.slug:
        wrong["slug"] = "Please give the quiz an address: it is published."
    elif terms.slug and (not slugs.SLUG.fullmatch(terms.slug) or slugs.is_stand_in(terms.slug)):
        wrong["slug"] = f"Please use a-z, 0-9 and single hyphens between them, at most {slugs.LONGEST} in all."
    return wrong


def change(db: Transaction, teacher: Teacher, quiz_id: int, terms: Terms, shown: str) -> None:
    """Let these count from now on; `shown` is the fingerprint of those that the teacher saw.

    What the teacher did not change changes nothing. Raises Invalid by field, and Conflict where somebody else has
    changed them since, and not to the same.
    """
    db.execute(select(quizzes.c.id).where(quizzes.c.id == quiz_id).with_for_update())
    now = of(rights.find(db, teacher.id, quiz_id, "edit"))
    if terms == now or draft.fingerprint(terms) == shown:
        return
    if draft.fingerprint(now) != shown:
        raise Conflict("Somebody else has changed this meanwhile.")
    if wrong := problems(terms, now):
        raise Invalid("Something must be mended.", wrong)
    if terms.slug != now.slug:
        slugs.move(db, quiz_id, terms.slug)
    admit(db, quiz_id, terms.access)


def admit(db: Transaction, quiz_id: int, access: Access) -> None:
    """Store what takes effect at once, as far as the document says it."""
    said = {
        "listed": access.listed,
        "opens_at": access.opens_at,
        "closes_at": access.closes_at,
        "attempts_allowed": access.attempts,
        "pin": access.pin,
        "leaderboard": access.leaderboard if access.leaderboard is UNSET else access.leaderboard != "off",
        "nicknames": access.leaderboard if access.leaderboard is UNSET else access.leaderboard == "nicknames",
    }
    values = {name: value for name, value in said.items() if value is not UNSET}
    if values:
        db.execute(update(quizzes).where(quizzes.c.id == quiz_id).values(values))
    if access.counts is not UNSET:
        standings.let_count(db, quiz_id, access.counts)


def with_access(quiz: Quiz, row: Published | HeldQuiz) -> Quiz:
    """The document as a file holds it, with what its quiz's row says beyond the usual."""
    access = Access(
        listed=UNSET if row.listed else False,
        opens_at=row.opens_at or UNSET,
        closes_at=row.closes_at or UNSET,
        attempts=row.attempts_allowed or UNSET,
        counts=UNSET if row.counts == "best" else row.counts,
        pin=row.pin or UNSET,
        leaderboard="off" if not row.leaderboard else "nicknames" if row.nicknames else UNSET,
    )
    return msgspec.structs.replace(quiz, access=access)
