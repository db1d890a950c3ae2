import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.document import Quiz, Section
from quiz.errors import Invalid
from quiz.formats import markdown
from quiz.questions import Question
from quiz.questions.block import Block, Item
from quiz.questions.choices import Choice
from quiz.questions.common import Fields, WrongAnswer
from quiz.questions.multiple_choice import MultipleChoice
from quiz.questions.multiple_response import MultipleResponse
from tests.site import Site, publish
from tests.texts import marks as question_marks
from tests.texts import maybe, moderate, part_credits, texts

THIRD = 1 / 3


def asking(*credits: float) -> MultipleResponse:
    """Its choices are a, b, c … with these credits."""
    keyed = zip("abcdefgh", credits, strict=False)
    choices = tuple(Choice(key=key, text=f"text {key}", credit=credit) for key, credit in keyed)
    return MultipleResponse(key="q1", text="Which?", choices=choices)


def quiz_of(question: Question) -> Quiz:
    return Quiz(title="T", sections=(Section(questions=(question,)),))


def marked(marks: str) -> MultipleResponse:
    """As a Markdown file has it: "xx " is two right choices and a wrong one, without credits."""
    items = tuple(Item(mark, f"text {key}", key) for mark, key in zip(marks, "abcdefgh", strict=False))
    return MultipleResponse.from_block(Block("Which?", "q1", items=items))


QUESTION = asking(0.5, -0.5, 0.5, -0.5)

credits = part_credits | st.sampled_from((THIRD, -THIRD, 1.0, 1e-9)) | st.floats(-2, 1)
choices = st.builds(Choice, text=texts, credit=credits, explanation=maybe)
questions = st.builds(
    MultipleResponse,
    text=texts,
    explanation=maybe,
    marks=question_marks,
    choices=st.builds(
        lambda right, others: (*others[:1], right, *others[1:]),
        st.builds(Choice, text=texts, credit=st.just(1.0), explanation=maybe),
        st.lists(choices, min_size=1, max_size=4),
    ),
).filter(lambda question: not question.problems())


@pytest.mark.parametrize(
    ("fields", "answer"),
    [
        ({"": ["a"]}, ["a"]),
        ({"": ["a", "c"]}, ["a", "c"]),
        ({"": ["d", "a"]}, ["a", "d"]),
        ({"": ["", "b"]}, ["b"]),
        ({"": []}, None),
        ({"": [""]}, None),
        ({}, None),
    ],
)
def test_it_reads_the_keys_of_the_chosen_ones_in_their_order(fields: Fields, answer: list[str] | None) -> None:
    assert QUESTION.read(fields) == answer


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"": ["e"]}, None),
        ({"": ["A"]}, None),
        ({"": ["text a"]}, None),
        ({"": ["a,b"]}, None),
        ({"a": ["a"]}, None),
        ({"": ["c", "e", "a"]}, ["a", "c"]),
        ({"": ["a", "a"]}, ["a"]),
        ({"": ["b"], "a": [""]}, ["b"]),
    ],
    ids=repr,
)
def test_it_refuses_what_its_page_cannot_send_and_keeps_what_was_chosen(fields: Fields, shown: object) -> None:
    with pytest.raises(WrongAnswer) as caught:
        QUESTION.read(fields)
    assert caught.value.shown == shown


@pytest.mark.parametrize(
    ("question", "answer", "fraction"),
    [
        # Two right, two wrong.
        (QUESTION, "ac", 1),
        (QUESTION, "a", 0.5),
        (QUESTION, "ab", 0),
        (QUESTION, "abc", 0.5),
        (QUESTION, "abcd", 0),
        (QUESTION, "b", 0),
        (QUESTION, "bd", 0),
        # A and C +50 %, B and D -100 %.
        (asking(0.5, -1, 0.5, -1), "ac", 1),
        (asking(0.5, -1, 0.5, -1), "a", 0.5),
        (asking(0.5, -1, 0.5, -1), "abc", 0),
        # Three right, one wrong, which costs as much as a right one earns.
        (marked("xxx "), "abc", 1),
        (marked("xxx "), "ab", 2 / 3),
        (marked("xxx "), "abcd", 2 / 3),
        (marked("xxx "), "abd", THIRD),
        # A harmless one; more than enough right ones.
        (asking(1, 0), "ab", 1),
        (asking(1, 0), "b", 0),
        (asking(0.5, 0.5, 0.5), "abc", 1),
        (asking(0.75, 0.5), "ab", 1),
        # Rounded shares are everything, and cancel out; what differs by more stays as it is.
        (asking(0.3333333, -1, 0.3333333, -1, 0.3333333), "ace", 1),
        (asking(0.3333333, -1, 0.3333333, -1, 0.3333333), "ac", 0.6666666),
        (asking(0.3333, 0.3333, 0.3333), "abc", 1),
        (asking(*[0.1428571] * 7), "abcdefg", 1),
        (asking(*[0.1667] * 6), "abcdef", 1),
        (asking(0.3333333, 0.1666667, 0.5, -0.5), "abd", 0),
        (asking(0.3333333, -0.33333), "ab", 0),
        (asking(0.5, 0.4998), "ab", 0.9998),
        (asking(0.1428571, -0.1111111), "ab", 0.031746),
        (QUESTION, "xyz", 0),
        (QUESTION, "", 0),
    ],
)
def test_credits_add_up_within_nothing_and_everything(question: MultipleResponse, answer: str, fraction: float) -> None:
    assert question.grade(list(answer)) == pytest.approx(fraction, abs=1e-9)


