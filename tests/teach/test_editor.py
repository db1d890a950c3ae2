"""The editor without script: every button saves what was typed, then does what it says; nothing typed is lost."""

import re
from collections.abc import Iterator
from html import unescape

import msgspec
import pytest
from werkzeug.test import TestResponse

import quiz
from quiz import drafting
from quiz.database import transaction
from quiz.draft import Draft
from quiz.web.teach import cards
from tests.controls import Pairs, controls, with_fields
from tests.desks import draft_of, drafted
from tests.site import Site, new_teacher, signed_in

EDITOR = "/teach/quizzes/1"


class Tab:
    """A teacher's browser at the editor of the first quiz: the small one, with questions q1, q2 and q3."""

    def __init__(self, teacher_id: int) -> None:
        self.site: Site = signed_in(teacher_id)

    def get(self, path: str = "") -> TestResponse:
        return self.site.get(EDITOR + path)

    def open(self, key: str = "") -> Pairs:
        """The form as it comes, with a question open."""
        page = self.get(f"/questions/{key}" if key else "")
        assert page.status_code == 200, page.text
        return controls(page.text)

    def press(self, pairs: Pairs, do: str) -> TestResponse:
        fields: dict[str, list[str]] = {}
        for name, value in pairs:
            fields.setdefault(name, []).append(value)
        return self.site.post(EDITOR, fields | {"do": [do]})


@pytest.fixture
def tess(database: str) -> int:
    teacher_id = new_teacher("Tess")
    drafted(teacher_id)
    return teacher_id


@pytest.fixture
def desk(tess: int) -> Tab:
    return Tab(tess)


@pytest.fixture
def other(tess: int) -> Tab:
    """The same teacher in another tab."""
    return Tab(tess)


def stored() -> Draft:
    return draft_of(1)


def titles(page: TestResponse) -> Iterator[str]:
    yield from (unescape(found) for found in re.findall(r'name="title.title" value="([^"]*)"', page.text))


# ------------------------------------------------------------------ what is shown


def test_every_question_is_shown_with_its_right_answer_and_none_is_sent(desk: Tab) -> None:
    page = desk.get().text
    assert "Question 1 · Multiple choice" in page and "Question 3 · Short text" in page
    assert re.search(r'value="b" checked', page)
    assert not [name for name, _ in controls(page) if name.startswith(("shown.", "question."))]


def test_an_opened_question_has_its_form(desk: Tab) -> None:
    fields = dict(desk.open("q1"))
    assert fields["question.q1.text"] == "Which?" and fields["question.q1.item.1.text"] == "second"
    assert fields["question.q1.right"] == "1" and fields["open"] == "q1"


@pytest.mark.parametrize("path", ["/questions/q9", "/questions/%00", "/questions/title"])
def test_a_question_that_is_not_there_is_404(desk: Tab, path: str) -> None:
    assert desk.get(path).status_code == 404


# ------------------------------------------------------------------ saving


@pytest.mark.parametrize("do", ["save", "open.q2", "close", "add-section", "undo", "go.preview", "nonsense"])
def test_a_page_that_is_sent_untouched_changes_no_text(desk: Tab, do: str) -> None:
    before = stored()
    desk.press(desk.open("q1"), do)
    assert (stored().frame, stored().questions) == (before.frame, before.questions)


@pytest.mark.parametrize(
    "do", ["save", "open.q2", "close", "add.essay.s1", "down.q3", "copy.q2", "go.publish", "more.question.q1"]
)
def test_every_button_saves_what_was_typed(desk: Tab, do: str) -> None:
    typed = with_fields(desk.open("q1"), title_title="New title", question_q1_text="New text?", section_s1_draw="2")
    assert desk.press(typed, do).status_code == 303
    assert stored().frame.title == "New title"
    assert stored().questions["q1"].block.text == "New text?"
    assert stored().section("s1").draw == "2"


@pytest.mark.parametrize(
    ("do", "where"),
    [
        ("save", "/questions/q1#question.q1"),
        ("close", ""),
        ("open.q3", "/questions/q3#question.q3"),
        ("add.note.s1", "/questions/q4#question.q4"),
        ("example.cloze.s1.q1", "/questions/q4#question.q4"),
        ("copy.q1", "/questions/q4#question.q4"),
        ("up.q2", "#question.q2"),
        ("go.preview", "/preview"),
        ("go.publish", "/publish"),
        ("go.https://elsewhere.example", ""),
    ],
)
def test_every_button_leads_somewhere(desk: Tab, do: str, where: str) -> None:
    assert desk.press(desk.open("q1"), do).headers["Location"].removeprefix(EDITOR) in (where, where or "#question.")


