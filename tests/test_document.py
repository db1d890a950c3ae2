import msgspec
import pytest

from quiz.document import Band, Quiz, Section, decode, encode, keyed
from quiz.errors import Broken
from quiz.papers import as_written, numbers, on_paper, read_answers
from quiz.proofreading import problems
from quiz.questions import Question
from quiz.questions.choices import Choice
from quiz.questions.common import Answer
from quiz.questions.essay import Essay
from quiz.questions.matching import Matching, Stem, Target
from quiz.questions.multiple_choice import MultipleChoice
from quiz.questions.note import Note
from quiz.questions.short_text import Accepted, ShortText
from quiz.questions.true_false import TrueFalse


def asking(*questions: Question) -> Quiz:
    return Quiz(title="T", sections=(Section(questions=questions),))


def saying(text: str, key: str = "") -> TrueFalse:
    return TrueFalse(text=text, key=key, right=True)


def choosing(*choices: str, key: str = "", text: str = "Which?") -> MultipleChoice:
    """Choices "a:text"; the first is right."""
    pairs = [choice.rpartition(":") for choice in choices]
    return MultipleChoice(
        key=key, text=text, choices=tuple(Choice(key=k, text=t, credit=not i) for i, (k, _, t) in enumerate(pairs))
    )


def matching(*stems: str) -> Matching:
    items = (*(Stem(text=stem, target="a") for stem in stems), Target(text="a"))
    return Matching(text="Which?", items=items)


def keys(quiz: Quiz) -> list[str]:
    return [question.key for question in quiz.questions]


# ------------------------------------------------------------------ keys


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ([], ["A", "B"], ["q1", "q2"]),
        ([], ["A #q1", "B", "C #x"], ["q1", "q2", "x"]),
        ([], ["A", "B #q1"], ["q2", "q1"]),
        (["A #q1", "B #q2"], ["B", "A"], ["q2", "q1"]),
        (["A #q1", "B #q2"], ["B", "new"], ["q2", "q3"]),
        (["A #q1", "B #q2"], ["new 1", "new 2"], ["q3", "q4"]),
        (["A #q1", "B #q2"], ["A mended #q1", "A"], ["q1", "q3"]),
        (["A #q1", "B #q2"], ["A #q2", "A"], ["q2", "q1"]),
        (["same #q1", "same #q2"], ["same", "same"], ["q1", "q2"]),
        (["same #q1"], ["same", "same"], ["q1", "q2"]),
        (["A #http"], ["A", "B"], ["http", "q1"]),
    ],
)
def test_a_question_keeps_its_key(before: list[str], now: list[str], expected: list[str]) -> None:
    old, new = (asking(*(saying(*one.split(" #")) for one in quiz)) for quiz in (before, now))
    assert keys(keyed(new, old)) == expected


def test_keys_go_through_all_sections() -> None:
    quiz = Quiz(title="T", sections=(Section(questions=(saying("A"),)), Section(), Section(questions=(saying("B"),))))
    assert [[question.key for question in section.questions] for section in keyed(quiz).sections] == [
        ["q1"],
        [],
        ["q2"],
    ]


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (None, choosing("x", "y"), ("a", "b")),
        (choosing("a:x", "b:y", key="q1"), choosing("y", "new", "x"), ("b", "c", "a")),
        (choosing("a:x", "b:y", key="q1"), choosing("y", "x", text="Other?"), ("a", "b")),
        (choosing("a:x", "b:y", key="q1"), choosing("y", "x", text="Other?", key="q1"), ("b", "a")),
        (saying("Which?", key="q1"), choosing("x", "y"), ("a", "b")),
    ],
)
def test_choices_keep_their_keys_where_the_question_stays(
    before: Question | None, now: Question, expected: tuple[str, ...]
) -> None:
    (question,) = keyed(asking(now), asking(before) if before else None).questions
    assert question.parts() == expected


def test_a_keyed_quiz_stays_as_it_is() -> None:
    quiz = keyed(asking(choosing("x", "y"), saying("A")))
    assert keyed(quiz) == keyed(quiz, quiz) == quiz


# ------------------------------------------------------------------ problems

