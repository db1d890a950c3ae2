"""The paper of an attempt: its questions in the order shown, and what was written on it. Values only."""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from random import Random
from typing import TypeVar

import msgspec

from quiz.document import Quiz, Section
from quiz.errors import Broken
from quiz.questions import Question
from quiz.questions.common import Answer, WrongAnswer

FIELD = "answer."  # a question's fields in a form: answer.<key> and answer.<key>.<part>

# The questions of an attempt and the parts of each, in the order shown: [("q2", ("b", "a")), ("q1", ())]
Paper = Sequence[tuple[str, Sequence[str]]]

Thing = TypeVar("Thing")


def as_written(quiz: Quiz) -> Paper:
    """The paper of a quiz that shows everybody the same."""
    return [(question.key, question.parts()) for question in quiz.questions]


def draw_up(quiz: Quiz, chance: Random) -> Paper:
    """A new paper: of each section the questions that are drawn, shuffled as the quiz says."""
    return [
        (question.key, _shuffled(question.parts(), chance) if quiz.shuffle_choices else question.parts())
        for section in quiz.sections
        for question in _drawn(section, quiz.shuffle_questions, chance)
    ]


def _drawn(section: Section, shuffle: bool, chance: Random) -> list[Question]:
    """What is no question, a note, stays where it stands."""
    asked = [question for question in section.questions if question.is_asked]
    if section.draw is not None:
        chosen = set(chance.sample(range(len(asked)), min(section.draw, len(asked))))
        asked = [question for index, question in enumerate(asked) if index in chosen]
    keys = {question.key for question in asked}
    turns = iter(_shuffled(asked, chance) if shuffle else asked)
    return [
        next(turns) if question.is_asked else question
        for question in section.questions
        if question.key in keys or not question.is_asked
    ]


def _shuffled(things: Sequence[Thing], chance: Random) -> Sequence[Thing]:
    return chance.sample(things, len(things))


def length(quiz: Quiz) -> int:
    """How many questions an attempt is asked."""
    asked = (sum(question.is_asked for question in section.questions) for section in quiz.sections)
    return sum(
        count if section.draw is None else min(section.draw, count)
        for section, count in zip(quiz.sections, asked, strict=True)
    )


def encode(paper: Paper) -> str:
    return msgspec.json.encode(paper).decode()


def decode(text: str) -> Paper:
    """Raises Broken if this is no paper."""
    try:
        return msgspec.json.decode(text, type=list[tuple[str, list[str]]])
    except msgspec.DecodeError as error:
        raise Broken(f"The paper of an attempt cannot be read: {error}") from error


def on_paper(quiz: Quiz, paper: Paper) -> tuple[Question, ...]:
    """The questions of one attempt, in the order it was shown. Raises Broken if the quiz has not all of them.

    Parts that the paper has not, since they are new in the revision that it is graded by, come last.
    """
    by_key = {question.key: question for question in quiz.questions}
    try:
        return tuple(_arranged(by_key[key], parts) for key, parts in paper)
    except KeyError as error:
        raise Broken(f"The paper of an attempt holds the key {error}, which is not in its quiz.") from error


def _arranged(question: Question, parts: Sequence[str]) -> Question:
    return question.arranged([*parts, *(part for part in question.parts() if part not in parts)])


def numbers(questions: Sequence[Question]) -> list[int | None]:
    """1, 2, … for what is asked; None for notes."""
    return numbered(question.is_asked for question in questions)


def numbered(asked: Iterable[bool]) -> list[int | None]:
    count = itertools.count(1)
    return [next(count) if is_asked else None for is_asked in asked]


def names(numbers: Iterable[int | None]) -> Iterator[str]:
    """ "Question 2"; a note is named by where it stands."""
    last = 0
    for number in numbers:
        last = number or last
        where = f"after question {last}" if last else "before question 1"
        yield f"Question {number}" if number else f"The note {where}"


def steps(questions: Sequence[Question]) -> list[slice]:
    """One step for each question that is asked, with the notes before it; the last one has those at the end too."""
    ends = [index + 1 for index, question in enumerate(questions) if question.is_asked]
    return [slice(start, end) for start, end in zip([0, *ends[:-1]], [*ends[:-1], len(questions)], strict=True)]


def section_starts(quiz: Quiz, shown: Sequence[Question]) -> list[Section | None]:
    """For each question in the order shown, its section if that begins there."""
    section_of = {question.key: section for section in quiz.sections for question in section.questions}
    sections = [section_of[question.key] for question in shown]
    return [
        section if section is not before else None for before, section in zip([None, *sections], sections, strict=False)
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
