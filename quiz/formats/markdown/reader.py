"""Lines -> a quiz. Every problem is named with its line; a block with a problem is passed over."""

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import msgspec

from quiz.document import Quiz, Section
from quiz.errors import Invalid
from quiz.formats.markdown import pairs, settings
from quiz.formats.markdown.escapes import code_lines, fenced, trimmed, unescaped
from quiz.formats.markdown.syntax import (
    ANSWERS,
    DRAW,
    HEADING,
    NUMBERED,
    PAIR,
    QUOTE,
    is_quote,
    is_structure,
    is_structure_or_numbered,
    is_structure_or_tight_pair,
)
from quiz.questions import KINDS, Question
from quiz.questions.attributes import split_attributes
from quiz.questions.block import HINT, Block, Item, recognised


class Lines:
    """The lines still to read. `at` counts from 1."""

    def __init__(self, text: str) -> None:
        clean = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        self.lines = clean.split("\n")
        self.at = 1
        self.problems: list[str] = []

    @property
    def next(self) -> str | None:
        return self.lines[self.at - 1] if self.at <= len(self.lines) else None

    def take(self) -> str:
        self.at += 1
        return self.lines[self.at - 2]

    def matches(self, *patterns: re.Pattern[str]) -> re.Match[str] | None:
        line = (self.next or "").rstrip()
        return next((found for pattern in patterns if (found := pattern.fullmatch(line))), None)

    def pass_until(self, *patterns: re.Pattern[str]) -> Iterator[bool]:
        """Go on to the first line that matches outside of fenced code; on the way, whether each line is code."""
        for is_code, _ in fenced(self.lines[index] for index in range(self.at - 1, len(self.lines))):
            if not is_code and self.matches(*patterns):
                return
            yield is_code
            self.at += 1

    def text_until(self, *patterns: re.Pattern[str], structure: Callable[[str], bool] = is_structure) -> str:
        """The lines up to the first that matches, without the spaces that escaped them."""
        start = self.at
        for is_code in self.pass_until(*patterns):
            if not is_code and structure(self.next or ""):
                # As a text it might show the right answer to everybody.
                why = "this looks like an answer or a heading, but not here or not like this"
                self.refuse(f"{why}; one space before it makes it text")
        text = self.lines[start - 1 : self.at - 1]
        fences = ["", *(fence for _, fence in fenced(text))]  # open after 0, 1, 2 … lines
        if fences[-1]:
            opened = max(n for n in range(1, len(fences)) if not fences[n - 1])
            self.refuse("the code that begins here is never closed", start + opened - 1)
        return trimmed(unescaped(text, structure))

    def refuse(self, why: str, at: int = 0) -> None:
        self.problems.append(f"line {at or self.at}: {why}")

    def indented(self) -> list[str]:
        """The lines from here that are indented, and the blank ones between them, without the two spaces."""
        start = end = self.at - 1
        for index in range(start, len(self.lines)):
            if self.lines[index].strip():
                if not self.lines[index].startswith("  "):
                    break
                end = index + 1
        self.at = end + 1
        return [line[2:] for line in self.lines[start:end]]

    def skip_blank(self) -> None:
        while self.next is not None and not self.next.strip():
            self.at += 1


def read(text: str) -> Quiz:
    """The quiz in a Markdown file. Raises Invalid with one line for each problem."""
    lines = Lines(text)
    fields = _read_settings(lines)
    lines.skip_blank()
    title = ""
    if (heading := lines.matches(HEADING)) and heading[1] == "#":
        title = _read_title(lines, heading[2] or "")
    elif not lines.problems:
        lines.refuse("a quiz begins with its title, “# Title”", min(lines.at, len(lines.lines)))
    introduction = lines.text_until(HEADING)
    sections = tuple(_read_sections(lines))
    if lines.problems:
        raise Invalid("\n".join(lines.problems))
    return Quiz(title=title, text=introduction, sections=sections, **fields)


def _read_settings(lines: Lines) -> dict[str, Any]:
    """The lines between two `---`, if the file begins with one."""
    if lines.next != "---":
        return {}
    lines.take()
    first = lines.at
    while lines.next is not None and lines.next != "---":
        lines.take()
    given = enumerate(lines.lines[first - 1 : lines.at - 1], first)
    fields = settings.read(((number, line) for number, line in given if line.strip()), lines.refuse)
    if lines.next is None:
        lines.refuse("the settings have no closing ---", 1)
    else:
        lines.take()
    return fields


def _read_title(lines: Lines, heading: str) -> str:
    at = lines.at
    lines.take()
    title, key, attributes = _attributes_of(lines, heading, at)
    if key or attributes:
        lines.refuse(f"the title of a quiz takes nothing in braces; a section does, as in “# {{draw=3}}”{HINT}", at)
    return title


def _attributes_of(lines: Lines, heading: str, at: int) -> tuple[str, str, dict[str, str]]:
    try:
        return split_attributes(heading)
    except Invalid as error:
        lines.refuse(error.message, at)
        return heading, "", {}


def _read_sections(lines: Lines) -> Iterator[Section]:
    while heading := lines.matches(HEADING):
        section = _read_section(lines, heading[2] or "") if heading[1] == "#" else Section()
        yield msgspec.structs.replace(section, questions=tuple(_read_questions(lines)))


