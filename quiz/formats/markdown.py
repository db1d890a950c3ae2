"""The app's own text format: a Markdown file that reads well as it stands.

    # Title                              the quiz; a later # heading begins a section
    Introduction.

    ## What does HTTP stand for? {#http marks=2}

    More of the question, if it needs more.

    - [ ] Hot Text Transfer              choices; - [x] is right
    - [x] HyperText Transfer Protocol
      > Why this one.                    explanation of a choice

    > Why.                               explanation of the question

Accepted answers of a text question are lines `= answer`. Attributes stand in braces at the end of a heading or
an answer: `#key`, `name=value`, `name="a b"`, or a flag. Settings of the quiz stand as `name: value` lines between
two `---` lines on top. Only a line that begins at the left margin, outside of fenced code, can be structure: with
one space before it, it is text. The writer adds that space where a text needs it and the reader takes it off again.

The reader is line by line: quiz/questions/block.py says what a block is, and the kinds say what it means.
"""

import re
from collections.abc import Iterable, Iterator

from quiz.document import Quiz, Section
from quiz.errors import Invalid
from quiz.questions import KINDS, Question
from quiz.questions.block import Block, Item
from quiz.questions.common import kind_of

NAME = "markdown"
SUFFIXES = (".md", ".markdown")

HEADING = re.compile(r"(#{1,2})(?:[ \t]+(.*))?")
TASK = re.compile(r"[-*+] \[([ xX])\](?: +(.*))?")
ACCEPTED = re.compile(r"(=)(?: +(.*))?")
STRUCTURE = re.compile(rf"{HEADING.pattern}|{TASK.pattern}|{ACCEPTED.pattern}")
QUOTE = re.compile(r">.*")
FENCE = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})")
SETTING = re.compile(r"([a-z][a-z -]*):(.*)")
SETTINGS = ("language",)

_NAME = r"[a-z][a-z0-9_-]*"
_VALUE = r"\"[^\"{}]*\"|[^\s\"{}=]+"
_ATTRIBUTE = rf"\#[^\s\"{{}}#=]+|{_NAME}(?:=(?:{_VALUE}))?"
ATTRIBUTES = re.compile(rf"(?:^|\s)\{{((?:{_ATTRIBUTE})?(?:\s+(?:{_ATTRIBUTE}))*)\s*\}}$")
ATTRIBUTE = re.compile(rf"\#(?P<key>[^\s]+)|(?P<name>{_NAME})(?:=(?P<value>{_VALUE}))?")


# ------------------------------------------------------------------ reading


class Lines:
    """The lines still to read. `at` counts from 1."""

    def __init__(self, text: str) -> None:
        clean = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        self.lines = clean.split("\n")
        self.at = 1

    @property
    def next(self) -> str | None:
        return self.lines[self.at - 1] if self.at <= len(self.lines) else None

    def take(self) -> str:
        self.at += 1
        return self.lines[self.at - 2]

    def matches(self, *patterns: re.Pattern[str]) -> re.Match[str] | None:
        line = (self.next or "").rstrip()
        return next((found for pattern in patterns if (found := pattern.fullmatch(line))), None)

    def text_until(self, *patterns: re.Pattern[str]) -> str:
        """The lines up to the first that matches outside of fenced code, without the spaces that escaped them."""
        start = self.at
        for is_code, _ in fenced(self.lines[index] for index in range(start - 1, len(self.lines))):
            if not is_code and self.matches(*patterns):
                break
            self.at += 1
        return _trimmed(unescaped(self.lines[start - 1 : self.at - 1], STRUCTURE))

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


def fenced(lines: Iterable[str]) -> Iterator[tuple[bool, str]]:
    """For each line whether it belongs to fenced code, fences included, and the fence that is open after it.

    CommonMark 0.31, section 4.5. An answer's code ends with the answer: its lines are looked at alone.
    """
    fence = ""
    for line in lines:
        found = FENCE.match(line)
        is_code = bool(fence or found)
        if not fence and found:
            fence = found[1]
        elif found and found[1].startswith(fence) and not line[found.end() :].strip():
            fence = ""
        yield is_code, fence


def code_lines(lines: Iterable[str]) -> tuple[set[int], str]:
    """The indexes of the lines of fenced code, and the fence that is still open at the end."""
    states = list(fenced(lines))
    return {index for index, (is_code, _) in enumerate(states) if is_code}, states[-1][1] if states else ""


def escaped(text: str, structure: re.Pattern[str]) -> list[str]:
    """The text's lines, with one space more before each that would be read as structure; open code is closed."""
    lines = text.split("\n")
    code, fence = code_lines(lines)
    spaced = [
        f" {line}" if index not in code and structure.fullmatch(line.strip()) else line
        for index, line in enumerate(lines)
    ]
    return [*spaced, fence] if fence else spaced


def unescaped(lines: list[str], structure: re.Pattern[str]) -> list[str]:
    code, _ = code_lines(lines)
    return [
        line[1:] if index not in code and line.startswith(" ") and structure.fullmatch(line.strip()) else line
        for index, line in enumerate(lines)
    ]


def read(text: str) -> Quiz:
    """The quiz in a Markdown file. Raises Invalid with one line for each problem."""
    lines = Lines(text)
    problems: list[str] = []
    settings = _read_settings(lines, problems)
    lines.skip_blank()
    title = ""
    if (heading := lines.matches(HEADING)) and heading[1] == "#":
        title = (heading[2] or "").strip()
        lines.take()
    else:
        problems.append(f"line {lines.at}: a quiz begins with its title, “# Title”")
    introduction = lines.text_until(HEADING)
    sections = tuple(_read_sections(lines, problems))
    if problems:
        raise Invalid("\n".join(problems))
    return Quiz(title=title, text=introduction, sections=sections, **settings)


