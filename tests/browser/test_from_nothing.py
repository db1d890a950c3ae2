"""From an empty site to a published quiz with a question of every kind, and to a student who takes it."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from quiz.settings import ROOT
from quiz.web.teach.cards import SHAPES
from tests.browser.conftest import Devices, site_in
from tests.browser.students import send
from tests.browser.teachers import add, expect_saved


def first_link(url: str) -> str:
    """As whoever runs the site gets it."""
    command = [sys.executable, "-m", "quiz", "invite", "--url", url]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return re.findall(r"https?://\S+", printed)[-1]


def test_a_teacher_comes_to_an_empty_site_and_a_student_takes_the_quiz(
    tmp_path: Path, devices_at: Callable[[str], Devices]
) -> None:
    with site_in(tmp_path) as served:
        devices = devices_at(served.url)
        page = devices.new()
        register(page, first_link(served.url))
        page.get_by_label("Title of a new quiz").fill("Written by hand")
        page.get_by_role("button", name="Make a quiz").click()
        write(page)
        publish(page)
        take(devices.new())


def register(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_label("E-mail", exact=False).first.fill("tess@example.org")
    page.get_by_label("Your name").fill("Tess")
    page.get_by_label("Password", exact=True).fill("three words joined")
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_role("heading", name="My quizzes")).to_be_visible()


def write(page: Page) -> None:
    """One question by hand, and an example of every kind."""
    add(page, "Multiple choice")
    page.get_by_label("Question", exact=True).fill("Which port does HTTPS use?")
    for number, text in enumerate(("80", "443", "7071"), 1):
        page.get_by_label(f"Text of choice {number}").fill(text)
    page.get_by_label("Right: choice 2").check()
    expect_saved(page)
    for number, (_, label) in enumerate(SHAPES, 2):
        page.locator(".add summary").last.click()
        page.locator(".add").last.get_by_role("button", name=f"Example: {label}").click()
        expect(page.locator("[data-question]")).to_have_count(number)
    expect(page.locator("[data-problems] li")).to_have_count(0)


def publish(page: Page) -> None:
    page.get_by_role("button", name="Publish …").click()
    expect(page.get_by_role("heading", name="Publish")).to_be_visible()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_role("heading", name="Share Written by hand")).to_be_visible()
    expect(page.get_by_role("link", name="/quizzes/written-by-hand")).to_be_visible()


def take(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Written by hand").click()
    page.get_by_label("Your name").fill("Ada")
    page.get_by_role("radio", name="443").check()
    page.get_by_role("radio", name="Jupiter").check()
    send(page, "Hand in")
    page.get_by_role("button", name="Hand in all the same").click()
    expect(page.locator(".score")).to_contain_text("2 of 12 marks")
