"""One question at a time, checks after each question, and the doors of a quiz: PIN, attempts, opening."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Devices
from tests.browser.students import CHECKS, STEPS, begin, press, send, with_settings

Publish = Callable[[str], str]


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def field(page: Page, key: str) -> Locator:
    return page.locator(f'input[name="answer.{key}"]')


# ------------------------------------------------------------------ one at a time


def test_a_student_jumps_around_and_sees_what_is_open(student: Page, published: Publish) -> None:
    begin(student, published(STEPS))
    expect(student.get_by_role("progressbar", name="Answered")).to_have_attribute("value", "0")
    send(student, "Question 3, not answered")
    expect(heading(student)).to_have_text("Question 3 of 3")
    field(student, "four").fill("4")
    send(student, "Question 1, not answered")
    expect(student.get_by_role("progressbar", name="Answered")).to_have_attribute("value", "1")
    expect(student.get_by_role("button", name="Question 3, answered")).to_be_visible()
    expect(student.get_by_role("button", name="Question 1, not answered")).to_have_attribute("aria-current", "step")

    student.get_by_role("button", name="Finish …").click()
    expect(student.get_by_text("2 questions have no answer yet.")).to_be_visible()
    student.get_by_role("link", name="Question 2").click()
    expect(heading(student)).to_have_text("Question 2 of 3")


def test_a_section_and_a_note_come_with_their_question(student: Page, published: Publish) -> None:
    begin(student, published(STEPS))
    expect(student.get_by_text("It is about more.")).to_have_count(0)
    send(student, "Next")
    expect(student.get_by_role("heading", name="The second part")).to_be_visible()
    expect(student.get_by_text("It is seven.")).to_be_visible()
    send(student, "Next")
    expect(student.get_by_text("It is seven.")).to_have_count(0)


def test_a_question_stays_marked_for_review(student: Page, published: Publish) -> None:
    begin(student, published(STEPS))
    student.get_by_label("Mark for review").check()
    send(student, "Next")
    expect(student.get_by_label("Mark for review")).not_to_be_checked()
    send(student, "Previous")
    expect(student.get_by_label("Mark for review")).to_be_checked()
    student.get_by_role("button", name="Finish …").click()
    expect(student.get_by_role("listitem").filter(has_text="Marked for review")).to_have_count(1)


def test_enter_in_a_text_field_neither_hands_in_nor_jumps(student: Page, published: Publish) -> None:
    begin(student, published(STEPS))
    field(student, "one").press("Enter")
    field(student, "one").press("End")  # were the form on its way, this page would be gone
    expect(heading(student)).to_have_text("Question 1 of 3")


def test_after_the_back_button_an_answer_can_be_changed(student: Page, published: Publish) -> None:
    begin(student, published(STEPS))
    field(student, "one").fill("3")
    send(student, "Next")
    field(student, "seven").fill("7")
    send(student, "Next")
    student.go_back()
    student.go_back()
    expect(heading(student)).to_have_text("Question 1 of 3")
    field(student, "one").fill("2")
    send(student, "Next")
    expect(field(student, "seven")).to_have_value("7")
    send(student, "Previous")
    expect(field(student, "one")).to_have_value("2")


# ------------------------------------------------------------------ checks


@pytest.mark.parametrize("layout", ["all at once", "one at a time"])
def test_the_first_checked_answer_counts(student: Page, published: Publish, layout: str) -> None:
    begin(student, published(with_settings(CHECKS, f"layout: {layout}")))
    field(student, "one").fill("3")
    send(student, "Check question 1")
    checked = student.locator('[id="answer.one"]')
    expect(checked).to_be_focused()
    expect(checked).to_be_in_viewport()
    expect(checked).to_contain_text("Because one comes after one.")
    expect(checked.locator(".verdict")).to_have_text("Wrong")
    expect(field(student, "one")).to_have_count(0)

    student.goto(student.url.partition("#")[0].replace("question=1", "question=2"))
    field(student, "four").fill("4")
    send(student, "Hand in" if layout == "all at once" else "Finish …")
    if layout == "one at a time":
        press(student, "Hand in")
    expect(student.get_by_text("1 of 2 marks")).to_be_visible()


def test_a_checked_question_cannot_be_changed_by_an_older_page(
    plain: Page, devices: Devices, published: Publish
) -> None:
    devices.intended.add(409)
    begin(plain, published(CHECKS))
    other = plain.context.new_page()
    other.goto(plain.url)
    field(plain, "one").fill("3")
    send(plain, "Check question 1")
    field(other, "one").fill("2")
    field(other, "four").fill("4")
    send(other, "Hand in")
    expect(other.locator('[id="answer.one"] .verdict')).to_have_text("Wrong")


def test_there_is_nothing_to_check_in_an_empty_answer(student: Page, devices: Devices, published: Publish) -> None:
    devices.intended.add(422)
    begin(student, published(CHECKS))
    press(student, "Check question 2")
    expect(student.get_by_role("alert")).to_contain_text("Please answer this question, then check it.")


# ------------------------------------------------------------------ doors


def test_a_wrong_pin_keeps_the_name(student: Page, devices: Devices, published: Publish) -> None:
    devices.intended.add(422)
    student.goto(published(with_settings(CHECKS, "pin: 4711")))
    student.get_by_label("Your name").fill("Ada")
    student.get_by_label("PIN").fill("4712")
    press(student, "Start")
    expect(student.get_by_label("PIN")).to_have_accessible_description(
        "That is not the PIN of this quiz. Your teacher knows it."
    )
    expect(student.get_by_label("Your name")).to_have_value("Ada")
    student.get_by_label("PIN").fill("4711")
    send(student, "Start")
    expect(field(student, "one")).to_be_visible()


def test_used_up_attempts_say_what_to_do(student: Page, devices: Devices, published: Publish) -> None:
    devices.intended.add(403)
    address = published(with_settings(CHECKS, "attempts: 1"))
    begin(student, address)
    send(student, "Hand in")
    send(student, "Hand in all the same")
    student.goto(address)
    press(student, "Start")
    expect(student.get_by_role("alert")).to_contain_text("Ada has taken this quiz already, and it can be taken once.")


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ("opens: 2126-01-01 08:00Z", "This quiz is not open yet. It opens on"),
        ("closes: 2026-01-01 08:00Z", "This quiz is not open now."),
    ],
)
def test_a_quiz_that_is_not_open_says_so(page: Page, published: Publish, settings: str, words: str) -> None:
    page.goto(published(with_settings(CHECKS, settings)))
    expect(page.get_by_text(words)).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)
