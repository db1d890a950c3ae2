"""What every exchange format promises."""

from pathlib import Path, PurePath
from types import ModuleType
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz import formats
from quiz.document import Layout, Quiz
from quiz.errors import Invalid
from quiz.formats import FORMATS, json, markdown
from quiz.proofreading import problems
from quiz.questions import KINDS
from quiz.settings import ROOT
from tests.strategies import quizzes
from tests.texts import moderate

SAMPLES = sorted((ROOT / "quiz" / "samples").glob("*.md"))
SETTINGS = ("time_limit", "shuffle_questions", "shuffle_choices", "pass_mark", "bands")
each_format = pytest.mark.parametrize("module", FORMATS, ids=formats.NAMES)
each_sample = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.stem)


@each_format
@moderate
@given(quiz=quizzes)
def test_a_quiz_comes_back_unchanged(module: ModuleType, quiz: Quiz) -> None:
    assert module.read(module.write(quiz)) == quiz


@each_format
@pytest.mark.parametrize("end", ["\r\n", "\r"], ids=["windows", "old mac"])
def test_the_ends_of_lines_do_not_matter(module: ModuleType, end: str) -> None:
    quiz = markdown.read(SAMPLES[0].read_text("utf-8"))
    assert module.read(module.write(quiz).replace("\n", end)) == quiz


@each_format
def test_a_byte_order_mark_does_not_matter(module: ModuleType) -> None:
    quiz = markdown.read(SAMPLES[0].read_text("utf-8"))
    assert module.read("\ufeff" + module.write(quiz)) == quiz


@each_format
@moderate
@given(text=st.text())
def test_any_text_is_a_quiz_or_invalid(module: ModuleType, text: str) -> None:
    try:
        assert isinstance(module.read(text), Quiz)
    except Invalid as error:
        assert error.message


def test_the_samples_show_every_kind() -> None:
    quizzes = [markdown.read(sample.read_text("utf-8")) for sample in SAMPLES]
    assert {type(question) for quiz in quizzes for question in quiz.questions} == set(KINDS)


def test_the_samples_show_every_layout_and_what_else_can_be_set() -> None:
    quizzes = [markdown.read(sample.read_text("utf-8")) for sample in SAMPLES]
    assert {quiz.layout for quiz in quizzes} == set(get_args(Layout))
    assert {quiz.feedback for quiz in quizzes} == {"at_end", "after_each"}
    assert all(any(getattr(quiz, name) for quiz in quizzes) for name in SETTINGS)
    assert any(section.draw for quiz in quizzes for section in quiz.sections)


@each_sample
def test_questions_that_may_be_drawn_are_worth_the_same(sample: Path) -> None:
    for section in markdown.read(sample.read_text("utf-8")).sections:
        assert section.draw is None or len({question.marks for question in section.questions}) == 1


@each_format
@each_sample
def test_a_sample_comes_back_unchanged(module: ModuleType, sample: Path) -> None:
    quiz = markdown.read(sample.read_text("utf-8"))
    assert module.read(module.write(quiz)) == quiz


@each_sample
def test_a_sample_is_written_as_it_stands_and_can_be_published(sample: Path) -> None:
    text = sample.read_text("utf-8")
    assert markdown.write(markdown.read(text)) == text
    assert problems(markdown.read(text)) == []


@pytest.mark.parametrize(
    ("name", "module"),
    [("a.md", markdown), ("b.markdown", markdown), ("c.json", json), ("x/D.MD", markdown), ("e.json.md", markdown)],
)
def test_a_file_name_tells_the_format(name: str, module: ModuleType) -> None:
    assert formats.of_file(PurePath(name)) is module


@pytest.mark.parametrize("name", ["quiz.txt", "quiz", "md", ".md", "quiz.md.bak", "quiz.md "])
def test_an_unknown_suffix_is_refused_with_the_known_ones(name: str) -> None:
    with pytest.raises(Invalid, match=r"must be one of \.md, \.markdown, \.json$") as caught:
        formats.of_file(PurePath(name))
    assert caught.value.message.startswith(f"{name}: ")


@each_format
def test_a_format_is_found_by_its_name(module: ModuleType) -> None:
    assert formats.named(module.NAME) is module


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"text": "no title"}', '{"title": 1}', '{"title": "x", "colour": "red"}', "[" * 100_000],
    ids=lambda text: text[:20],
)
def test_json_that_is_no_quiz_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="This quiz cannot be read: "):
        json.read(text)
