"""A quiz -> lines that the reader takes back unchanged."""

import re
from collections.abc import Callable, Iterator

from quiz.document import Quiz
from quiz.formats.markdown import pairs
from quiz.formats.markdown.escapes import FENCE, escaped, is_quote, is_structure, is_structure_or_numbered, trimmed
from quiz.formats.markdown.syntax import ATTRIBUTES, NO_ATTRIBUTES, UNREADABLE
from quiz.questions import KINDS, Question
from quiz.questions.block import Block, Item
from quiz.questions.common import kind_of


def write(quiz: Quiz) -> str:
    return "\n".join(_quiz_lines(quiz)).rstrip("\n") + "\n"


def _quiz_lines(quiz: Quiz) -> Iterator[str]:
    if quiz.language != "en":
        yield from ("---", f"language: {quiz.language}", "---", "")
    yield from (f"# {quiz.title}", "")
    yield from _text_lines(quiz.text)
    for number, section in enumerate(quiz.sections):
        if number or section.title or section.text:
            yield from (f"# {section.title}".rstrip(), "")
            yield from _text_lines(section.text)
        for question in section.questions:
            yield from _block_lines(_explicit(question))


def _explicit(question: Question) -> Block:
    """The question's block, with its kind where the shape alone would be read as another one."""
    block = question.to_block()
    if next((kind for kind in KINDS if kind.claims(block)), None) is not type(question):
        block.attributes["kind"] = kind_of(question)
    return block


def _block_lines(block: Block) -> Iterator[str]:
    first, _, rest = block.text.partition("\n\n")
    one_line = "\n" not in first and first == first.strip() and not FENCE.match(first)
    if not one_line or rest != trimmed([rest]):
        first, rest = "", block.text  # it does not fit on the heading's line
    yield _with_attributes(f"## {first}".rstrip(), block.key, block.attributes)
    yield ""
    has_others = any(item.mark != "1" for item in block.items)
    yield from _text_lines(rest, is_structure if has_others else is_structure_or_numbered)
    for number, item in enumerate(block.items, 1):
        yield from _item_lines(item, number)
    if block.items:
        yield ""
    if block.explanation:
        yield from (*_quoted(block.explanation), "")


def _item_lines(item: Item, number: int) -> Iterator[str]:
    if item.mark == "=":  # plain text on one line, not Markdown
        yield _with_attributes(f"= {' '.join(item.text.split())}", item.key, item.attributes)
        return
    if item.mark == "1":
        line = f"{number}. {pairs.guarded(item.text, pairs.BOX_AT_START)}".rstrip()
        yield _with_attributes(line, item.key, item.attributes)
        return
    if item.mark == ">":
        yield _with_attributes(pairs.written(item.text, item.target), item.key, item.attributes)
        return
    first, *more = escaped(item.text, is_quote)
    if FENCE.match(first) or first != first.strip():
        first, more = "", [first, *more]
    yield _with_attributes(f"- [{item.mark}] {first}".rstrip(), item.key, item.attributes)
    yield from (f"  {line}" if line else "" for line in more)
    yield from (f"  {line}" for line in _quoted(item.explanation))


def _with_attributes(line: str, key: str, attributes: dict[str, str]) -> str:
    words = [f"#{key}"] if key else []
    for name, value in attributes.items():
        words.append(name if value == "" else f'{name}="{value}"' if re.search(r"[\s=]", value) else f"{name}={value}")
    if words:
        return f"{line} {{{' '.join(words)}}}"
    return f"{line} {NO_ATTRIBUTES}" if ATTRIBUTES.search(line) or UNREADABLE.search(line) else line


def _text_lines(text: str, structure: Callable[[str], bool] = is_structure) -> Iterator[str]:
    if text:
        yield from escaped(text, structure)
        yield ""


def _quoted(text: str) -> Iterator[str]:
    if text:
        yield from (f"> {line}" if line else ">" for line in text.split("\n"))
