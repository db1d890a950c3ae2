"""How a text that looks like structure is told from it: by one space before it, or as code."""

import re
from collections.abc import Callable, Iterable, Iterator

from quiz.formats.markdown.syntax import NUMBERED, QUOTE, STRUCTURE

FENCE = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})")
ESCAPABLE = re.compile(r" {0,2}(?! )")  # four spaces are indented code, and stay as they are


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


def is_structure(line: str) -> bool:
    return bool(ESCAPABLE.match(line) and STRUCTURE.fullmatch(line.strip()))


def is_structure_or_numbered(line: str) -> bool:
    """Numbered at any depth, so that lists inside lists keep theirs."""
    return is_structure(line) or bool(NUMBERED.fullmatch(line.strip()))


def is_quote(line: str) -> bool:
    return bool(ESCAPABLE.match(line) and QUOTE.fullmatch(line.strip()))


def is_any(line: str) -> bool:
    """In a question without answer lines a numbered list would be its answers, and a quote its explanation."""
    return is_structure_or_numbered(line) or is_quote(line)


def escaped(text: str, structure: Callable[[str], bool]) -> list[str]:
    """The text's lines, with one space more before each that would be read as structure; open code is closed."""
    lines = text.split("\n")
    code, fence = code_lines(lines)
    spaced = [f" {line}" if index not in code and structure(line) else line for index, line in enumerate(lines)]
    return [*spaced, fence] if fence else spaced


def unescaped(lines: list[str], structure: Callable[[str], bool]) -> list[str]:
    code, _ = code_lines(lines)
    return [
        line[1:] if index not in code and line.startswith(" ") and structure(line[1:]) else line
        for index, line in enumerate(lines)
    ]


def trimmed(lines: Iterable[str]) -> str:
    """One text, without the blank lines around it."""
    return re.sub(r"\A(?:[ \t]*\n)+", "", "\n".join(lines)).rstrip()
