"""The names that students type."""

import re
import unicodedata

from quiz.errors import Invalid

LONGEST = 80  # characters
LONGEST_TYPED = 500  # characters, spaces and accents that go included; more are not even looked at
LONGEST_KEY = 200  # NFKC makes 18 characters of some; an index entry has room for so many
# More accents on one letter than any script needs would cover the lines above and below.
ACCENT = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
PILE = re.compile(f"({ACCENT}{{4}}){ACCENT}+")
MOST_MARKS = 30  # on one letter, as in Unicode's stream-safe texts: the time that NFKC takes grows with their square
HALF_MARKS = "\uff9e\uff9f"  # letters that NFKC makes marks of
JOINERS = "\u200c\u200d"  # invisible, yet part of how some scripts and emoji are written


def player_name(typed: str) -> str:
    """The name as it will be shown. Raises Invalid if there is none to show, or too much of it."""
    if len(typed) > LONGEST_TYPED:
        raise Invalid(f"A name may have {LONGEST} characters; this one has {len(typed)}. Please shorten it.")
    name = " ".join(unicodedata.normalize("NFC", "".join(map(_shown, typed))).split())
    name = PILE.sub(r"\1", name)
    if "\0" in typed or not any(_is_visible(character) for character in name):
        raise Invalid("Please type your name.")
    if len(name) > LONGEST:
        raise Invalid(f"A name may have {LONGEST} characters; this one has {len(name)}. Please shorten it.")
    return name


def player_key(name: str) -> str:
    """Equal for the same player: however the name is capitalised, spaced or encoded."""
    return folded(name)[:LONGEST_KEY]


def folded(text: str) -> str:
    """What is left of a text if neither capitals nor spacing nor encoding count."""
    line = " ".join(_without_piles(text).split())
    if not line.isprintable():  # which is quick to ask, and else nothing in it is hidden
        line = "".join(character for character in line if unicodedata.category(character) != "Cf")
    return " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", line).casefold()).split())


def _without_piles(text: str) -> str:
    if text.isascii():
        return text
    kept, marks = list[str](), 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) or character in HALF_MARKS else 0
        if marks <= MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def _shown(character: str) -> str:
    """White space as a space; control and direction marks, which could garble the whole page, as nothing."""
    if character.isspace():
        return " "
    hidden = unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn") and character not in JOINERS
    return "" if hidden else character


def _is_visible(character: str) -> bool:
    """Letters, digits, signs; not white space, joiners, accents without a letter or Hangul and Braille blanks."""
    return unicodedata.category(character)[0] in "LNPS" and character not in "\u115f\u1160\u3164\uffa0\u2800"
