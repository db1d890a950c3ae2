"""A quiz while it is written, in parts that are saved one at a time. Values only.

A part is "title" (with the introduction), "settings", "section.s1" or "question.q3". A question is kept as a block
(quiz/questions/block.py), which holds whatever was typed; whether that is a question of its kind is asked when it is
shown or published.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, TypeVar

import msgspec
from msgspec.structs import replace

from quiz import papers
from quiz.document import AS_BEFORE, Quiz, Section, Value
from quiz.errors import Broken, Conflict, Invalid, NotFound
from quiz.questions import KINDS, Question
from quiz.questions.block import Block
from quiz.questions.common import kind_of

TITLE, SETTINGS, SECTION, QUESTION = "title", "settings", "section.", "question."
KIND_NAMED: Mapping[str, type[Question]] = {kind_of(kind): kind for kind in KINDS}
NUMBERED_KEY = re.compile(r"q([0-9]{1,6})")

Thing = TypeVar("Thing")


class DraftQuestion(Value, frozen=True):
    """The block has no key of the question's own: the draft knows it by that."""

    kind: str
    block: Block


class DraftSection(Value, frozen=True):
    """`draw` as typed; `questions` are keys."""

    key: str
    title: str = ""
    text: str = ""
    draw: str = ""
    questions: tuple[str, ...] = ()


class Touch(Value, frozen=True):
    """The last change of a part: how many there were, by whom (a name), and when."""

    number: int
    by: str
    at: datetime


class Step(Value, frozen=True):
    """What a change did away with, so that it can be undone; None: it left that alone. A question may be new."""

    what: str
    by: str
    at: datetime
    parts: tuple[str, ...] = ()
    frame: Quiz | None = None
    sections: tuple[DraftSection, ...] | None = None
    questions: dict[str, DraftQuestion | None] = {}


class Draft(Value, frozen=True):
    """`frame` is the document without its sections. Questions get q1, q2 … and none twice: `last_key` is the last.

    `revision` is the last one that it was made from or published as, 0: none. `done` are the nonces of the last
    requests, so that one that arrives twice is done once.
    """

    frame: Quiz
    sections: tuple[DraftSection, ...]
    questions: dict[str, DraftQuestion] = {}
    last_key: int = 0
    revision: int = 0
    touched: dict[str, Touch] = {}
    steps: tuple[Step, ...] = ()
    done: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """Of the questions, in their order."""
        return tuple(key for section in self.sections for key in section.questions)

    @property
    def asked(self) -> int:
        """How many questions there are; notes are none."""
        return sum(number is not None for number in self.numbers.values())

    @property
    def numbers(self) -> dict[str, int | None]:
        """By key, in their order, as students see them numbered; a note has no number."""
        kinds = [KIND_NAMED[self.questions[key].kind] for key in self.keys]
        return dict(zip(self.keys, papers.numbered(kind.marked_by != "nobody" for kind in kinds), strict=True))

    def section(self, key: str) -> DraftSection:
        """Raises NotFound."""
        return _there(next((section for section in self.sections if section.key == key), None))

    def section_of(self, question: str) -> DraftSection:
        """Raises NotFound."""
        return _there(next((section for section in self.sections if question in section.questions), None))

    def question(self, key: str) -> DraftQuestion:
        """Raises NotFound."""
        return _there(self.questions.get(key))

    def content(self, part: str) -> Any:
        """What may be changed in a part by typing. Raises NotFound."""
        if part == TITLE:
            return self.frame.title, self.frame.text
        if part == SETTINGS:
            return replace(self.frame, title="", text="")
        if part.startswith(SECTION):
            section = self.section(part.removeprefix(SECTION))
            return section.title, section.text, section.draw
        return self.question(part.removeprefix(QUESTION))

    def version(self, part: str) -> int:
        return self.touched[part].number if part in self.touched else 0


def _there(thing: Thing | None) -> Thing:
    if thing is None:
        raise NotFound("This question or section is not there any more. Somebody may have deleted it.")
    return thing


def encode(draft: Draft) -> str:
    return msgspec.json.encode(draft).decode()


