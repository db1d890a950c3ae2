"""What the kinds with choices share: multiple choice and multiple response."""

from abc import abstractmethod
from collections.abc import Collection, Sequence
from typing import Self

import msgspec

from quiz.errors import Invalid
from quiz.questions.block import Block, Item, credit_of, with_credit
from quiz.questions.common import Common
from quiz.questions.keys import letters, with_keys


class Choice(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """`credit` is the fraction of the marks that choosing it earns or, below 0, costs."""

    key: str = ""
    text: str
    credit: float = 0.0
    explanation: str = ""


class ChoiceQuestion(Common, frozen=True, kw_only=True):
    """A kind on it says which choices are right and what choices earn that have no credit of their own."""

    choices: tuple[Choice, ...]

    @staticmethod
    @abstractmethod
    def is_right(choice: Choice) -> bool: ...

    @staticmethod
    @abstractmethod
    def usual_credits(right: int) -> tuple[float, float]:
        """Of a right choice and of a wrong one, where `right` of them are right."""

    def texts(self) -> tuple[str, ...]:
        return (*super().texts(), *(text for choice in self.choices for text in (choice.text, choice.explanation)))

    def parts(self) -> tuple[str, ...]:
        return tuple(choice.key for choice in self.choices)

    def arranged(self, parts: Sequence[str]) -> Self:
        by_key = {choice.key: choice for choice in self.choices}
        return msgspec.structs.replace(self, choices=tuple(by_key[part] for part in parts))

    def keyed(self, like: Common | None, retired: Collection[str] = ()) -> Self:
        known = like.choices if isinstance(like, ChoiceQuestion) else ()
        return msgspec.structs.replace(self, choices=with_keys(self.choices, known, letters, retired=retired))

    def problems(self) -> list[str]:
        found = []
        texts = [" ".join(choice.text.split()) for choice in self.choices]
        if len(texts) < 2:
            found.append("it needs at least two choices")
        if not all(texts):
            found.append("a choice has no text")
        if len(set(texts)) < len(texts):
            found.append("two choices are alike")
        if any(choice.credit > 1 for choice in self.choices):
            found.append("a choice earns more than all marks")
        return found

    @classmethod
    def claims(cls, block: Block) -> bool:
        return bool(block.items) and all(item.mark in "x " for item in block.items)

    @classmethod
    def from_block(cls, block: Block) -> Self:
        if any(item.mark not in "x " for item in block.items):
            raise Invalid("choices are written “- [ ] wrong” and “- [x] right”")
        right, wrong = cls.usual_credits(sum(item.mark == "x" for item in block.items))
        return cls(
            **block.common(),
            choices=tuple(
                Choice(
                    key=item.key,
                    text=item.text,
                    credit=credit_of(item, right if item.mark == "x" else wrong),
                    explanation=item.explanation,
                )
                for item in block.items
            ),
        )

    def to_block(self) -> Block:
        right, wrong = self.usual_credits(sum(map(self.is_right, self.choices)))
        items = []
        for choice in self.choices:
            mark, usual = ("x", right) if self.is_right(choice) else (" ", wrong)
            items.append(Item(mark, choice.text, choice.key, with_credit(choice.credit, usual), choice.explanation))
        return Block.of(self, items)
