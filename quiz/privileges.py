"""What pages may do in PostgreSQL: read and write rows. Only migrations make and change tables.

Both sign in as the same user. Every connection takes the role quiz_app (quiz/postgres.py) and a migration lays it
down, so that a mistake in a page cannot drop a table. It is no wall against whoever can run any SQL at all.
A user who may not make roles, as on a shared server, keeps their own rights on pages too.
"""

import logging

from sqlalchemy import text

from quiz import database
from quiz.postgres import ROLE, SCHEMA

log = logging.getLogger("quiz")

MAKE = f"""
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') THEN CREATE ROLE {ROLE} NOLOGIN; END IF;
    GRANT {ROLE} TO CURRENT_USER;
EXCEPTION WHEN insufficient_privilege OR duplicate_object OR unique_violation THEN NULL;
END $$
"""
# In Azure whoever is made an administrator of the server may then look at the rows, too (docs/deploying.md).
TO_PEOPLE = f"""
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'azure_pg_admin') THEN GRANT {ROLE} TO azure_pg_admin; END IF;
EXCEPTION WHEN OTHERS THEN RAISE WARNING 'azure_pg_admin is no member of {ROLE}: %', SQLERRM;
END $$
"""
GRANTS = (
    f"GRANT USAGE ON SCHEMA {SCHEMA} TO {ROLE}",
    f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {SCHEMA} TO {ROLE}",
    f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {SCHEMA} TO {ROLE}",
)


def take_all(db: database.Transaction) -> None:
    """The signed-in user's own rights, until the transaction ends."""
    if not database.is_sqlite():
        db.execute(text("SET LOCAL ROLE NONE"))


def grant(db: database.Transaction) -> None:
    """Make the role if that is allowed, and let it read and write the rows of every table there is."""
    if database.is_sqlite():
        return
    for statement in (MAKE, TO_PEOPLE):
        db.execute(text(statement))
    if db.execute(text("SELECT count(*) FROM pg_roles WHERE rolname = :role"), {"role": ROLE}).scalar():
        for statement in GRANTS:
            db.execute(text(statement))
    else:
        log.info("Pages have the rights of a migration: the database's user may not make the role %s.", ROLE)
