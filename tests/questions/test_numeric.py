import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.document import Quiz, Section
from quiz.errors import Invalid
from quiz.formats import markdown
from quiz.questions import Question
from quiz.questions.block import Block, Item
from quiz.questions.common import Fields, WrongAnswer
from quiz.questions.numeric import Accepted, Numeric
from quiz.questions.short_text import Accepted as AcceptedText
from quiz.questions.short_text import ShortText
from tests.texts import marks, maybe, moderate, texts


def value(number: float, absolute: float = 0, relative: float = 0, geometric: float = 0, credit: float = 1) -> Accepted:
    kind = "relative" if relative else "geometric" if geometric else "absolute"
    return Accepted(value=number, tolerance=absolute or relative or geometric, tolerance_kind=kind, credit=credit)


def accepting(*accepted: Accepted | float) -> Numeric:
    items = tuple(one if isinstance(one, Accepted) else value(one) for one in accepted)
    return Numeric(text="How many?", accepted=items)


QUESTION = accepting(value(3.14, 0.01), value(3, 0.5, credit=0.5))

numbers = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e290, max_value=1e290)
accepted = st.builds(
    Accepted,
    value=numbers,
    tolerance=st.just(0.0) | st.floats(min_value=1e-290, max_value=1e290),
    tolerance_kind=st.sampled_from(("absolute", "relative", "geometric")),
    credit=st.sampled_from((1.0, 0.5)),
)
questions = st.builds(
    Numeric,
    text=texts,
    explanation=maybe,
    marks=marks,
    accepted=st.lists(accepted, min_size=1, max_size=3).map(tuple),
).filter(lambda question: not question.problems())


# ------------------------------------------------------------------ what is typed


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        *(("404", 404), ("3.14", 3.14), ("3,14", 3.14), ("+3", 3), ("-3", -3), ("\u22123", -3), ("0", 0), ("-0", 0)),
        *(("007", 7), (".5", 0.5), (",5", 0.5), ("5.", 5), ("1,000", 1), ("1.000", 1), ("9" * 40, 1e40)),
        *(("1.5e3", 1500), ("1,5E3", 1500), ("2e+6", 2e6), ("2E-3", 0.002), ("2e\u22123", 0.002)),
        *(("3x10^8", 3e8), ("3.0*10^-8", 3e-8), ("3,5 × 10^\u22128", 3.5e-8), ("2·10**+3", 2e3), ("-1X10^2", -100)),
        *(("1 000 000", 1e6), ("12 345,5", 12_345.5), ("1e300", 1e300), ("-1e-300", -1e-300)),
    ],
)
def test_a_number_is_kept_as_typed_and_graded_by_its_value(typed: str, number: float) -> None:
    assert QUESTION.read({"": [typed]}) == typed
    assert QUESTION.describe(typed) == typed
    assert accepting(value(number, relative=1e-12)).grade(typed) == 1


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        *(("  3.14\t\n", "3.14"), ("\u00a03.14\u2009", "3.14"), ("\u200e-3", "-3")),
        *(("1\u00a0000", "1 000"), ("1\u202f000\u2009000", "1 000 000")),
    ],
)
def test_unusual_spaces_become_usual_ones(typed: str, answer: str) -> None:
    assert QUESTION.read({"": [typed]}) == answer


@pytest.mark.parametrize("fields", [{}, {"": []}, {"": [""]}, {"": [" \u00a0\t"]}, {"": ["\x00\u200b"]}], ids=repr)
def test_an_empty_field_is_unanswered(fields: Fields) -> None:
    assert QUESTION.read(fields) is None


NO_NUMBER = "Please type a number, such as 3.14 or 2e6."
SEVERAL_POINTS = "Please type one point or comma at most, before the decimals, such as 1000.5 or 1000,5."


@pytest.mark.parametrize(
    "typed",
    [
        *("three", "3 m", "x3", "-", "+", ".", ",", "e3", "1e", "1e+", "1.5e3.5", "--3", "+-3", "- 3", "3-", "3 e3"),
        *("inf", "-inf", "nan", "Infinity", "1e999", "-1e999", "1e-999", "1e301", "1e-301", "0.1e-300", "10e300"),
        *(
            "1e99999999999999999999999999999999",
            "0e999",
            "0x10",
            "1_000",
            "1/2",
            "50%",
            "2^3",
            "3x10",
            "x10^3",
            "3x10^3x10^3",
            "3x10^3.5",
            "3x10^301",
            "٣",
            "½",
            "３",
        ),
        *("10 00", "1000 000", "1 0000", "1 000 00", "1.000 000", "1 000e 3", "1 2", "1'000", "1,5,", "1..5"),
    ],
)
def test_what_is_no_number_comes_back_to_be_mended(typed: str) -> None:
    with pytest.raises(WrongAnswer) as caught:
        QUESTION.read({"": [f" {typed} "]})
    assert (caught.value.message, caught.value.shown) == (NO_NUMBER, typed)
    assert QUESTION.grade(typed) == 0


