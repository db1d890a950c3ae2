"""Multiple response: several of several. An answer is the keys of the chosen ones in their order, ["a", "c"]."""

from quiz.questions.block import Block
from quiz.questions.choices import Choice, ChoiceQuestion
from quiz.questions.common import Answer, Fields, WrongAnswer

DECIMALS = 9  # six sixths are 1, and thirds that cancel out are 0


class MultipleResponse(ChoiceQuestion, frozen=True, kw_only=True, tag="multiple_response"):
    """A choice that earns something is right. What the chosen ones earn together is kept within 0 and 1."""

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
        earned = sum(choice.credit for choice in self.choices if choice.key in answer)
        return min(max(0.0, round(earned, DECIMALS)), 1.0)

    def right_answer(self) -> Answer:
        return [choice.key for choice in self.choices if self.is_right(choice)]

    def describe(self, answer: Answer) -> str:
        return "; ".join(choice.text for choice in self.choices if choice.key in answer)

    def problems(self) -> list[str]:
        found = super().problems()
        right = list(filter(self.is_right, self.choices))
        if not right:
            found.append("no choice is right")
        elif round(sum(choice.credit for choice in right), DECIMALS) < 1:
            found.append("the right choices together earn less than all marks")
        return found

    @classmethod
    def claims(cls, block: Block) -> bool:
        return super().claims(block) and sum(item.mark == "x" for item in block.items) > 1
