"""Passwords: which will do, and that an unknown account takes as long as a known one."""

import pytest

from quiz import passwords
from quiz.errors import Invalid


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ("", "at least 10"),
        ("ninechars", "at least 10"),
        ("u\u0308" * 9, "at least 10"),
        ("x" * 201, "this one has 201"),
        ("u\u0308" * 600, "this one has 1200"),  # which is not even put in order
        ("Ada@Example.org", "your name or your e-mail"),
        ("ADA LOVELACE", "your name or your e-mail"),
    ],
)
def test_a_password_that_will_not_do_is_refused_with_the_reason(typed: str, complaint: str) -> None:
    with pytest.raises(Invalid, match=complaint):
        passwords.new_password(typed, "ada@example.org", "Ada Lovelace")


@pytest.mark.parametrize("typed", ["aaaaaaaaaa", "          ", "x" * 200, "ππππππππππ", "ada@example.orgs"])
def test_there_are_no_other_rules(typed: str) -> None:
    assert passwords.new_password(typed, "ada@example.org", "Ada Lovelace") == typed


def test_a_password_matches_its_hash_however_its_letters_are_encoded() -> None:
    stored = passwords.new_hash("für immer und ewig")
    assert passwords.matches(stored, "fu\u0308r immer und ewig")
    assert not passwords.matches(stored, "für immer und ewig ")
    assert stored != passwords.new_hash("für immer und ewig")


def test_nobodys_hash_costs_what_a_real_one_does_and_fits_no_password() -> None:
    real = passwords.new_hash("three words joined")
    assert [len(part) for part in real.split("$")] == [len(part) for part in passwords.NOBODYS.split("$")]
    assert real.partition("$")[0] == passwords.NOBODYS.partition("$")[0] == passwords.METHOD
    assert not passwords.matches(None, "") and not passwords.matches(None, "three words joined")
