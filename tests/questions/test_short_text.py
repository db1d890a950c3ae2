from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.errors import Invalid
from quiz.questions.block import Block, Item
from quiz.questions.common import Fields, WrongAnswer
from quiz.questions.short_text import Accepted, ShortText
from tests.texts import marks, maybe, texts, words


def accepting(
    *accepted: Accepted | str, case_sensitive: bool = False, exact_accents: bool = False, exact_spaces: bool = False
) -> ShortText:
    return ShortText(
        text="What?",
        accepted=tuple(Accepted(text=one) if isinstance(one, str) else one for one in accepted),
        case_sensitive=case_sensitive,
        exact_accents=exact_accents,
        exact_spaces=exact_spaces,
    )


QUESTION = accepting("Not Found", Accepted(text="missing", credit=0.5))

patterns = words | st.text(alphabet="ab*\\ é", min_size=1, max_size=6).map(lambda text: " ".join(text.split())).filter(
    bool
)
accepted = st.builds(Accepted, text=patterns, credit=st.sampled_from((1.0, 0.5)))
questions = st.builds(
    ShortText,
    text=texts,
    explanation=maybe,
    marks=marks,
    case_sensitive=st.booleans(),
    exact_accents=st.booleans(),
    exact_spaces=st.booleans(),
    accepted=st.lists(accepted, min_size=1, max_size=3).map(tuple),
).filter(lambda question: not question.problems())


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("404", "404"),
        ("  404\t\n", "404"),
        ("not \u00a0 found", "not found"),
        ("\u2003a\u2028b", "a b"),
        ("", None),
        (" \t\r\n", None),
        ("\x00\x1b", None),
        ("a\x00b", "ab"),
        ("e\u0301", "é"),
        ("e\x00\u0301", "é"),
        ("x" * 200, "x" * 200),
        (" " * 300 + "x", "x"),
        ("e\u0301" * 200, "é" * 200),
    ],
)
def test_it_reads_the_text_as_a_reader_would_see_it(typed: str, answer: str | None) -> None:
    assert QUESTION.read({"": [typed]}) == answer


def test_a_missing_field_is_unanswered() -> None:
    assert QUESTION.read({}) is None


@pytest.mark.parametrize("fields", [{"": ["a", "b"]}, {"": ["", ""]}, {"x": ["a"]}], ids=repr)
def test_it_refuses_what_its_page_cannot_send(fields: Fields) -> None:
    with pytest.raises(WrongAnswer, match="takes one answer"):
        QUESTION.read(fields)


def test_it_refuses_201_characters_and_gives_them_back_to_be_shortened() -> None:
    with pytest.raises(WrongAnswer, match="may have 200 characters; yours has 201") as caught:
        QUESTION.read({"": [" " + "x" * 201]})
    assert caught.value.shown == "x" * 201


@pytest.mark.parametrize(
    ("question", "answer", "fraction"),
    [
        (QUESTION, "Not Found", 1),
        (QUESTION, "not found", 1),
        (QUESTION, "NOT  FOUND", 1),
        (QUESTION, "missing", 0.5),
        (QUESTION, "NotFound", 1),
        (QUESTION, "Not a Found", 0),
        (QUESTION, "", 0),
        (QUESTION, 404, 0),
        (accepting("404"), 404, 1),
        (accepting("Straße"), "STRASSE", 1),
        (accepting("Straße", case_sensitive=True), "Strasse", 0),
        (accepting("é"), "E\u0301", 1),
        (accepting("Def", case_sensitive=True), "Def", 1),
        (accepting("Def", case_sensitive=True), "def", 0),
        (accepting(Accepted(text="a", credit=0.5), "A"), "A", 0.5),
        (accepting(Accepted(text="a", credit=0.5), "A", case_sensitive=True), "A", 1),
        (accepting(Accepted(text="a", credit=7)), "a", 1),
        (accepting(Accepted(text="a", credit=-1)), "a", 0),
        (accepting(), "a", 0),
        (accepting("frog", Accepted(text="toad", credit=0.8), Accepted(text="*", credit=0)), "Toad", 0.8),
        (accepting("frog", Accepted(text="*", credit=0.1)), "cat", 0.1),
        (accepting("*"), " ", 0),
        (accepting("0"), "0", 1),
    ],
)
def test_the_first_match_counts(question: ShortText, answer: object, fraction: float) -> None:
    assert question.grade(answer) == fraction


def test_the_right_answer_is_the_first_that_earns_most() -> None:
    assert accepting(Accepted(text="half", credit=0.5), "full", "as full").right_answer() == "full"


