"""The editor without script: every button saves what was typed, then does what it says; nothing typed is lost."""

import re
from collections.abc import Iterator
from html import unescape

import msgspec
import pytest
from werkzeug.test import TestResponse

import quiz
from quiz import draft, drafting, teachers
from quiz.database import transaction
from quiz.document import keyed
from quiz.draft import Draft
from quiz.web.teach import cards
from tests.controls import Pairs, controls, with_fields
from tests.site import SMALL, Site, new_teacher, signed_in

EDITOR = "/teach/quizzes/1"


class Desk:
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
    with transaction(write=True) as db:
        teacher = teachers.of_session(db, teacher_id, 1)
        assert teacher
        drafting.create(db, teacher, draft.of_quiz(keyed(SMALL)), "n")
    return teacher_id


@pytest.fixture
def desk(tess: int) -> Desk:
    return Desk(tess)


@pytest.fixture
def other(tess: int) -> Desk:
    """The same teacher in another tab."""
    return Desk(tess)


def stored() -> Draft:
    with transaction(write=False) as db:
        return drafting.load(db, 1)


def titles(page: TestResponse) -> Iterator[str]:
    yield from (unescape(found) for found in re.findall(r'name="title.title" value="([^"]*)"', page.text))


# ------------------------------------------------------------------ what is shown


def test_every_question_is_shown_with_its_right_answer_and_none_is_sent(desk: Desk) -> None:
    page = desk.get().text
    assert "Question 1 · Multiple choice" in page and "Question 3 · Short text" in page
    assert re.search(r'value="b" checked', page)
    assert not [name for name, _ in controls(page) if name.startswith(("shown.", "question."))]


def test_an_opened_question_has_its_form(desk: Desk) -> None:
    fields = dict(desk.open("q1"))
    assert fields["question.q1.text"] == "Which?" and fields["question.q1.item.1.text"] == "second"
    assert fields["question.q1.right"] == "1" and fields["open"] == "q1"


@pytest.mark.parametrize("path", ["/questions/q9", "/questions/%00", "/questions/title"])
def test_a_question_that_is_not_there_is_404(desk: Desk, path: str) -> None:
    assert desk.get(path).status_code == 404


# ------------------------------------------------------------------ saving


@pytest.mark.parametrize("do", ["save", "open.q2", "close", "add-section", "undo", "go.preview", "nonsense"])
def test_a_page_that_is_sent_untouched_changes_no_text(desk: Desk, do: str) -> None:
    before = stored()
    desk.press(desk.open("q1"), do)
    assert (stored().frame, stored().questions) == (before.frame, before.questions)


@pytest.mark.parametrize(
    "do", ["save", "open.q2", "close", "add.essay.s1", "down.q3", "copy.q2", "go.publish", "more.question.q1"]
)
def test_every_button_saves_what_was_typed(desk: Desk, do: str) -> None:
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
def test_every_button_leads_somewhere(desk: Desk, do: str, where: str) -> None:
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
def test_questions_are_added_moved_copied_and_deleted(desk: Desk, do: str, keys: list[str]) -> None:
    desk.press(desk.open(), do)
    assert list(stored().keys) == keys
    desk.press(desk.open(), "undo")
    assert list(stored().keys) == ["q1", "q2", "q3"]


def test_the_same_button_of_the_same_page_sent_twice_is_pressed_once(desk: Desk) -> None:
    page = desk.open()
    first, second = desk.press(page, "add.essay.s1"), desk.press(page, "add.essay.s1")
    assert first.headers["Location"] == second.headers["Location"]
    assert stored().keys == ("q1", "q2", "q3", "q4")
    desk.press(page, "add.note.s1")
    assert stored().keys == ("q1", "q2", "q3", "q4", "q5")


@pytest.mark.parametrize(("shape", "label"), cards.SHAPES)
def test_every_shape_is_added_empty_and_as_an_example(desk: Desk, shape: str, label: str) -> None:
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
def test_what_is_not_there_is_404_and_changes_nothing_else(desk: Desk, do: str) -> None:
    before = stored()
    answer = desk.press(desk.open(), do)
    if answer.status_code == 303:
        answer = desk.site.get(answer.headers["Location"].partition("#")[0])
    assert answer.status_code == 404
    assert stored() == before


