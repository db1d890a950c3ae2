"""Cloze: a text with blanks, each a small question in it. An answer is {blank key: its answer} of the filled ones."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import ClassVar, Self

import msgspec

import quiz
from quiz.errors import Invalid
from quiz.questions import blanks
from quiz.questions.block import Block, explicit, recognised
from quiz.questions.choices import Choice
from quiz.questions.common import MOST_PARTS, Answer, Common, Fields, WrongAnswer, mapped, within
from quiz.questions.keys import KEY, letters, with_keys
from quiz.questions.multiple_choice import MultipleChoice
from quiz.questions.numeric import Numeric
from quiz.questions.short_text import ShortText

LONGEST_CHOICE = 200  # characters; it is a line of a list to choose from
NO_PLACE = re.compile(r"<a\b.*?</a>|<[^>]*>", re.DOTALL)  # of HTML: a field cannot stand in a link or in a tag

Blank = MultipleChoice | Numeric | ShortText
BLANKS: tuple[type[Blank], ...] = (MultipleChoice, Numeric, ShortText)


class Cloze(Common, frozen=True, kw_only=True, tag="cloze"):
    """`text`, one paragraph, says what to do. `passage` is Markdown with blanks in it.

    A blank is a question without text or explanation of its own; its `marks` are its weight. The fraction is that of
    the weights: sum(credit * weight) / sum(weight), as Moodle's embedded answers do it, and never below 0. Only the sum
    is: a blank may cost what others earn.
    """

    label: ClassVar[str] = "Fill in the blanks"
    example: ClassVar[str] = """\
## Complete the sentence.

Water freezes at [[= 0 {tolerance=0.5}]] °C and boils at [[= 100 {tolerance=1}]] °C.
Ice is [[[x] lighter | [ ] heavier]] than water.

