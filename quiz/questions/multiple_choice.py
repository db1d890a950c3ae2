"""Multiple choice: one of several. An answer is the key of a choice, "b"."""

from collections.abc import Sequence
from typing import Self

import msgspec

from quiz.errors import Invalid
from quiz.questions.block import Block, Item, credit_of, with_credit, with_marks
from quiz.questions.common import LONGEST_TEXT, Answer, Common, Fields, WrongAnswer, letters, one_value, with_keys


class Choice(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """`credit` is the fraction of the marks that choosing it earns: 1 is right, 0 is wrong."""

    key: str = ""
    text: str
    credit: float = 0.0
    explanation: str = ""


class MultipleChoice(Common, frozen=True, kw_only=True, tag="multiple_choice"):
    choices: tuple[Choice, ...]

    def read(self, fields: Fields) -> Answer | None:
        key = one_value(fields)
        if key is not None and key not in self.parts():
            raise WrongAnswer("That is not one of the choices. Please choose again.")
        return key

    def grade(self, answer: Answer) -> float:
        return next((min(max(c.credit, 0.0), 1.0) for c in self.choices if c.key == answer), 0.0)

    def right_answer(self) -> Answer:
        return max(self.choices, key=lambda choice: choice.credit).key

    def describe(self, answer: Answer) -> str:
        return next((choice.text for choice in self.choices if choice.key == answer), "")

    def parts(self) -> tuple[str, ...]:
        return tuple(choice.key for choice in self.choices)

    def arranged(self, parts: Sequence[str]) -> Self:
        by_key = {choice.key: choice for choice in self.choices}
        return msgspec.structs.replace(self, choices=tuple(by_key[part] for part in parts))

    def keyed(self, like: Common | None) -> Self:
        known = like.choices if isinstance(like, MultipleChoice) else ()
        return msgspec.structs.replace(self, choices=with_keys(self.choices, known, letters))

    def problems(self) -> list[str]:
        found = []
        texts = [" ".join(choice.text.split()) for choice in self.choices]
        if len(texts) < 2:
            found.append("it needs at least two choices")
        if any(len(text) > LONGEST_TEXT for choice in self.choices for text in (choice.text, choice.explanation)):
            found.append(f"the text of a choice is longer than {LONGEST_TEXT} characters")
        if not all(texts):
            found.append("a choice has no text")
        if len(set(texts)) < len(texts):
            found.append("two choices are alike")
        if any(choice.credit > 1 for choice in self.choices):
            found.append("a choice earns more than all marks")
        if sum(choice.credit == 1 for choice in self.choices) != 1:
            found.append("exactly one choice must be right")
        return found

    @classmethod
    def claims(cls, block: Block) -> bool:
        return bool(block.items) and all(item.mark in "x " for item in block.items)

    @classmethod
    def from_block(cls, block: Block) -> Self:
        if any(item.mark not in "x " for item in block.items):
            raise Invalid("choices are written “- [ ] wrong” and “- [x] right”")
        return cls(
            **block.common(),
            choices=tuple(
                Choice(
                    key=item.key,
                    text=item.text,
                    credit=credit_of(item, 1.0 if item.mark == "x" else 0.0),
                    explanation=item.explanation,
                )
                for item in block.items
            ),
        )

    def to_block(self) -> Block:
        items = []
        for choice in self.choices:
            mark, default = ("x", 1.0) if choice.credit == 1 else (" ", 0.0)
            items.append(Item(mark, choice.text, choice.key, with_credit(choice.credit, default), choice.explanation))
        return Block(self.text, self.key, with_marks(self.marks), tuple(items), self.explanation)
