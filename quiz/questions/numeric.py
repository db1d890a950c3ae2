"""Numeric: a number, compared with the accepted values. An answer is the text as typed, graded by its value."""

import re
from decimal import Decimal
from typing import ClassVar, Literal, Self

import msgspec

from quiz.errors import Invalid
from quiz.questions.block import Block, Item, credit_of, with_credit
from quiz.questions.common import MOST_PARTS, Answer, Common, Fields, WrongAnswer, one_value, tidy, too_long, within

LONGEST = 40  # characters of an answer
LARGEST_EXPONENT = 300  # a float ends at 308, and a tolerance needs some room
EPSILON = 1e-14  # what floats may be off by, so that 7 ± 1 takes 6 and 8; Moodle uses the same

_WHOLE = r"[0-9]{1,3}(?: [0-9]{3})+|[0-9]+"
NUMBER = re.compile(rf"[+-]?(?:(?:{_WHOLE})(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{{1,3}})?")
TIMES_TEN = re.compile(r" ?[*x×·] ?10 ?(?:\^|\*\*) ?(?=[+-]?[0-9])", re.IGNORECASE)  # 3 × 10^8 is 3e8
SEVERAL_POINTS = re.compile(r"[+-]?[0-9 ]*(?:\.[0-9 ]+){2,}(?:[eE][+-]?[0-9]+)?")


