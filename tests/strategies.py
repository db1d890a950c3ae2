"""Questions and quizzes for hypothesis. Every question may be published; their texts look like structure."""

import re
from collections.abc import Sequence

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from quiz.document import Quiz, Section, keyed
from quiz.formats.markdown.syntax import code_lines
from quiz.questions import Question
from quiz.questions.multiple_choice import Choice, MultipleChoice
from quiz.questions.short_text import Accepted, ShortText
from quiz.questions.true_false import TrueFalse

moderate = settings(deadline=None, max_examples=100)

TRICKS = (
    *("# x", "## x", "  ## z", "- [ ] t", "- [x]", "- [x] True", "= a", ">", "> q", ">>> x", "---", "=", "==="),
    *("```", "  ```", "   ~~~", "~~~", "````", "    code", " text", "text  ", "\t# tab", "", " ", "True", "False"),
    *("{#a}", "x {#b c=d}", "x {}", "{ }", "\u00a0", "\u2028", "&lt;", "<b>", "language: de", "\ufeff"),
)
lines = (
    st.sampled_from(TRICKS)
    | st.text(alphabet="ab #>=-[]x`{}~ é", max_size=12)
    | st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs"]), max_size=8)
)


def normal(text: str) -> str:
    """Without blank lines at either end, and with closed code: what a file can hold."""
    text = re.sub(r"\A(?:[ \t]*\n)+", "", text).rstrip()
    _, fence = code_lines(text.split("\n"))
    return f"{text}\n{fence}" if fence else text


texts = st.lists(lines, min_size=1, max_size=5).map("\n".join).map(normal).filter(bool)
words = lines.map(lambda line: " ".join(line.split())).filter(bool)  # one line
maybe = st.just("") | texts
marks = st.sampled_from((1.0, 2.0, 0.5, 0.00005, 1000.0))
part_credits = st.sampled_from((0.0, 0.5, 0.07, -0.25, 0.000001))


def _with_one_right(choices: Sequence[Choice], right: Choice) -> tuple[Choice, ...]:
    alike = " ".join(right.text.split())
    wrong = [choice for choice in choices if " ".join(choice.text.split()) != alike]
    return (*wrong[:1], msgspec.structs.replace(right, credit=1.0), *wrong[1:])


choices = st.builds(Choice, text=texts, credit=part_credits, explanation=maybe)
several_choices = st.builds(
    _with_one_right,
    st.lists(choices, min_size=2, max_size=4, unique_by=lambda choice: " ".join(choice.text.split())),
    choices,
)
accepted = st.builds(Accepted, text=words, credit=st.sampled_from((1.0, 0.5)))
several_accepted = st.lists(accepted, min_size=1, max_size=3).map(tuple)

# For each kind, questions without keys.
QUESTIONS: dict[type[Question], SearchStrategy[Question]] = {
    TrueFalse: st.builds(TrueFalse, text=texts, right=st.booleans(), explanation=maybe, marks=marks),
    MultipleChoice: st.builds(MultipleChoice, text=texts, explanation=maybe, marks=marks, choices=several_choices),
    ShortText: st.builds(
        ShortText,
        text=texts,
        explanation=maybe,
        marks=marks,
        case_sensitive=st.booleans(),
        accepted=several_accepted,
    ).filter(lambda question: not question.problems()),
}

sections = st.builds(
    Section,
    title=st.just("") | words,
    text=maybe,
    questions=st.lists(st.one_of(*QUESTIONS.values()), min_size=1, max_size=3).map(tuple),
)
keyless_quizzes = st.builds(
    Quiz,
    title=lines.map(str.strip).filter(bool),
    text=maybe,
    language=st.sampled_from(("en", "de", "pt-BR")),
    sections=st.lists(sections, min_size=1, max_size=3).map(tuple),
)
quizzes = keyless_quizzes | keyless_quizzes.map(keyed)


def one_question(question: Question) -> Quiz:
    return keyed(Quiz(title="One", sections=(Section(questions=(question,)),)))
