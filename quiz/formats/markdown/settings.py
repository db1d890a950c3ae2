"""The settings of a quiz, lines `name: value` on top of the file: what each is called, and its value in words."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from operator import attrgetter
from typing import Any, TypeVar

import msgspec
from msgspec import UNSET

from quiz.document import AS_BEFORE, Access, Band, Quiz
from quiz.errors import Invalid
from quiz.questions.block import fraction_of, percentage

USUAL = Quiz(title="")
SECONDS = {"hour": 3600, "minute": 60, "second": 1}
DURATION = re.compile(r"([0-9]{1,6}) (hour|minute|second)s?")
SHUFFLED = ("questions", "choices")
BAND = re.compile(r"from (.*)")
BAND_EXAMPLE = "from 80%: Very good."

Value = TypeVar("Value")
Read = Callable[[str], Any]  # raises Invalid; what was wrong becomes part of a sentence that ends with the example
Write = Callable[[Any], str]


class Setting(msgspec.Struct, frozen=True):
    """`read` gives fields of Quiz or of Access; `write` gives None where they are as usual, which `usual` says."""

    example: str
    read: Callable[[str], dict[str, Any]]
    write: Callable[[Quiz], str | None]
    usual: str = "none"


def read(lines: Iterable[tuple[int, str]], refuse: Callable[[str, int], None]) -> dict[str, Any]:
    """The fields of Quiz that numbered lines set. What cannot be read goes to `refuse`, with its number."""
    fields: dict[str, Any] = {}
    bands = []
    seen = set()
    for number, line in lines:
        before, _, value = line.partition(":")
        name = _plain(before)
        try:
            if name in seen:
                raise Invalid(f"“{name}” is set twice")
            if found := BAND.fullmatch(name):
                bands.append(_band(found[1], value.strip()))
            else:
                fields |= _fields(name, value.strip())
        except Invalid as error:
            refuse(error.message, number)
        seen.add(name)
    access = {name: fields.pop(name) for name in Access.__struct_fields__ if name in fields}
    return {**fields, "bands": tuple(bands), "access": Access(**access) if access else AS_BEFORE}


def write(quiz: Quiz) -> Iterator[str]:
    yield from (f"{name}: {value}" for name, value in values(quiz).items())


def values(quiz: Quiz) -> dict[str, str]:
    """What is not as usual, by name, each on one line."""
    given = ((name, setting.write(quiz)) for name, setting in SETTINGS.items())
    bands = ((f"from {percentage(band.at_least)}", band.text) for band in quiz.bands)
    return {name: " ".join(value.splitlines()) for name, value in (*given, *bands) if value is not None}


def usual(name: str) -> str:
    """The value, in words, of what a quiz does not set."""
    return SETTINGS[name].usual if name in SETTINGS else "none"


def _fields(name: str, value: str) -> dict[str, Any]:
    setting = SETTINGS.get(name)
    if setting is None:
        raise Invalid(f"“{name}” is not a setting; known are {', '.join(SETTINGS)} and, for example, “{BAND_EXAMPLE}”")
    return _understood(setting.read, name, value, f"{name}: {setting.example}")


def _band(at_least: str, text: str) -> Band:
    fraction = _understood(_read_percentage, f"from {at_least}", at_least, BAND_EXAMPLE)
    return Band(at_least=fraction, text=_understood(str, f"from {at_least}", text, BAND_EXAMPLE))


def _understood(reading: Callable[[str], Value], name: str, value: str, example: str) -> Value:
    try:
        if not value:
            raise Invalid("there is no value")
        return reading(value)
    except Invalid as error:
        raise Invalid(f"{name}: {error.message}; an example is “{example}”") from error


def _field(path: str, example: str, read: Read = str, write: Write = str) -> Setting:
    """A setting that is one field, of the quiz (`layout`) or of its access (`access.pin`)."""
    value_of = attrgetter(path)
    usual = value_of(USUAL)
    name = path.rpartition(".")[2]

    def written(quiz: Quiz) -> str | None:
        value = value_of(quiz)
        return None if value == usual else write(value)

    in_words = "as it was before" if usual is UNSET else "none" if usual is None else write(usual)
    return Setting(example, lambda text: {name: read(text)}, written, in_words)


def _or_none(word: str, path: str, example: str, read: Read = str, write: Write = str) -> Setting:
    """The same where a word stands for None."""
    return _field(
        path,
        example,
        lambda text: None if _plain(text) == word else read(text),
        lambda value: word if value is None else write(value),
    )


def _one_of(path: str, words: Mapping[str, Any]) -> Setting:
    """The same for a few values; `words`: as in a file -> as in the document."""
    written = {value: word for word, value in words.items()}

    def read(text: str) -> Any:
        if _plain(text) not in words:
            raise Invalid(f"“{text}” is none of {', '.join(words)}")
        return words[_plain(text)]

    return _field(path, next(iter(words)), read, written.__getitem__)


def _plain(text: str) -> str:
    return " ".join(text.lower().split())


def _read_duration(text: str) -> int:
    found = DURATION.fullmatch(_plain(text))
    if not found:
        raise Invalid(f"“{text}” is no whole number of seconds, minutes or hours")
    return int(found[1]) * SECONDS[found[2]]


def _write_duration(seconds: int) -> str:
    unit, length = next((unit, length) for unit, length in SECONDS.items() if seconds % length == 0)
    number = seconds // length
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def _read_shuffle(text: str) -> dict[str, bool]:
    words = [_plain(word) for word in text.split(",")]
    if not set(words) <= set(SHUFFLED):
        raise Invalid(f"“{text}” is not made of {' and '.join(SHUFFLED)}")
    return {f"shuffle_{word}": word in words for word in SHUFFLED}


def _write_shuffle(quiz: Quiz) -> str | None:
    return ", ".join(word for word in SHUFFLED if getattr(quiz, f"shuffle_{word}")) or None


def _read_percentage(text: str) -> float:
    if not text.endswith("%"):  # is 0.6 a fraction or less than a hundredth?
        raise Invalid(f"“{text}” does not end with %")
    return fraction_of(text.removesuffix("%").rstrip(), "a percentage")


def _read_moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Invalid(f"“{text}” is no date with a time and its offset from UTC") from None
    if moment.tzinfo is None:
        raise Invalid(f"“{text}” has no offset from UTC such as +01:00 or Z")
    return moment


def _write_moment(moment: datetime) -> str:
    return moment.isoformat(" ", "auto" if moment.second or moment.microsecond else "minutes")


def _read_attempts(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,6}", text):
        raise Invalid(f"“{text}” is neither a whole number nor “any number”")
    return int(text)


LAYOUTS = {"one at a time": "one_at_a_time", "all at once": "all_at_once"}
FEEDBACK = {
    "after each question": "after_each",
    "at the end": "at_end",
    "after closing": "after_closing",
    "marks only": "marks_only",
    "none": "none",
}
LISTED = {"on the home page": True, "by link only": False}
COUNTS = {"best attempt": "best", "first attempt": "first", "last attempt": "last"}
LEADERBOARDS = {"names": "names", "nicknames": "nicknames", "off": "off"}

SETTINGS = {
    "language": _field("language", "de"),
    "layout": _one_of("layout", LAYOUTS),
    "feedback": _one_of("feedback", FEEDBACK),
    "time limit": _field("time_limit", "20 minutes", _read_duration, _write_duration),
    "shuffle": Setting("questions, choices", _read_shuffle, _write_shuffle),
    "pass mark": _field("pass_mark", "60%", _read_percentage, percentage),
    "listed": _one_of("access.listed", LISTED),
    "opens": _or_none("at once", "access.opens_at", "2026-11-24 08:00+01:00", _read_moment, _write_moment),
    "closes": _or_none("never", "access.closes_at", "2026-11-24 09:30+01:00", _read_moment, _write_moment),
    "attempts": _or_none("any number", "access.attempts", "2", _read_attempts),
    "counts": _one_of("access.counts", COUNTS),
    "pin": _or_none("none", "access.pin", "4711"),
    "leaderboard": _one_of("access.leaderboard", LEADERBOARDS),
}
