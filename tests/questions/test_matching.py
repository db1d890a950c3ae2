import msgspec
import pytest
from hypothesis import strategies as st

from quiz import proofreading
from quiz.document import Quiz, Section
from quiz.errors import Invalid
from quiz.questions.block import Block, Item
from quiz.questions.common import Fields, WrongAnswer
from quiz.questions.matching import Matching, Stem, Target
from tests.texts import marks, maybe, texts, words


def pairs(*lines: tuple[str, str]) -> Block:
    return Block("Match.", items=tuple(Item(">", stem, target=target) for stem, target in lines))


def asking(*lines: tuple[str, str]) -> Matching:
    """Stems with their targets; a target without a stem is ("", "target")."""
    return Matching.from_block(pairs(*lines))


# Stems a, b, c, d; targets by their alphabet: e addresses, f behaviour, g looks, h Structure.
QUESTION = asking(
    ("HTML", "Structure"), ("*CSS*", "looks"), ("SVG", "looks"), ("JavaScript", "behaviour"), ("", "addresses")
).keyed(None)
ALL = {"a": "h", "b": "g", "c": "g", "d": "f"}

lines = st.lists(st.tuples(words, words), min_size=2, max_size=4) | st.lists(
    st.tuples(words, st.sampled_from(("x", "y -> z"))), min_size=2, max_size=4
)
distractors = st.lists(st.tuples(st.just(""), words), max_size=2)


def _with(question: Matching, text: str, explanation: str, marks: float) -> Matching:
    return msgspec.structs.replace(question, text=text, explanation=explanation, marks=marks)


questions = st.builds(
    _with,
    st.builds(lambda stems, others: asking(*stems, *others), lines, distractors).filter(lambda q: not q.problems()),
    texts,
    maybe,
    marks,
)


@pytest.mark.parametrize(
    ("fields", "answer"),
    [
        ({"a": ["h"], "b": ["g"], "c": ["g"], "d": ["f"]}, ALL),
        ({"a": ["h"], "b": [""], "c": [""], "d": [""]}, {"a": "h"}),
        ({"d": ["e"]}, {"d": "e"}),
        ({"a": ["h"], "b": []}, {"a": "h"}),
        ({"a": [""], "b": [""], "c": [""], "d": [""]}, None),
        ({}, None),
        ({"": [""]}, None),
    ],
)
def test_it_reads_the_stems_that_were_matched(fields: Fields, answer: dict[str, str] | None) -> None:
    assert QUESTION.read(fields) == answer


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"a": ["h"], "z": ["h"]}, {"a": "h"}),
        ({"a": ["h"], "": ["h"]}, {"a": "h"}),
        ({"a": ["h"], "e": ["f"]}, {"a": "h"}),
        ({"a": ["h"], "b": ["z"]}, {"a": "h"}),
        ({"a": ["h"], "b": ["a"]}, {"a": "h"}),
        ({"a": ["h"], "b": ["looks"]}, {"a": "h"}),
        ({"a": ["h"], "b": ["g", "g"]}, {"a": "h"}),
        ({"a": ["h"], "b": ["", ""]}, {"a": "h"}),
        ({"a": ["h"], "b": ["g", ""]}, {"a": "h"}),
        ({"a": ["h" * 100_000]}, None),
        ({"": ["a"]}, None),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_of_what_its_page_cannot_send_the_valid_part_is_shown(fields: Fields, shown: dict[str, str] | None) -> None:
    with pytest.raises(WrongAnswer, match="match each item") as caught:
        QUESTION.read(fields)
    assert caught.value.shown == shown


@pytest.mark.parametrize(
    ("answer", "fraction"),
    [
        (ALL, 1),
        (ALL | {"z": "h"}, 1),
        (ALL | {"a": "e"}, 0.75),
        ({"a": "h", "b": "g"}, 0.5),
        ({"a": "g", "b": "g", "c": "h", "d": "h"}, 0.25),
        ({"a": "g", "b": "h", "c": "f", "d": "e"}, 0),
        ({"a": "a"}, 0),
        ({"a": ["h"], "b": "g", "c": None}, 0.25),
        ({}, 0),
    ],
)
def test_every_right_stem_earns_its_part(answer: dict[str, str], fraction: float) -> None:
    assert QUESTION.grade(answer) == fraction


def test_the_right_answer_has_every_stem() -> None:
    assert QUESTION.right_answer() == ALL


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (ALL, "HTML → Structure; *CSS* → looks; SVG → looks; JavaScript → behaviour"),
        ({"d": "e", "a": "g"}, "HTML → looks; JavaScript → addresses"),
        ({"a": "z", "z": "a"}, ""),
    ],
)
def test_an_answer_is_described_stem_by_stem(answer: dict[str, str], words: str) -> None:
    assert QUESTION.describe(answer) == words


def test_targets_stand_and_are_lettered_by_their_alphabet() -> None:
    assert [(target.key, target.text) for target in QUESTION.targets] == [
        *(("e", "addresses"), ("f", "behaviour"), ("g", "looks"), ("h", "Structure")),
    ]


def test_keys_put_targets_into_their_order_even_if_they_came_in_another() -> None:
    items = (Target(text="y"), Stem(text="1", target="y"), Target(text="x"), Stem(text="2", target="x"))
    question = Matching(text="Match.", items=items).keyed(None)
    assert [(item.key, item.text) for item in question.items] == [("a", "1"), ("b", "2"), ("c", "x"), ("d", "y")]


