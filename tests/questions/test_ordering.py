import re
from typing import Any

import msgspec
import pytest
from hypothesis import strategies as st

from quiz.errors import Invalid
from quiz.questions.block import Block, Item
from quiz.questions.common import Fields, WrongAnswer
from quiz.questions.order_credit import Credit
from quiz.questions.ordering import Entry, Ordering
from quiz.web import render
from tests.questions.test_order_credit import SCHEMES
from tests.texts import marks, maybe, texts, words


def numbered(*texts: str) -> Block:
    return Block("Sort.", items=tuple(Item("1", text) for text in texts))


def asking(*texts: str) -> Ordering:
    """A question with these items in their right order."""
    return Ordering.from_block(numbered(*texts))


# Shown mixed; the keys belong to what is shown: a Uranus, b Mars, c Venus, d Earth.
QUESTION = Ordering(
    text="Sort.",
    items=(
        Entry(key="a", text="Uranus", place=4),
        Entry(key="b", text="*Mars*", place=3),
        Entry(key="c", text="Venus", place=1),
        Entry(key="d", text="Earth", place=2),
    ),
)
RIGHT = ["c", "d", "b", "a"]


def _with(items: list[str], text: str, explanation: str, marks: float, credit: Credit) -> Ordering:
    given = {"text": text, "explanation": explanation, "marks": marks, "credit": credit}
    return msgspec.structs.replace(asking(*items), **given)


questions = st.builds(
    _with, st.lists(words, min_size=2, max_size=4, unique=True), texts, maybe, marks, st.sampled_from(SCHEMES)
).filter(lambda question: not question.problems())


@pytest.mark.parametrize(
    ("fields", "answer"),
    [
        ({"a": ["4"], "b": ["3"], "c": ["1"], "d": ["2"]}, RIGHT),
        ({"a": ["1"], "b": ["2"], "c": ["3"], "d": ["4"]}, ["a", "b", "c", "d"]),
        ({"a": [""], "b": [""], "c": ["1"], "d": [""]}, ["c", "a", "b", "d"]),
        ({"d": ["4"], "c": ["2"]}, ["c", "d", "a", "b"]),
        ({"a": ["4"], "b": []}, ["a", "b", "c", "d"]),
        ({"a": [""], "b": [""], "c": [""], "d": [""]}, None),
        ({}, None),
        ({"": [""]}, None),
    ],
)
def test_it_reads_the_order_and_puts_items_without_a_place_last(fields: Fields, answer: list[str] | None) -> None:
    assert QUESTION.read(fields) == answer


