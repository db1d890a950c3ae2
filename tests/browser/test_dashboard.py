"""A teacher's quizzes in the browser: a first quiz, files in and out, a search; every page under axe and on a phone."""

import itertools
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

import quiz
from tests.browser.conftest import Devices, Served
from tests.browser.fitness import low_targets, violations
from tests.browser.teachers import sign_in
from tests.conftest import using
from tests.desks import drafted

_numbers = itertools.count(1)
LOOPS = """# Loops and Donaudampfschifffahrtsgesellschaftskapitänsmützen

## Where does a loop end? {tags=loops}

- [x] at break
- [ ] never
"""
NARROW = {"width": 320, "height": 740}


class Desk:
    """A new teacher, signed in, with or without a script."""

    def __init__(self, served: Served, page: Page) -> None:
        self.page, self.served = page, served
        self.teacher = sign_in(page, served, f"Dora{next(_numbers)}")

    def draft(self, text: str = LOOPS) -> int:
        with using(self.served.database):
            return drafted(self.teacher, quiz.formats.markdown.read(text), nonce=str(next(_numbers)))

    def choose(self, text: str, name: str = "loops.md") -> None:
        file = {"name": name, "mimeType": "text/markdown", "buffer": text.encode()}
        self.page.get_by_label("A quiz as a file").set_input_files(file)  # type: ignore[arg-type]


@pytest.fixture
def desk(served: Served, page: Page) -> Desk:
    return Desk(served, page)


@pytest.fixture
def either(served: Served, student: Page) -> Desk:
    """With script, and without."""
    return Desk(served, student)


def test_from_an_empty_dashboard_to_a_new_quiz_and_back(either: Desk) -> None:
    page = either.page
    page.goto("/teach")
    expect(page.get_by_role("heading", name="Make your first quiz")).to_be_visible()
    page.get_by_label("Title of a new quiz").fill("Größen")
    page.get_by_role("button", name="Make a quiz").click()
    expect(page).to_have_url(f"{either.served.url}/teach/quizzes/{page.url.rpartition('/')[2]}")
    page.goto("/teach")
    expect(page.get_by_role("link", name="Größen", exact=True)).to_be_visible()
    page.get_by_role("link", name="Delete Größen").click()
    page.get_by_role("button", name="Delete this quiz").click()
    page.get_by_role("button", name="Bring back Größen").click()
    expect(page.get_by_role("link", name="Edit Größen")).to_be_visible()


def test_a_file_comes_in_is_mended_and_goes_out(either: Desk, devices: Devices) -> None:
    devices.intended.add(422)
    page = either.page
    page.goto("/teach")
    page.get_by_role("link", name="Import a file").click()
    either.choose("# Loops\n\n## So?\n\n-[x] a\n")
    page.get_by_role("button", name="Import it").click()
    expect(page.get_by_role("alert")).to_contain_text("line 5")
    either.choose(LOOPS)
    page.get_by_role("button", name="Import it").click()
    page.goto(f"/teach/quizzes/{page.url.rpartition('/')[2]}/files")
    with page.expect_download() as download:
        page.get_by_role("link", name="Markdown").click()
    assert download.value.suggested_filename == "loops-and-donaudampfschifffahrtsgesellschaftskapitansmutzen.md"
    assert "## Where does a loop end?" in download.value.path().read_text("utf-8")


def test_a_file_over_a_quiz_is_shown_before_it_is_stored(either: Desk) -> None:
    page, mine = either.page, either.draft()
    page.goto(f"/teach/quizzes/{mine}/files")
    either.choose(LOOPS.replace("a loop", "a list"))
    page.get_by_role("button", name="See what it would change").click()
    expect(page.get_by_role("heading", name="Gone: 1 question")).to_be_visible()
    page.get_by_role("button", name="Import it").click()
    expect(page.get_by_text("Where does a list end?").first).to_be_visible()


def test_a_question_that_was_found_is_copied(either: Desk) -> None:
    page = either.page
    either.draft()
    either.draft("# Exam\n")
    page.goto("/teach/search")
    page.get_by_label("Words in a question").fill("LOOP end")
    page.get_by_role("button", name="Search", exact=True).click()
    page.get_by_role("checkbox", name="Choose Where does a loop end?").check()
    page.get_by_label("Copy the chosen questions into").select_option("Exam")
    page.get_by_role("button", name="Copy", exact=True).click()
    page.wait_for_url("**/questions/q1#question.q1")


# ------------------------------------------------------------------ every page

Arrive = Callable[[Desk], object]


def empty(desk: Desk) -> None:
    desk.page.goto("/teach")


def several(desk: Desk) -> None:
    for _ in range(11):
        desk.draft()
    gone = desk.draft()
    desk.page.goto(f"/teach/quizzes/{gone}/delete")
    desk.page.get_by_role("button", name="Delete this quiz").click()


def filtered(desk: Desk) -> None:
    desk.draft()
    desk.page.goto("/teach?q=loops")


def delete(desk: Desk) -> None:
    desk.page.goto(f"/teach/quizzes/{desk.draft()}/delete")


def files(desk: Desk) -> None:
    desk.page.goto(f"/teach/quizzes/{desk.draft()}/files")


def comparison(desk: Desk) -> None:
    files(desk)
    desk.choose(LOOPS.replace("a loop", "a list"))
    desk.page.get_by_role("button", name="See what").click()


def bad_file(desk: Desk) -> None:
    desk.page.goto("/teach/quizzes/import")
    desk.choose("# T\n\n## A\n\n## B\n")
    desk.page.get_by_role("button", name="Import it").click()
    expect(desk.page.get_by_role("alert")).to_be_visible()


def nothing_chosen(desk: Desk) -> None:
    desk.draft()
    desk.page.goto("/teach/search?q=loop")
    desk.page.get_by_role("button", name="Copy", exact=True).click()
    expect(desk.page.get_by_role("alert")).to_be_visible()


@pytest.mark.parametrize("arrive", [empty, several, filtered, delete, files, comparison, bad_file, nothing_chosen])
def test_it_is_fit_for_everybody(desk: Desk, devices: Devices, arrive: Arrive) -> None:
    devices.intended.add(422)
    arrive(desk)
    assert list(violations(desk.page)) == []
    desk.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    assert list(low_targets(desk.page)) == []
    assert desk.page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
