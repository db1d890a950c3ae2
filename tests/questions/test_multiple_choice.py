from collections.abc import Sequence

import msgspec
import pytest
from hypothesis import strategies as st

from quiz.errors import Invalid
from quiz.questions import KINDS
from quiz.questions.block import Block, Item, explicit, recognised
from quiz.questions.choices import Choice
from quiz.questions.common import Fields, WrongAnswer
from quiz.questions.multiple_choice import MultipleChoice
from tests.texts import marks, maybe, part_credits, texts

QUESTION = MultipleChoice(
    key="q1",
    text="Which?",
    choices=(
        Choice(key="a", text="half", credit=0.5),
        Choice(key="b", text="right", credit=1, explanation="Because."),
        Choice(key="c", text="wrong"),
        Choice(key="d", text="very wrong", credit=-0.25),
    ),
)


def asking(*choices: Choice) -> MultipleChoice:
    return MultipleChoice(text="Which?", choices=choices)


def _with_one_right(choices: Sequence[Choice], right: Choice) -> tuple[Choice, ...]:
    alike = " ".join(right.text.split())
    wrong = [choice for choice in choices if " ".join(choice.text.split()) != alike]
    return (*wrong[:1], msgspec.structs.replace(right, credit=1.0), *wrong[1:])


choices = st.builds(Choice, text=texts, credit=part_credits, explanation=maybe)
several_choices = st.builds(
    _with_one_right,
    st.lists(choices, min_size=2, max_size=4, unique_by=lambda choice: " ".join(choice.text.split())),
    choices,
)
questions = st.builds(MultipleChoice, text=texts, explanation=maybe, marks=marks, choices=several_choices)


@pytest.mark.parametrize(
    ("fields", "answer"),
    [({"": ["b"]}, "b"), ({"": ["d"]}, "d"), ({}, None), ({"": [""]}, None), ({"": []}, None)],
)
def test_it_reads_the_key_of_a_choice(fields: Fields, answer: str | None) -> None:
    assert QUESTION.read(fields) == answer


@pytest.mark.parametrize(
    "fields",
    [
        {"": ["e"]},
        {"": ["B"]},
        {"": [" b"]},
        {"": ["right"]},
        {"": ["b", "b"]},
        {"": ["", ""]},
        {"a": ["b"]},
        {"": ["b"], "a": [""]},
        {"": ["b" * 100_000]},
    ],
    ids=repr,
)
def test_it_refuses_what_its_page_cannot_send(fields: Fields) -> None:
    with pytest.raises(WrongAnswer) as caught:
        QUESTION.read(fields)
    assert caught.value.shown is None


@pytest.mark.parametrize(("answer", "fraction"), [("a", 0.5), ("b", 1), ("c", 0), ("d", 0), ("e", 0), ("", 0)])
def test_a_choice_earns_its_credit_and_never_less_than_nothing(answer: str, fraction: float) -> None:
    assert QUESTION.grade(answer) == fraction


def test_the_right_answer_is_the_key_of_the_best_choice() -> None:
    assert QUESTION.right_answer() == "b"


@pytest.mark.parametrize(("answer", "words"), [("b", "right"), ("e", "")])
def test_an_answer_is_described_by_the_text_of_its_choice(answer: str, words: str) -> None:
    assert QUESTION.describe(answer) == words


def test_its_choices_can_be_shown_in_another_order() -> None:
    assert QUESTION.parts() == ("a", "b", "c", "d")
    assert [choice.text for choice in QUESTION.arranged("cabd").choices] == ["wrong", "half", "right", "very wrong"]


def test_choices_without_a_key_are_lettered() -> None:
    question = asking(Choice(text="1"), Choice(key="a", text="2"), Choice(text="3")).keyed(None)
    assert question.parts() == ("b", "a", "c")


def test_choices_take_the_keys_of_the_same_texts_before() -> None:
    new = asking(Choice(text="right"), Choice(text="new"), Choice(text="half"))
    assert new.keyed(QUESTION).parts() == ("b", "e", "a")


def test_after_z_comes_aa() -> None:
    question = asking(*(Choice(text=str(number)) for number in range(28))).keyed(None)
    assert question.parts()[24:] == ("y", "z", "aa", "ab")


RIGHT, WRONG = Choice(text="r", credit=1), Choice(text="w")


@pytest.mark.parametrize(
    ("choices", "problems"),
    [
        ((RIGHT, WRONG), []),
        ((WRONG, RIGHT, Choice(text="h", credit=0.5)), []),
        ((RIGHT,), ["it needs at least two choices"]),
        ((), ["it needs at least two choices", "no choice is right"]),
        ((RIGHT, Choice(text=" \n")), ["a choice has no text"]),
        ((RIGHT, Choice(text=" r ")), ["two choices are alike"]),
        ((RIGHT, Choice(text="R")), []),
        ((RIGHT, Choice(text="w", credit=1.5)), ["a choice earns more than all marks"]),
        ((WRONG, Choice(text="v", credit=0.5)), ["no choice is right"]),
        ((RIGHT, Choice(text="s", credit=1)), []),
    ],
)
def test_it_says_why_it_cannot_be_published(choices: tuple[Choice, ...], problems: list[str]) -> None:
    assert asking(*choices).problems() == problems


BLOCK = Block(
    "Which?",
    "q1",
    items=(
        Item(" ", "half", "a", {"credit": "50%"}),
        Item("x", "right", "b", explanation="Because."),
        Item(" ", "wrong", "c"),
        Item(" ", "very wrong", "d", {"credit": "-25%"}),
    ),
)


def test_it_becomes_a_task_list_and_comes_back() -> None:
    assert QUESTION.to_block() == BLOCK
    assert MultipleChoice.from_block(BLOCK) == QUESTION


def test_several_right_ones_are_written_with_the_kind_and_come_back() -> None:
    question = asking(RIGHT, Choice(text="s", credit=1), WRONG)
    block = explicit(question, KINDS)
    assert [item.mark for item in block.items] == ["x", "x", " "]
    assert block.attributes == {"kind": "multiple_choice"}
    assert recognised(block, KINDS) == question


@pytest.mark.parametrize(
    ("marks", "claimed"), [("x ", True), (" ", True), ("xx", True), ("=", False), ("x=", False), ("", False)]
)
def test_it_claims_task_lists(marks: str, claimed: bool) -> None:
    assert MultipleChoice.claims(Block("Which?", items=tuple(Item(mark, "t") for mark in marks))) is claimed


@pytest.mark.parametrize(
    ("block", "message"),
    [
        (Block("Which?", items=(Item("=", "a"),)), "choices are written"),
        (Block("Which?", attributes={"shuffle": ""}), "no “shuffle”"),
        (Block("Which?", items=(Item("x", "a", attributes={"marks": "1"}),)), "an answer has no “marks”"),
        (Block("Which?", items=(Item("x", "a", attributes={"credit": "all"}),)), "credit must be a number"),
    ],
)
def test_it_refuses_a_block_that_it_would_lose_part_of(block: Block, message: str) -> None:
    with pytest.raises(Invalid, match=message):
        MultipleChoice.from_block(block)
