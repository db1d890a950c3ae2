"""E-mail addresses: which are equal, and what can be none."""

import pytest

from quiz.emails import LONGEST, email_address, email_key
from quiz.errors import Invalid


@pytest.mark.parametrize(
    "typed",
    [
        "jörg@example.org",
        " Jörg@Example.ORG\n",
        "jo\u0308rg@example.org",
        "JO\u0308RG@example.org",
        "j\u200börg@example.org",
    ],
)
def test_an_address_is_the_same_however_it_is_typed(typed: str) -> None:
    assert email_address(typed) == "jörg@example.org"


@pytest.mark.parametrize("typed", ["", " ", "@", "a@", "@b", "a@b@c", "a b@example.org", "ada"])
def test_what_can_be_no_address_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(Invalid, match="such as name@example.org"):
        email_address(typed)


def test_an_address_has_its_limit() -> None:
    longest = "a" * (LONGEST - 2) + "@b"
    assert email_address(longest) == longest
    with pytest.raises(Invalid, match="at most 254 characters"):
        email_address("a" + longest)


def test_a_pile_of_accents_is_not_put_in_order() -> None:
    pile = "a" + "\u0301\u0323" * 1000
    assert email_key(pile) == pile[: LONGEST + 1]
    with pytest.raises(Invalid, match="at most 254 characters"):
        email_address(f"{pile}@b")
