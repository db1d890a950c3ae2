"""True or false. An answer is a JSON boolean."""

from typing import ClassVar, Self

from quiz.errors import Invalid
from quiz.questions.block import Block, Item
from quiz.questions.common import Answer, Common, Fields, WrongAnswer, one_value

VALUES = {"true": True, "false": False}


class TrueFalse(Common, frozen=True, kw_only=True, tag="true_false"):
    label: ClassVar[str] = "True or false"
    example: ClassVar[str] = """\
## Sound travels faster in water than in air.

- [x] True
- [ ] False

> About four times as fast.
"""

    right: bool

    def read(self, fields: Fields) -> Answer | None:
        value = one_value(fields)
        if value is not None and value not in VALUES:
            raise WrongAnswer("Please choose True or False.")
        return None if value is None else VALUES[value]

    def grade(self, answer: Answer) -> float:
        return 1.0 if answer is self.right else 0.0

    def right_answer(self) -> Answer:
        return self.right

    def describe(self, answer: Answer) -> str:
        return "True" if answer else "False"

    @classmethod
    def claims(cls, block: Block) -> bool:
        texts = [item.text.lower() for item in block.items]
        plain = not any(item.key or item.attributes or item.explanation for item in block.items)
        return plain and texts == ["true", "false"] and sorted(item.mark for item in block.items) == [" ", "x"]

    @classmethod
    def from_block(cls, block: Block) -> Self:
        if not cls.claims(block):
            raise Invalid("say which is right: mark either True or False, not both")
        return cls(
            **block.common(),
            right=block.items[0].mark == "x",
        )

    def to_block(self) -> Block:
        marks = "x ", " x"
        items = tuple(Item(mark, word) for mark, word in zip(marks[not self.right], ("True", "False"), strict=True))
        return Block.of(self, items)
