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


def named(name: str) -> ModuleType:
    return next(module for module in FORMATS if module.NAME == name)


def of_file(path: PurePath) -> ModuleType:
    """The format that a file's suffix tells."""
    for module in FORMATS:
        if path.suffix.lower() in module.SUFFIXES:
            return module
    known = ", ".join(suffix for module in FORMATS for suffix in module.SUFFIXES)
    raise Invalid(f"{path.name}: the format is told by the end of the name, which must be one of {known}")
