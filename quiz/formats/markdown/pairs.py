"""The two texts of a pair, `- stem -> target`: a backslash keeps what is in them from being read as structure."""

import re

from quiz.formats.markdown.syntax import ARROW, BOX

BOX_IN_STEM = re.compile(rf"^\\*{BOX}")
ARROW_IN_TARGET = re.compile(rf"(?<!\S)\\*{ARROW}(?!\S)")


def written(stem: str, target: str) -> str:
    """The line; without a stem, `- -> target`."""
    words = ("-", _guarded(stem, BOX_IN_STEM), "->", _guarded(target, ARROW_IN_TARGET))
    return " ".join(word for word in words if word)


def texts(stem: str, target: str) -> tuple[str, str]:
    """Stem and target, without the backslashes that guarded them."""
    return _unguarded(stem, BOX_IN_STEM), _unguarded(target, ARROW_IN_TARGET)


def _guarded(text: str, structure: re.Pattern[str]) -> str:
    return structure.sub(r"\\\g<0>", " ".join(text.splitlines()).strip())


def _unguarded(text: str, structure: re.Pattern[str]) -> str:
    return structure.sub(lambda found: found[0].removeprefix("\\"), text.strip())
