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


def ungraded(questions: Sequence[Question], answers: Mapping[str, Answer]) -> list[Graded]:
    return [Graded(question, answers.get(question.key), None, None) for question in questions]


def grade(items: Sequence[Graded]) -> list[Graded]:
    """What has its marks already keeps them."""
    return [item if item.fraction is not None else _grade_one(item.question, item.answer) for item in items]


def regrade(item: Graded) -> Graded:
    """By its question's key, whatever it has earned before; of a teacher's judgement the fraction stays."""
    if item.question.marked_by == "machine":
        return _grade_one(item.question, item.answer)
    marks = None if item.fraction is None else round(item.fraction * item.question.marks, DECIMALS)
    return Graded(item.question, item.answer, item.fraction, marks)


def _grade_one(question: Question, answer: Answer | None) -> Graded:
    if answer is None:
        return Graded(question, None, 0.0, 0.0)
    if question.marked_by != "machine":
        return Graded(question, answer, None, None)
    fraction = question.grade(answer)
    return Graded(question, answer, fraction, round(fraction * question.marks, DECIMALS))


def is_complete(items: Sequence[Graded]) -> bool:
    return all(item.answer is not None for item in items if item.question.is_asked)


def total(graded: Sequence[Graded]) -> float:
    """The marks so far: what waits for a teacher adds nothing yet."""
    return round(sum(item.marks or 0.0 for item in graded), DECIMALS)


def most(questions: Sequence[Question]) -> float:
    """The marks that a perfect attempt earns."""
    return round(sum(question.marks for question in questions), DECIMALS)


def fraction(graded: Sequence[Graded]) -> float:
    """What was earned of all marks, 0..1; 0 where there are none to earn."""
    marks = most([item.question for item in graded])
    return round(total(graded) / marks, DECIMALS) if marks else 0.0


def waiting(graded: Sequence[Graded]) -> int:
    """How many answers a teacher has yet to mark."""
    return sum(item.answer is not None and item.fraction is None for item in graded)


def wrong(graded: Sequence[Graded]) -> list[Question]:
    """What a machine has marked, and not as wholly right."""
    return [item.question for item in graded if item.question.marked_by == "machine" and item.fraction != 1]
