"""An empty site, its first owner and a colleague, in a browser."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Devices, Served, new_slug, site_in
from tests.browser.fitness import low_targets, violations
from tests.browser.students import press
from tests.conftest import using
from tests.site import PASSWORD, new_teacher, of_teacher

NEW = "another three words"


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Served]:
    with site_in(tmp_path) as served:
        yield served


def printed_link(served: Served) -> str:
    found = re.search(rf"{served.url}/teach/invitations/\S+", (served.file.parent / "log").read_text())
    assert found
    return found[0]


def register(page: Page, link: str, name: str) -> None:
    page.goto(link)
    page.get_by_label("Your name").fill(name)
    page.get_by_label("E-mail").fill(f"{name}@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Register")
    expect(page.get_by_role("navigation", name="Teachers")).to_contain_text(name)


def sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    page.get_by_label("E-mail").fill(f"{name}@example.org")
    page.get_by_label("Password").fill(password)
    press(page, "Sign in")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_from_an_empty_site_to_two_teachers_and_a_new_password(
    devices_at: Callable[[str], Devices], empty: Served, script: bool
) -> None:
    devices = devices_at(empty.url)
    olga, carl = (devices.new(java_script_enabled=script) for _ in range(2))
    register(olga, printed_link(empty), "Olga")

    olga.get_by_role("link", name="Colleagues").click()
    press(olga, "Make a link")
    register(carl, olga.get_by_label("The link").input_value(), "Carl")

    olga.get_by_role("link", name="Back to all colleagues").click()
    olga.get_by_role("link", name="Carl").click()
    press(olga, "Make a link")
    carl.goto(olga.get_by_label("The link").input_value())
    carl.get_by_label("New password", exact=True).fill(NEW)
    press(carl, "Store it")
    sign_in(carl, "Carl", NEW)
    expect(carl.get_by_role("main")).to_contain_text("Your password was reset")
    press(carl, "I know about this")
    expect(carl.get_by_role("main")).not_to_contain_text("Your password was reset")


def test_a_password_manager_knows_every_field(devices_at: Callable[[str], Devices], empty: Served) -> None:
    page = devices_at(empty.url).new()
    page.goto(printed_link(empty))
    assert purposes(page) == ["name", "username", "new-password"]
    register(page, printed_link(empty), "Olga")
    page.goto("/teach/account")
    assert purposes(page) == ["name", "username", "current-password", "new-password"]
    press(page, "Sign out here")
    assert purposes(page) == ["username", "current-password"]


def purposes(page: Page) -> list[str]:
    return page.locator("input[autocomplete]").evaluate_all("found => found.map(each => each.autocomplete)")


def test_what_script_adds(devices_at: Callable[[str], Devices], empty: Served) -> None:
    page = devices_at(empty.url).new(timezone_id="Asia/Tokyo", permissions=["clipboard-read", "clipboard-write"])
    page.goto(printed_link(empty))
    expect(page.get_by_label("Your time zone")).to_have_value("Asia/Tokyo")
    password = page.get_by_label("Password", exact=True)
    press(page, "Show the password")
    expect(password).to_have_attribute("type", "text")
    press(page, "Hide the password")
    expect(password).to_have_attribute("type", "password")

    register(page, printed_link(empty), "Olga")
    page.goto("/teach/people")
    press(page, "Make a link")
    link = page.get_by_label("The link").input_value()
    press(page, "Copy the link")
    expect(page.get_by_role("status")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == link


def test_signing_in_by_keyboard(devices: Devices, served: Served) -> None:
    teacher(served, "keys")
    page = devices.new()
    page.goto("/")
    page.get_by_role("link", name="For teachers").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/teach/sign-in?next=/teach")
    page.get_by_label("E-mail").focus()
    page.keyboard.type("keys@example.org")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.get_by_label("Stay signed in")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="My quizzes")).to_be_visible()


def test_a_session_that_ends_while_one_types_loses_nothing(devices: Devices, served: Served) -> None:
    tess = teacher(served, "typist")
    devices.intended.update((401, 422))
    page = devices.new()
    page.goto("/teach/account")
    sign_in(page, "typist")
    page.get_by_label("Your name").fill("Tess the <typist>")
    page.context.clear_cookies()
    press(page, "Store name and time zone")
    sign_in(page, "typist", "not this one")
    sign_in(page, "typist")
    press(page, "Send it again")
    expect(page.get_by_label("Your name")).to_have_value("Tess the <typist>")
    with using(served.database):
        assert of_teacher(tess).name == "Tess the <typist>"


# ------------------------------------------------------------------ every page


def teacher(served: Served, name: str, role: str = "teacher") -> int:
    with using(served.database):
        return new_teacher(name, role, PASSWORD)


@dataclass(frozen=True)
class Staff:
    """An owner, whom no other test signs in, and somebody else."""

    owner: str
    colleague: int


@pytest.fixture
def staff(served: Served) -> Staff:
    owner = f"owner-{new_slug()}"
    teacher(served, owner, "owner")
    return Staff(owner, teacher(served, f"colleague-of-{owner}"))


def sign_in_page(page: Page, staff: Staff) -> None:
    page.goto("/teach/sign-in")


def wrong_sign_in(page: Page, staff: Staff) -> None:
    page.goto("/teach/sign-in")
    sign_in(page, "nobody")


def account_page(page: Page, staff: Staff) -> None:
    page.goto("/teach/account")
    sign_in(page, staff.owner)


def wrong_account(page: Page, staff: Staff) -> None:
    account_page(page, staff)
    page.get_by_label("Your password now").fill("x")
    page.get_by_label("New password", exact=True).fill("x")
    press(page, "Change it")


def people_page(page: Page, staff: Staff) -> None:
    page.goto("/teach/people")
    sign_in(page, staff.owner)


def link_page(page: Page, staff: Staff) -> None:
    people_page(page, staff)
    press(page, "Make a link")


def register_page(page: Page, staff: Staff) -> None:
    link_page(page, staff)
    page.goto(page.get_by_label("The link").input_value())


def wrong_register(page: Page, staff: Staff) -> None:
    register_page(page, staff)
    page.get_by_label("Your name").fill("x" * 3)
    page.get_by_label("E-mail").fill(f"{staff.owner}@example.org")
    page.get_by_label("Password", exact=True).fill("x")
    press(page, "Register")


def person_page(page: Page, staff: Staff) -> None:
    page.goto(f"/teach/people/{staff.colleague}")
    sign_in(page, staff.owner)


def reset_page(page: Page, staff: Staff) -> None:
    person_page(page, staff)
    press(page, "Make a link")
    page.goto(page.get_by_label("The link").input_value())


def interrupted(page: Page, staff: Staff) -> None:
    people_page(page, staff)
    page.context.clear_cookies()
    press(page, "Make a link")


def send_again(page: Page, staff: Staff) -> None:
    interrupted(page, staff)
    sign_in(page, staff.owner)


PAGES = (
    *(sign_in_page, wrong_sign_in, account_page, wrong_account, people_page, link_page, register_page),
    *(wrong_register, person_page, reset_page, interrupted, send_again),
)


@pytest.mark.parametrize("arrive", PAGES)
def test_every_page_is_fit(devices: Devices, staff: Staff, arrive: Callable[[Page, Staff], None]) -> None:
    """For axe in both themes, for a thumb, and without scrolling sideways on the smallest phone."""
    devices.intended.update((401, 422))
    page = devices.new()
    arrive(page, staff)
    page.get_by_role("heading", level=1).wait_for()
    assert list(violations(page)) == []
    assert list(low_targets(page)) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") == 320
