"""A teacher's own questions found again, by words and by tags."""

import functools
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec
from sqlalchemy import Row, Select, case, func, or_

from quiz import catalog, draft, drafting
from quiz.database import Transaction
from quiz.draft import DraftQuestion, DraftSection
from quiz.players import folded
from quiz.questions.block import Block
from quiz.questions.common import tidy
from quiz.questions.tags import SEPARATOR
from quiz.rights import held_by
from quiz.tables import quizzes, revisions, shares

MOST_FOUND = 100


class Found(msgspec.Struct, frozen=True):
    """A question; `title` is of the quiz that it is in."""

    quiz_id: int
    title: str
    key: str
    text: str
    tags: tuple[str, ...]


class Results(msgspec.Struct, frozen=True):
    """`found` are the first of `count`. `tags`, with how many questions have each, and `quizzes` are all there are."""

    found: list[Found]
    count: int
    tags: list[tuple[str, int]]
    quizzes: list[tuple[int, str]]


class _Written(msgspec.Struct):
    """What is looked at in a draft; its steps, most of it, are passed over unread."""

    sections: tuple[DraftSection, ...]
    questions: dict[str, DraftQuestion] = {}
    revision: int = 0


def search(db: Transaction, teacher_id: int, words: str, tag: str) -> Results:
    """The questions, in quizzes that the teacher may edit, that have all the words and the tag; none for neither.

    Capitals, spacing and encoding do not count. One statement, and one more for a quiz published from a file since.
    """
    rows = db.execute(_quizzes(teacher_id)).all()
    everything = [found for row in rows for found in _questions(db, row)]
    wanted, wanted_tag = folded(words).split(), folded(tag)
    matching = [
        question
        for question, block in everything
        if (wanted or wanted_tag)
        and (not wanted_tag or any(folded(tag) == wanted_tag for tag in question.tags))
        and _has_all(wanted, block)
    ]
    return Results(
        found=matching[:MOST_FOUND],
        count=len(matching),
        tags=_counted(tag for question, _ in everything for tag in question.tags),
        quizzes=[(row.id, row.title) for row in rows],
    )


def _quizzes(teacher_id: int) -> Select[Any]:
    """Those that the teacher may edit, the latest first, with the live document where there is no draft."""
    live = (revisions.c.quiz_id == quizzes.c.id) & (revisions.c.number == quizzes.c.live_revision)
    text = case((quizzes.c.draft.is_(None), revisions.c.document)).label("document")
    return (
        held_by(teacher_id, quizzes.c.draft, text)
        .outerjoin(revisions, live)
        .where(quizzes.c.deleted_at.is_(None), or_(quizzes.c.owner_id == teacher_id, shares.c.may_edit))
        .order_by(func.coalesce(quizzes.c.changed_at, revisions.c.published_at).desc(), quizzes.c.id.desc())
    )


def _questions(db: Transaction, row: Row[Any]) -> Iterator[tuple[Found, Block]]:
    written = _written(db, row)
    for section in written.sections:
        for key in section.questions:
            block = written.questions[key].block
            yield Found(row.id, row.title, key, block.text, _tags(block.attributes.get("tags", ""))), block


def _written(db: Transaction, row: Row[Any]) -> _Written | draft.Draft:
    if row.draft is None:
        return draft.of_quiz(catalog.decoded(row.id, row.live_revision, row.document))
    written = msgspec.json.decode(row.draft, type=_Written)
    return written if written.revision == (row.live_revision or 0) else drafting.load(db, row.id)


@functools.lru_cache(maxsize=1000)
def _tags(written: str) -> tuple[str, ...]:
    """Whether they are as they should be is said elsewhere."""
    return tuple(filter(None, map(tidy, written.split(SEPARATOR))))


def _has_all(words: Sequence[str], block: Block) -> bool:
    if not words:
        return True
    text = folded(" ".join(_texts(block)))
    return all(word in text for word in words)


def _texts(block: Block) -> Iterator[str]:
    yield block.text
    yield block.explanation
    for item in block.items:
        yield from (item.text, item.target, item.explanation)


def _counted(tags: Iterable[str]) -> list[tuple[str, int]]:
    """Each once, however it is capitalised, in the order of the alphabet."""
    named: dict[str, str] = {}
    counts = Counter[str]()
    for tag, count in Counter(tags).items():
        named.setdefault(folded(tag), tag)
        counts[folded(tag)] += count
    return [(named[key], counts[key]) for key in sorted(counts)]
