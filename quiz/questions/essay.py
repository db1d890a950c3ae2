"""Essay: a text of any number of lines, marked by a teacher. An answer is the text as typed."""

import re
import unicodedata
from typing import ClassVar, Literal, Self

from quiz.errors import Invalid
from quiz.questions.block import Block
from quiz.questions.common import LONGEST_TEXT, Answer, Common, Fields, WrongAnswer, one_value, tidy, too_long

LINE_END = re.compile(r"\r\n?|[\u0085\u2028\u2029]")


class Essay(Common, frozen=True, kw_only=True, tag="essay"):
    """The explanation is the place of a model answer: it is shown once the attempt is handed in."""

    label: ClassVar[str] = "Essay"
    example: ClassVar[str] = """\
## Explain in a few sentences why the sky is blue. {kind=essay marks=3}

> A model answer: air scatters short waves more than long ones, so blue light reaches us from all sides.
"""

    marked_by: ClassVar[Literal["teacher"]] = "teacher"

    def read(self, fields: Fields) -> Answer | None:
        text = _typed(one_value(fields) or "")
        if len(text) > LONGEST_TEXT:
            raise WrongAnswer(too_long(text, LONGEST_TEXT), shown=text)
        return text if tidy(text) else None

    @classmethod
    def claims(cls, block: Block) -> bool:
        return False  # without answers it has no shape of its own: the heading says {kind=essay}

    @classmethod
    def from_block(cls, block: Block) -> Self:
        if block.items:
            raise Invalid("an essay has no answer lines; a model answer is written as its explanation, behind “>”")
        return cls(**block.common())

    def to_block(self) -> Block:
        return Block.of(self)


def _typed(text: str) -> str:
    """With \\n at the ends of lines, and without other control characters than tabs."""
    lines = LINE_END.sub("\n", text)
    return "".join(c for c in lines if c in "\n\t" or unicodedata.category(c) != "Cc")
