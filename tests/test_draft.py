"""The draft as a value: a document in parts, what is typed there, the steps back, the order of questions."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz import draft, outline, steps
from quiz.document import AS_BEFORE, Quiz, keyed
from quiz.draft import Draft, DraftQuestion
from quiz.errors import Broken, Conflict, Invalid, NotFound
from quiz.questions.block import Block
from tests.site import SMALL
from tests.strategies import quizzes
from tests.texts import moderate

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
NOTE = DraftQuestion(kind="note", block=Block("Read this."))


def small() -> Draft:
    return draft.of_quiz(keyed(SMALL))


def changed(before: Draft, after: Draft, by: str = "Tess", at: datetime = NOON, what: str = "Something") -> Draft:
    return steps.stepped(before, after, what, by, at)


def content(one: Draft) -> tuple[object, ...]:
    return one.frame, one.sections, one.questions


def two_sections() -> Draft:
    """q1, q2, q3 in s1 and q4 in s2."""
    more, key = outline.add_question(outline.add_section(small()), "s2", NOTE)
    assert key == "q4"
    return more


# ------------------------------------------------------------------ documents


@moderate
@given(quiz=quizzes)
def test_a_documents_draft_is_the_document(quiz: Quiz) -> None:
    quiz = msgspec.structs.replace(keyed(quiz), access=AS_BEFORE)
    assert draft.quiz_of(draft.of_quiz(quiz)) == (quiz, {})


@moderate
@given(quiz=quizzes)
def test_a_draft_is_stored_and_read_again(quiz: Quiz) -> None:
    one = changed(small(), draft.with_document(small(), keyed(quiz)))
    assert draft.decode(draft.encode(one)) == one


@pytest.mark.parametrize("text", ["", "{}", '{"frame": 1}', "[]", '{"frame": {"title": "x"}, "sections": 3}'])
def test_what_is_no_draft_is_broken(text: str) -> None:
    with pytest.raises(Broken):
        draft.decode(text)


def test_what_cannot_be_read_is_left_out_and_named() -> None:
    odd = msgspec.structs.replace(small().questions["q1"], block=Block("Which?", attributes={"marks": "two"}))
    unread = draft.with_content(small(), "question.q1", odd)
    quiz, named = draft.quiz_of(draft.with_content(unread, "section.s1", ("", "", "a few")))
    assert [question.key for question in quiz.questions] == ["q2", "q3"]
    assert named == {
        "question.q1": "marks must be a number such as 2 or 0.5, not “two”",
        "section.s1": "how many questions are drawn must be a whole number, or empty for all",
    }


# ------------------------------------------------------------------ typing

PARTS = [
    ("title", ("Other", "Text")),
    ("section.s1", ("First", "", "2")),
    ("question.q1", NOTE),
    ("settings", msgspec.structs.replace(SMALL, title="", text="", sections=(), pass_mark=0.5)),
]


def shown(one: Draft, part: str) -> tuple[int, str]:
    return one.version(part), draft.fingerprint(one.content(part))


@pytest.mark.parametrize(("part", "value"), PARTS)
def test_what_is_typed_in_a_part_is_kept_there(part: str, value: object) -> None:
    after = draft.typed(small(), part, value, shown(small(), part))
    assert after.content(part) == value
    others = {"title", "settings", "section.s1", "question.q1", "question.q2"} - {part}
    assert [after.content(other) for other in others] == [small().content(other) for other in others]


@pytest.mark.parametrize(("part", "value"), PARTS)
def test_a_second_change_of_the_same_part_is_a_conflict(part: str, value: object) -> None:
    seen = shown(small(), part)
    mine: dict[str, object] = {
        "title": ("Mine", ""),
        "section.s1": ("Mine", "", ""),
        "question.q1": msgspec.structs.replace(NOTE, kind="essay"),
        "settings": msgspec.structs.replace(SMALL, title="", text="", sections=(), pass_mark=0.7),
    }
    after = changed(small(), draft.typed(small(), part, value, seen))
    with pytest.raises(Conflict):
        draft.typed(after, part, mine[part], seen)


@pytest.mark.parametrize(("part", "value"), PARTS)
def test_what_was_not_changed_in_an_older_form_changes_nothing(part: str, value: object) -> None:
    before = small()
    after = changed(before, draft.typed(before, part, value, shown(before, part)))
    assert draft.typed(after, part, before.content(part), shown(before, part)) is after


@pytest.mark.parametrize(("part", "value"), PARTS)
def test_the_same_change_twice_is_no_conflict(part: str, value: object) -> None:
    seen = shown(small(), part)
    after = changed(small(), draft.typed(small(), part, value, seen))
    assert draft.typed(after, part, value, seen) is after


def test_changes_of_different_parts_merge() -> None:
    both = small()
    for part, value in PARTS:
        both = changed(both, draft.typed(both, part, value, shown(small(), part)))
    assert [both.content(part) for part, _ in PARTS] == [value for _, value in PARTS]


@pytest.mark.parametrize("part", ["question.q9", "section.s9", "question.", "question.s1"])
def test_a_part_that_is_gone_is_not_found(part: str) -> None:
    with pytest.raises(NotFound):
        draft.typed(small(), part, NOTE, (0, ""))


# ------------------------------------------------------------------ steps back

OPERATIONS = st.sampled_from(
    [
        lambda one: draft.with_content(one, "title", (one.frame.title + "x", "")),
        lambda one: outline.add_question(one, one.sections[-1].key, NOTE)[0],
        lambda one: outline.copy_question(one, one.keys[0])[0] if one.keys else one,
        lambda one: outline.remove_question(one, one.keys[-1]) if one.keys else one,
        lambda one: outline.shift_question(one, one.keys[-1], -1) if one.keys else one,
        lambda one: outline.add_section(one),
        lambda one: outline.shift_section(one, one.sections[0].key, 1),
        lambda one: outline.remove_section(one, one.sections[-1].key) if one.sections[1:] else one,
        lambda one: draft.with_document(one, keyed(SMALL)),
    ]
)


@moderate
@given(operations=st.lists(OPERATIONS, max_size=steps.MOST_STEPS))
def test_every_step_leads_back_to_where_it_began(operations: list[object]) -> None:
    now, before = small(), []
    for number, operation in enumerate(operations):
        after = operation(now)  # type: ignore[operator]
        if content(after) != content(now):
            before.append(content(now))
        now = changed(now, after, what=f"step {number}")
    for state in reversed(before):
        now = steps.undone(now, "Tess", NOON)
        assert content(now) == state
    with pytest.raises(Invalid, match="nothing more to undo"):
        steps.undone(now, "Tess", NOON)


def test_undoing_is_a_change_that_an_older_form_conflicts_with() -> None:
    typed = changed(small(), draft.with_content(small(), "title", ("New", "")))
    seen = shown(typed, "title")
    with pytest.raises(Conflict):
        draft.typed(steps.undone(typed, "Carl", NOON), "title", ("Newer", ""), seen)


@pytest.mark.parametrize(
    ("by", "minutes", "part", "count"),
    [("Tess", 1, "title", 1), ("Carl", 1, "title", 2), ("Tess", 11, "title", 2), ("Tess", 1, "section.s1", 2)],
)
def test_what_one_person_goes_on_typing_in_one_part_is_one_step(by: str, minutes: int, part: str, count: int) -> None:
    first = changed(small(), draft.with_content(small(), "title", ("A", "")))
    value = ("AB", "") if part == "title" else ("AB", "", "")
    second = changed(first, draft.with_content(first, part, value), by, NOON + timedelta(minutes=minutes))
    assert len(second.steps) == count


def test_the_last_steps_are_kept_as_far_as_there_is_room() -> None:
    now = small()
    for number in range(steps.MOST_STEPS + 5):
        now = changed(now, draft.with_content(now, "title", (f"{number}", "")), what=f"{number}")
    assert len(now.steps) == steps.MOST_STEPS
    for number in range(5):
        text = f"{number}" * (steps.MOST_STEP_BYTES // 3)
        now = changed(now, draft.with_content(now, "title", ("", text)), what=f"long {number}")
    assert [step.what for step in now.steps] == ["long 3", "long 4"]


# ------------------------------------------------------------------ order


@pytest.mark.parametrize(
    ("key", "by", "expected"),
    [
        ("q2", -1, [["q2", "q1", "q3"], ["q4"]]),
        ("q1", -1, [["q1", "q2", "q3"], ["q4"]]),
        ("q3", 1, [["q1", "q2"], ["q3", "q4"]]),
        ("q4", -1, [["q1", "q2", "q3", "q4"], []]),
        ("q4", 1, [["q1", "q2", "q3"], ["q4"]]),
    ],
)
def test_a_question_moves_one_place_and_from_section_to_section(key: str, by: int, expected: list[list[str]]) -> None:
    moved = outline.shift_question(two_sections(), key, by)
    assert [list(section.questions) for section in moved.sections] == expected


@pytest.mark.parametrize(
    ("section", "index", "expected"),
    [
        ("s2", 0, [["q2", "q3"], ["q1", "q4"]]),
        ("s2", 99, [["q2", "q3"], ["q4", "q1"]]),
        ("s1", 2, [["q2", "q3", "q1"], ["q4"]]),
    ],
)
def test_a_question_is_placed_anywhere(section: str, index: int, expected: list[list[str]]) -> None:
    placed = outline.place_question(two_sections(), "q1", section, index)
    assert [list(section.questions) for section in placed.sections] == expected


def test_a_new_question_stands_behind_another_and_has_a_key_that_was_never_used() -> None:
    one = outline.remove_question(small(), "q3")
    added, key = outline.add_question(one, "s1", NOTE, after="q1")
    assert key == "q4"
    assert added.keys == ("q1", "q4", "q2")


def test_a_copy_stands_behind_its_question() -> None:
    copied, key = outline.copy_question(small(), "q1")
    assert copied.keys == ("q1", "q4", "q2", "q3") and key == "q4"
    assert copied.questions["q4"] == copied.questions["q1"]


def test_there_are_limits() -> None:
    full = small()
    while len(full.questions) < 500:
        full, _ = outline.add_question(full, "s1", NOTE)
    with pytest.raises(Invalid, match="500 questions"):
        outline.add_question(full, "s1", NOTE)
    with pytest.raises(Invalid, match="100 sections"):
        for _ in range(101):
            full = outline.add_section(full)
    with pytest.raises(Invalid, match="at least one section"):
        outline.remove_section(small(), "s1")


def test_a_section_goes_with_its_questions() -> None:
    gone = outline.remove_section(two_sections(), "s1")
    assert gone.keys == ("q4",) and set(gone.questions) == {"q4"}


@pytest.mark.parametrize(
    "operation",
    [
        lambda one: outline.add_question(one, "s9", NOTE),
        lambda one: outline.copy_question(one, "q9"),
        lambda one: outline.remove_question(one, "q9"),
        lambda one: outline.place_question(one, "q1", "s9", 0),
        lambda one: outline.shift_question(one, "q9", 1),
        lambda one: outline.shift_section(one, "s9", 1),
        lambda one: outline.remove_section(outline.add_section(one), "s9"),
    ],
)
def test_what_is_not_there_is_not_found(operation: object) -> None:
    with pytest.raises(NotFound):
        operation(small())  # type: ignore[operator]
