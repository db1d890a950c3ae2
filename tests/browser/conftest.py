"""The real site in a real browser: `python -m quiz serve` in a process of its own, and the system's Chromium."""

import itertools
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, sync_playwright
from sqlalchemy import select, update

import quiz
from quiz import formats
from quiz.settings import ROOT
from quiz.tables import attempts, quizzes
from tests.conftest import using
from tests.site import SMALL, publish

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
START_SECONDS = 20
PATIENCE = 10_000  # ms, for whatever a test waits for
REFUSED = re.compile(r"Failed to load resource: the server responded with a status of (\d+)")
LOST = re.compile(r"Failed to load resource: net::ERR_")


# ------------------------------------------------------------------ the site


@dataclass(frozen=True)
class Served:
    """A site that runs, with a database file that a test may look into."""

    url: str
    file: Path

    @property
    def database(self) -> str:
        return f"sqlite:///{self.file}"

    def publish(self, slug: str, title: str) -> None:
        """The small quiz of the other tests."""
        with using(self.database):
            publish(slug, msgspec.structs.replace(SMALL, title=title))

    def publish_file(self, slug: str, text: str) -> str:
        """A quiz from Markdown; its address."""
        with using(self.database):
            publish(slug, formats.markdown.read(text))
        return f"/quizzes/{slug}"

    def attempts(self, slug: str) -> list[str]:
        """Whose they are, in the order stored."""
        query = "SELECT player FROM attempts JOIN quizzes ON quizzes.id = quiz_id WHERE slug = ? ORDER BY attempts.id"
        with self._connection() as db:
            return [player for (player,) in db.execute(query, [slug])]

    def close(self, slug: str) -> None:
        """A minute ago, which is more than the grace."""
        with using(self.database), quiz.database.transaction(write=True) as db:
            closes_at = quiz.catalog.now() - timedelta(minutes=1)
            db.execute(update(quizzes).where(quizzes.c.slug == slug).values(closes_at=closes_at))

    def run_out(self, slug: str) -> None:
        """The time of its attempts is up since a minute."""
        with using(self.database), quiz.database.transaction(write=True) as db:
            its = select(quizzes.c.id).where(quizzes.c.slug == slug).scalar_subquery()
            due_at = quiz.catalog.now() - timedelta(minutes=1)
            db.execute(update(attempts).where(attempts.c.quiz_id == its).values(due_at=due_at))

    @contextmanager
    def busy(self) -> Iterator[None]:
        """Somebody else holds the database's write lock: what writes has to wait."""
        with self._connection() as db:
            db.execute("BEGIN IMMEDIATE")
            yield
            db.execute("ROLLBACK")

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        db = sqlite3.connect(self.file, isolation_level=None)
        try:
            yield db
        finally:
            db.close()


@contextmanager
def site_in(folder: Path) -> Iterator[Served]:
    """A new site with the two sample quizzes, on a free port."""
    served = a_site(folder)
    with running(served):
        yield served


def a_site(folder: Path) -> Served:
    """One that does not run yet."""
    return Served(f"http://localhost:{_free_port()}", folder / "quiz.sqlite3")


@contextmanager
def running(served: Served) -> Iterator[None]:
    environment = os.environ | {"DATABASE_URL": served.database}
    port = served.url.rpartition(":")[2]
    command = [sys.executable, "-m", "quiz", "serve", "--port", port]
    with (served.file.parent / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        _wait_until_it_answers(served, process)
        yield
    finally:
        process.terminate()
        process.wait(START_SECONDS)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def _wait_until_it_answers(served: Served, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_SECONDS
    while not _answers(served.url):
        if process.poll() is not None or time.monotonic() > deadline:
            pytest.fail(f"The site did not start:\n{(served.file.parent / 'log').read_text()}")
        time.sleep(0.05)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=1) as response:
            return bool(response.status == 200)
    except OSError:
        return False


# Not for the whole session: while Playwright runs, no other test could use asyncio.
@pytest.fixture(scope="package")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with site_in(tmp_path_factory.mktemp("site")) as served:
        yield served


_numbers = itertools.count(1)


def new_slug() -> str:
    return f"small-{next(_numbers)}"


@pytest.fixture
def small(served: Served) -> str:
    """The address of a small quiz that only this test knows: /quizzes/small-7."""
    slug = new_slug()
    served.publish(slug, title="Small <quiz>")
    return f"/quizzes/{slug}"


@pytest.fixture
def published(served: Served) -> Callable[[str], str]:
    """Publishes a quiz in Markdown, and gives its address."""
    return lambda text: served.publish_file(new_slug(), text)


# ------------------------------------------------------------------ the browser


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    if executable is None:
        pytest.skip(f"no browser here: none of {', '.join(BROWSERS)} is installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield browser
        browser.close()


class Devices:
    """Hands out devices, each with cookies of its own, and remembers what goes wrong in any of their pages."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.browser = browser
        self.url = url
        self.intended: set[int] = set()  # the statuses that a test is after
        self.is_cut_off = False  # whether a test cuts the network
        self.problems: list[str] = []
        self._contexts: list[BrowserContext] = []

    def new(self, **options: Any) -> Page:
        """A page on a device that has never been here."""
        context = self.browser.new_context(base_url=self.url, **options)
        self._contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.on("console", self._read_console)
        context.on("weberror", lambda error: self.problems.append(f"script: {error.error}"))
        context.on("request", self._expect_own_site)
        context.on("response", self._expect_success)
        return context.new_page()

    def close(self) -> None:
        for context in self._contexts:
            context.close()

    def _read_console(self, message: ConsoleMessage) -> None:
        # A refusal is judged as a response.
        expected = REFUSED.match(message.text) or (self.is_cut_off and LOST.match(message.text))
        if message.type in ("error", "warning") and not expected:
            self.problems.append(f"console: {message.text}")

    def _expect_own_site(self, request: Request) -> None:
        if not request.url.startswith((f"{self.url}/", "data:")):
            self.problems.append(f"request to another site: {request.url}")

    def _expect_success(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.intended:
            self.problems.append(f"{response.status} for {response.url}")


@pytest.fixture
def devices_at(browser: Browser) -> Iterator[Callable[[str], Devices]]:
    """For the site at an address. Whatever went wrong in a page fails the test."""
    made: list[Devices] = []

    def make(url: str) -> Devices:
        made.append(Devices(browser, url))
        return made[-1]

    yield make
    for devices in made:
        devices.close()
    assert not [problem for devices in made for problem in devices.problems]


@pytest.fixture
def devices(devices_at: Callable[[str], Devices], served: Served) -> Devices:
    return devices_at(served.url)


@pytest.fixture
def page(devices: Devices) -> Page:
    return devices.new()


@pytest.fixture
def plain(devices: Devices) -> Page:
    """A page without JavaScript."""
    return devices.new(java_script_enabled=False)


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def student(devices: Devices, request: pytest.FixtureRequest) -> Page:
    """A page for what must work with JavaScript and without."""
    return devices.new(java_script_enabled=request.param)
