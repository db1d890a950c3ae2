"""The e-mail addresses that teachers sign in with."""

import unicodedata

from quiz.errors import Invalid

LONGEST = 254  # characters; RFC 5321 allows no more
LONGEST_TYPED = 1000  # as decomposed as may be; the time that NFC takes grows with the square of a pile of accents


def email_key(typed: str) -> str:
    """Equal for the same address, however it was capitalised or encoded. Whatever is typed has one."""
    shown = "".join(character for character in typed if character.isprintable()).strip()
    if len(shown) <= LONGEST_TYPED:
        shown = unicodedata.normalize("NFC", unicodedata.normalize("NFC", shown).casefold())
    return shown[: LONGEST + 1]


def email_address(typed: str) -> str:
    """The key of what can be an address. Raises Invalid."""
    key = email_key(typed)
    if len(key) > LONGEST:
        raise Invalid(f"An e-mail address has at most {LONGEST} characters.")
    name, _, host = key.partition("@")
    if not name or not host or "@" in host or " " in key:
        raise Invalid("Please type an e-mail address, such as name@example.org.")
    return key