def _read_settings(lines: Lines, problems: list[str]) -> dict[str, str]:
    if lines.next != "---":
        return {}
    settings = {}
    lines.take()
    while lines.next is not None and lines.next != "---":
        at, line = lines.at, lines.take()
        found = SETTING.fullmatch(line)
        if found and found[1].rstrip() in SETTINGS:
            settings[found[1].rstrip()] = found[2].strip()
        elif line.strip():
            problems.append(f"line {at}: “{line}” is not a setting; known are {', '.join(SETTINGS)}")
    if lines.next is None:
        problems.append("line 1: the settings have no closing ---")
    else:
        lines.take()
    return settings


def _read_sections(lines: Lines, problems: list[str]) -> Iterator[Section]:
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
                problems.append(f"line {at}: {error.message}")
                lines.text_until(HEADING)
        yield Section(title=title, text=text, questions=tuple(questions))


def _read_block(lines: Lines) -> Block:
    heading = lines.matches(HEADING)
    assert heading
    lines.take()
    first, key, attributes = _split_attributes(heading[2] or "")
    rest = lines.text_until(HEADING, TASK, ACCEPTED)
    items = []
    while found := lines.matches(TASK, ACCEPTED):
        items.append(_read_item(lines, found))
        lines.skip_blank()
    explanation = _read_quote(lines) if items else ""
    lines.skip_blank()
    if lines.next is not None and not lines.matches(HEADING):
        raise Invalid(f"line {lines.at} comes after the answers; an explanation there begins with “>”")
    text = "\n\n".join(part for part in (first, rest) if part)
    return Block(text, key, attributes, tuple(items), explanation)


def _read_item(lines: Lines, found: re.Match[str]) -> Item:
    lines.take()
    text, key, attributes = _split_attributes(found[2] or "")
    if found[1] == "=":
        return Item("=", text, key, attributes)
    inside = [text, *lines.indented()]
    code, _ = code_lines(inside)
    quote = [line for index, line in enumerate(inside) if index and index not in code and QUOTE.fullmatch(line)]
    rest = [line for index, line in enumerate(inside) if not index or index in code or not QUOTE.fullmatch(line)]
    return Item(found[1].lower(), _trimmed(unescaped(rest, QUOTE)), key, attributes, _unquoted(quote))


def _read_quote(lines: Lines) -> str:
    quote = []
    while lines.next is not None and lines.next.startswith(">"):
        quote.append(lines.take())
    return _unquoted(quote)


def _unquoted(lines: Iterable[str]) -> str:
    return _trimmed([line[1:].removeprefix(" ") for line in lines])


def _split_attributes(line: str) -> tuple[str, str, dict[str, str]]:
    """ "Text {#key marks=2}" -> "Text", "key", {"marks": "2"}."""
    found = ATTRIBUTES.search(line)
    if not found:
        return line.strip(), "", {}
    key, attributes = "", {}
    for one in ATTRIBUTE.finditer(found[1]):
        if one["key"]:
            key = one["key"]
        else:
            attributes[one["name"]] = (one["value"] or "").strip('"')
    return line[: found.start()].strip(), key, attributes


def _question(block: Block) -> Question:
    wanted = block.attributes.get("kind")
    for kind in KINDS:
        if kind_of(kind) == wanted or (wanted is None and kind.claims(block)):
            return kind.from_block(block)
    if wanted is not None:
        raise Invalid(f"there is no kind “{wanted}”; known are {', '.join(map(kind_of, KINDS))}")
    raise Invalid("a question needs answers: lines “- [x] right”, “- [ ] wrong”, or “= accepted”")


def _trimmed(lines: Iterable[str]) -> str:
    """One text, without the blank lines around it."""
    return re.sub(r"\A(?:[ \t]*\n)+", "", "\n".join(lines)).rstrip()


# ------------------------------------------------------------------ writing


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
    if not one_line or rest != _trimmed([rest]):
        first, rest = "", block.text  # it does not fit on the heading's line
    yield _with_attributes(f"## {first}".rstrip(), block.key, block.attributes)
    yield ""
    yield from _text_lines(rest)
    for item in block.items:
        yield from _item_lines(item)
    if block.items:
        yield ""
    if block.explanation:
        yield from (*_quoted(block.explanation), "")


def _item_lines(item: Item) -> Iterator[str]:
    if item.mark == "=":  # plain text on one line, not Markdown
        yield _with_attributes(f"= {' '.join(item.text.split())}", item.key, item.attributes)
        return
    first, *more = escaped(item.text, QUOTE)
    if FENCE.match(first) or first != first.strip():
        first, more = "", [first, *more]
    yield _with_attributes(f"- [{item.mark}] {first}".rstrip(), item.key, item.attributes)
    yield from (f"  {line}" if line else "" for line in more)
    yield from (f"  {line}" for line in _quoted(item.explanation))


def _with_attributes(line: str, key: str, attributes: dict[str, str]) -> str:
    words = [f"#{key}"] if key else []
    for name, value in attributes.items():
        words.append(name if value == "" else f'{name}="{value}"' if re.search(r"[\s=]", value) else f"{name}={value}")
    if not words and not ATTRIBUTES.search(line):
        return line
    return f"{line} {{{' '.join(words)}}}"


def _text_lines(text: str) -> Iterator[str]:
    if text:
        yield from escaped(text, STRUCTURE)
        yield ""


def _quoted(text: str) -> Iterator[str]:
    if text:
        yield from (f"> {line}" if line else ">" for line in text.split("\n"))
