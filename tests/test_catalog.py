"""The published quizzes, and how long a process believes what it has read."""

from datetime import timedelta

import pytest
from sqlalchemy import update

import quiz
from quiz import catalog, memory
from quiz.errors import Broken, NotFound
from quiz.tables import quizzes, revisions
from tests.site import publish


def slugs() -> list[str]:
    memory.forget()
    with quiz.database.transaction(write=False) as db:
        return [listing.slug for listing in catalog.open_quizzes(db)]


def change(**values: object) -> None:
    with quiz.database.transaction(write=True) as db:
        db.execute(update(quizzes).values(**values))


@pytest.mark.parametrize(
    ("opens", "closes", "is_listed"),
    [(None, None, True), (-1, None, True), (1, None, False), (None, 1, True), (None, -1, False), (-2, -1, False)],
)
def test_only_open_quizzes_are_listed(database: str, opens: int | None, closes: int | None, is_listed: bool) -> None:
    publish()
    change(
        opens_at=None if opens is None else catalog.now() + timedelta(minutes=opens),
        closes_at=None if closes is None else catalog.now() + timedelta(minutes=closes),
    )
    assert slugs() == (["small"] if is_listed else [])
    with quiz.database.transaction(write=False) as db:
        assert catalog.find(db, "small").is_open(catalog.now()) is is_listed


def test_a_quiz_that_is_not_listed_is_found_and_open_all_the_same(database: str) -> None:
    publish()
    change(listed=False)
    assert slugs() == []
    with quiz.database.transaction(write=False) as db:
        found = catalog.find(db, "small")
    assert (found.listed, found.is_open(catalog.now())) == (False, True)


def test_a_deleted_quiz_is_neither_listed_nor_found(database: str) -> None:
    publish()
    change(deleted_at=catalog.now())
    assert slugs() == []
    with pytest.raises(NotFound), quiz.database.transaction(write=False) as db:
        catalog.find(db, "small")


def test_rows_are_believed_for_two_seconds(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    publish()
    seconds = 100.0
    monkeypatch.setattr("quiz.memory.time.monotonic", lambda: seconds)
    with quiz.database.transaction(write=False) as db:
        catalog.find(db, "small")
        seconds = 101.9
        catalog.find(db, "small")
        assert db.statements == 1
        seconds = 102.1
        catalog.find(db, "small")
        assert db.statements == 2


def test_a_document_is_read_once(database: str) -> None:
    publish()
    with quiz.database.transaction(write=False) as db:
        published = catalog.find(db, "small")
        assert catalog.revision(db, published.id, 1) is published.document
        assert db.statements == 1


def test_a_broken_document_breaks_its_own_quiz_only(database: str) -> None:
    publish()
    publish("other")
    with quiz.database.transaction(write=True) as db:
        db.execute(update(revisions).where(revisions.c.quiz_id == 1).values(document='{"title": 7}'))
    assert slugs() == ["other", "small"]
    with quiz.database.transaction(write=False) as db:
        with pytest.raises(Broken):
            catalog.find(db, "small")
        assert catalog.find(db, "other").document.title == "Small <quiz>"