@pytest.mark.parametrize("right", range(1, 50))
def test_equal_shares_are_exactly_everything_and_cancel_out_exactly(right: int) -> None:
    keys = [f"k{number}" for number in range(2 * right)]
    items = tuple(Item("x" if number < right else " ", key, key) for number, key in enumerate(keys))
    question = MultipleResponse.from_block(Block("Which?", items=items))
    assert question.grade(question.right_answer()) == 1
    assert str(question.grade(keys)) == "0.0"
    assert question.problems() == []


def test_the_right_answer_is_every_choice_that_earns_something() -> None:
    assert asking(0.25, 0, 1, -1).right_answer() == ["a", "c"]


@pytest.mark.parametrize(("answer", "words"), [(["a", "c"], "text a; text c"), (["b"], "text b"), (["x"], "")])
def test_an_answer_is_described_by_the_texts_of_its_choices(answer: list[str], words: str) -> None:
    assert QUESTION.describe(answer) == words


def test_a_choice_keeps_its_key_when_a_multiple_choice_question_becomes_one_of_several() -> None:
    before = MultipleChoice(text="Which?", choices=(Choice(key="a", text="1"), Choice(key="b", text="2", credit=1)))
    after = MultipleResponse(text="Which?", choices=(Choice(text="2", credit=1), Choice(text="3"), Choice(text="1")))
    assert after.keyed(before).parts() == ("b", "c", "a")


@pytest.mark.parametrize(
    ("question", "problems"),
    [
        (QUESTION, []),
        (asking(1, 0), []),
        (asking(THIRD, THIRD, THIRD), []),
        (asking(0.75, 0.75), []),
        (asking(1), ["it needs at least two choices"]),
        (asking(), ["it needs at least two choices", "no choice is right"]),
        (asking(0, -1), ["no choice is right"]),
        (asking(0.5, 0.49, -1), ["the right choices together earn less than all marks"]),
        (asking(0.5, 0.4998, 0), ["the right choices together earn less than all marks"]),
        (asking(0.3333, 0.3333, 0.3333, -1), []),
        (asking(1.5, 0), ["a choice earns more than all marks"]),
        (
            MultipleResponse(text="Which?", choices=(Choice(text="a", credit=1), Choice(text=" \n"))),
            ["a choice has no text"],
        ),
        (
            MultipleResponse(text="Which?", choices=(Choice(text="a b", credit=1), Choice(text=" a  b "))),
            ["two choices are alike"],
        ),
    ],
)
def test_it_says_why_it_cannot_be_published(question: MultipleResponse, problems: list[str]) -> None:
    assert question.problems() == problems


@pytest.mark.parametrize(
    ("credits", "lines"),
    [
        ((0.5, -0.5, 0.5, -0.5), "x | |x| "),
        ((THIRD, THIRD, THIRD, -THIRD), "x|x|x| "),
        ((0.5, 0.5, 0, -0.25), "x|x| 0%| -25%"),
        ((0.75, 0.25), "x75%|x25%"),
        ((1, 0), "x| 0%"),
        ((1, -1), "x| "),
        ((THIRD, 1), "x33.33333333333333%|x100%"),
        ((0, 0), " 0%| 0%"),
    ],
)
def test_a_credit_is_written_where_it_is_not_the_usual_one(credits: Sequence[float], lines: str) -> None:
    question = asking(*credits)
    block = question.to_block()
    assert "|".join(item.mark + item.attributes.get("credit", "") for item in block.items) == lines.replace("x ", "x")
    assert MultipleResponse.from_block(block) == question


