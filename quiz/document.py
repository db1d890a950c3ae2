"""A quiz as a document: title, text, sections and questions, and how it is taken. Values only; no database, no HTTP."""

import functools
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, UnsetType

from quiz.errors import Broken
from quiz.questions import Question
from quiz.questions.keys import with_keys

Layout = Literal["all_at_once", "one_at_a_time"]
Leaderboard = Literal["names", "nicknames", "off"]
Counts = Literal["best", "first", "last"]
Moment = Annotated[datetime, msgspec.Meta(tz=True)]  # with its offset from UTC
Feedback = Literal["after_each", "at_end", "after_closing", "marks_only", "none"]


class Value(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A part of a document."""


class Access(Value, frozen=True, kw_only=True):
    """What takes effect at once: it stands in the quiz's row and not in a revision. UNSET: as it was before.

    `listed`: on the home page, and not only for those who have the link. `attempts` is how many each player has,
    None: any number; `counts`, which of them does. A quiz with a `pin` opens to those who know it.
    """

    listed: bool | UnsetType = UNSET

    opens_at: Moment | None | UnsetType = UNSET
    closes_at: Moment | None | UnsetType = UNSET
    attempts: int | None | UnsetType = UNSET
    counts: Counts | UnsetType = UNSET
    pin: str | None | UnsetType = UNSET
    leaderboard: Leaderboard | UnsetType = UNSET


AS_BEFORE = Access()


class Band(Value, frozen=True, kw_only=True):
    """What to say of a whole attempt that earned `at_least` this fraction of its marks. `text` is Markdown."""

    at_least: float
    text: str


class Section(Value, frozen=True, kw_only=True):
    """`draw`: how many of its questions an attempt gets, chosen at random; None: all."""

    title: str = ""
    text: str = ""
    draw: int | None = None
    questions: tuple[Question, ...] = ()


class Quiz(Value, frozen=True, kw_only=True):
    """`time_limit` is in seconds, `pass_mark` a fraction of the marks; of the bands the highest that is reached counts.

    Questions are shuffled inside their sections. `access` travels with a file; a revision holds none of it.
    """

    title: str
    text: str = ""
    language: str = "en"
    layout: Layout = "all_at_once"
    feedback: Feedback = "at_end"
    time_limit: int | None = None
    shuffle_questions: bool = False
    shuffle_choices: bool = False
    pass_mark: float | None = None
    bands: tuple[Band, ...] = ()
    access: Access = AS_BEFORE
    sections: tuple[Section, ...] = ()

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for section in self.sections for question in section.questions)

    @property
    def has_start(self) -> bool:
        """Whether an attempt must be there before its questions are shown."""
        drawn = self.shuffle_questions or self.shuffle_choices or any(section.draw for section in self.sections)
        in_steps = self.layout == "one_at_a_time" or self.feedback == "after_each"
        return drawn or in_steps or self.time_limit is not None


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


def without(quiz: Quiz, keys: Collection[str]) -> Quiz:
    """The same quiz without the questions that have these keys."""
    sections = (
        msgspec.structs.replace(section, questions=tuple(q for q in section.questions if q.key not in keys))
        for section in quiz.sections
    )
    return msgspec.structs.replace(quiz, sections=tuple(sections))


def keyed(quiz: Quiz, like: Quiz | None = None, last: int = 0, retired: Mapping[str, Collection[str]] = {}) -> Quiz:
    """The same quiz with a key for every question and part.

    Keys that are there stay. A question without one takes the key of the question with the same text in
    `like`, the quiz it will replace, so that answers given before still belong to it. The others are numbered on
    from `last`. `retired` has, by a question's key, the keys of parts that it has no more.
    """
    known = like.questions if like else ()
    keyed_questions = with_keys(quiz.questions, known, lambda number: f"q{last + number + 1}")
    by_key = {question.key: question for question in known}
    done = iter([q.keyed(by_key.get(q.key), retired.get(q.key, ())) for q in keyed_questions])
    sections = tuple(
        msgspec.structs.replace(section, questions=tuple(next(done) for _ in section.questions))
        for section in quiz.sections
    )
    return msgspec.structs.replace(quiz, sections=sections)


def regraded(quiz: Quiz, by: Quiz) -> Quiz:
    """The quiz with its questions as `by`, another revision of it, asks them, where answers to both can be compared.

    They can if the kind is the same and nothing has gone that was to be seen: every part has its key still.
    """
    others = {question.key: question for question in by.questions}

    def of(question: Question) -> Question:
        other = others.get(question.key)
        if other is None or type(other) is not type(question) or set(question.parts()) - set(other.parts()):
            return question
        return other

    sections = (
        msgspec.structs.replace(section, questions=tuple(map(of, section.questions))) for section in quiz.sections
    )
    return msgspec.structs.replace(quiz, sections=tuple(sections))
