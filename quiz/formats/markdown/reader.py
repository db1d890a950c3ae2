"""Lines -> a quiz. Every problem is named with its line; a block with a problem is passed over."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from quiz.document import Quiz, Section
from quiz.errors import Invalid
from quiz.formats.markdown import pairs
from quiz.formats.markdown.escapes import (
    code_lines,
    fenced,
    is_quote,
    is_structure,
    is_structure_or_numbered,
    trimmed,
    unescaped,
)
from quiz.formats.markdown.syntax import (
    ANSWERS,
    ATTRIBUTE,
    ATTRIBUTES,
    HEADING,
    NEAR_MISS,
    NUMBERED,
    PAIR,
    QUOTE,
    SETTING,
    SETTINGS,
    UNREADABLE,
)
from quiz.questions import KINDS, Question
from quiz.questions.block import Block, Item
from quiz.questions.common import kind_of


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

    def text_until(self, *patterns: re.Pattern[str]) -> str:
        """The lines up to the first that matches, without the spaces that escaped them."""
        start = self.at
        for is_code in self.pass_until(*patterns):
            if not is_code and self.matches(*ANSWERS, NEAR_MISS):
                # As a text it might show the right answer to everybody.
                why = "this looks like an answer or a heading, but not here or not like this"
                self.refuse(f"{why}; one space before it makes it text")
        text = self.lines[start - 1 : self.at - 1]
        fences = ["", *(fence for _, fence in fenced(text))]  # open after 0, 1, 2 … lines
        if fences[-1]:
            opened = max(n for n in range(1, len(fences)) if not fences[n - 1])
            self.refuse("the code that begins here is never closed", start + opened - 1)
        return trimmed(unescaped(text, is_structure_or_numbered if NUMBERED in patterns else is_structure))

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
    settings = _read_settings(lines)
    lines.skip_blank()
    title = ""
    if (heading := lines.matches(HEADING)) and heading[1] == "#":
        title = (heading[2] or "").strip()
        lines.take()
    elif not lines.problems:
        lines.refuse("a quiz begins with its title, “# Title”", min(lines.at, len(lines.lines)))
    introduction = lines.text_until(HEADING)
    sections = tuple(_read_sections(lines))
    if lines.problems:
        raise Invalid("\n".join(lines.problems))
    return Quiz(title=title, text=introduction, sections=sections, **settings)


def _read_settings(lines: Lines) -> dict[str, Any]:
    if lines.next != "---":
        return {}
    settings = {}
    lines.take()
    while lines.next is not None and lines.next != "---":
        found = SETTING.fullmatch(lines.next)
        if found and found[1].rstrip() in SETTINGS:
            settings[found[1].rstrip()] = found[2].strip()
        elif lines.next.strip():
            lines.refuse(f"“{lines.next}” is not a setting; known are {', '.join(SETTINGS)}")
        lines.take()
    if lines.next is None:
        lines.refuse("the settings have no closing ---", 1)
    else:
        lines.take()
    return settings


def _read_sections(lines: Lines) -> Iterator[Section]:
    title, text = "", ""
    while heading := lines.matches(HEADING):
        if heading[1] == "#":
            title = (heading[2] or "").strip()
            lines.take()
            text = lines.text_until(HEADING)
        questions = []
        while (heading := lines.matches(HEADING)) and heading[1] == "##":
            at = lines.at
            try:
                questions.append(_question(_read_block(lines)))
            except Invalid as error:
                lines.refuse(error.message, at)
                for _ in lines.pass_until(HEADING):
                    pass
        yield Section(title=title, text=text, questions=tuple(questions))


def _read_block(lines: Lines) -> Block:
    heading = lines.matches(HEADING)
    assert heading
    lines.take()
    first, key, attributes = _split_attributes(heading[2] or "")
    answers = _answers(lines)
    rest = lines.text_until(HEADING, *answers)
    items = _read_items(lines, *answers)
    explanation = _read_quote(lines) if items else ""
    lines.skip_blank()
    if lines.next is not None and not lines.matches(HEADING):
        raise Invalid(f"“{lines.next.strip()}” comes after the answers; an explanation there begins with “>”")
    text = "\n\n".join(part for part in (first, rest) if part)
    return Block(text, key, attributes, tuple(items), explanation)


def _answers(lines: Lines) -> Sequence[re.Pattern[str]]:
    """How the answers of this question are written: a numbered list is text where there are any others."""
    start = lines.at
    for _ in lines.pass_until(HEADING, *ANSWERS):
        pass
    found = lines.matches(*ANSWERS)
    lines.at = start
    return ANSWERS if found else (NUMBERED,)


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
    text, key, attributes = _split_attributes(found[2] or "")
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


def _unquoted(lines: Iterable[str]) -> str:
    return trimmed([line[1:].removeprefix(" ") for line in lines])


def _split_attributes(line: str) -> tuple[str, str, dict[str, str]]:
    """ "Text {#key marks=2}" -> "Text", "key", {"marks": "2"}."""
    found = ATTRIBUTES.search(line)
    if not found and UNREADABLE.search(line):
        raise Invalid("the braces at the end cannot be read; write {marks=2}, without spaces, or {-} behind them")
    if not found:
        return line.strip(), "", {}
    given = [
        (one["name"] or "#", one["key"] or (one["value"] or "").strip('"')) for one in ATTRIBUTE.finditer(found[1])
    ]
    attributes = dict(given)
    if len(attributes) < len(given):
        raise Invalid(f"an attribute is given twice in {{{found[1]}}}")
    key = attributes.pop("#", "")
    return line[: found.start()].strip(), key, attributes


def _question(block: Block) -> Question:
    wanted = block.attributes.get("kind")
    for kind in KINDS:
        if kind_of(kind) == wanted or (wanted is None and kind.claims(block)):
            return kind.from_block(block)
    if wanted is not None:
        raise Invalid(f"there is no kind “{wanted}”; known are {', '.join(map(kind_of, KINDS))}")
    shapes = "“- [x] right”, “- [ ] wrong”, “= accepted”, “- stem -> target” or “1. first”"
    raise Invalid(f"a question needs answers: lines {shapes}")
