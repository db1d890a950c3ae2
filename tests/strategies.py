"""Questions and quizzes for hypothesis. Each kind's own test module makes its questions, without keys."""

from datetime import datetime, timedelta, timezone
from importlib import import_module
from typing import get_args

import msgspec
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from msgspec import UNSET

from quiz.document import Access, Band, Counts, Feedback, Layout, Quiz, Section, keyed
from quiz.questions import KINDS, Question
from quiz.questions.common import kind_of
from quiz.questions.true_false import TrueFalse
from tests.texts import lines, maybe, tags, words


def tagged(question: Question, tags: tuple[str, ...]) -> Question:
    return msgspec.structs.replace(question, tags=tags)


QUESTIONS: dict[type[Question], SearchStrategy[Question]] = {
    kind: st.builds(tagged, import_module(f"tests.questions.test_{kind_of(kind)}").questions, tags) for kind in KINDS
}

fractions = st.sampled_from((0.5, 1 / 3, 0.07, 1e-300)) | st.floats(0, 1)
moments = st.datetimes(
    datetime(2000, 1, 1),
    datetime(2999, 12, 30),
    timezones=st.sampled_from((0, 60, -210, 840, -1439)).map(lambda minutes: timezone(timedelta(minutes=minutes))),
)
accesses = st.builds(
    Access,
    listed=st.sampled_from((UNSET, True, False)),
    opens_at=st.sampled_from((UNSET, None)) | moments,
    closes_at=st.sampled_from((UNSET, None)) | moments,
    attempts=st.sampled_from((UNSET, None, 1, 100)),
    counts=st.sampled_from((UNSET, *get_args(Counts))),
    pin=st.sampled_from((UNSET, None, "4711", "0000", "any")),
    leaderboard=st.sampled_from((UNSET, "names", "nicknames", "off")),
)
bands = st.builds(Band, at_least=fractions, text=words)
sections = st.builds(
    Section,
    title=st.just("") | words,
    text=maybe,
    draw=st.none() | st.integers(0, 999_999),
    questions=st.lists(st.one_of(*QUESTIONS.values()), min_size=1, max_size=3).map(tuple),
)
keyless_quizzes = st.builds(
    Quiz,
    title=lines.map(str.strip).filter(bool),
    text=maybe,
    language=st.sampled_from(("en", "de", "pt-BR")),
    layout=st.sampled_from(get_args(Layout)),
    feedback=st.sampled_from(get_args(Feedback)),
    time_limit=st.none() | st.integers(0, 86_400) | st.sampled_from((60, 5400, 3600, 86_400)),
    shuffle_questions=st.booleans(),
    shuffle_choices=st.booleans(),
    pass_mark=st.none() | fractions,
    bands=st.lists(bands, max_size=3, unique_by=lambda band: band.at_least).map(tuple),
    access=accesses,
    sections=st.lists(sections, min_size=1, max_size=3).map(tuple),
)
quizzes = keyless_quizzes | keyless_quizzes.map(keyed)


def beginning_with(question: Question) -> Quiz:
    """A second question makes it a quiz even if the first is a note, which asks nothing."""
    return keyed(Quiz(title="Two", sections=(Section(questions=(question, TrueFalse(text="So?", right=True))),)))
