"""The editor in a browser: typed text is saved as it is typed and is never lost, rows and questions come and go."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from quiz.web.teach.cards import SHAPES
from tests.browser.conftest import Devices, Served
from tests.browser.fitness import low_targets, violations
from tests.browser.students import EVERY_KIND
from tests.browser.teachers import add, expect_saved, new_quiz, sign_in, signed_out, stored_draft

TWO = "# Two\n\n## One?\n\n- [x] a\n- [ ] b\n\n## Two?\n\n= 2\n"
Make = Callable[[str], str]
PASTE = """(field, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    field.dispatchEvent(new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData }));
}"""


@pytest.fixture
def make(page: Page, served: Served) -> Make:
    """A quiz of a new teacher's who has signed in on the page, from Markdown; the address of its editor."""
    teacher_id = sign_in(page, served, f"Tess{uuid4().hex}")
    return lambda text: new_quiz(served, teacher_id, text)


def open_first(page: Page, editor: str) -> None:
    page.goto(editor)
    page.get_by_role("button", name="Edit question 1").click()
    expect(page.locator(".is-open")).to_have_count(1)


def text_of(served: Served, editor: str, key: str = "q1") -> str:
    return stored_draft(served, editor).questions[key].block.text


# ------------------------------------------------------------------ typing


def test_what_is_typed_is_saved_shown_and_there_after_a_reload(page: Page, make: Make, served: Served) -> None:
    editor = make(TWO)
    open_first(page, editor)
    page.get_by_label("Question", exact=True).fill("What is **$x^2$**?")
    expect_saved(page)
    expect(page.locator("[data-preview] strong math")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Question", exact=True)).to_have_value("What is **$x^2$**?")
    assert text_of(served, editor) == "What is **$x^2$**?"


def test_a_question_is_added_and_written_by_keyboard_alone(page: Page, make: Make, served: Served) -> None:
    editor = make("")
    page.goto(editor)
    page.get_by_label("Title of the quiz").focus()
    page.keyboard.type("By hand")
    page.locator(".add").get_by_role("button", name="Multiple choice", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Question", exact=True)).to_be_focused()
    page.keyboard.type("Which port?")
    page.get_by_label("Text of choice 1").focus()
    page.keyboard.type("80")
    for text in ("443", "7071", "8080", "8081"):  # more than there are rows at first
        page.keyboard.press("Enter")
        page.keyboard.type(text)
    page.get_by_label("Right: choice 2").press("Space")
    expect_saved(page)
    block = stored_draft(served, editor).questions["q1"].block
    assert [(item.text, item.mark) for item in block.items] == [
        ("80", " "),
        ("443", "x"),
        ("7071", " "),
        ("8080", " "),
        ("8081", " "),
    ]


def test_lines_that_are_pasted_become_rows(page: Page, make: Make, served: Served) -> None:
    editor = make("")
    page.goto(editor)
    add(page, "Ordering")
    field = page.get_by_label("Text of item 1")
    field.evaluate(PASTE, "one\ntwo\n\nthree\nfour")
    expect_saved(page)
    assert [item.text for item in stored_draft(served, editor).questions["q1"].block.items] == [
        "one",
        "two",
        "three",
        "four",
    ]


def test_rows_are_added_moved_and_removed_without_a_page_load(page: Page, make: Make, served: Served) -> None:
    editor = make("# Order\n\n## Order?\n\n1. one\n2. two\n3. three\n")
    open_first(page, editor)
    page.evaluate("window.same = true")
    page.get_by_role("button", name="Up item 3").click()
    page.get_by_role("button", name="Remove item 1").click()
    page.get_by_role("button", name="Add an item").click()
    page.keyboard.type("four")
    expect_saved(page)
    assert page.evaluate("window.same")
    assert [item.text for item in stored_draft(served, editor).questions["q1"].block.items] == ["three", "two", "four"]


def test_questions_are_moved_copied_deleted_and_undone_and_the_focus_stays(
    page: Page, make: Make, served: Served
) -> None:
    editor = make(TWO)
    page.goto(editor)
    down = page.get_by_role("button", name="Down question 1")
    down.press("Enter")
    expect(page.locator("[data-question]").first).to_have_attribute("data-question", "q2")
    expect(page.get_by_role("button", name="Down question 2")).to_be_focused()
    page.get_by_role("button", name="Copy question 1").click()
    expect(page.locator("[data-question]")).to_have_count(3)
    page.get_by_role("button", name="Delete question 1").click()
    expect(page.locator("[data-question]")).to_have_count(2)
    page.get_by_role("button", name="Undo A question was deleted").click()
    expect(page.locator("[data-question]")).to_have_count(3)
    assert stored_draft(served, editor).keys == ("q2", "q3", "q1")


def test_a_question_is_dragged_to_its_place(page: Page, make: Make, served: Served) -> None:
    editor = make(TWO)
    page.goto(editor)
    handle = page.locator("[data-question=q2] .number .handle")
    handle.hover()
    page.mouse.down()
    top = page.locator("[data-question=q1]").bounding_box()
    assert top
    page.mouse.move(top["x"] + 30, top["y"] + 5, steps=8)
    page.mouse.up()
    expect(page.locator("[data-question]").first.locator(".number")).to_contain_text("Question 1 · Number")
    assert stored_draft(served, editor).keys == ("q2", "q1")


def test_the_keys_save_and_go_on_to_the_next_question(page: Page, make: Make, served: Served) -> None:
    editor = make(TWO)
    open_first(page, editor)
    page.keyboard.type("Really: ")
    page.keyboard.press("Control+s")
    expect_saved(page)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_label("Question", exact=True)).to_have_value("")
    expect(page.get_by_label("Question", exact=True)).to_be_focused()
    page.keyboard.type("Between?")
    expect_saved(page)
    draft = stored_draft(served, editor)
    assert draft.keys == ("q1", "q3", "q2")
    assert [draft.questions[key].kind for key in draft.keys] == ["multiple_choice", "multiple_choice", "numeric"]


def test_backspace_takes_away_an_empty_row(page: Page, make: Make, served: Served) -> None:
    editor = make("# Order\n\n## Order?\n\n1. one\n2. x\n3. three\n")
    open_first(page, editor)
    page.get_by_label("Text of item 2").focus()
    page.keyboard.press("End")
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    expect(page.get_by_label("Text of item 1")).to_be_focused()
    expect_saved(page)
    assert [item.text for item in stored_draft(served, editor).questions["q1"].block.items] == ["one", "three"]


def test_a_question_becomes_one_of_another_type_with_what_was_typed(page: Page, make: Make, served: Served) -> None:
    editor = make(TWO)
    open_first(page, editor)
    page.get_by_label("Question", exact=True).fill("Which?")
    page.get_by_text("Another type").click()
    page.get_by_role("button", name="Change to Several answers").click()
    expect(page.locator(".is-open .number")).to_contain_text("Several answers")
    expect(page.get_by_label("Question", exact=True)).to_be_focused()
    expect(page.get_by_role("checkbox", name="Right: choice 1")).to_be_checked()
    assert text_of(served, editor) == "Which?"
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("[data-question=q1] .number")).to_contain_text("Multiple choice")


