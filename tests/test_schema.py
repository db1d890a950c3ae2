"""The migrations: from nothing, by several processes at once, beside newer tables; and whether tables.py agrees."""

import os
import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

import quiz
from quiz.schema import MIGRATIONS, versions
from tests.conftest import forget_everything
from tests.site import Site


def test_a_first_use_makes_the_tables_and_adds_the_samples(empty_database: str) -> None:
    assert quiz.schema.is_behind()
    home = Site().get("/")
    assert home.status_code == 200
    assert "How the Web works" in home.text
    assert not quiz.schema.is_behind()


def test_samples_that_were_deleted_do_not_come_back(empty_database: str) -> None:
    quiz.schema.ensure()
    with quiz.database.transaction(write=True) as db:
        db.execute(text("UPDATE quizzes SET deleted_at = '2026-01-01'"))
    forget_everything()
    assert "No quiz is open" in Site().get("/").text


def test_tables_and_migrations_agree(empty_database: str) -> None:
    quiz.schema.ensure()
    with quiz.database.engine().connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, quiz.tables.metadata) == []


def test_the_versions_are_told_without_alembic() -> None:
    script = ScriptDirectory(str(MIGRATIONS))
    walked = [step.revision for step in script.walk_revisions()]
    assert walked == versions()[::-1]
    assert all(len(version) <= 32 for version in walked)  # alembic_version.version_num


def test_newer_tables_are_left_alone_and_used(empty_database: str) -> None:
    quiz.schema.ensure()
    with quiz.database.transaction(write=True) as db:
        quiz.privileges.take_all(db)
        db.execute(text("UPDATE alembic_version SET version_num = '29991231'"))
        db.execute(text("ALTER TABLE quizzes ADD COLUMN mood VARCHAR(10)"))
    forget_everything()
    site = Site()
    assert not quiz.schema.is_behind()
    assert site.hand_in("python", q1="3").status_code == 303


def test_two_processes_at_once_migrate_once(empty_database: str) -> None:
    command = [sys.executable, "-m", "quiz", "migrate"]
    started = [
        subprocess.Popen(command, env=os.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    results = [process.communicate(timeout=60) for process in started]
    assert [process.returncode for process in started] == [0, 0, 0, 0], results
    with quiz.database.transaction(write=False) as db:
        assert db.execute(text("SELECT version_num FROM alembic_version")).scalars().all() == versions()[-1:]
        assert db.execute(text("SELECT count(*) FROM quizzes")).scalar() == 5


def test_a_failed_migration_leaves_nothing_behind(empty_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(db: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(quiz.authoring, "seed", fail)
    with pytest.raises(ZeroDivisionError):
        quiz.schema.ensure()
    assert quiz.schema.is_behind()
    with quiz.database.engine().connect() as connection:
        found = quiz.tables.metadata.tables.keys() & set(_tables(connection))
    assert not found


def _tables(connection: object) -> list[str]:
    from sqlalchemy import inspect

    return inspect(connection).get_table_names()  # type: ignore[union-attr]
