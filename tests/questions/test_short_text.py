import pytest
from hypothesis import strategies as st

from quiz.errors import Invalid
from quiz.questions.block import Block, Item
from quiz.questions.common import Fields, WrongAnswer
from quiz.questions.short_text import Accepted, ShortText
from tests.texts import marks, maybe, texts, words


def accepting(*accepted: Accepted | str, case_sensitive: bool = False) -> ShortText:
    return ShortText(
        text="What?",
        accepted=tuple(Accepted(text=one) if isinstance(one, str) else one for one in accepted),
        case_sensitive=case_sensitive,
    )


QUESTION = accepting("Not Found", Accepted(text="missing", credit=0.5))

accepted = st.builds(Accepted, text=words, credit=st.sampled_from((1.0, 0.5)))
questions = st.builds(
    ShortText,
    text=texts,
    explanation=maybe,
    marks=marks,
    case_sensitive=st.booleans(),
    accepted=st.lists(accepted, min_size=1, max_size=3).map(tuple),
).filter(lambda question: not question.problems())


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("404", "404"),
        ("  404\t\n", "404"),
        ("not \u00a0 found", "not found"),
        ("\u2003a\u2028b", "a b"),
        ("", None),
        (" \t\r\n", None),
        ("\x00\x1b", None),
        ("a\x00b", "ab"),
        ("e\u0301", "é"),
        ("e\x00\u0301", "é"),
        ("x" * 200, "x" * 200),
        (" " * 300 + "x", "x"),
        ("e\u0301" * 200, "é" * 200),
    ],
)
def test_it_reads_the_text_as_a_reader_would_see_it(typed: str, answer: str | None) -> None:
    assert QUESTION.read({"": [typed]}) == answer


def test_a_missing_field_is_unanswered() -> None:
    assert QUESTION.read({}) is None


@pytest.mark.parametrize("fields", [{"": ["a", "b"]}, {"": ["", ""]}, {"x": ["a"]}], ids=repr)
def test_it_refuses_what_its_page_cannot_send(fields: Fields) -> None:
    with pytest.raises(WrongAnswer, match="takes one answer"):
        QUESTION.read(fields)


def test_it_refuses_201_characters_and_gives_them_back_to_be_shortened() -> None:
    with pytest.raises(WrongAnswer, match="may have 200 characters; yours has 201") as caught:
        QUESTION.read({"": [" " + "x" * 201]})
    assert caught.value.shown == "x" * 201


@pytest.mark.parametrize(
    ("question", "answer", "fraction"),
    [
        (QUESTION, "Not Found", 1),
        (QUESTION, "not found", 1),
        (QUESTION, "NOT  FOUND", 1),
        (QUESTION, "missing", 0.5),
        (QUESTION, "NotFound", 0),
        (QUESTION, "", 0),
        (QUESTION, 404, 0),
        (accepting("404"), 404, 1),
        (accepting("Straße"), "STRASSE", 1),
        (accepting("é"), "E\u0301", 1),
        (accepting("Def", case_sensitive=True), "Def", 1),
        (accepting("Def", case_sensitive=True), "def", 0),
        (accepting("a  b", case_sensitive=True), "a b", 1),
        (accepting(Accepted(text="a", credit=0.5), "A"), "A", 0.5),
        (accepting(Accepted(text="a", credit=0.5), "A", case_sensitive=True), "A", 1),
        (accepting(Accepted(text="a", credit=7)), "a", 1),
        (accepting(Accepted(text="a", credit=-1)), "a", 0),
        (accepting(), "a", 0),
    ],
)
def test_the_first_match_counts(question: ShortText, answer: object, fraction: float) -> None:
    assert question.grade(answer) == fraction


def test_the_right_answer_is_the_first_that_earns_most() -> None:
    assert accepting(Accepted(text="half", credit=0.5), "full", "as full").right_answer() == "full"


def test_an_answer_describes_itself() -> None:
    assert QUESTION.describe("4 o 4") == "4 o 4"


@pytest.mark.parametrize(
    ("question", "problems"),
    [
        (QUESTION, []),
        (accepting(), ["no accepted answer earns all marks"]),
        (accepting(Accepted(text="a", credit=0.5)), ["no accepted answer earns all marks"]),
        (accepting("a", Accepted(text="b", credit=2)), ["an accepted answer earns more than all marks"]),
        (accepting("a", " "), ["an accepted answer has no text"]),
        (accepting("a", "\x00"), ["an accepted answer has no text"]),
        (accepting("a" * 200), []),
        (accepting("a" * 201), ["an accepted answer is longer than 200 characters"]),
        (accepting("a b", "A  B"), ["two accepted answers are alike"]),
        (accepting("a", "A", case_sensitive=True), []),
    ],
)
def test_it_says_why_it_cannot_be_published(question: ShortText, problems: list[str]) -> None:
    assert question.problems() == problems


@pytest.mark.parametrize(
    ("question", "block"),
    [
        (QUESTION, Block("What?", items=(Item("=", "Not Found"), Item("=", "missing", "", {"credit": "50%"})))),
        (accepting("A", case_sensitive=True), Block("What?", "", {"case-sensitive": ""}, (Item("=", "A"),))),
    ],
)
def test_it_becomes_accepted_lines_and_comes_back(question: ShortText, block: Block) -> None:
    assert question.to_block() == block
    assert ShortText.from_block(block) == question


@pytest.mark.parametrize(("marks", "claimed"), [("=", True), ("==", True), ("=x", False), ("x ", False), ("", False)])
def test_it_claims_accepted_lines(marks: str, claimed: bool) -> None:
    assert ShortText.claims(Block("What?", items=tuple(Item(mark, "t") for mark in marks))) is claimed


@pytest.mark.parametrize(
    ("block", "message"),
    [
        (Block("What?", items=(Item("x", "a"),)), "accepted answers are written"),
        (Block("What?", attributes={"case": ""}, items=(Item("=", "a"),)), "no “case”"),
        (Block("What?", attributes={"case-sensitive": "no"}, items=(Item("=", "a"),)), "takes no value"),
        (Block("What?", items=(Item("=", "C", key="sharp"),)), "no key"),
        (Block("What?", items=(Item("=", "a", explanation="", attributes={"marks": "1"}),)), "no “marks”"),
    ],
)
def test_it_refuses_a_block_that_it_would_lose_part_of(block: Block, message: str) -> None:
    with pytest.raises(Invalid, match=message):
        ShortText.from_block(block)


@pytest.mark.parametrize(("typed", "answer"), [("DN\u00adS\u200b", "DNS"), ("\u200b", None), ("\u200d", None)])
def test_what_cannot_be_seen_is_no_part_of_an_answer(typed: str, answer: str | None) -> None:
    question = ShortText(text="Which system?", accepted=(Accepted(text="DNS"),))
    assert question.read({"": [typed]}) == answer