def test_what_was_deleted_comes_back_from_where_one_is(page: Page, make: Make) -> None:
    page.goto(make(TWO))
    page.get_by_role("button", name="Delete question 1").click()
    expect(page.locator("[data-question=q2]")).to_be_focused()
    status = page.locator("#status")
    expect(status).to_contain_text("Deleted.")
    assert list(violations(page)) == []
    status.get_by_role("button", name="Undo").click()
    expect(page.locator("[data-question]")).to_have_count(2)


def test_a_new_section_is_named_at_once(page: Page, make: Make, served: Served) -> None:
    editor = make(TWO)
    page.goto(editor)
    page.get_by_role("button", name="Add a section").click()
    expect(page.get_by_label("Title of the section").last).to_be_focused()
    page.keyboard.type("Second")
    expect_saved(page)
    assert stored_draft(served, editor).sections[1].title == "Second"


def test_a_long_quiz_has_a_short_view_that_stays(page: Page, make: Make) -> None:
    page.goto(make(EVERY_KIND))
    page.keyboard.press("Control+Enter")
    expect(page.locator(".add button").first).to_be_focused()
    heights = [page.evaluate("document.body.scrollHeight")]
    page.get_by_label("Short view").check()
    heights.append(page.evaluate("document.body.scrollHeight"))
    assert heights[1] < heights[0] * 0.8
    assert list(violations(page)) == []
    page.get_by_role("button", name="Down question 1", exact=True).click()
    expect(page.locator("[data-question]").nth(1).locator(".number")).to_contain_text("Question 2")
    expect(page.get_by_label("Short view")).to_be_checked()


# ------------------------------------------------------------------ nothing is lost


def test_two_tabs_at_different_questions_do_not_disturb_each_other(page: Page, make: Make, served: Served) -> None:
    editor = make(TWO)
    other = page.context.new_page()
    open_first(page, editor)
    other.goto(f"{editor}/questions/q2")
    page.get_by_label("Question", exact=True).fill("Mine?")
    other.get_by_label("Question", exact=True).fill("Theirs?")
    expect_saved(page)
    expect_saved(other)
    assert [text_of(served, editor, key) for key in ("q1", "q2")] == ["Mine?", "Theirs?"]


def test_two_tabs_at_the_same_question_let_the_teacher_choose(
    page: Page, make: Make, served: Served, devices: Devices
) -> None:
    devices.intended.add(409)
    editor = make(TWO)
    other = page.context.new_page()
    for tab in (page, other):
        open_first(tab, editor)
    other.get_by_label("Question", exact=True).fill("Theirs?")
    expect_saved(other)
    page.get_by_label("Question", exact=True).fill("Mine?")
    page.get_by_role("button", name="Compare").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Theirs?")
    assert list(violations(page)) == []
    alert.get_by_role("button", name="Store mine instead").click()
    expect(alert).to_have_count(0)
    assert text_of(served, editor) == "Mine?"


