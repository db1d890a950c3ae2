"""What was typed is never lost: not by a reload, a crash, another tab or device, or without a network."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Error, Page, Request, expect

from tests.browser.conftest import Devices, Served, a_site, running
from tests.browser.students import answer, fill_in, hand_in, press, save_for_later, send, slug_of

SAVED = "Your answers are saved as you go."
ATTEMPT = re.compile("/attempts/[A-Za-z0-9_-]{43}$")


def expect_status(page: Page, words: str) -> None:
    expect(page.locator("#status")).to_contain_text(words, timeout=10_000)


def expect_answers(page: Page, *, which: str, status: str) -> None:
    expect(page.get_by_role("radio", name=which)).to_be_checked()
    expect(page.get_by_role("textbox", name="Status?")).to_have_value(status)


def start(page: Page, quiz: str, name: str = "Ada", status: str = "404") -> str:
    """Answers that are saved while they are typed; the attempt's address."""
    page.goto(quiz)
    fill_in(page, name, status=status)
    expect_status(page, SAVED)
    return page.url


def context_of(devices: Devices) -> BrowserContext:
    devices.is_cut_off = True
    return devices.new().context


def is_autosave(request: Request) -> bool:
    return "do=autosave" in (request.post_data or "")


# ------------------------------------------------------------------ saved as one types


def test_what_is_typed_is_saved_at_an_address_of_its_own(page: Page, devices: Devices, small: str) -> None:
    address = start(page, small, status="418")
    expect(page).to_have_url(ATTEMPT)
    expect(page.get_by_label("Your name")).not_to_be_editable()
    phone = devices.new()
    phone.goto(address)
    expect_answers(phone, which="second", status="418")


def test_a_name_is_not_taken_before_it_is_typed_to_its_end(page: Page, small: str, served: Served) -> None:
    page.clock.install()
    page.goto(small)
    answer(page)
    page.clock.run_for(2_000)
    expect_status(page, "Your answers are saved as you go once your name is here.")
    page.get_by_label("Your name").press_sequentially("Ad")
    page.clock.run_for(20_000)
    page.get_by_label("Your name").press_sequentially("a")
    page.get_by_label("Your name").press("Tab")
    page.clock.run_for(2_000)
    expect_status(page, SAVED)
    assert served.attempts(slug_of(small)) == ["Ada"]


def test_long_typing_without_a_pause_is_saved_meanwhile(page: Page, small: str) -> None:
    page.clock.install()
    page.goto(small)
    page.get_by_label("Your name").fill("Ada")
    for _ in range(16):
        page.get_by_role("textbox", name="Status?").press("4")
        page.clock.run_for(1_000)
    expect_status(page, SAVED)


def test_a_hand_in_sends_what_was_typed_a_moment_ago(page: Page, small: str, served: Served) -> None:
    start(page, small, status="500")
    page.get_by_role("textbox", name="Status?").fill("404")
    press(page, "Hand in")
    expect(page.get_by_text("4 of 4 marks")).to_be_visible()
    assert served.attempts(slug_of(small)) == ["Ada"]


def test_a_save_under_way_and_a_hand_in_make_one_attempt(page: Page, small: str, served: Served) -> None:
    page.goto(small)
    fill_in(page)
    with served.busy():
        with page.expect_request(is_autosave):
            page.get_by_role("heading", level=1).click()
        page.get_by_role("button", name="Hand in").dblclick()
    expect(page.get_by_text("4 of 4 marks")).to_be_visible()
    assert served.attempts(slug_of(small)) == ["Ada"]


# ------------------------------------------------------------------ reloads and crashes


def test_a_reload_keeps_what_was_typed_before_the_name(page: Page, small: str) -> None:
    page.goto(small)
    answer(page, which="third", status="418")
    page.reload()
    expect_answers(page, which="third", status="418")
    page.get_by_label("Your name").fill("Ada")
    page.get_by_label("Your name").blur()
    expect_status(page, SAVED)