def test_stems_and_targets_can_be_shown_in_another_order() -> None:
    assert QUESTION.parts() == tuple("abcdefgh")
    arranged = QUESTION.arranged("hdgcfbea")
    assert [stem.key for stem in arranged.stems] == list("dcba")
    assert [target.key for target in arranged.targets] == list("hgfe")
    assert arranged.grade(ALL) == 1


def test_stems_and_targets_take_the_keys_of_the_same_texts_before() -> None:
    new = asking(("XML", "Structure"), ("SVG", "looks"), ("HTML", "new"), ("", "behaviour")).keyed(QUESTION)
    assert [(item.text, item.key) for item in new.items] == [
        *(("XML", "i"), ("SVG", "c"), ("HTML", "a")),
        *(("behaviour", "f"), ("looks", "g"), ("new", "j"), ("Structure", "h")),
    ]


def test_a_stem_and_a_target_with_one_text_have_two_keys() -> None:
    question = asking(("a", "b"), ("b", "a")).keyed(None)
    assert question.parts() == tuple("abcd")
    assert asking(("b", "a"), ("a", "b")).keyed(question).right_answer() == {"a": "d", "b": "c"}


@pytest.mark.parametrize(
    ("question", "problems"),
    [
        (QUESTION, []),
        (asking(("1", "x"), ("2", "x")), []),
        (asking(("1", "x"), ("", "y")), ["it needs at least two stems"]),
        (asking(("1", "x"), ("2", "")), ["a stem or a target has no text"]),
        (asking(("1", "x"), (" ", "y")), ["a stem or a target has no text"]),
        (asking(("1", "x"), ("2", "y"), ("", " ")), ["a stem or a target has no text"]),
        (asking(("1", "x"), ("2", "y\nz")), ["a stem or a target has more than one line"]),
        (asking(("1", "x"), ("2\n3", "y")), ["a stem or a target has more than one line"]),
        (asking(("1", "x"), ("2" * 20_000, "y" * 200)), []),
        (asking(("1", "x"), ("2", "y" * 201)), ["a target is longer than 200 characters"]),
        (asking(("1 2", "x"), ("1  2", "y")), ["two stems are alike"]),
        (asking(("1", "x y"), ("2", "x  y")), ["two targets are alike"]),
        (asking(("a", "x"), ("A", "X")), []),
        (
            Matching(text="Match.", items=(Stem(text="1", target="x"), Stem(text="2", target="y"), Target(text="x"))),
            ["the right target of a stem is not among the targets"],
        ),
    ],
)
def test_it_says_why_it_cannot_be_published(question: Matching, problems: list[str]) -> None:
    assert question.problems() == problems


@pytest.mark.parametrize(("stems", "problems"), [(50, []), (51, ["Question 1: it has 102 choices; 100 are allowed."])])
def test_stems_and_targets_are_counted_together(stems: int, problems: list[str]) -> None:
    question = asking(*((f"s{number}", f"t{number}") for number in range(stems)))
    assert proofreading.problems(Quiz(title="T", sections=(Section(questions=(question,)),))) == problems


def test_it_becomes_pairs_and_comes_back() -> None:
    block = Block(
        "Match.",
        items=(
            Item(">", "HTML", "a", {"target": "h"}, target="Structure"),
            Item(">", "*CSS*", "b", {"target": "g"}, target="looks"),
            Item(">", "SVG", "c", {"target": "g"}, target="looks"),
            Item(">", "JavaScript", "d", {"target": "f"}, target="behaviour"),
            Item(">", "", "", {"target": "e"}, target="addresses"),
        ),
    )
    assert QUESTION.to_block() == block
    assert Matching.from_block(block) == QUESTION


def test_without_keys_it_becomes_plain_pairs() -> None:
    block = pairs(("1", "x"), ("2", "y"), ("", "z"))
    assert Matching.from_block(block).to_block() == block


def test_a_targets_key_is_needed_once() -> None:
    items = (
        Item(">", "1", target="x"),
        Item(">", "2", attributes={"target": "k"}, target="x"),
        Item(">", "", target="x"),
    )
    assert Matching.from_block(Block("Match.", items=items)).targets == (Target(key="k", text="x"),)


@pytest.mark.parametrize(("marks", "claimed"), [(">", True), (">>", True), (">x", False), ("=", False), ("", False)])
def test_it_claims_pairs(marks: str, claimed: bool) -> None:
    assert Matching.claims(Block("Match.", items=tuple(Item(mark, "t", target="u") for mark in marks))) is claimed


@pytest.mark.parametrize(
    ("block", "message"),
    [
        (Block("Match.", items=(Item("x", "a"),)), "stems are written “- stem -> target”"),
        (Block("Match.", attributes={"shuffle": ""}, items=(Item(">", "a", target="b"),)), "no “shuffle”"),
        (Block("Match.", items=(Item(">", "a", "", {"credit": "50%"}, target="b"),)), "an answer has no “credit”"),
        (Block("Match.", items=(Item(">", "", "k", target="b"),)), "the key of a target is written {target=k}"),
        (
            Block(
                "Match.",
                items=(
                    Item(">", "1", "", {"target": "k"}, target="x"),
                    Item(">", "2", "", {"target": "l"}, target="x"),
                ),
            ),
            "the target “x” has two keys, k and l",
        ),
    ],
)
def test_it_refuses_a_block_that_it_would_lose_part_of(block: Block, message: str) -> None:
    with pytest.raises(Invalid, match=message):
        Matching.from_block(block)
