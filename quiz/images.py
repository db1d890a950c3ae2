"""Images as texts name them: ![what it shows](media:DIGEST). Values only; rows are in quiz/media.py."""

import re

import msgspec

from quiz.questions.common import tidy

LARGEST = 5 * 1024 * 1024  # bytes
LONGEST_NAME = 100
DIGEST = re.compile(r"[0-9a-f]{64}")
REFERENCE = re.compile(r"media:([0-9a-f]{64})(?![0-9A-Za-z])")
SUFFIXES = {"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp", "image/gif": ".gif"}


class Image(msgspec.Struct, frozen=True):
    """`digest` is the SHA-256 of the body, in hexadecimal; `name` is what its file was called."""

    digest: str
    content_type: str
    body: bytes
    width: int
    height: int
    name: str

    @property
    def file_name(self) -> str:
        """That nobody else's picture has."""
        return self.digest + SUFFIXES[self.content_type]


def markdown(digest: str) -> str:
    """What shows the image in a text; between the brackets goes what it shows."""
    return f"![](media:{digest})"


def digests_in(text: str) -> set[str]:
    """The images that a text names, be it Markdown or a document's JSON."""
    return set(REFERENCE.findall(text))


def tidied(name: str) -> str:
    """What a file was called, without folders, on one line."""
    return tidy(re.split(r"[/\\]", name)[-1])[:LONGEST_NAME] or "picture"
