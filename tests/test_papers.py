"""Papers: which questions an attempt gets, in which order, and how they are numbered and parted into steps."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz import papers
from quiz.document import Quiz, keyed
from quiz.formats import markdown
from tests.strategies import keyless_quizzes
from tests.texts import moderate

TWO_SECTIONS = """# T

# Rivers {draw=2}

## Read the map. {kind=note}

## a {#a}

- [x] 1
- [ ] 2
- [ ] 3

## b {#b}

= x

## c {#c}

= x

# Seas

## d {#d}

= x

## The end. {kind=note}
"""


def quiz_of(text: str, settings: str = "") -> Quiz:
    return keyed(markdown.read(f"---\n{settings}\n---\n{text}" if settings else text))


def orders(quiz: Quiz, tries: int = 200) -> set[tuple[str, ...]]:
    return {tuple(key for key, _ in papers.draw_up(quiz, Random(seed))) for seed in range(tries)}


def test_a_drawn_section_gives_so_many_of_its_questions_and_all_notes() -> None:
    quiz = quiz_of(TWO_SECTIONS)
    assert orders(quiz) == {("q1", *pair, "d", "q2") for pair in (("a", "b"), ("a", "c"), ("b", "c"))}
    assert papers.length(quiz) == 3


def test_questions_are_shuffled_inside_their_sections_and_notes_stay_where_they_are() -> None:
    quiz = quiz_of(TWO_SECTIONS.replace(" {draw=2}", ""), "shuffle: questions")
    found = orders(quiz)
    assert len(found) == 6  # of a, b, c
    assert all(order[0] == "q1" and order[4:] == ("d", "q2") for order in found)


def test_choices_are_shuffled_only_where_the_quiz_says_so() -> None:
    def choices(settings: str) -> set[tuple[str, ...]]:
        quiz = quiz_of(TWO_SECTIONS.replace(" {draw=2}", ""), settings)
        return {tuple(dict(papers.draw_up(quiz, Random(seed)))["a"]) for seed in range(200)}

    assert len(choices("shuffle: choices")) == 6
    assert choices("shuffle: questions") == {("a", "b", "c")}


@moderate
@given(quiz=keyless_quizzes.map(keyed), seed=st.integers())
def test_a_paper_has_every_question_once_and_can_be_shown(quiz: Quiz, seed: int) -> None:
    paper = papers.draw_up(quiz, Random(seed))
    keys = [key for key, _ in paper]
    assert len(set(keys)) == len(keys) and set(keys) <= {question.key for question in quiz.questions}
    shown = papers.on_paper(quiz, paper)
    assert sum(question.is_asked for question in shown) == papers.length(quiz)
    assert [(question.key, tuple(question.parts())) for question in shown] == [
        (key, tuple(question.parts())) for key, question in zip(keys, shown, strict=True)
    ]


def test_every_question_is_equally_likely_to_be_drawn() -> None:
    quiz = quiz_of(TWO_SECTIONS)
    drawn = [key for seed in range(3000) for key, _ in papers.draw_up(quiz, Random(seed))]
    assert all(drawn.count(key) == pytest.approx(2000, abs=120) for key in "abc")


def test_notes_have_no_number_and_stand_in_the_step_of_the_question_after_them() -> None:
    questions = quiz_of(TWO_SECTIONS).questions
    assert papers.numbers(questions) == [None, 1, 2, 3, 4, None]
    steps = [[question.key for question in questions[step]] for step in papers.steps(questions)]
    assert steps == [["q1", "a"], ["b"], ["c"], ["d", "q2"]]


def test_a_paper_without_questions_begins_no_section() -> None:
    assert papers.section_starts(Quiz(title="T"), []) == []