> At sea level.
"""

    PLACE: ClassVar[str] = "\ue000"  # stands for a blank while the passage becomes HTML

    passage: tuple[str | Blank, ...]

    @property
    def blanks(self) -> tuple[Blank, ...]:
        return tuple(part for part in self.passage if not isinstance(part, str))

    @property
    def passage_with_places(self) -> str:
        return "".join(part if isinstance(part, str) else self.PLACE for part in self.passage)

    def read(self, fields: Fields) -> Answer | None:
        answer: dict[str, Answer] = {}
        wrong = []
        for number, blank in enumerate(self.blanks, 1):
            try:
                given = blank.read({"": fields.get(blank.key, ())})
            except WrongAnswer as error:
                wrong.append(f"Blank {number}: {error.message}")
                given = error.shown
            if given is not None:
                answer[blank.key] = given
        others = fields.keys() - {blank.key for blank in self.blanks}
        if any(any(fields[other]) for other in others):
            wrong.append("An answer belongs to no blank of this question.")
        if wrong:
            raise WrongAnswer(" ".join(wrong), shown=answer or None)
        return answer or None

    def grade(self, answer: Answer) -> float:
        earned = sum(blank.earned(given) * blank.marks for _, blank, given in self._filled(answer))
        return within(earned / sum(blank.marks for blank in self.blanks))

    def _filled(self, answer: Answer) -> list[tuple[int, Blank, Answer]]:
        """Each blank that has an answer, with its number and the answer."""
        given = mapped(answer)
        numbered = enumerate(self.blanks, 1)
        return [(number, blank, given[blank.key]) for number, blank in numbered if given.get(blank.key) is not None]

    def right_answer(self) -> Answer:
        return {blank.key: blank.right_answer() for blank in self.blanks}

    def describe(self, answer: Answer) -> str:
        said = ((number, blank.describe(given)) for number, blank, given in self._filled(answer))
        return "; ".join(f"Blank {number}: {words}" for number, words in said if words)

    def texts(self) -> tuple[str, ...]:
        return (*super().texts(), self.passage_with_places)

    def parts(self) -> tuple[str, ...]:
        return tuple(choice.key for choice in _choices(self.blanks))

    def arranged(self, parts: Sequence[str]) -> Self:
        """Every blank with its own choices in the order that they have among all."""
        place = {part: number for number, part in enumerate(parts)}
        return self._with(_with_choices(b, sorted(_choices([b]), key=lambda c: place[c.key])) for b in self.blanks)

    def keyed(self, like: Common | None, retired: Collection[str] = ()) -> Self:
        known = like.blanks if isinstance(like, Cloze) else ()
        keyed = with_keys(self.blanks, known, letters, _identity)
        choices = iter(with_keys(_choices(keyed), _choices(known), letters, retired=retired))
        return self._with(_with_choices(blank, choices) for blank in keyed)

    def _with(self, blanks: Iterable[Blank]) -> Self:
        rest = iter(blanks)
        passage = tuple(part if isinstance(part, str) else next(rest) for part in self.passage)
        return msgspec.structs.replace(self, passage=passage)

    def problems(self) -> list[str]:
        return [
            *self._passage_problems(),
            *(f"blank {number}: {why}" for number, blank in enumerate(self.blanks, 1) for why in _problems(blank)),
        ]

    def _passage_problems(self) -> Iterator[str]:
        keys = [blank.key for blank in self.blanks if blank.key]
        if "\n\n" in f"{self.text}\n":
            yield "its text has more than one paragraph; the others belong to the passage"
        if not self.blanks:
            yield "it has no blank"
        if len(self.blanks) > MOST_PARTS:
            yield f"it has {len(self.blanks)} blanks; {MOST_PARTS} are allowed"
        if any(not KEY.fullmatch(key) for key in keys) or len(set(keys)) < len(keys):
            yield "the key of a blank is used twice, or is not made of a-z, 0-9, - and _, at most 40"
        if any(isinstance(part, str) and self.PLACE in part for part in self.passage):
            yield "its passage holds the character U+E000, which no reader knows"
        elif self._fields_on_its_page() < len(self.blanks):
            yield "a blank stands where no field can be, such as in a link"

    def _fields_on_its_page(self) -> int:
        return NO_PLACE.sub("", quiz.markup.html(self.passage_with_places)).count(self.PLACE)

    @classmethod
    def claims(cls, block: Block) -> bool:
        """Blanks in an answer line are a mistake that would show the right answer: refused here, not taken as text."""
        texts = [block.text, *(text for item in block.items for text in (item.text, item.target))]
        return any(map(blanks.has_blank, texts)) or (not block.items and blanks.has_almost_blank(block.text))

    @classmethod
    def from_block(cls, block: Block) -> Self:
        text, _, passage = block.text.partition("\n\n")
        if block.items:
            raise Invalid("a question with blanks has no answer lines; where a [[ is text, name the kind: {kind=…}")
        if blanks.has_blank(text):
            raise Invalid("the heading says what to do, such as “## Complete.”; the blanks stand below it")
        common = block.common() | {"text": "".join(map(str, blanks.read(text)))}
        return cls(**common, passage=tuple(map(_part, blanks.read(passage))))

    def to_block(self) -> Block:
        parts = (part if isinstance(part, str) else explicit(part, BLANKS) for part in self.passage)
        text = f"{blanks.written([self.text])}\n\n{blanks.written(parts)}"
        return msgspec.structs.replace(Block.of(self), text=text)


def _choices(blanks: Iterable[Blank]) -> list[Choice]:
    return [choice for blank in blanks if isinstance(blank, MultipleChoice) for choice in blank.choices]


def _with_choices(blank: Blank, choices: Iterable[Choice]) -> Blank:
    """The blank with as many of the choices as it has; zip would take one too many."""
    if not isinstance(blank, MultipleChoice):
        return blank
    rest = iter(choices)
    return msgspec.structs.replace(blank, choices=tuple(next(rest) for _ in blank.choices))


def _identity(blank: Blank) -> str:
    """By which a blank is known again in a newer revision."""
    return " | ".join(item.text for item in blank.to_block().items)


def _part(part: str | Block) -> str | Blank:
    if isinstance(part, str):
        return part
    blank = recognised(part, BLANKS)
    if blank is None:
        raise Invalid(f"a blank holds accepted answers or choices, not both: {blanks.EXAMPLES}")
    return blank


def _problems(blank: Blank) -> Iterator[str]:
    yield from blank.problems()
    if not 0 < blank.marks <= 1000:
        yield "its weight must be more than 0 and at most 1000"
    if blank.text or blank.explanation or blank.tags or any(choice.explanation for choice in _choices([blank])):
        yield "it has a text, an explanation or tags of its own"
    if any(len(choice.text) > LONGEST_CHOICE or len(choice.text.splitlines()) > 1 for choice in _choices([blank])):
        yield f"a choice has more than one line or than {LONGEST_CHOICE} characters"
