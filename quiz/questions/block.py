"""A question between its kind and the Markdown file: text, attributes, answer lines, explanation.

quiz/formats/markdown/ turns lines into blocks and back and knows no kind; a kind turns a block into itself
and back and knows no Markdown.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Self, TypeVar

import msgspec

from quiz.errors import Invalid
from quiz.questions import tags
from quiz.questions.common import Common, kind_of

AnyKind = TypeVar("AnyKind")

HINT = "; if the braces are part of the text, write {-} behind them"


class Item(msgspec.Struct, frozen=True):
    """One answer line.

    `mark` is "x" or " " for a task list's `- [x]`, `- [ ]`; "=" for an accepted answer; ">" for `- text -> target`;
    "1" for an item of a numbered list.
    """

    mark: str
    text: str
    key: str = ""
    attributes: dict[str, str] = {}
    explanation: str = ""
    target: str = ""


class Block(msgspec.Struct, frozen=True):
    text: str
    key: str = ""
    attributes: dict[str, str] = {}  # a flag has the value ""
    items: tuple[Item, ...] = ()
    explanation: str = ""

    def common(self, *attributes: str) -> dict[str, Any]:
        """What every kind has. Raises Invalid for attributes that are not among the kind's own."""
        unknown = self.attributes.keys() - {"kind", "marks", "tags", *attributes}
        if unknown:  # a typing error must not pass unseen
            raise Invalid(f"this kind of question has no “{min(unknown)}”{HINT}")
        marks = float(_number(self.attributes.get("marks", "1"), "marks"))
        found = tags.read(self.attributes.get("tags", ""))
        if "tags" in self.attributes and not found:
            raise Invalid('tags are written {tags=loops} or {tags="loops, Python"}')
        return {
            "key": self.key,
            "text": self.text,
            "marks": marks,
            "explanation": self.explanation,
            "tags": found,
        }

    @classmethod
    def of(cls, question: Common, items: Iterable[Item] = (), attributes: Mapping[str, str] = {}) -> Self:
        """The other way: the question's block, of what every kind has and of what is the kind's own."""
        marks = {"marks": _written(_exact(question.marks))} if question.is_asked and question.marks != 1 else {}
        tagged = {"tags": tags.written(question.tags)} if question.tags else {}
        return cls(question.text, question.key, {**marks, **attributes, **tagged}, tuple(items), question.explanation)


def recognised(block: Block, kinds: Sequence[type[AnyKind]]) -> AnyKind | None:
    """The question in the block, of the kind that it names or the first that claims it."""
    wanted = block.attributes.get("kind")
    kind: Any
    for kind in kinds:
        if kind_of(kind) == wanted or (wanted is None and kind.claims(block)):
            return kind.from_block(block)  # type: ignore[no-any-return]
    if wanted is not None:
        raise Invalid(f"there is no kind “{wanted}”; known are {', '.join(map(kind_of, kinds))}")  # type: ignore[arg-type]
    return None


def explicit(question: Any, kinds: Sequence[type[Any]]) -> Block:
    """The question's block, with its kind where the shape alone would be read as another one."""
    block: Block = question.to_block()
    if next((kind for kind in kinds if kind.claims(block)), None) is not type(question):
        block.attributes["kind"] = kind_of(question)
    return block


def only_attributes(item: Item, *known: str) -> None:
    if unknown := item.attributes.keys() - set(known):
        raise Invalid(f"an answer has no “{min(unknown)}”{HINT}")


def credit_of(item: Item, default: float, *attributes: str) -> float:
    """`credit=50%` as 0.5. Raises Invalid for attributes that are not among the kind's own."""
    only_attributes(item, "credit", *attributes)
    percent = item.attributes.get("credit")
    if percent is None:
        return default
    return fraction_of(percent.removesuffix("%"), "credit")


def with_credit(credit: float, default: float) -> dict[str, str]:
    return {} if credit == default else {"credit": percentage(credit)}


def fraction_of(percent: str, name: str) -> float:
    """ "50" as 0.5. Raises Invalid, by this name, for what is no number."""
    return float(_number(percent, name) / 100)


def percentage(fraction: float) -> str:
    """0.5 as "50%", and with as many digits as are needed to read the same fraction again."""
    return f"{_written(_exact(fraction) * 100)}%"


def _number(text: str, name: str) -> Decimal:
    if not re.fullmatch(r"-?[0-9]{1,6}(\.[0-9]+)?", text):
        raise Invalid(f"{name} must be a number such as 2 or 0.5, not “{text}”")
    return Decimal(text)


def _exact(number: float) -> Decimal:
    """In the fewest digits that are read as the same float: a third of the marks must come back as it was."""
    return Decimal(repr(number))


def _written(number: Decimal) -> str:
    """As _number reads it: never 5e-05."""
    return f"{number.normalize():f}"