@pytest.mark.parametrize(
    ("do", "keys"),
    [
        ("up.q3", ["q1", "q3", "q2"]),
        ("down.q1", ["q2", "q1", "q3"]),
        ("delete.q2", ["q1", "q3"]),
        ("copy.q1", ["q1", "q4", "q2", "q3"]),
        ("add.numeric.s1.q1", ["q1", "q4", "q2", "q3"]),
        ("place.q3.s1.0", ["q3", "q1", "q2"]),
    ],
)
def test_questions_are_added_moved_copied_and_deleted(desk: Tab, do: str, keys: list[str]) -> None:
    desk.press(desk.open(), do)
    assert list(stored().keys) == keys
    desk.press(desk.open(), "undo")
    assert list(stored().keys) == ["q1", "q2", "q3"]


def test_the_same_button_of_the_same_page_sent_twice_is_pressed_once(desk: Tab) -> None:
    page = desk.open()
    first, second = desk.press(page, "add.essay.s1"), desk.press(page, "add.essay.s1")
    assert first.headers["Location"] == second.headers["Location"]
    assert stored().keys == ("q1", "q2", "q3", "q4")
    desk.press(page, "add.note.s1")
    assert stored().keys == ("q1", "q2", "q3", "q4", "q5")


@pytest.mark.parametrize(("shape", "label"), cards.SHAPES)
def test_every_shape_is_added_empty_and_as_an_example(desk: Tab, shape: str, label: str) -> None:
    for do, is_whole in ((f"add.{shape}.s1", False), (f"example.{shape}.s1", True)):
        address = desk.press(desk.open(), do).headers["Location"].partition("#")[0]
        page = desk.site.get(address)
        assert page.status_code == 200 and label in page.text
        key = address.rpartition("/")[2]
        assert (f"question.{key}" not in drafting.problems(stored())) is is_whole
        assert desk.press(controls(page.text), "close").status_code == 303


@pytest.mark.parametrize(
    "do",
    [
        *("open.q9", "delete.q9", "up.q9", "copy.q9", "delete-section.s9"),
        *("add", "add.note.s9", "add.poem.s1", "place.q1", "place.q1.s1.x"),
    ],
)
def test_what_is_not_there_is_404_and_changes_nothing_else(desk: Tab, do: str) -> None:
    before = stored()
    answer = desk.press(desk.open(), do)
    if answer.status_code == 303:
        answer = desk.site.get(answer.headers["Location"].partition("#")[0])
    assert answer.status_code == 404
    assert stored() == before


def test_a_rows_button_takes_it_away_or_moves_it_up(desk: Tab) -> None:
    desk.press(desk.open("q1"), "raise.question.q1.2")
    assert [item.text for item in stored().questions["q1"].block.items] == ["first", "third", "second"]
    desk.press(desk.open("q1"), "drop.question.q1.0")
    items = stored().questions["q1"].block.items
    assert [(item.text, item.mark) for item in items] == [("third", " "), ("second", "x")]


def test_a_limit_is_said_on_the_page_and_what_was_typed_is_stored(desk: Tab) -> None:
    answer = desk.press(with_fields(desk.open("q1"), question_q1_text="New?"), "delete-section.s1")
    assert answer.status_code == 422 and "at least one section" in answer.text
    assert stored().questions["q1"].block.text == "New?"
    assert dict(controls(answer.text))["question.q1.text"] == "New?"


def test_markup_in_what_was_typed_is_text(desk: Tab) -> None:
    nasty = "</textarea><script>alert(1)</script>"
    desk.press(with_fields(desk.open("q1"), title_title=nasty, title_text=nasty, question_q1_text=nasty), "save")
    page = desk.get("/questions/q1").text
    assert "<script>alert" not in page and list(titles(desk.get())) == [nasty]


def test_a_page_that_lost_its_count_is_refused(desk: Tab) -> None:
    page = [(name, "x" if name == "seen.title" else value) for name, value in desk.open()]
    assert desk.press(page, "save").status_code == 422


@pytest.mark.parametrize(
    ("part", "seen", "status"),
    [
        ("settings", "0-x-", 422),
        ("foo", "0-x-", 422),
        ("", "0-x-", 422),
        ("question.q1", "0-x-", 422),
        ("question.q9", "0-x-", 422),
        ("question.q1", "0-x-nothing", 422),
        ("question.q4", "0-x-essay", 404),  # which the next new question will be
        ("question.a/b", "0-x-essay", 404),
        ("section.s2", "0-x-", 404),
        ("section.x", "0-x-", 404),
    ],
)
def test_a_part_that_never_was_there_is_refused(desk: Tab, part: str, seen: str, status: int) -> None:
    before = stored()
    sent = {f"seen.{part}": seen, f"{part}.text": "New", f"{part}.title": "New", "do": "save"}
    assert desk.site.post(EDITOR, sent).status_code == status
    assert stored() == before


