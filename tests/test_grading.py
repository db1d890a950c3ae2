from collections.abc import Sequence

import pytest

from quiz import grading
from quiz.grading import Graded, most, total, ungraded
from quiz.questions import Question
from quiz.questions.choices import Choice
from quiz.questions.essay import Essay
from quiz.questions.multiple_choice import MultipleChoice
from quiz.questions.note import Note
from quiz.questions.short_text import Accepted, ShortText
from quiz.questions.true_false import TrueFalse

CHOICE = MultipleChoice(
    key="q1",
    text="Which?",
    marks=3,
    choices=(
        Choice(key="a", text="x", credit=1),
        Choice(key="b", text="y", credit=0.5),
        Choice(key="c", text="z", credit=-1),
        Choice(key="d", text="w", credit=1 / 3),
    ),
)
TRUTH = TrueFalse(key="q2", text="So?", right=False, marks=0.7)
WORD = ShortText(key="q3", text="What?", accepted=(Accepted(text="w"),))
ALL = (CHOICE, TRUTH, WORD)


def grade(questions: Sequence[Question], answers: dict[str, object]) -> list[Graded]:
    return grading.grade(ungraded(questions, answers))


@pytest.mark.parametrize(
    ("answers", "marks", "sum_of_marks"),
    [
        ({}, [0, 0, 0], 0),
        ({"q1": "a", "q2": False, "q3": "W"}, [3, 0.7, 1], 4.7),
        ({"q1": "b", "q2": True, "q3": "v"}, [1.5, 0, 0], 1.5),
        ({"q1": "c", "q2": False}, [0, 0.7, 0], 0.7),
        ({"q1": "d"}, [1, 0, 0], 1),
        ({"q9": "a"}, [0, 0, 0], 0),
    ],
)
def test_an_answer_earns_its_fraction_of_the_marks(
    answers: dict[str, object], marks: list[float], sum_of_marks: float
) -> None:
    graded = grade(ALL, answers)
    assert [item.marks for item in graded] == marks
    assert total(graded) == sum_of_marks


def test_what_was_answered_is_kept_with_its_question() -> None:
    assert grade([CHOICE, WORD], {"q1": "b"}) == [Graded(CHOICE, "b", 0.5, 1.5), Graded(WORD, None, 0, 0)]


def test_false_is_an_answer() -> None:
    assert grade([TRUTH], {"q2": False}) == [Graded(TRUTH, False, 1, 0.7)]


@pytest.mark.parametrize(
    ("marks", "sum_of_marks"),
    [((), 0), ((0.1, 0.2), 0.3), ((0.1,) * 10, 1), ((1 / 3,) * 3, 0.99999), ((1000,) * 500, 500_000)],
)
def test_sums_are_rounded_so_that_equals_tie(marks: tuple[float, ...], sum_of_marks: float) -> None:
    questions = [TrueFalse(key=f"q{number}", text="So?", right=True, marks=mark) for number, mark in enumerate(marks)]
    assert total(grade(questions, {question.key: True for question in questions})) == sum_of_marks


def test_an_essay_waits_for_a_teacher_and_a_note_is_worth_nothing() -> None:
    essay, note = Essay(key="e", text="Why?", marks=4), Note(key="n", text="Read.")
    assert grade([essay, note, TRUTH], {"e": "Because.", "q2": False}) == [
        Graded(essay, "Because.", None, None),
        Graded(note, None, 0, 0),
        Graded(TRUTH, False, 1, 0.7),
    ]
    assert grade([essay], {}) == [Graded(essay, None, 0, 0)]
    assert total(grade([essay, note, TRUTH], {"e": "Because.", "q2": False})) == 0.7
    assert most([essay, note, TRUTH]) == 4.7


def test_a_perfect_attempt_earns_most() -> None:
    assert most(ALL) == total(grade(ALL, {"q1": "a", "q2": False, "q3": "w"})) == 4.7
    assert most([]) == 0
