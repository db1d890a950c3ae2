"""So many tries a minute, counted by whom the caller can tell apart."""

from datetime import datetime, timedelta

import pytest

import quiz
from quiz import catalog, throttles
from quiz.errors import Forbidden
from tests.site import publish


@pytest.fixture
def clock(database: str, monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """Its last moment is now."""
    publish()
    moments = [catalog.now()]
    monkeypatch.setattr(catalog, "now", lambda: moments[-1])
    return moments


def attempt(who: str = "Ada", what: str = "PIN", limit: int = 3) -> bool:
    """Whether one more wrong try was let through."""
    try:
        with quiz.database.transaction(write=True) as db:
            throttles.refuse(db, what, who, limit)
            throttles.count(db, what, who)
        return True
    except Forbidden:
        return False


def test_after_so_many_tries_there_is_a_minute_of_rest(clock: list[datetime]) -> None:
    assert [attempt() for _ in range(5)] == [True] * 3 + [False] * 2
    clock.append(clock[0] + timedelta(seconds=59))
    assert not attempt()
    clock.append(clock[0] + timedelta(seconds=61))
    assert [attempt() for _ in range(4)] == [True] * 3 + [False]


def test_others_and_other_things_are_counted_by_themselves(clock: list[datetime]) -> None:
    assert [attempt() for _ in range(4)][-1] is False
    assert attempt(who="Bob") and attempt(what="another PIN")


def test_nobodys_address_is_kept(clock: list[datetime]) -> None:
    attempt(who="203.0.113.7")
    with quiz.database.transaction(write=False) as db:
        assert "203.0.113.7" not in repr(db.execute(quiz.tables.throttles.select()).all())