@pytest.mark.parametrize("typed", ["1,000.5", "1.000,5", "1,000,000", "1.000.000", "-1 000,000.5e3"])
def test_nobody_guesses_which_of_two_points_is_the_decimal_one(typed: str) -> None:
    with pytest.raises(WrongAnswer) as caught:
        QUESTION.read({"": [typed]})
    assert (caught.value.message, caught.value.shown) == (SEVERAL_POINTS, typed)


@pytest.mark.parametrize("typed", ["1" * 41, "x" * 41, "1 " * 10_000 + "1"], ids=len)
def test_it_refuses_41_characters_and_gives_them_back_to_be_shortened(typed: str) -> None:
    with pytest.raises(WrongAnswer, match=f"may have 40 characters; yours has {len(typed)}") as caught:
        QUESTION.read({"": [typed]})
    assert caught.value.shown == typed


@pytest.mark.parametrize("fields", [{"": ["1", "2"]}, {"": ["", ""]}, {"x": ["1"]}], ids=repr)
def test_it_refuses_what_its_page_cannot_send(fields: Fields) -> None:
    with pytest.raises(WrongAnswer, match="takes one answer"):
        QUESTION.read(fields)


@moderate
@given(typed=st.text(alphabet="0123456789+-\u2212.,eE \u00a0\u2009", max_size=45))
def test_whatever_is_read_is_a_number_of_ordinary_size(typed: str) -> None:
    try:
        answer = QUESTION.read({"": [typed]})
    except WrongAnswer as error:
        assert error.shown
    else:
        assert answer is None or accepting(value(0, 1e302)).grade(answer) == 1
        assert answer is None or QUESTION.read({"": [answer]}) == answer


# ------------------------------------------------------------------ what it earns


@pytest.mark.parametrize(
    ("item", "taken", "refused"),
    [
        (value(7, 1), "6 8", "5.9999999 8.0000001 -7"),
        (value(1e-20), "1e-20", "0.9999999e-20 1.0000001e-20"),
        (value(0, 1e-24), "-1e-24 1e-35 1e-24", "-2e-24 2e-24"),
        (value(1e-20, 1e-24), "1.0001e-20", "1.0002e-20"),
        (value(1234), "1234", "1234.000001 0"),
        (value(0.3, 0.1), "0.2 0.4", "0.1999 0.4001"),
        (value(0.1), "0.10 1e-1", "0.1000000000001"),
        (value(0), "0.0 -0 1e-300", "1e-27"),
        (value(6.626e-34, relative=0.001), "6.63e-34", "0 6.64e-34"),
        (value(200, relative=0.05), "190 210", "189.9 210.1"),
        (value(-200, relative=0.05), "-190 -210", "-210.1 200"),
        (value(0, relative=0.05), "0", "0.001"),
        (value(100, geometric=0.25), "80 125", "79.9 125.1"),
        (value(-100, geometric=0.25), "-80 -125", "-79.9 100"),
        (value(10, geometric=0.1), "11", "11.01"),
        (value(-100, geometric=1), "-50 -200", "-49.9 -200.1 50"),
        (value(0, 1e300), "1e300 -12 0", ""),  # every number, as * does elsewhere
        (value(1e300, relative=1e300), "-9e300", ""),
        (value(1e300, geometric=1e300), "9e300", "-1"),
    ],
)
def test_a_tolerance_reaches_to_its_ends_and_no_further(item: Accepted, taken: str, refused: str) -> None:
    assert [answer for answer in taken.split() if not accepting(item).grade(answer)] == []
    assert [answer for answer in refused.split() if accepting(item).grade(answer)] == []


@pytest.mark.parametrize(
    ("question", "answer", "fraction"),
    [
        *((QUESTION, "3.14", 1), (QUESTION, "3,15", 1), (QUESTION, "3.1501", 0.5), (QUESTION, "3.51", 0)),
        (accepting(value(5, 1, credit=0.5), 5), "5", 0.5),
        *((accepting(value(5, credit=7)), "5", 1), (accepting(value(5, credit=-1)), "5", 0), (accepting(), "5", 0)),
        *((accepting(5, value(0, 1e300, credit=0.1)), "6", 0.1), (accepting(5, value(0, 1e300, credit=0.1)), "b", 0)),
        *((accepting(5), 5, 1), (accepting(1), True, 0), (accepting(1), "b", 0), (accepting(1), ["1"], 0)),
    ],
)
def test_the_first_value_that_takes_the_answer_counts(question: Numeric, answer: object, fraction: float) -> None:
    assert question.grade(answer) == fraction


def test_the_right_answer_is_the_first_that_earns_most() -> None:
    assert accepting(value(1, credit=0.5), 2, 3).right_answer() == "2"


@pytest.mark.parametrize(
    "text", ["3", "3.14", "-0.5", "2000000", "123456789012345", "6.022e23", "1.6e-19", "0.00001", "1e300"]
)
def test_a_value_is_written_as_one_would_type_it(text: str) -> None:
    assert accepting(float(text)).right_answer() == text


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (value(3.14), "3.14"),
        (value(3.14, 0.01), "3.14, give or take 0.01"),
        (value(200, relative=0.07), "200, give or take 7%"),
        (value(1000, geometric=0.05), "1000, give or take a factor of 1.05"),
        (value(1000, geometric=9), "1000, give or take a factor of 10"),
    ],
)
def test_a_tolerance_is_said_in_words(item: Accepted, words: str) -> None:
    assert item.in_words() == words


