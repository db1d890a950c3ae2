"""What a first visit costs: modules loaded, statements sent, bytes and requests of the page."""

import gzip
import json
import os
import re
import subprocess
import sys

import pytest

import quiz
from quiz import authoring, memory
from quiz.authoring import SAMPLES
from tests.site import RIGHT, Site, hidden, publish

HEAVY = (
    *("alembic", "mako", "azure.identity", "hypothesis", "pygments", "latex2mathml", "segno"),
    *("quiz.formats", "quiz.authoring", "quiz.migrations", "quiz.proofreading", "quiz.highlighting", "quiz.tex"),
)
FIRST_PAGE = """
import json, sys
from tests.site import Site
assert Site().get("/quizzes/small").status_code == 200
print(json.dumps(sorted(sys.modules)))
"""


def test_a_first_page_loads_no_editor_no_formats_no_migrations(database: str) -> None:
    publish()
    ran = subprocess.run([sys.executable, "-c", FIRST_PAGE], env=os.environ, capture_output=True, text=True, check=True)
    loaded = json.loads(ran.stdout)
    assert "quiz.attempts" in loaded
    assert [name for name in loaded if name.startswith(HEAVY)] == []


def test_importing_the_app_reads_no_settings_and_touches_no_database() -> None:
    code = "import sys, function_app; print([name for name in sys.modules if 'sqlalchemy.dialects.' in name])"
    clean = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    bad = clean | {"DATABASE_URL": "nonsense", "SESSION_SECRET": ""}
    ran = subprocess.run([sys.executable, "-W", "error", "-c", code], env=bad, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip() == "[]"  # the database's own comes with its first connection


@pytest.fixture
def counted(site: Site, caplog: pytest.LogCaptureFixture) -> "Counter":
    publish()
    return Counter(site, caplog)


class Counter:
    """Statements of a request, as the door logs them: BEGIN and COMMIT included."""

    def __init__(self, site: Site, caplog: pytest.LogCaptureFixture) -> None:
        self.site = site
        self.log = caplog
        caplog.set_level("INFO", "quiz")

    @property
    def last(self) -> int:
        found = re.search(r"(\d+) statements$", self.log.messages[-1])
        assert found
        return int(found[1])

    def of(self, path: str) -> int:
        assert self.site.get(path).status_code == 200
        return self.last


def test_home_is_one_statement_then_none(counted: Counter) -> None:
    assert [counted.of("/"), counted.of("/")] == [1, 0]


def test_a_quiz_page_with_its_leaderboard_is_two_statements_at_most(counted: Counter) -> None:
    assert [counted.of("/quizzes/small"), counted.of("/quizzes/small")] == [2, 1]


def test_a_leaderboard_is_one_statement_once_its_quiz_is_known(counted: Counter) -> None:
    assert [counted.of("/quizzes/small/leaderboard"), counted.of("/quizzes/small/leaderboard")] == [2, 1]


def test_static_files_and_unknown_pages_ask_nothing(counted: Counter) -> None:
    assert counted.of("/static/style.css") == 0
    counted.site.get("/nothing")
    assert counted.last == 0


def test_a_one_page_hand_in_is_five_statements(counted: Counter) -> None:
    assert counted.site.hand_in(**{"q1": "b", "q3": "404"}).status_code == 303
    assert counted.last == 5


def test_a_started_attempts_hand_in_is_seven_statements_at_most(counted: Counter) -> None:
    address = counted.site.save(q1="a").headers["Location"]
    version = hidden(counted.site.get(address), "version")
    assert counted.site.post(address, {"version": version, "do": "finish", **RIGHT}).status_code == 303
    assert counted.last <= 7


def test_a_save_by_script_is_six_statements_and_one_that_changes_nothing_four(counted: Counter) -> None:
    address = counted.site.save(q1="a").headers["Location"]
    for version, statements in (("1", 6), ("2", 4)):
        assert counted.site.post(address, {"version": version, "do": "autosave", **RIGHT}).status_code == 200
        assert counted.last == statements


def test_a_running_attempts_pages_are_two_statements_each(counted: Counter) -> None:
    address = counted.site.save(q1="a").headers["Location"]
    assert [counted.of(address), counted.of(f"{address}/summary")] == [2, 2]


def test_a_cold_process_needs_one_more_for_the_document(counted: Counter) -> None:
    ticket = counted.site.ticket()
    memory.forget()
    assert counted.site.hand_in(ticket=ticket).status_code == 303
    assert counted.last == 6


@pytest.mark.parametrize("slug", sorted(sample.stem for sample in SAMPLES.glob("*.md")))
def test_a_first_visit_is_two_requests_and_twenty_kilobytes_at_most(site: Site, slug: str) -> None:
    with quiz.database.transaction(write=True) as db:
        authoring.seed(db)
    page = site.get(f"/quizzes/{slug}", Accept_Encoding="gzip")
    html = gzip.decompress(page.data).decode()
    linked = re.findall(r'(?:src|href)="(/static/[^"]+)"', html)
    assert len(linked) <= 2
    sent = len(page.data) + sum(len(site.get(address, Accept_Encoding="gzip").data) for address in linked)
    assert sent <= 20_000
