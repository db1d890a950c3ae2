"""The question kinds, one module each. `Question` is the registry: to add a kind, add its name here.

Every kind is a frozen struct built on quiz.questions.common.Common and answers these:

    label, example                      for the editor: its name, and a question to begin with
    marked_by                           "machine", "teacher" or "nobody"; only the machine needs the next two
    grade(answer) -> float              0..1; pure
    right_answer() -> answer            scores 1
    read(fields) -> answer or None      from a form; None: unanswered; raises WrongAnswer, whose `shown` may be stored
                                        as a draft: grade() and describe() take it
    describe(answer) -> str             in words, for a reader
    texts()                             every text that is Markdown
    parts() / arranged(parts) -> Self   keys of what may be shown in another order / the question in that order
    keyed(like, retired) -> Self        a key for every part; those of the question it replaces where texts agree
    problems() -> list[str]             why it cannot be published
    claims(block) / from_block(block) / to_block()   to and from the Markdown format (quiz/questions/block.py)

An answer is what JSON can hold: keys and texts, never positions. Its page is templates/questions/<kind>.html.
"""

from typing import get_args

from quiz.questions.cloze import Cloze
from quiz.questions.essay import Essay
from quiz.questions.matching import Matching
from quiz.questions.multiple_choice import MultipleChoice
from quiz.questions.multiple_response import MultipleResponse
from quiz.questions.note import Note
from quiz.questions.numeric import Numeric
from quiz.questions.ordering import Ordering
from quiz.questions.short_text import ShortText
from quiz.questions.true_false import TrueFalse

# In this order a question in a text file is recognised by its shape.
Question = (
    Cloze | TrueFalse | MultipleResponse | MultipleChoice | Numeric | ShortText | Matching | Ordering | Essay | Note
)

KINDS: tuple[type[Question], ...] = get_args(Question)
