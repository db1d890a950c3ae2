"""Questions and quizzes for hypothesis. Each kind's own test module makes its questions, without keys."""

from importlib import import_module

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from quiz.document import Quiz, Section, keyed
from quiz.questions import KINDS, Question
from quiz.questions.common import kind_of
from quiz.questions.true_false import TrueFalse
from tests.texts import lines, maybe, words

QUESTIONS: dict[type[Question], SearchStrategy[Question]] = {
    kind: import_module(f"tests.questions.test_{kind_of(kind)}").questions for kind in KINDS
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


def beginning_with(question: Question) -> Quiz:
    """A second question makes it a quiz even if the first is a note, which asks nothing."""
    return keyed(Quiz(title="Two", sections=(Section(questions=(question, TrueFalse(text="So?", right=True))),)))
