"""Forms with files: multipart/form-data (RFC 7578), checked as strictly as other forms (forms.py)."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from quiz.web import forms
from quiz.web.forms import KIB, Form, Refused

if TYPE_CHECKING:
    from werkzeug.sansio.multipart import Field, MultipartDecoder
    from werkzeug.sansio.multipart import File as FilePart

LARGEST_UPLOAD = 24 * 1024 * KIB  # bytes: all the images that a quiz can have, and what is around them
MULTIPART = "multipart/form-data"
MOST_PARTS = 200  # fields and files
LARGEST_FIELDS = 256 * KIB  # of all that are no files together
LONGEST_BOUNDARY = 70  # RFC 2046
LONGEST_HEAD = 8 * KIB  # of a part: its name and what its file is called


class File(NamedTuple):
    """`name` is what the browser says that the file is called."""

    field: str
    name: str
    body: bytes


def parse(body: bytes, headers: Mapping[str, str], largest: int) -> tuple[Form, list[File]]:
    """The form and the files in a request's body, which may be a form without any. Raises Refused."""
    if forms.content_type(headers) != MULTIPART:
        return forms.parse(body, headers, largest), []
    forms.measure(body, largest)
    from werkzeug.exceptions import RequestEntityTooLarge

    try:
        decoder = _decoder(headers)
        _refuse_long_heads(body, decoder.boundary)
        return _sorted(_parts(decoder, body))
    except RequestEntityTooLarge:
        raise Refused(413, f"This form has too many parts: at most {MOST_PARTS} can be sent at once.") from None
    except ValueError:
        raise Refused(400, "This form could not be read: it is broken. Please send it again.") from None


def _decoder(headers: Mapping[str, str]) -> "MultipartDecoder":
    from werkzeug.http import parse_options_header
    from werkzeug.sansio.multipart import MultipartDecoder

    boundary = parse_options_header(headers["content-type"])[1].get("boundary", "")
    if not 0 < len(boundary) <= LONGEST_BOUNDARY:
        raise ValueError("no boundary")
    return MultipartDecoder(boundary.encode("ascii"), max_parts=MOST_PARTS)


def _refuse_long_heads(body: bytes, boundary: bytes) -> None:
    """Raises ValueError. A second for each megabyte is what reading them would take, of anybody's."""
    for part in body.split(b"--" + boundary)[1:]:
        if len(part) > LONGEST_HEAD and part.find(b"\r\n\r\n", 0, LONGEST_HEAD) < 0:
            raise ValueError("a long head")


def _parts(decoder: "MultipartDecoder", body: bytes) -> Iterator[tuple["Field | FilePart", bytes]]:
    """Raises ValueError for what is no multipart text, and werkzeug's RequestEntityTooLarge."""
    from werkzeug.sansio.multipart import Data, Epilogue, Field, NeedData
    from werkzeug.sansio.multipart import File as FilePart

    for received in (body, None):  # at once: where a chunk ends within a boundary, the decoder may add a byte to a file
        decoder.receive_data(received)
        while not isinstance(event := decoder.next_event(), NeedData | Epilogue):
            if isinstance(event, Field | FilePart):
                part, data = event, bytearray()
            elif isinstance(event, Data):
                data += event.data
                if not event.more_data:
                    yield part, bytes(data)


def _sorted(parts: Iterator[tuple["Field | FilePart", bytes]]) -> tuple[Form, list[File]]:
    """A field for files that was left empty is sent as a file without a name, and is none."""
    form, files, room = Form(), list[File](), LARGEST_FIELDS
    for part, data in parts:
        if not isinstance(part.name, str):
            raise ValueError("a part without a name")
        name = getattr(part, "filename", None)
        if name is None:
            room -= len(data)
            if room < 0:
                raise Refused(413, f"This form has too much text in it: at most {LARGEST_FIELDS // KIB} KiB.")
            form.setdefault(part.name, []).append(data.decode("utf-8"))
        elif name or data:
            files.append(File(part.name, name, data))
    return form, files
