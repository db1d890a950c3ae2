"""Forms with files."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.web.forms import FORM, Refused
from quiz.web.uploads import LARGEST_FIELDS, MOST_PARTS, File, parse
from tests.texts import moderate

BOUNDARY = "----quiz7MA4YWxk"
HEADERS = {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}
LARGEST = 1024 * 1024


def part(name: str, body: bytes, filename: str | None = None, *headers: str) -> bytes:
    about = f'Content-Disposition: form-data; name="{name}"' + (
        f'; filename="{filename}"' if filename is not None else ""
    )
    return "\r\n".join([f"--{BOUNDARY}", about, *headers, "", ""]).encode() + body + b"\r\n"


def sent(*parts: bytes) -> bytes:
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def refused(body: bytes, headers: dict[str, str] = HEADERS) -> Refused:
    with pytest.raises(Refused) as caught:
        parse(body, headers, LARGEST)
    return caught.value


def test_fields_and_files_are_read() -> None:
    body = sent(
        part("title", "Über uns\r\n".encode()),
        part("pictures", b"\x89PNG\r\n\r\n--x\0", "Über.png", "Content-Type: image/png"),
        part("title", b""),
        part("pictures", b"", "empty.png"),
        part("other", b"", ""),  # a field for files that was left empty
    )
    form, files = parse(body, HEADERS, LARGEST)
    assert form == {"title": ["Über uns\r\n", ""]}
    assert files == [File("pictures", "Über.png", b"\x89PNG\r\n\r\n--x\0"), File("pictures", "empty.png", b"")]


def test_a_form_without_files_may_come_in_the_usual_way() -> None:
    assert parse(b"a=1&a=2", {"content-type": FORM}, LARGEST) == ({"a": ["1", "2"]}, [])


@moderate
@given(
    bodies=st.lists(
        st.binary() | st.lists(st.sampled_from((b"\r", b"\n", b"-", BOUNDARY.encode(), b"--"))).map(b"".join)
    ),
    padding=st.sampled_from((0, 65_416, 131_072)),
)
def test_every_file_comes_as_it_was(bodies: Iterable[bytes], padding: int) -> None:
    files = [b"x" * padding + body for body in bodies if f"--{BOUNDARY}".encode() not in body]
    _, found = parse(sent(*(part("f", body, "a.png") for body in files)), HEADERS, LARGEST * 9)
    assert [file.body for file in found] == files


GOOD = sent(part("a", b"1"), part("f", b"2", "a.png"))


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"", HEADERS["content-type"], 400),
        (GOOD, "multipart/form-data", 400),
        (GOOD, "multipart/form-data; boundary=", 400),
        (GOOD, f"multipart/form-data; boundary={'x' * 71}", 400),
        (GOOD, "multipart/form-data; boundary=\u00fc", 400),
        (GOOD, "multipart/form-data; boundary=another", 400),
        (GOOD, "multipart/mixed; boundary=" + BOUNDARY, 415),
        (GOOD, "image/png", 415),
        (GOOD, "", 415),
        (GOOD[:-6], HEADERS["content-type"], 400),
        (GOOD[: len(GOOD) // 2], HEADERS["content-type"], 400),
        (b"--" + BOUNDARY.encode(), HEADERS["content-type"], 400),
        (b"nothing of the sort", HEADERS["content-type"], 400),
        (sent(part("a", b"\xff")), HEADERS["content-type"], 400),
        (sent(f"--{BOUNDARY}\r\n\r\nno headers\r\n".encode()), HEADERS["content-type"], 400),
        (sent(f"--{BOUNDARY}\r\nContent-Disposition: form-data\r\n\r\nx\r\n".encode()), HEADERS["content-type"], 400),
        (sent(part("a", b"x").replace(b'"a"', b'"\xff"')), HEADERS["content-type"], 400),
        (sent(part("a", b"x" * (LARGEST_FIELDS + 1))), HEADERS["content-type"], 413),
        (sent(*[part("a", b"x" * 1024)] * (LARGEST_FIELDS // 1024 + 1)), HEADERS["content-type"], 413),
        (sent(*[part("f", b"x", "a.png")] * (MOST_PARTS + 1)), HEADERS["content-type"], 413),
        (sent(part("f", b"x" * LARGEST, "a.png")), HEADERS["content-type"], 413),
        (b"x" * (LARGEST + 1), "image/png", 413),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_no_form_is_refused(body: bytes, content_type: str, status: int) -> None:
    assert refused(body, {"content-type": content_type}).status == status


def test_a_type_that_is_missing_is_refused() -> None:
    assert refused(GOOD, {}).status == 415


@moderate
@given(
    pieces=st.lists(
        st.sampled_from((f"--{BOUNDARY}".encode(), b"--", b"\r\n", b"\r", b"\n", b"\r\n\r\n"))
        | st.sampled_from(
            (b'Content-Disposition: form-data; name="a"', b'; filename="b"', b": ", b"x", b"\xff", b"name*=''%ff")
        )
    )
)
def test_any_bytes_are_a_form_or_refused(pieces: list[bytes]) -> None:
    try:
        form, _ = parse(b"".join(pieces), HEADERS, LARGEST)
    except Refused as refusal:
        assert refusal.status == 400
    else:
        assert all(isinstance(name, str) for name in form)


def test_a_part_whose_head_has_no_end_is_refused() -> None:
    assert parse(sent(part("f", b"x" * 9000, "a", f"X: {'y' * 7000}")), HEADERS, LARGEST)[1]
    assert refused(sent(part("f", b"x", "a", f"X: {'y' * 9000}"))).status == 400
