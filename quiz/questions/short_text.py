"""Short text: a word or a line, compared with the accepted answers. An answer is the text as typed."""

import unicodedata
from typing import Self

import msgspec

from quiz.errors import Invalid
from quiz.questions.block import Block, Item, credit_of, with_credit, with_marks
from quiz.questions.common import MOST_PARTS, Answer, Common, Fields, WrongAnswer, one_value, tidy

LONGEST = 200  # characters of an answer


class Accepted(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    text: str
    credit: float = 1.0


class ShortText(Common, frozen=True, kw_only=True, tag="short_text"):
    """Spaces around and between words never matter; capitals do if `case_sensitive`. The first match counts."""

    accepted: tuple[Accepted, ...]
    case_sensitive: bool = False

    def read(self, fields: Fields) -> Answer | None:
        text = tidy(one_value(fields) or "")
        if len(text) > LONGEST:
            raise WrongAnswer(
                f"This answer may have {LONGEST} characters; yours has {len(text)}. Please shorten it.", shown=text
            )
        return text or None

    def grade(self, answer: Answer) -> float:
        given = self._folded(str(answer))
        credits = (item.credit for item in self.accepted if self._folded(item.text) == given)
        return min(max(next(credits, 0.0), 0.0), 1.0)

    def right_answer(self) -> Answer:
        return max(self.accepted, key=lambda item: item.credit).text

    def describe(self, answer: Answer) -> str:
        return str(answer)

    def problems(self) -> list[str]:
        found = []
        texts = [self._folded(item.text) for item in self.accepted]
        if len(self.accepted) > MOST_PARTS:
            found.append(f"it has {len(self.accepted)} accepted answers; {MOST_PARTS} are allowed")
        if not any(item.credit == 1 for item in self.accepted):
            found.append("no accepted answer earns all marks")
        if any(item.credit > 1 for item in self.accepted):
            found.append("an accepted answer earns more than all marks")
        if not all(texts):
            found.append("an accepted answer has no text")
        if any(len(item.text) > LONGEST for item in self.accepted):
            found.append(f"an accepted answer is longer than {LONGEST} characters")
        if len(set(texts)) < len(texts):
            found.append("two accepted answers are alike")
        return found

    def _folded(self, text: str) -> str:
        plain = tidy(text)
        return plain if self.case_sensitive else unicodedata.normalize("NFKC", plain).casefold()

    @classmethod
    def claims(cls, block: Block) -> bool:
        return bool(block.items) and all(item.mark == "=" for item in block.items)

    @classmethod
    def from_block(cls, block: Block) -> Self:
        if any(item.mark != "=" for item in block.items):
            raise Invalid("accepted answers are written “= answer”, one a line")
        if block.attributes.get("case-sensitive") or any(item.key for item in block.items):
            raise Invalid("“case-sensitive” takes no value and an accepted answer no key")
        return cls(
            **block.common("case-sensitive"),
            accepted=tuple(Accepted(text=item.text, credit=credit_of(item, 1.0)) for item in block.items),
            case_sensitive="case-sensitive" in block.attributes,
        )

    def to_block(self) -> Block:
        flags = {"case-sensitive": ""} if self.case_sensitive else {}
        items = tuple(Item("=", item.text, attributes=with_credit(item.credit, 1.0)) for item in self.accepted)
        return Block(self.text, self.key, with_marks(self.marks) | flags, items, self.explanation)
