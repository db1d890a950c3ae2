"""Connections: SQLite by default, PostgreSQL when configured. Who asks what stands in the other modules.

The engine is made on first use; importing this module does no I/O. On PostgreSQL everything lives in a
schema of its own, `quiz`, which every connection's search path names (quiz/postgres.py).
"""

import functools
import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, CursorResult, Engine, Table, create_engine, event, func, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.sql import Executable

from quiz import postgres, settings
from quiz.errors import ConnectionLost, Unavailable

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite

log = logging.getLogger("quiz")

BUSY_SECONDS = 5  # how long a writer waits for SQLite's one write lock
UNREADABLE = "it cannot be read; inside a password write @ as %40, : as %3A and / as %2F."
AWAY = "The site's database does not answer right now."
SLOW_MS = 250  # a statement that takes longer is written down

Parameters = Mapping[str, Any] | Sequence[Mapping[str, Any]] | None


@functools.cache
def engine() -> Engine:
    try:
        return _make_engine(make_url(settings.current().database_url))
    except (ArgumentError, ValueError):
        raise settings.SettingsError("DATABASE_URL", UNREADABLE) from None


def _make_engine(url: URL) -> Engine:
    if url.get_backend_name() == "sqlite":
        if url.database:
            Path(url.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # names and answers
        made = create_engine(url, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS})
        event.listen(made, "connect", _prepare_sqlite)
        return made
    return postgres.make_engine(url)


def _prepare_sqlite(connection: Any, _: object) -> None:
    # The driver must not open transactions by itself: a read needs none, and a write says BEGIN IMMEDIATE,
    # so that two writers queue up instead of failing half-way.
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    _keep_a_log(connection)


def _keep_a_log(connection: Any) -> None:
    """Readers and a writer at once. While two processes change a new file to it, SQLite refuses one without waiting."""
    import sqlite3

    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)


class Transaction:
    """One request's work on the database; nothing is opened before its first statement.

    Reads run in autocommit, without BEGIN and ROLLBACK. A write begins with its first statement and is stored by
    commit(), which the modules that ask never call: the door does, or whoever opened it. `statements` counts what
    was sent, BEGIN and COMMIT included.
    """

    def __init__(self, *, write: bool) -> None:
        self.write = write
        self.statements = 0
        self._connection: Connection | None = None

    def execute(self, statement: Executable, parameters: Parameters = None) -> CursorResult[Any]:
        """Raises ConnectionLost where a new connection may do better, Unavailable where it would not."""
        with _told_apart():
            connection = self._connection or self._open()
            self.statements += 1
            began = time.perf_counter()
            result = connection.execute(statement, parameters)
        if (ms := (time.perf_counter() - began) * 1000) > SLOW_MS:
            log.warning("Slow: %.0f ms %s", ms, statement)  # with placeholders: no names, no answers
        return result

    def insert(self, table: Table) -> "sqlite.Insert | postgresql.Insert":
        """An INSERT that knows ON CONFLICT; both databases spell it alike, SQLAlchemy does not."""
        dialect = "sqlite" if is_sqlite() else "postgresql"
        return import_module(f"sqlalchemy.dialects.{dialect}").insert(table)  # type: ignore[no-any-return]

    def lock(self, name: str) -> None:
        """Wait until no other transaction holds this name; SQLite has one writer at a time anyway."""
        if not is_sqlite():
            self.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))

    def commit(self) -> None:
        if self.write and self._connection is not None:
            with _told_apart():
                self.statements += 1
                self._connection.commit()

    def close(self) -> None:
        if self._connection is not None:
            connection, self._connection = self._connection, None
            try:
                connection.close()
            except Exception:  # the server went away; what was asked is answered, and the pool makes a new one
                if not connection.closed:
                    connection.invalidate()

    @property
    def connection(self) -> Connection:
        """The open connection, for Alembic, which brings its own statements."""
        with _told_apart():
            return self._connection or self._open()

    def _open(self) -> Connection:
        self._connection = connection = engine().connect()
        if self.write:
            self.statements += 1
            if is_sqlite():
                connection.exec_driver_sql("BEGIN IMMEDIATE")
        elif not is_sqlite():
            connection.execution_options(isolation_level="AUTOCOMMIT")
        return connection


@contextmanager
def transaction(*, write: bool) -> Iterator[Transaction]:
    """For what is stored by itself, whatever becomes of a request: committed on the way out, not after an exception."""
    db = Transaction(write=write)
    try:
        yield db
        db.commit()
    finally:
        db.close()


def is_sqlite() -> bool:
    return engine().dialect.name == "sqlite"


@contextmanager
def _told_apart() -> Iterator[None]:
    """Driver errors that mean "no database" become ours; the others are bugs and pass."""
    try:
        yield
    except PoolTimeout as error:
        raise Unavailable(AWAY) from error
    except DBAPIError as error:
        if error.connection_invalidated:
            raise ConnectionLost(AWAY) from error
        if isinstance(error, OperationalError):
            raise Unavailable(AWAY) from error
        if "invalid dsn" in str(error.orig):  # libpq's word for an option in the address that it does not know
            raise settings.SettingsError("DATABASE_URL", UNREADABLE) from None
        raise
