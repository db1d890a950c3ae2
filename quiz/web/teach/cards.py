"""The questions of a draft as cards: each as a student who knows everything would fill it in, or open to be edited."""

import functools
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from markupsafe import Markup

from quiz import draft, papers
from quiz.draft import QUESTION, Draft
from quiz.errors import Invalid
from quiz.questions import KINDS, Question
from quiz.questions.block import Block
from quiz.questions.common import kind_of
from quiz.web import render

OFTEN = ("Multiple choice", "Several answers", "True or false", "Short text", "Number")  # asked most, so offered first
SHAPES = sorted(
    ((kind_of(kind), kind.label) for kind in KINDS),
    key=lambda shape: (OFTEN.index(shape[1]) if shape[1] in OFTEN else len(OFTEN), shape[1]),
)


class Card(msgspec.Struct, frozen=True):
    """`number` is None for what asks nothing, `name` in words for both; `question` is the kind, for its template."""

    key: str
    number: int | None
    name: str
    question: type[Question]
    block: Block
    problems: Sequence[str]
    html: Markup
    is_open: bool


def of_draft(current: Draft, opened: str, found: Mapping[str, Sequence[str]]) -> dict[str, Card]:
    """By key, in the order of the draft."""
    names = papers.names(current.numbers.values())
    return {
        key: Card(
            key,
            number,
            name[0].lower() + name[1:],
            draft.KIND_NAMED[current.question(key).kind],
            current.question(key).block,
            found.get(QUESTION + key, ()),
            shown(current, key),
            key == opened,
        )
        for (key, number), name in zip(current.numbers.items(), names, strict=True)
    }


def shown(current: Draft, key: str) -> Markup:
    """A question as it looks; "" if what was typed is none yet."""
    try:
        question = draft.question_of(current, key).keyed(None)
    except Invalid:
        return Markup()
    return _rendered(question, current.frame.language)


@functools.lru_cache(maxsize=1000)
def _rendered(question: Question, language: str) -> Markup:
    values = {"question": question, "answer": _right_answer(question), "language": language}
    return Markup(render.page("teach/shown.html", values))


def _right_answer(question: Question) -> Any:
    """None where there is none, or none yet."""
    return question.right_answer() if question.marked_by == "machine" and not question.problems() else None


def stored(current: Draft, part: str) -> Markup:
    """What stands in a part, to be read beside what somebody else typed there."""
    if part.startswith(QUESTION):
        return shown(current, part.removeprefix(QUESTION))
    return Markup("<br>").join(filter(None, current.content(part)))
