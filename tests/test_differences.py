"""What changed between two revisions, in words."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz import differences, document
from quiz.differences.words import quoted
from quiz.document import Quiz
from quiz.formats import markdown
from tests.strategies import quizzes
from tests.texts import moderate

BEFORE = """\
---
time limit: 20 minutes
from 80%: Good.
---

# Networks

All about ports.

## Which port does HTTP use? {#http}

- [x] 80 {#a}
- [ ] 443 {#b}

> It is the first.

## HTTP is older than the Web. {#old}

- [ ] True
- [x] False

# Names {draw=1}

About DNS.

## What does DNS find? {#dns}

= an address

## Hold on. {#hold kind=note}

## How long, in seconds, is a day? {#day marks=2}

= 86400

## Why? {#why kind=essay}
"""
LONG = "A very long question that goes on and on until nobody knows any more what it was that it asked?"
QUOTED_LONG = "“A very long question that goes on and on until nobody knows…”"


def written(text: str) -> Quiz:
    return markdown.read(text)


def differ(*changes: tuple[str, str], before: str = BEFORE) -> list[str]:
    """What is said once these parts of the file are replaced."""
    after = before
    for old, new in changes:
        assert old in after
        after = after.replace(old, new, 1)
    return [difference.words for difference in differences.between(written(before), written(after))]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("# Networks", "# The network", "The title is “The network” instead of “Networks”."),
        ("All about ports.", "About ports.", "The introduction was changed."),
        ("All about ports.\n\n", "", "The introduction was taken away."),
    ],
)
def test_the_quiz_itself(old: str, new: str, words: str) -> None:
    assert differ((old, new)) == [words]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("time limit: 20 minutes\n", "", "Time limit: none instead of 20 minutes."),
        ("20 minutes", "90 seconds", "Time limit: 90 seconds instead of 20 minutes."),
        ("---\nt", "---\nlanguage: de\nt", "Language: de instead of en."),
        ("---\nt", "---\nlayout: one at a time\nt", "Layout: one at a time instead of all at once."),
        ("---\nt", "---\nfeedback: none\nt", "Feedback: none instead of at the end."),
        ("---\nt", "---\nshuffle: choices\nt", "Shuffle: choices instead of none."),
        ("---\nt", "---\npass mark: 60%\nt", "Pass mark: 60% instead of none."),
        ("---\nt", "---\ncounts: first attempt\nt", "Counts: first attempt instead of as it was before."),
        ("---\nt", "---\npin: none\nt", "Pin: none instead of as it was before."),
        ("Good.", "Very good.", "From 80%: “Very good.” instead of “Good.”."),
        ("from 80%: Good.\n", "", "From 80%: none instead of “Good.”."),
        ("from 80%: Good.\n", "from 80%: Good.\nfrom 0%: Bad.\n", "From 0%: “Bad.” instead of none."),
    ],
)
def test_settings_in_the_words_of_a_file(old: str, new: str, words: str) -> None:
    assert differ((old, new)) == [words]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("# Names {draw=1}", "# DNS {draw=1}", ["Section 2 “DNS” had the title “Names”."]),
        ("# Names {draw=1}", "# {draw=1}", ["Section 2 had the title “Names”."]),
        ("{draw=1}", "{draw=2}", ["Section 2 “Names” asks 2 questions in each attempt instead of 1 question."]),
        (" {draw=1}", "", ["Section 2 “Names” asks all questions in each attempt instead of 1 question."]),
        ("About DNS.\n\n", "", ["The text of section 2 “Names” was taken away."]),
        ("# Names", "# More\n\n## So? {#so}\n\n- [x] True\n- [ ] False\n\n# Names", [
            "Section 2 “More” was added.",
            "Question 3 “So?” was added.",
        ]),
        ("# Names {draw=1}\n\nAbout DNS.\n\n", "", ["Section 2 “Names” was taken away."]),
        ("## HTTP is older", "# Age\n\n## HTTP is older", ["Section 2 “Age” was added."]),
    ],
)  # fmt: skip
def test_sections(old: str, new: str, words: list[str]) -> None:
    assert differ((old, new)) == words


HTTP = BEFORE[BEFORE.index("## Which port") : BEFORE.index("## HTTP")]
OLD = BEFORE[BEFORE.index("## HTTP") : BEFORE.index("# Names")]
DNS = BEFORE[BEFORE.index("## What") : BEFORE.index("## Hold")]
HOLD = BEFORE[BEFORE.index("## Hold") : BEFORE.index("## How")]
DAY = BEFORE[BEFORE.index("## How") : BEFORE.index("## Why")]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (OLD, f"{OLD}## And this? {{#new}}\n\n= yes\n\n", ["Question 3 “And this?” was added."]),
        (OLD, f"## {LONG} {{#new}}\n\n= yes\n\n{OLD}", [f"Question 2 {QUOTED_LONG} was added."]),
        (OLD, "", ["Question 2 “HTTP is older than the Web.” was taken away."]),
        (HOLD, "", ["The note “Hold on.” was taken away."]),
        (HTTP + OLD, OLD + HTTP, ["Question 1 “HTTP is older than the Web.” was question 2 and was moved."]),
        (DNS + HOLD + DAY, DAY + DNS + HOLD, [
            "Question 3 “How long, in seconds, is a day?” was question 4 and was moved.",
        ]),
        (DNS + HOLD, HOLD + DNS, ["The note “Hold on.” was moved."]),
    ],
)  # fmt: skip
def test_questions_added_taken_away_and_moved(old: str, new: str, words: list[str]) -> None:
    assert differ((old, new)) == words


def test_a_question_in_another_section_was_moved() -> None:
    assert differ((OLD, ""), (DNS, OLD + DNS)) == ["Question 2 “HTTP is older than the Web.” was moved to section 2."]


def test_a_question_with_a_new_key_is_a_new_question() -> None:
    assert differ(("{#dns}", "{#names}")) == [
        "Question 3 “What does DNS find?” was added.",
        "Question 3 “What does DNS find?” was taken away.",
    ]


PORT = "Question 1 “Which port does HTTP use?”"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("port does HTTP", "port has HTTP", "Question 1 “Which port has HTTP use?” has another text than "
            "“Which port does HTTP use?”."),
        ("[ ] 443", "[ ] 8080", f"{PORT} has other choices."),
        ("- [ ] 443 {#b}", "- [ ] 443 {#b}\n- [ ] 22 {#c}", f"{PORT} has other choices."),
        ("- [x] 80 {#a}\n- [ ] 443 {#b}", "- [ ] 443 {#b}\n- [x] 80 {#a}", f"{PORT} has other choices."),
        ("- [x] 80 {#a}\n- [ ] 443 {#b}", "- [ ] 80 {#a}\n- [x] 443 {#b}",
            f"{PORT} has the right answer “443” instead of “80”."),
        ("[x] 80", "[x] 81", f"{PORT} has other choices."),
        ("443 {#b}", "443 {#b credit=50%}", f"{PORT} is marked in another way."),
        ("{#http}", "{#http marks=0.5}", f"{PORT} has 0.5 marks instead of 1."),
        ("{#http}", "{#http tags=ports,web}", f"{PORT} has the tags ports, web instead of none."),
        ("> It is the first.", "> It was.", f"{PORT} has another explanation."),
        ("\n> It is the first.\n", "", f"{PORT} has no explanation any more."),
        ("[ ] True\n- [x] False", "[x] True\n- [ ] False",
            "Question 2 “HTTP is older than the Web.” has the right answer “True” instead of “False”."),
        ("= an address", "= a number", "Question 3 “What does DNS find?” has the right answer “a number” instead of "
            "“an address”."),
        ("= an address", "= an address\n= a number", "Question 3 “What does DNS find?” is marked in another way."),
        ("{#dns}", "{#dns exact-accents}", "Question 3 “What does DNS find?” is marked in another way."),
        ("= 86400", "= 86400 {tolerance=1%}", "Question 4 “How long, in seconds, is a day?” is marked in another way."),
        ("{#day marks=2}", "{#day marks=2 kind=short_text}",
            "Question 4 “How long, in seconds, is a day?” is of another kind."),
        ("## Why? {#why kind=essay}\n", "## Why? {#why kind=essay}\n\n> Because.\n",
            "Question 5 “Why?” has an explanation now."),
        ("Hold on.", "Stop.", "The note “Stop.” has another text than “Hold on.”."),
    ],
)  # fmt: skip
def test_questions_changed(old: str, new: str, words: str) -> None:
    assert differ((old, new)) == [words]


CLOZE = "# T\n\n## Complete. {#q}\n\nA port [[= 80 | {#a}]] is [[[x] open {#x} | [ ] shut {#y} | {#b}]].\n"
GAPS = "# T\n\n## Complete. {#q}\n\nA port [[= 80 | {#a}]].\n"
ORDER = "# T\n\n## Order. {#q}\n\n1. one {#x}\n2. two {#y}\n"
PAIRS = "# T\n\n## Match. {#q}\n\n- a -> 1 {#x target=t}\n- b -> 2 {#y target=u}\n"


@pytest.mark.parametrize(
    ("before", "old", "new", "changes"),
    [
        (CLOZE, "A port", "The port", "has other choices"),
        (GAPS, "A port", "The port", "asks for something else"),
        (GAPS, "80", "81", "has the right answer “Blank 1: 81” instead of “Blank 1: 80”"),
        (ORDER, "1. one {#x}\n2. two {#y}", "1. two {#y}\n2. one {#x}",
            "has the right answer “two → one” instead of “one → two”"),
        (PAIRS, "1 {#x target=t}\n- b -> 2 {#y target=u}", "2 {#x target=u}\n- b -> 1 {#y target=t}",
            "has the right answer “a → 2; b → 1” instead of “a → 1; b → 2”"),
        (PAIRS, "- b", "- c", "has other choices"),
    ],
)  # fmt: skip
def test_other_kinds(before: str, old: str, new: str, changes: str) -> None:
    (words,) = differ((old, new), before=before)
    assert words.split("” ", 1)[1] == f"{changes}."


def test_everything_of_one_question_is_one_difference() -> None:
    (difference,) = differences.between(
        written(BEFORE),
        written(BEFORE.replace("= 86400", "= 24").replace("seconds", "hours").replace("marks=2", "marks=3")),
    )
    assert difference.question == "day"
    assert difference.words == (
        "Question 4 “How long, in hours, is a day?” has another text than “How long, in seconds, is a day?”; "
        "has 3 marks instead of 2; has the right answer “24” instead of “86400”."
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Why?", "“Why?”"),
        ("Why\n\n  not?", "“Why not?”"),
        ("x" * 60, f"“{'x' * 60}”"),
        ("x" * 61, f"“{'x' * 59}…”"),
        (f"{'x' * 59} y", f"“{'x' * 59}…”"),
        (f"{'x' * 30} {'y' * 30}", f"“{'x' * 30}…”"),
    ],
)
def test_a_text_is_quoted_by_its_first_words(text: str, words: str) -> None:
    assert quoted(text) == words


def test_the_first_revision_is_different_from_none() -> None:
    assert [one.words for one in differences.between(None, written(BEFORE))] == [
        "This is the first revision, with 5 questions."
    ]


@moderate
@given(quiz=quizzes)
def test_a_quiz_is_not_different_from_itself(quiz: Quiz) -> None:
    assert differences.between(quiz, quiz) == []


@moderate
@given(before=quizzes, data=st.data())
def test_no_change_of_a_field_is_missed(before: Quiz, data: st.DataObject) -> None:
    before = document.keyed(before)
    name = data.draw(st.sampled_from([name for name in Quiz.__struct_fields__ if name != "sections"]))
    after = msgspec.structs.replace(before, **{name: getattr(data.draw(quizzes), name)})
    assert bool(differences.between(before, after)) == (after != before)


@moderate
@given(before=quizzes, after=quizzes)
def test_any_two_quizzes_are_told_apart(before: Quiz, after: Quiz) -> None:
    before = document.keyed(before)
    after = document.keyed(after, before)
    found = differences.between(before, after)
    assert bool(found) == (before != after)
    assert all(one.words.endswith(".") for one in found)
