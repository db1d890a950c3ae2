"""The images of the quizzes. One is stored once, whatever quizzes have it, and fetched only through one of them."""

from collections.abc import Collection
from datetime import datetime

import msgspec
from sqlalchemy import delete, exists, or_, select

from quiz import image_places
from quiz.catalog import now
from quiz.database import Transaction
from quiz.errors import Invalid, NotFound
from quiz.images import DIGEST, Image
from quiz.rights import held_by
from quiz.tables import media, quiz_media, quizzes

MOST_BYTES = 20 * 1024 * 1024  # of a quiz's images together
# One writer at a time, of all quizzes: together two must not overfill one, nor one delete what another links.
LOCK = "images"
NOT_THERE = "There is no image at this address."
FULL = "There is no room for it: a quiz can have 20 MiB of images. Please delete what is not needed any more."
_OF_IMAGE = tuple(media.c[name] for name in Image.__struct_fields__ if name in media.c)


class Listed(msgspec.Struct, frozen=True):
    """An image as one of a quiz's; `size` is in bytes."""

    digest: str
    name: str
    content_type: str
    size: int
    width: int
    height: int
    added_at: datetime


class Body(msgspec.Struct, frozen=True):
    content_type: str
    body: bytes


# ------------------------------------------------------------------ reading


def refuse_no_digest(digest: str) -> None:
    """Raises NotFound for what cannot be one, before the database is asked."""
    if not DIGEST.fullmatch(digest):
        raise NotFound(NOT_THERE)


def fetch(db: Transaction, digest: str, teacher_id: int | None) -> Body:
    """Through a published quiz, or one that this teacher holds a right on. Raises NotFound."""
    has_it = quiz_media.c.quiz_id == quizzes.c.id, quiz_media.c.digest == digest
    published = exists().where(*has_it, quizzes.c.live_revision.is_not(None), quizzes.c.deleted_at.is_(None))
    held = held_by(teacher_id).join(quiz_media, has_it[0]).where(has_it[1]).exists() if teacher_id else None
    row = db.execute(
        select(media.c.content_type, media.c.body).where(
            media.c.digest == digest, published if held is None else or_(published, held)
        )
    ).one_or_none()
    if row is None:
        raise NotFound(NOT_THERE)
    return Body(row.content_type, row.body)


def of_quiz(db: Transaction, quiz_id: int) -> list[Listed]:
    """The newest first."""
    rows = db.execute(
        select(*(quiz_media.c[name] if name in quiz_media.c else media.c[name] for name in Listed.__struct_fields__))
        .join(media, media.c.digest == quiz_media.c.digest)
        .where(quiz_media.c.quiz_id == quiz_id)
        .order_by(quiz_media.c.added_at.desc(), quiz_media.c.name, quiz_media.c.digest)
    )
    return [Listed(**row._mapping) for row in rows]


def absent(db: Transaction, quiz_id: int, digests: Collection[str]) -> set[str]:
    """Those of the digests that are no image of this quiz; one that names any must not be published."""
    if not digests:
        return set()
    there = select(quiz_media.c.digest).where(quiz_media.c.quiz_id == quiz_id, quiz_media.c.digest.in_(digests))
    return set(digests) - set(db.execute(there).scalars())


def whole(db: Transaction, quiz_id: int) -> dict[str, Image]:
    """A quiz's images by their digests, with all that there is to them."""
    rows = db.execute(
        select(quiz_media.c.name, *_OF_IMAGE)
        .join(media, media.c.digest == quiz_media.c.digest)
        .where(quiz_media.c.quiz_id == quiz_id)
    )
    return {row.digest: Image(**row._mapping) for row in rows}


def known(db: Transaction, digests: Collection[str]) -> dict[str, Image]:
    """Those of the digests that are stored for any quiz; what others called them is not told."""
    rows = db.execute(select(*_OF_IMAGE).where(media.c.digest.in_(digests)))
    return {row.digest: Image(**row._mapping, name="") for row in rows}


# ------------------------------------------------------------------ writing


def add(db: Transaction, quiz_id: int, images: Collection[Image]) -> None:
    """Adding one that is there changes nothing. Raises Invalid if they do not all fit."""
    if not images:
        return
    db.lock(LOCK)
    _refuse_too_much(db, quiz_id, {image.digest: len(image.body) for image in images})
    bodies = [
        {name: getattr(image, name) for name in ("digest", "content_type", "body", "width", "height")}
        | {"size": len(image.body)}
        for image in images
    ]
    mine = [{"quiz_id": quiz_id, "digest": image.digest, "name": image.name, "added_at": now()} for image in images]
    db.execute(db.insert(media).on_conflict_do_nothing(), bodies)
    db.execute(db.insert(quiz_media).on_conflict_do_nothing(), mine)


def link(db: Transaction, from_quiz: int, to_quiz: int, digests: Collection[str]) -> None:
    """What was copied from one quiz to another brings its images. Raises Invalid if they do not all fit."""
    db.lock(LOCK)
    theirs = [image for image in of_quiz(db, from_quiz) if image.digest in digests]
    _refuse_too_much(db, to_quiz, {image.digest: image.size for image in theirs})
    rows = [{"quiz_id": to_quiz, "digest": image.digest, "name": image.name, "added_at": now()} for image in theirs]
    if rows:
        db.execute(db.insert(quiz_media).on_conflict_do_nothing(), rows)


def remove(db: Transaction, quiz_id: int, digest: str) -> None:
    """From this quiz; what no quiz has is gone. Raises Invalid, saying where, while it is shown."""
    db.lock(LOCK)
    if shown := image_places.find(db, quiz_id).get(digest):
        raise Invalid(f"This image is shown in {', in '.join(shown)}. Please take it out there, then delete it.")
    db.execute(delete(quiz_media).where(quiz_media.c.quiz_id == quiz_id, quiz_media.c.digest == digest))
    is_had = exists().where(quiz_media.c.digest == media.c.digest)
    db.execute(delete(media).where(media.c.digest == digest, ~is_had))


def _refuse_too_much(db: Transaction, quiz_id: int, sizes: dict[str, int]) -> None:
    there = {image.digest: image.size for image in of_quiz(db, quiz_id)}
    if sum((there | sizes).values()) > MOST_BYTES:
        raise Invalid(FULL)
