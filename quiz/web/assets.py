"""The files in static/: an address that changes with the content, so a browser may keep each for a year."""

import functools
import hashlib
import re
from pathlib import Path

import msgspec

from quiz.errors import NotFound
from quiz.settings import ROOT

FOLDER = ROOT / "static"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".txt": "text/plain; charset=utf-8",
}
NAME = re.compile(
    r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*"
)  # no dot first: no "..", nothing hidden


class Asset(msgspec.Struct, frozen=True):
    body: bytes
    content_type: str
    digest: str


def find(name: str) -> Asset:
    """Raises NotFound for whatever is not a file of a known type inside static/."""
    path = FOLDER / name
    if not NAME.fullmatch(name) or path.suffix not in TYPES:
        raise NotFound("There is no file at this address.")
    try:
        if not path.resolve().is_relative_to(FOLDER.resolve()):  # a link that leads outside
            raise NotFound("There is no file at this address.")
        return _read(path, path.stat().st_mtime_ns)
    except (OSError, RuntimeError):  # RuntimeError: links in a circle, before Python 3.13
        raise NotFound("There is no file at this address.") from None


def url(name: str) -> str:
    """For templates: /static/style.css?v=5f2c…"""
    return f"/static/{name}?v={find(name).digest}"


@functools.lru_cache(maxsize=64)
def _read(path: Path, changed_ns: int) -> Asset:
    """The time of change is part of the key, so that an edited file is read again."""
    body = path.read_bytes()
    return Asset(body, TYPES[path.suffix], hashlib.sha256(body).hexdigest()[:16])
