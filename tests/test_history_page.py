"""The revisions of a quiz: listed, looked at, taken back into the draft."""

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, select, update
from werkzeug.test import TestResponse

import quiz
from quiz import revisions as revisions_of
from quiz.tables import quizzes, revisions
from tests.desks import Desk, shared
from tests.site import Site, hidden, new_teacher, signed_in
from tests.test_publish_page import read


class History(Desk):
    def page(self, query: str = "") -> TestResponse:
        return self.site.get(f"{self.quiz}/history{query}")

    def one(self, number: int) -> TestResponse:
        return self.site.get(f"{self.quiz}/history/{number}")

    def take(self, number: int, nonce: str = "some-nonce") -> TestResponse:
        return self.site.post(f"{self.quiz}/history/{number}", {"nonce": nonce})


@pytest.fixture
def desk(database: str) -> History:
    return History()


def test_the_newest_comes_first_with_when_by_whom_and_what_changed(desk: History) -> None:
    desk.retitle("Larger")
    desk.publish()
    with quiz.database.transaction(write=True) as db:
        db.execute(update(revisions).values(published_at=datetime(2026, 7, 1, 22, 30, tzinfo=UTC)))
        db.execute(update(revisions).where(revisions.c.number == 1).values(published_by=""))
    said = read(desk.page())
    newer, _, older = said.partition("Revision 1")
    assert "Revision 2 live 2 July 2026, 00:30 CEST, by Tess The title is “Larger” instead of “Small <quiz>”." in newer
    assert "2 July 2026, 00:30 CEST, from a file This is the first revision, with 3 questions." in older
    assert '<time datetime="2026-07-01T22:30:00+00:00">' in desk.page().text


def test_a_quiz_that_was_never_published_has_no_history(database: str) -> None:
    assert "Nothing yet." in read(History(is_published=False).page())


def test_a_long_history_is_shown_in_parts(desk: History) -> None:
    last = 2 * revisions_of.MOST + 1
    with quiz.database.transaction(write=True) as db:
        first = db.execute(select(revisions)).one()._mapping
        db.execute(insert(revisions), [{**first, "number": number} for number in range(2, last + 1)])
        db.execute(update(quizzes).values(live_revision=last))
    pages, query = [], ""
    while True:
        page = desk.page(query)
        pages.append([int(number) for number in re.findall(r">Revision (\d+)</a>", page.text)])
        link = re.search(r'href="history(\?before=\d+)"', page.text)
        if not link:
            break
        query = link[1]
    assert pages == [list(range(last, 51, -1)), list(range(51, 1, -1)), [1]]
    assert "the first revision" in read(desk.page("?before=2"))
    assert [desk.page(f"?before={text}").status_code for text in ("x", "-1", "9" * 20)] == [404] * 3


def test_a_revision_is_shown_without_what_is_right(desk: History) -> None:
    desk.retitle("Larger")
    desk.publish()
    page = desk.one(1)
    assert "Small &lt;quiz&gt;" in page.text and "Which?" in page.text and "<fieldset disabled>" in page.text
    assert "Because second." not in page.text and "checked" not in page.text and "404" not in read(page)
    assert [desk.one(number).status_code for number in (0, 3, 999999999)] == [404] * 3


def test_an_earlier_revision_is_taken_into_the_draft_once_and_can_be_undone(desk: History) -> None:
    desk.retitle("Larger")
    desk.publish()
    nonce = hidden(desk.one(1), "nonce")
    replies = [desk.take(1, nonce) for _ in range(2)]
    assert {reply.headers["Location"] for reply in replies} == {f"{desk.quiz}/publish?taken=1"}
    assert desk.draft.frame.title == "Small <quiz>" and desk.held.live_revision == 2
    assert desk.draft.steps[-1].what == "Revision 1 was taken into the draft"
    assert "Revision 1 is in the draft now." in read(desk.site.get(f"{desk.quiz}/publish?taken=1"))
    teacher = desk.teacher
    with quiz.database.transaction(write=True) as db:
        quiz.drafting.undo(db, desk.quiz_id, teacher, "undo")
    assert desk.draft.frame.title == "Larger"


def test_taken_and_published_it_is_a_new_revision_that_says_the_same(desk: History) -> None:
    desk.retitle("Larger")
    desk.publish()
    desk.take(1)
    desk.publish()
    with quiz.database.transaction(write=False) as db:
        first, third = (quiz.revisions.find(db, desk.quiz_id, number) for number in (1, 3))
    assert first.document == third.document and desk.held.live_revision == 3


def test_a_form_without_a_nonce_takes_nothing(desk: History) -> None:
    desk.retitle("Larger")
    assert desk.take(1, "").status_code == 422 and desk.draft.frame.title == "Larger"


def test_who_may_only_see_results_or_nothing_sees_no_history(desk: History) -> None:
    desk.retitle("Larger")
    reader, stranger = shared(desk, may_edit=False), signed_in(new_teacher("Olga"))
    for one, got, posted in ((reader, 403, 403), (stranger, 404, 404), (Site(), 303, 401)):
        assert [one.get(f"{desk.quiz}/history{end}").status_code for end in ("", "/1")] == [got] * 2
        assert one.post(f"{desk.quiz}/history/1", {"nonce": "n"}).status_code == posted
    assert desk.draft.frame.title == "Larger"


def test_the_way_between_the_pages_shows_what_one_may(desk: History) -> None:
    names = re.findall(r'<li><a href="[^"]*"(?: aria-current="page")?>(\w+)</a></li>', desk.page().text)
    assert names == ["Questions", "Settings", "Publish", "Share", "History", "Print", "Images", "Files"]
    for path in ("", "/settings", "/publish", "/history", "/history/1"):
        page = desk.site.get(f"{desk.quiz}{path}").text
        here = path.removesuffix("/1")
        assert re.findall(r'href="([^"]*)" aria-current="page"', page) == [f"{desk.quiz}{here}"]
