"""A quiz -> lines that the reader takes back unchanged."""

from collections.abc import Callable, Iterator

from quiz.document import Quiz
from quiz.formats.markdown import pairs, settings
from quiz.formats.markdown.escapes import FENCE, escaped, trimmed
from quiz.formats.markdown.syntax import (
    is_any,
    is_quote,
    is_structure,
    is_structure_or_numbered,
    is_structure_or_tight_pair,
)
from quiz.questions import KINDS
from quiz.questions.attributes import with_attributes
from quiz.questions.block import Block, Item, explicit


def write(quiz: Quiz) -> str:
    return "\n".join(_quiz_lines(quiz)).rstrip("\n") + "\n"


def _quiz_lines(quiz: Quiz) -> Iterator[str]:
    if given := list(settings.write(quiz)):
        yield from ("---", *given, "---", "")
    yield from (with_attributes(f"# {quiz.title}", "", {}), "")
    yield from _text_lines(quiz.text)
    for number, section in enumerate(quiz.sections):
        draw = {} if section.draw is None else {"draw": str(section.draw)}
        if number or section.title or section.text or draw:
            yield from (with_attributes(f"# {section.title}".rstrip(), "", draw), "")
            yield from _text_lines(section.text)
        for question in section.questions:
            yield from _block_lines(explicit(question, KINDS))


def _block_lines(block: Block) -> Iterator[str]:
    first, _, rest = block.text.partition("\n\n")
    one_line = "\n" not in first and first == first.strip() and not FENCE.match(first)
    if not one_line or rest != trimmed([rest]):
        first, rest = "", block.text  # it does not fit on the heading's line
    yield with_attributes(f"## {first}".rstrip(), block.key, block.attributes)
    yield ""
    yield from _text_lines(rest, _structure(block))
    for number, item in enumerate(block.items, 1):
        yield from _item_lines(item, number)
    if block.items:
        yield ""
    if block.explanation:
        yield from (*_quoted(block.explanation), "")


def _structure(block: Block) -> Callable[[str], bool]:
    """What would be structure in the question's text."""
    if not block.items:
        return is_any
    by_mark = {"1": is_structure_or_numbered, ">": is_structure_or_tight_pair}
    return by_mark.get(block.items[0].mark, is_structure)


def _item_lines(item: Item, number: int) -> Iterator[str]:
    if item.mark == "=":  # plain text on one line, not Markdown
        yield with_attributes(f"= {' '.join(item.text.split())}", item.key, item.attributes)
        return
    if item.mark == "1":
        line = f"{number}. {pairs.guarded(item.text, pairs.BOX_AT_START)}".rstrip()
        yield with_attributes(line, item.key, item.attributes)
        return
    if item.mark == ">":
        yield with_attributes(pairs.written(item.text, item.target), item.key, item.attributes)
        return
    first, *more = escaped(item.text, is_quote)
    if FENCE.match(first) or first != first.strip():
        first, more = "", [first, *more]
    yield with_attributes(f"- [{item.mark}] {first}".rstrip(), item.key, item.attributes)
    yield from (f"  {line}" if line else "" for line in more)
    yield from (f"  {line}" for line in _quoted(item.explanation))


def _text_lines(text: str, structure: Callable[[str], bool] = is_structure) -> Iterator[str]:
    if text:
        yield from escaped(text, structure)
        yield ""


def _quoted(text: str) -> Iterator[str]:
    if text:
        yield from (f"> {line}" if line else ">" for line in text.split("\n"))
