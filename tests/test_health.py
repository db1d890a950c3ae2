"""/healthz says ok, or which part is not."""

import pytest
from sqlalchemy import text

import quiz
from tests.conftest import using
from tests.site import Site
from tests.test_database import kill_all_connections


def test_it_is_ok(site: Site) -> None:
    health = site.get("/healthz")
    assert (health.status_code, health.text) == (200, "ok\n")


def test_it_tells_that_the_tables_are_not_there_and_makes_none(empty_database: str) -> None:
    health = Site().get("/healthz")
    assert health.status_code == 503 and health.text.startswith("schema: ")
    assert quiz.schema.is_behind()


def test_it_is_content_with_newer_tables(site: Site) -> None:
    with quiz.database.transaction(write=True) as db:
        db.execute(text("UPDATE alembic_version SET version_num = '29991231'"))
    try:
        assert site.get("/healthz").text == "ok\n"
    finally:
        with quiz.database.transaction(write=True) as db:
            db.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": quiz.schema.versions()[-1]})


def test_it_tells_that_the_database_is_away() -> None:
    with using("postgresql://nobody@127.0.0.1:1/nothing"):
        health = Site().get("/healthz")
    assert health.status_code == 503 and health.text.startswith("database: ")


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_connection_that_died_in_the_pool_is_no_illness(site: Site, database: str) -> None:
    assert site.get("/healthz").text == "ok\n"
    kill_all_connections(database)
    assert site.get("/healthz").text == "ok\n"
