"""Ordering: items to be put into their right order. An answer is the list of all item keys, in the order given."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from typing import ClassVar, Self

import msgspec

from quiz.errors import Invalid
from quiz.questions.block import Block, Item, only_attributes
from quiz.questions.common import Answer, Common, Fields, WrongAnswer, listed
from quiz.questions.keys import letters, with_keys
from quiz.questions.order_credit import DEFAULT, POINTS, Credit, fraction

MOST_ITEMS = 30  # each has a list of as many places


class Entry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """`text` is Markdown on one line, `place` its right place, from 1."""

    key: str = ""
    text: str
    place: int


class Ordering(Common, frozen=True, kw_only=True, tag="ordering"):
    """`items` stand in the order shown, which is made from their texts alone, and so are their keys.

    `credit` names one of Moodle's nine schemes (quiz/questions/order_credit.py). The default is Moodle's own, one
    part for each item at its right place: a student can check it by looking.
    """

    label: ClassVar[str] = "Ordering"
    example: ClassVar[str] = """\
## Put these inventions into their order, the oldest first.

1. the wheel
2. the printing press
3. the telephone
4. the World Wide Web
"""

    items: tuple[Entry, ...]
    credit: Credit = DEFAULT

    def read(self, fields: Fields) -> Answer | None:
        places = {str(number): number for number in range(1, len(self.items) + 1)}
        sent = {key: values for key, values in fields.items() if any(values) or len(values) > 1}
        given = {
            key: places[values[0]]
            for key, values in sent.items()
            if key in self.parts() and len(values) == 1 and values[0] in places
        }
        keys = sorted((key for key in self.parts() if key in given), key=given.__getitem__)
        order = [item.key for item in self.in_order(keys)] if keys else None
        if len(given) < len(sent):
            raise WrongAnswer(f"Please give each item a place from 1 to {len(places)}.", shown=order)
        if len(set(given.values())) < len(given):
            raise WrongAnswer("Two items had the same place. Please look at the order again.", shown=order)
        return order

    def in_order(self, keys: Sequence[str]) -> list[Entry]:
        """The items with these keys, then the others in the order shown."""
        by_key = {item.key: item for item in self.items}
        return [by_key[key] for key in dict.fromkeys((*keys, *by_key)) if key in by_key]

    def grade(self, answer: Answer) -> float:
        """An answer without any of the items, to a question that has changed since, earns nothing by chance."""
        return fraction(self.credit, self._places(answer)) if set(listed(answer)) & set(self.parts()) else 0.0

    def judged(self, answer: Answer) -> list[tuple[Entry, float | None]]:
        """Each item in the order given, with the fraction of its part that it earned; None: not counted."""
        points = POINTS[self.credit](self._places(answer))
        return [
            (item, earned / possible if possible else None)
            for item, (earned, possible) in zip(self.in_order(listed(answer)), points, strict=True)
        ]

    def _places(self, answer: Answer) -> list[int]:
        return [item.place - 1 for item in self.in_order(listed(answer))]

    def right_answer(self) -> Answer:
        return [item.key for item in self._right()]

    def _right(self) -> list[Entry]:
        return sorted(self.items, key=lambda item: item.place)

    def describe(self, answer: Answer) -> str:
        return " → ".join(item.text for item in self.in_order(listed(answer)))

    def texts(self) -> tuple[str, ...]:
        return (*super().texts(), *(item.text for item in self.items))

    def parts(self) -> tuple[str, ...]:
        return tuple(item.key for item in self.items)

    def arranged(self, parts: Sequence[str]) -> Self:
        return msgspec.structs.replace(self, items=tuple(self.in_order(parts)))

    def keyed(self, like: Common | None, retired: Collection[str] = ()) -> Self:
        known = like.items if isinstance(like, Ordering) else ()
        return msgspec.structs.replace(self, items=with_keys(_shown(self.items), known, letters, retired=retired))

    def problems(self) -> list[str]:
        found = []
        texts = [" ".join(item.text.split()) for item in self.items]
        if len(texts) < 2:
            found.append("it needs at least two items")
        if len(texts) > MOST_ITEMS:
            found.append(f"it has {len(texts)} items; {MOST_ITEMS} are allowed")
        if not all(texts):
            found.append("an item has no text")
        if any(len(item.text.splitlines()) > 1 for item in self.items):
            found.append("an item has more than one line")
        if len(set(texts)) < len(texts):
            found.append("two items are alike")
        if [item.place for item in self._right()] != list(range(1, len(texts) + 1)):
            found.append("the places of its items are not 1, 2, 3 and so on")
        return found

    @classmethod
    def claims(cls, block: Block) -> bool:
        return bool(block.items) and all(item.mark == "1" for item in block.items)

    @classmethod
    def from_block(cls, block: Block) -> Self:
        if any(item.mark != "1" for item in block.items):
            raise Invalid("items are written “1. first”, “2. second” and so on, in their right order")
        for item in block.items:
            only_attributes(item)
        items = [Entry(key=item.key, text=item.text, place=place) for place, item in enumerate(block.items, 1)]
        credit = _credit(block.attributes.get("credit", DEFAULT))
        return cls(**block.common("credit"), items=_shown(items), credit=credit)

    def to_block(self) -> Block:
        credit = {} if self.credit == DEFAULT else {"credit": self.credit}
        items = tuple(Item("1", item.text, item.key) for item in self._right())
        return Block.of(self, items, credit)


def _credit(name: str) -> Credit:
    for credit in POINTS:
        if name == credit:
            return credit
    raise Invalid(f"there is no credit “{name}” for an order; known are {', '.join(POINTS)}")


def _shown(items: Iterable[Entry]) -> tuple[Entry, ...]:
    """Mixed, yet always alike: by a digest of each text.

    An alphabet would often be the right order, as with years; and to avoid the right order would tell it to
    those who know the rule, above all where there are two items.
    """
    return tuple(sorted(items, key=lambda item: hashlib.sha256(item.text.encode()).digest()))