@pytest.mark.parametrize("odd", ["open.x\r\nSet-Cookie: a=b", "close.\r\n", "up.\u4e2d", "open.\0"])
def test_a_button_that_is_none_leads_nowhere_odd(desk: Tab, odd: str) -> None:
    answer = desk.press(desk.open(), odd)
    assert answer.status_code in (303, 404)
    address = answer.headers.get("Location", EDITOR)
    assert address.startswith(EDITOR) and address.isascii() and address.isprintable()
    assert "a=b" not in answer.headers.getlist("Set-Cookie")


def test_nul_is_not_kept(desk: Tab) -> None:
    """PostgreSQL cannot hold it, and a page cannot show it."""
    answer = desk.press(with_fields(desk.open("q1"), title_title="A\0B", question_q1_text="C\0D"), "save")
    assert answer.status_code == 303
    assert (stored().frame.title, stored().questions["q1"].block.text) == ("AB", "CD")


# ------------------------------------------------------------------ two at once


def test_changes_of_different_questions_merge(desk: Tab, other: Tab) -> None:
    mine, theirs = desk.open("q1"), other.open("q2")
    other.press(with_fields(theirs, question_q2_text="Theirs?"), "save")
    assert desk.press(with_fields(mine, question_q1_text="Mine?", title_title="Mine"), "save").status_code == 303
    assert [stored().questions[key].block.text for key in ("q1", "q2")] == ["Mine?", "Theirs?"]


def test_changes_of_the_same_question_show_both_and_let_choose(desk: Tab, other: Tab) -> None:
    mine, theirs = desk.open("q1"), other.open("q1")
    other.press(with_fields(theirs, question_q1_text="Theirs?"), "save")
    answer = desk.press(with_fields(mine, question_q1_text="Mine?", title_title="Mine"), "save")
    assert answer.status_code == 409 and "Theirs?" in answer.text
    assert dict(controls(answer.text))["question.q1.text"] == "Mine?"
    assert stored().questions["q1"].block.text == "Theirs?"
    assert stored().frame.title == "Mine"  # what is no conflict is stored


def test_of_two_versions_ones_own_is_stored_when_it_is_chosen(desk: Tab, other: Tab) -> None:
    mine, theirs = desk.open("q1"), other.open("q1")
    other.press(with_fields(theirs, question_q1_text="Theirs?"), "save")
    answer = desk.press(with_fields(mine, question_q1_text="Mine?"), "save")
    assert desk.press(controls(answer.text), "save").status_code == 303
    assert stored().questions["q1"].block.text == "Mine?"


def test_of_two_versions_the_stored_one_stays_when_it_is_chosen(desk: Tab, other: Tab) -> None:
    mine, theirs = desk.open("q1"), other.open("q1")
    other.press(with_fields(theirs, question_q1_text="Theirs?"), "save")
    answer = desk.press(with_fields(mine, question_q1_text="Mine?"), "save")
    assert desk.press(controls(answer.text), "take.question.q1").status_code == 303
    assert stored().questions["q1"].block.text == "Theirs?"


@pytest.mark.parametrize(("field", "value"), [("title_title", "Mine"), ("section_s1_text", "Mine")])
def test_titles_and_sections_conflict_too(desk: Tab, other: Tab, field: str, value: str) -> None:
    mine, theirs = desk.open(), other.open()
    other.press(with_fields(theirs, **{field: "Theirs"}), "save")
    answer = desk.press(with_fields(mine, **{field: value}), "save")
    assert answer.status_code == 409
    assert "Theirs" in answer.text and value in answer.text


def test_a_question_that_was_deleted_while_it_was_changed_is_there_again(desk: Tab, other: Tab) -> None:
    mine = desk.open("q1")
    other.press(other.open(), "delete.q1")
    assert desk.press(mine, "close").status_code == 303
    assert stored().keys == ("q2", "q3")
    assert desk.press(with_fields(mine, question_q1_text="Mine?"), "save").status_code == 303
    assert stored().keys == ("q2", "q3", "q1")
    assert stored().questions["q1"].block.text == "Mine?"


# ------------------------------------------------------------------ the script


