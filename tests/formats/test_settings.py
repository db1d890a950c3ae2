"""The settings on top of a Markdown quiz, and the draw of its sections."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from quiz.document import Access, Band, Quiz, Section, encode
from quiz.errors import Invalid
from quiz.formats.markdown import read, write
from quiz.questions.short_text import Accepted, ShortText

CET = timezone(timedelta(hours=1))
Q = ShortText(text="Q", accepted=(Accepted(text="a"),))


def problems(text: str) -> list[str]:
    with pytest.raises(Invalid) as caught:
        read(text)
    return caught.value.message.split("\n")


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("language: de", {"language": "de"}),
        ("layout: one at a time", {"layout": "one_at_a_time"}),
        ("feedback: after each question", {"feedback": "after_each"}),
        ("feedback: after closing", {"feedback": "after_closing"}),
        ("feedback: marks only", {"feedback": "marks_only"}),
        ("feedback: none", {"feedback": "none"}),
        ("time limit: 20 minutes", {"time_limit": 1200}),
        ("time limit: 90 seconds", {"time_limit": 90}),
        ("time limit: 1 minute", {"time_limit": 60}),
        ("time limit: 1 hour", {"time_limit": 3600}),
        ("time limit: 90 minutes", {"time_limit": 5400}),
        ("time limit: 24 hours", {"time_limit": 86_400}),
        ("shuffle: questions", {"shuffle_questions": True}),
        ("shuffle: choices", {"shuffle_choices": True}),
        ("shuffle: questions, choices", {"shuffle_questions": True, "shuffle_choices": True}),
        ("pass mark: 60%", {"pass_mark": 0.6}),
        ("pass mark: 33.5%", {"pass_mark": 0.335}),
        ("pass mark: 0.6%", {"pass_mark": 0.006}),
        ("from 80%: Very *good*: go on.", {"bands": (Band(at_least=0.8, text="Very *good*: go on."),)}),
        ("from 0%: a\nfrom 50%: b", {"bands": (Band(at_least=0, text="a"), Band(at_least=0.5, text="b"))}),
    ],
)
def test_a_setting_is_a_line_there_and_back(line: str, fields: dict[str, Any]) -> None:
    quiz = Quiz(title="T", **fields)
    assert read(f"---\n{line}\n---\n\n# T\n") == quiz
    assert write(quiz) == f"---\n{line}\n---\n\n# T\n"


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("opens: 2026-11-24 08:00+01:00", {"opens_at": datetime(2026, 11, 24, 8, tzinfo=CET)}),
        ("opens: at once", {"opens_at": None}),
        ("closes: 2026-11-24 08:00:30+00:00", {"closes_at": datetime(2026, 11, 24, 8, 0, 30, tzinfo=UTC)}),
        ("closes: never", {"closes_at": None}),
        ("attempts: 2", {"attempts": 2}),
        ("attempts: any number", {"attempts": None}),
        ("listed: by link only", {"listed": False}),
        ("listed: on the home page", {"listed": True}),
        ("counts: best attempt", {"counts": "best"}),
        ("counts: first attempt", {"counts": "first"}),
        ("counts: last attempt", {"counts": "last"}),
        ("pin: 0815", {"pin": "0815"}),
        ("pin: none", {"pin": None}),
        ("leaderboard: names", {"leaderboard": "names"}),
        ("leaderboard: nicknames", {"leaderboard": "nicknames"}),
        ("leaderboard: off", {"leaderboard": "off"}),
    ],
)
def test_access_is_set_by_lines_too(line: str, fields: dict[str, Any]) -> None:
    quiz = Quiz(title="T", access=Access(**fields))
    assert read(f"---\n{line}\n---\n\n# T\n") == quiz
    assert write(quiz) == f"---\n{line}\n---\n\n# T\n"


def test_what_a_file_does_not_set_is_not_in_its_document() -> None:
    assert encode(read("---\npass mark: 60%\n---\n# T\n")) == '{"title":"T","pass_mark":0.6}'


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("layout: all at once", {}),
        ("feedback:  At  the END ", {}),
        ("time limit: 60 minutes", {"time_limit": 3600}),
        ("time limit: 1 Minutes", {"time_limit": 60}),
        ("shuffle: Choices,questions", {"shuffle_questions": True, "shuffle_choices": True}),
        ("pass mark: 60.0 %", {"pass_mark": 0.6}),
        ("From  80 % : Good.", {"bands": (Band(at_least=0.8, text="Good."),)}),
        ("opens: 2026-11-24T07:00Z", {"access": Access(opens_at=datetime(2026, 11, 24, 8, tzinfo=CET))}),
        ("opens: At once", {"access": Access(opens_at=None)}),
        ("Attempts : 007", {"access": Access(attempts=7)}),
    ],
)
def test_a_setting_may_be_written_in_other_ways(line: str, fields: dict[str, Any]) -> None:
    assert read(f"---\n{line}\n---\n\n# T\n") == Quiz(title="T", **fields)


def test_a_moment_keeps_its_offset() -> None:
    moment = read("---\nopens: 2026-11-24 08:00+01:00\n---\n# T\n").access.opens_at
    assert isinstance(moment, datetime) and moment.utcoffset() == timedelta(hours=1)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (
            "layout: sideways",
            "layout: “sideways” is none of one at a time, all at once; an example is “layout: one at a time”",
        ),
        (
            "feedback: never",
            "feedback: “never” is none of after each question, at the end, after closing, marks only, none; "
            "an example is “feedback: after each question”",
        ),
        (
            "listed: no",
            "listed: “no” is none of on the home page, by link only; an example is “listed: on the home page”",
        ),
        (
            "counts: all",
            "counts: “all” is none of best attempt, first attempt, last attempt; an example is “counts: best attempt”",
        ),
        ("leaderboard: on", "leaderboard: “on” is none of names, nicknames, off; an example is “leaderboard: names”"),
        *(
            (
                f"time limit: {value}",
                f"time limit: “{value}” is no whole number of seconds, minutes or hours; "
                "an example is “time limit: 20 minutes”",
            )
            for value in ("20", "1.5 hours", "-1 minutes", "1 hour 30 minutes", "9999999 seconds", "², minutes")
        ),
        *(
            (
                f"shuffle: {value}",
                f"shuffle: “{value}” is not made of questions and choices; an example is “shuffle: questions, choices”",
            )
            for value in ("yes", "questions choices", "questions,")
        ),
        ("pass mark: 0.6", "pass mark: “0.6” does not end with %; an example is “pass mark: 60%”"),
        (
            "pass mark: half %",
            "pass mark: a percentage must be a number such as 2 or 0.5, not “half”; an example is “pass mark: 60%”",
        ),
        ("from 80: Good.", "from 80: “80” does not end with %; an example is “from 80%: Very good.”"),
        ("from 80%:", "from 80%: there is no value; an example is “from 80%: Very good.”"),
        (
            "opens: 2026-11-24 08:00",
            "opens: “2026-11-24 08:00” has no offset from UTC such as +01:00 or Z; "
            "an example is “opens: 2026-11-24 08:00+01:00”",
        ),
        (
            "closes: 2026-11-31 08:00Z",
            "closes: “2026-11-31 08:00Z” is no date with a time and its offset from UTC; "
            "an example is “closes: 2026-11-24 09:30+01:00”",
        ),
        (
            "attempts: two",
            "attempts: “two” is neither a whole number nor “any number”; an example is “attempts: 2”",
        ),
        ("pin:", "pin: there is no value; an example is “pin: 4711”"),
        ("language: ", "language: there is no value; an example is “language: de”"),
    ],
)
def test_a_wrong_value_is_refused_with_its_line_and_an_example(line: str, problem: str) -> None:
    assert problems(f"---\n\n{line}\n---\n# T\n") == [f"line 3: {problem}"]


def test_every_wrong_setting_is_named() -> None:
    assert problems("---\npin: 4711\n\ncolour: red\npin: 4712\nfrom 1%: a\nfrom 1%: b\nshuffle: x\n---\n# T\n") == [
        "line 4: “colour” is not a setting; known are language, layout, feedback, time limit, shuffle, pass mark, "
        "listed, opens, closes, attempts, counts, pin, leaderboard and, for example, “from 80%: Very good.”",
        "line 5: “pin” is set twice",
        "line 7: “from 1%” is set twice",
        "line 8: shuffle: “x” is not made of questions and choices; an example is “shuffle: questions, choices”",
    ]


def test_a_text_of_several_lines_is_written_on_one() -> None:
    quiz = Quiz(title="T", bands=(Band(at_least=0.5, text="Good.\n---\nVery good."),))
    assert write(quiz) == "---\nfrom 50%: Good. --- Very good.\n---\n\n# T\n"


# ------------------------------------------------------------------ draws


@pytest.mark.parametrize(
    ("heading", "section"),
    [
        ("# HTTP {draw=3}", Section(title="HTTP", draw=3, questions=(Q,))),
        ("# {draw=3}", Section(draw=3, questions=(Q,))),
        ("# HTTP {draw=3} {-}", Section(title="HTTP {draw=3}", questions=(Q,))),
        ("# {draw=3} {-}", Section(title="{draw=3}", questions=(Q,))),
        ("# {draw=3} {draw=2}", Section(title="{draw=3}", draw=2, questions=(Q,))),
        ("# A set: {1, 2}", Section(title="A set: {1, 2}", questions=(Q,))),
    ],
)
def test_the_draw_of_a_section_stands_in_its_heading(heading: str, section: Section) -> None:
    text = f"# T\n\n{heading}\n\n## Q\n\n= a\n"
    assert read(text) == Quiz(title="T", sections=(section,))
    assert write(read(text)) == text


@pytest.mark.parametrize(
    ("heading", "problem"),
    [
        ("# S {draw=three}", "draw must be a whole number such as 3, not “three”"),
        ("# S {draw}", "draw must be a whole number such as 3, not “”"),
        ("# S {draw=1.5}", "draw must be a whole number such as 3, not “1.5”"),
        ("# S {draw=-1}", "draw must be a whole number such as 3, not “-1”"),
        ("# S {draw=1 draw=2}", "an attribute is given twice in {draw=1 draw=2}"),
        ("# S {draw = 1}", "the braces at the end cannot be read"),
        ("# S {pick=3}", "a section has no “pick”, only {draw=3}; if the braces are part of the text, write {-}"),
        ("# S {#s draw=3}", "a section has no “s”, only {draw=3}"),
    ],
)
def test_what_a_section_does_not_take_is_refused(heading: str, problem: str) -> None:
    (found,) = problems(f"# T\n\n{heading}\n\nText.\n\n## Q\n\n= a\n")
    assert found.startswith(f"line 3: {problem}")


@pytest.mark.parametrize("braces", ["{draw=3}", "{x}", "{#key}", "{draw = 3}"])
def test_the_title_of_a_quiz_takes_nothing_in_braces(braces: str) -> None:
    (found,) = problems(f"\n# T {braces}\n\n## Q\n\n= a\n")
    assert found.startswith("line 2: ") and found.endswith("{-} behind them")
    assert read(f"# T {braces} {{-}}\n") == Quiz(title=f"T {braces}")
