"""One table of requests, sent to everything that can serve the site: all must answer alike, byte for byte.

`python -m quiz serve`, gunicorn and Microsoft's worker start with the same quiz in a database of their own and get
the table from top to bottom. What gunicorn or Werkzeug itself answers (malformed HTTP) is left out.
"""

import gzip
import re
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import pytest

from quiz.tickets import Ticket
from quiz.web import assets, session
from quiz.web.forms import FORM, LARGEST, MOST_FIELDS
from quiz.web.wsgi import LARGEST_BODY
from tests.conftest import using
from tests.site import BOUNDARY, RIGHT, multipart, publish
from tests.worker.test_worker import WORKER, Answer, Server, needs_worker, serving

pytestmark = needs_worker

GUNICORN = ("-m", "gunicorn", "--no-control-socket", "--bind=127.0.0.1:{port}", "quiz.web.wsgi:application")
SERVERS = {
    "serve": (sys.executable, "-m", "quiz", "serve", "--port={port}"),
    "gunicorn": (sys.executable, *GUNICORN),
    "worker": WORKER,
}
# Two of the three read local.settings.json: nothing that a developer wrote there may make a difference.
SETTINGS = {"SITE_URL": "", "SESSION_SECRET_PREVIOUS": "", "AzureWebJobsDisableHomepage": "true"}
# Issued in the future: everybody takes 0 seconds on the leaderboard, however long the table takes.
TICKET = Ticket("small", 1, 1, datetime(2100, 1, 1, tzinfo=UTC), "n" * 32, True)
OURS = {"Sec-Fetch-Site": "same-origin"}
UPLOAD = f"multipart/form-data; boundary={BOUNDARY}"
Comparable = tuple[int, list[tuple[str, str]], bytes]  # status, headers, body


# ------------------------------------------------------------------ the table


@dataclass(frozen=True)
class Sent:
    """TICKET in a body becomes the signed ticket, PLAYER in a header what remembers Zoë."""

    method: str
    target: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def __str__(self) -> str:
        headers = [f"{name}={value}" for name, value in self.headers.items() if value not in (FORM, *OURS.values())]
        return " ".join([self.method, self.target[:40], *headers, self.body[:80].decode("latin-1")]).strip()


def get(target: str, **headers: str) -> Sent:
    return Sent("GET", target, dashed(headers))


def head(target: str, **headers: str) -> Sent:
    return Sent("HEAD", target, dashed(headers))


def post(target: str, form: bytes | Mapping[str, str], kind: str = FORM, **headers: str) -> Sent:
    """A form of our own site, unless the headers say where it comes from."""
    body = form if isinstance(form, bytes) else urlencode(form).encode()
    return Sent("POST", target, {"Content-Type": kind, **(dashed(headers) or OURS)}, body)