@pytest.mark.parametrize(
    ("accepted", "taken", "refused"),
    [
        ("*", ["x", "*", "a b"], []),
        ("a*", ["a", "ab", "a b c", "A*"], ["ba", "b"]),
        ("*a", ["a", "ba", "aa"], ["ab"]),
        ("*a*", ["a", "bab"], ["b"]),
        ("a*a", ["aa", "aba", "a a"], ["a", "ab", "aab"]),
        ("ab*ba", ["abba", "ab ba"], ["aba"]),
        ("a*b*c", ["abc", "axbxc", "abcbc", "acbc"], ["acb", "abcx", "ac"]),
        ("*ab*ab*", ["abab", "aabbab"], ["ab", "aba"]),
        ("a***b", ["ab", "axb"], ["a"]),
        ("tr*ac*t*", ["traceroute", "trace the route", "TRACERT"], ["tracer", "xtracert"]),
        ("\\*", ["*", "＊"], ["x", "\\*", "**"]),
        ("2 \\* 3", ["2*3", "2 * 3"], ["2x3", "23"]),
        ("\\**", ["*", "*args"], ["args"]),
        ("**\\*", ["*", "**", "a*"], ["a"]),
        ("a\\b", ["a\\b"], ["ab"]),
        ("\\n", ["\\n", "\\N"], ["n"]),
        ("[a-z]+?", ["[a-z]+?"], ["a"]),
        ("＊a", ["*a"], ["ba"]),
        ("0*", ["0", "07"], ["7"]),
    ],
)
def test_a_star_takes_anything_or_nothing(accepted: str, taken: list[str], refused: list[str]) -> None:
    question = accepting(accepted)
    assert [text for text in taken if question.grade(text) != 1] == []
    assert [text for text in refused if question.grade(text) != 0] == []


@pytest.mark.parametrize(
    ("accepted", "taken", "refused"),
    [
        ("café", ["cafe", "CAFÉ", "cafe\u0301", "cafè"], ["caf"]),
        ("Ångström", ["angstrom", "ÅNGSTRÖM", "A\u030angstro\u0308m"], []),
        ("Ελλάδα", ["ελλαδα", "ΕΛΛΑΔΑ"], []),
        ("ёлка", ["елка", "Ёлка"], []),
        ("İstanbul", ["istanbul", "Istanbul", "i\u0307stanbul"], ["ıstanbul"]),
        ("Ørsted", ["ørsted"], ["orsted"]),
        ("e*", ["é", "étude"], []),
        ("가", ["\u1100\u1161"], ["각", "\u1100"]),
        ("가*", ["가나"], ["각"]),
        ("कि", ["कि"], ["क", "का"]),
        ("عِلم", ["عِلم"], ["علم", "عَلم"]),
        ("が", ["か\u3099"], ["か"]),
    ],
)
def test_accents_are_forgiven_where_they_make_no_other_letter(
    accepted: str, taken: list[str], refused: list[str]
) -> None:
    question = accepting(accepted)
    assert [text for text in taken if question.grade(text) != 1] == []
    assert [text for text in refused if question.grade(text) != 0] == []


@pytest.mark.parametrize(
    ("question", "taken", "refused"),
    [
        (accepting("schön", exact_accents=True), ["schön", "SCHO\u0308N", "sch ön"], ["schon"]),
        (accepting("e*", exact_accents=True), ["e", "ex"], ["é", "e\u0301"]),
        (accepting("a  b", exact_spaces=True), ["a b", " A \t b ", "á b"], ["ab", "a bc"]),
        (accepting("a *b", exact_spaces=True), ["a b", "a xb", "a  xb"], ["ab", "axb"]),
        (accepting("É", case_sensitive=True), ["É", "E"], ["é", "e"]),
        (accepting("a b", case_sensitive=True), ["ab", "a  b"], ["A b"]),
        (accepting("Éa b", case_sensitive=True, exact_accents=True, exact_spaces=True), ["Éa b"], ["Ea b", "Éab"]),
    ],
)
def test_a_flag_makes_it_matter(question: ShortText, taken: list[str], refused: list[str]) -> None:
    assert [text for text in taken if question.grade(text) != 1] == []
    assert [text for text in refused if question.grade(text) != 0] == []


@given(pattern=st.text("ab*", max_size=7), text=st.text("ab", min_size=1, max_size=7))
def test_stars_mean_what_they_mean_in_file_names(pattern: str, text: str) -> None:
    assert accepting(pattern).grade(text) == fnmatchcase(text, pattern)


@pytest.mark.parametrize(
    ("accepted", "shown"),
    [("DNS*", "DNS…"), ("*", "…"), ("a**b*", "a…b…"), ("x \\* y", "x * y"), ("a * b", "a … b"), ("C:\\dir", "C:\\dir")],
)
def test_the_right_answer_has_dots_for_stars_and_is_right(accepted: str, shown: str) -> None:
    question = accepting(accepted, case_sensitive=True, exact_accents=True, exact_spaces=True)
    assert question.right_answer() == shown
    assert question.grade(shown) == 1


def test_an_answer_describes_itself() -> None:
    assert QUESTION.describe("4 o 4") == "4 o 4"


NO_TEXT = "an accepted answer has no text, or nothing but accents"
TOO_LATE = "an answer that earns less takes the right one too; the right one must come before it"


