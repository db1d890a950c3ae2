"""What every question kind promises, whatever it asks."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.document import decode, encode
from quiz.errors import Invalid
from quiz.papers import read_answers
from quiz.proofreading import problems
from quiz.questions import KINDS, Question
from quiz.questions.common import Answer, Fields, kind_of
from quiz.web import render
from tests.strategies import QUESTIONS, beginning_with
from tests.texts import moderate

CONTRACT = (
    *("read", "describe", "texts", "parts", "arranged", "keyed", "problems"),
    *("claims", "from_block", "to_block"),
)
MARKED_BY_MACHINE = [kind for kind in KINDS if kind.marked_by == "machine"]
each_kind = pytest.mark.parametrize("kind", KINDS, ids=kind_of)
each_marked_kind = pytest.mark.parametrize("kind", MARKED_BY_MACHINE, ids=kind_of)
values = st.sampled_from(("true", "false", "a", "b", "c", "", " ", "x")) | st.text()
forms = st.dictionaries(st.just("") | st.text(max_size=3), st.lists(values, max_size=2), max_size=2)


def drawn(data: st.DataObject, kind: type[Question]) -> Question:
    """A question as it stands in a published quiz, with keys."""
    quiz = beginning_with(data.draw(QUESTIONS[kind]))
    assert problems(quiz) == []
    return quiz.questions[0]


def read(question: Question, fields: Fields) -> Answer | None:
    try:
        return question.read(fields)
    except Invalid:
        return None


@each_kind
@pytest.mark.parametrize("macro", ["ask", "review", "printed"])
def test_a_kind_has_a_template_with_its_macros(kind: type[Question], macro: str) -> None:
    assert hasattr(render._environment().get_template(f"questions/{kind_of(kind)}.html").module, macro)


@each_kind
@pytest.mark.parametrize("method", CONTRACT)
def test_a_kind_answers_the_contract(kind: type[Question], method: str) -> None:
    assert callable(getattr(kind, method, None))


@each_kind
@pytest.mark.parametrize("method", ["grade", "right_answer"])
def test_only_what_a_machine_marks_has_a_right_answer(kind: type[Question], method: str) -> None:
    assert hasattr(kind, method) is (kind in MARKED_BY_MACHINE)


@each_kind
@moderate
@given(data=st.data())
def test_any_form_is_an_answer_or_invalid(kind: type[Question], data: st.DataObject) -> None:
    question = drawn(data, kind)
    answer = read(question, data.draw(forms))
    assert json.loads(json.dumps(answer)) == answer


@each_marked_kind
@moderate
@given(data=st.data())
def test_any_answer_earns_a_fraction(kind: type[Question], data: st.DataObject) -> None:
    question = drawn(data, kind)
    answer = read(question, data.draw(forms))
    assert answer is None or 0 <= question.grade(answer) <= 1


@each_marked_kind
@moderate
@given(data=st.data())
def test_whatever_is_stored_earns_a_fraction_and_has_words(kind: type[Question], data: st.DataObject) -> None:
    """It may be a draft, or an answer to what the question was before, even of another kind."""
    question = drawn(data, kind)
    keys = st.sampled_from((*question.parts(), "a", "b", "c"))
    scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | keys
    stored = st.recursive(scalars, lambda some: st.lists(some, max_size=5) | st.dictionaries(keys | st.text(), some))
    answer = data.draw(stored)
    assert 0 <= question.grade(answer) <= 1
    assert isinstance(question.describe(answer), str)


@each_marked_kind
@moderate
@given(data=st.data())
def test_the_right_answer_scores_1_and_has_words(kind: type[Question], data: st.DataObject) -> None:
    question = drawn(data, kind)
    assert question.grade(question.right_answer()) == 1
    assert question.describe(question.right_answer()).strip()


@each_kind
@moderate
@given(data=st.data())
def test_an_untouched_question_is_unanswered(kind: type[Question], data: st.DataObject) -> None:
    question = drawn(data, kind)
    assert question.read({}) is None
    assert question.read({"": [""]}) is None


@each_kind
@moderate
@given(data=st.data())
def test_its_document_survives_json(kind: type[Question], data: st.DataObject) -> None:
    quiz = beginning_with(data.draw(QUESTIONS[kind]))
    assert decode(encode(quiz)) == quiz


@each_kind
@moderate
@given(data=st.data())
def test_its_block_says_it_all(kind: type[Question], data: st.DataObject) -> None:
    question = drawn(data, kind)
    assert kind.from_block(question.to_block()) == question


@each_kind
@moderate
@given(data=st.data())
def test_its_parts_can_be_shown_in_any_order(kind: type[Question], data: st.DataObject) -> None:
    question = drawn(data, kind)
    order = data.draw(st.permutations(question.parts()))
    arranged = question.arranged(order)
    assert sorted(arranged.parts()) == sorted(order)
    assert arranged.arranged(arranged.parts()) == arranged
    assert arranged.arranged(question.parts()) == question


@each_marked_kind
@moderate
@given(data=st.data())
def test_the_order_of_its_parts_does_not_change_what_is_right(kind: type[Question], data: st.DataObject) -> None:
    question = drawn(data, kind)
    arranged = question.arranged(data.draw(st.permutations(question.parts())))
    assert arranged.grade(question.right_answer()) == 1


@each_kind
@moderate
@given(data=st.data())
def test_the_order_of_form_fields_does_not_matter(kind: type[Question], data: st.DataObject) -> None:
    question = drawn(data, kind)
    names = st.sampled_from(("answer.q1", "answer.q1.", "answer.q1.a", "answer.zz", "answer.", "name"))
    form = data.draw(st.dictionaries(names, st.lists(values, max_size=2)))
    shuffled = dict(data.draw(st.permutations(list(form.items()))))
    assert read_answers([question], shuffled) == read_answers([question], form)