def dashed(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def taking(name: str = "Ada", do: str = "finish", ticket: str = "TICKET", **answers: str) -> dict[str, str]:
    """The form of the quiz page; q1="a" is the answer to q1."""
    return {"ticket": ticket, "name": name, "do": do, **RIGHT, **{f"answer.{key}": answers[key] for key in answers}}


SMALL, BOARD, CSS = "/quizzes/small", "/quizzes/small/leaderboard", "/static/style.css"
ADA, BOB = (f"/attempts/{TICKET.token(name)}" for name in ("Ada", "Bob"))
DIGEST = assets.find("style.css").digest
TABLE = [
    # Pages, before anybody has handed in
    *map(get, ("/", "/?", "/?x=1&x=2", f"/?{'x=1&' * 700}", SMALL, BOARD, "/healthz", ADA, "/attempts/x", "/nowhere")),
    *map(head, ("/", BOARD, "/healthz", CSS, "/static/nothing.css", ADA, "/nowhere")),
    # Addresses: slashes, capitals, dots, percent signs, too much
    *map(get, (f"{SMALL}/", f"{BOARD}/", "/healthz/", "/quizzes", "/quizzes/", "/quizzes//small", f"{SMALL}//")),
    *map(get, ("/QUIZZES/small", f"{SMALL}/LEADERBOARD", "/HealthZ", "/Static/style.css", "/quizzes/SMALL")),
    *map(get, ("/quizzes/./small", "/quizzes/../healthz", f"{SMALL}/.", "/quizzes/%2e%2e/healthz", "/..")),
    *map(get, ("/quizzes/a%2Fb", "/quizzes/a%2fb", "/quizzes%2Fsmall", "/quizzes/%2F", "/quizzes/%252F")),
    *map(get, ("/%00", "/quizzes/%00", f"{SMALL}%00", f"{SMALL}%00/leaderboard", "/attempts/%00", f"{ADA}%00")),
    *map(
        get, ("/quizzes/%73mall", "/quizzes/%FF", "/quizzes/%C3%A9", "/quizzes/%ED%A0%80", "/quizzes/%0A", "/%", "/%zz")
    ),
    *map(get, (f"{SMALL}%20", "/quizzes/sm+all", f"{SMALL};a=b", f"{SMALL}&a=b", "/quizzes/{slug}", "/quizzes/<b>")),
    *map(get, (f"/quizzes/{'x' * 3000}", f"/{'x/' * 1500}", f"/attempts/{'x' * 43}", f"/attempts/{'x' * 3000}")),
    # Files
    *map(get, (CSS, "/static/student.js", "/static/nothing.css", "/static", "/static/", "/static/..", f"{CSS}/")),
    *map(get, ("/static/../function_app.py", "/static/%2e%2e/function_app.py", "/static/..%2Ffunction_app.py")),
    *map(get, ("/static//style.css", "/static/./style.css", "/static/.style.css", "/static/STYLE.css", f"{CSS}%00")),
    *map(get, (f"{CSS}?v={DIGEST}", f"{CSS}?v=old", f"{CSS}?v=", f"{CSS}?V={DIGEST}", f"{CSS}?v={DIGEST},old")),
    *map(get, (f"{CSS}?v=old&v={DIGEST}", f"{CSS}?v={DIGEST}&v=old", f"{CSS}?v=%FF", f"{CSS}?v={DIGEST}&V=old")),
    get(CSS, Range="bytes=0-9"),
    # What the browser has already
    *(get(CSS, If_None_Match=tags) for tags in (f'W/"{DIGEST}"', f'"x", "{DIGEST}"', "*", '"other"', DIGEST, "é")),
    *(get(page, If_None_Match="*") for page in (f"{CSS}?v={DIGEST}", BOARD, "/", "/nowhere")),
    get(CSS, If_None_Match=f'"{DIGEST}"', Accept_Encoding="gzip"),
    head(CSS, If_None_Match=f'"{DIGEST}"'),
    # Compressed
    *(get(page, Accept_Encoding="br, gzip;q=0.8") for page in ("/", SMALL, BOARD, CSS, "/healthz", "/nowhere")),
    *(get(CSS, Accept_Encoding=accepted) for accepted in ("gzip;q=0", "identity", "*", "GZIP", "é")),
    # Forms with files: read, or refused for what is wrong with them, before anybody is asked to sign in
    *(
        post("/teach/quizzes/1/images", body, UPLOAD)
        for body in (multipart([("é.png", bytes(range(256)))]), b"--x", b"")
    ),
    post(SMALL, multipart([("a.png", b"x")]), UPLOAD),
    *map(get, (f"/media/{'0' * 64}", "/media/x", f"/media/{'A' * 64}", f"/media/{'0' * 64}/")),
    # Methods that a route does not have
    *(Sent(method, "/", OURS) for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND")),
    *(Sent(method, SMALL, OURS, b"x=1") for method in ("PUT", "DELETE", "PATCH", "OPTIONS")),
    *(post(page, {"x": "1"}) for page in ("/healthz", CSS, BOARD, "/nowhere")),
    Sent("GET", "/", {"Content-Type": FORM}, b"x=1"),
    # Forms that are refused
    *(post(page, b"") for page in (SMALL, ADA)),
    *(
        post(SMALL, b"x=1", kind)
        for kind in ("", "text/plain", "application/json", "multipart/form-data; boundary=x", "é")
    ),
    Sent("POST", SMALL, OURS, b"x=1"),
    *(post(SMALL, b"ticket=TICKET&name=" + name) for name in (b"\xff", b"%FF", b"%ED%A0%80", b"%00")),
    *(post(SMALL, taking(name)) for name in ("", " ", "x" * 1000, "\x00", "A\x00da")),
    *(post(SMALL, taking(q1=choice)) for choice in ("nothing", "\x00", "b\x00")),
    post(SMALL, taking(q3="x" * 20_000)),
    *(post(SMALL, urlencode(taking()).encode() + again) for again in (b"&name=Bob", b"&answer.q1=a", b"&do=save")),
    *(post(SMALL, taking(ticket=ticket)) for ticket in ("", "forged", "TICKETx", "\x00", "é")),
    *(post(page, taking()) for page in ("/quizzes/nothing", "/quizzes/%00", "/quizzes/small%2F")),
    post(SMALL, b"name=" + b"x" * LARGEST),
    post(SMALL, b"&".join([b"x=1"] * (MOST_FIELDS + 1))),
    post(SMALL, b"", Content_Length=str(LARGEST_BODY + 1), **OURS),
    post(SMALL, b"5\r\nx=1&y\r\n0\r\n\r\n", Transfer_Encoding="chunked", **OURS),
    # Forms that another site sent, and some that seem so
    *(post(SMALL, taking(), Sec_Fetch_Site=site) for site in ("cross-site", "same-site", "nonsense", "é")),
    *(
        post(SMALL, taking(), Origin=origin)
        for origin in ("https://evil.test", "null", "http://quiz.test:1", "http://[", "é")
    ),
    post(SMALL, taking(), Cookie="teacher=x"),
    # Forms that are taken: handed in, and once more; saved by another, with an older page too, then handed in
    post(SMALL, taking(), "Application/X-WWW-Form-Urlencoded; charset=utf-8", Origin="http://quiz.test"),
    post(SMALL, taking(), Sec_Fetch_Site="none"),
    get(ADA),
    post(ADA, {"version": "1", "do": "save", **RIGHT}),
    post(SMALL, taking("Bob", "save", q1="a"), Cookie="player=PLAYER"),
    *map(get, (BOB, f"{BOB}/")),
    post(BOB, {"version": "1", "do": "save", **RIGHT, "answer.q3": "é & <b> \"'"}),
    *(post(BOB, {"version": version, "do": "save"}) for version in ("1", "", "x", "-1", "99", "\x00")),
    get(BOB),
    post(BOB, {"version": "2", "do": "hand-in", **RIGHT}),
    *map(get, (BOB, BOARD, f"{BOB}/summary", f"{BOB}/name", f"{BOB}/practice", f"{BOB}/practice?only=q1&only=q2")),
    post(BOB, {"version": "9", "do": "autosave", **RIGHT}),
    post(f"{BOB}/name", {"name": "Bob <2>"}),
    post(f"{BOB}/practice", {"only": "q1", "answer.q1": "b"}),
    post(f"{BOB}/summary", {"do": "finish"}),
    *map(head, (BOB, BOARD)),
    post(SMALL, b"ticket=TICKET&name=%&answer.q3=%zz&nothing=x"),
    post(SMALL, taking("Eve", q3="4\x0004")),
    # Cookies
    *(get(SMALL, Cookie=cookie) for cookie in ("player=PLAYER", 'player="PLAYER"', "a=b; player=PLAYER; player=x")),
    *(get(SMALL, Cookie=cookie) for cookie in ("player=", "player", "=; ;,", "player=PLAYERx", "Player=PLAYER")),
    *(get(SMALL, Cookie=cookie) for cookie in ("player=é", "player=Ã©", 'player="\\303\\251\\377"', "é=PLAYER")),
]


# ------------------------------------------------------------------ sent to all


@pytest.fixture(scope="module")
def answers(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Comparable]]:
    """What each server answers to the whole table."""
    found = {}
    for name, command in SERVERS.items():
        folder = tmp_path_factory.mktemp(name)
        shutil.copy(migrated_sqlite, folder / "quiz.sqlite3")
        with using(f"sqlite:///{folder / 'quiz.sqlite3'}") as database:
            publish()
            signed = {"TICKET": session.sign_ticket(TICKET), "PLAYER": session.sign_player("Zoë")}
            with serving(folder, *command, DATABASE_URL=database, **SETTINGS) as server:
                found[name] = [comparable(send(server, sent, signed)) for sent in TABLE]
    return found


def send(server: Server, sent: Sent, signed: Mapping[str, str]) -> Answer:
    body = sent.body.replace(b"TICKET", signed["TICKET"].encode())
    headers = {name: value.replace("PLAYER", signed["PLAYER"]) for name, value in sent.headers.items()}
    if "Transfer-Encoding" not in headers and (body or sent.method == "POST"):
        headers.setdefault("Content-Length", str(len(body)))
    return server.ask(sent.method, sent.target, headers, body)


def comparable(answer: Answer) -> Comparable:
    """Without what may differ: clocks, random tickets and the length of what holds one, how a zlib packs."""
    left_out = {"Date", "Server"}
    if answer.body:
        assert answer.headers["Content-Length"] == str(len(answer.body))
        left_out.add("Content-Length")
    headers = sorted((name, value) for name, value in answer.headers.items() if name not in left_out)
    body = gzip.decompress(answer.body) if answer.headers["Content-Encoding"] == "gzip" else answer.body
    body = re.sub(rb'(?<=name="ticket" value=")[^"]+', b"(a ticket)", body)
    return answer.status, headers, re.sub(rb"[-\d:]+(?= after opening)", b"(a time)", body)


@pytest.mark.parametrize("number", range(len(TABLE)), ids=map(str, TABLE))
def test_every_server_gives_the_same_answer(number: int, answers: dict[str, list[Comparable]]) -> None:
    serve, gunicorn, worker = (answers[name][number] for name in SERVERS)
    assert serve == worker
    assert gunicorn == worker
    assert worker[0] < 500, "no request may break the site"