def test_a_session_that_ends_while_one_types_loses_nothing(
    page: Page, make: Make, served: Served, devices: Devices
) -> None:
    devices.intended.add(401)
    editor = make(TWO)
    open_first(page, editor)
    with signed_out(page):
        page.get_by_label("Question", exact=True).fill("Not lost?")
        expect(page.locator("#status")).to_contain_text("You have been signed out")
        expect(page.get_by_role("link", name="Sign in, then come back here")).to_be_visible()
        page.get_by_role("button", name="Done with question 1").click()
        expect(page.get_by_label("Question", exact=True)).to_have_value("Not lost?")
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect_saved(page)
    assert text_of(served, editor) == "Not lost?"


def test_what_is_typed_without_a_network_is_kept_and_saved_later(
    page: Page, make: Make, served: Served, devices: Devices
) -> None:
    devices.is_cut_off = True
    editor = make(TWO)
    open_first(page, editor)
    page.context.set_offline(True)
    page.get_by_label("Question", exact=True).fill("Kept?")
    expect(page.locator("#status")).to_contain_text("Not connected")
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect_saved(page)
    assert text_of(served, editor) == "Kept?"


def test_what_a_page_could_not_send_before_it_was_closed_is_sent_when_it_comes_again(
    page: Page, make: Make, served: Served, devices: Devices
) -> None:
    devices.is_cut_off = True
    editor = make(TWO)
    open_first(page, editor)
    page.context.set_offline(True)
    page.get_by_label("Question", exact=True).fill("Kept?")
    expect(page.locator("#status")).to_contain_text("Not connected")
    page.close()
    again = page.context.new_page()
    page.context.set_offline(False)
    again.goto(editor)
    expect(again.locator("[data-question=q1]")).to_contain_text("Kept?")
    assert text_of(served, editor) == "Kept?"


def test_without_script_a_quiz_is_written_too(plain: Page, served: Served) -> None:
    editor = new_quiz(served, sign_in(plain, served, "Plain"), "")
    plain.goto(editor)
    plain.get_by_label("Title of the quiz").fill("Without script")
    add(plain, "Several answers")
    plain.get_by_label("Question", exact=True).fill("Which?")
    for number, text in enumerate(("a", "b", "c", "d"), 1):
        plain.get_by_label(f"Text of choice {number}").fill(text)
    plain.get_by_role("button", name="Add a choice").click()
    plain.get_by_label("Text of choice 5").fill("e")
    plain.get_by_label("Right: choice 5").check()
    plain.get_by_role("button", name="Done with question 1").click()
    expect(plain.locator("[data-question=q1]")).to_contain_text("Which?")
    draft = stored_draft(served, editor)
    assert draft.frame.title == "Without script"
    assert [item.mark for item in draft.questions["q1"].block.items] == [" ", " ", " ", " ", "x"]


def test_without_script_one_stays_in_place_and_keeps_what_was_typed(plain: Page, served: Served) -> None:
    editor = new_quiz(served, sign_in(plain, served, "Plain in place"), TWO)
    open_first(plain, editor)
    plain.get_by_label("Question", exact=True).fill("Which?")
    plain.get_by_role("button", name="Add a picture").click()
    expect(plain.get_by_role("heading", name="Images")).to_be_visible()
    open_first(plain, editor)
    expect(plain.get_by_label("Question", exact=True)).to_have_value("Which?")
    plain.get_by_role("button", name="Next question").click()
    expect(plain).to_have_url(re.compile("#question.q3$"))
    plain.get_by_text("Another type").click()
    plain.get_by_role("button", name="Change to Essay").click()
    expect(plain.locator(".is-open .number")).to_contain_text("Essay")
    plain.get_by_role("button", name="Delete question 2").click()
    expect(plain).to_have_url(re.compile("#question.q2$"))


# ------------------------------------------------------------------ for everybody


@pytest.mark.parametrize("label", [label for _, label in SHAPES])
def test_axe_finds_nothing_on_an_open_question_and_targets_are_large_enough(page: Page, make: Make, label: str) -> None:
    page.goto(make(EVERY_KIND))
    page.locator(".add summary").last.click()
    page.get_by_role("button", name=f"Example: {label}").last.click()
    expect(page.locator(".is-open")).to_contain_text(label)
    page.locator(".is-open details").evaluate_all("all => all.forEach(one => { one.open = true; })")
    assert list(violations(page)) == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert list(low_targets(page)) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_the_draft_seen_as_a_student_is_fit_for_everybody(page: Page, make: Make) -> None:
    page.goto(f"{make(EVERY_KIND)}/preview")
    assert list(violations(page)) == []
    page.get_by_role("button", name="Check the answers").click()
    expect(page.locator(".score")).to_be_visible()
    assert list(violations(page)) == []
