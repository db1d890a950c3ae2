"""What teachers do in a browser."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, expect

import quiz
from quiz import draft, drafting, formats, teachers
from quiz.document import keyed
from quiz.web import session
from tests.browser.conftest import Served
from tests.conftest import using
from tests.desks import draft_of
from tests.site import new_teacher


def sign_in(page: Page, served: Served, name: str) -> int:
    """A new teacher, signed in on the page's device; their id."""
    with using(served.database):
        teacher_id = new_teacher(name)
        cookie = session.sign_teacher(session.TeacherSession(teacher_id, 1))
    page.context.add_cookies([{"name": session.TEACHER_COOKIE, "value": cookie, "url": served.url}])
    return teacher_id


def new_quiz(served: Served, teacher_id: int, text: str = "") -> str:
    """A quiz of theirs with this draft in Markdown, or an empty one; the address of its editor."""
    with using(served.database), quiz.database.transaction(write=True) as db:
        teacher = teachers.find(db, teacher_id)
        new = draft.of_quiz(keyed(formats.markdown.read(text))) if text else drafting.empty()
        quiz_id = drafting.create(db, teacher, new, f"{teacher_id} {text}")
    return f"/teach/quizzes/{quiz_id}"


def stored_draft(served: Served, editor: str) -> draft.Draft:
    with using(served.database):
        return draft_of(int(editor.rpartition("/")[2]))


def add(page: Page, label: str) -> None:
    """At the end of the quiz; its form is open then."""
    count = page.locator("[data-question]").count()
    page.locator(".add").last.get_by_role("button", name=label, exact=True).click()
    expect(page.locator("[data-question]")).to_have_count(count + 1)
    expect(page.locator(".is-open")).to_have_count(1)


def expect_saved(page: Page) -> None:
    expect(page.locator("#status")).to_contain_text("Saved")


@contextmanager
def signed_out(page: Page) -> Iterator[None]:
    """The session is gone for a while, as if it had ended."""
    cookies = page.context.cookies()
    page.context.clear_cookies()
    yield
    page.context.add_cookies(cookies)  # type: ignore[arg-type]
