"""The pages of a quiz while it is taken, and after, as fit for everybody as the others."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Devices, Served
from tests.browser.fitness import low_targets, violations
from tests.browser.students import CHECKS, EVERY_KIND, STEPS, begin, press, send, slug_of, with_settings

Publish = Callable[[str], str]
Stage = Callable[[Page, Publish], object]


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
