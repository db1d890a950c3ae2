"""One test for each construct of the text format."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.document import Quiz, Section
from quiz.errors import Invalid
from quiz.formats.markdown import read, write
from quiz.questions import Question
from quiz.questions.choices import Choice
from quiz.questions.cloze import Cloze
from quiz.questions.essay import Essay
from quiz.questions.matching import Matching, Stem, Target
from quiz.questions.multiple_choice import MultipleChoice
from quiz.questions.multiple_response import MultipleResponse
from quiz.questions.note import Note
from quiz.questions.ordering import Entry, Ordering
from quiz.questions.short_text import Accepted, ShortText
from quiz.questions.true_false import TrueFalse
from quiz.settings import ROOT
from tests.texts import lines, moderate

CORPUS = ROOT.parent / "shared" / "corpora" / "markdown"
FILES = sorted(CORPUS.rglob("*.md"))
NO_FILES = pytest.param(CORPUS, marks=pytest.mark.skip(reason=f"there is no folder {CORPUS}"))


def only(text: str) -> Question:
    (question,) = read(f"# T\n\n{text}").questions
    return question


def choices(text: str) -> tuple[Choice, ...]:
    question = only(f"## Q\n\n{text}")
    assert isinstance(question, MultipleChoice)
    return question.choices


@pytest.mark.parametrize(
    ("text", "title", "introduction"),
    [
        ("# Title\n", "Title", ""),
        ("\n\n#   Title  \n\nHello,\n\nyou.\n\n", "Title", "Hello,\n\nyou."),
        ("#\n", "", ""),
        ("# #1 {x} {-}\n### Part\n", "#1 {x}", "### Part"),
        ("# T\n - [ ] no answer\n - [ ] nor this\n", "T", "- [ ] no answer\n- [ ] nor this"),
    ],
)
def test_a_quiz_begins_with_its_title_and_introduction(text: str, title: str, introduction: str) -> None:
    assert read(text) == Quiz(title=title, text=introduction)


@pytest.mark.parametrize("setting", ["language: de", "language:de", "language : de ", "\nlanguage: de\n"])
def test_settings_stand_on_top(setting: str) -> None:
    assert read(f"---\n{setting}\n---\n\n# T\n") == Quiz(title="T", language="de")


def test_a_later_title_begins_a_section() -> None:
    quiz = read("# T\n## 1\n= a\n# Second\nAbout it.\n## 2\n= a\n## 3\n= a\n#\n## 4\n= a\n# Empty\n")
    assert [(section.title, section.text, [q.text for q in section.questions]) for section in quiz.sections] == [
        ("", "", ["1"]),
        ("Second", "About it.", ["2", "3"]),
        ("", "", ["4"]),
        ("Empty", "", []),
    ]


def test_choices_are_a_task_list() -> None:
    assert only("## Which?\n\n- [ ] w\n* [ ] v\n\n+ [X]  r\n- [ ]\n") == MultipleChoice(
        text="Which?",
        choices=(Choice(text="w"), Choice(text="v"), Choice(text="r", credit=1), Choice(text="")),
    )


def test_several_right_choices_share_the_marks() -> None:
    assert only("## Which?\n- [ ] w\n* [x] r\n+ [X] s\n") == MultipleResponse(
        text="Which?",
        choices=(Choice(text="w", credit=-0.5), Choice(text="r", credit=0.5), Choice(text="s", credit=0.5)),
    )


def test_true_and_false_are_a_question_of_their_own() -> None:
    assert only("## So?\n- [ ] True\n- [x] False\n") == TrueFalse(text="So?", right=False)


def test_accepted_answers_are_lines_with_an_equals_sign() -> None:
    assert only("## What?\n= a  {credit=50%}\n\n= b = c\n") == ShortText(
        text="What?", accepted=(Accepted(text="a", credit=0.5), Accepted(text="b = c"))
    )


@pytest.mark.parametrize(
    ("line", "stem", "target"),
    [
        ("- s -> t", "s", "t"),
        ("* s → t", "s", "t"),
        ("+  s  ->  t ", "s", "t"),
        ("- a -> b → c", "a -> b", "c"),
        ("- -> -> t", "->", "t"),
        ("- s -> a->b", "s", "a->b"),
        (r"- s -> a \-> b", "s", "a -> b"),
        (r"- s -> \\→", "s", r"\→"),
        (r"- \[x] s -> t", "[x] s", "t"),
        ("- [y] s -> [x] t", "[y] s", "[x] t"),
        ("- s -> {a} {-}", "s", "{a}"),
        ("- s ->", "s", ""),
    ],
)
def test_a_pair_is_a_line_with_an_arrow(line: str, stem: str, target: str) -> None:
    assert only(f"## Q\n\n{line}\n") == Matching(text="Q", items=(Stem(text=stem, target=target), Target(text=target)))


def test_pairs_have_keys_for_stems_and_targets_and_targets_may_stand_alone() -> None:
    question = only("## Q\n\n- s -> t {#a target=x}\n\n- -> u {target=y}\n- → t\n- r -> u\n\n> Why.\n")
    stems = Stem(key="a", text="s", target="t"), Stem(text="r", target="u")
    targets = Target(key="x", text="t"), Target(key="y", text="u")
    assert question == Matching(text="Q", items=(*stems, *targets), explanation="Why.")


@pytest.mark.parametrize(
    ("lines", "items"),
    [
        ("1. a\n2. b", ["a", "b"]),
        ("1. a\n1. b\n\n1. c", ["a", "b", "c"]),
        ("1) a\n2)\tb", ["a", "b"]),
        ("1.  a → b \n2. c -> d", ["a → b", "c -> d"]),
        ("1. \\[x] a\n2. \\\\[ ] b", ["[x] a", "\\[ ] b"]),
        ("1. = a\n2. {a} {-}", ["= a", "{a}"]),
    ],
)
def test_items_to_put_in_order_are_a_numbered_list(lines: str, items: list[str]) -> None:
    question = only(f"## Q\n\n{lines}\n\n> Why.\n")
    assert isinstance(question, Ordering)
    assert [item.text for item in sorted(question.items, key=lambda item: item.place)] == items
    assert question.explanation == "Why."
    assert only(write(Quiz(title="T", sections=(Section(questions=(question,)),))).removeprefix("# T\n")) == question


def test_items_have_keys_and_the_heading_their_credit() -> None:
    items = Entry(key="y", text="b", place=2), Entry(key="x", text="a", place=1)
    assert only("## Q {credit=distance}\n1. a {#x}\n2. b {#y}\n") == Ordering(text="Q", items=items, credit="distance")


@pytest.mark.parametrize("answer", ["= x", "- [x] x\n- [ ] y", "- a -> b\n- c -> d"])
def test_beside_other_answers_a_numbered_list_is_text(answer: str) -> None:
    assert only(f"## Q\n\n1. a\n2. b\n   1. c\n 3. d\n\n{answer}\n").text == "Q\n\n1. a\n2. b\n   1. c\n 3. d"


def test_a_numbered_list_that_belongs_to_no_question_is_text() -> None:
    quiz = read("# T\n\n1. a\n2. b\n\n# S\n\n1. c\n   1. d\n\n## Q\n\n= x\n")
    assert (quiz.text, quiz.sections[0].text) == ("1. a\n2. b", "1. c\n   1. d")


def test_before_items_one_space_makes_a_numbered_list_text() -> None:
    question = only("## Q\n\n 1. a\n   1. b\n 2. c\n\n1. d\n2. e\n")
    assert question.text == "Q\n\n1. a\n   1. b\n2. c"
    assert "\n 1. a\n   1. b\n 2. c\n" in write(Quiz(title="T", sections=(Section(questions=(question,)),)))


def test_a_question_may_have_several_paragraphs() -> None:
    assert only("## One\ntwo\n\n> three\n\n### four\n= a").text == "One\n\ntwo\n\n> three\n\n### four"


def test_a_choice_may_have_several_lines() -> None:
    text = "- [x] one\n  two\n\n  three\n      four\n- [ ]\n  ```\n  - [x] code\n\n  ```\n"
    assert [choice.text for choice in choices(text)] == ["one\ntwo\n\nthree\n    four", "```\n- [x] code\n\n```"]


def test_a_choice_is_explained_by_a_quote_below_it() -> None:
    text = "- [x] a\n  b\n  > Because\n  >\n  >  of that.\n- [ ] c\n\n  > No.\n"
    assert [(choice.text, choice.explanation) for choice in choices(text)] == [
        ("a\nb", "Because\n\n of that."),
        ("c", "No."),
    ]


def test_a_question_is_explained_by_a_quote_after_its_answers() -> None:
    question = only("## Q\n\n= a\n\n> Because\n>\n> # of that.\n>> Really.\n")
    assert question.explanation == "Because\n\n# of that.\n> Really."


@pytest.mark.parametrize(
    ("heading", "key", "marks", "text"),
    [
        ("Q {#http marks=2}", "http", 2, "Q"),
        ("Q  {  marks=0.5   #http  } ", "http", 0.5, "Q"),
        ('Q {marks="3"}', "", 3, "Q"),
        ("Q{#a}", "", 1, "Q{#a}"),
        ("Q {#a} {-}", "", 1, "Q {#a}"),
        ("Q {a, b}", "", 1, "Q {a, b}"),
        ("{#a}", "a", 1, ""),
    ],
)
def test_a_heading_ends_with_attributes(heading: str, key: str, marks: float, text: str) -> None:
    question = only(f"## {heading}\n= a\n")
    assert (question.key, question.marks, question.text) == (key, marks, text)


def test_an_answer_ends_with_its_key_and_credit() -> None:
    assert choices("- [ ] {x} {#a credit=-12.5%}\n- [x] r {#b credit=50}\n- [ ] {#c}\n  more\n") == (
        Choice(key="a", text="{x}", credit=-0.125),
        Choice(key="b", text="r", credit=0.5),
        Choice(key="c", text="more"),
    )


def test_a_kind_can_be_named_where_the_shape_tells_another() -> None:
    assert isinstance(only("## So? {kind=multiple_choice}\n- [x] True\n- [ ] False\n"), MultipleChoice)


def test_capitals_matter_where_a_flag_says_so() -> None:
    assert only("## What? {case-sensitive}\n= Def\n") == ShortText(
        text="What?", accepted=(Accepted(text="Def"),), case_sensitive=True
    )


@pytest.mark.parametrize(
    "code",
    [
        "```\n# a\n## b\n- [x] c\n= d\n```",
        "~~~ python\n```\n# a\n~~~",
        "````\n```\n# a\n`````",
        "  ```\n# a\n   ```",
        "```\n# a\n    ```\n``` x\n```",
    ],
)
def test_in_fenced_code_nothing_is_structure(code: str) -> None:
    quiz = read(f"# T\n\n{code}\n\n## Q\n\n{code}\n\n= a\n")
    assert quiz.text == code
    assert quiz.questions == (ShortText(text=f"Q\n\n{code}", accepted=(Accepted(text="a"),)),)


@pytest.mark.parametrize("code", ["   ```\ncode\n```", "```\ncode\n   ```", "```\ncode", "~~~\n## x"])
def test_the_code_of_an_answer_ends_with_it(code: str) -> None:
    text = f"- [x] first\n{code}".replace("\n", "\n  ")
    assert [choice.text for choice in choices(f"{text}\n- [ ] second\n")] == [f"first\n{code}", "second"]


@pytest.mark.parametrize("line", ["# a", "## a", "##", "- [ ] a", "* [x]", "= a", "=", "- a -> b", "- →"])
def test_one_space_makes_structure_text(line: str) -> None:
    question = ShortText(text=f"Q\n\n{line}", accepted=(Accepted(text="a"),))
    assert only(f"## Q\n\n {line}\n\n= a\n") == question
    assert f"\n {line}\n" in write(Quiz(title="T", sections=(Section(questions=(question,)),)))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (" - [x] a", "- [x] a"),
        ("  - [x] a", "  - [x] a"),
        ("   - [x] a", "   - [x] a"),
        ("    - [x] a", "    - [x] a"),
        (r" \- [x] a", " - [x] a"),
        (r" \\- [x] a", r" \- [x] a"),
        (r"\- [x] a", r"\- [x] a"),
        (r"  \- [x] a", r"  \- [x] a"),
        (r" \*a*", r" \*a*"),
    ],
)
def test_only_a_single_space_is_taken_away(written: str, meant: str) -> None:
    question = ShortText(text=f"Q\n\n1. b\n{meant}", accepted=(Accepted(text="a"),))
    assert only(f"## Q\n\n1. b\n{written}\n\n= a\n") == question
    assert f"\n1. b\n{written}\n" in write(Quiz(title="T", sections=(Section(questions=(question,)),)))


@pytest.mark.parametrize(
    "line", ["#a", "### a", "- [y] a", "- a", "- a->b", "a -> b", "*a* -> b", "==", "\\# a", "\t# a"]
)
def test_what_only_looks_like_structure_is_text(line: str) -> None:
    assert only(f"## Q\n\nx\n{line}\n\n= a\n").text == f"Q\n\nx\n{line}"


def test_marks_are_never_written_as_powers_of_ten() -> None:
    question = TrueFalse(text="So?", right=True, marks=0.00005)
    assert "{marks=0.00005}" in write(Quiz(title="T", sections=(Section(questions=(question,)),)))


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_a_file_from_windows_is_read(end: str) -> None:
    text = "\ufeff---\nlanguage: de\n---\n# T\n\n## Q\n\n- [x] a\n  b\n- [ ] c\n\n> Why.\n"
    assert read(text.replace("\n", end)) == read(text)


HEAD = "# T\n\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Hello", "line 1: a quiz begins with its title, “# Title”"),
        ("\n\n## Q\n\n= a", "line 3: a quiz begins with its title, “# Title”"),
        ("---\ncolour: red\n---\n# T", "line 2: “colour” is not a setting; known are language, layout, "),
        ("---\n\nlanguage\n---\n# T", "line 3: language: there is no value; an example is “language: de”"),
        ("---\nlanguage: de\n# T", "line 1: the settings have no closing ---"),
        (HEAD + "## Q", "line 3: a question needs answers"),
        (HEAD + "## Q\n- [x] a\n= b", "line 3: a question needs answers"),
        (HEAD + "## Q {kind=riddle}\n= a", "line 3: there is no kind “riddle”; known are cloze, "),
        (HEAD + "## Q {kind=essay}\n= a", "line 3: an essay has no answer lines"),
        (HEAD + "## Q {kind=note marks=1}", "line 3: a note has neither answers nor marks"),
        (HEAD + "## Q {kind=note}\n\n> Why.", "line 3: a note has no explanation"),
        (
            HEAD + "## Q {kind=true_false}\n= a",
            "line 3: say which is right: mark either True or False, not both",
        ),
        (HEAD + "## Q {kind=multiple_choice}\n= a", "line 3: choices are written “- [ ] wrong” and “- [x] right”"),
        (HEAD + "## Q {kind=matching}\n- [x] a -> b", "line 3: stems are written “- stem -> target”"),
        (HEAD + "## Q {kind=ordering}\n= a", "line 3: items are written “1. first”"),
        (HEAD + "## Q\n2. a\n3. b", "line 3: the numbers of a list are 1, 2, 3 and so on"),
        (HEAD + "## Q\n1. a\n3. b\n2. c", "line 3: the numbers of a list are 1, 2, 3 and so on"),
        (HEAD + "## Q\n1. a\n2. b\n\n1. c\n2. d", "line 3: the numbers of a list are 1, 2, 3 and so on"),
        (HEAD + "## Q\n1. a\n  b", "line 3: “b” comes after the answers"),
        (HEAD + "## Q\n1. a\n2.b", "line 3: “2.b” comes after the answers"),
        (HEAD + "## Q\n1.  [x] a\n1.  [ ] b", "line 4: this looks like an answer"),
        (HEAD + "## Q\n1. [x] a\n1. [ ] b", "line 4: this looks like an answer"),
        (HEAD + "## Q\n- a -> b {credit=50%}", "line 3: an answer has no “credit”"),
        (HEAD + "## Q\n- [x] a\n- b -> c", "line 3: a question needs answers"),
        (HEAD + "## Q {kind=short_text}\n- [x] a", "line 3: accepted answers are written “= answer”, one a line"),
        (HEAD + "## Q {mark=2}\n= a", "line 3: this kind of question has no “mark”"),
        (HEAD + "## Q {case-sensitive}\n- [x] a", "line 3: this kind of question has no “case-sensitive”"),
        (HEAD + "## Q {case-sensitive=no}\n= a", "line 3: “case-sensitive” takes no value"),
        (HEAD + "## Q {marks=two}\n= a", "line 3: marks must be a number such as 2 or 0.5, not “two”"),
        (HEAD + "## Q {marks=1e3}\n= a", "line 3: marks must be a number such as 2 or 0.5, not “1e3”"),
        (HEAD + "## Q {marks}\n= a", "line 3: marks must be a number such as 2 or 0.5, not “”"),
        (HEAD + "## Q\n- [x] a {points=1}", "line 3: an answer has no “points”"),
        (HEAD + "## Q\n- [x] a {credit=half}", "line 3: credit must be a number such as 2 or 0.5, not “half”"),
        (HEAD + "## Q\n\n- [x] a\nmore", "line 3: “more” comes after the answers"),
        (HEAD + "## Q\n\n= a\n\n> b\n\n> c", "line 3: “> c” comes after the answers"),
    ],
)
def test_a_problem_is_named_with_its_line(text: str, message: str) -> None:
    with pytest.raises(Invalid) as caught:
        read(text)
    assert f"\n{message}" in f"\n{caught.value.message}"


def test_every_problem_is_named_at_once() -> None:
    with pytest.raises(Invalid) as caught:
        read("## 1\n\n## 2\n= a\nmore\n```\n## in code\n```\n## 3\n= a\n## 4 {x}\n= a\n")
    assert [problem.partition(":")[0] for problem in caught.value.message.split("\n")] == [
        *("line 1", "line 1", "line 3", "line 11"),
    ]


@pytest.mark.parametrize(
    ("text", "passage", "explanation"),
    [
        ("[[= a]]\n\n> Why.", "", "Why."),
        ("One.\n\n> Said.\n\nTwo [[= a]]\n> Why.\n> So.", "One.\n\n> Said.\n\nTwo ", "Why.\nSo."),
        ("```\n> [[= a]]\n```", "```\n> ", ""),
        (" > [[= a]]", "> ", ""),
    ],
)
def test_a_question_with_blanks_ends_with_its_explanation(text: str, passage: str, explanation: str) -> None:
    question = only(f"## Q\n\n{text}\n")
    assert isinstance(question, Cloze)
    assert question.passage_with_places.partition(Cloze.PLACE)[0] == passage
    assert question.explanation == explanation
    assert read(write(Quiz(title="T", sections=(Section(questions=(question,)),)))).questions == (question,)


@pytest.mark.parametrize("text", ["> Why\nso.", "More.\n\n> Why\nso.\n\n> And."])
def test_an_explanation_that_goes_on_without_its_sign_is_not_shown_to_students(text: str) -> None:
    with pytest.raises(Invalid, match="line 3: a quote at the end is the explanation: begin all its lines with “>”"):
        read(f"# T\n\n## Q\n\n[[= a]]\n\n{text}\n")


def test_brackets_are_text_where_the_heading_names_another_kind() -> None:
    question = ShortText(text="Q\n\n[[= a]]", accepted=(Accepted(text="b"),))
    assert only("## Q {kind=short_text}\n\n[[= a]]\n\n= b\n") == question
    assert "{kind=short_text}" in write(Quiz(title="T", sections=(Section(questions=(question,)),)))


@moderate
@given(text=st.lists(lines, max_size=30).map("\n".join))
def test_any_soup_of_lines_is_a_quiz_or_invalid(text: str) -> None:
    for head in ("", "# T\n\n## Q\n\n"):
        try:
            quiz = read(head + text)
        except Invalid as error:
            assert all(problem.startswith("line ") for problem in error.message.split("\n"))
        else:
            written = read(write(quiz))  # closes what code the soup left open
            assert read(write(written)).questions == written.questions


@pytest.mark.parametrize("file", FILES or [NO_FILES], ids=lambda file: file.stem)
def test_a_public_file_is_a_quiz_or_invalid(file: Path) -> None:
    try:
        assert isinstance(read(file.read_text("utf-8")), Quiz)
    except Invalid as error:
        assert error.message.startswith("line ")


@pytest.mark.parametrize(
    ("text", "asked", "explanation"),
    [
        ("> Model.\n> answer", "Q", "Model.\nanswer"),
        ("More.\n\n> Model.\n\n", "Q\n\nMore.", "Model."),
        ("More.\n> Model.", "Q\n\nMore.", "Model."),
        ("More.\n\n> One.\n\n> Two.", "Q\n\nMore.", "One.\n\nTwo."),
        ("> Somebody said.\n\nDiscuss.\n\n> Model.", "Q\n\n> Somebody said.\n\nDiscuss.", "Model."),
        ("> Somebody said.\n\nDiscuss.", "Q\n\n> Somebody said.\n\nDiscuss.", ""),
        ("More.\n\n > Somebody said.", "Q\n\nMore.\n\n> Somebody said.", ""),
        ("More.\n\n > Somebody said.\n\n> Model.", "Q\n\nMore.\n\n> Somebody said.", "Model."),
        ("```\n> code\n```", "Q\n\n```\n> code\n```", ""),
        ("    > code", "Q\n\n    > code", ""),
    ],
)
def test_an_essay_ends_with_its_explanation(text: str, asked: str, explanation: str) -> None:
    essay = Essay(text=asked, explanation=explanation)
    assert only(f"## Q {{kind=essay}}\n\n{text}\n") == essay
    assert read(write(Quiz(title="T", sections=(Section(questions=(essay,)),)))).questions == (essay,)


@pytest.mark.parametrize("text", ["> Model\nanswer.", "More.\n\n> Model\nanswer.\n\n> Why."])
def test_a_model_answer_that_goes_on_without_its_sign_is_not_shown_to_students(text: str) -> None:
    with pytest.raises(Invalid, match="line 3: a quote at the end is the explanation: begin all its lines with “>”"):
        read(f"# T\n\n## Q {{kind=essay}}\n\n{text}\n")


def test_a_note_is_a_text() -> None:
    assert only("## Read {kind=note}\n\n> Said.\n\nThis.\n\n > Said.") == Note(
        text="Read\n\n> Said.\n\nThis.\n\n> Said."
    )


def test_code_that_is_never_closed_is_refused_at_the_line_where_it_begins() -> None:
    with pytest.raises(Invalid) as refused:
        read("# T\n\n## Q\n\n```python\nprint()\n\n- [x] True\n- [ ] False\n\n## R\n\n= x\n")
    assert "line 5: the code that begins here is never closed" in refused.value.message


@pytest.mark.parametrize("attributes", ["#a #b", "marks=1 marks=2", "x #a y #b"])
def test_an_attribute_given_twice_is_refused(attributes: str) -> None:
    with pytest.raises(Invalid, match="line 3: .*twice"):
        read(f"# T\n\n## Q {{{attributes}}}\n\n- [x] True\n- [ ] False\n")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("# T\n\n### Q\n\n- [x] Whale\n- [ ] Shark\n\n## R\n\n= x\n", 5),
        ("# T\n\n## Q\n\n-[x] a\n- [ ] b\n- [x] c\n", 5),
        ("# T\n\n## Q\n\n-  [x] a\n- [ ] b\n- [x] c\n", 5),
        ("# T\n\n## Q\n\n1. [x] a\n\n- [ ] b\n- [x] c\n", 5),
        ("# T\n\n## Q\n\n- [] a\n- [ ] b\n- [x] c\n", 5),
        ("# T\n\n##Q\n\n## R\n\n= x\n", 3),
        ("# T\n\n## Q\n\n=tracert\n= traceroute\n", 5),
        ("# T\n\n## Q\n\n-\t[x] a\n- [\u00a0] b\n- [x] c\n", 5),
        ("# T\n\n## Q\n\n-a -> b\n- c -> d\n- e -> f\n", 5),
        ("# T\n\n## Q\n\n1. a → b\n- c -> d\n- e -> f\n", 5),
        ("# T\n\n- a -> b\n\n## Q\n\n= x\n", 3),
    ],
)
def test_what_almost_looks_like_an_answer_is_not_shown_to_students(text: str, line: int) -> None:
    with pytest.raises(Invalid, match=rf"line {line}: this looks like"):
        read(text)


PAIRS = "- c -> d\n- e -> f\n"


@pytest.mark.parametrize("line", ["- a->b", "* a→b", "- a ->b", "- a-> b", "-a->b"])
def test_beside_pairs_a_pair_without_its_spaces_is_not_shown_to_students(line: str) -> None:
    with pytest.raises(Invalid, match="line 5: this looks like"):
        read(f"# T\n\n## Q\n\n{line}\n{PAIRS}")
    assert only(f"## Q\n\n {line}\n\n{PAIRS}").text == f"Q\n\n{line}"
    assert only(f"## Q\n\n```c\n{line}\n```\n\n{PAIRS}").text == f"Q\n\n```c\n{line}\n```"


def test_one_space_makes_it_text() -> None:
    quiz = read("# T\n\n## Q\n\n ##a\n -[x] b\n - [x] c\n\n= x\n")
    assert quiz.questions[0].text == "Q\n\n##a\n-[x] b\n- [x] c"


@pytest.mark.parametrize("braces", ["{marks = 2}", "{marks=2 , x=1}", "{#a#b}"])
def test_braces_that_are_almost_attributes_are_refused(braces: str) -> None:
    with pytest.raises(Invalid, match="line 3: the braces at the end cannot be read"):
        read(f"# T\n\n## Q {braces}\n\n= x\n")


@pytest.mark.parametrize("text", ["What is the type of {}", "{}", "A set: {1, 2}", "x {-}", "y {#a}", "z {a = b}"])
def test_braces_in_a_text_stay_text(text: str) -> None:
    quiz = Quiz(title="T", sections=(Section(questions=(ShortText(text=text, accepted=(Accepted(text=text),)),)),))
    assert read(write(quiz)) == quiz


def test_braces_without_attributes_are_text_as_written() -> None:
    assert read("# T\n\n## What is {}\n\n- [x] {}\n- [ ] {1}\n").questions[0].text == "What is {}"


@pytest.mark.parametrize("code", ["    # a comment\n    print(1)", "    = x", "    - [x] a", "\t## a"])
def test_indented_code_stays_as_it_is(code: str) -> None:
    quiz = read(f"# T\n\n## Q\n\nRead:\n\n{code}\n\n= x\n")
    assert quiz.questions[0].text == f"Q\n\nRead:\n\n{code}"
    assert read(write(quiz)) == quiz
