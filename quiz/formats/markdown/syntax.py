"""What is structure in a Markdown quiz, and how a text that looks like structure is told from it."""

import re
from collections.abc import Iterable, Iterator

HEADING = re.compile(r"(#{1,2})(?:[ \t]+(.*))?")
TASK = re.compile(r"[-*+] \[([ xX])\](?: +(.*))?")
ACCEPTED = re.compile(r"(=)(?: +(.*))?")
BOX = r"\[\s*[xX]?\s*\]"
ARROW = r"(?:->|→)"
PAIR = re.compile(rf"[-*+] (?!\s*{BOX})(?:(.*) )?{ARROW}(?: (.*))?")  # the last arrow counts
# Almost structure: a heading without its space, an answer's box or a pair's dash that is not quite at its place.
NEAR_MISS = re.compile(rf"##[^#\s].*|(?:[-*+]|[0-9]+[.)])\s*{BOX}.*|=[^=].*|(?:-|[0-9]+[.)]\s).*\s{ARROW}(?:\s.*)?")
ANSWERS = (TASK, ACCEPTED, PAIR)
STRUCTURE = re.compile("|".join(pattern.pattern for pattern in (HEADING, *ANSWERS, NEAR_MISS)))
QUOTE = re.compile(r">.*")
STRUCTURE_OR_QUOTE = re.compile(f"{STRUCTURE.pattern}|{QUOTE.pattern}")
FENCE = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})")
ESCAPABLE = re.compile(r" {0,2}(?! )")  # four spaces are indented code, and stay as they are
ESCAPED = re.compile(r" {1,3}(?! )")

DRAW = re.compile(r"[0-9]{1,6}")


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
        f" {line}" if index not in code and ESCAPABLE.match(line) and structure.fullmatch(line.strip()) else line
        for index, line in enumerate(lines)
    ]
    return [*spaced, fence] if fence else spaced


def unescaped(lines: list[str], structure: re.Pattern[str]) -> list[str]:
    code, _ = code_lines(lines)
    return [
        line[1:] if index not in code and ESCAPED.match(line) and structure.fullmatch(line.strip()) else line
        for index, line in enumerate(lines)
    ]


def trimmed(lines: Iterable[str]) -> str:
    """One text, without the blank lines around it."""
    return re.sub(r"\A(?:[ \t]*\n)+", "", "\n".join(lines)).rstrip()
