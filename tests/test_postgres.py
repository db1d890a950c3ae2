"""Connections to PostgreSQL: how few, how they end, what they may do, and what a full server means."""

from collections.abc import Iterator

import psycopg2
import pytest
from sqlalchemy import event, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ProgrammingError

import quiz
from quiz import postgres
from quiz.errors import Unavailable
from tests.conftest import address, using
from tests.postgres import administer, new_database
from tests.site import Site, publish

on_postgresql = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


def ask(statement: str) -> object:
    with quiz.database.transaction(write=False) as db:
        return db.execute(text(statement)).scalar()


# ------------------------------------------------------------------ how few


@on_postgresql
def test_a_request_holds_one_connection_at_a_time(site: Site) -> None:
    """Two requests that each held one and waited for a second would wait for each other."""
    publish()
    pool = quiz.database.engine().pool
    held: list[int] = []
    event.listen(pool, "checkout", lambda *_: held.append(pool.checkedout()))  # type: ignore[attr-defined]
    for path in ("/", "/quizzes/small", "/healthz", site.hand_in(q1="b").headers["Location"], "/nothing"):
        site.get(path)
    attempt = site.save(q1="a").headers["Location"]
    for page in (attempt, f"{attempt}/summary", f"{attempt}/name"):
        site.get(page)
    with quiz.database.transaction(write=True) as db:
        db.execute(text("UPDATE attempts SET started_at = '2026-01-01', due_at = '2026-01-02'"))
    assert site.get(attempt).status_code == 200  # its time is up: the first look at the result stores it
    assert held and max(held) == 1


@on_postgresql
def test_there_are_two_connections_and_the_second_rests_when_one_is_enough(database: str) -> None:
    engine, pid = quiz.database.engine(), text("SELECT pg_backend_pid()")
    with engine.connect() as first, engine.connect() as second:
        pids = {first.execute(pid).scalar(), second.execute(pid).scalar()}
    assert len(pids) == engine.pool.checkedin() == 2  # type: ignore[attr-defined]
    assert len({ask("SELECT pg_backend_pid()") for _ in range(5)}) == 1


@on_postgresql
def test_there_is_no_third(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = quiz.database.engine()
    monkeypatch.setattr(engine.pool, "_timeout", 0)
    with engine.connect(), engine.connect(), pytest.raises(Unavailable):
        ask("SELECT 1")


@on_postgresql
def test_the_server_closes_what_nobody_uses(database: str) -> None:
    assert ask("SHOW idle_session_timeout") == f"{postgres.IDLE_SECONDS}s"


@on_postgresql
def test_a_connection_that_the_server_may_be_closing_is_not_used_again(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ask("SELECT pg_backend_pid()")
    assert ask("SELECT pg_backend_pid()") == first
    later = postgres.time.monotonic() + postgres.SPENT_SECONDS + 1
    monkeypatch.setattr(postgres.time, "monotonic", lambda: later)
    assert ask("SELECT pg_backend_pid()") != first


# ------------------------------------------------------------------ what they may do


@on_postgresql
@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE attempts",
        "ALTER TABLE quizzes ADD COLUMN mood int",
        "TRUNCATE quizzes",
        "CREATE TABLE quiz.x (y int)",
    ],
)
def test_a_page_may_read_and_write_rows_and_nothing_else(database: str, statement: str) -> None:
    assert ask("SELECT current_user") == postgres.ROLE
    with pytest.raises(ProgrammingError, match="must be owner|permission denied"):
        with quiz.database.transaction(write=True) as db:
            db.execute(text(statement))


@on_postgresql
def test_a_migration_has_all_rights_and_the_next_page_has_not(database: str) -> None:
    with quiz.database.transaction(write=True) as db:
        quiz.privileges.take_all(db)
        db.execute(text("CREATE TABLE passing (x int)"))
        db.execute(text("DROP TABLE passing"))
    assert ask("SELECT current_user") == postgres.ROLE


@pytest.fixture
def plain_user(postgresql_server: URL) -> Iterator[str]:
    """A database whose owner may make no roles and has one connection."""
    url = new_database(postgresql_server, "quiz_plain").set(username="plain")
    administer(postgresql_server, "DROP ROLE IF EXISTS plain", "CREATE ROLE plain LOGIN CONNECTION LIMIT 1")
    administer(postgresql_server, "ALTER DATABASE quiz_plain OWNER TO plain")
    with using(address(url)):
        yield address(url)
    new_database(postgresql_server, "quiz_plain")


def test_a_user_who_may_make_no_roles_has_a_site_that_works(plain_user: str) -> None:
    assert "How the Web works" in Site().get("/").text
    assert ask("SELECT current_user") == "plain"


# ------------------------------------------------------------------ a full server


def test_a_full_server_is_asked_again_until_there_is_room(
    plain_user: str, postgresql_server: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = psycopg2.connect(plain_user.replace("+psycopg2", ""))
    pauses: list[float] = []

    def wait(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            last.close()
            while administer(postgresql_server, "SELECT count(*) FROM pg_stat_activity WHERE usename = 'plain'") != [0]:
                pass  # the server counts processes

    monkeypatch.setattr(postgres.time, "sleep", wait)
    assert ask("SELECT 1") == 1
    assert len(pauses) == 3
    assert all(0 <= pause <= most for pause, most in zip(pauses, postgres.PAUSES, strict=False))


def test_a_server_that_stays_full_is_a_short_break(plain_user: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(postgres.time, "sleep", pauses.append)
    last = psycopg2.connect(plain_user.replace("+psycopg2", ""))
    page = Site().get("/")
    last.close()
    assert (page.status_code, page.headers["Retry-After"], len(pauses)) == (503, "10", len(postgres.PAUSES))


@on_postgresql
def test_a_server_that_refuses_for_another_reason_is_not_asked_again(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres.time, "sleep", lambda _: pytest.fail("it waited"))
    with using("postgresql://nobody@127.0.0.1:1/nothing"), pytest.raises(Unavailable):
        ask("SELECT 1")


@on_postgresql
def test_a_slow_statement_is_written_down_without_its_values(
    database: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(quiz.database, "SLOW_MS", 0)
    with quiz.database.transaction(write=False) as db:
        db.execute(text("SELECT :name"), {"name": "Ada"})
    assert "SELECT :name" in caplog.text and "Ada" not in caplog.text