def test_it_is_written_as_a_task_list_and_comes_back() -> None:
    text = "# T\n\n## Which?\n\n- [x] a\n- [ ] b\n  > Why.\n- [x] c\n- [ ] d {credit=-25%}\n\n> All.\n"
    expected = MultipleResponse(
        text="Which?",
        choices=(
            Choice(text="a", credit=0.5),
            Choice(text="b", credit=-0.5, explanation="Why."),
            Choice(text="c", credit=0.5),
            Choice(text="d", credit=-0.25),
        ),
        explanation="All.",
    )
    assert markdown.read(text).questions == (expected,)
    assert markdown.write(markdown.read(text)) == text


@pytest.mark.parametrize(
    ("credits", "head"),
    [((1, 0), "## Which? {#q1 kind=multiple_response}"), ((0.5, 0.5), "## Which? {#q1}")],
)
def test_with_one_right_choice_its_kind_is_written(credits: Sequence[float], head: str) -> None:
    written = markdown.write(quiz_of(asking(*credits)))
    assert head in written.split("\n")
    assert markdown.read(written).questions == (asking(*credits),)


def test_multiple_choice_with_two_right_ones_says_its_kind() -> None:
    question = MultipleChoice(text="Which?", choices=(Choice(text="a", credit=1), Choice(text="b", credit=1)))
    quiz = quiz_of(question)
    assert "{kind=multiple_choice}" in markdown.write(quiz)
    assert markdown.read(markdown.write(quiz)) == quiz


@moderate
@given(credits=st.lists(st.floats(-1, 1), min_size=1, max_size=8))
def test_any_credits_come_back_exactly(credits: list[float]) -> None:
    question = asking(*credits)
    assert MultipleResponse.from_block(question.to_block()) == question


@pytest.mark.parametrize(
    ("marks", "claimed"),
    [
        ("xx", True),
        ("x x", True),
        ("xxx", True),
        ("x ", False),
        (" ", False),
        ("==", False),
        ("xx=", False),
        ("", False),
    ],
)
def test_it_claims_task_lists_with_two_right_choices(marks: str, claimed: bool) -> None:
    assert MultipleResponse.claims(Block("Which?", items=tuple(Item(mark, "t") for mark in marks))) is claimed


@pytest.mark.parametrize(
    ("block", "message"),
    [
        (Block("Which?", items=(Item("=", "a"),)), "choices are written"),
        (Block("Which?", attributes={"shuffle": ""}), "no “shuffle”"),
        (Block("Which?", items=(Item("x", "a", attributes={"marks": "1"}),)), "an answer has no “marks”"),
    ],
)
def test_it_refuses_a_block_that_it_would_lose_part_of(block: Block, message: str) -> None:
    with pytest.raises(Invalid, match=message):
        MultipleResponse.from_block(block)


# ------------------------------------------------------------------ on the page


@pytest.fixture
def several(database: str) -> Site:
    """A site with QUESTION at /quizzes/several."""
    publish("several", quiz_of(QUESTION))
    return Site()


def test_its_page_asks_for_all_that_apply_in_english(several: Site) -> None:
    page = several.get("/quizzes/several").text
    assert '<p class="quiet" lang="en">Choose all that apply.</p>' in page
    assert page.count('<input type="checkbox" name="answer.q1"') == 4


def test_what_was_chosen_is_still_chosen_after_saving(several: Site) -> None:
    page = several.get(several.save("several", q1=["b", "c"]).headers["Location"]).text
    assert [key for key in "abcd" if f'value="{key}" checked' in page] == ["b", "c"]


@pytest.mark.parametrize(
    ("chosen", "verdict"),
    [("ac", "Right"), ("a", "Partly right"), ("abc", "Partly right"), ("ab", "Wrong"), ("", "Not answered")],
)
def test_the_result_tells_partly_right(several: Site, chosen: str, verdict: str) -> None:
    page = several.get(several.hand_in("several", q1=list(chosen)).headers["Location"]).text
    assert re.search(rf">\s*{verdict}</span>", page)


def test_the_result_marks_every_choice(several: Site) -> None:
    page = several.get(several.hand_in("several", q1=["a", "b"]).headers["Location"]).text
    review = page[page.index('<ul class="choices">') : page.index("</ul>")]
    items = [
        (item.partition('"')[0], [tag for tag in ("Your answer", "Right answer") if tag in item])
        for item in review.split('<li class="')[1:]
    ]
    assert items == [
        ("right", ["Your answer", "Right answer"]),
        ("wrong", ["Your answer"]),
        ("right", ["Right answer"]),
        ("", []),
    ]
