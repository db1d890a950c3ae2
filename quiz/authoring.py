"""Publishing a document as a quiz's next revision, and the sample quizzes."""

from collections.abc import Collection
from pathlib import Path

import msgspec
from sqlalchemy import func, insert, select, update

from quiz import access, catalog, document, formats, media, papers, proofreading, slugs, teachers
from quiz.database import Transaction
from quiz.document import Quiz
from quiz.errors import Invalid
from quiz.images import Image, digests_in
from quiz.tables import quizzes, revisions

SAMPLES = Path(__file__).parent / "samples"


class Publication(msgspec.Struct, frozen=True):
    """What publishing did. Question keys: `kept` had answers before, `new` had none, `gone` are asked no more."""

    slug: str
    revision: int
    kept: list[str]
    new: list[str]
    gone: list[str]


def publish(db: Transaction, slug: str, quiz: Quiz, by: str = "", images: Collection[Image] = ()) -> Publication:
    """Make the document the live revision of the quiz with this slug, which is made if there is none.

    `by` is a teacher's name; `images` come with the document, beside those that the quiz has. Questions keep the keys
    they had (quiz.document.keyed). Nothing is stored if nothing has changed. Raises Invalid with every problem.
    """
    if not slugs.SLUG.fullmatch(slug):
        allowed = f"a-z, 0-9 and single hyphens, at most {slugs.LONGEST}"
        raise Invalid(f"“{slug}” cannot be part of an address: give it a slug of {allowed}.")
    quiz_id, live, before = _live(db, slug)
    quiz = document.keyed(quiz, before, retired=_retired(db, quiz_id, live))
    if problems := proofreading.problems(quiz):
        raise Invalid("\n".join(problems))
    media.add(db, quiz_id, images)
    if absent := media.absent(db, quiz_id, digests_in(document.encode(quiz))):
        advice = "Upload what is missing, or import the quiz as a zip, which holds its images."
        raise Invalid(f"{len(absent)} of the quiz's images {'is' if len(absent) == 1 else 'are'} not here. {advice}")
    access.admit(db, quiz_id, quiz.access)
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
        db.lock(teachers.LOCK)  # the first teacher, who takes all quizzes without an owner, may be registering now
        new = insert(quizzes).values(slug=slug, owner_id=teachers.first_owner()).returning(quizzes.c.id)
        return db.execute(new).scalar_one(), 0, None
    if row.live_revision is None:
        return row.id, 0, None
    return row.id, row.live_revision, catalog.revision(db, row.id, row.live_revision)


def _retired(db: Transaction, quiz_id: int, live: int) -> dict[str, set[str]]:
    """The keys of all parts that earlier revisions had, by their question's: old answers are stored under them."""
    earlier = select(revisions.c.document).where(revisions.c.quiz_id == quiz_id, revisions.c.number < live)
    found: dict[str, set[str]] = {}
    for text in db.execute(earlier).scalars() if live > 1 else ():
        for question in document.decode(text).questions:
            found.setdefault(question.key, set()).update(question.parts())
    return found


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
    copied = {"title": quiz.title, "questions": sum(question.is_asked for question in quiz.questions)}
    db.execute(update(quizzes).where(quizzes.c.id == quiz_id).values(live_revision=number, **copied))
    return number


def seed(db: Transaction) -> list[str]:
    """Publish the sample quizzes that are not there; the slugs of those it added."""
    there = set(db.execute(select(quizzes.c.slug)).scalars())
    files = [file for file in sorted(SAMPLES.glob("*.md")) if slugs.of_file(file.name) not in there]
    for file in files:
        publish(db, slugs.of_file(file.name), formats.markdown.read(file.read_text("utf-8")))
    return [slugs.of_file(file.name) for file in files]