def test_the_script_is_told_what_is_stored_how_it_looks_and_what_is_left_to_do(desk: Tab) -> None:
    fields = [pair for pair in desk.open("q1") if "q1" in pair[0]]
    answer = desk.press(with_fields(fields, question_q1_text="Which **one**?", question_q1_item_0_text=""), "autosave")
    told = msgspec.json.decode(answer.data)
    assert answer.status_code == 200 and told["publishable"] is True and told["conflicts"] == []
    (part,) = told["parts"].items()
    assert part[0] == "question.q1" and "<strong>one</strong>" in part[1]["html"] and part[1]["problems"] == []
    again = [(name, part[1]["seen"] if name.startswith("seen.") else value) for name, value in fields]
    answer = desk.press(with_fields(again, question_q1_text=""), "autosave")
    assert msgspec.json.decode(answer.data)["parts"]["question.q1"]["problems"] == ["it has no text"]


def test_the_script_is_told_of_a_conflict(desk: Tab, other: Tab) -> None:
    fields = [pair for pair in desk.open("q1") if "q1" in pair[0]]
    other.press(with_fields(other.open("q1"), question_q1_text="Theirs?"), "save")
    answer = desk.press(with_fields(fields, question_q1_text="Mine?"), "autosave")
    assert answer.status_code == 409
    assert msgspec.json.decode(answer.data)["conflicts"] == ["question.q1"]


def test_a_session_that_ended_is_told_apart(desk: Tab, tess: int) -> None:
    page = desk.open("q1")
    desk.site.client.delete_cookie("teacher")
    answer = desk.press(with_fields(page, question_q1_text="Not lost"), "autosave")
    assert answer.status_code == 401


# ------------------------------------------------------------------ as a student


def test_the_draft_is_seen_as_a_student_checked_and_nothing_is_stored(desk: Tab) -> None:
    page = desk.get("/preview")
    assert page.status_code == 200 and "Which?" in page.text and "Because second." not in page.text
    pairs = [(name, value) for name, value in controls(page.text)] + [("answer.q1", "b"), ("answer.q2", "true")]
    checked = desk.site.post(f"{EDITOR}/preview", dict(pairs))
    assert "<strong>2</strong> of 4 marks" in checked.text and "Because second." in checked.text
    with transaction(write=False) as db:
        assert db.execute(quiz.tables.attempts.select()).all() == []


def test_questions_that_are_not_whole_are_left_out_of_it(desk: Tab) -> None:
    desk.press(desk.open(), "add.multiple_choice.s1")
    page = desk.get("/preview").text
    assert "1 question is not here yet" in page and "Question 3" in page and "Question 4" not in page


@pytest.mark.parametrize("paper", ["", "[]x", '[["q9", []]]', "\0", '[["q1", ["z"]]]'])
def test_a_paper_that_does_not_fit_any_more_leads_to_a_new_one(desk: Tab, paper: str) -> None:
    answer = desk.site.post(f"{EDITOR}/preview", {"paper": paper})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{EDITOR}/preview")


def test_a_quiz_without_questions_is_seen_and_printed(desk: Tab) -> None:
    for key in ("q1", "q2", "q3"):
        desk.press(desk.open(), f"delete.{key}")
    assert [desk.get(path).status_code for path in ("/preview", "/print")] == [200, 200]


@pytest.mark.parametrize("paper", ['[["q1", []], ["q1", []]]', '[["q1", ["a", "a"]]]'])
def test_a_paper_shows_nothing_twice(desk: Tab, paper: str) -> None:
    answer = desk.site.post(f"{EDITOR}/preview", {"paper": paper})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{EDITOR}/preview")


def test_a_type_that_is_not_there_is_not_found(desk: Tab) -> None:
    assert desk.press(desk.open("q1"), "turn.riddle.q1").status_code == 404
    assert desk.press(desk.open("q1"), "turn.essay.q9").status_code == 404


@pytest.mark.parametrize(("deleted", "beside"), [("q1", "q2"), ("q3", "q2")])
def test_after_a_deletion_the_page_stays_where_the_question_was(desk: Tab, deleted: str, beside: str) -> None:
    assert desk.press(desk.open(), f"delete.{deleted}").location == f"{EDITOR}#question.{beside}"


def test_after_the_last_deletion_the_page_begins_at_its_top(desk: Tab) -> None:
    for key in ("q1", "q2"):
        desk.press(desk.open(), f"delete.{key}")
    assert desk.press(desk.open(), "delete.q3").location == EDITOR


def test_a_button_for_what_somebody_has_deleted_stores_what_was_typed_all_the_same(desk: Tab, other: Tab) -> None:
    mine = desk.open()
    other.press(other.open(), "delete.q2")
    answer = desk.press(with_fields(mine, title_title="Mine"), "up.q2")
    assert answer.status_code == 404 and "not there any more" in answer.text
    assert stored().frame.title == "Mine" and list(titles(answer)) == ["Mine"]
