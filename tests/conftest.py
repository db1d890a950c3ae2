"""Every test that touches rows runs on SQLite and on PostgreSQL; nothing between it and them is faked."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL

import quiz
from quiz.web import door, session
from tests import postgres
from tests.site import Site

os.environ.setdefault("SESSION_SECRET", "only-for-tests-only-for-tests-only-for-tests")
SUITES = ("sqlite", "postgresql", "worker", "browser", "infra")


# ------------------------------------------------------------------ databases


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[URL]:
    with postgres.server() as url:
        yield url


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with all tables and no rows, made by the real migrations; each test gets a copy."""
    file = tmp_path_factory.mktemp("sqlite") / "migrated.sqlite3"
    with using(f"sqlite:///{file}"):
        quiz.schema.ensure()
        with quiz.database.transaction(write=True) as db:
            for table in reversed(quiz.tables.metadata.sorted_tables):
                db.execute(table.delete())
        with quiz.database.engine().connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return file


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql_server: URL) -> str:
    url = address(postgres.new_database(postgresql_server, "quiz_test"))
    with using(url):
        quiz.schema.ensure()
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database with all tables and no rows; the process under test is pointed at it."""
    if request.param == "sqlite":
        file = tmp_path / "quiz.sqlite3"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), file)
        with using(f"sqlite:///{file}") as url:
            yield url
    else:
        with using(request.getfixturevalue("migrated_postgresql")) as url:
            tables = ", ".join(table.name for table in quiz.tables.metadata.sorted_tables)
            with quiz.database.transaction(write=True) as db:
                quiz.privileges.take_all(db)
                db.execute(text(f"TRUNCATE {tables} RESTART IDENTITY"))
            yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any table."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    else:
        url = address(postgres.new_database(request.getfixturevalue("postgresql_server"), "quiz_empty"))
    with using(url):
        yield url


class using:
    """Point quiz at a database for a while: settings, engine and everything remembered are made anew."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.patch = pytest.MonkeyPatch()

    def __enter__(self) -> str:
        self.patch.setenv("DATABASE_URL", self.url)
        forget_everything()
        return self.url

    def __exit__(self, *_: object) -> None:
        self.patch.undo()
        forget_everything()


def forget_everything() -> None:
    """What a process remembers, as if it had just started."""
    if quiz.database.engine.cache_info().currsize:
        quiz.database.engine().dispose()
        quiz.database.engine.cache_clear()
    quiz.settings.current.cache_clear()
    quiz.schema._checked.clear()
    quiz.memory.forget()
    session._signer.cache_clear()


def address(url: URL) -> str:
    return url.render_as_string(hide_password=False)


# ------------------------------------------------------------------ the site


@pytest.fixture(autouse=True)
def no_polite_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bug must fail the test, not become an error page."""
    monkeypatch.setattr(door, "catch_all", False)


@pytest.fixture
def site(database: str) -> Site:
    """The whole app, asked as the Functions host would ask it, without a network."""
    return Site()


# ------------------------------------------------------------------ options and suites


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--at-least", default="", help="fail below these counts: sqlite=50,postgresql=50,worker=5,browser=5"
    )
    parser.addoption("--pictures", action="store_true", help="write the pictures of docs/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Which suite a test belongs to travels with its report; a test that needs none of the real parts is in none."""
    for item in items:
        folder = item.path.parent.name
        chosen = getattr(item, "callspec", None)
        databases = [chosen.params.get(name) for name in ("database", "empty_database")] if chosen else []
        suite = folder if folder in SUITES else next(filter(None, databases), "")
        item.user_properties.append(("suite", suite))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    counts = _passed(terminalreporter)
    terminalreporter.write_line("suites: " + ", ".join(f"{suite} {counts[suite]}" for suite in SUITES))


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workerinput"):  # one of several processes; who started them counts
        return
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    wanted = dict(part.split("=") for part in session.config.getoption("--at-least").split(",") if part)
    counts = _passed(reporter)
    for suite, least in wanted.items():
        if counts[suite] < int(least):
            reporter.write_line(
                f"\nOnly {counts[suite]} tests of the suite {suite} passed; at least {least} must.", red=True
            )
            session.exitstatus = 1


def _passed(reporter: pytest.TerminalReporter) -> dict[str, int]:
    passed = [report for report in reporter.stats.get("passed", []) if report.when == "call"]
    return {suite: sum(("suite", suite) in report.user_properties for report in passed) for suite in SUITES}
