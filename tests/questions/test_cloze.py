import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz import markup, proofreading
from quiz.document import Quiz, Section
from quiz.errors import Invalid
from quiz.questions import blanks
from quiz.questions.block import Block, Item
from quiz.questions.choices import Choice
from quiz.questions.cloze import Blank, Cloze
from quiz.questions.common import Answer, Fields, WrongAnswer
from quiz.questions.multiple_choice import MultipleChoice
from quiz.questions.numeric import Accepted as Value
from quiz.questions.numeric import Numeric
from quiz.questions.short_text import Accepted, ShortText
from quiz.web import render
from tests.texts import marks, maybe, moderate, texts, words


def cloze(passage: str) -> Cloze:
    return Cloze.from_block(Block(f"Complete.\n\n{passage}"))


def with_blanks(*blanks: Blank) -> Cloze:
    return Cloze(text="Complete.", passage=("Text ", *blanks))


# Blanks a, b, c; the choices of a are a, b, c.
QUESTION = cloze(
    "A form is sent with [[[x] POST | [ ] GET {credit=50%} | [ ] HEAD]] to port "
    "[[= 443 | = 80 {credit=50%} | {weight=2}]] by [[= HTTPS | = TLS | {case-sensitive}]]."
).keyed(None)
ALL = {"a": "a", "b": "443", "c": "HTTPS"}

# ------------------------------------------------------------------ strategies

# Nothing of what hypothesis draws may open a link, or code that ends behind a blank.
plain = st.text(alphabet="ab |[]=\\x{}\n é.", min_size=1, max_size=12)
lines_of_blanks = words.map(lambda line: line[:50])
choice_blanks = st.builds(
    lambda right, wrong, weight, credit: MultipleChoice(
        text="", marks=weight, choices=(Choice(text=right, credit=1.0), Choice(text=wrong, credit=credit))
    ),
    lines_of_blanks,
    lines_of_blanks,
    marks,
    st.sampled_from((0.0, 0.5)),
)
text_blanks = st.builds(
    ShortText,
    text=st.just(""),
    marks=marks,
    case_sensitive=st.booleans(),
    accepted=st.lists(
        st.builds(Accepted, text=lines_of_blanks | st.just("404"), credit=st.sampled_from((1.0, 0.5))),
        min_size=1,
        max_size=3,
    ).map(tuple),
)
number_blanks = st.builds(
    Numeric,
    text=st.just(""),
    marks=marks,
    accepted=st.builds(Value, value=st.sampled_from((0.0, -3.5, 1e6)), tolerance=st.sampled_from((0.0, 0.25))).map(
        lambda value: (value,)
    ),
)


def _question(text: str, parts: list[tuple[str, Blank]], end: str, marks: float, explanation: str) -> Cloze:
    passage = [piece for pair in parts for piece in pair if piece]
    passage[0] = passage[0].lstrip() if isinstance(passage[0], str) else passage[0]
    return Cloze(
        text=text,
        passage=tuple(piece for piece in (*passage, end.rstrip()) if piece),
        marks=marks,
        explanation=explanation,
    )


questions = st.builds(
    _question,
    texts.map(lambda text: text.split("\n\n")[0].strip("\n")).filter(str.strip),
    st.lists(st.tuples(plain, choice_blanks | text_blanks | number_blanks), min_size=1, max_size=4),
    plain,
    marks,
    maybe,
).filter(lambda question: not question.problems())


# ------------------------------------------------------------------ answers


@pytest.mark.parametrize(
    ("fields", "answer"),
    [
        ({"a": ["a"], "b": ["443"], "c": ["HTTPS"]}, ALL),
        ({"a": ["c"], "b": [""], "c": [" "]}, {"a": "c"}),
        ({"b": [" 1 000,5 "]}, {"b": "1 000,5"}),
        ({"a": [], "c": ["x" * 200]}, {"c": "x" * 200}),
        ({"a": [""], "b": [""], "c": [""]}, None),
        ({}, None),
        ({"": [""], "z": [""]}, None),
    ],
)
def test_it_reads_the_blanks_that_were_filled(fields: Fields, answer: Answer) -> None:
    assert QUESTION.read(fields) == answer


