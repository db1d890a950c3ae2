"""Slugs: the names of quizzes in their addresses, /quizzes/SLUG."""

import hashlib
import re
import unicodedata
from pathlib import PurePath

from sqlalchemy import select, update

from quiz.database import Transaction
from quiz.errors import Invalid, NotFound
from quiz.tables import quizzes

LONGEST = 80  # characters
SLUG = re.compile(rf"(?=.{{1,{LONGEST}}}\Z)[a-z0-9]+(-[a-z0-9]+)*")
STAND_IN = re.compile(r"draft-[0-9a-f]{16}")  # of a quiz that was never published
LOCK = "slugs"  # held by whoever looks whether one is taken, and then takes it


def refuse_no_slug(slug: str) -> None:
    """Raises NotFound for what cannot be a slug, before the database is asked: it refuses some characters."""
    if not SLUG.fullmatch(slug):
        raise NotFound("There is no quiz at this address.")


def is_stand_in(slug: str) -> bool:
    """Whether it only stands in until publishing gives one."""
    return STAND_IN.fullmatch(slug) is not None


def stand_in(*what: object) -> str:
    """For a quiz made of these things; the same for the same ones."""
    return f"draft-{hashlib.sha256(' '.join(map(str, what)).encode()).hexdigest()[:16]}"


def of_words(words: str) -> str:
    """ "How the Web works" -> "how-the-web-works"; "" where there is no letter or digit that an address may have."""
    apart = unicodedata.normalize("NFKD", words[: 2 * LONGEST].lower())  # no more: a pile of accents takes its time
    letters = apart.encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:LONGEST].strip("-")


def of_file(name: str) -> str:
    """ "How the Web works.md" -> "how-the-web-works"."""
    return of_words(PurePath(name).stem)


def free(db: Transaction, title: str) -> str:
    """The title's own, or with a number behind it; whoever publishes at the same moment waits."""
    db.lock(LOCK)
    base = of_words(title)[: LONGEST - 5].strip("-") or "quiz"
    taken = set(db.execute(select(quizzes.c.slug).where(quizzes.c.slug.startswith(base))).scalars())
    names = (base, *(f"{base}-{number}" for number in range(2, len(taken) + 2)))
    return next(name for name in names if name not in taken)


def move(db: Transaction, quiz_id: int, slug: str) -> None:
    """To another address; whoever takes one at the same moment waits. Raises Invalid if it is taken."""
    db.lock(LOCK)
    if db.execute(select(quizzes.c.id).where(quizzes.c.slug == slug)).one_or_none():
        raise Invalid("Something must be mended.", {"slug": "Another quiz has this address."})
    db.execute(update(quizzes).where(quizzes.c.id == quiz_id).values(slug=slug))
