"""The paper of an attempt: its questions in the order shown, and what was written on it. Values only."""

import itertools
from collections.abc import Mapping, Sequence

from quiz.document import Quiz, Section
from quiz.questions import Question
from quiz.questions.common import Answer, WrongAnswer

FIELD = "answer."  # a question's fields in a form: answer.<key> and answer.<key>.<part>

# The questions of an attempt and the parts of each, in the order shown: [("q2", ("b", "a")), ("q1", ())]
Paper = Sequence[tuple[str, Sequence[str]]]


def paper_of(quiz: Quiz) -> Paper:
    return [(question.key, question.parts()) for question in quiz.questions]


def on_paper(quiz: Quiz, paper: Paper) -> tuple[Question, ...]:
    """The questions of one attempt, in the order it was shown."""
    by_key = {question.key: question for question in quiz.questions}
    return tuple(by_key[key].arranged(parts) for key, parts in paper)


def numbers(questions: Sequence[Question]) -> list[int | None]:
    """For each question in the order shown its number, from 1; None for a note, which is not counted."""
    count = itertools.count(1)
    return [None if question.marked_by == "nobody" else next(count) for question in questions]


def section_starts(quiz: Quiz, shown: Sequence[Question]) -> list[Section | None]:
    """For each question in the order shown, its section if that begins there."""
    section_of = {question.key: section for section in quiz.sections for question in section.questions}
    sections = [section_of[question.key] for question in shown]
    return [
        section if section is not before else None
        for before, section in zip([None, *sections[:-1]], sections, strict=True)
    ]


def read_answers(
    questions: Sequence[Question], form: Mapping[str, Sequence[str]]
) -> tuple[dict[str, Answer], dict[str, str]]:
    """The answers in a form by question key, and what is wrong by name of field (FIELD alone: in no question).

    Of a wrong answer only what can be shown again is among the answers. Unanswered questions are in neither.
    """
    fields: dict[str, dict[str, Sequence[str]]] = {question.key: {} for question in questions}
    answers: dict[str, Answer] = {}
    wrong: dict[str, str] = {}
    for name, values in form.items():
        key, _, part = name.removeprefix(FIELD).partition(".")
        if name.startswith(FIELD) and key in fields:
            fields[key][part] = [*fields[key].get(part, ()), *values]  # answer.q1 and answer.q1. are one field
        elif name.startswith(FIELD):
            wrong[FIELD] = "An answer belongs to no question of this quiz. The other answers are still here."
    for question in questions:
        try:
            answers[question.key] = question.read(fields[question.key])
        except WrongAnswer as error:
            wrong[FIELD + question.key] = error.message
            answers[question.key] = error.shown
    return {key: answer for key, answer in answers.items() if answer is not None}, wrong
