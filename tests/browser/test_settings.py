"""A quiz's settings, publishing and history in a browser: with script and without, by keyboard, small, under axe."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from quiz.web import session
from tests.browser.conftest import Devices, Served, new_slug
from tests.browser.fitness import low_targets, violations
from tests.conftest import using
from tests.desks import Desk

Open = Callable[..., Page]


@pytest.fixture
def desk(served: Served) -> Desk:
    """A new teacher with a quiz of hers."""
    with using(served.database):
        return Desk(new_slug())


@pytest.fixture
def at_desk(devices: Devices, served: Served, desk: Desk) -> Open:
    """A page on a device on which the teacher has signed in."""

    def new(**options: object) -> Page:
        page = devices.new(**options)
        cookie = desk.site.client.get_cookie(session.TEACHER_COOKIE)
        assert cookie
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": served.url}])
        return page

    return new


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def page(at_desk: Open, request: pytest.FixtureRequest) -> Page:
    return at_desk(java_script_enabled=request.param)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_settings_are_saved_and_shown_again(page: Page, desk: Desk) -> None:
    page.goto(f"{desk.quiz}/settings")
    page.get_by_label("One question at a time").check()
    page.get_by_label("Minutes").fill("20")
    page.get_by_label("From %").fill("80")
    page.get_by_label("Text", exact=True).fill("Very good.")
    press(page, "One more text")
    expect(page.get_by_label("From %")).to_have_count(2)
    page.get_by_label("From %").last.fill("0")
    page.get_by_label("Text", exact=True).last.fill("Go on.")
    opens = page.get_by_role("group", name="Opens")
    opens.get_by_label("Date").fill("2026-11-24")
    opens.get_by_label("Time", exact=True).fill("08:00")
    page.get_by_label("With nicknames").check()
    press(page, "Save")
    expect(page.get_by_role("status")).to_contain_text("Saved.")
    expect(page.get_by_label("One question at a time")).to_be_checked()
    expect(page.get_by_label("Minutes")).to_have_value("20")
    expect(page.get_by_label("From %")).to_have_count(3)
    expect(page.get_by_label("Text", exact=True).nth(1)).to_have_value("Go on.")
    expect(opens.get_by_label("Time", exact=True)).to_have_value("08:00")


def test_enter_in_a_field_saves(page: Page, desk: Desk) -> None:
    page.goto(f"{desk.quiz}/settings")
    page.get_by_label("Pass mark").fill("60")
    page.get_by_label("Pass mark").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Saved.")
    expect(page.get_by_label("Pass mark")).to_have_value("60")


def test_a_mistake_is_reached_from_the_summary(page: Page, devices: Devices, desk: Desk) -> None:
    devices.intended.add(422)
    page.goto(f"{desk.quiz}/settings")
    page.get_by_label("Minutes").fill("2000")
    page.get_by_label("Address").fill("No good")
    press(page, "Save")
    summary = page.get_by_role("alert")
    expect(summary.get_by_role("link")).to_have_count(2)
    summary.get_by_role("link", name="Address").click()
    expect(page.get_by_label("Address")).to_be_focused()
    expect(page.get_by_label("Address")).to_have_value("No good")
    expect(page.get_by_role("group", name="Time limit")).to_have_accessible_description(re.compile("at most 24 hours"))


def test_a_pin_can_be_made(at_desk: Open, desk: Desk) -> None:
    page = at_desk()
    page.goto(f"{desk.quiz}/settings")
    press(page, "Make one")
    expect(page.get_by_label("PIN", exact=True)).to_have_value(re.compile(r"^\d{6}$"))
    plain = at_desk(java_script_enabled=False)
    plain.goto(f"{desk.quiz}/settings")
    expect(plain.get_by_role("button", name="Make one")).to_be_hidden()


def test_a_quiz_is_published_by_keyboard_and_an_earlier_revision_taken_back(
    page: Page, devices: Devices, served: Served, desk: Desk
) -> None:
    devices.intended.add(404)  # the page with the link may not be there
    with using(served.database):
        desk.retitle("Larger")
    page.goto(f"{desk.quiz}/publish")
    page.get_by_role("button", name="Publish").press("Enter")
    page.wait_for_url("**/share")
    page.goto(f"{desk.quiz}/history")
    page.get_by_role("link", name="Revision 1").press("Enter")
    expect(page.get_by_role("textbox")).to_be_disabled()
    page.get_by_role("button", name="Take this one into the draft").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Revision 1 is in the draft now.")


PAGES = ("settings", "settings with problems", "publish", "publish with problems", "history", "history/1")


@pytest.mark.parametrize("name", PAGES)
def test_every_page_fits_who_reads_it(at_desk: Open, devices: Devices, served: Served, desk: Desk, name: str) -> None:
    devices.intended.add(422)
    with using(served.database):
        desk.retitle("" if name == "publish with problems" else "L" * 200)
    page = at_desk()
    page.goto(f"{desk.quiz}/{name.partition(' ')[0]}")
    if name == "settings with problems":
        page.get_by_label("From %").fill("800")
        page.get_by_label("Minutes").fill("2000")
        page.get_by_label("PIN", exact=True).fill("1")
        press(page, "Save")
    assert list(violations(page)) == []
    assert list(low_targets(page)) == []
    page.set_viewport_size({"width": 320, "height": 600})
    assert page.evaluate("document.documentElement.scrollWidth") == 320
