"""The exchange formats, one module each. `FORMATS` is the registry: to add a format, add its module here.

Each module has NAME, SUFFIXES, and

    read(text) -> Quiz      keys may be missing; raises Invalid with every problem and its line
    write(quiz) -> str      what read() takes back unchanged
"""

from pathlib import PurePath
from types import ModuleType

from quiz.errors import Invalid
from quiz.formats import json, markdown

FORMATS: tuple[ModuleType, ...] = (markdown, json)
NAMES = tuple(module.NAME for module in FORMATS)
LARGEST = 1024 * 1024  # bytes of a quiz as text, images not counted
TOO_LARGE = f"this is too large: the text of a quiz may have {LARGEST // 1024} KiB; please divide it"


def named(name: str) -> ModuleType:
    return next(module for module in FORMATS if module.NAME == name)


def of_file(path: PurePath) -> ModuleType:
    """The format that a file's suffix tells."""
    for module in FORMATS:
        if path.suffix.lower() in module.SUFFIXES:
            return module
    known = ", ".join(suffix for module in FORMATS for suffix in module.SUFFIXES)
    raise Invalid(f"{path.name}: the format is told by the end of the name, which must be one of {known}")


def text_of(body: bytes) -> str:
    """The text in a file. Raises Invalid."""
    if len(body) > LARGEST:
        raise Invalid(TOO_LARGE)
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise Invalid(f"line {line}: this is not UTF-8 text; please save the file as UTF-8") from None
