"""A quiz with its images: a zip of a file in one of the formats, and the pictures that its texts name.

    quiz.md                    ![what it shows](media/3f…c2.png)
    media/3f…c2.png

Any file with pictures beside it will do, whatever they are called and wherever they lie in the zip. In the quiz that
is read, each has become an image of the site's own: media:DIGEST.
"""

import hashlib
import posixpath
import re
import unicodedata
import zipfile
from collections.abc import Callable, Collection, Mapping
from io import BytesIO
from pathlib import PurePosixPath
from urllib.parse import unquote

from msgspec.structs import replace

from quiz import pictures
from quiz.document import Quiz
from quiz.errors import Invalid
from quiz.formats import FORMATS, markdown, of_file, text_of
from quiz.formats.unzipping import LONGEST_NAME, unpacked
from quiz.images import REFERENCE, Image, tidied

NAME = "zip"
SUFFIX = ".zip"
QUIZ_FILES = tuple(suffix for module in FORMATS for suffix in module.SUFFIXES)
# An address in Markdown, bare or in angle brackets, with a title perhaps, which is dropped.
ADDRESS = re.compile(r"""\]\((?:<([^<>\n]+)>|([^\s<>()]+))(?:[ \t]+"[^"\n]*")?\)""")
OWN_ADDRESS = re.compile(rf"\]\({REFERENCE.pattern}\)")
LONGEST_ADDRESS = 12 * LONGEST_NAME  # percent-encoded, four bytes each
EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip can tell: the same quiz is the same bytes

# Digests of files -> the images among those that are stored already, which need not be encoded once more.
Known = Callable[[Collection[str]], Mapping[str, Image]]


def write(quiz: Quiz, images: Mapping[str, Image]) -> bytes:
    """The images that the quiz names go with it; one that is not among `images` cannot."""
    text, named = markdown.write(quiz), dict[str, Image]()

    def address(found: re.Match[str]) -> str:
        image = images.get(found[1])
        if image is None:
            return found[0]
        named[f"media/{image.file_name}"] = image
        return f"](media/{image.file_name})"

    text = OWN_ADDRESS.sub(address, text)
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr(_entry("quiz.md"), text, zipfile.ZIP_DEFLATED)
        for name in sorted(named):
            archive.writestr(_entry(name), named[name].body)
    return written.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.create_system, entry.external_attr = 3, 0o644 << 16  # as on Unix, wherever it is made
    return entry


def read(data: bytes, known: Known = lambda _: {}) -> tuple[Quiz, dict[str, Image]]:
    """The quiz, and by digest the images that it names. Raises Invalid with every problem."""
    files = unpacked(data)
    name = _quiz_file(files)
    try:
        text = text_of(files[name])
    except Invalid as error:
        raise Invalid(f"{name}: {error.message}") from None
    entries = {found: entry for found in _addresses(text) if (entry := _beside(name, found)) in files}
    images = _taken({entry: files[entry] for entry in entries.values()}, known)

    def own(found: re.Match[str]) -> str:
        entry = entries.get(found[1] or found[2])
        return f"](media:{images[entry].digest})" if entry else found[0]

    quiz: Quiz = of_file(PurePosixPath(name)).read(ADDRESS.sub(own, text))
    return quiz, {image.digest: image for image in images.values()}


def _addresses(text: str) -> set[str]:
    return {found[1] or found[2] for found in ADDRESS.finditer(text)}


def _beside(name: str, address: str) -> str:
    """What an address means in the file of this name; "" if it is none of a file's."""
    path = posixpath.join(posixpath.dirname(name), unquote(address))
    is_picture = len(address) <= LONGEST_ADDRESS and not address.lower().endswith(QUIZ_FILES)
    return unicodedata.normalize("NFC", posixpath.normpath(path)) if is_picture else ""


def _taken(files: Mapping[str, bytes], known: Known) -> dict[str, Image]:
    digests = {name: hashlib.sha256(body).hexdigest() for name, body in files.items()}
    there = known(set(digests.values())) if files else {}
    images, problems = dict[str, Image](), list[str]()
    for name, body in files.items():
        try:
            image = there.get(digests[name])
            images[name] = replace(image, name=tidied(name)) if image else pictures.take(body, name)
        except Invalid as error:
            problems.append(f"{name}: {error.message}")
    if problems:
        raise Invalid("\n".join(problems))
    return images


def _quiz_file(files: Collection[str]) -> str:
    found = [name for name in sorted(files) if name.lower().endswith(QUIZ_FILES)]
    if not found:
        raise Invalid(f"There is no quiz in this zip: none of its files ends with {', '.join(QUIZ_FILES)}.")
    if found[1:]:
        raise Invalid(f"There is more than one quiz in this zip: {', '.join(found[:5])}. Please leave one in it.")
    return found[0]
