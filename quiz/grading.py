"""Pure: questions and answers -> marks."""

from collections.abc import Mapping, Sequence

import msgspec

from quiz.questions import Question
from quiz.questions.common import Answer

DECIMALS = 5  # sums are rounded so that 0.1 + 0.2 ties with 0.3; Moodle keeps as many


class Graded(msgspec.Struct, frozen=True):
    """`fraction` is 0..1, `marks` what it earned; None while it waits for a teacher or is not handed in yet.

    An unanswered question has answer None and earns 0.
    """

    question: Question
    answer: Answer | None
    fraction: float | None
    marks: float | None


def grade(questions: Sequence[Question], answers: Mapping[str, Answer]) -> list[Graded]:
    return [_grade_one(question, answers.get(question.key)) for question in questions]


def _grade_one(question: Question, answer: Answer | None) -> Graded:
    if answer is None:
        return Graded(question, None, 0.0, 0.0)
    if question.marked_by != "machine":
        return Graded(question, answer, None, None)
    fraction = question.grade(answer)
    return Graded(question, answer, fraction, round(fraction * question.marks, DECIMALS))


def total(graded: Sequence[Graded]) -> float:
    """The marks so far: what waits for a teacher adds nothing yet."""
    return round(sum(item.marks or 0.0 for item in graded), DECIMALS)


def most(questions: Sequence[Question]) -> float:
    """The marks that a perfect attempt earns."""
    return round(sum(question.marks for question in questions), DECIMALS)