def never_reached(text: str) -> str:
    return f"the accepted answer “{text}” is never reached: one before it takes the same"


@pytest.mark.parametrize(
    ("question", "problems"),
    [
        (QUESTION, []),
        (accepting(), ["no accepted answer earns all marks"]),
        (accepting(Accepted(text="a", credit=0.5)), ["no accepted answer earns all marks"]),
        (accepting("a", Accepted(text="b", credit=2)), ["an accepted answer earns more than all marks"]),
        (accepting("a", " "), [NO_TEXT]),
        (accepting("a", "\x00"), [NO_TEXT]),
        (accepting("a", "\u0301 \u0301"), [NO_TEXT]),
        (accepting("a", "\u0301", exact_accents=True), []),
        (accepting("a" * 200), []),
        (accepting("a" * 201), ["an accepted answer is longer than 200 characters"]),
        (accepting("a" * 199 + "*"), []),
        (accepting("*"), []),
        (accepting("a b", "A  B"), []),
        (accepting("cafe", Accepted(text="ca fé", credit=0.5)), [never_reached("ca fé")]),
        (accepting("cafe", "ca fe", "café", exact_accents=True, exact_spaces=True), []),
        (accepting("*", "a"), []),
        (accepting("a*", Accepted(text="ab*c", credit=0)), [never_reached("ab*c")]),
        (accepting(Accepted(text="a**", credit=0.5), "b", "a*", "a"), [never_reached("a*"), never_reached("a")]),
        (accepting("ab*c", "a*", "*", Accepted(text="\\*", credit=0.5)), [never_reached("\\*")]),
        (accepting("a", "*"), []),
        (accepting("a*", "*b"), []),
        (accepting("a.b", "a*b"), []),
        (accepting("a...b", "a*b"), []),
        (accepting(Accepted(text="*", credit=0.5), "a"), [never_reached("a")]),
        (accepting(Accepted(text="a...b", credit=0.5), "a*b"), [TOO_LATE]),
        (accepting("a*b", Accepted(text="*.*", credit=0.5)), []),
        (accepting(Accepted(text="*.*", credit=0.5), "a*b"), [TOO_LATE]),
        (accepting("a", "A", case_sensitive=True), []),
        (accepting("\u0301" * 201), ["an accepted answer is longer than 200 characters"]),  # and no more is asked
    ],
)
def test_it_says_why_it_cannot_be_published(question: ShortText, problems: list[str]) -> None:
    assert question.problems() == problems


@pytest.mark.parametrize(
    ("question", "block"),
    [
        (QUESTION, Block("What?", items=(Item("=", "Not Found"), Item("=", "missing", "", {"credit": "50%"})))),
        (accepting("A", case_sensitive=True), Block("What?", "", {"case-sensitive": ""}, (Item("=", "A"),))),
        (
            accepting("A*\\*", exact_accents=True, exact_spaces=True),
            Block("What?", "", {"exact-accents": "", "exact-spaces": ""}, (Item("=", "A*\\*"),)),
        ),
    ],
)
def test_it_becomes_accepted_lines_and_comes_back(question: ShortText, block: Block) -> None:
    assert question.to_block() == block
    assert ShortText.from_block(block) == question


@pytest.mark.parametrize(("marks", "claimed"), [("=", True), ("==", True), ("=x", False), ("x ", False), ("", False)])
def test_it_claims_accepted_lines(marks: str, claimed: bool) -> None:
    assert ShortText.claims(Block("What?", items=tuple(Item(mark, "t") for mark in marks))) is claimed


@pytest.mark.parametrize(
    ("block", "message"),
    [
        (Block("What?", items=(Item("x", "a"),)), "accepted answers are written"),
        (Block("What?", attributes={"case": ""}, items=(Item("=", "a"),)), "no “case”"),
        (
            Block("What?", attributes={"case-sensitive": "no"}, items=(Item("=", "a"),)),
            "“case-sensitive” takes no value",
        ),
        (Block("What?", attributes={"exact-spaces": "1"}, items=(Item("=", "a"),)), "“exact-spaces” takes no value"),
        (Block("What?", items=(Item("=", "C", key="sharp"),)), "no key"),
        (Block("What?", items=(Item("=", "a", explanation="", attributes={"marks": "1"}),)), "no “marks”"),
    ],
)
def test_it_refuses_a_block_that_it_would_lose_part_of(block: Block, message: str) -> None:
    with pytest.raises(Invalid, match=message):
        ShortText.from_block(block)


@pytest.mark.parametrize(("typed", "answer"), [("DN\u00adS\u200b", "DNS"), ("\u200b", None), ("\u200d", None)])
def test_what_cannot_be_seen_is_no_part_of_an_answer(typed: str, answer: str | None) -> None:
    question = ShortText(text="Which system?", accepted=(Accepted(text="DNS"),))
    assert question.read({"": [typed]}) == answer
