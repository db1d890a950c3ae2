"""Publishing by hand: what it would change, what keeps a quiz from it, and once only."""

import re
from html import unescape

import pytest
from msgspec.structs import replace
from werkzeug.test import TestResponse

import quiz
from quiz import draft, outline
from quiz.draft import Draft, DraftQuestion
from quiz.questions.block import Block
from tests.desks import Desk, shared
from tests.site import Site, hidden, new_teacher, signed_in


class Publishing(Desk):
    def page(self) -> TestResponse:
        return self.site.get(f"{self.quiz}/publish")

    def press(self, seen: str = "") -> TestResponse:
        return self.site.post(f"{self.quiz}/publish", {"seen": seen or hidden(self.page(), "seen")})

    def revisions(self) -> list[int]:
        with quiz.database.transaction(write=False) as db:
            return [one.number for one in quiz.revisions.newest(db, self.quiz_id)]


@pytest.fixture
def desk(database: str) -> Publishing:
    return Publishing()


def read(page: TestResponse) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", "", page.text.partition("<main")[2])).split())


def test_a_first_publishing_leads_to_the_link(database: str) -> None:
    desk = Publishing(is_published=False)
    assert "was not published yet" in read(desk.page())
    reply = desk.press()
    assert (reply.status_code, reply.headers["Location"]) == (303, f"{desk.quiz}/share")
    assert desk.revisions() == [1] and Site().get("/quizzes/small-quiz").status_code == 200


def test_what_has_changed_is_said_before(desk: Publishing) -> None:
    desk.retitle("Larger")
    assert "The title is “Larger” instead of “Small <quiz>”." in read(desk.page())
    assert desk.press().status_code == 303 and desk.revisions() == [2, 1]
    assert "<h1>Larger</h1>" in Site().get("/quizzes/small-quiz").text or desk.held.title == "Larger"


def test_without_a_change_there_is_nothing_to_press(desk: Publishing) -> None:
    page = desk.page()
    assert "nothing has changed since the last publishing" in read(page) and "<button>Publish" not in page.text


def test_the_same_form_twice_publishes_once(desk: Publishing) -> None:
    desk.change(lambda current: outline.add_question(current, "s1", quiz.drafting.example("multiple_choice"))[0])
    seen = hidden(desk.page(), "seen")
    assert [desk.press(seen).status_code for _ in range(3)] == [303] * 3
    assert desk.revisions() == [2, 1]


def test_what_the_page_did_not_show_is_not_published(desk: Publishing) -> None:
    desk.retitle("Larger")
    seen = hidden(desk.page(), "seen")
    desk.retitle("Largest")
    page = desk.press(seen)
    assert page.status_code == 409 and "was changed while you looked at this page" in read(page)
    assert "“Largest”" in read(page) and desk.revisions() == [1]
    assert desk.press(hidden(page, "seen")).status_code == 303 and desk.held.title == "Largest"


BLANK = DraftQuestion(kind="true_false", block=Block(text=""))


def with_problems(current: Draft) -> Draft:
    current = outline.add_question(current, "s1", replace(quiz.drafting.example("note"), block=Block(text="")))[0]
    current = outline.add_question(
        current, "s1", replace(quiz.drafting.example("multiple_choice"), block=Block(text=""))
    )[0]
    current = draft.with_content(current, draft.TITLE, ("", ""))
    current = draft.with_content(current, "section.s1", ("", "", "many"))
    return replace(current, frame=replace(current.frame, language="?"))


def test_problems_are_links_into_the_editor_and_keep_it_from_being_published(desk: Publishing) -> None:
    desk.change(with_problems)
    page = desk.page()
    places = re.findall(rf'<a href="{desk.quiz}(/?[^"]*)">([^<]*)</a>: ', page.text)
    assert places == [
        ("#title", "Title and questions"),
        ("/settings", "Settings"),
        ("#section.s1", "Section 1"),
        ("/questions/q4#question.q4", "The note after question 3"),
        ("/questions/q5#question.q5", "Question 4"),
    ]
    assert "<button>Publish" not in page.text and "says what has changed" in read(page)
    refused = desk.press("x" * 16)
    assert refused.status_code in (409, 422) and desk.revisions() == [1]


def test_a_quiz_with_problems_is_refused_even_if_the_form_is_sent(desk: Publishing) -> None:
    desk.change(lambda current: draft.with_content(current, draft.TITLE, ("", "")))
    document, _ = draft.quiz_of(desk.draft)
    page = desk.press(draft.fingerprint(document))
    assert page.status_code == 422 and "the quiz has no title" in read(page)
    assert desk.revisions() == [1] and Site().get("/quizzes/small-quiz").status_code == 200


def test_attempts_are_told_of_where_there_are_any(desk: Publishing) -> None:
    desk.retitle("Larger")
    assert "keep their marks" not in read(desk.page())
    assert Site().hand_in("small-quiz", q1="b").status_code == 303
    assert "those that were handed in keep their marks" in read(desk.page())


def test_who_may_only_see_results_or_nothing_cannot_publish(desk: Publishing) -> None:
    desk.retitle("Larger")
    form = {"seen": hidden(desk.page(), "seen")}
    reader, stranger = shared(desk, may_edit=False), signed_in(new_teacher("Olga"))
    for one, expected in ((reader, (403, 403)), (stranger, (404, 404)), (Site(), (303, 401))):
        address = f"{desk.quiz}/publish"
        assert (one.get(address).status_code, one.post(address, form).status_code) == expected
    assert desk.revisions() == [1]


def test_a_colleague_who_may_edit_publishes_in_their_own_name(desk: Publishing) -> None:
    desk.retitle("Larger")
    form = {"seen": hidden(desk.page(), "seen")}
    assert shared(desk).post(f"{desk.quiz}/publish", form).status_code == 303
    with quiz.database.transaction(write=False) as db:
        assert quiz.revisions.find(db, desk.quiz_id, 2).published_by == "Carl"
