import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quiz.errors import Invalid
from quiz.players import folded, player_key, player_name
from tests.texts import moderate


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Ada", "Ada"),
        ("  Ada \t\r\n King\u00a0\u2003Lovelace ", "Ada King Lovelace"),
        ("e\u0301", "é"),
        ("e\u200e\u0301", "é"),
        ("\u202eadA\u202c", "adA"),
        ("A\x07d\x1b[31ma\u200b\ufeff", "Ad[31ma"),
        ("a\u2066b\u2069\u200f", "ab"),
        ("a\ud800\ue000\U0010ffffb", "ab"),
        ("<b>&amp;", "<b>&amp;"),
        ("7", "7"),
        ("★", "★"),
        ("?", "?"),
        ("李", "李"),
        ("עדה", "עדה"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d💻", "👩\u200d💻"),
        ("x" * 80, "x" * 80),
        (" " * 100 + "x\u200b" * 80, "x" * 80),
        ("e\u0301" * 80, "é" * 80),
    ],
)
def test_a_name_is_shown_as_it_was_meant(typed: str, shown: str) -> None:
    assert player_name(typed) == shown


@pytest.mark.parametrize(
    "typed",
    ["", " \t\n\u3000", "\x01\x1f\x7f", "\u202e\u2066\u200f", "\u200c\u200d", "\u3164", "\u115f\u1160\uffa0", "\u2800"]
    + ["\u0301", "\u200b\u00ad\ufeff", "\u200d \u0301 \ufe0f", "\ue000", "Ada\0", "\0"],
    ids=ascii,
)
def test_a_name_without_anything_to_see_is_refused(typed: str) -> None:
    with pytest.raises(Invalid, match="Please type your name."):
        player_name(typed)


@pytest.mark.parametrize("typed", ["x" * 81, "a b" * 27])
def test_a_name_of_81_characters_is_refused(typed: str) -> None:
    with pytest.raises(Invalid, match="A name may have 80 characters; this one has 81. Please shorten it."):
        player_name(typed)


@pytest.mark.parametrize(
    "variants",
    [
        ("Ada", "ADA", "ada", " ada ", "\uff21\uff44\uff41", "A\u200bda", "Ada\u200d"),
        ("Ada King", "ada  king", "Ada\u3000King", "ADA\u00a0KING"),
        ("Straße", "STRASSE", "strasse"),
        ("é", "É", "e\u0301", "E\u0301"),
        ("Σίσυφος", "ΣΊΣΥΦΟΣ", "σίσυφοσ"),
        ("\u0390", "\u0390".upper()),
        ("ﬁ", "fi", "FI"),
    ],
    ids=lambda variants: variants[0],
)
def test_a_player_is_known_however_the_name_is_written(variants: tuple[str, ...]) -> None:
    assert len({player_key(name) for name in variants}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("Ada", "Ade"), ("Ada", "A da"), ("Ada", "Adá"), ("Ada", "Ada."), ("Ada 1", "Ada 2")]
)
def test_different_names_are_different_players(one: str, other: str) -> None:
    assert player_key(one) != player_key(other)


def test_a_key_is_never_longer_than_200() -> None:
    assert len(player_key("\ufdfa" * 80)) == 200


@moderate
@given(typed=st.text(max_size=90))
def test_a_name_once_accepted_stays_as_it_is(typed: str) -> None:
    try:
        name = player_name(typed)
    except Invalid:
        assume(False)
    assert player_name(name) == name
    assert 1 <= len(name) <= 80
    assert 1 <= len(player_key(name)) <= 200


def test_accents_do_not_pile_up() -> None:
    assert player_name("Z" + "\u0301" * 79) == "Ź" + "\u0301" * 4


def test_a_pile_of_accents_is_refused_before_it_is_looked_at() -> None:
    """Normalising takes time that grows with the square of the pile."""
    with pytest.raises(Invalid, match="this one has 200001"):
        player_name("a" + "\u0300\u0316" * 100_000)


@pytest.mark.parametrize("mark", ["\u0301", "\u0323", "\u05b0", "\uff9e"])
def test_what_is_folded_has_no_piles_that_would_take_long(mark: str) -> None:
    assert len(folded("a" + f"{mark}\u0301" * 1000 + "b")) <= 32
    assert folded(f"a{mark}b") != folded("ab")
