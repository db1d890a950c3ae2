"""docs/formats.md says what a file means, and it is true."""

import re
from typing import Any

import msgspec
import pytest

from quiz import formats
from quiz.document import encode
from quiz.errors import Invalid
from quiz.formats import FORMATS, json, markdown
from quiz.formats.markdown.settings import SETTINGS
from quiz.settings import ROOT

PAGE = (ROOT / "docs" / "formats.md").read_text("utf-8")
BLOCK = re.compile(r"^(`{3,})(\w+)\n(.*?)^\1$", re.M | re.S)
BLOCKS = [(found[2], found[3], PAGE.count("\n", 0, found.start()) + 1) for found in BLOCK.finditer(PAGE)]
EXAMPLES = [
    pytest.param(file, kind, meaning, id=f"line {line}")
    for (_, file, line), (kind, meaning, _) in zip(BLOCKS[::2], BLOCKS[1::2], strict=True)
]


def has(whole: Any, part: Any) -> bool:
    """Whether a JSON value is part of another: objects may have more names, everything else is equal."""
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(name in whole and has(whole[name], part[name]) for name in part)
    if isinstance(part, list):
        return isinstance(whole, list) and len(whole) == len(part) and all(map(has, whole, part))
    return bool(whole == part)


def test_every_example_is_a_file_with_its_meaning() -> None:
    assert [kind for kind, *_ in BLOCKS[::2]] == ["markdown"] * len(EXAMPLES)
    assert {kind for kind, *_ in BLOCKS[1::2]} == {"json", "text"}
    assert len(BLOCKS) > 50


@pytest.mark.parametrize(("file", "kind", "meaning"), EXAMPLES)
def test_an_example_means_what_stands_below_it(file: str, kind: str, meaning: str) -> None:
    if kind == "json":
        quiz = markdown.read(file)
        assert has(msgspec.json.decode(encode(quiz)), msgspec.json.decode(meaning)), encode(quiz)
        assert markdown.read(markdown.write(quiz)) == quiz
    else:
        with pytest.raises(Invalid) as caught:
            markdown.read(file)
        assert caught.value.message == meaning.rstrip("\n")


def test_the_last_example_is_the_whole_json_file() -> None:
    (file, _, meaning) = EXAMPLES[-1].values
    assert json.write(markdown.read(file)) == meaning
    assert markdown.write(json.read(meaning)) == file


@pytest.mark.parametrize("name", [*SETTINGS, "from 80%"])
def test_every_setting_has_an_example(name: str) -> None:
    assert any(f"\n{name}: " in file for _, file, _ in BLOCKS)


@pytest.mark.parametrize("module", FORMATS, ids=formats.NAMES)
def test_every_format_is_described_with_its_suffixes(module: Any) -> None:
    assert re.search(rf"^## {module.NAME}$", PAGE, re.M | re.I)
    assert all(f"`{suffix}`" in PAGE for suffix in module.SUFFIXES)


@pytest.mark.parametrize(
    ("whole", "part", "expected"),
    [
        ({"a": 1, "b": 2}, {"a": 1}, True),
        ({"a": 1}, {"a": 1, "b": None}, False),
        ([{"a": 1}], [{}], True),
        ([1, 2], [1], False),
        ({"a": None}, {"a": None}, True),
        ({}, {"a": None}, False),
    ],
)
def test_a_part_is_told_from_what_is_none(whole: Any, part: Any, expected: bool) -> None:
    assert has(whole, part) is expected
