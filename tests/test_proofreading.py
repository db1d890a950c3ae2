"""What is said of settings, texts for results, access and draws. Titles, texts and keys: tests/test_document.py."""

from datetime import datetime
from typing import Any

import msgspec
import pytest

from quiz.document import Access, Band, Layout, Quiz, Section, keyed
from quiz.proofreading import problems
from quiz.questions import Question
from quiz.questions.common import Common
from quiz.questions.essay import Essay
from quiz.questions.ordering import Entry, Ordering
from quiz.questions.true_false import TrueFalse


def saying(text: str) -> TrueFalse:
    return TrueFalse(text=text, right=True)


def order_of(items: int) -> Ordering:
    return Ordering(text="Which order?", items=tuple(Entry(text=str(n), place=n) for n in range(1, items + 1)))


GOOD = Quiz(title="T", sections=(Section(questions=(saying("A"),)),))
TIME_RULE = "The time limit must be at least 10 seconds and at most 24 hours."
PASS_RULE = "The pass mark must be more than 0% and at most 100%."


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"sections": (*GOOD.sections, Section(draw=1))}, "A section has no questions, and would be shown nowhere."),
        ({"time_limit": 10}, None),
        ({"time_limit": 86_400}, None),
        ({"time_limit": 9}, TIME_RULE),
        ({"time_limit": 86_401}, TIME_RULE),
        ({"pass_mark": 1}, None),
        ({"pass_mark": 1e-9}, None),
        ({"pass_mark": 0}, PASS_RULE),
        ({"pass_mark": 1.001}, PASS_RULE),
        ({"pass_mark": float("nan")}, PASS_RULE),
        ({"feedback": "after_closing"}, None),
    ],
)
def test_settings_are_checked(change: dict[str, Any], problem: str | None) -> None:
    assert problems(msgspec.structs.replace(GOOD, **change)) == ([problem] if problem else [])


def banded(*bands: tuple[float, str]) -> Quiz:
    return msgspec.structs.replace(GOOD, bands=tuple(Band(at_least=at, text=text) for at, text in bands))


@pytest.mark.parametrize(
    ("quiz", "problem"),
    [
        (banded((0, "Go on."), (0.5, "*Good.*"), (1, "x" * 1000)), None),
        (banded(*((number / 20, "x") for number in range(20))), None),
        (banded(*((number / 21, "x") for number in range(21))), "The quiz has 21 texts for results; 20 are allowed."),
        (banded((-0.1, "x")), "A text for results must begin at 0% to 100%."),
        (banded((1.1, "x")), "A text for results must begin at 0% to 100%."),
        (banded((0.5, "x"), (0.25, "y"), (0.5, "z")), "Two texts for results begin at the same percentage."),
        (banded((0.5, " ")), "A text for results is empty."),
        (banded((0.5, "x\ny")), "A text for results must be one line, without control characters."),
        (banded((0.5, "x\u2028y")), "A text for results must be one line, without control characters."),
        (banded((0.5, "x" * 1001)), "A text for results is longer than 1000 characters."),
    ],
)
def test_the_texts_for_results_are_checked(quiz: Quiz, problem: str | None) -> None:
    assert problems(quiz) == ([problem] if problem else [])


def at(time: str) -> datetime:
    return datetime.fromisoformat(time)


ATTEMPTS_RULE = "The attempts of a player must be 1 to 100, or any number."
PIN_RULE = "A PIN must be 4 to 20 letters (A to Z) or digits, and not the word none."
CLOSE_RULE, YEAR_RULE = "The quiz must close after it opens.", "The quiz must open and close in the years 2000 to 2999."
NINE = at("2026-11-24T09:00+01:00")


@pytest.mark.parametrize(
    ("access", "problem"),
    [
        (Access(), None),
        (Access(opens_at=None, closes_at=None, attempts=None, pin=None, leaderboard="off"), None),
        (Access(attempts=1), None),
        (Access(attempts=100), None),
        (Access(attempts=0), ATTEMPTS_RULE),
        (Access(attempts=101), ATTEMPTS_RULE),
        (Access(pin="4711"), None),
        (Access(pin="aB3" * 6 + "zz"), None),
        (Access(pin="471"), PIN_RULE),
        (Access(pin="4" * 21), PIN_RULE),
        (Access(pin="47 11"), PIN_RULE),
        (Access(pin="4711\n"), PIN_RULE),
        (Access(pin="٤٧١١"), PIN_RULE),
        (Access(pin="None"), PIN_RULE),
        (Access(pin="none1"), None),
        (Access(opens_at=NINE), None),
        (Access(opens_at=None, closes_at=NINE), None),
        (Access(opens_at=NINE, closes_at=at("2026-11-24T08:01Z")), None),
        (Access(opens_at=NINE, closes_at=at("2026-11-24T08:00Z")), CLOSE_RULE),
        (Access(opens_at=NINE, closes_at=at("2026-11-24T08:59+01:00")), CLOSE_RULE),
        (Access(opens_at=at("0001-01-01T00:00+01:00")), YEAR_RULE),
        (Access(closes_at=at("9999-12-31T23:59-01:00")), YEAR_RULE),
    ],
)
def test_access_is_checked(access: Access, problem: str | None) -> None:
    assert problems(msgspec.structs.replace(GOOD, access=access)) == ([problem] if problem else [])


@pytest.mark.parametrize(
    ("draw", "problem"),
    [
        (None, None),
        (1, None),
        (2, None),
        (3, "Section 2 draws 3 of its 2 questions."),
        (0, "Section 2 draws 0 of its 2 questions."),
        (-1, "Section 2 draws -1 of its 2 questions."),
    ],
)
def test_a_section_draws_from_what_it_has(draw: int | None, problem: str | None) -> None:
    quiz = Quiz(title="T", sections=(*GOOD.sections, Section(draw=draw, questions=(saying("B"), saying("C")))))
    assert problems(quiz) == ([problem] if problem else [])


class Note(Common, frozen=True, kw_only=True, tag="note_for_tests"):
    marked_by = "nobody"


@pytest.mark.parametrize(("draw", "problem"), [(1, None), (2, "Section 1 draws 2 of its 1 questions.")])
def test_a_section_does_not_draw_from_notes(draw: int, problem: str | None) -> None:
    quiz = Quiz(title="T", sections=(Section(draw=draw, questions=(saying("A"), Note(text="N"))),))
    assert problems(quiz) == ([problem] if problem else [])


@pytest.mark.parametrize(("layout", "is_refused"), [("all_at_once", True), ("one_at_a_time", False)])
@pytest.mark.parametrize("questions", [[order_of(30)] * 101, [Essay(text="Why?")] * 21], ids=["fields", "essays"])
def test_one_page_is_one_form_of_a_size_that_the_site_takes(
    layout: Layout, is_refused: bool, questions: list[Question]
) -> None:
    quiz = keyed(Quiz(title="T", layout=layout, sections=(Section(questions=tuple(questions)),)))
    assert any("too much to fill in" in problem for problem in problems(quiz)) is is_refused
