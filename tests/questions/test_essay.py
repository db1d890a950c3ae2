import pytest
from hypothesis import strategies as st

from quiz.errors import Invalid
from quiz.questions.block import Block, Item
from quiz.questions.common import Fields, WrongAnswer
from quiz.questions.essay import Essay
from quiz.web import render
from tests.texts import marks, maybe, texts

QUESTION = Essay(key="q1", text="Why?", marks=4, explanation="Because.")

questions = st.builds(Essay, text=texts, explanation=maybe, marks=marks)


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("Because.", "Because."),
        ("one\r\n\r\ntwo\rthree\nfour", "one\n\ntwo\nthree\nfour"),
        ("one\u2028two\u0085three", "one\ntwo\nthree"),
        ("def f():\r\n\treturn 1", "def f():\n\treturn 1"),
        ("  indented, and open at the end\n", "  indented, and open at the end\n"),
        ("\na", "\na"),
        ("a\x00b\x1b[0m\x0b", "ab[0m"),
        ("e\u0301", "e\u0301"),
        ("", None),
        (" \r\n\t\n", None),
        ("\x00\u200b", None),
        ("x" * 20_000, "x" * 20_000),
        ("\r\n" * 10_000 + "x" * 10_000, "\n" * 10_000 + "x" * 10_000),
    ],
    ids=lambda text: str(text)[:20],
)
def test_it_reads_the_text_as_typed(typed: str, answer: str | None) -> None:
    assert QUESTION.read({"": [typed]}) == answer


@pytest.mark.parametrize("fields", [{"": ["a", "b"]}, {"x": ["a"]}], ids=repr)
def test_it_refuses_what_its_page_cannot_send(fields: Fields) -> None:
    with pytest.raises(WrongAnswer, match="takes one answer"):
        QUESTION.read(fields)


def test_it_gives_back_what_is_too_long_to_be_shortened() -> None:
    with pytest.raises(WrongAnswer, match="may have 20000 characters; yours has 20001") as caught:
        QUESTION.read({"": ["x" * 20_001]})
    assert caught.value.shown == "x" * 20_001


def test_an_answer_describes_itself() -> None:
    assert QUESTION.describe("one\ntwo") == "one\ntwo"


def test_it_becomes_a_block_without_answers_and_comes_back() -> None:
    block = Block("Why?", "q1", {"marks": "4"}, explanation="Because.")
    assert QUESTION.to_block() == block
    assert Essay.from_block(block) == QUESTION
    assert not Essay.claims(block)


@pytest.mark.parametrize(
    ("block", "message"),
    [
        (Block("Why?", items=(Item("=", "a"),)), "an essay has no answer lines"),
        (Block("Why?", attributes={"words": "200"}), "no “words”"),
    ],
)
def test_it_refuses_a_block_that_it_would_lose_part_of(block: Block, message: str) -> None:
    with pytest.raises(Invalid, match=message):
        Essay.from_block(block)


@pytest.mark.parametrize("text", ["one\n  two", "\nbegins with a blank line", "</textarea><b>&amp;"])
def test_the_page_shows_it_as_it_was_typed(text: str) -> None:
    module = render._environment().get_template("questions/essay.html").module
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert f">\n{escaped}</textarea>" in module.ask(QUESTION, "answer.q1", text)  # type: ignore[attr-defined]
    assert f">{escaped}</p>" in module.review(QUESTION, text, "en")  # type: ignore[attr-defined]


def test_the_model_answer_is_not_on_the_page_that_asks() -> None:
    module = render._environment().get_template("questions/essay.html").module
    assert "Because" not in module.ask(QUESTION, "answer.q1", None)  # type: ignore[attr-defined]