def test_who_comes_after_finds_nothing_of_who_left_without_a_name(page: Page, small: str) -> None:
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(small)
    answer(page, which="third", status="418")
    page.goto("/")
    for _ in range(2):
        page.goto(small)
        expect(page.get_by_role("textbox", name="Status?")).to_have_value("")
        page.reload()
        expect(page.get_by_role("textbox", name="Status?")).to_have_value("")


def test_a_reload_while_a_save_is_under_way_makes_no_second_attempt(page: Page, small: str, served: Served) -> None:
    page.goto(small)
    with served.busy():
        with page.expect_request(is_autosave):
            fill_in(page)
        page.reload()
        expect_answers(page, which="second", status="404")
    expect_status(page, SAVED)
    assert served.attempts(slug_of(small)) == ["Ada"]


def test_after_a_crash_another_device_goes_on(page: Page, devices: Devices, small: str) -> None:
    address = start(page, small, status="418")
    crash(page)
    phone = devices.new()
    phone.goto(address)
    expect_answers(phone, which="second", status="418")
    answer(phone)
    press(phone, "Hand in")
    expect(phone.get_by_text("4 of 4 marks")).to_be_visible()


def test_after_a_crash_without_a_network_the_same_device_still_has_it(devices: Devices, small: str) -> None:
    context = context_of(devices)
    page = context.pages[0]
    address = start(page, small)
    page.route("**", lambda route: route.abort())
    page.get_by_role("textbox", name="Status?").fill("418")
    expect_status(page, "Not connected.")
    crash(page)
    again = context.new_page()
    again.goto(address)
    expect_answers(again, which="second", status="418")
    expect_status(again, SAVED)


def crash(page: Page) -> None:
    with page.expect_event("crash"), pytest.raises(Error):
        page.goto("chrome://crash")


# ------------------------------------------------------------------ no network, no site


def test_without_a_network_it_says_so_and_saves_when_it_is_back(devices: Devices, small: str) -> None:
    context = context_of(devices)
    page = context.pages[0]
    page.goto(small)
    context.set_offline(True)
    fill_in(page, status="418")
    expect_status(page, "Not connected.")
    context.set_offline(False)
    expect_status(page, SAVED)
    page.reload()
    expect_answers(page, which="second", status="418")


@pytest.mark.parametrize("is_saved", [True, False], ids=["saved", "not saved"])
def test_a_hand_in_without_a_network_stays_on_the_page(devices: Devices, small: str, *, is_saved: bool) -> None:
    context = context_of(devices)
    page = context.pages[0]
    start(page, small, status="404" if is_saved else "500")
    context.set_offline(True)
    page.get_by_role("textbox", name="Status?").fill("404")
    press(page, "Hand in")
    expect_status(page, "Not connected.")
    context.set_offline(False)
    press(page, "Hand in")
    expect(page.get_by_text("4 of 4 marks")).to_be_visible()


def test_the_summary_is_not_sent_without_a_network(devices: Devices, small: str) -> None:
    context = context_of(devices)
    page = context.pages[0]
    page.goto(small)
    page.get_by_label("Your name").fill("Ada")
    send(page, "Hand in")
    context.set_offline(True)
    press(page, "Hand in all the same")
    expect_status(page, "Not connected. Your answers are saved")
    context.set_offline(False)
    press(page, "Hand in all the same")
    expect(page.get_by_text("0 of 4 marks")).to_be_visible()


def test_a_site_that_was_away_gets_what_was_typed_meanwhile(
    tmp_path: Path, devices_at: Callable[[str], Devices]
) -> None:
    served = a_site(tmp_path)
    devices = devices_at(served.url)
    page = context_of(devices).pages[0]
    with running(served):
        served.publish("small", "Small <quiz>")
        start(page, "/quizzes/small")
    page.get_by_role("textbox", name="Status?").fill("418")
    expect_status(page, "Not connected.")
    with running(served):
        page.evaluate("dispatchEvent(new Event('online'))")  # not to wait for the next try
        expect_status(page, SAVED)
        page.reload()
        expect_answers(page, which="second", status="418")


