"""Every page under axe, in light on a phone and in the dark on a desk; and targets that a thumb can hit.

What axe cannot see (the keyboard, where the focus goes, small screens) is in test_taking_a_quiz.py.
"""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Devices, Served
from tests.browser.fitness import low_targets, violations
from tests.browser.students import (
    answer,
    fill_in,
    hand_in,
    press,
    save_for_later,
    send,
)

Arrive = Callable[[Page, str], object]


# ------------------------------------------------------------------ every page


def home(page: Page, small: str) -> None:
    page.goto("/")


def quiz(page: Page, small: str) -> None:
    page.goto("/quizzes/how-the-web-works")


def quiz_with_code(page: Page, small: str) -> None:
    page.goto("/quizzes/python")


def quiz_with_problems(page: Page, small: str) -> None:
    page.goto(small)
    # The browser lets nobody type that much; the site must not rely on it.
    page.get_by_role("textbox", name="Status?").evaluate("field => field.removeAttribute('maxlength')")
    fill_in(page, name=" ", status="4" * 201)
    press(page, "Hand in")
    expect(page.get_by_role("alert").get_by_role("link")).to_have_count(2)


def attempt(page: Page, small: str) -> None:
    save_for_later(page, small)


def older_attempt(page: Page, small: str) -> None:
    address = save_for_later(page, small)
    other = page.context.new_page()
    other.goto(address)
    answer(other, which="first", so="False", status="500")
    send(other, "Save, and go on later")
    answer(page, which="third")
    press(page, "Hand in")
    expect(page.get_by_role("alert").get_by_role("link")).to_have_count(3)


def result(page: Page, small: str) -> None:
    hand_in(page, small, which="first", status="500")


def result_with_code(page: Page, small: str) -> None:
    page.goto("/quizzes/python")
    page.get_by_label("Your name").fill("Ada")
    send(page, "Hand in")


def leaderboard(page: Page, small: str) -> None:
    hand_in(page, small)
    page.goto(f"{small}/leaderboard")


def empty_leaderboard(page: Page, small: str) -> None:
    page.goto(f"{small}/leaderboard")


def nothing(page: Page, small: str) -> None:
    page.goto("/nothing-here")


PAGES: tuple[Arrive, ...] = (
    home,
    quiz,
    quiz_with_code,
    quiz_with_problems,
    attempt,
    older_attempt,
    result,
    result_with_code,
    leaderboard,
    empty_leaderboard,
    nothing,
)


@pytest.mark.parametrize("arrive", PAGES)
def test_axe_finds_nothing_on(page: Page, devices: Devices, small: str, arrive: Arrive) -> None:
    devices.intended.update((404, 409, 422))
    arrive(page, small)
    assert list(violations(page)) == []


def test_axe_finds_nothing_on_the_page_of_an_absent_database(
    page: Page, devices: Devices, small: str, served: Served
) -> None:
    devices.intended.add(503)
    devices.is_cut_off = True
    page.route("**/student.js*", lambda route: route.abort())  # with it, the page with the answers would stay
    page.goto(small)
    fill_in(page)
    with served.busy():
        press(page, "Hand in")
        page.get_by_role("button", name="Send it again").wait_for()
    assert list(violations(page)) == []


def test_a_long_question_is_read_out_by_its_text_and_by_what_is_wrong(page: Page, devices: Devices) -> None:
    devices.intended.add(409)
    group = page.get_by_role("group", name="Question 2")
    page.goto("/quizzes/python")
    expect(group).to_have_accessible_description(re.compile(r"^What is printed\?"))

    page.get_by_label("Your name").fill("Ada")
    send(page, "Save, and go on later")
    other = page.context.new_page()
    other.goto(page.url)
    other.get_by_role("radio", name="2", exact=True).check()
    send(other, "Save, and go on later")
    page.get_by_role("radio", name="3", exact=True).check()
    press(page, "Save, and go on later")
    expect(group).to_have_accessible_description(re.compile(r"^You sent .* What is printed\?"))


# ------------------------------------------------------------------ targets


@pytest.mark.parametrize("arrive", [home, quiz, quiz_with_problems, attempt, result, leaderboard, nothing])
def test_targets_are_as_high_as_a_thumb_is_wide_on(page: Page, devices: Devices, small: str, arrive: Arrive) -> None:
    devices.intended.update((404, 422))
    page.set_viewport_size({"width": 360, "height": 740})
    arrive(page, small)
    assert list(low_targets(page)) == []
