"""The texts of a pair, `- stem -> target`, and of an item, `1. item`: a backslash keeps them from being structure."""

import re

from quiz.formats.markdown.syntax import ARROW, BOX

BOX_AT_START = re.compile(rf"^\\*{BOX}")
ARROW_IN_TARGET = re.compile(rf"(?<!\S)\\*{ARROW}(?!\S)")


def written(stem: str, target: str) -> str:
    """The line; without a stem, `- -> target`."""
    words = ("-", guarded(stem, BOX_AT_START), "->", guarded(target, ARROW_IN_TARGET))
    return " ".join(word for word in words if word)


def texts(stem: str, target: str) -> tuple[str, str]:
    """Stem and target, without the backslashes that guarded them."""
    return unguarded(stem, BOX_AT_START), unguarded(target, ARROW_IN_TARGET)


def guarded(text: str, structure: re.Pattern[str]) -> str:
    return structure.sub(r"\\\g<0>", " ".join(text.splitlines()).strip())


def unguarded(text: str, structure: re.Pattern[str]) -> str:
    return structure.sub(lambda found: found[0].removeprefix("\\"), text.strip())
