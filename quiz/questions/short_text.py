"""Short text: a word or a line, compared with the accepted answers. An answer is the text as typed."""

import re
import unicodedata
from collections.abc import Sequence
from typing import ClassVar, Self

import msgspec

from quiz.errors import Invalid
from quiz.questions.block import Block, Item, credit_of, with_credit
from quiz.questions.common import MOST_PARTS, Answer, Common, Fields, WrongAnswer, one_value, tidy, too_long, within

LONGEST = 200  # characters of an answer
FLAGS = ("case-sensitive", "exact-accents", "exact-spaces")
STARS = re.compile(r"(?<!\\)\*+")
ACCENTS = re.compile("[\u0300-\u036f]")  # of Latin, Greek and Cyrillic; the marks of other scripts are letters to them


class Accepted(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """In `text`, `*` stands for any characters or none, and `\\*` for a star, as in Moodle."""

    text: str
    credit: float = 1.0

    def pieces(self) -> list[str]:
        """What stands before, between and after the stars: "a*b" has two pieces, "a" one."""
        return [piece.replace("\\*", "*") for piece in STARS.split(tidy(self.text))]

    def in_words(self) -> str:
        """With … where a star may be anything: a star takes that too."""
        return "…".join(self.pieces())


class ShortText(Common, frozen=True, kw_only=True, tag="short_text"):
    """Capitals, accents and the spaces inside are forgiven unless a flag says that they matter.

    The first accepted answer that takes what was typed counts.
    """

    label: ClassVar[str] = "Short text"
    example: ClassVar[str] = """\
## Which gas do plants take from the air?

= carbon dioxide
= CO2
= carbon* {credit=50%}

> Capitals, accents and spaces are forgiven. A star stands for any characters.
"""

    accepted: tuple[Accepted, ...]
    case_sensitive: bool = False
    exact_accents: bool = False
    exact_spaces: bool = False

    def read(self, fields: Fields) -> Answer | None:
        text = tidy(one_value(fields) or "")
        if len(text) > LONGEST:
            raise WrongAnswer(too_long(text, LONGEST), shown=text)
        return text or None

    def grade(self, answer: Answer) -> float:
        return within(self.earned(answer))

    def earned(self, answer: Answer) -> float:
        """The credit of what takes the answer; in a cloze it may cost what other blanks earn. Nothing takes nothing."""
        typed = tidy(str(answer))
        given = self._folded(typed)
        return next((item.credit for item in self.accepted if typed and _takes(self._pieces(item), given)), 0.0)

    def right_answer(self) -> Answer:
        return max(self.accepted, key=lambda item: item.credit).in_words()

    def problems(self) -> list[str]:
        found = []
        if len(self.accepted) > MOST_PARTS:
            found.append(f"it has {len(self.accepted)} accepted answers; {MOST_PARTS} are allowed")
        if not any(item.credit == 1 for item in self.accepted):
            found.append("no accepted answer earns all marks")
        if any(item.credit > 1 for item in self.accepted):
            found.append("an accepted answer earns more than all marks")
        if any(len(item.text) > LONGEST for item in self.accepted):
            found.append(f"an accepted answer is longer than {LONGEST} characters")
        elif any(self._pieces(item) == [""] for item in self.accepted):  # which takes long for a long pile of accents
            found.append("an accepted answer has no text, or nothing but accents")
        return found or self._unreachable()

    def _unreachable(self) -> list[str]:
        """An answer with a character in place of its stars that no other text has stands for all that it takes.

        Where the one before earns the same, nobody loses anything: “Paris” and “paris” may both stand there.
        """
        pieces = [(self._pieces(item), item.credit) for item in self.accepted]
        found = []
        for number, item in enumerate(self.accepted):
            all_of_it = "\0".join(self._pieces(item))
            taken_for = next((credit for earlier, credit in pieces[:number] if _takes(earlier, all_of_it)), item.credit)
            if taken_for != item.credit:
                found.append(f"the accepted answer “{item.text}” is never reached: one before it takes the same")
        if not found and self.grade(self.right_answer()) < 1:
            found.append("an answer that earns less takes the right one too; the right one must come before it")
        return found

    def _pieces(self, item: Accepted) -> list[str]:
        return [self._folded(piece) for piece in item.pieces()]

    def _folded(self, text: str) -> str:
        """What is compared. NFC comes last, so that what begins like a Hangul syllable is not taken for it."""
        if not self.case_sensitive:
            text = unicodedata.normalize("NFKC", text).casefold()
        if not self.exact_accents:
            text = ACCENTS.sub("", unicodedata.normalize("NFD", text))
        if not self.exact_spaces:
            text = text.replace(" ", "")
        return unicodedata.normalize("NFC", text)

    @classmethod
    def claims(cls, block: Block) -> bool:
        return bool(block.items) and all(item.mark == "=" for item in block.items)

    @classmethod
    def from_block(cls, block: Block) -> Self:
        if any(item.mark != "=" for item in block.items):
            raise Invalid("accepted answers are written “= answer”, one a line")
        if valued := next((flag for flag in FLAGS if block.attributes.get(flag)), None):
            raise Invalid(f"“{valued}” takes no value")
        if any(item.key for item in block.items):
            raise Invalid("an accepted answer has no key")
        return cls(
            **block.common(*FLAGS),
            accepted=tuple(Accepted(text=item.text, credit=credit_of(item, 1.0)) for item in block.items),
            case_sensitive="case-sensitive" in block.attributes,
            exact_accents="exact-accents" in block.attributes,
            exact_spaces="exact-spaces" in block.attributes,
        )

    def to_block(self) -> Block:
        is_set = (self.case_sensitive, self.exact_accents, self.exact_spaces)
        flags = {flag: "" for flag, wanted in zip(FLAGS, is_set, strict=True) if wanted}
        items = tuple(Item("=", item.text, attributes=with_credit(item.credit, 1.0)) for item in self.accepted)
        return Block.of(self, items, flags)


def _takes(pieces: Sequence[str], text: str) -> bool:
    """Whether the text is these pieces with anything between them; each as far left as it goes leaves most room."""
    if len(pieces) == 1:
        return text == pieces[0]
    first, *middle, last = pieces
    at, end = len(first), len(text) - len(last)
    if at > end or not text.startswith(first) or not text.endswith(last):
        return False
    for piece in middle:
        found = text.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return True
