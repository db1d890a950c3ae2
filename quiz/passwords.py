"""Passwords: which will do, and how they are kept. Hashing takes a tenth of a second, on purpose."""

import unicodedata

from quiz.errors import Invalid

SHORTEST, LONGEST = 10, 200  # characters
LONGEST_TYPED = 1000  # as decomposed as may be; the time that NFC takes grows with the square of a pile of accents
METHOD = "scrypt:32768:8:1"
# No password's hash. An unknown account is checked against it, so that it takes as long as one that is there.
NOBODYS = f"{METHOD}${'0' * 16}${'0' * 128}"


def new_password(typed: str, *personal: str) -> str:
    """The password, if it will do. Raises Invalid. `personal` is what everybody knows of its teacher."""
    plain = _plain(typed)
    if len(plain) < SHORTEST:
        raise Invalid(
            f"A password has at least {SHORTEST} characters; three or four words that only you join are good."
        )
    if len(plain) > LONGEST:
        raise Invalid(f"A password has at most {LONGEST} characters; this one has {len(plain)}.")
    if plain.casefold() in (_plain(known).casefold() for known in personal):
        raise Invalid("That is your name or your e-mail address. Please choose another password.")
    return typed


def new_hash(password: str) -> str:
    from werkzeug.security import generate_password_hash

    return generate_password_hash(_plain(password), METHOD)


def matches(stored: str | None, password: str) -> bool:
    """`stored` is None where there is no such account: that is never a match, and takes as long to find out."""
    from werkzeug.security import check_password_hash

    return check_password_hash(stored or NOBODYS, _plain(password))


def _plain(password: str) -> str:
    """An ü is one character on some keyboards and two on others. What is too long is nobody's as it is."""
    return unicodedata.normalize("NFC", password) if len(password) <= LONGEST_TYPED else password