@pytest.mark.parametrize(
    ("fields", "message", "shown"),
    [
        ({"a": ["a"], "b": ["much"]}, "Blank 2: Please type a number, such as 3.14 or 2e6.", {"a": "a", "b": "much"}),
        (
            {"c": ["x" * 201]},
            "Blank 3: This answer may have 200 characters; yours has 201. Please shorten it.",
            {"c": "x" * 201},
        ),
        (
            {"a": ["z"], "c": ["x"]},
            "Blank 1: That is not one of the choices. Please choose again.",
            {"c": "x"},
        ),
        ({"a": ["a", "b"]}, "Blank 1: This question takes one answer. Please answer it again.", None),
        ({"a": ["a"], "z": ["1"]}, "An answer belongs to no blank of this question.", {"a": "a"}),
        ({"": ["1"]}, "An answer belongs to no blank of this question.", None),
        (
            {"a": ["?"], "b": ["?"], "c": ["ok"]},
            "Blank 1: That is not one of the choices. Please choose again. "
            "Blank 2: Please type a number, such as 3.14 or 2e6.",
            {"b": "?", "c": "ok"},
        ),
    ],
)
def test_what_is_wrong_is_said_of_each_blank(fields: Fields, message: str, shown: Answer) -> None:
    with pytest.raises(WrongAnswer) as caught:
        QUESTION.read(fields)
    assert (caught.value.message, caught.value.shown) == (message, shown)
    if shown:  # a draft may hold it
        assert 0 <= QUESTION.grade(shown) <= 1 and QUESTION.describe(shown)


@pytest.mark.parametrize(
    ("answer", "fraction"),
    [
        (ALL, 1),
        ({"a": "a", "b": "443", "c": "TLS", "z": "?"}, 1),
        ({"a": "a"}, 0.25),
        ({"b": "443.0"}, 0.5),
        ({"c": "https"}, 0),
        ({"a": "b", "b": "80", "c": "TLS"}, (0.5 + 2 * 0.5 + 1) / 4),
        ({"a": "c", "b": "much", "c": ""}, 0),
        ({"a": "a", "b": None, "c": ["TLS"]}, 0.25),
        ({"a": "z"}, 0),
        ({}, 0),
    ],
)
def test_blanks_earn_by_their_weights(answer: Answer, fraction: float) -> None:
    assert QUESTION.grade(answer) == fraction


@pytest.mark.parametrize(
    ("answer", "fraction"),
    [
        ({"a": "a", "b": "1", "c": "x"}, 1),
        ({"a": "b", "b": "1", "c": "x"}, (-0.5 + 1 + 2) / 4),
        ({"a": "a", "b": "2", "c": "y"}, (1 - 0.25 - 2 * 0.25) / 4),
        ({"a": "b", "c": "x"}, (-0.5 + 2) / 4),
        ({"a": "b", "b": "2"}, 0),
        ({"b": "2"}, 0),
    ],
)
def test_a_blank_may_cost_what_others_earn_and_the_question_earns_never_less_than_nothing(
    answer: Answer, fraction: float
) -> None:
    question = cloze(
        "[[[x] r | [ ] w {credit=-50%}]] [[= 1 | = 2 {credit=-25%}]] [[= x | = y {credit=-25%} | {weight=2}]]"
    )
    assert question.keyed(None).grade(answer) == fraction


def test_the_right_answer_fills_every_blank() -> None:
    assert QUESTION.right_answer() == ALL


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (ALL, "Blank 1: POST; Blank 2: 443; Blank 3: HTTPS"),
        ({"c": "SSH", "a": "c"}, "Blank 1: HEAD; Blank 3: SSH"),
        ({"a": "z", "z": "a"}, ""),
    ],
)
def test_an_answer_is_described_blank_by_blank(answer: Answer, words: str) -> None:
    assert QUESTION.describe(answer) == words


# ------------------------------------------------------------------ keys and order


def test_choices_of_all_blanks_have_keys_of_their_own() -> None:
    question = cloze("[[[x] a | [ ] b]] [[= x]] [[[ ] a | [x] c {#k}]]").keyed(None)
    assert [blank.key for blank in question.blanks] == ["a", "b", "c"]
    assert question.parts() == ("a", "b", "c", "k")
    assert question.right_answer() == {"a": "a", "b": "x", "c": "k"}


def test_choices_can_be_shown_in_another_order_and_blanks_cannot() -> None:
    question = cloze("[[[x] a | [ ] b]] [[= x]] [[[ ] a | [x] c]]").keyed(None)
    arranged = question.arranged(("d", "b", "c", "a"))
    assert arranged.parts() == ("b", "a", "d", "c")
    assert [blank.key for blank in arranged.blanks] == ["a", "b", "c"]
    assert arranged.grade(question.right_answer()) == 1


