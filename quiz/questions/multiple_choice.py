"""Multiple choice: one of several. An answer is the key of a choice, "b"."""

from typing import ClassVar

from quiz.questions.choices import Choice, ChoiceQuestion
from quiz.questions.common import Answer, Fields, WrongAnswer, one_value, within


class MultipleChoice(ChoiceQuestion, frozen=True, kw_only=True, tag="multiple_choice"):
    label: ClassVar[str] = "Multiple choice"
    example: ClassVar[str] = """\
## Which planet is the largest?

- [ ] Saturn
- [x] Jupiter
- [ ] Earth
  > Eleven Earths side by side reach across Jupiter.

> Jupiter is heavier than all the others together.
"""

    @staticmethod
    def is_right(choice: Choice) -> bool:
        return choice.credit == 1

    @staticmethod
    def usual_credits(right: int) -> tuple[float, float]:
        return 1.0, 0.0

    def read(self, fields: Fields) -> Answer | None:
        key = one_value(fields)
        if key is not None and key not in self.parts():
            raise WrongAnswer("That is not one of the choices. Please choose again.")
        return key

    def grade(self, answer: Answer) -> float:
        return within(self.earned(answer))

    def earned(self, answer: Answer) -> float:
        """The credit of the choice; in a cloze it may cost what other blanks earn."""
        return next((choice.credit for choice in self.choices if choice.key == answer), 0.0)

    def right_answer(self) -> Answer:
        return max(self.choices, key=lambda choice: choice.credit).key

    def describe(self, answer: Answer) -> str:
        return next((choice.text for choice in self.choices if choice.key == answer), "")

    def problems(self) -> list[str]:
        found = super().problems()
        if not any(map(self.is_right, self.choices)):
            found.append("no choice is right")
        return found
