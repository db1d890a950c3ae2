"""The clock of a quiz with a time limit: seen, hidden, read out, and run out."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Devices
from tests.browser.students import press, send

Publish = Callable[[str], str]
QUIZ = """---
time limit: 20 minutes
{settings}
---
# In time

## How much is one and one?

= 2

## How much is two and two?

= 4
"""


def begin(page: Page, published: Publish, settings: str = "shuffle: choices") -> None:
    page.clock.install()
    page.goto(published(QUIZ.format(settings=settings)))
    page.get_by_label("Your name").fill("Ada")
    send(page, "Start")


def test_the_clock_counts_down(page: Page, published: Publish) -> None:
    begin(page, published)
    expect(page.get_by_role("timer")).to_contain_text("19:5")
    page.clock.run_for(60_000)
    expect(page.get_by_role("timer")).to_contain_text("18:5")


def test_without_script_it_says_until_when_there_is_time(plain: Page, published: Publish) -> None:
    plain.goto(published(QUIZ.format(settings="shuffle: choices")))
    plain.get_by_label("Your name").fill("Ada")
    send(plain, "Start")
    expect(plain.get_by_role("timer")).to_contain_text("when this page came; hand in by")


def test_a_hidden_clock_stays_hidden_on_the_next_question(page: Page, published: Publish) -> None:
    begin(page, published, "layout: one at a time")
    page.get_by_text("Time left").click()
    expect(page.get_by_role("timer")).to_be_hidden()
    send(page, "Next")
    expect(page.get_by_role("timer")).to_be_hidden()
    page.get_by_text("Time left").click()
    expect(page.get_by_role("timer")).to_be_visible()


def test_the_time_left_is_read_out_three_times_only(page: Page, published: Publish) -> None:
    begin(page, published)
    page.evaluate(LISTEN)
    page.clock.run_for(1_199_000 - 10_000)
    said = page.evaluate("window.said")
    assert [words.split()[:2] for words in said] == [["10", "minutes"], ["5", "minutes"], ["1", "minute"]]


LISTEN = """
window.said = [];
new MutationObserver(() => window.said.push(document.getElementById("announcement").textContent))
  .observe(document.getElementById("announcement"), { childList: true });
"""


def test_a_device_with_a_wrong_date_has_the_same_time(page: Page, published: Publish) -> None:
    page.clock.install(time="2001-01-01T00:00:00Z")
    page.goto(published(QUIZ.format(settings="shuffle: choices")))
    page.get_by_label("Your name").fill("Ada")
    send(page, "Start")
    expect(page.get_by_role("timer")).to_contain_text("19:5")


@pytest.mark.parametrize("settings", ["shuffle: choices", "layout: one at a time"])
def test_at_the_end_it_hands_in_what_is_there(page: Page, published: Publish, settings: str) -> None:
    begin(page, published, settings)
    page.get_by_role("textbox").first.fill("2")
    page.clock.run_for(1_200_000)
    expect(page.get_by_text("1 of 2 marks")).to_be_visible()


def test_at_the_end_it_hands_in_from_the_summary_too(page: Page, published: Publish) -> None:
    begin(page, published)
    page.get_by_role("textbox").first.fill("2")
    send(page, "Hand in")
    expect(page.get_by_role("heading", level=1)).to_have_text("Before you hand in")
    page.clock.run_for(1_200_000)
    expect(page.get_by_text("1 of 2 marks")).to_be_visible()


def test_without_a_network_at_the_end_it_is_tried_again(devices: Devices, published: Publish) -> None:
    devices.is_cut_off = True
    page = devices.new()
    begin(page, published)
    page.get_by_role("textbox").first.fill("2")
    page.context.set_offline(True)
    page.clock.run_for(1_200_000)
    expect(page.locator("#status")).to_contain_text("Not connected.")
    page.context.set_offline(False)
    page.clock.run_for(5_000)
    expect(page.get_by_text("1 of 2 marks")).to_be_visible()


def test_a_clock_that_slept_is_put_right_when_one_comes_back(page: Page, published: Publish) -> None:
    begin(page, published)
    page.clock.run_for(600_000)  # on this device alone: the site knows better
    expect(page.get_by_role("timer")).to_contain_text("9:5")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.clock.run_for(1_000)
    expect(page.get_by_role("timer")).to_contain_text("19:")
    press(page, "Hand in")
    expect(page.get_by_role("heading", level=1)).to_have_text("Before you hand in")
