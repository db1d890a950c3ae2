"""The e-mail addresses that teachers sign in with."""

import unicodedata

from quiz.errors import Invalid

LONGEST = 254  # characters; RFC 5321 allows no more


def email_key(typed: str) -> str:
    """Equal for the same address, however it was capitalised or encoded. Whatever is typed has one."""
    shown = "".join(character for character in typed if character.isprintable()).strip()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", shown).casefold())[: LONGEST + 1]


def email_address(typed: str) -> str:
    """The key of what can be an address. Raises Invalid."""
    key = email_key(typed)
    if len(key) > LONGEST:
        raise Invalid(f"An e-mail address has at most {LONGEST} characters.")
    name, _, host = key.partition("@")
    if not name or not host or "@" in host or " " in key:
        raise Invalid("Please type an e-mail address, such as name@example.org.")
    return key
