"""Where a quiz shows its images."""

from collections.abc import Iterator

import msgspec
from sqlalchemy import select

from quiz import catalog, draft
from quiz.database import Transaction
from quiz.draft import Draft
from quiz.images import digests_in
from quiz.tables import quizzes

LIVE = "the published quiz"


def find(db: Transaction, quiz_id: int) -> dict[str, list[str]]:
    """Where the draft shows which image, by digest, and whether the live revision does. What can be undone shows none.

    A quiz without a draft is written as it is live.
    """
    row = db.execute(select(quizzes.c.draft, quizzes.c.live_revision).where(quizzes.c.id == quiz_id)).one()
    live = draft.of_quiz(catalog.revision(db, quiz_id, row.live_revision)) if row.live_revision else None
    written = draft.decode(row.draft) if row.draft else None
    if written is None or written.revision != (row.live_revision or 0):  # a file was imported over what was written
        written = live
    found: dict[str, list[str]] = {}
    for place, text in [*_texts(written), *((LIVE, text) for _, text in _texts(live))]:
        for digest in sorted(digests_in(text)):
            known = found.setdefault(digest, [])
            if place not in known and (place != LIVE or written is not live):
                known.append(place)
    return found


def _texts(written: Draft | None) -> Iterator[tuple[str, str]]:
    """What is written where: ("question 3", …), numbered as students see it."""
    if written is None:
        return
    yield "the introduction", written.frame.text
    yield "the texts for results", " ".join(band.text for band in written.frame.bands)
    numbers = written.numbers
    for at, section in enumerate(written.sections, 1):
        yield f"section {at}", section.text
        for key in section.questions:
            block = msgspec.json.encode(written.question(key).block).decode()
            yield f"question {numbers[key]}" if numbers[key] else "a note", block