def test_a_rows_button_takes_it_away_or_moves_it_up(desk: Desk) -> None:
    desk.press(desk.open("q1"), "raise.question.q1.2")
    assert [item.text for item in stored().questions["q1"].block.items] == ["first", "third", "second"]
    desk.press(desk.open("q1"), "drop.question.q1.0")
    items = stored().questions["q1"].block.items
    assert [(item.text, item.mark) for item in items] == [("third", " "), ("second", "x")]


def test_a_limit_is_said_on_the_page_and_what_was_typed_is_stored(desk: Desk) -> None:
    answer = desk.press(with_fields(desk.open("q1"), question_q1_text="New?"), "delete-section.s1")
    assert answer.status_code == 422 and "at least one section" in answer.text
    assert stored().questions["q1"].block.text == "New?"
    assert dict(controls(answer.text))["question.q1.text"] == "New?"


def test_markup_in_what_was_typed_is_text(desk: Desk) -> None:
    nasty = "</textarea><script>alert(1)</script>"
    desk.press(with_fields(desk.open("q1"), title_title=nasty, title_text=nasty, question_q1_text=nasty), "save")
    page = desk.get("/questions/q1").text
    assert "<script>alert" not in page and list(titles(desk.get())) == [nasty]


def test_a_page_that_lost_its_count_is_refused(desk: Desk) -> None:
    page = [(name, "x" if name == "seen.title" else value) for name, value in desk.open()]
    assert desk.press(page, "save").status_code == 422


# ------------------------------------------------------------------ two at once


def test_changes_of_different_questions_merge(desk: Desk, other: Desk) -> None:
    mine, theirs = desk.open("q1"), other.open("q2")
    other.press(with_fields(theirs, question_q2_text="Theirs?"), "save")
    assert desk.press(with_fields(mine, question_q1_text="Mine?", title_title="Mine"), "save").status_code == 303
    assert [stored().questions[key].block.text for key in ("q1", "q2")] == ["Mine?", "Theirs?"]


def test_changes_of_the_same_question_show_both_and_let_choose(desk: Desk, other: Desk) -> None:
    mine, theirs = desk.open("q1"), other.open("q1")
    other.press(with_fields(theirs, question_q1_text="Theirs?"), "save")
    answer = desk.press(with_fields(mine, question_q1_text="Mine?", title_title="Mine"), "save")
    assert answer.status_code == 409 and "Theirs?" in answer.text
    assert dict(controls(answer.text))["question.q1.text"] == "Mine?"
    assert stored().questions["q1"].block.text == "Theirs?"
    assert stored().frame.title == "Mine"  # what is no conflict is stored


def test_of_two_versions_ones_own_is_stored_when_it_is_chosen(desk: Desk, other: Desk) -> None:
    mine, theirs = desk.open("q1"), other.open("q1")
    other.press(with_fields(theirs, question_q1_text="Theirs?"), "save")
    answer = desk.press(with_fields(mine, question_q1_text="Mine?"), "save")
    assert desk.press(controls(answer.text), "save").status_code == 303
    assert stored().questions["q1"].block.text == "Mine?"


def test_of_two_versions_the_stored_one_stays_when_it_is_chosen(desk: Desk, other: Desk) -> None:
    mine, theirs = desk.open("q1"), other.open("q1")
    other.press(with_fields(theirs, question_q1_text="Theirs?"), "save")
    answer = desk.press(with_fields(mine, question_q1_text="Mine?"), "save")
    assert desk.press(controls(answer.text), "take.question.q1").status_code == 303
    assert stored().questions["q1"].block.text == "Theirs?"


@pytest.mark.parametrize(("field", "value"), [("title_title", "Mine"), ("section_s1_text", "Mine")])
def test_titles_and_sections_conflict_too(desk: Desk, other: Desk, field: str, value: str) -> None:
    mine, theirs = desk.open(), other.open()
    other.press(with_fields(theirs, **{field: "Theirs"}), "save")
    answer = desk.press(with_fields(mine, **{field: value}), "save")
    assert answer.status_code == 409
    assert "Theirs" in answer.text and value in answer.text


