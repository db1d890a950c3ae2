"""Every kind of question by keyboard alone, with script and without, in both layouts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.students import EVERY_KIND, with_settings

ASKED = 9
KEYS = ("one", "several", "truth", "number", "word", "pairs", "order", "blanks", "essay")
Publish = Callable[[str], str]


def test_everything_is_answered_at_once_by_keyboard(student: Page, published: Publish) -> None:
    student.goto(published(EVERY_KIND))
    type_into(student.get_by_label("Your name"), "Ada")
    for key in KEYS:
        answer_by_keyboard(student, key)
    enter(student.get_by_role("button", name="Hand in"))
    expect(student.get_by_text("8 of 9 marks so far")).to_be_visible()


def test_everything_is_answered_one_at_a_time_by_keyboard(student: Page, published: Publish) -> None:
    student.goto(published(with_settings(EVERY_KIND, "layout: one at a time")))
    type_into(student.get_by_label("Your name"), "Ada")
    enter(student.get_by_role("button", name="Start"))
    for number, key in enumerate(KEYS, 1):
        expect(student.get_by_role("heading", level=1)).to_have_text(f"Question {number} of {ASKED}")
        answer_by_keyboard(student, key)
        enter(student.get_by_role("button", name="Next" if number < ASKED else "Finish …"))
    expect(student.get_by_text("Every question has an answer.")).to_be_visible()
    enter(student.get_by_role("button", name="Hand in"))
    expect(student.get_by_text("8 of 9 marks so far")).to_be_visible()


def test_an_item_that_is_moved_keeps_the_focus_and_says_where_it_is(page: Page, published: Publish) -> None:
    page.goto(published(EVERY_KIND))
    question = group(page, "order")
    first = question.get_by_role("listitem").first
    down = first.get_by_role("button", name="Down")
    name = first.locator("label").inner_text()
    tab_to(down)
    page.keyboard.press("Enter")
    down = question.get_by_role("button", name=f"Down {name}")
    expect(down).to_be_focused()
    expect(question.get_by_role("status")).to_have_text(f"{name} is now 2 of 3")
    page.keyboard.press("Space")
    expect(down).to_be_focused()
    expect(question.get_by_role("status")).to_have_text(f"{name} is now 3 of 3")


def test_every_question_is_a_group_named_by_its_text(page: Page, published: Publish) -> None:
    page.goto(published(EVERY_KIND))
    for number, key in enumerate(KEYS, 1):
        expect(page.get_by_role("group", name=f"Question {number} ").first).to_have_attribute("id", f"answer.{key}")


# ------------------------------------------------------------------ by keyboard


def answer_by_keyboard(page: Page, key: str) -> None:
    """The right answer."""
    question = group(page, key)
    if key == "one":
        tab_to(question.get_by_role("radio").first)
        page.keyboard.press("ArrowDown")
    elif key == "several":
        for name in ("a", "e"):
            tab_to(question.get_by_role("checkbox", name=name, exact=True))
            page.keyboard.press("Space")
    elif key == "truth":
        tab_to(question.get_by_role("radio", name="True"))
        page.keyboard.press("Space")
    elif key == "pairs":
        type_into(question.get_by_role("combobox", name="hot"), "cold")
        type_into(question.get_by_role("combobox", name="high"), "low")
    elif key == "order":
        order(question, ("ant", "cat", "cow"))
    elif key == "blanks":
        type_into(question.get_by_role("textbox", name="Blank 1"), "GET")
        type_into(question.get_by_role("textbox", name="Blank 2"), "443")
        type_into(question.get_by_role("combobox", name="Blank 3"), "server")
    else:
        type_into(question.get_by_role("textbox"), {"number": "4", "word": "Paris"}.get(key, "Because."))


def order(question: Locator, names: tuple[str, ...]) -> None:
    """With the buttons; without script, by choosing the places."""
    if question.locator("select").first.get_attribute("aria-hidden") is None:
        for place, name in enumerate(names, 1):
            type_into(question.get_by_role("combobox", name=name), str(place))
        return
    for place, name in enumerate(names):
        while question.locator("label").all_inner_texts().index(name) > place:
            enter(question.get_by_role("button", name=f"Up {name}"))
    as_it_is = question.get_by_role("button", name="This order is right as it is")
    if as_it_is.is_visible():
        enter(as_it_is)


def group(page: Page, key: str) -> Locator:
    return page.locator(f'[id="answer.{key}"]')


def tab_to(target: Locator) -> None:
    """Tab forward, from the end to the beginning again, until it has the focus."""
    for _ in range(100):
        target.page.keyboard.press("Tab")
        if target.evaluate("target => target === document.activeElement"):
            return
    pytest.fail(f"Tab never leads to {target}")


def type_into(target: Locator, text: str) -> None:
    tab_to(target)
    target.page.keyboard.type(text)


def enter(target: Locator) -> None:
    tab_to(target)
    target.page.keyboard.press("Enter")
