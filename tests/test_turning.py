"""A question becomes one of another kind, with what that kind has a place for."""

import pytest

from quiz import draft, drafting, formats, turning
from quiz.document import keyed
from quiz.draft import Draft
from quiz.errors import NotFound
from quiz.questions import KINDS
from quiz.questions.block import Block
from quiz.questions.common import kind_of

NAMES = [kind_of(kind) for kind in KINDS]
SEVERAL = "# T\n\n## Which?\n\n- [x] a {credit=50}\n- [ ] b\n- [x] c\n\n> Because.\n"


def draft_of(markdown: str) -> Draft:
    return draft.of_quiz(keyed(formats.markdown.read(markdown)))


def turned(markdown: str, kind: str) -> Block:
    return turning.turn_question(draft_of(markdown), "q1", drafting.example(kind)).question("q1").block


@pytest.mark.parametrize("kind", NAMES)
@pytest.mark.parametrize("before", NAMES)
def test_every_kind_becomes_every_other_and_keeps_its_text(before: str, kind: str) -> None:
    old = draft_of(f"# T\n\n{draft.KIND_NAMED[before].example}")
    new = turning.turn_question(old, "q1", drafting.example(kind))
    assert new.question("q1").kind == kind
    assert new.question("q1").block.text == old.question("q1").block.text
    if kind != "true_false":  # which nobody can guess
        draft.question_of(new, "q1")


def test_choices_stay_choices_with_all_that_was_said_about_them() -> None:
    assert turned(SEVERAL, "multiple_choice") == draft_of(SEVERAL).question("q1").block


def test_the_right_choices_become_the_answers_that_are_accepted_and_back() -> None:
    block = turned(SEVERAL, "short_text")
    assert [(item.mark, item.text) for item in block.items] == [("=", "a"), ("=", "c")]
    assert block.explanation == "Because."
    back = turned("# T\n\n## Which?\n\n= a\n= c\n", "multiple_response")
    assert [(item.mark, item.text) for item in back.items] == [("x", "a"), ("x", "c")]


def test_what_has_no_place_is_left_out() -> None:
    assert turned(SEVERAL, "essay").items == ()
    assert turned(SEVERAL, "note") == Block("Which?")
    assert "case-sensitive" not in turned("# T\n\n## Which? {case-sensitive marks=2}\n\n= a\n", "essay").attributes


def test_marks_and_tags_stay() -> None:
    block = turned('# T\n\n## Which? {case-sensitive marks=2 tags="http"}\n\n= a\n', "essay")
    assert block.attributes == {"marks": "2", "tags": "http"}


def test_a_question_that_is_not_there_is_not_turned() -> None:
    with pytest.raises(NotFound):
        turning.turn_question(draft_of(SEVERAL), "q9", drafting.example("essay"))
