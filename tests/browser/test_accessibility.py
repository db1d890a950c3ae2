"""Every page under axe, in light and dark, on a phone and on a desk; and targets that a thumb can hit.

What axe cannot see (the keyboard, where the focus goes, small screens) is in test_taking_a_quiz.py.
"""

import re
from collections.abc import Callable, Iterator
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Devices, Served
from tests.browser.students import (
    CHECKS,
    EVERY_KIND,
    STEPS,
    answer,
    begin,
    fill_in,
    hand_in,
    press,
    save_for_later,
    send,
    slug_of,
    with_settings,
)

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
COLOURS: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WIDTHS = (360, 1280)
SMALLEST_TARGET = 44  # CSS pixels; design.md, "The look"

Arrive = Callable[[Page, str], object]
Publish = Callable[[str], str]
Stage = Callable[[Page, Publish], object]


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


def violations(page: Page) -> Iterator[str]:
    for colour in COLOURS:
        for width in WIDTHS:
            page.emulate_media(color_scheme=colour)
            page.set_viewport_size({"width": width, "height": 800})
            for found in Axe().run(page, options={"runOnly": list(RULES)}).response["violations"]:
                for node in found["nodes"]:
                    yield f"{colour} {width}: {found['id']}: {node['html']} {node['failureSummary']}"


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


def low_targets(page: Page) -> Iterator[str]:
    """The site's name is a target of every page, so there is always one."""
    for html, height in page.locator(TARGETS).evaluate_all(HEIGHTS):
        if height < SMALLEST_TARGET:
            yield f"{height} px: {html}"


TARGETS = (
    "header a, h2 a, button:visible, .button, .choice, .flag, summary, .summary a, "
    "input:is([type=text], :not([type])), select:visible:not([aria-hidden])"
)
HEIGHTS = "found => found.map(each => [each.outerHTML, each.getBoundingClientRect().height])"


# ------------------------------------------------------------------ while a quiz is taken, and after


def start_with_a_pin(page: Page, publish: Publish) -> None:
    page.goto(publish(with_settings(STEPS, "pin: 4711", "leaderboard: nicknames", "attempts: 2", "time limit: 1 hour")))


def wrong_pin(page: Page, publish: Publish) -> None:
    start_with_a_pin(page, publish)
    page.get_by_label("Your name").fill("Ada")
    page.get_by_label("PIN").fill("1")
    press(page, "Start")
    page.get_by_role("alert").wait_for()


def not_open(page: Page, publish: Publish) -> None:
    page.goto(publish(with_settings(STEPS, "opens: 2126-01-01 08:00Z")))


def step(page: Page, publish: Publish) -> None:
    begin(page, publish(with_settings(STEPS, "time limit: 1 hour")))
    page.get_by_role("textbox").fill("2")
    page.get_by_label("Mark for review").check()
    send(page, "Next")


def checked(page: Page, publish: Publish) -> None:
    begin(page, publish(CHECKS))
    page.get_by_role("textbox").first.fill("3")
    send(page, "Check question 1")


def summary(page: Page, publish: Publish) -> None:
    step(page, publish)
    page.get_by_role("button", name="Finish …").click()
    page.get_by_role("link", name="Question 1").wait_for()


def name(page: Page, publish: Publish) -> None:
    step(page, publish)
    page.goto(page.url.partition("?")[0] + "/name")


def wrong_name(page: Page, publish: Publish) -> None:
    name(page, publish)
    page.get_by_label("Your name").fill(" ")
    send(page, "Correct it")


def every_kind(page: Page, publish: Publish) -> None:
    page.goto(publish(EVERY_KIND))


def every_kind_saved(page: Page, publish: Publish) -> None:
    every_kind(page, publish)
    page.get_by_label("Your name").fill("Ada")
    page.get_by_role("button", name="This order is right as it is").click()
    page.get_by_text("Your answers are saved as you go.").wait_for()


def every_kind_reviewed(page: Page, publish: Publish) -> None:
    finish(page, publish(EVERY_KIND))


def practice(page: Page, publish: Publish) -> None:
    every_kind_reviewed(page, publish)
    page.get_by_role("link", name="Practise what I got wrong").click()
    page.get_by_role("button", name="Check").wait_for()


def practised(page: Page, publish: Publish) -> None:
    practice(page, publish)
    send(page, "Check")


def passed(page: Page, publish: Publish) -> None:
    finish(page, publish(with_settings(CHECKS, "pass mark: 50%", "from 0%: Read *on*.")))


def marks_only(page: Page, publish: Publish) -> None:
    finish(page, publish(with_settings(EVERY_KIND, "feedback: marks only")))


def nothing_shown(page: Page, publish: Publish) -> None:
    finish(page, publish(with_settings(EVERY_KIND, "feedback: after closing")))


def finish(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_label("Your name").fill("Ada")
    if page.get_by_role("button", name="Start").is_visible():
        send(page, "Start")
    page.locator("textarea, input[type=text]").last.fill("4")
    send(page, "Hand in")
    send(page, "Hand in all the same")


STAGES = (
    start_with_a_pin,
    wrong_pin,
    not_open,
    step,
    checked,
    summary,
    name,
    wrong_name,
    every_kind,
    every_kind_saved,
    every_kind_reviewed,
    practice,
    practised,
    passed,
    marks_only,
    nothing_shown,
)


@pytest.mark.parametrize("arrive", STAGES)
def test_a_page_is_fit_for_everybody(page: Page, devices: Devices, published: Publish, arrive: Stage) -> None:
    devices.intended.add(422)
    page.set_viewport_size({"width": 320, "height": 568})
    arrive(page, published)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert list(low_targets(page)) == []
    assert page.locator("h1").count() == 1
    assert list(violations(page)) == []


def test_the_page_of_a_time_that_ran_out_is_fit_for_everybody(page: Page, served: Served, published: Publish) -> None:
    address = published(with_settings(STEPS, "time limit: 1 hour"))
    begin(page, address)
    served.run_out(slug_of(address))
    page.goto(page.url)
    expect(page.get_by_text("Time was up at")).to_be_visible()
    assert list(violations(page)) == []


def test_long_words_code_formulas_and_blanks_make_no_page_wide(page: Page, published: Publish) -> None:
    page.set_viewport_size({"width": 320, "height": 568})
    address = published(WIDE)
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_label("Your name").fill("W" * 80)
    page.get_by_role("textbox", name="Blank 1").fill("W" * 200)
    send(page, "Hand in")
    send(page, "Hand in all the same")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


WIDE = f"""
# {"W" * 60}

## {"W" * 80} $\\frac{{{"x+" * 60}x}}{{2}}$

    {"code " * 40}

- [x] {"W" * 90}
- [ ] `{"w" * 90}`

## Pairs

- {"W" * 90} -> {"W" * 90}
- b -> c

## Order

1. {"W" * 90}
2. {"V" * 90}

## Blanks

A [[= {"w" * 90}]] and [[[x] {"W" * 90} | [ ] b]].

    {"code " * 20}[[= {"c" * 60}]]
"""
