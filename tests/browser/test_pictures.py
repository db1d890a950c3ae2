"""The pictures in docs/: `make pictures` takes them anew, from the same quizzes, names, answers and times."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page

import quiz
from quiz.settings import ROOT
from quiz.tables import attempts, standings
from tests.browser.conftest import Devices, Served, site_in
from tests.browser.students import send
from tests.conftest import using

IMAGES = ROOT / "docs" / "images"
LARGEST = 150_000  # bytes
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}
BEGAN = datetime(2026, 1, 12, 9, tzinfo=UTC)
TOOK = timedelta(minutes=7, seconds=42)
NAMES = ("quiz.png", "result.png", "phone.png")
# To the quiz about the Web: all right but the first one, which the picture shows.
ANSWERS = {"q1": "d", "q2": "false", "q3": "404", "q4": "d", "q5": "DNS", "q6": "c", "q7": "true"}
ANSWERS |= {"q8": "b", "q9": "304", "q10": "c"}
ANSWERS |= {"q13": "4"}
ANSWERS |= {"q11.a": "e", "q11.b": "d", "q11.c": "f"}
ANSWERS |= {"q12.d": "1", "q12.e": "2", "q12.c": "3", "q12.b": "4", "q12.a": "5"}


def test_the_pictures_are_taken(pytestconfig: pytest.Config, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    if not pytestconfig.getoption("--pictures"):
        pytest.skip("only with --pictures")
    devices_at: Callable[[str], Devices] = request.getfixturevalue("devices_at")
    with site_in(tmp_path) as served:
        devices = devices_at(served.url)
        take_quiz(devices.new(viewport=DESK))
        take_result(devices.new(viewport=DESK, color_scheme="dark"), served)
        take_phone(devices.new(viewport=PHONE))


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_is_there_and_small(name: str) -> None:
    assert (IMAGES / name).read_bytes().startswith(b"\x89PNG")
    assert (IMAGES / name).stat().st_size <= LARGEST


def take_quiz(page: Page) -> None:
    page.goto("/quizzes/how-the-web-works")
    fill_in(page, {"q1": "b"})
    page.evaluate("scrollTo(0, 0)")
    shoot(page, "quiz.png")


def take_result(page: Page, served: Served) -> None:
    page.goto("/quizzes/how-the-web-works")
    fill_in(page, ANSWERS)
    send(page, "Hand in")
    settle_times(served)
    page.reload()
    shoot(page, "result.png")


def take_phone(page: Page) -> None:
    page.goto("/quizzes/python")
    fill_in(page, {"q2": "b"})
    page.get_by_text("Question 2").scroll_into_view_if_needed()
    shoot(page, "phone.png")


def fill_in(page: Page, answers: dict[str, str]) -> None:
    page.get_by_label("Your name").fill("Grace Hopper")
    for key, value in answers.items():
        field = page.locator(f'[name="answer.{key}"]')
        if field.first.get_attribute("type") == "radio":
            page.locator(f'[name="answer.{key}"][value="{value}"]').check()
        elif field.evaluate("field => field.localName") == "select":
            field.select_option(value)
        else:
            field.fill(value)


def settle_times(served: Served) -> None:
    """Every run takes another moment; a picture shall only change with the pages."""
    with using(served.database), quiz.database.transaction(write=True) as db:
        db.execute(attempts.update().values(started_at=BEGAN, submitted_at=BEGAN + TOOK))
        db.execute(standings.update().values(seconds=TOOK.total_seconds()))


def shoot(page: Page, name: str) -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    page.evaluate("document.activeElement.blur()")
    page.screenshot(path=IMAGES / name)
