"""Attributes in braces at the end of a line: `Text {#key marks=2 flag}`."""

import re

from quiz.errors import Invalid

_NAME = r"[a-z][a-z0-9_-]*"
_VALUE = r"\"[^\"{}]*\"|[^\s\"{}=]+"
_ATTRIBUTE = rf"(?:\#[^\s\"{{}}#=]+|{_NAME}(?:=(?:{_VALUE}))?)"
ATTRIBUTES = re.compile(rf"(?:^|\s)\{{\s*(-|{_ATTRIBUTE}(?:\s+(?:{_ATTRIBUTE}))*)\s*\}}$")
UNREADABLE = re.compile(r"(?:^|\s)\{[^{}=#]*[=#][^{}]*\}$")  # almost attributes
NO_ATTRIBUTES = "{-}"  # so that braces before it are text
ATTRIBUTE = re.compile(rf"\#(?P<key>[^\s]+)|(?P<name>{_NAME})(?:=(?P<value>{_VALUE}))?")


def split_attributes(line: str) -> tuple[str, str, dict[str, str]]:
    """ "Text {#key marks=2}" -> "Text", "key", {"marks": "2"}; a flag has the value ""."""
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


def with_attributes(line: str, key: str, attributes: dict[str, str]) -> str:
    """The line that split_attributes takes apart again."""
    words = [f"#{key}"] if key else []
    for name, value in attributes.items():
        words.append(name if value == "" else f'{name}="{value}"' if re.search(r"[\s=]", value) else f"{name}={value}")
    if words:
        return f"{line} {{{' '.join(words)}}}"
    return f"{line} {NO_ATTRIBUTES}" if ATTRIBUTES.search(line) or UNREADABLE.search(line) else line
