"""docs/question-types.md describes every kind, and its examples are true."""

import re

import pytest

from quiz import document, proofreading
from quiz.formats import markdown
from quiz.questions import KINDS, Question
from quiz.questions.common import kind_of
from quiz.settings import ROOT

PAGE = (ROOT / "docs" / "question-types.md").read_text("utf-8")
SECTIONS = {
    found[1]: found[2] for found in re.finditer(r"^## [^\n]*\(`(\w+)`\)\n(.*?)(?=^## [^\n]*\(`|\Z)", PAGE, re.M | re.S)
}
TABLE = r"\s+\| answer \| fraction \|\n\|---\|---\|\n((?:\|[^\n]*\|\n?)+)"
EXAMPLE = re.compile(rf"^(```+)markdown\n(.*?)^\1(?:{TABLE})?", re.M | re.S)
ROW = re.compile(r"\| `(.*?)` \| ([0-9.]+) \|")


def examples(kind: type[Question]) -> list[tuple[str, list[tuple[str, str]]]]:
    return [(found[2], ROW.findall(found[3] or "")) for found in EXAMPLE.finditer(SECTIONS[kind_of(kind)])]


def test_every_kind_is_described_and_no_other() -> None:
    assert set(SECTIONS) == {kind_of(kind) for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS, ids=kind_of)
def test_its_examples_are_of_the_kind_and_earn_what_the_table_says(kind: type[Question]) -> None:
    assert examples(kind)
    for text, rows in examples(kind):
        quiz = document.keyed(markdown.read(f"# Example\n\n{text}"))
        (question,) = (one for one in quiz.questions if type(one) is kind)
        assert proofreading.problems(quiz) == [] and bool(rows) == (kind.marked_by == "machine")
        for typed, fraction in rows:
            answer = question.read(fields(typed))
            assert question.grade(answer) == pytest.approx(float(fraction)), typed


def fields(typed: str) -> dict[str, list[str]]:
    """A question's part of a form, written `b` for one value, `a&c` for two, `left=x&right=y` for parts."""
    form: dict[str, list[str]] = {}
    for one in typed.split("&"):
        part, _, value = one.rpartition("=")
        form.setdefault(part, []).append(value)
    return form