GOOD = asking(saying("A", "q1"))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({}, None),
        ({"title": ""}, "The quiz has no title."),
        ({"title": " \n"}, "The quiz has no title."),
        ({"title": "x" * 200}, None),
        ({"title": "x" * 201}, "A title is longer than 200 characters."),
        ({"language": "pt-BR"}, None),
        ({"language": "zh-Hant-TW"}, None),
        ({"language": ""}, "“” is not a language code such as en or pt-BR."),
        ({"language": "english"}, "“english” is not a language code such as en or pt-BR."),
        ({"language": "en_GB"}, "“en_GB” is not a language code such as en or pt-BR."),
        ({"language": "en\n"}, "“en\n” is not a language code such as en or pt-BR."),
        ({"sections": ()}, "The quiz has no questions."),
        ({"sections": (Section(questions=(Note(text="N"),)),)}, "The quiz has no questions."),
        ({"sections": (*GOOD.sections, Section(title="S", questions=(Note(text="N"),)))}, None),
        ({"sections": (Section(questions=(saying("A"),) * 500),)}, None),
        ({"sections": (Section(questions=(saying("A"),) * 501),)}, "The quiz has 501 questions; 500 are allowed."),
        ({"text": "x" * 20_000}, None),
        ({"text": "x" * 20_001}, "A text is longer than 20000 characters."),
        (
            {"sections": (Section(title="x" * 201, questions=GOOD.questions),)},
            "A title is longer than 200 characters.",
        ),
        (
            {"sections": (Section(text="x" * 20_001, questions=GOOD.questions),)},
            "A text is longer than 20000 characters.",
        ),
        ({"text": r"$\foo$"}, "The formula “\\foo” cannot be read: \\foo is not known here."),
        ({"bands": (Band(at_least=0, text="$}$"),)}, "The formula “}” cannot be read: there must be as many { as }."),
        ({"sections": (*GOOD.sections, Section(text="S"))}, "A section has no questions, and would be shown nowhere."),
    ],
)
def test_a_quiz_is_checked_before_it_is_published(change: dict[str, object], problem: str | None) -> None:
    assert problems(msgspec.structs.replace(GOOD, **change)) == ([problem] if problem else [])


KEY_RULE = "a key must be made of a-z, 0-9, - and _, at most 40"
TWICE = "its key, or that of one of its choices, is used twice"
TEXT_RULE = "a text is longer than 20000 characters"
MARKS_RULE = "its marks must be more than 0 and at most 1000"


@pytest.mark.parametrize(
    ("question", "problem"),
    [
        (saying(" "), "it has no text"),
        (saying("$x$ costs $5"), None),
        (saying("$$\\frac{1}$$"), "the formula “\\frac{1}” cannot be read: it is not complete"),
        (choosing("1", r"$\sqr 2$"), r"the formula “\sqr 2” cannot be read: \sqr is not known here"),
        (choosing("1", "x" * 20_001), TEXT_RULE),
        (matching("1", "x" * 20_001), TEXT_RULE),
        (saying("x" * 20_000), None),
        (saying("x" * 20_001), TEXT_RULE),
        (TrueFalse(text="A", right=True, explanation="x" * 20_001), TEXT_RULE),
        (TrueFalse(text="A", right=True, marks=0.5), None),
        (TrueFalse(text="A", right=True, marks=1000), None),
        (TrueFalse(text="A", right=True, marks=1000.5), MARKS_RULE),
        (TrueFalse(text="A", right=True, marks=0), MARKS_RULE),
        (TrueFalse(text="A", right=True, marks=-1), MARKS_RULE),
        (TrueFalse(text="A", right=True, marks=float("nan")), MARKS_RULE),
        (choosing(*map(str, range(100))), None),
        (choosing(*map(str, range(101))), "it has 101 choices; 100 are allowed"),
        (saying("A", "a" * 40), None),
        (saying("A", "0_-"), None),
        (saying("A", "a" * 41), KEY_RULE),
        (saying("A", "A"), KEY_RULE),
        (saying("A", "-a"), KEY_RULE),
        (saying("A", "a.b"), KEY_RULE),
        (saying("A", "a\n"), KEY_RULE),
        (choosing("x y:1", "2"), KEY_RULE),
        (saying("A", "q1"), TWICE),
        (choosing("a:1", "a:2"), TWICE),
        (choosing("1", "a:2", "a:3"), TWICE),
        (choosing("1", "2"), None),
        (choosing("1"), "it needs at least two choices"),
        (ShortText(text="A", accepted=()), "no accepted answer earns all marks"),
    ],
)
def test_a_problem_names_its_question(question: Question, problem: str | None) -> None:
    assert problems(asking(saying("A", "q1"), question)) == ([f"Question 2: {problem}."] if problem else [])


def test_a_note_has_no_number_in_problems() -> None:
    blank = Note(text=" ")
    quiz = asking(blank, saying(""), blank, Note(text="Read."), blank, saying(" "))
    assert problems(quiz) == [
        "The note before question 1: it has no text.",
        "Question 1: it has no text.",
        "The note after question 1: it has no text.",
        "The note after question 1: it has no text.",
        "Question 2: it has no text.",
    ]