def test_a_busy_database_is_asked_again(page: Page, devices: Devices, small: str, served: Served) -> None:
    devices.intended.add(503)
    page.goto(small)
    with served.busy():
        fill_in(page)
        expect_status(page, "Not connected.")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect_status(page, SAVED)


# ------------------------------------------------------------------ from somewhere else


def test_a_second_tab_is_heard_of_and_nothing_is_lost(page: Page, devices: Devices, small: str) -> None:
    devices.intended.add(409)
    start(page, small, status="1")
    other = page.context.new_page()
    other.goto(page.url)
    other.get_by_role("textbox", name="Status?").fill("2")
    expect_status(other, SAVED)
    page.get_by_role("textbox", name="Status?").fill("3")
    expect_status(page, "Newer answers were saved from another page or device.")
    press(page, "Show them")
    expect(page.get_by_role("textbox", name="Status?")).to_have_value("2")
    expect(page.get_by_role("alert")).to_contain_text("You sent “3”.")


def test_a_page_that_one_comes_back_to_shows_what_another_device_saved(
    page: Page, devices: Devices, small: str
) -> None:
    start(page, small, status="1")
    phone = devices.new()
    phone.goto(page.url)
    phone.get_by_role("textbox", name="Status?").fill("2")
    expect_status(phone, SAVED)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_role("textbox", name="Status?")).to_have_value("2")


def test_what_another_device_handed_in_is_shown_as_the_result(page: Page, devices: Devices, small: str) -> None:
    start(page, small)
    phone = devices.new()
    phone.goto(page.url)
    press(phone, "Hand in")
    expect(phone.get_by_text("4 of 4 marks")).to_be_visible()
    page.get_by_role("textbox", name="Status?").fill("500")
    expect(page.get_by_text("What you sent just now was not counted.")).to_be_visible()


def test_a_quiz_that_closed_meanwhile_says_so_and_shows_what_was_typed(
    page: Page, devices: Devices, small: str, served: Served
) -> None:
    devices.intended.add(403)
    page.goto(small)
    served.close(slug_of(small))
    fill_in(page, status="418")
    expect_status(page, "What you typed last could not be saved.")
    press(page, "See why")
    expect(page.get_by_role("alert")).to_contain_text("This quiz is not open now")
    expect_answers(page, which="second", status="418")


# ------------------------------------------------------------------ somebody else at the same computer


def test_the_next_student_finds_an_empty_page(page: Page, small: str, served: Served) -> None:
    hand_in(page, small, "Ada")
    page.get_by_role("link", name="Take it again").click()
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)
    fill_in(page, "Grace", status="500")
    press(page, "Hand in")
    expect(page.get_by_text("Handed in by Grace")).to_be_visible()
    assert served.attempts(slug_of(small)) == ["Ada", "Grace"]


def test_what_was_left_without_a_name_is_not_shown_to_who_comes_next(page: Page, small: str) -> None:
    page.goto(small)
    answer(page)
    page.goto("/")
    page.goto(small)
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)
    expect(page.get_by_role("textbox", name="Status?")).to_have_value("")


def test_a_name_from_last_time_can_be_corrected_once_answers_are_saved(page: Page, small: str, served: Served) -> None:
    save_for_later(page, small, "Ada")
    page.goto(small)
    answer(page, status="418")
    expect_status(page, SAVED)
    page.get_by_role("link", name="Correct the name").click()
    page.get_by_label("Your name").fill("Grace")
    send(page, "Correct it")
    expect(page.get_by_text("You are taking this quiz as Grace")).to_be_visible()
    expect_answers(page, which="second", status="418")
    assert served.attempts(slug_of(small)) == ["Ada", "Grace"]
