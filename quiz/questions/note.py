"""Note: a text between questions. It asks nothing, so it has no number, no marks and no answer."""

from typing import ClassVar, Literal, Self

from quiz.errors import Invalid
from quiz.questions.block import Block
from quiz.questions.common import Common, Fields, WrongAnswer


class Note(Common, frozen=True, kw_only=True, tag="note"):
    label: ClassVar[str] = "Text between questions"
    example: ClassVar[str] = """\
## The next questions are about this table. {kind=note}

| city | inhabitants |
|---|---:|
| Oslo | 0.7 million |
| Lima | 10 million |
"""

    marked_by: ClassVar[Literal["nobody"]] = "nobody"

    marks: float = 0.0

    def read(self, fields: Fields) -> None:
        if any(any(values) for values in fields.values()):
            raise WrongAnswer("This is a text to read, and takes no answer.")

    def problems(self) -> list[str]:
        found = []
        if self.marks != 0:
            found.append("a note has no marks")
        if self.explanation:
            found.append("a note has no explanation")
        return found

    @classmethod
    def claims(cls, block: Block) -> bool:
        return False  # without answers it has no shape of its own: the heading says {kind=note}

    @classmethod
    def from_block(cls, block: Block) -> Self:
        if block.items or "marks" in block.attributes:
            raise Invalid("a note has neither answers nor marks")
        if block.explanation:
            raise Invalid("a note has no explanation; a quote at its end is written with one space before each “>”")
        return cls(**block.common() | {"marks": 0.0})

    def to_block(self) -> Block:
        return Block.of(self)