def _read_section(lines: Lines, heading: str) -> Section:
    """Its title, draw and text."""
    at = lines.at
    lines.take()
    title, key, attributes = _attributes_of(lines, heading, at)
    draw = attributes.pop("draw", None)
    if key or attributes:
        lines.refuse(f"a section has no “{key or min(attributes)}”, only {{draw=3}}{HINT}", at)
    if draw is not None and not DRAW.fullmatch(draw):
        lines.refuse(f"draw must be a whole number such as 3, not “{draw}”", at)
        draw = None
    return Section(title=title, draw=int(draw) if draw else None, text=lines.text_until(HEADING))


def _read_questions(lines: Lines) -> Iterator[Question]:
    while (heading := lines.matches(HEADING)) and heading[1] == "##":
        at = lines.at
        try:
            yield _question(_read_block(lines))
        except Invalid as error:
            lines.refuse(error.message, at)
            for _ in lines.pass_until(HEADING):
                pass


def _read_block(lines: Lines) -> Block:
    heading = lines.matches(HEADING)
    assert heading
    lines.take()
    first, key, attributes = split_attributes(heading[2] or "")
    answers, structure = _answers(lines)
    rest = lines.text_until(HEADING, *answers, structure=structure)
    items = _read_items(lines, *answers)
    rest, explanation = (rest, _read_quote(lines)) if items else _without_quote(rest)
    lines.skip_blank()
    if lines.next is not None and not lines.matches(HEADING):
        raise Invalid(f"“{lines.next.strip()}” comes after the answers; an explanation there begins with “>”")
    text = "\n\n".join(part for part in (first, rest) if part)
    return Block(text, key, attributes, tuple(items), explanation)


def _answers(lines: Lines) -> tuple[Sequence[re.Pattern[str]], Callable[[str], bool]]:
    """How the answers of this question are written, and what is structure in its text.

    A numbered list is text where there are any other answers.
    """
    start = lines.at
    for _ in lines.pass_until(HEADING, *ANSWERS):
        pass
    found = lines.matches(*ANSWERS)
    lines.at = start
    if not found:
        return (NUMBERED,), is_structure_or_numbered
    return ANSWERS, is_structure_or_tight_pair if found.re is PAIR else is_structure


def _read_items(lines: Lines, *answers: re.Pattern[str]) -> list[Item]:
    items, numbers = [], []
    while found := lines.matches(*answers):
        if found.re is NUMBERED:
            numbers.append(int(found[1]))
        items.append(_read_item(lines, found))
        lines.skip_blank()
    if numbers not in ([1] * len(numbers), list(range(1, len(numbers) + 1))):
        raise Invalid("the numbers of a list are 1, 2, 3 and so on; one space before a line makes it text")
    return items


def _read_item(lines: Lines, found: re.Match[str]) -> Item:
    lines.take()
    text, key, attributes = split_attributes(found[2] or "")
    if found.re is PAIR:
        stem, target = pairs.texts(found[1] or "", text)
        return Item(">", stem, key, attributes, target=target)
    if found.re is NUMBERED:
        return Item("1", pairs.unguarded(text, pairs.BOX_AT_START), key, attributes)
    if found[1] == "=":
        return Item("=", text, key, attributes)
    inside = [text, *lines.indented()]
    code, _ = code_lines(inside)
    quote = [line for index, line in enumerate(inside) if index and index not in code and QUOTE.fullmatch(line)]
    rest = [line for index, line in enumerate(inside) if not index or index in code or not QUOTE.fullmatch(line)]
    return Item(found[1].lower(), trimmed(unescaped(rest, is_quote)), key, attributes, _unquoted(quote))


def _read_quote(lines: Lines) -> str:
    quote = []
    while lines.next is not None and lines.next.startswith(">"):
        quote.append(lines.take())
    return _unquoted(quote)


def _without_quote(text: str) -> tuple[str, str]:
    """Where no answer lines come between, the quote at the end of a text is the explanation."""
    lines = text.split("\n")
    code, _ = code_lines(lines)
    quoted = {index for index, line in enumerate(lines) if index not in code and QUOTE.fullmatch(line)}
    end = len(lines)
    while end and (end - 1 in quoted or not lines[end - 1].strip()):
        end -= 1
    paragraph = itertools.takewhile(lambda index: lines[index].strip(), reversed(range(end)))
    if quoted.intersection(paragraph):  # as text it might show a model answer to everybody
        raise Invalid("a quote at the end is the explanation: begin all its lines with “>”, or with a space before it")
    return trimmed(unescaped(lines[:end], is_quote)), _unquoted(lines[end:])


def _unquoted(lines: Iterable[str]) -> str:
    return trimmed([line[1:].removeprefix(" ") for line in lines])


def _question(block: Block) -> Question:
    question = recognised(block, KINDS)
    if question is None:
        shapes = "lines “- [x] right”, “- [ ] wrong”, “= accepted”, “- stem -> target” or “1. first”"
        marked = "the heading of one that a teacher marks says {kind=essay}"
        raise Invalid(f"a question needs answers: {shapes}, or blanks “[[= accepted]]” in its text; {marked}")
    return question
