import msgspec
import pytest
from hypothesis import given

from quiz import proofreading
from quiz.document import keyed
from quiz.errors import Invalid
from quiz.formats import markdown
from quiz.questions import tags
from quiz.questions.block import Block
from quiz.questions.essay import Essay
from quiz.web import render
from tests.site import SMALL
from tests.texts import moderate
from tests.texts import tags as some_tags

ELEVEN = tuple(f"t{number}" for number in range(11))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ()),
        (" , ", ()),
        ("loops", ("loops",)),
        (" loops ,\tPython  3,", ("loops", "Python 3")),
        ("Loops, python, LOOPS", ("Loops", "python")),
        ("a\u200bb", ("ab",)),
        ("it's, a=b, #1", ("it's", "a=b", "#1")),
    ],
)
def test_tags_are_parted_by_commas_and_tidied(text: str, found: tuple[str, ...]) -> None:
    assert tags.read(text) == found


@moderate
@given(found=some_tags)
def test_written_tags_are_read_again(found: tuple[str, ...]) -> None:
    assert list(tags.problems(found)) == []
    assert tags.read(tags.written(found)) == found


@pytest.mark.parametrize(
    ("found", "problem"),
    [
        (ELEVEN, "it has 11 tags; 10 are allowed"),
        (("t" * 41,), "a tag is longer than 40 characters"),
        (("a,b",), "a tag must be words on one line"),
        (('"a"',), "a tag must be words on one line"),
        (("{a}",), "a tag must be words on one line"),
        (("a\nb",), "a tag must be words on one line"),
        ((" a",), "a tag must be words on one line"),
        (("",), "a tag must be words on one line"),
        (("Loops", "loops"), "two tags are alike"),
    ],
    ids=repr,
)
def test_what_cannot_be_a_tag_is_told_before_publishing(found: tuple[str, ...], problem: str) -> None:
    section = SMALL.sections[0]
    questions = (msgspec.structs.replace(section.questions[0], tags=found), *section.questions[1:])
    quiz = msgspec.structs.replace(SMALL, sections=(msgspec.structs.replace(section, questions=questions),))
    (said,) = proofreading.problems(keyed(quiz))
    assert said.startswith(f"Question 1: {problem}")


@pytest.mark.parametrize("text", [",".join(ELEVEN), "t" * 41, 'say "a"', "{a}"])
def test_what_is_typed_is_refused_for_the_same_reasons(text: str) -> None:
    with pytest.raises(Invalid, match="tag"):
        tags.read(text)


def test_they_stand_in_the_heading_of_a_question_of_any_kind() -> None:
    essay = Essay(text="Why?", marks=2, tags=("loops", "Python"))
    assert essay.to_block() == Block("Why?", attributes={"marks": "2", "tags": "loops, Python"})
    assert Essay.from_block(essay.to_block()) == essay


@pytest.mark.parametrize("attribute", ["{tags}", '{tags=", "}'])
def test_an_attribute_without_tags_is_refused(attribute: str) -> None:
    with pytest.raises(Invalid, match="line 3: tags are written"):
        markdown.read(f"# T\n\n## Q {attribute}\n= a\n")


def test_students_never_see_them() -> None:
    quiz = keyed(markdown.read('# T\n\n## Q {tags="secret, word"}\n= a\n'))
    items = render.fresh(quiz)
    assert quiz.questions[0].tags == ("secret", "word")
    assert "secret" not in render.questions(render.shown(items, quiz), quiz)