def test_blanks_and_choices_take_the_keys_of_the_same_before() -> None:
    new = cloze("[[= new]] [[= HTTPS | = TLS]] [[[ ] GET | [ ] PUT | [x] POST]] [[[x] POST | [ ] GET | [ ] HEAD]]")
    keyed = new.keyed(QUESTION)
    assert [blank.key for blank in keyed.blanks] == ["d", "c", "e", "a"]
    assert keyed.parts() == ("b", "d", "a", "e", "f", "c")


# ------------------------------------------------------------------ proofreading


@pytest.mark.parametrize(
    ("question", "problems"),
    [
        (QUESTION, []),
        (cloze("Text."), ["it has no blank"]),
        (cloze("[[= a]]" * 100), []),
        (cloze("[[= a]]" * 101), ["it has 101 blanks; 100 are allowed"]),
        (cloze("[[= a {credit=50%}]]"), ["blank 1: no accepted answer earns all marks"]),
        (cloze("[[= a]] [[[x] b]]"), ["blank 2: it needs at least two choices"]),
        (cloze("[[[ ] b | [ ] c]]"), ["blank 1: no choice is right"]),
        (cloze("[[= a | {weight=0}]]"), ["blank 1: its weight must be more than 0 and at most 1000"]),
        (cloze("[[= a | {weight=1001}]]"), ["blank 1: its weight must be more than 0 and at most 1000"]),
        (
            cloze("[[= a | {#k}]] [[= b | {#k}]]"),
            ["the key of a blank is used twice, or is not made of a-z, 0-9, - and _, at most 40"],
        ),
        (
            cloze("[[= a | {#K}]]"),
            ["the key of a blank is used twice, or is not made of a-z, 0-9, - and _, at most 40"],
        ),
        (cloze(f"[[[x] {'b' * 200} | [ ] c]]"), []),
        (cloze(f"[[[x] {'b' * 201} | [ ] c]]"), ["blank 1: a choice has more than one line or than 200 characters"]),
        (
            with_blanks(MultipleChoice(text="", choices=(Choice(text="a\nb", credit=1), Choice(text="c")))),
            ["blank 1: a choice has more than one line or than 200 characters"],
        ),
        (
            with_blanks(ShortText(text="Which?", accepted=(Accepted(text="a"),))),
            ["blank 1: it has a text, an explanation or tags of its own"],
        ),
        (
            with_blanks(
                MultipleChoice(text="", choices=(Choice(text="a", credit=1), Choice(text="c", explanation="!")))
            ),
            ["blank 1: it has a text, an explanation or tags of its own"],
        ),
        (cloze("[[= a]]" + "b" * 19_999), []),
        (cloze("\ue000 [[= a]]"), ["its passage holds the character U+E000, which no reader knows"]),
        (cloze("[a](https://a.example/[[= b]])"), ["a blank stands where no field can be, such as in a link"]),
        (cloze("[a](https://a.example '[[= b]]')"), ["a blank stands where no field can be, such as in a link"]),
        (cloze("[a [[= b]]](https://a.example)"), ["a blank stands where no field can be, such as in a link"]),
        (cloze("[a]: https://a.example '[[= b]]'"), ["a blank stands where no field can be, such as in a link"]),
        (cloze("``` [[= b]]\ncode\n```"), ["a blank stands where no field can be, such as in a link"]),
        (
            msgspec.structs.replace(QUESTION, text="One.\n\nTwo."),
            ["its text has more than one paragraph; the others belong to the passage"],
        ),
    ],
)
def test_it_says_why_it_cannot_be_published(question: Cloze, problems: list[str]) -> None:
    assert question.problems() == problems


def test_a_key_of_a_choice_is_used_once_among_all_blanks() -> None:
    question = cloze("[[[x] a {#k} | [ ] b]] [[[x] c {#k} | [ ] d]]")
    assert proofreading.problems(Quiz(title="T", sections=(Section(questions=(question,)),))) == [
        "Question 1: its key, or that of one of its choices, is used twice."
    ]


@pytest.mark.parametrize(
    "passage", ["a [[= b]] c", "`a[[[= b]]]`", "```py\na [[= b]]\n```", "- *[[= b]]*", "# [[= b]]"]
)
def test_a_blank_can_stand_in_text_and_in_code(passage: str) -> None:
    question = cloze(passage)
    assert question.problems() == []
    assert markup.html(question.passage_with_places).count(Cloze.PLACE) == 1


# ------------------------------------------------------------------ the Markdown format


def text(*accepted: str, **more: object) -> ShortText:
    return ShortText(text="", accepted=tuple(Accepted(text=one) for one in accepted), **more)  # type: ignore[arg-type]


