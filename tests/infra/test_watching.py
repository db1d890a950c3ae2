"""What the queries of infra/queries/ look for is what the site writes, and what it writes holds no token."""

import re

import pytest

import quiz
from tests.infra.templates import INFRA
from tests.site import Site, publish

QUERIES = {path.stem: path.read_text("utf-8") for path in (INFRA / "queries").glob("*.kql")}
KINDS = {"string": r"(\S.*?)", "int": r"(\d+)"}


def pattern(query: str) -> re.Pattern[str]:
    """KQL's `parse Message with …` as a regular expression."""
    found = re.search(r"parse Message with (.+)", query)
    assert found
    parts = re.findall(r'"([^"]*)"|\w+:(string|int)', found[1])
    return re.compile("".join(re.escape(text) if text else KINDS[kind] for text, kind in parts))


@pytest.mark.parametrize("name", ["requests", "failures"])
def test_a_requests_line_is_what_the_queries_take_apart(
    site: Site, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    publish()
    caplog.set_level("INFO", "quiz")
    site.get("/quizzes/small")
    found = pattern(QUERIES[name]).fullmatch(caplog.messages[-1])
    assert found and found.groups()[:3] == ("GET", "quiz_page", "200")


def test_a_slow_statements_line_is_what_the_query_takes_apart(
    database: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(quiz.database, "SLOW_MS", 0)
    with quiz.database.transaction(write=False) as db:
        quiz.catalog.open_quizzes(db)
    found = re.compile(pattern(QUERIES["slow-sql"]).pattern, re.S).fullmatch(caplog.messages[0])
    assert found and found[2].startswith("SELECT")


def test_no_line_holds_a_ticket_a_name_or_the_address_of_an_attempt(
    site: Site, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quiz.database, "SLOW_MS", 0)
    caplog.set_level("DEBUG")
    publish()
    ticket = site.ticket()
    address = site.hand_in(ticket=ticket, name="Ada Lovelace", q3="a very private answer").headers["Location"]
    for path in (address, f"{address}/practice", f"{address}?again=1"):
        site.get(path)
    ours = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("quiz"))
    assert "attempt_page" in ours
    for private in (ticket, address.rpartition("/")[2], "Lovelace", "private answer"):
        assert private not in ours


def test_every_query_is_saved_and_the_alert_asks_one_of_them() -> None:
    text = (INFRA / "monitoring.bicep").read_text("utf-8")
    assert {name for name in QUERIES if f"loadTextContent('queries/{name}.kql')" in text} == set(QUERIES)
    assert text.count("loadTextContent('queries/failures.kql')") == 2