# ------------------------------------------------------------------ what can be published

NONE_RIGHT = "no accepted value earns all marks"
NO_SIZE = "a value or a tolerance is too large, too small or no number"
ALIKE = "two accepted values are alike"
HIDDEN = "a value that earns less takes the right one too; the right one must come before it"


@pytest.mark.parametrize(
    ("question", "problems"),
    [
        (QUESTION, []),
        (accepting(), [NONE_RIGHT]),
        (accepting(1, value(2, credit=2)), ["an accepted value earns more than all marks"]),
        (accepting(value(1, geometric=-1 - 1e-14)), ["a tolerance is negative"]),
        *((accepting(3, value(3, credit=0.5)), [ALIKE]), (accepting(value(3, 1), value(3, 2, credit=0.5)), [])),
        (accepting(value(3, 2, credit=0.5), value(3, 1)), [HIDDEN]),
        (accepting(*range(100)), []),
        (accepting(*range(101)), ["it has 101 accepted values; 100 are allowed"]),
        *((accepting(1e300), []), (accepting(1e301), [NO_SIZE]), (accepting(float("nan")), [NO_SIZE])),
        (accepting(value(1, relative=1e299)), [NO_SIZE]),  # as percents it is
    ],
)
def test_it_says_why_it_cannot_be_published(question: Numeric, problems: list[str]) -> None:
    assert question.problems() == problems


# ------------------------------------------------------------------ Markdown and JSON


def asking(*questions: Question) -> Quiz:
    return Quiz(title="T", sections=(Section(questions=questions),))


@pytest.mark.parametrize(
    ("line", "item"),
    [
        *(("= 3.14", value(3.14)), ("= 2e20", value(2e20)), ("= 3.14 {tolerance=0.01}", value(3.14, 0.01))),
        *(("= 3 {tolerance=5%}", value(3, relative=0.05)), ("= 3 {tolerance=0.7%}", value(3, relative=0.007))),
        ("= 3.14 {tolerance=5% geometric}", value(3.14, geometric=0.05)),
        ("= -3 {tolerance=1e-20 credit=50%}", value(-3, 1e-20, credit=0.5)),
        ("= 3 {tolerance=-1}", value(3, -1)),
        ("= 3 {tolerance=33.33333333333333%}", value(3, relative=0.3333333333333333)),
    ],
)
def test_a_value_is_a_line_and_comes_back(line: str, item: Accepted) -> None:
    text = f"# T\n\n## How many?\n\n{line}\n"
    assert markdown.read(text) == asking(accepting(item))
    assert markdown.write(asking(accepting(item))) == text


@pytest.mark.parametrize(
    ("line", "item"),
    [
        *(("= 3,14 {tolerance=0,01}", value(3.14, 0.01)), ("= 1 000 000", value(1e6)), ("=  \u22122E6", value(-2e6))),
        ('= 3 {geometric tolerance="1 000%"}', value(3, geometric=10)),
    ],
)
def test_a_value_is_read_as_a_student_may_type_it(line: str, item: Accepted) -> None:
    assert markdown.read(f"# T\n\n## How many?\n\n{line}\n") == asking(accepting(item))


@pytest.mark.parametrize(
    ("marks", "answers", "claimed"),
    [
        *(("=", "3", True), ("==", "3,5 -2e6", True), ("==", "3 three", False), ("x ", "3 4", False), ("", "", False)),
        *(("=", "1e999", False), ("=", "1" * 41, False)),
    ],
)
def test_it_claims_accepted_lines_that_are_all_numbers(marks: str, answers: str, claimed: bool) -> None:
    items = tuple(Item(mark, answer) for mark, answer in zip(marks, answers.split(), strict=True))
    assert Numeric.claims(Block("How many?", items=items)) is claimed


def test_a_short_text_whose_answers_are_numbers_is_written_with_its_kind() -> None:
    quiz = asking(ShortText(text="Code?", accepted=(AcceptedText(text="007"),)))
    assert "## Code? {kind=short_text}\n\n= 007\n" in markdown.write(quiz)
    assert markdown.read(markdown.write(quiz)) == quiz


@pytest.mark.parametrize(
    ("message", "lines"),
    [
        ("accepted values are written", ("= three", "- [x] 3", "= 3 {#a}")),
        ("an answer has no “marks”", ("= 3 {marks=1}",)),
        ("a tolerance is written", ("= 3 {tolerance}", "= 3 {tolerance=some}", "= 3 {tolerance=%}", "= 3 {geometric}")),
        ("a tolerance is written", ("= 3 {tolerance=2 geometric}", "= 3 {tolerance=2% geometric=yes}")),
    ],
)
def test_it_refuses_a_line_that_it_would_lose_part_of(message: str, lines: tuple[str, ...]) -> None:
    for line in lines:
        with pytest.raises(Invalid, match=f"line 3: {message}"):
            markdown.read(f"# T\n\n## How many? {{kind=numeric}}\n\n{line}\n")
