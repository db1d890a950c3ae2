"""Sharing and printing in a real browser: how the pages look, and what script adds to them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

import quiz
from quiz import formats
from quiz.tables import quizzes
from quiz.web import session
from tests.browser.conftest import Devices, Served, a_site, running
from tests.browser.fitness import low_targets, violations
from tests.conftest import using
from tests.site import new_teacher, publish

PAPER = (Path(__file__).parent.parent / "paper.md").read_text("utf-8")
PAGES = ("share", "wall", "owner?owner={carl}", "print", "print?key=1")


@dataclass(frozen=True)
class Staff:
    """A site that knows its address, with a quiz of Tess's, and her session."""

    served: Served
    quiz_id: int
    carl: int
    cookie: str

    def path(self, page: str) -> str:
        return f"/teach/quizzes/{self.quiz_id}/{page.format(carl=self.carl)}"


@pytest.fixture(scope="module")
def staff(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Staff]:
    served = a_site(tmp_path_factory.mktemp("sharing"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SITE_URL", served.url)
        with running(served), using(served.database):
            yield _staff(served)


def _staff(served: Served) -> Staff:
    tess, carl = new_teacher("Tess"), new_teacher("Carl")
    publish("paper", formats.markdown.read(PAPER))
    with quiz.database.transaction(write=True) as db:
        its = update(quizzes).where(quizzes.c.slug == "paper").values(owner_id=tess, pin="4711")
        quiz_id = db.execute(its.returning(quizzes.c.id)).scalar_one()
    cookie = session.sign_teacher(session.TeacherSession(tess, 1))
    return Staff(served, quiz_id, carl, cookie)


@pytest.fixture
def desks(devices_at: Callable[[str], Devices], staff: Staff) -> Devices:
    return devices_at(staff.served.url)


def at_desk(desks: Devices, staff: Staff, page: str, **options: object) -> Page:
    opened = desks.new(**options)
    opened.context.add_cookies([{"name": session.TEACHER_COOKIE, "value": staff.cookie, "url": staff.served.url}])
    opened.goto(staff.path(page))
    return opened


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_on(desks: Devices, staff: Staff, name: str) -> None:
    assert list(violations(at_desk(desks, staff, name))) == []


@pytest.mark.parametrize("name", ["share", "owner?owner={carl}", "print"])
def test_targets_are_as_high_as_a_thumb_is_wide_on(desks: Devices, staff: Staff, name: str) -> None:
    assert list(low_targets(at_desk(desks, staff, name, viewport={"width": 360, "height": 740}))) == []


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wider_than_a_small_phone_on(desks: Devices, staff: Staff, name: str) -> None:
    page = at_desk(desks, staff, name, viewport={"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_projector_shows_the_whole_wall(desks: Devices, staff: Staff) -> None:
    page = at_desk(desks, staff, "wall", viewport={"width": 1280, "height": 720})
    assert page.evaluate("[document.documentElement.scrollHeight, innerHeight]") == [720, 720]
    code = page.get_by_role("img", name="QR code").bounding_box()
    assert code and code["width"] == code["height"] > 500


def test_the_link_is_copied_with_a_word_about_it(desks: Devices, staff: Staff) -> None:
    page = at_desk(desks, staff, "share", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_role("status")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == f"{staff.served.url}/quizzes/paper"


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_colleague_is_added_changed_and_taken_away(desks: Devices, staff: Staff, script: bool) -> None:
    page = at_desk(desks, staff, "share", java_script_enabled=script)
    page.get_by_label("Colleague", exact=True).select_option(label="Carl (carl@example.org)")
    page.get_by_label("Edit it too").check()
    page.get_by_role("button", name="Share", exact=True).click()
    may = page.get_by_label("What Carl may do")
    expect(may).to_have_value("edit")
    may.select_option("results")
    page.get_by_role("button", name="Change for Carl").click()
    expect(may).to_have_value("results")
    page.get_by_role("button", name="Stop sharing with Carl").click()
    expect(page.get_by_text("Nobody else may see or edit it.")).to_be_visible()


def test_on_paper_only_the_quiz_is_left(desks: Devices, staff: Staff) -> None:
    page = at_desk(desks, staff, "print", color_scheme="dark")
    expect(page.get_by_role("button", name="Print")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    expect(page.get_by_role("link", name="My quizzes")).to_be_hidden()
    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
    expect(page.get_by_role("article")).to_have_css("color", "rgb(0, 0, 0)")
