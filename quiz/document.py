"""A quiz as a document: title, text, sections and questions. Values only; no database, no HTTP."""

import functools
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from quiz.errors import Broken
from quiz.questions import Question
from quiz.questions.common import LONGEST_TEXT, MOST_PARTS, Answer, WrongAnswer, with_keys

MOST_QUESTIONS = 500
LONGEST_TITLE = 200
KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")  # BCP 47, the part that matters for `lang`
FIELD = "answer."  # a question's fields in a form: answer.<key> and answer.<key>.<part>

# The questions of an attempt and the parts of each, in the order shown: [("q2", ("b", "a")), ("q1", ())]
Paper = Sequence[tuple[str, Sequence[str]]]


class Section(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    title: str = ""
    text: str = ""
    questions: tuple[Question, ...] = ()


class Quiz(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    title: str
    text: str = ""
    language: str = "en"
    sections: tuple[Section, ...] = ()

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for section in self.sections for question in section.questions)


@functools.cache
def _decoder() -> msgspec.json.Decoder[Quiz]:
    return msgspec.json.Decoder(Quiz)


def encode(quiz: Quiz) -> str:
    return msgspec.json.encode(quiz).decode()


def decode(text: str | bytes) -> Quiz:
    """Raises Broken, with the place in the document, if this is not one of our documents."""
    try:
        return _decoder().decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise Broken(f"This quiz cannot be read: {error}") from error


def problems(quiz: Quiz) -> list[str]:
    """Why it cannot be published: one sentence each, naming the question it belongs to."""
    return [*_quiz_problems(quiz), *(f"Question {n}: {why}." for n, why in _question_problems(quiz))]


def _quiz_problems(quiz: Quiz) -> Iterator[str]:
    keys = [question.key for question in quiz.questions]
    if not quiz.title.strip():
        yield "The quiz has no title."
    elif any(map(_breaks_a_line, (quiz.title, *(section.title for section in quiz.sections)))):
        yield "A title must be one line, without control characters."
    if len(quiz.title) > LONGEST_TITLE:
        yield f"The title is longer than {LONGEST_TITLE} characters."
    if not LANGUAGE.fullmatch(quiz.language):
        yield f"“{quiz.language}” is not a language code such as en or pt-BR."
    if not keys:
        yield "The quiz has no questions."
    elif any((section.title or section.text) and not section.questions for section in quiz.sections):
        yield "A section has no questions, and would be shown nowhere."
    if len(keys) > MOST_QUESTIONS:
        yield f"The quiz has {len(keys)} questions; {MOST_QUESTIONS} are allowed."
    for text in (quiz.text, *(text for section in quiz.sections for text in (section.title, section.text))):
        if len(text) > LONGEST_TEXT:
            yield f"A text is longer than {LONGEST_TEXT} characters."


def _breaks_a_line(title: str) -> bool:
    return any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in title)


def _question_problems(quiz: Quiz) -> Iterator[tuple[int, str]]:
    seen: set[str] = set()
    for number, question in enumerate(quiz.questions, 1):
        keys = [question.key, *question.parts()]
        part_keys = [key for key in question.parts() if key]
        if not question.text.strip():
            yield number, "it has no text"
        if any(len(text) > LONGEST_TEXT for text in (question.text, question.explanation)):
            yield number, f"its text is longer than {LONGEST_TEXT} characters"
        if not 0 < question.marks <= 1000:
            yield number, "its marks must be more than 0 and at most 1000"
        if len(keys) - 1 > MOST_PARTS:
            yield number, f"it has {len(keys) - 1} choices; {MOST_PARTS} are allowed"
        if any(key and not KEY.fullmatch(key) for key in keys):
            yield number, "a key must be made of a-z, 0-9, - and _, at most 40"
        if question.key in seen or len(set(part_keys)) < len(part_keys):
            yield number, "its key, or that of one of its choices, is used twice"
        seen |= {question.key} - {""}
        yield from ((number, why) for why in question.problems())


def keyed(quiz: Quiz, like: Quiz | None = None) -> Quiz:
    """The same quiz with a key for every question and part.

    Keys that are there stay. A question without one takes the key of the question with the same text in
    `like`, the quiz it will replace, so that answers given before still belong to it.
    """
    known = like.questions if like else ()
    keyed_questions = with_keys(quiz.questions, known, lambda number: f"q{number + 1}")
    by_key = {question.key: question for question in known}
    done = iter([question.keyed(by_key.get(question.key)) for question in keyed_questions])
    sections = tuple(
        msgspec.structs.replace(section, questions=tuple(next(done) for _ in section.questions))
        for section in quiz.sections
    )
    return msgspec.structs.replace(quiz, sections=sections)


def paper_of(quiz: Quiz) -> Paper:
    return [(question.key, question.parts()) for question in quiz.questions]


def on_paper(quiz: Quiz, paper: Paper) -> tuple[Question, ...]:
    """The questions of one attempt, in the order it was shown."""
    by_key = {question.key: question for question in quiz.questions}
    return tuple(by_key[key].arranged(parts) for key, parts in paper)


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
