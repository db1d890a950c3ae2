"""A question's form in the editor: what it shows is what it sends, whatever the question."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz import draft, drafting
from quiz.questions import KINDS, Question
from quiz.questions.block import Block, Item
from quiz.questions.common import kind_of
from quiz.web import render
from quiz.web.actions import Action
from quiz.web.forms import Form
from quiz.web.teach import blocks, parts
from quiz.web.teach.cards import Card
from tests.controls import controls
from tests.questions.test_kinds import drawn
from tests.texts import moderate

each_kind = pytest.mark.parametrize("kind", KINDS, ids=kind_of)


def form_of(kind: type[Question], block: Block) -> dict[str, list[str]]:
    """What the opened form of a question would send, untouched."""
    fields = render._environment().get_template("teach/fields.html").module
    card = Card("q1", 1, "question 1", kind, block, (), render.Markup(), True)
    values: dict[str, Any] = {"card": card, "problems": {}, "conflicts": {}, "shapes": (), "token": lambda part: "0-x-"}
    html = render.page("teach/question.html", values | {"area": fields.area, "line": fields.line})
    form: dict[str, list[str]] = {}
    for name, value in controls(html):
        form.setdefault(name.removeprefix("question.q1."), []).append(value)
    return form


def read_again(kind: type[Question], block: Block) -> Block:
    form = Form({f"question.q1.{name}": values for name, values in form_of(kind, block).items()})
    form["seen.question.q1"] = [f"0-x-{kind_of(kind)}"]
    (sent,) = parts.read(form, Action("save"))
    return parts.content(sent).block


@each_kind
@moderate
@given(data=st.data())
def test_a_form_that_is_saved_untouched_changes_nothing(kind: type[Question], data: st.DataObject) -> None:
    question = drawn(data, kind)
    block = draft.draft_question(question).block
    assert read_again(kind, block) == block


@each_kind
def test_an_example_is_a_question_of_its_kind_without_problems(kind: type[Question]) -> None:
    example = drafting.example(kind_of(kind))
    assert example.kind == kind_of(kind)
    question = kind.from_block(example.block)
    assert question.problems() == [] and kind.label
    assert read_again(kind, example.block) == example.block


@each_kind
def test_a_new_question_is_kept_as_it_is_though_it_is_none_yet(kind: type[Question]) -> None:
    block = read_again(kind, Block(""))
    assert block.text.strip() == "" and not any(item.text for item in block.items if item.mark != " ")


@pytest.mark.parametrize(
    ("kind", "fields", "block"),
    [
        ("numeric", {"item.0.text": "about 3", "item.0.mark": "="}, Block("", items=(Item("=", "about 3"),))),
        ("essay", {"text": "Why?", "attribute.marks": "lots"}, Block("Why?", attributes={"marks": "lots"})),
        ("cloze", {"text": "Fill", "passage": "An [[= open one"}, Block("Fill\n\nAn [[= open one")),
        ("true_false", {"text": "So?"}, Block("So?")),
    ],
)
def test_what_cannot_be_read_stays_as_it_was_typed(kind: str, fields: dict[str, str], block: Block) -> None:
    form = Form(
        {f"question.q1.{name}": [value] for name, value in fields.items()} | {"seen.question.q1": [f"0-x-{kind}"]}
    )
    (sent,) = parts.read(form, Action("save"))
    assert parts.content(sent).block == block


def test_rows_stand_in_the_order_sent_and_empty_ones_are_none() -> None:
    fields = {"item.2.text": ["b"], "item.0.text": ["a"], "item.1.text": [" "], "item.1.key": ["x"], "right": ["0"]}
    assert [(item.text, item.mark) for item in blocks.read(fields).items] == [("b", " "), ("a", "x")]
    assert blocks.rows(blocks.without_row(fields, "2")) == ["0", "1"]
    assert blocks.rows(blocks.with_row_raised(fields, "0")) == ["0", "2", "1"]
    assert blocks.rows(blocks.with_row_raised(fields, "2")) == ["2", "0", "1"]
    assert blocks.rows(blocks.with_row_raised(fields, "9")) == ["2", "0", "1"]


def test_two_stems_that_shared_a_target_keep_its_key_for_the_first_only() -> None:
    row = {
        "item.{}.mark": ">",
        "item.{}.text": "stem {}",
        "item.{}.target": "target {}",
        "item.{}.attribute.target": "t",
    }
    fields = {name.format(number): [value.format(number)] for number in "01" for name, value in row.items()}
    assert [item.attributes for item in blocks.read(fields).items] == [{"target": "t"}, {}]
