"""The site as Azure runs it: under Microsoft's worker library, in a process of its own (functions_host.py)."""

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from threading import Barrier
from urllib.parse import urlencode

import pytest
from sqlalchemy import Table, func, select

import quiz
from quiz.settings import ROOT
from quiz.web import session
from tests.postgres import free_port
from tests.site import RIGHT, host, new_teacher, publish
from tests.test_microsoft_page import TENANT, TESS, said

PYTHON = ROOT / ".venv-worker" / "bin" / "python"
DRIVER = "tests/worker/functions_host.py"
WORKER = (str(PYTHON), DRIVER, "--port={port}")
START_SECONDS = 30
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}

needs_worker = pytest.mark.skipif(not PYTHON.exists(), reason=f"no Python 3.13: `make test` could not make {PYTHON}")
pytestmark = needs_worker


# ------------------------------------------------------------------ a server in a process of its own


@dataclass(frozen=True)
class Answer:
    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass(frozen=True)
class Server:
    port: int
    log: Path  # all that it printed

    def ask(self, method: str, target: str, headers: Mapping[str, str] | None = None, body: bytes = b"") -> Answer:
        """Just these headers and the Host that is the same for every server."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
        for name, value in {"Host": "quiz.test", **(headers or {})}.items():
            connection.putheader(name, value)
        connection.endheaders(body)
        response = connection.getresponse()
        answer = Answer(response.status, response.headers, response.read())
        connection.close()
        return answer

    def post(self, target: str, fields: Mapping[str, str] | bytes) -> Answer:
        body = fields if isinstance(fields, bytes) else urlencode(fields).encode()
        return self.ask("POST", target, FORM | {"Content-Length": str(len(body))}, body)


@contextmanager
def serving(folder: Path, *command: str, **environment: str | None) -> Iterator[Server]:
    """Start it on a free port with these settings (None: without that one), wait until it answers, stop it."""
    server = Server(free_port(), folder / "server.log")
    settings = {name: value for name, value in {**os.environ, **environment}.items() if value is not None}
    parts = [part.format(port=server.port) for part in command]
    with server.log.open("wb") as log:
        process = subprocess.Popen(parts, cwd=ROOT, env=settings, stdout=log, stderr=log)
    try:
        wait_for(server, process)
        yield server
    finally:
        process.terminate()
        process.wait(10)


def wait_for(server: Server, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not is_listening(server.port):
        assert process.poll() is None, f"it has stopped: {server.log.read_text()}"
        assert time.monotonic() < deadline, f"it does not answer: {server.log.read_text()}"
        time.sleep(0.02)


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


# ------------------------------------------------------------------ the site in it


@pytest.fixture
def worker(database: str, tmp_path: Path) -> Iterator[Server]:
    """The small quiz, served by the real worker."""
    publish()
    with serving(tmp_path, *WORKER, DATABASE_URL=database) as server:
        yield server


def fresh_ticket() -> str:
    with quiz.database.transaction(write=False) as db:
        published = quiz.catalog.find(db, "small")
    return session.sign_ticket(quiz.tickets.new_ticket(published, quiz.catalog.now()))


def hand_in(server: Server, ticket: str, name: str) -> Answer:
    return server.post("/quizzes/small", {"ticket": ticket, "name": name, "do": "finish", **RIGHT})


def count(table: Table) -> int:
    with quiz.database.transaction(write=False) as db:
        return int(db.execute(select(func.count()).select_from(table)).scalar_one())


def counts() -> tuple[int, int, int]:
    return count(quiz.tables.attempts), count(quiz.tables.responses), count(quiz.tables.standings)


# ------------------------------------------------------------------ indexing


@pytest.fixture(scope="module")
def routes() -> list[list[str]]:
    """methods, address, name and who may call it, in the order in which the host tries them."""
    checked = subprocess.run([PYTHON, DRIVER, "--check"], cwd=ROOT, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
    return [line.split() for line in checked.stdout.splitlines()]


def test_azure_indexes_every_function_as_the_local_host_reads_it(routes: list[list[str]]) -> None:
    read = [
        [",".join(sorted(trigger.methods or ["any"])), f"/{trigger.route.template.lstrip('/')}", trigger.name]
        for trigger in host().triggers
    ]
    assert [row[:3] for row in routes] == read


def test_no_function_asks_for_a_key(routes: list[list[str]]) -> None:
    assert {level for *_, level in routes} == {"ANONYMOUS"}


APP = "import azure.functions as func\napp = func.FunctionApp()\n"
REFUSED = {
    "the same route twice": f"{APP}\n"
    "@app.route('x', methods=['GET'])\ndef one(req: func.HttpRequest) -> func.HttpResponse: ...\n"
    "@app.route('X', methods=['GET', 'POST'])\ndef two(req: func.HttpRequest) -> func.HttpResponse: ...\n",
    "a route of the host's own": f"{APP}\n"
    "@app.route('admin/x')\ndef one(req: func.HttpRequest) -> func.HttpResponse: ...\n",
    "a parameter without a binding": f"{APP}\n"
    "@app.route('x')\ndef one(req: func.HttpRequest, visit: int) -> func.HttpResponse: ...\n",
    "an import that fails": "import nowhere\n",
}


@pytest.mark.parametrize("app", REFUSED.values(), ids=REFUSED.keys())
def test_the_check_fails_where_azure_would_refuse_a_function(app: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "quiz", tmp_path / "quiz")
    shutil.copy(ROOT / "host.json", tmp_path)
    (tmp_path / "tests" / "worker").mkdir(parents=True)
    shutil.copy(ROOT / DRIVER, tmp_path / DRIVER)
    (tmp_path / "function_app.py").write_text(app)
    checked = subprocess.run([PYTHON, DRIVER, "--check"], cwd=tmp_path, capture_output=True, text=True)
    assert checked.returncode == 1
    assert "Azure would refuse this" in checked.stderr


# ------------------------------------------------------------------ a quiz from start to end


def test_a_student_takes_a_quiz_under_the_worker(worker: Server) -> None:
    page = worker.ask("GET", "/quizzes/small")
    ticket = re.search(r'name="ticket" value="([^"]+)"', page.text)
    assert page.status == 200 and ticket
    handed_in = hand_in(worker, ticket[1], "Ada")
    assert handed_in.status == 303
    result = worker.ask("GET", handed_in.headers["Location"])
    assert result.status == 200
    assert "<strong>4</strong> of 4" in result.text
    assert "Because second." in result.text


def test_the_worker_passes_the_cookie_that_remembers_a_name(worker: Server) -> None:
    cookie = hand_in(worker, fresh_ticket(), "Ada Łovelace").headers["Set-Cookie"]
    page = worker.ask("GET", "/quizzes/small", {"Cookie": cookie.partition(";")[0]})
    assert 'value="Ada Łovelace"' in page.text


def test_files_health_and_unknown_addresses_are_answered_under_the_worker(worker: Server) -> None:
    style = worker.ask("GET", "/static/style.css")
    assert (style.status, style.body) == (200, (ROOT / "static" / "style.css").read_bytes())
    health = worker.ask("GET", "/healthz")
    assert (health.status, health.text) == (200, "ok\n")
    nowhere = worker.ask("GET", "/no/such/page")
    assert nowhere.status == 404
    assert "There is no page at this address" in nowhere.text


# ------------------------------------------------------------------ at once


def at_once(server: Server, tickets: list[str], names: list[str]) -> list[Answer]:
    """All hand in at the same moment."""
    start = Barrier(len(tickets))

    def send(ticket: str, name: str) -> Answer:
        start.wait()
        return hand_in(server, ticket, name)

    with ThreadPoolExecutor(len(tickets)) as students:
        return list(students.map(send, tickets, names))


def test_eight_students_hand_in_at_once_and_each_is_stored_once(worker: Server) -> None:
    answers = at_once(worker, [fresh_ticket() for _ in range(8)], [f"Student {number}" for number in range(8)])
    assert [answer.status for answer in answers] == [303] * 8
    assert counts() == (8, 24, 8)
    for answer in answers:
        assert "<strong>4</strong> of 4" in worker.ask("GET", answer.headers["Location"]).text


def test_one_hand_in_sent_eight_times_at_once_is_stored_once(worker: Server) -> None:
    answers = at_once(worker, [fresh_ticket()] * 8, ["Ada"] * 8)
    assert [answer.status for answer in answers] == [303] * 8
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert counts() == (1, 3, 1)


# ------------------------------------------------------------------ Azure's own sign-in


def test_microsofts_word_lets_a_teacher_in_only_where_azure_says_that_it_is_azures(
    database: str, tmp_path: Path
) -> None:
    tess, known = new_teacher("Tess"), quiz.principals.Principal(TENANT, TESS, "Tess")
    with quiz.database.transaction(write=True) as db:
        quiz.principals.bind(db, known, tess)
    header, came_in = {"X-MS-CLIENT-PRINCIPAL": said(TESS)}, []
    for is_on in ("True", None):
        own = {"MICROSOFT_SIGN_IN": "true", "WEBSITE_AUTH_ENABLED": is_on}
        with serving(tmp_path, *WORKER, DATABASE_URL=database, **own) as server:
            answer = server.ask("GET", "/teach/microsoft", header)
            came_in.append((answer.headers["Location"], "teacher=" in (answer.headers["Set-Cookie"] or "")))
    assert came_in == [("/teach", True), ("/teach/sign-in", False)]


# ------------------------------------------------------------------ what goes wrong


@pytest.mark.parametrize("byte", [b"\xff", b"%FF"], ids=["raw", "encoded"])
def test_a_form_that_is_not_utf_8_is_refused_and_not_read_as_an_empty_one(worker: Server, byte: bytes) -> None:
    sent = urlencode({"ticket": fresh_ticket(), "name": "Ada", "do": "finish"}).encode() + b"&answer.q3=" + byte
    refused = worker.post("/quizzes/small", sent)
    assert refused.status == 400
    assert "not UTF-8" in refused.text
    assert counts() == (0, 0, 0)


@pytest.mark.parametrize(
    ("setting", "value"),
    [("SESSION_SECRET", None), ("SESSION_SECRET", "hunter2"), ("DATABASE_URL", "mysql://ada:hunter2@db/quiz")],
    ids=["no secret", "a short secret", "a wrong database"],
)
def test_a_missing_or_wrong_setting_is_named_on_every_page_and_its_value_is_not(
    tmp_path: Path, setting: str, value: str | None
) -> None:
    settings = {"DATABASE_URL": f"sqlite:///{tmp_path / 'quiz.sqlite3'}", setting: value}
    with serving(tmp_path, *WORKER, **settings) as server:
        pages = ("/", "/quizzes/small", "/quizzes/small/leaderboard", f"/attempts/{'x' * 43}", "/healthz")
        answers = [server.ask("GET", page) for page in pages] + [hand_in(server, "a ticket", "Ada")]
    for answer in answers:
        assert answer.status == 503
        assert setting in answer.text
        assert "hunter2" not in answer.text
    assert "hunter2" not in server.log.read_text()
