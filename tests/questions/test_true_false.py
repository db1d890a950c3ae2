import pytest
from hypothesis import strategies as st

from quiz.errors import Invalid
from quiz.questions.block import Block, Item
from quiz.questions.common import Fields, WrongAnswer
from quiz.questions.true_false import TrueFalse
from tests.texts import marks, maybe, texts

TRUE = TrueFalse(text="So?", right=True)
FALSE = TrueFalse(text="So?", right=False)

questions = st.builds(TrueFalse, text=texts, right=st.booleans(), explanation=maybe, marks=marks)


@pytest.mark.parametrize(
    ("fields", "answer"),
    [({"": ["true"]}, True), ({"": ["false"]}, False), ({}, None), ({"": [""]}, None), ({"": []}, None)],
)
def test_it_reads_true_and_false(fields: Fields, answer: bool | None) -> None:
    assert TRUE.read(fields) is answer


@pytest.mark.parametrize(
    "fields",
    [
        {"": ["True"]},
        {"": ["1"]},
        {"": ["yes"]},
        {"": ["true "]},
        {"": ["true", "true"]},
        {"": ["true", "false"]},
        {"x": ["true"]},
        {"": ["true" * 10_000]},
    ],
    ids=repr,
)
def test_it_refuses_what_its_page_cannot_send(fields: Fields) -> None:
    with pytest.raises(WrongAnswer):
        TRUE.read(fields)


@pytest.mark.parametrize(
    ("question", "answer", "fraction"),
    [(TRUE, True, 1), (TRUE, False, 0), (FALSE, False, 1), (FALSE, True, 0), (TRUE, 1, 0), (FALSE, 0, 0)],
)
def test_only_the_right_boolean_earns_marks(question: TrueFalse, answer: object, fraction: float) -> None:
    assert question.grade(answer) == fraction


@pytest.mark.parametrize(("answer", "words"), [(True, "True"), (False, "False")])
def test_an_answer_has_words(answer: bool, words: str) -> None:
    assert TRUE.describe(answer) == words


def test_it_has_no_parts_and_no_problems_of_its_own() -> None:
    assert (TRUE.parts(), TRUE.problems()) == ((), [])


@pytest.mark.parametrize(
    ("question", "items"),
    [(TRUE, (Item("x", "True"), Item(" ", "False"))), (FALSE, (Item(" ", "True"), Item("x", "False")))],
)
def test_it_becomes_two_lines_and_comes_back(question: TrueFalse, items: tuple[Item, ...]) -> None:
    assert question.to_block() == Block("So?", items=items)
    assert TrueFalse.from_block(Block("So?", items=items)) == question


@pytest.mark.parametrize(
    ("items", "claimed"),
    [
        ((Item("x", "True"), Item(" ", "False")), True),
        ((Item(" ", "true"), Item("x", "FALSE")), True),
        ((Item(" ", "False"), Item("x", "True")), False),
        ((Item("x", "True"), Item("x", "False")), False),
        ((Item(" ", "True"), Item(" ", "False")), False),
        ((Item("x", "True"), Item(" ", "No")), False),
        ((Item("x", "True"),), False),
        ((), False),
        ((Item("=", "True"), Item("=", "False")), False),
        ((Item("x", "True", key="a"), Item(" ", "False")), False),
        ((Item("x", "True", explanation="Why."), Item(" ", "False")), False),
        ((Item("x", "True"), Item(" ", "False", attributes={"credit": "50%"})), False),
    ],
)
def test_it_claims_only_what_it_can_hold(items: tuple[Item, ...], claimed: bool) -> None:
    block = Block("So?", items=items)
    assert TrueFalse.claims(block) is claimed
    if not claimed:
        with pytest.raises(Invalid, match="say which is right"):
            TrueFalse.from_block(block)