def number(value: float, **more: object) -> Numeric:
    return Numeric(text="", accepted=(Value(value=value, **more),))  # type: ignore[arg-type]


def choice(right: str, *wrong: str) -> MultipleChoice:
    return MultipleChoice(text="", choices=(Choice(text=right, credit=1), *(Choice(text=one) for one in wrong)))


@pytest.mark.parametrize(
    ("written", "passage"),
    [
        ("[[= a]]", (text("a"),)),
        ("a [[= b]] c", ("a ", text("b"), " c")),
        ("[[= a | = b]][[= c]]", (text("a", "b"), text("c"))),
        ("[[= 80]]", (number(80),)),
        ("[[= 3.14 {tolerance=0.01}]]", (number(3.14, tolerance=0.01),)),
        ("[[= 404 | {kind=short_text}]]", (text("404"),)),
        ("[[= Def | {#k weight=2 case-sensitive}]]", (text("Def", key="k", marks=2.0, case_sensitive=True),)),
        ("[[[x] a | [ ] b]]", (choice("a", "b"),)),
        ("items[[[= 0]]]", ("items[", number(0), "]")),
        ("items[[[[x] a | [ ] b]]]", ("items[", choice("a", "b"), "]")),
        (r"[[= a \| b]]", (text("a | b"),)),
        ("[[= a[0] + 1]]", (text("a[0] + 1"),)),
        (r"[[= a[0\]]]", (text("a[0]"),)),
        (r"[[= \[[1], [2\]\]]]", (text("[[1], [2]]"),)),
        (r"[[= a\ ]]", (text("a\\"),)),
        (r"[[= \*]]", (text(r"\*"),)),
        (r"[[= {a} {-}]]", (text("{a}"),)),
        ("a[[0]] [[1, 2]] [[a]] [[ -f x ]] [[= b]]", ("a[[0]] [[1, 2]] [[a]] [[ -f x ]] ", text("b"))),
        (r"\[[= a]] [[= b]]", ("[[= a]] ", text("b"))),
        (r"\[[[x], [y]] [[= b]]", ("[[[x], [y]] ", text("b"))),
        (r"\\\[[= a]] [[= b]]", (r"\[[= a]] ", text("b"))),
        (r"\\[[= d]]+", ("\\", text("d"), "+")),
    ],
)
def test_a_blank_is_written_into_the_text(written: str, passage: tuple[str | Blank, ...]) -> None:
    question = Cloze(text="Complete.", passage=passage)
    assert cloze(written) == question
    assert question.to_block() == Block(f"Complete.\n\n{written}")


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("[[=  a|= b  ]]", "[[= a | = b]]"),
        ("[[[X] a|[ ] b]]", "[[[x] a | [ ] b]]"),
        ("[[= a |{weight=2.0}]]", "[[= a | {weight=2}]]"),
    ],
)
def test_spaces_between_do_not_matter(written: str, same: str) -> None:
    assert cloze(written).to_block().text == f"Complete.\n\n{same}"


@moderate
@given(parts=st.lists(plain | st.just("[[= a]]") | st.just("[[[x] a | [ ] b]]"), max_size=4).map("".join))
def test_any_text_can_stand_beside_a_blank(parts: str) -> None:
    question = Cloze(text=parts.split("\n\n")[0].strip("\n"), passage=(parts or " ", text("b"), parts or " "))
    assert Cloze.from_block(question.to_block()) == question


@moderate
@given(passage=st.lists(plain | st.sampled_from(("[[= ", "[[[x] ", " | ", "[ ] b", "]]", "{#k}", "\\"))).map("".join))
def test_any_passage_is_a_question_or_invalid(passage: str) -> None:
    try:
        question = cloze(passage)
    except Invalid as error:
        assert error.message
    else:
        assert Cloze.from_block(question.to_block()) == question


@pytest.mark.parametrize(
    "text", ["[[= " * 100_000, "\\" * 200_000 + "[[= ", "[[" + " " * 200_000, "[[= " + "\\" * 200_000]
)
def test_long_texts_are_read_in_linear_time(text: str) -> None:
    assert not blanks.has_blank(text)


@pytest.mark.parametrize(
    ("block", "claimed"),
    [
        (Block("Complete.\n\n[[= a]]"), True),
        (Block("The [[= a]]."), True),
        (Block("Complete.\n\n[[=a]]"), True),
        (Block("Complete.\n\n[[= a]]", items=(Item("=", "a"),)), True),
        (Block("Match.", items=(Item(">", "f", target="[[= a]]"),)), True),
        (Block("What is `[[[]]]`?", items=(Item("=", "a"),)), False),
        (Block("What is `[[1, 2]]`?"), False),
        (Block("Complete.\n\n\\[[= a]]"), False),
    ],
)
def test_it_claims_texts_with_blanks(block: Block, claimed: bool) -> None:
    assert Cloze.claims(block) is claimed


