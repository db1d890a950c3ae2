"""What takes effect at once: a quiz's address, and what else of its row acts on everybody who comes to it."""

from sqlalchemy import select, update

from quiz import authoring, document, draft, proofreading, rights
from quiz.catalog import LONGEST_SLUG, SLUG
from quiz.database import Transaction
from quiz.document import Access, Leaderboard, Quiz
from quiz.drafting import NO_ADDRESS
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
    return Terms(slug="" if NO_ADDRESS.fullmatch(held.slug) else held.slug, access=access)


def problems(terms: Terms, now: Terms) -> dict[str, str]:
    """Why these cannot take the place of those of now: sentences by field."""
    wrong = proofreading.by_field(Quiz(title="", access=terms.access))
    if not terms.slug and now.slug:
        wrong["slug"] = "Please give the quiz an address: it is published."
    elif terms.slug and (not SLUG.fullmatch(terms.slug) or NO_ADDRESS.fullmatch(terms.slug)):
        wrong["slug"] = f"Please use a-z, 0-9 and single hyphens between them, at most {LONGEST_SLUG} in all."
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
        _move(db, quiz_id, terms.slug)
    authoring.admit(db, quiz_id, terms.access)


def _move(db: Transaction, quiz_id: int, slug: str) -> None:
    """To another address; whoever takes one at the same moment waits. Raises Invalid if it is taken."""
    db.lock("slugs")
    if db.execute(select(quizzes.c.id).where(quizzes.c.slug == slug)).one_or_none():
        raise Invalid("Something must be mended.", {"slug": "Another quiz has this address."})
    db.execute(update(quizzes).where(quizzes.c.id == quiz_id).values(slug=slug))
