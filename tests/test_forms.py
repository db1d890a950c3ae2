from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.errors import Invalid
from quiz.web.forms import FORM, LARGEST, Form, Refused, parse
from tests.texts import moderate

HEADERS = {"content-type": FORM}


@pytest.mark.parametrize(
    ("body", "form"),
    [
        (b"a=1", {"a": ["1"]}),
        (b"a=1&b=2&a=3", {"a": ["1", "3"], "b": ["2"]}),
        (b"a=&b", {"a": [""], "b": [""]}),
        (b"a+b=%20c%2B", {"a b": [" c+"]}),
        (b"name=%E2%82%AC", {"name": ["€"]}),
        ("name=€".encode(), {"name": ["€"]}),
        (b"a=1;b=2", {"a": ["1;b=2"]}),
        (b"&&a=1&", {"a": ["1"]}),
        (b"a=%zz%", {"a": ["%zz%"]}),
        (b"&", {}),
    ],
)
def test_a_form_is_read(body: bytes, form: dict[str, list[str]]) -> None:
    assert parse(body, HEADERS) == form


@pytest.mark.parametrize("content_type", [FORM, FORM.upper(), f"{FORM}; charset=UTF-8", f" {FORM} "])
def test_the_type_of_a_form_may_be_written_in_several_ways(content_type: str) -> None:
    assert parse(b"a=1", {"content-type": content_type}) == {"a": ["1"]}


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"", FORM, 400),
        (b"a=1", "", 415),
        (b"a=1", "text/plain", 415),
        (b"a=1", "multipart/form-data; boundary=x", 415),
        (b'{"a": 1}', "application/json", 415),
        (b"a=1", f"text/plain; {FORM}", 415),
        (b"a=\xff", FORM, 400),
        (b"\xe4=a", FORM, 400),
        (b"a=%FF", FORM, 400),
        (b"%C3=a", FORM, 400),
        (b"a=%ED%A0%80", FORM, 400),
        (b"a=" + b"x" * (LARGEST - 1), FORM, 413),
        (b"&" * 5000, FORM, 413),
        # what is wrong in several ways is refused for its size, then its type, before it is parsed
        (b"\xff" * (LARGEST + 1), "text/plain", 413),
        (b"\xff", "text/plain", 415),
        (b"\xff" + b"&" * 5000, "text/plain", 415),
        (b"\xff" + b"&" * 5000, FORM, 413),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_no_form_is_refused(body: bytes, content_type: str, status: int) -> None:
    with pytest.raises(Refused) as caught:
        parse(body, {"content-type": content_type})
    assert caught.value.status == status
    assert caught.value.message


def test_a_body_without_a_type_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        parse(b"a=1", {})
    assert caught.value.status == 415


def test_the_largest_form_is_taken() -> None:
    assert parse(b"a=" + b"x" * (LARGEST - 2), HEADERS) == {"a": ["x" * (LARGEST - 2)]}


def test_a_route_may_allow_another_size() -> None:
    assert parse(b"a=12", HEADERS, largest=4) == {"a": ["12"]}
    with pytest.raises(Refused, match="at most 2 KiB"):
        parse(b"a=" + b"x" * 2047, HEADERS, largest=2048)


def test_5000_fields_are_taken_and_5001_are_not() -> None:
    fields = [(f"answer.q{number}", "x") for number in range(5000)]
    assert len(parse(urlencode(fields).encode(), HEADERS)) == 5000
    with pytest.raises(Refused, match="at most 5000") as caught:
        parse(urlencode([*fields, ("one", "more")]).encode(), HEADERS)
    assert caught.value.status == 413


def test_a_field_that_should_stand_once_is_refused_if_repeated() -> None:
    form = Form({"a": ["1"], "b": ["", ""]})
    assert (form.one("a"), form.one("missing")) == ("1", "")
    with pytest.raises(Invalid) as caught:
        form.one("b")
    assert caught.value.fields.keys() == {"b"}


@moderate
@given(pairs=st.lists(st.tuples(st.sampled_from("abc"), st.text(max_size=5)), min_size=1, max_size=9))
def test_every_value_comes_back_in_its_field_in_the_order_sent(pairs: list[tuple[str, str]]) -> None:
    form = parse(urlencode(pairs).encode(), HEADERS)
    assert form == {name: [value for other, value in pairs if other == name] for name, _ in pairs}
    assert sorted(form.pairs) == sorted(pairs)


@moderate
@given(body=st.binary() | st.lists(st.sampled_from((b"a", b"=", b"&", b"%", b"C3", b"+", b"\xe4"))).map(b"".join))
def test_any_bytes_are_a_form_or_refused(body: bytes) -> None:
    try:
        form = parse(body, HEADERS)
    except Refused as refused:
        assert refused.status == 400
    else:
        urlencode(form.pairs).encode()  # no half of a character is left