@pytest.mark.parametrize(
    ("block", "message"),
    [
        (Block("The [[= a]]."), "the heading says what to do"),
        (Block("Q\n\n[[= a]]", items=(Item("=", "a"),)), "a question with blanks has no answer lines"),
        (Block("Q\n\n[[= a]]", attributes={"shuffle": ""}), "no “shuffle”"),
        (Block("Q\n\nThe [[=a]] of"), "“\\[\\[=a\\]\\] of” is almost a blank"),
        (Block("Q\n\n[[ = a ]]"), "is almost a blank"),
        (Block("Q\n\n[[= a]\nb]]"), "is almost a blank"),
        (Block("Q\n\n[[= a [[= b]] c]]"), "is almost a blank"),
        (Block("Q\n\n[[x] a | [ ] b]]"), "is almost a blank"),
        (Block("Q\n\n[[ ] a | [x] b]]"), "is almost a blank"),
        (Block("Q\n\n[[[x]a | [ ] b]]"), "is almost a blank"),
        (Block("Q\n\n[[[] a | [x] b]]"), "is almost a blank"),
        (Block("Q\n\n[[= a | b]]"), "“b” cannot stand in a blank"),
        (Block("Q\n\n[[= a | {#k} | = b]]"), "cannot stand in a blank"),
        (Block("Q\n\n[[= a | [ ] b]]"), "accepted answers or choices, not both"),
        (Block("Q\n\n[[= a | {marks=2}]]"), "a blank has no marks but a weight"),
        (
            Block("Q\n\n[[= a | {kind=matching}]]"),
            "there is no kind “matching”; known are multiple_choice, numeric, sh",
        ),
        (Block("Q\n\n[[= a | {size=2}]]"), "no “size”"),
        (Block("Q\n\n[[= a {weight=2}]]"), "an answer has no “weight”"),
        (Block("Q\n\n[[= a | {#k l=}]]"), "the braces at the end cannot be read"),
    ],
)
def test_it_refuses_what_would_show_the_answer_or_lose_a_part(block: Block, message: str) -> None:
    with pytest.raises(Invalid, match=message):
        Cloze.from_block(block)


# ------------------------------------------------------------------ the page


def page(macro: str, *arguments: object) -> str:
    return str(getattr(render._environment().get_template("questions/cloze.html").module, macro)(*arguments))


def test_its_page_names_every_field_and_holds_no_accepted_answer() -> None:
    asked = page("ask", QUESTION, "answer.q1", None)
    assert re.findall(r'name="([^"]*)"', asked) == ["answer.q1.a", "answer.q1.b", "answer.q1.c"]
    assert re.findall(r'aria-labelledby="([^"]*)-legend"', asked) == ["answer.q1.a", "answer.q1.b", "answer.q1.c"]
    assert not [answer for answer in ("443", "80", "HTTPS", "TLS", Cloze.PLACE) if answer in asked]


def test_what_was_typed_is_shown_again_as_text() -> None:
    asked = page("ask", QUESTION, "answer.q1", {"a": "b", "c": '"><script>'})
    assert '<option value="b" selected' in asked and 'value="&#34;&gt;&lt;script&gt;"' in asked


def test_in_code_a_field_adds_no_line() -> None:
    question = cloze("```\nx = [[= 1]] + [[[x] 2 | [ ] 3]]\ny\n```").keyed(None)
    (code,) = re.findall(r"<code>(.*)</code>", page("ask", question, "answer.q1", None), re.DOTALL)
    shown = re.sub(r"<select.*?</select>|<[^>]*>", "", code, flags=re.DOTALL)
    assert shown == "x = Blank 1 + Blank 2\ny\n"


def test_a_result_tells_every_blank_and_the_right_answer_where_another_was_given() -> None:
    reviewed = page("review", QUESTION, {"a": "b", "c": "SSH"}, "en")
    said = [" ".join(re.sub(r"<[^>]*>", " ", one).split()) for one in reviewed.split('<span class="filled')[1:]]
    assert said[0].startswith('partly"> GET Partly right POST Right answer')
    assert said[1].startswith('none"> Empty 443 Right answer')
    assert said[2].startswith('wrong"> SSH Wrong HTTPS Right answer')
    assert page("review", QUESTION, ALL, "en").count("Right</strong>") == 3