def test_a_question_that_was_deleted_while_it_was_changed_is_there_again(desk: Desk, other: Desk) -> None:
    mine = desk.open("q1")
    other.press(other.open(), "delete.q1")
    assert desk.press(mine, "close").status_code == 303
    assert stored().keys == ("q2", "q3")
    assert desk.press(with_fields(mine, question_q1_text="Mine?"), "save").status_code == 303
    assert stored().keys == ("q2", "q3", "q1")
    assert stored().questions["q1"].block.text == "Mine?"


# ------------------------------------------------------------------ the script


def test_the_script_is_told_what_is_stored_how_it_looks_and_what_is_left_to_do(desk: Desk) -> None:
    fields = [pair for pair in desk.open("q1") if "q1" in pair[0]]
    answer = desk.press(with_fields(fields, question_q1_text="Which **one**?", question_q1_item_0_text=""), "autosave")
    told = msgspec.json.decode(answer.data)
    assert answer.status_code == 200 and told["publishable"] is True and told["conflicts"] == []
    (part,) = told["parts"].items()
    assert part[0] == "question.q1" and "<strong>one</strong>" in part[1]["html"] and part[1]["problems"] == []
    again = [(name, part[1]["seen"] if name.startswith("seen.") else value) for name, value in fields]
    answer = desk.press(with_fields(again, question_q1_text=""), "autosave")
    assert msgspec.json.decode(answer.data)["parts"]["question.q1"]["problems"] == ["it has no text"]


def test_the_script_is_told_of_a_conflict(desk: Desk, other: Desk) -> None:
    fields = [pair for pair in desk.open("q1") if "q1" in pair[0]]
    other.press(with_fields(other.open("q1"), question_q1_text="Theirs?"), "save")
    answer = desk.press(with_fields(fields, question_q1_text="Mine?"), "autosave")
    assert answer.status_code == 409
    assert msgspec.json.decode(answer.data)["conflicts"] == ["question.q1"]


def test_a_session_that_ended_is_told_apart(desk: Desk, tess: int) -> None:
    page = desk.open("q1")
    desk.site.client.delete_cookie("teacher")
    answer = desk.press(with_fields(page, question_q1_text="Not lost"), "autosave")
    assert answer.status_code == 401


# ------------------------------------------------------------------ as a student


def test_the_draft_is_seen_as_a_student_checked_and_nothing_is_stored(desk: Desk) -> None:
    page = desk.get("/preview")
    assert page.status_code == 200 and "Which?" in page.text and "Because second." not in page.text
    pairs = [(name, value) for name, value in controls(page.text)] + [("answer.q1", "b"), ("answer.q2", "true")]
    checked = desk.site.post(f"{EDITOR}/preview", dict(pairs))
    assert "<strong>2</strong> of 4 marks" in checked.text and "Because second." in checked.text
    with transaction(write=False) as db:
        assert db.execute(quiz.tables.attempts.select()).all() == []


def test_questions_that_are_not_whole_are_left_out_of_it(desk: Desk) -> None:
    desk.press(desk.open(), "add.multiple_choice.s1")
    page = desk.get("/preview").text
    assert "1 question is not here yet" in page and "Question 3" in page and "Question 4" not in page


@pytest.mark.parametrize("paper", ["", "[]x", '[["q9", []]]', "\0", '[["q1", ["z"]]]'])
def test_a_paper_that_does_not_fit_any_more_leads_to_a_new_one(desk: Desk, paper: str) -> None:
    answer = desk.site.post(f"{EDITOR}/preview", {"paper": paper})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{EDITOR}/preview")


def test_a_type_that_is_not_there_is_not_found(desk: Desk) -> None:
    assert desk.press(desk.open("q1"), "turn.riddle.q1").status_code == 404
    assert desk.press(desk.open("q1"), "turn.essay.q9").status_code == 404


@pytest.mark.parametrize(("deleted", "beside"), [("q1", "q2"), ("q3", "q2")])
def test_after_a_deletion_the_page_stays_where_the_question_was(desk: Desk, deleted: str, beside: str) -> None:
    assert desk.press(desk.open(), f"delete.{deleted}").location == f"{EDITOR}#question.{beside}"


def test_after_the_last_deletion_the_page_begins_at_its_top(desk: Desk) -> None:
    for key in ("q1", "q2"):
        desk.press(desk.open(), f"delete.{key}")
    assert desk.press(desk.open(), "delete.q3").location == EDITOR
