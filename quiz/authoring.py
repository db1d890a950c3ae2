"""Publishing a document as a quiz's next revision, and the sample quizzes."""

import re
import unicodedata
from pathlib import Path

import msgspec
from msgspec import UNSET
from sqlalchemy import func, insert, select, update

from quiz import catalog, document, formats, papers, proofreading
from quiz.catalog import LONGEST_SLUG, SLUG, Published
from quiz.database import Transaction
from quiz.document import Access, Quiz
from quiz.errors import Invalid
from quiz.tables import quizzes, revisions

SAMPLES = Path(__file__).parent / "samples"


class Publication(msgspec.Struct, frozen=True):
    """What publishing did. Question keys: `kept` had answers before, `new` had none, `gone` are asked no more."""

    slug: str
    revision: int
    kept: list[str]
    new: list[str]
    gone: list[str]


def publish(db: Transaction, slug: str, quiz: Quiz, by: str = "") -> Publication:
    """Make the document the live revision of the quiz with this slug, which is made if there is none.

    `by` is a teacher's name. Questions keep the keys they had (quiz.document.keyed). Nothing is stored if nothing has
    changed. Raises Invalid with every problem of the document.
    """
    if not SLUG.fullmatch(slug):
        allowed = f"a-z, 0-9 and single hyphens, at most {LONGEST_SLUG}"
        raise Invalid(f"“{slug}” cannot be part of an address: give it a slug of {allowed}.")
    quiz_id, live, before = _live(db, slug)
    quiz = document.keyed(quiz, before)
    if problems := proofreading.problems(quiz):
        raise Invalid("\n".join(problems))
    _admit(db, quiz_id, quiz.access)
    quiz = msgspec.structs.replace(quiz, access=document.AS_BEFORE)
    old = [question.key for question in before.questions] if before else []
    asked = [question.key for question in quiz.questions]
    number = live if quiz == before else _next_revision(db, quiz_id, quiz, by)
    return Publication(
        slug,
        number,
        kept=[key for key in asked if key in old],
        new=[key for key in asked if key not in old],
        gone=[key for key in old if key not in asked],
    )


def _live(db: Transaction, slug: str) -> tuple[int, int, Quiz | None]:
    """The quiz's id, live revision and document, the row locked by a first write; a new row if there is none."""
    row = db.execute(
        update(quizzes)
        .where(quizzes.c.slug == slug)
        .values(deleted_at=None)
        .returning(quizzes.c.id, quizzes.c.live_revision)
    ).one_or_none()
    if row is None:
        return db.execute(insert(quizzes).values(slug=slug).returning(quizzes.c.id)).scalar_one(), 0, None
    if row.live_revision is None:
        return row.id, 0, None
    return row.id, row.live_revision, catalog.revision(db, row.id, row.live_revision)


def _admit(db: Transaction, quiz_id: int, access: Access) -> None:
    """Store what takes effect at once, as far as the document says it."""
    said = {
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


def with_access(quiz: Published) -> Quiz:
    """The document as a file holds it, with what its row says beyond the usual."""
    access = Access(
        opens_at=quiz.opens_at or UNSET,
        closes_at=quiz.closes_at or UNSET,
        attempts=quiz.attempts_allowed or UNSET,
        pin=quiz.pin or UNSET,
        leaderboard="off" if not quiz.leaderboard else "nicknames" if quiz.nicknames else UNSET,
    )
    return msgspec.structs.replace(quiz.document, access=access)


def _next_revision(db: Transaction, quiz_id: int, quiz: Quiz, by: str) -> int:
    last = db.execute(select(func.max(revisions.c.number)).where(revisions.c.quiz_id == quiz_id)).scalar()
    number = 1 + (last or 0)
    db.execute(
        insert(revisions).values(
            quiz_id=quiz_id,
            number=number,
            title=quiz.title,
            questions=papers.length(quiz),
            document=document.encode(quiz),
            published_at=catalog.now(),
            published_by=by,
        )
    )
    db.execute(update(quizzes).where(quizzes.c.id == quiz_id).values(live_revision=number, title=quiz.title))
    return number


def slug_of_file(name: str) -> str:
    """ "How the Web works.md" -> "how-the-web-works"."""
    return slug_of(Path(name).stem)


def slug_of(words: str) -> str:
    """ "How the Web works" -> "how-the-web-works"; "" where there is no letter or digit that an address may have."""
    letters = unicodedata.normalize("NFKD", words.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:LONGEST_SLUG].strip("-")


def seed(db: Transaction) -> list[str]:
    """Publish the sample quizzes that are not there; the slugs of those it added."""
    there = set(db.execute(select(quizzes.c.slug)).scalars())
    files = [file for file in sorted(SAMPLES.glob("*.md")) if slug_of_file(file.name) not in there]
    for file in files:
        publish(db, slug_of_file(file.name), formats.markdown.read(file.read_text("utf-8")))
    return [slug_of_file(file.name) for file in files]
