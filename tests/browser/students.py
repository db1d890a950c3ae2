"""What a student does in a browser, and a quiz with every kind to do it in."""

from playwright.sync_api import Page

# Eight questions earn a mark each by themselves; the essay waits for its teacher.
EVERY_KIND = """
# Every kind

## Which letter comes first? {#one}

- [ ] b
- [x] a

> Secret: the alphabet begins with it.

## Which are vowels? {#several}

- [x] a
- [ ] b
  > Secret: a consonant.
- [x] e

## Water is wet. {#truth}

- [x] True
- [ ] False

## How much is two and two? {#number}

= 4

## What is the capital of France? {#word}

= Paris

## What is the opposite? {#pairs}

- hot -> cold
- high -> low

## From small to large. {#order}

1. ant
2. cat
3. cow

## Complete the text. {#blanks}

A [[= GET]] at [[= 443]] to the [[[x] server | [ ] client]].

## Read this before you go on. {kind=note}

It is a note.

## Why? {#essay kind=essay}

> Secret: a model answer.
"""
STEPS = """---
layout: one at a time
---
# Steps

## How much is one and one? {#one}

= 2

# The second part

It is about more.

## Remember this number. {kind=note}

It is seven.

## Which number was it? {#seven}

= 7

## How much is two and two? {#four}

= 4
"""
CHECKS = """---
feedback: after each question
---
# Checks

## How much is one and one? {#one}

= 2

> Because one comes after one.

## How much is two and two? {#four}

= 4
"""


def with_settings(text: str, *settings: str) -> str:
    """The quiz with these settings before those that it has."""
    own = text.removeprefix("---\n") if text.startswith("---") else f"---\n{text}"
    return "\n".join(["---", *settings, own])


def fill_in(page: Page, name: str = "Ada", *, which: str = "second", so: str = "True", status: str = "404") -> None:
    """The small quiz; as it stands, everything is right."""
    page.get_by_label("Your name").fill(name)
    answer(page, which=which, so=so, status=status)


def answer(page: Page, *, which: str = "second", so: str = "True", status: str = "404") -> None:
    page.get_by_role("radio", name=which).check()
    page.get_by_role("radio", name=so).check()
    page.get_by_role("textbox", name="Status?").fill(status)


def slug_of(address: str) -> str:
    return address.rpartition("/")[2]


def press(page: Page, button: str) -> None:
    page.get_by_role("button", name=button).click()


def send(page: Page, button: str) -> None:
    """Press a button and wait for the page that comes of it, which may look like the one before.

    For a document: a save as one types gives a page another address, too.
    """
    with page.expect_event("load"):
        press(page, button)


def begin(page: Page, address: str, name: str = "Ada") -> None:
    """Behind the Start button."""
    page.goto(address)
    page.get_by_label("Your name").fill(name)
    send(page, "Start")


def save_for_later(page: Page, address: str, name: str = "Ada", **answers: str) -> str:
    """The attempt's address."""
    page.goto(address)
    fill_in(page, name, **answers)
    send(page, "Save, and go on later")
    return page.url


def hand_in(page: Page, address: str, name: str = "Ada", **answers: str) -> str:
    """The result's address."""
    page.goto(address)
    fill_in(page, name, **answers)
    send(page, "Hand in")
    return page.url
