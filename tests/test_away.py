"""The database goes away between opening the quiz and handing it in, and comes back."""

import pytest

import quiz
from quiz.database import Transaction
from quiz.errors import ConnectionLost, Unavailable
from tests.conftest import forget_everything
from tests.site import Site, hidden, publish


def test_what_was_typed_is_in_the_page_and_is_stored_once_when_sent_again(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish()
    ticket = site.ticket()
    database = quiz.settings.current().database_url
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    quiz.database.engine().dispose()
    forget_everything()

    away = site.hand_in(ticket=ticket, name="Ada <3", q1="b", q3='say "hi"')
    assert (away.status_code, away.headers["Retry-After"]) == (503, "10")
    kept = {name: hidden(away, name) for name in ("ticket", "name", "do", "answer.q1", "answer.q3")}
    assert kept == {"ticket": ticket, "name": "Ada <3", "do": "finish", "answer.q1": "b", "answer.q3": 'say "hi"'}

    monkeypatch.setenv("DATABASE_URL", database)
    forget_everything()
    first, second = (site.post("/quizzes/small", kept).headers["Location"] for _ in range(2))
    assert first == second
    assert site.get("/quizzes/small/leaderboard").text.count("Ada &lt;3") == 1


@pytest.mark.parametrize("is_stored", [True, False])
def test_a_commit_without_an_answer_is_sent_again_and_stored_once(
    site: Site, monkeypatch: pytest.MonkeyPatch, is_stored: bool
) -> None:
    """The connection dies in COMMIT; whether the server stored it or not, there is one attempt in the end."""
    publish()
    ticket = site.ticket()
    commit, lost = Transaction.commit, []

    def lose_the_first(db: Transaction) -> None:
        if db.write and not lost:
            lost.append(db)
            if is_stored:
                commit(db)
            raise ConnectionLost("gone")
        commit(db)

    monkeypatch.setattr(Transaction, "commit", lose_the_first)
    handed_in = site.hand_in(ticket=ticket, q1="b")
    assert handed_in.status_code == 303 and lost
    assert "<strong>1</strong> of 4" in site.get(handed_in.headers["Location"]).text
    with quiz.database.transaction(write=False) as db:
        assert len(db.execute(quiz.tables.attempts.select()).all()) == 1


def test_a_connection_lost_twice_is_a_short_break(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    publish()
    ticket = site.ticket()
    runs = []

    def lose(db: Transaction) -> None:
        if db.write:
            runs.append(db)
            raise ConnectionLost("gone")

    monkeypatch.setattr(Transaction, "commit", lose)
    away = site.hand_in(ticket=ticket, q1="b")
    assert away.status_code == 503
    assert len(runs) == 2


def test_a_busy_database_is_not_tried_again_at_once(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    publish()
    ticket = site.ticket()
    runs = []

    def refuse(*_: object, **__: object) -> None:
        runs.append(1)
        raise Unavailable("busy")

    monkeypatch.setattr(quiz.tickets, "start", refuse)
    assert site.hand_in(ticket=ticket).status_code == 503
    assert len(runs) == 1
