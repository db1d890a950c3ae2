"""The document as it is stored, indented for reading."""

import msgspec

from quiz import document
from quiz.errors import Broken, Invalid

NAME = "json"
SUFFIXES = (".json",)


def read(text: str) -> document.Quiz:
    try:
        return document.decode(text.removeprefix("\ufeff"))
    except Broken as error:
        raise Invalid(error.message) from error


def write(quiz: document.Quiz) -> str:
    return msgspec.json.format(document.encode(quiz), indent=2) + "\n"