@pytest.mark.parametrize(
    ("fields", "message", "shown"),
    [
        ({"c": ["1"], "d": ["1"]}, "Two items had the same place", ["c", "d", "a", "b"]),
        ({"a": ["3"], "b": ["3"], "c": ["1"], "d": ["2"]}, "Two items had the same place", ["c", "d", "a", "b"]),
        ({"c": ["1"], "d": ["5"]}, "a place from 1 to 4", ["c", "a", "b", "d"]),
        ({"c": ["1"], "d": ["0"]}, "a place from 1 to 4", ["c", "a", "b", "d"]),
        ({"c": ["1"], "d": ["01"]}, "a place from 1 to 4", ["c", "a", "b", "d"]),
        ({"c": ["1"], "d": ["２"]}, "a place from 1 to 4", ["c", "a", "b", "d"]),
        ({"c": ["1"], "d": ["1", "2"]}, "a place from 1 to 4", ["c", "a", "b", "d"]),
        ({"c": ["1"], "d": ["", ""]}, "a place from 1 to 4", ["c", "a", "b", "d"]),
        ({"c": ["1"], "z": ["2"]}, "a place from 1 to 4", ["c", "a", "b", "d"]),
        ({"d": ["9" * 100_000]}, "a place from 1 to 4", None),
        ({"": ["1"]}, "a place from 1 to 4", None),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_of_what_is_no_order_an_order_is_shown(fields: Fields, message: str, shown: list[str] | None) -> None:
    with pytest.raises(WrongAnswer, match=message) as caught:
        QUESTION.read(fields)
    assert caught.value.shown == shown


@pytest.mark.parametrize(
    ("answer", "fraction"),
    [
        (RIGHT, 1),
        (["c", "d", "a", "b"], 0.5),
        (["c", "a", "b", "d"], 0.5),
        (["c"], 0.5),  # an answer to an older revision that had fewer items
        (["z", "c", "c", "d"], 0.5),
        (["a", "b", "d", "c"], 0),
        ([], 0),
    ],
)
def test_every_item_at_its_place_earns_a_part(answer: list[str], fraction: float) -> None:
    assert QUESTION.grade(answer) == fraction


@pytest.mark.parametrize(
    ("credit", "fraction"),
    [("all-or-nothing", 0), ("next-item", 1 / 3), ("longest-ordered", 0.75), ("longest-run", 0.75)],
)
def test_its_credit_says_how_it_is_graded(credit: Credit, fraction: float) -> None:
    question = msgspec.structs.replace(QUESTION, credit=credit)
    assert question.grade(["c", "a", "d", "b"]) == fraction
    assert question.grade(RIGHT) == 1


@pytest.mark.parametrize("answer", [[], ["x", "y"], "cdba", {"c": "d"}, 4])
def test_what_has_none_of_its_items_earns_nothing_by_chance(answer: object) -> None:
    assert msgspec.structs.replace(QUESTION, credit="distance").grade(answer) == 0


def test_it_tells_of_each_item_what_it_earned() -> None:
    question = msgspec.structs.replace(QUESTION, credit="next-item")
    assert [(item.key, earned) for item, earned in question.judged(["a", "c", "d", "b"])] == [
        *(("a", None), ("c", 1), ("d", 1), ("b", 0)),
    ]


def test_the_right_answer_is_the_right_order() -> None:
    assert QUESTION.right_answer() == RIGHT


@pytest.mark.parametrize(
    ("answer", "words"),
    [(RIGHT, "Venus → Earth → *Mars* → Uranus"), (["d", "z"], "Earth → Uranus → *Mars* → Venus")],
)
def test_an_answer_is_described_in_its_order(answer: list[str], words: str) -> None:
    assert QUESTION.describe(answer) == words


@pytest.mark.parametrize("order", [("1914", "1939", "1989"), ("1989", "1939", "1914"), ("1939", "1914", "1989")])
def test_what_is_shown_is_the_same_whatever_the_right_order(order: tuple[str, ...]) -> None:
    question = asking(*order).keyed(None)
    assert [(item.key, item.text) for item in question.items] == [("a", "1989"), ("b", "1939"), ("c", "1914")]
    assert [item.text for item in question.in_order(question.right_answer())] == list(order)


def test_keys_put_items_into_the_order_shown_even_if_they_came_in_another() -> None:
    items = tuple(Entry(text=text, place=place) for place, text in enumerate(("1914", "1939", "1989"), 1))
    assert Ordering(text="Sort.", items=items).keyed(None) == msgspec.structs.replace(
        asking("1914", "1939", "1989").keyed(None), text="Sort."
    )


def test_items_can_be_shown_in_another_order() -> None:
    assert QUESTION.parts() == tuple("abcd")
    arranged = QUESTION.arranged("dbca")
    assert arranged.parts() == tuple("dbca")
    assert arranged.read({"a": ["1"]}) == ["a", "d", "b", "c"]
    assert arranged.grade(RIGHT) == 1


def test_items_take_the_keys_of_the_same_texts_before() -> None:
    new = asking("Venus", "Uranus", "Neptune").keyed(QUESTION)
    assert {item.text: item.key for item in new.items} == {"Venus": "c", "Uranus": "a", "Neptune": "e"}


@pytest.mark.parametrize(
    ("question", "problems"),
    [
        (QUESTION, []),
        (asking("a", "A"), []),
        (asking("a"), ["it needs at least two items"]),
        (asking("a", " "), ["an item has no text"]),
        (asking("a", "b\nc"), ["an item has more than one line"]),
        (asking("a", "b" * 20_000), []),
        (asking("a b", "a  b"), ["two items are alike"]),
        (
            Ordering(text="Sort.", items=(Entry(text="a", place=1), Entry(text="b", place=1))),
            ["the places of its items are not 1, 2, 3 and so on"],
        ),
        (
            Ordering(text="Sort.", items=(Entry(text="a", place=0), Entry(text="b", place=1))),
            ["the places of its items are not 1, 2, 3 and so on"],
        ),
    ],
)
def test_it_says_why_it_cannot_be_published(question: Ordering, problems: list[str]) -> None:
    assert question.problems() == problems


def test_it_becomes_a_numbered_list_and_comes_back() -> None:
    keyed = [("Venus", "c"), ("Earth", "d"), ("*Mars*", "b"), ("Uranus", "a")]
    block = Block("Sort.", items=tuple(Item("1", text, key) for text, key in keyed))
    assert QUESTION.to_block() == block
    assert Ordering.from_block(block) == QUESTION.keyed(None)


@pytest.mark.parametrize("credit", SCHEMES)
def test_its_credit_is_an_attribute_of_the_heading(credit: Credit) -> None:
    block = Block("Sort.", attributes={"credit": credit}, items=numbered("a", "b").items)
    question = Ordering.from_block(block)
    assert question.credit == credit
    assert question.to_block().attributes == ({} if credit == "absolute-position" else {"credit": credit})


@pytest.mark.parametrize(("marks", "claimed"), [("1", True), ("11", True), ("1x", False), ("=", False), ("", False)])
def test_it_claims_numbered_lists(marks: str, claimed: bool) -> None:
    assert Ordering.claims(Block("Sort.", items=tuple(Item(mark, "t") for mark in marks))) is claimed


@pytest.mark.parametrize(
    ("block", "message"),
    [
        (Block("Sort.", items=(Item("x", "a"),)), "items are written “1. first”"),
        (Block("Sort.", attributes={"shuffle": ""}, items=(Item("1", "a"),)), "no “shuffle”"),
        (Block("Sort.", attributes={"credit": "half"}, items=(Item("1", "a"),)), "there is no credit “half”"),
        (Block("Sort.", items=(Item("1", "a", "", {"credit": "50%"}),)), "an answer has no “credit”"),
    ],
)
def test_it_refuses_a_block_that_it_would_lose_part_of(block: Block, message: str) -> None:
    with pytest.raises(Invalid, match=message):
        Ordering.from_block(block)


def page() -> Any:
    return render._environment().get_template("questions/ordering.html").module


def words_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def test_the_page_is_the_same_whatever_the_right_order() -> None:
    one, other = asking("x", "y", "z").keyed(None), asking("z", "x", "y").keyed(None)
    assert one.right_answer() != other.right_answer()
    assert page().ask(one, "answer.q1", None) == page().ask(other, "answer.q1", None)


@pytest.mark.parametrize(
    ("answer", "names", "chosen"),
    [(None, "abcd", []), (["d", "a", "b", "c"], "dabc", ["1", "2", "3", "4"])],
)
def test_the_page_has_a_place_for_each_item_in_the_order_given(
    answer: list[str] | None, names: str, chosen: list[str]
) -> None:
    html = str(page().ask(QUESTION, "answer.q1", answer))
    assert re.findall(r'<select id="answer\.q1\.\w" name="answer\.q1\.(\w)">', html) == list(names)
    assert re.findall(r"<option selected>(\d)<", html) == chosen


@pytest.mark.parametrize(
    ("credit", "answer", "said"),
    [
        ("absolute-position", RIGHT, "1. Venus Right 2. Earth Right 3. Mars Right 4. Uranus Right"),
        (
            "absolute-position",
            ["c", "d", "a", "b"],
            "1. Venus Right 2. Earth Right 3. Uranus Wrong 4. Mars Wrong The right order: Venus Earth Mars Uranus",
        ),
        (
            "next-item",
            ["a", "c", "d", "b"],
            "1. Uranus Not counted 2. Venus Right 3. Earth Right 4. Mars Wrong"
            " The right order: Venus Earth Mars Uranus",
        ),
        (
            "neighbours",
            ["c", "b", "d", "a"],
            "1. Venus Partly right 2. Mars Wrong 3. Earth Wrong 4. Uranus Partly right"
            " The right order: Venus Earth Mars Uranus",
        ),
        ("distance", None, "The right order: Venus Earth Mars Uranus"),
    ],
)
def test_the_review_tells_each_item_and_the_right_order(credit: Credit, answer: list[str] | None, said: str) -> None:
    question = msgspec.structs.replace(QUESTION, credit=credit)
    assert words_of(str(page().review(question, answer, "en"))) == said