def decode(text: str) -> Draft:
    """Raises Broken."""
    try:
        return msgspec.json.decode(text, type=Draft)
    except msgspec.DecodeError as error:
        raise Broken(f"This draft cannot be read: {error}") from error


# ------------------------------------------------------------------ drafts and documents


def of_quiz(quiz: Quiz, used: Iterable[str] = ()) -> Draft:
    """The draft of a document whose questions have keys; `used` are those of earlier ones, not to be given again."""
    questions = {question.key: draft_question(question) for question in quiz.questions}
    numbers = [int(found[1]) for key in (*used, *questions) if (found := NUMBERED_KEY.fullmatch(key))]
    sections = tuple(
        DraftSection(
            key=f"s{number}",
            title=section.title,
            text=section.text,
            draw="" if section.draw is None else str(section.draw),
            questions=tuple(question.key for question in section.questions),
        )
        for number, section in enumerate(quiz.sections or (Section(),), 1)
    )
    frame = replace(quiz, sections=(), access=AS_BEFORE)
    return Draft(frame=frame, sections=sections, questions=questions, last_key=max([0, *numbers]))


def draft_question(question: Question) -> DraftQuestion:
    return DraftQuestion(kind=kind_of(question), block=replace(question.to_block(), key=""))


def question_of(draft: Draft, key: str) -> Question:
    """Raises NotFound; Invalid if what was typed is no question of its kind."""
    part = draft.question(key)
    return KIND_NAMED[part.kind].from_block(replace(part.block, key=key))


def quiz_of(draft: Draft) -> tuple[Quiz, dict[str, str]]:
    """The document, as far as what was typed can be read, and by part what cannot: half-sentences."""
    unread: dict[str, str] = {}

    def questions(keys: Iterable[str]) -> Iterator[Question]:
        for key in keys:
            try:
                yield question_of(draft, key)
            except Invalid as error:
                unread[QUESTION + key] = error.message

    def section(one: DraftSection) -> Section:
        draw = one.draw.strip()
        if draw and not (draw.isascii() and draw.isdecimal() and len(draw) < 7):
            unread[SECTION + one.key] = "how many questions are drawn must be a whole number, or empty for all"
            draw = ""
        return Section(
            title=one.title, text=one.text, draw=int(draw) if draw else None, questions=tuple(questions(one.questions))
        )

    return replace(draft.frame, sections=tuple(map(section, draft.sections))), unread


def with_document(draft: Draft, quiz: Quiz) -> Draft:
    """The draft with all that a document says in place of what it said, such as that of an earlier revision."""
    fresh = of_quiz(quiz, draft.questions)
    return replace(
        draft,
        frame=fresh.frame,
        sections=fresh.sections,
        questions=fresh.questions,
        last_key=max(draft.last_key, fresh.last_key),
    )


# ------------------------------------------------------------------ typing


def fingerprint(content: Any) -> str:
    """Of a part's content, for a form to say what it showed."""
    return hashlib.sha256(msgspec.json.encode(content)).hexdigest()[:16]


def typed(draft: Draft, part: str, content: Any, shown: tuple[int, str]) -> Draft:
    """The draft with what a form holds of a part; `shown` are the version and fingerprint of what it showed before.

    What was not changed in the form changes nothing. Raises NotFound; Conflict where somebody else has changed the
    same part since, and not to the same.
    """
    version, print_shown = shown
    if content == draft.content(part) or fingerprint(content) == print_shown:
        return draft
    if version != draft.version(part):
        raise Conflict("Somebody else has changed this meanwhile.")
    return with_content(draft, part, content)


def with_content(draft: Draft, part: str, content: Any) -> Draft:
    """Raises NotFound."""
    if part == TITLE:
        title, text = content
        return replace(draft, frame=replace(draft.frame, title=title, text=text))
    if part == SETTINGS:
        return replace(draft, frame=replace(content, title=draft.frame.title, text=draft.frame.text))
    if part.startswith(SECTION):
        title, text, draw = content
        old = draft.section(part.removeprefix(SECTION))
        new = replace(old, title=title, text=text, draw=draw)
        return replace(draft, sections=tuple(new if one.key == new.key else one for one in draft.sections))
    key = part.removeprefix(QUESTION)
    draft.question(key)
    return replace(draft, questions=draft.questions | {key: content})
