"""Whether the database has the tables this code needs; if it does not, they are made and the samples with them.

One SELECT per process in the usual case; Alembic is imported only to migrate. A version that this code does
not know comes from newer code, and migrations only add: go on.
"""

import threading
from pathlib import Path

from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from quiz import database, postgres, privileges
from quiz.errors import Unavailable

MIGRATIONS = Path(__file__).parent / "migrations"
VERSION = text("SELECT version_num FROM alembic_version")
LOCK = 7_071_926_411  # any number, as long as nobody else's advisory lock in this database has it

_checked = threading.Event()
_migrating = threading.Lock()


def versions() -> list[str]:
    """The migrations this code brings, oldest first. A file is named by its version, a date, and what it does."""
    return sorted(file.stem.partition("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def ensure() -> None:
    """Once per process: migrate if the database is behind. Raises Unavailable if it is away."""
    if _checked.is_set():
        return
    if is_behind():  # asked outside of the lock: while the database hangs, nobody waits for somebody else's wait
        with _migrating:
            migrate()
    _checked.set()


def is_behind() -> bool:
    stored = _stored_version()
    return stored is None or stored in versions()[:-1]


def migrate() -> None:
    """Bring the schema up to date in one transaction. Of several processes one does it; the others find it done."""
    with database.transaction(write=True) as db:
        _wait_for_turn(db)
        before = db.execute(VERSION).scalar() if inspect(db.connection).has_table("alembic_version") else None
        if before is not None and before not in versions()[:-1]:
            return
        _upgrade(db)
        if before is None:
            from quiz import authoring

            authoring.seed(db)
        privileges.grant(db)
    database.engine().dispose()  # connections from before may have more rights than pages need, or none


def _wait_for_turn(db: database.Transaction) -> None:
    if database.is_sqlite():
        db.execute(text("SELECT 1"))  # a write begins with BEGIN IMMEDIATE, which is the lock
    else:
        privileges.take_all(db)
        db.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        db.execute(text(f"CREATE SCHEMA IF NOT EXISTS {postgres.SCHEMA}"))


def _stored_version() -> str | None:
    """None: no tables yet."""
    with database.transaction(write=False) as db:
        try:
            return db.execute(VERSION).scalar()
        except Unavailable as error:
            # SQLite reports a missing table as an operational error, like a missing disk.
            if "no such table" in str(error.__cause__):
                return None
            raise
        except DBAPIError as error:
            if getattr(error.orig, "pgcode", "") == "42P01":  # undefined_table
                return None
            raise


def _upgrade(db: database.Transaction) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", MIGRATIONS.as_posix().replace("%", "%%"))
    config.attributes["connection"] = db.connection
    command.upgrade(config, "head")
