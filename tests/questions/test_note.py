import msgspec
import pytest
from hypothesis import strategies as st

from quiz.errors import Invalid
from quiz.questions.block import Block, Item
from quiz.questions.common import Fields, WrongAnswer
from quiz.questions.note import Note
from quiz.web import render
from tests.texts import texts

NOTE = Note(key="n", text="Read *this* first.")

questions = st.builds(Note, text=texts)


@pytest.mark.parametrize("fields", [{}, {"": [""]}, {"": ["", ""], "a": [""]}], ids=repr)
def test_nothing_is_an_answer(fields: Fields) -> None:
    assert NOTE.read(fields) is None  # type: ignore[func-returns-value]


@pytest.mark.parametrize("fields", [{"": ["x"]}, {"": ["", " "]}, {"a": ["x"]}], ids=repr)
def test_it_takes_no_answer(fields: Fields) -> None:
    with pytest.raises(WrongAnswer, match="takes no answer"):
        NOTE.read(fields)


@pytest.mark.parametrize(
    ("change", "problems"),
    [
        ({}, []),
        ({"marks": 1.0}, ["a note has no marks"]),
        ({"marks": float("nan")}, ["a note has no marks"]),
        ({"explanation": "Why."}, ["a note has no explanation"]),
    ],
)
def test_it_says_why_it_cannot_be_published(change: dict[str, object], problems: list[str]) -> None:
    assert msgspec.structs.replace(NOTE, **change).problems() == problems


def test_it_becomes_a_block_of_text_and_comes_back() -> None:
    block = Block("Read *this* first.", "n")
    assert NOTE.to_block() == block
    assert Note.from_block(block) == NOTE
    assert not Note.claims(block)


@pytest.mark.parametrize(
    ("block", "message"),
    [
        (Block("x", items=(Item("=", "a"),)), "neither answers nor marks"),
        (Block("x", attributes={"marks": "2"}), "neither answers nor marks"),
        (Block("x", explanation="Why."), "no explanation; a quote at its end"),
        (Block("x", attributes={"credit": "1"}), "no “credit”"),
    ],
)
def test_it_refuses_a_block_that_it_would_lose_part_of(block: Block, message: str) -> None:
    with pytest.raises(Invalid, match=message):
        Note.from_block(block)


def test_the_page_shows_its_text_and_nothing_to_fill_in() -> None:
    module = render._environment().get_template("questions/note.html").module
    shown = module.ask(NOTE, "answer.n", None)  # type: ignore[attr-defined]
    assert "<p>Read <em>this</em> first.</p>" in shown and "name=" not in shown
    assert module.review(NOTE, None, "en").strip() == ""  # type: ignore[attr-defined]
