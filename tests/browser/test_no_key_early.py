"""No page and no answer to a save tells what is right before the quiz shows it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.students import EVERY_KIND, send, with_settings

Publish = Callable[[str], str]
TELLTALE = ("Secret", "Right answer", "Paris", "443")


@pytest.mark.parametrize(
    ("feedback", "layout"),
    [
        ("at the end", "all at once"),
        ("after each question", "all at once"),
        ("after closing", "all at once"),
        ("marks only", "all at once"),
        ("none", "all at once"),
        ("after each question", "one at a time"),
        ("after closing", "one at a time"),
    ],
)
def test_nothing_tells_what_is_right_before_its_time(
    page: Page, published: Publish, feedback: str, layout: str
) -> None:
    in_steps = layout == "one at a time"
    page.goto(published(with_settings(EVERY_KIND, f"feedback: {feedback}", f"layout: {layout}")))
    page.get_by_label("Your name").fill("Ada")
    expect_no_key(page)
    if in_steps or feedback == "after each question":
        send(page, "Start")
        expect_no_key(page)
    for _ in range(8 if in_steps else 0):
        send(page, "Next")
        expect_no_key(page)
    with page.expect_response(lambda response: response.request.method == "POST") as saved:
        page.get_by_role("textbox").last.fill("Because.")
    assert sorted(saved.value.json()) == ["address", "submitted", "version"]
    send(page, "Finish …" if in_steps else "Hand in")
    expect_no_key(page)

    send(page, "Hand in all the same")
    if feedback in ("at the end", "after each question"):
        assert all(word in page.content() for word in TELLTALE)
    else:
        expect_no_key(page)


def expect_no_key(page: Page) -> None:
    assert [word for word in TELLTALE if word in page.content()] == []