def test_every_problem_is_found_at_once() -> None:
    quiz = Quiz(title="", language="", sections=(Section(questions=(saying(""), choosing("1"))),))
    assert len(problems(quiz)) == 4


# ------------------------------------------------------------------ paper


def test_a_paper_holds_the_keys_in_the_order_shown() -> None:
    quiz = keyed(asking(choosing("x", "y"), saying("A")))
    assert as_written(quiz) == [("q1", ("a", "b")), ("q2", ())]
    assert on_paper(quiz, as_written(quiz)) == quiz.questions


def test_questions_and_choices_are_shown_as_the_paper_says() -> None:
    quiz = keyed(asking(choosing("x", "y"), saying("A"), saying("B")))
    assert on_paper(quiz, [("q3", []), ("q1", ["b", "a"])]) == (saying("B", "q3"), quiz.questions[0].arranged("ba"))


def test_only_what_is_asked_is_numbered() -> None:
    note = Note(text="N")
    assert numbers([note, saying("A"), note, note, saying("B"), Essay(text="C")]) == [None, 1, None, None, 2, 3]
    assert numbers([]) == []


# ------------------------------------------------------------------ answers

QUESTIONS = (
    choosing("a:x", "b:y", key="q1"),
    saying("A", "q2"),
    ShortText(key="q3", text="What?", accepted=(Accepted(text="z"),)),
)
ONCE, STRANGE = "This question takes one answer. Please answer it again.", "An answer belongs to no question"


@pytest.mark.parametrize(
    ("form", "answers", "wrong"),
    [
        ({}, {}, {}),
        (
            {"answer.q3": ["z"], "answer.q1": ["b"], "answer.q2": ["false"]},
            {"q1": "b", "q2": False, "q3": "z"},
            {},
        ),
        ({"answer.q1": [""], "answer.q3": [" "], "name": ["Ada"], "q2": ["true"], "answer": ["x"]}, {}, {}),
        ({"answer.q1": ["c"], "answer.q2": ["true"]}, {"q2": True}, {"answer.q1": "That is not one of the choices."}),
        ({"answer.q3": ["x" * 201]}, {"q3": "x" * 201}, {"answer.q3": "This answer may have 200 characters"}),
        ({"answer.q2": ["true", "true"]}, {}, {"answer.q2": ONCE}),
        ({"answer.q2": ["true"], "answer.q2.": ["true"]}, {}, {"answer.q2": ONCE}),
        ({"answer.q2.x": ["true"]}, {}, {"answer.q2": ONCE}),
        ({"answer.q9": ["a"], "answer.q1": ["a"]}, {"q1": "a"}, {"answer.": STRANGE}),
        ({"answer.": ["a"]}, {}, {"answer.": STRANGE}),
    ],
)
def test_answers_are_read_by_key(form: dict[str, list[str]], answers: dict[str, Answer], wrong: dict[str, str]) -> None:
    found, messages = read_answers(QUESTIONS, form)
    assert found == answers
    assert messages.keys() == wrong.keys()
    assert all(messages[name].startswith(wrong[name]) for name in wrong)


# ------------------------------------------------------------------ JSON


def test_a_stored_quiz_holds_what_differs_from_the_usual() -> None:
    assert encode(GOOD) == (
        '{"title":"T","sections":[{"questions":[{"kind":"true_false","key":"q1","text":"A","right":true}]}]}'
    )


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "truncated"),
        ("{", "truncated"),
        ("[]", "Expected `object`"),
        ("{}", "missing required field `title`"),
        ('{"title":7}', "$.title"),
        ('{"title":"T","colour":"red"}', "unknown field `colour`"),
        ('{"title":"T","sections":[{"questions":[{"kind":"riddle"}]}]}', "$.sections[0].questions[0].kind"),
        ('{"title":"T","sections":[{"questions":[{"text":"A"}]}]}', "missing required field `kind`"),
        ('{"title":"T","sections":[{"questions":[{"text":' + "[" * 100_000, "recursion"),
        ('{"title":"T","access":{"opens_at":"2026-11-24T08:00:00"}}', "$.access.opens_at"),
        ('{"title":"T","layout":"sideways"}', "$.layout"),
        ('{"title":"\ud800"}', "surrogates"),
        (b'{"title":"\xff"}', "utf-8"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_broken_json_is_named_with_its_place(text: str | bytes, place: str) -> None:
    with pytest.raises(Broken, match="This quiz cannot be read: ") as caught:
        decode(text)
    assert place in caught.value.message
