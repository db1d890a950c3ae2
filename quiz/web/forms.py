"""Form bodies: checked before they are parsed, refused with a status and a reason.

The Functions worker turns a body it cannot decode into an empty form without a word, so its `req.form` is not
used: a student's answers would be gone and nobody told.
"""

from collections.abc import Mapping
from urllib.parse import parse_qsl

from quiz.errors import Invalid

KIB = 1024
LARGEST = 4096 * KIB  # bytes; a route may allow another number
LARGEST_KEPT = 3 * LARGEST + 64 * KIB  # of a form with another one in a field, where every byte may need three
MOST_FIELDS = 5000
FORM = "application/x-www-form-urlencoded"


class Refused(Exception):
    """A body that is no form of ours: the status to answer with, and why."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


class Form(dict[str, list[str]]):
    """Every field's values, in the order sent."""

    def one(self, name: str) -> str:
        """The value of a field that stands once, "" if it is missing. Raises Invalid if it is repeated."""
        values = self.get(name, [""])
        if len(values) > 1:
            raise Invalid("A field was sent twice.", {name: "This was sent twice. Please fill it in once."})
        return values[0]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        return [(name, value) for name, values in self.items() for value in values]


def parse(body: bytes, headers: Mapping[str, str], largest: int = LARGEST) -> Form:
    """The form in a request's body. Raises Refused."""
    measure(body, largest)
    if content_type(headers) != FORM:
        raise Refused(415, "This address takes a web form only.")
    if body.count(b"&") >= MOST_FIELDS:
        raise Refused(413, f"This form has too many fields: at most {MOST_FIELDS} can be sent at once.")
    try:
        pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        raise Refused(400, "This form could not be read: it is not UTF-8 text.") from None
    form = Form()
    for name, value in pairs:
        form.setdefault(name, []).append(value)
    return form


def measure(body: bytes, largest: int) -> None:
    """Raises Refused."""
    if len(body) > largest:
        raise Refused(413, f"This form is too large: at most {largest // KIB} KiB can be sent at once.")
    if not body:
        raise Refused(400, "This form arrived empty. Please go back and send it again.")


def content_type(headers: Mapping[str, str]) -> str:
    return headers.get("content-type", "").partition(";")[0].strip().lower()
