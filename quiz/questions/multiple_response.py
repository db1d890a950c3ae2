"""Multiple response: several of several. An answer is the keys of the chosen ones in their order, ["a", "c"]."""

from collections.abc import Iterable
from typing import ClassVar

from quiz.questions.block import Block
from quiz.questions.choices import Choice, ChoiceQuestion
from quiz.questions.common import Answer, Fields, WrongAnswer, listed

# What is nearer to nothing or to everything was meant to be that: credits are often rounded, and three times 33.33% is
# everything. The sums of shares that are in use, such as halves, thirds, sevenths and ninths, differ by more.
NEAR = 0.0002


class MultipleResponse(ChoiceQuestion, frozen=True, kw_only=True, tag="multiple_response"):
    """A choice that earns something is right. What the chosen ones earn together is kept within 0 and 1."""

    label: ClassVar[str] = "Several answers"
    example: ClassVar[str] = """\
## Which of these are prime numbers?

- [x] 2
- [ ] 9
  > It is 3 times 3.
- [x] 13
- [x] 31

> 2 is the only even one.
"""

    @staticmethod
    def is_right(choice: Choice) -> bool:
        return choice.credit > 0

    @staticmethod
    def usual_credits(right: int) -> tuple[float, float]:
        share = 1 / max(right, 1)
        return share, -share

    def read(self, fields: Fields) -> Answer | None:
        chosen = [key for key in fields.get("", ()) if key]
        answer = [key for key in self.parts() if key in chosen] or None
        if len(answer or ()) < len(chosen) or fields.keys() - {""}:
            raise WrongAnswer("These are not all choices of this question. Please choose again.", shown=answer)
        return answer

    def grade(self, answer: Answer) -> float:
        return _together(self._chosen(answer))

    def _chosen(self, answer: Answer) -> list[Choice]:
        keys = set(listed(answer))
        return [choice for choice in self.choices if choice.key in keys]

    def right_answer(self) -> Answer:
        return [choice.key for choice in self.choices if self.is_right(choice)]

    def describe(self, answer: Answer) -> str:
        return "; ".join(choice.text for choice in self._chosen(answer))

    def problems(self) -> list[str]:
        found = super().problems()
        right = list(filter(self.is_right, self.choices))
        if not right:
            found.append("no choice is right")
        elif _together(right) < 1:
            found.append("the right choices together earn less than all marks")
        return found

    @classmethod
    def claims(cls, block: Block) -> bool:
        return super().claims(block) and sum(item.mark == "x" for item in block.items) > 1


def _together(choices: Iterable[Choice]) -> float:
    earned = sum(choice.credit for choice in choices)
    if earned < NEAR:
        return 0.0
    return 1.0 if earned > 1 - NEAR else earned