class Accepted(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """`tolerance` is in the value's unit if it is absolute, else a fraction: 0.05 for 5%."""

    value: float
    tolerance: float = 0.0
    tolerance_kind: Literal["absolute", "relative", "geometric"] = "absolute"
    credit: float = 1.0

    def takes(self, value: float) -> bool:
        if self.tolerance_kind == "geometric":
            factor = 1 + self.tolerance + EPSILON
            lowest, highest = sorted((self.value / factor, self.value * factor))
        else:
            reach = self._reach()
            lowest, highest = self.value - reach, self.value + reach
        return lowest <= value <= highest

    def _reach(self) -> float:
        if self.tolerance_kind == "relative":
            return abs(self.value) * (self.tolerance + EPSILON)
        return self.tolerance + EPSILON * max(abs(self.tolerance), abs(self.value), EPSILON)

    @property
    def text(self) -> str:
        return _written(_exactly(self.value))

    @property
    def tolerance_text(self) -> str:
        """ "0.01" or "5%"."""
        tolerance = _exactly(self.tolerance)
        return _written(tolerance) if self.tolerance_kind == "absolute" else f"{_written(tolerance.scaleb(2))}%"

    def in_words(self) -> str:
        if not self.tolerance:
            return self.text
        if self.tolerance_kind == "geometric":
            return f"{self.text}, give or take a factor of {_written(1 + _exactly(self.tolerance))}"
        return f"{self.text}, give or take {self.tolerance_text}"


class Numeric(Common, frozen=True, kw_only=True, tag="numeric"):
    """The first accepted value that takes the answer counts."""

    label: ClassVar[str] = "Number"
    example: ClassVar[str] = """\
## How long is one orbit of the Earth around the Sun, in days?

= 365.25 {tolerance=0.3}

> 365 days and about six hours.
"""

    accepted: tuple[Accepted, ...]

    def read(self, fields: Fields) -> Answer | None:
        text = tidy(one_value(fields) or "")
        if text and number_in(text) is None:
            raise WrongAnswer(_why_not(text), shown=text)
        return text or None

    def grade(self, answer: Answer) -> float:
        return within(self.earned(answer))

    def earned(self, answer: Answer) -> float:
        """The credit of what takes the answer; in a cloze it may cost what other blanks earn."""
        number = number_in(str(answer))
        if number is None:
            return 0.0
        return next((item.credit for item in self.accepted if item.takes(float(number))), 0.0)

    def right(self) -> Accepted:
        return max(self.accepted, key=lambda item: item.credit)

    def right_answer(self) -> Answer:
        return self.right().text

    def problems(self) -> list[str]:
        found = []
        if len(self.accepted) > MOST_PARTS:
            found.append(f"it has {len(self.accepted)} accepted values; {MOST_PARTS} are allowed")
        if not any(item.credit == 1 for item in self.accepted):
            found.append("no accepted value earns all marks")
        if any(item.credit > 1 for item in self.accepted):
            found.append("an accepted value earns more than all marks")
        if any(item.tolerance < 0 for item in self.accepted):
            found.append("a tolerance is negative")
        if any(
            number_in(text.rstrip("%")) is None for item in self.accepted for text in (item.text, item.tolerance_text)
        ):
            found.append("a value or a tolerance is too large, too small or no number")
        if len({(item.value, item.tolerance, item.tolerance_kind) for item in self.accepted}) < len(self.accepted):
            found.append("two accepted values are alike")
        if not found and self.grade(self.right_answer()) < 1:
            found.append("a value that earns less takes the right one too; the right one must come before it")
        return found

    @classmethod
    def claims(cls, block: Block) -> bool:
        return bool(block.items) and all(item.mark == "=" and number_in(item.text) is not None for item in block.items)

    @classmethod
    def from_block(cls, block: Block) -> Self:
        return cls(**block.common(), accepted=tuple(map(_accepted, block.items)))

    def to_block(self) -> Block:
        items = tuple(Item("=", item.text, attributes=_attributes(item)) for item in self.accepted)
        return Block.of(self, items)


def number_in(text: str) -> Decimal | None:
    """ "−1 000,5" -> Decimal("-1000.5"); None for what is no number, or beyond LARGEST_EXPONENT."""
    tidied = tidy(text)
    plain = TIMES_TEN.sub("e", _with_points(tidied), count=1)
    if len(tidied) > LONGEST or not NUMBER.fullmatch(plain):
        return None
    number = Decimal(plain.replace(" ", ""))
    return number if abs(number.adjusted()) <= LARGEST_EXPONENT else None


def _with_points(text: str) -> str:
    return text.replace("\N{MINUS SIGN}", "-").replace(",", ".")


def _why_not(text: str) -> str:
    if len(text) > LONGEST:
        return too_long(text, LONGEST)
    if SEVERAL_POINTS.fullmatch(_with_points(text)):
        return "Please type one point or comma at most, before the decimals, such as 1000.5 or 1000,5."
    return "Please type a number, such as 3.14 or 2e6."


def _exactly(number: float) -> Decimal:
    """The shortest decimal that makes this float: 0.1, not 0.1000000000000000055."""
    return Decimal(repr(number))


def _written(number: Decimal) -> str:
    """As a reader would write it, "2000000" or "6.022e23", and as number_in reads it."""
    shape = "f" if -7 < number.adjusted() < 16 else "e"
    return f"{number.normalize():{shape}}".replace("e+", "e")


def _accepted(item: Item) -> Accepted:
    value = number_in(item.text)
    if item.mark != "=" or item.key or value is None:
        raise Invalid("accepted values are written “= 3.14” or “= 3.14 {tolerance=0.01}”, one a line, without a key")
    credit = credit_of(item, 1.0, "tolerance", "geometric")
    written = item.attributes.get("tolerance", "0")
    tolerance = number_in(written.removesuffix("%"))
    is_fraction, is_geometric = written.endswith("%"), "geometric" in item.attributes
    if tolerance is None or item.attributes.get("geometric") or (is_geometric and not is_fraction):
        raise Invalid("a tolerance is written {tolerance=0.01}, {tolerance=5%} or {tolerance=5% geometric}")
    return Accepted(
        value=float(value),
        tolerance=float(tolerance.scaleb(-2) if is_fraction else tolerance),
        tolerance_kind="geometric" if is_geometric else "relative" if is_fraction else "absolute",
        credit=credit,
    )


def _attributes(item: Accepted) -> dict[str, str]:
    is_exact = item.tolerance == 0 and item.tolerance_kind == "absolute"
    tolerance = {} if is_exact else {"tolerance": item.tolerance_text}
    flags = {"geometric": ""} if item.tolerance_kind == "geometric" else {}
    return tolerance | flags | with_credit(item.credit, 1.0)
