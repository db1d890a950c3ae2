"""What all question kinds share."""

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from typing import Any, ClassVar, Literal, Self

import msgspec

from quiz.errors import Invalid

LONGEST_TEXT = 20_000  # characters of one text
LONGEST_LINE = 500  # characters; no answer on one line may have as many
MOST_PARTS = 100  # choices or accepted answers of one question
JOINERS = "\u200c\u200d"  # invisible, yet part of how some scripts and emoji are written

Answer = Any  # what JSON can hold; each kind documents its own

# A question's part of a form: {"": ["b"]} for the field answer.q1, {"left": [...]} for answer.q1.left.
Fields = Mapping[str, Sequence[str]]


class Common(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag_field="kind"
):
    """`text` and `explanation` are Markdown; `marks` is what a full answer earns; `tags` are for teachers.

    The methods are for kinds whose answers are typed; a kind that has choices, stems or targets says more. What
    nobody marks is no question but a text between questions: it has no number and no marks, and takes no answer.
    """

    marked_by: ClassVar[Literal["machine", "teacher", "nobody"]] = "machine"
    label: ClassVar[str]  # what teachers call the kind
    example: ClassVar[str]  # in the Markdown format

    key: str = ""
    text: str
    marks: float = 1.0
    explanation: str = ""
    tags: tuple[str, ...] = ()

    @property
    def is_asked(self) -> bool:
        return self.marked_by != "nobody"

    def describe(self, answer: Answer) -> str:
        """An answer in words, for a reader."""
        return str(answer)

    def texts(self) -> tuple[str, ...]:
        """Every text that is Markdown."""
        return (self.text, self.explanation)

    def parts(self) -> tuple[str, ...]:
        """The keys of what may be shown in another order."""
        return ()

    def arranged(self, parts: Sequence[str]) -> Self:
        """The same question with its parts in this order."""
        return self

    def keyed(self, like: "Common | None", retired: Collection[str] = ()) -> Self:
        """The same question with a key for each part: that of the part in `like` with its text, or one not retired."""
        return self

    def problems(self) -> list[str]:
        """Why it cannot be published, each a half-sentence; texts, marks and keys are checked by quiz.proofreading."""
        return []


def kind_of(kind: type[Common] | Common) -> str:
    """ "multiple_choice": the kind's name in documents, of its module and of its template."""
    return str(kind.__struct_config__.tag)


class WrongAnswer(Invalid):
    """What a question's fields hold is no answer. `shown` is what to show in the form again, if anything."""

    def __init__(self, message: str, shown: Answer | None = None) -> None:
        super().__init__(message)
        self.shown = shown


def within(fraction: float) -> float:
    """Nobody loses marks by answering, and nobody earns more than all of them."""
    return min(max(0.0, fraction), 1.0)


def listed(answer: Answer) -> list[str]:
    """The texts of an answer that is a list; none of another, which was to a question of another kind."""
    return [one for one in answer if isinstance(one, str)] if isinstance(answer, list) else []


def mapped(answer: Answer) -> dict[str, Answer]:
    """The same for an answer that is an object."""
    return answer if isinstance(answer, dict) else {}


def too_long(text: str, most: int) -> str:
    return f"This answer may have {most} characters; yours has {len(text)}. Please shorten it."


def one_value(fields: Fields) -> str | None:
    """The value of a question that has a single field; None if it was not sent or sent empty."""
    values = fields.get("", ())
    if len(values) > 1 or fields.keys() - {""}:
        raise WrongAnswer("This question takes one answer. Please answer it again.")
    return values[0] if values and values[0] else None


def tidy(text: str) -> str:
    """NFC, nothing invisible, single spaces: what a reader would call the same text.

    Only as far as a line may go: the time that NFC takes grows with the square of a pile of accents.
    """
    spaced = "".join(" " if character.isspace() else character for character in text)
    visible = "".join(c for c in spaced if unicodedata.category(c) not in ("Cc", "Cf") or c in JOINERS)
    composed = unicodedata.normalize("NFC", visible) if len(visible) <= LONGEST_LINE else visible
    return " ".join(composed.split()) if visible.strip(JOINERS) else ""
