"""What changed in one question, by what all kinds answer alike."""

from collections.abc import Iterator

from quiz.differences.words import quoted
from quiz.questions import Question
from quiz.questions.common import Answer, Common

COMMON = 2  # of a question's texts: its text and its explanation, which every kind has


def of_question(before: Question, after: Question) -> Iterator[str]:
    """Half-sentences."""
    if type(before) is not type(after):
        yield "is of another kind"
    if before.text != after.text:
        yield f"has another text than {quoted(before.text)}"
    if before.marks != after.marks:
        yield f"has {after.marks:.10g} marks instead of {before.marks:.10g}"
    if before.tags != after.tags:
        yield f"has the tags {', '.join(after.tags) or 'none'} instead of {', '.join(before.tags) or 'none'}"
    if type(before) is type(after):
        yield from _changes_of_answers(before, after)
    if before.explanation != after.explanation:
        yield (
            "has another explanation"
            if before.explanation and after.explanation
            else ("has an explanation now" if after.explanation else "has no explanation any more")
        )


def _changes_of_answers(before: Question, after: Question) -> Iterator[str]:
    """Of one kind: what there is to choose or to fill in, what is right, or else how that is marked."""
    old, new = _right_answer(before), _right_answer(after)
    if (before.parts(), before.texts()[COMMON:]) != (after.parts(), after.texts()[COMMON:]):
        yield "has other choices" if after.parts() else "asks for something else"
    elif old == new and _own_fields(before) != _own_fields(after):
        yield "is marked in another way"
    if old != new:
        yield f"has the right answer {_described(after, new)} instead of {_described(before, old)}"


def _right_answer(question: Question) -> Answer | None:
    """None if a teacher marks it, or while it has none."""
    return None if question.marked_by != "machine" or question.problems() else question.right_answer()


def _described(question: Question, answer: Answer | None) -> str:
    return "none" if answer is None else quoted(question.describe(answer))


def _own_fields(question: Question) -> list[object]:
    return [getattr(question, name) for name in question.__struct_fields__ if name not in Common.__struct_fields__]
