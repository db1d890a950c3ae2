"""Connections: what is sent, what happens when one dies, and when there is none."""

import logging
from typing import Any

import pytest
from sqlalchemy import text

import quiz
from quiz.errors import ConnectionLost, Unavailable
from quiz.web import render
from tests.conftest import forget_everything, using
from tests.site import Site, publish


def test_a_transaction_that_asks_nothing_opens_nothing(database: str) -> None:
    with quiz.database.transaction(write=True) as db:
        pass
    assert db.statements == 0


def test_a_read_is_one_statement_and_a_write_is_framed(database: str) -> None:
    with quiz.database.transaction(write=False) as reading:
        reading.execute(text("SELECT 1"))
    with quiz.database.transaction(write=True) as writing:
        writing.execute(text("SELECT 1"))
    assert (reading.statements, writing.statements) == (1, 3)


def test_a_read_leaves_no_transaction_open(database: str) -> None:
    with quiz.database.transaction(write=False) as db:
        db.execute(text("SELECT 1"))
        driver = db.connection.connection.dbapi_connection
        assert driver is not None
        is_open = driver.in_transaction if quiz.database.is_sqlite() else driver.info.transaction_status
        assert not is_open


def test_what_was_not_committed_is_not_stored(database: str) -> None:
    with pytest.raises(ZeroDivisionError), quiz.database.transaction(write=True) as db:
        db.execute(text("INSERT INTO quizzes (slug) VALUES ('lost')"))
        raise ZeroDivisionError
    with quiz.database.transaction(write=False) as db:
        assert db.execute(text("SELECT count(*) FROM quizzes")).scalar() == 0


def test_times_come_back_as_the_same_utc_moment(database: str) -> None:
    from datetime import UTC, datetime, timedelta, timezone

    moment = datetime(2026, 11, 23, 1, 2, 3, 456789, timezone(timedelta(hours=5)))
    table = quiz.tables.quizzes
    with quiz.database.transaction(write=True) as db:
        db.execute(table.insert().values(slug="timed", opens_at=moment))
        stored = db.execute(table.select()).one().opens_at
    assert stored == moment
    assert stored.tzinfo is UTC


def kill_all_connections(url: str) -> None:
    """As a restart of the server does to the connections in our pool."""
    import psycopg2

    other = psycopg2.connect(url.replace("+psycopg2", ""))
    other.autocommit = True
    other.cursor().execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    other.close()


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_connection_that_died_in_the_pool_troubles_nobody(site: Site, database: str) -> None:
    publish()
    ticket = site.ticket()
    kill_all_connections(database)
    assert site.get("/").status_code == 200
    kill_all_connections(database)
    handed_in = site.hand_in(ticket=ticket, q1="b")
    assert handed_in.status_code == 303
    assert "<strong>1</strong> of 4" in site.get(handed_in.headers["Location"]).text


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_connection_that_dies_inside_a_write_stores_nothing_of_it(database: str) -> None:
    with pytest.raises(ConnectionLost), quiz.database.transaction(write=True) as db:
        db.execute(text("INSERT INTO quizzes (slug) VALUES ('lost')"))
        kill_all_connections(database)
        db.execute(text("SELECT 1"))
    with quiz.database.transaction(write=False) as db:
        assert db.execute(text("SELECT count(*) FROM quizzes")).scalar() == 0


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_connection_that_dies_in_commit_is_told_apart(database: str) -> None:
    with pytest.raises(ConnectionLost), quiz.database.transaction(write=True) as db:
        db.execute(text("INSERT INTO quizzes (slug) VALUES ('lost')"))
        kill_all_connections(database)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_server_that_goes_away_after_the_last_statement_troubles_nobody(database: str) -> None:
    with quiz.database.transaction(write=False) as db:
        assert db.execute(text("SELECT 1")).scalar() == 1
        kill_all_connections(database)  # giving the connection back to the pool fails now


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_form_with_a_mistake_comes_back_though_the_server_went_away(
    site: Site, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish()
    ticket = site.ticket()
    rendered = render.page

    def go_away(template: str, values: dict[str, Any]) -> str:
        if template == "student/quiz.html":  # after the last statement: only the rollback is still to come
            kill_all_connections(database)
        return rendered(template, values)

    monkeypatch.setattr(render, "page", go_away)
    page = site.hand_in(ticket=ticket, name="", q3="typed")
    assert page.status_code == 422 and "typed" in page.text


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:pa@Se:Cret@host/db",
        "postgresql://u:Cret@host:port/db",
        "postgresql://u:Cret@127.0.0.1:1/db?foo=bar",
        "sqlite://Cret",
        "sqlite:///:memory:",
    ],
)
def test_an_address_that_cannot_be_read_is_named_and_its_password_never_shown(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with using("sqlite:///unused"):
        quiz.database.engine().dispose()
        monkeypatch.setenv("DATABASE_URL", url)
        forget_everything()
        for page in (Site().get("/"), Site().get("/healthz")):
            assert page.status_code == 503
            assert "DATABASE_URL" in page.text and "Cret" not in page.text
        monkeypatch.undo()
        forget_everything()


def test_a_database_that_is_away_is_said_so(caplog: pytest.LogCaptureFixture) -> None:
    with using("postgresql://nobody@127.0.0.1:1/nothing"):
        with pytest.raises(Unavailable), quiz.database.transaction(write=False) as db:
            db.execute(text("SELECT 1"))
        with caplog.at_level(logging.ERROR):
            page = Site().get("/")
    assert (page.status_code, page.headers["Retry-After"]) == (503, "10")
    assert "load this page again" in page.text


def test_a_locked_sqlite_is_unavailable_and_not_a_bug(
    migrated_sqlite: object, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quiz.database, "BUSY_SECONDS", 0)
    with using(f"sqlite:///{tmp_path}/locked.sqlite3"):
        quiz.schema.ensure()
        with quiz.database.transaction(write=True) as first:
            first.execute(text("SELECT 1"))
            with pytest.raises(Unavailable), quiz.database.transaction(write=True) as second:
                second.execute(text("SELECT 1"))
