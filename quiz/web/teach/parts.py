"""The editor's form: the parts of the draft that it holds, each with a token of what it showed when the page came."""

from collections.abc import Iterator
from typing import Any

import msgspec

from quiz import draft
from quiz.draft import KIND_NAMED, QUESTION, SECTION, TITLE, Draft, DraftQuestion
from quiz.errors import Invalid
from quiz.questions.block import Block
from quiz.web.actions import Action
from quiz.web.forms import Form
from quiz.web.sheets import NUMBER
from quiz.web.teach import blocks

SEEN = "seen."  # seen.<part>


class Sent(msgspec.Struct, frozen=True):
    """A part as it was sent: its fields by name, and the version, fingerprint and kind that its form showed."""

    part: str
    version: int
    fingerprint: str
    kind: str
    fields: blocks.Fields

    @property
    def shown(self) -> tuple[int, str]:
        return self.version, self.fingerprint


def token(current: Draft, part: str) -> str:
    """For the form: what it shows of a part."""
    content = current.content(part)
    kind = content.kind if isinstance(content, DraftQuestion) else ""
    return f"{current.version(part)}-{draft.fingerprint(content)}-{kind}"


def read(form: Form, action: Action) -> list[Sent]:
    """Every part in the form but one whose other version is to be taken."""
    dropped = action.target if action.name == "take" else ""
    return [sent for name in form if name.startswith(SEEN) and (sent := _sent(form, name, action)).part != dropped]


def _sent(form: Form, name: str, action: Action) -> Sent:
    part = name.removeprefix(SEEN)
    version, _, rest = form.one(name).partition("-")
    fingerprint, _, kind = rest.partition("-")
    if not (NUMBER.fullmatch(version) and _can_be(part, kind)):
        raise Invalid("This page has lost count of what was saved. Please copy what you typed, and open it once more.")
    return Sent(part, int(version), fingerprint, kind, dict(_fields(form, part, action)))


def _can_be(part: str, kind: str) -> bool:
    """Whether the editor's form has such parts; the settings have a form of their own."""
    return part == TITLE or part.startswith(SECTION) or (part.startswith(QUESTION) and kind in KIND_NAMED)


def _fields(form: Form, part: str, action: Action) -> Iterator[tuple[str, list[str]]]:
    """Without the row that a button takes away, or with the one that it moves up."""
    prefix = f"{part}."
    fields: blocks.Fields = {
        name.removeprefix(prefix): values for name, values in form.items() if name.startswith(prefix)
    }
    target, _, row = action.target.rpartition(".")
    if target == part and action.name == "drop":
        fields = blocks.without_row(fields, row)
    elif target == part and action.name == "raise":
        fields = blocks.with_row_raised(fields, row)
    yield from ((name, list(values)) for name, values in fields.items())


def content(sent: Sent) -> Any:
    """What the part holds now, as quiz.draft.Draft.content has it."""
    if sent.part.startswith(QUESTION):
        return DraftQuestion(kind=sent.kind, block=_canonical(sent))
    names = ("title", "text") if sent.part == TITLE else ("title", "text", "draw")
    return tuple(blocks.line(sent.fields, name) for name in names)


def _canonical(sent: Sent) -> Block:
    """The block as its kind would write it; as it was typed if the kind cannot read it.

    What is new in it gets no keys before it is published, in an order that tells nothing.
    """
    block = blocks.read(sent.fields)
    try:
        return KIND_NAMED[sent.kind].from_block(block).to_block()
    except Invalid:
        return block
