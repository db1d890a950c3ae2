"""How a text that looks like structure is told from it: by one space before it, or as code.

Of a line that has exactly one space before it anyway, a backslash behind that space is taken away instead.
"""

import re
from collections.abc import Callable, Iterable, Iterator

FENCE = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})")
GUARD = re.compile(r" \\*")


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


def escaped(text: str, structure: Callable[[str], bool]) -> list[str]:
    """The text's lines, with a guard before each that would be read as structure; open code is closed."""
    lines = text.split("\n")
    code, fence = code_lines(lines)
    guarded = [line if index in code else _guarded(line, structure) for index, line in enumerate(lines)]
    return [*guarded, fence] if fence else guarded


def unescaped(lines: list[str], structure: Callable[[str], bool]) -> list[str]:
    code, _ = code_lines(lines)
    return [line if index in code else _unguarded(line, structure) for index, line in enumerate(lines)]


def _guarded(line: str, structure: Callable[[str], bool]) -> str:
    """One space before structure, and a backslash where there is one already: deeper lines may be nested lists."""
    if structure(line):
        return f" {line}"
    found = GUARD.match(line)
    return f" \\{line[1:]}" if found and structure(line[found.end() :]) else line


def _unguarded(line: str, structure: Callable[[str], bool]) -> str:
    found = GUARD.match(line)
    if not found or not structure(line[found.end() :]):
        return line
    return f" {line[2:]}" if found.end() > 1 else line[1:]


def trimmed(lines: Iterable[str]) -> str:
    """One text, without the blank lines around it."""
    return re.sub(r"\A(?:[ \t]*\n)+", "", "\n".join(lines)).rstrip()
