"""The form of a quiz's settings: what it shows of what is stored, and what was typed into it.

Its fields are named as in quiz.document's Quiz and Access; one that takes two inputs has a dot in their names.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from quiz import local_time, proofreading
from quiz.access import Terms, problems
from quiz.document import Access, Band, Quiz
from quiz.errors import Invalid
from quiz.questions.block import fraction_of, percentage
from quiz.web.forms import Form

BAND = ("band.from", "band.text")  # these two once for every text for results
WHOLE = re.compile(r"[0-9]{1,6}")
LABELS = {
    "layout": "Layout",
    "feedback": "When students see what was right",
    "time_limit": "Time limit",
    "shuffle": "In random order",
    "pass_mark": "Pass mark",
    "bands": "Texts for results",
    "language": "Language of the questions",
    "opens_at": "Opens",
    "closes_at": "Closes",
    "attempts": "Attempts for each student",
    "counts": "Which attempt counts",
    "leaderboard": "Leaderboard",
    "pin": "PIN",
    "listed": "Who finds it",
    "slug": "Address",
}
# Of each field the values that it may have: as stored, in words, and what that means.
OPTIONS: Mapping[str, Sequence[tuple[str, str, str]]] = {
    "layout": (
        ("all_at_once", "All questions on one page", "Students see the whole quiz, and answer in the order they like."),
        ("one_at_a_time", "One question at a time", "Students can go back, and mark questions to look at again."),
    ),
    "feedback": (
        ("after_each", "After each question", "Each can be checked once, and shows its answer and explanation."),
        ("at_end", "At the end", "Marks, right answers and explanations, as soon as it is handed in."),
        ("after_closing", "After the quiz has closed", "Nobody can pass on the answers. It needs a closing time."),
        ("marks_only", "Marks only", "Which answers were right is not shown."),
        ("none", "Never", "Not even the marks."),
    ),
    "counts": (
        ("best", "The best", ""),
        ("first", "The first", ""),
        ("last", "The last", ""),
    ),
    "leaderboard": (
        ("names", "With names", ""),
        ("nicknames", "With nicknames", "Students may choose what the others read there. You see their names."),
        ("off", "Off", ""),
    ),
    "listed": (
        ("home", "It is on the home page", ""),
        ("link", "By its link only", "Whoever has the link can take it. A PIN keeps others out."),
    ),
}
INPUTS = (
    *(f"time_limit.{unit}" for unit in ("minutes", "seconds")),
    *(f"{field}.{part}" for field in ("opens_at", "closes_at") for part in ("date", "time")),
    *("shuffle.questions", "shuffle.choices", "pass_mark", "language", "attempts", "pin", "slug", *OPTIONS),
)


class Filled(msgspec.Struct, frozen=True):
    """`values` by the name of the input, `bands` as percentage and text; `blanks` are the empty rows."""

    values: Mapping[str, str]
    bands: Sequence[tuple[str, str]]
    blanks: int = 1

    def with_blank(self) -> "Filled":
        return msgspec.structs.replace(self, blanks=self.blanks + 1)


def stored(frame: Quiz, terms: Terms, zone: str) -> Filled:
    access: Any = terms.access
    minutes, seconds = divmod(frame.time_limit or 0, 60)
    values: dict[str, Any] = {
        "layout": frame.layout,
        "feedback": frame.feedback,
        "time_limit.minutes": minutes or "",
        "time_limit.seconds": seconds or "",
        "shuffle.questions": "on" if frame.shuffle_questions else "",
        "shuffle.choices": "on" if frame.shuffle_choices else "",
        "pass_mark": "" if frame.pass_mark is None else _percent(frame.pass_mark),
        "language": frame.language,
        "attempts": access.attempts or "",
        "counts": access.counts,
        "leaderboard": access.leaderboard,
        "pin": access.pin or "",
        "listed": "home" if access.listed else "link",
        "slug": terms.slug,
    }
    for field in ("opens_at", "closes_at"):
        values[f"{field}.date"], values[f"{field}.time"] = local_time.shown(getattr(access, field), zone)
    bands = [(_percent(band.at_least), band.text) for band in frame.bands]
    return Filled({name: str(value) for name, value in values.items()}, bands)


def typed(form: Form) -> Filled:
    """As it was typed, but for spaces around. Raises Invalid for a field that was sent twice."""
    columns = [[text.strip() for text in form.get(name, [])] for name in BAND]
    rows = list(zip(*columns, strict=False))
    bands = [(percent, text) for percent, text in rows if percent or text]
    return Filled({name: form.one(name).strip() for name in INPUTS}, bands, len(rows) - len(bands))


def read(filled: Filled, now: Terms, zone: str) -> tuple[Quiz, Terms]:
    """The settings, as a document without title and questions, and the terms. Raises Invalid by field."""
    reading = _Reading(filled.values)
    frame = _frame(reading, filled.bands)
    access = Access(
        listed=reading.option("listed") == "home",
        opens_at=reading.take("opens_at", _moment, "opens_at", filled, now, zone),
        closes_at=reading.take("closes_at", _moment, "closes_at", filled, now, zone),
        attempts=reading.take("attempts", _attempts, filled.values["attempts"]),
        counts=reading.option("counts"),
        pin=filled.values["pin"] or None,
        leaderboard=reading.option("leaderboard"),
    )
    terms = Terms(slug=filled.values["slug"], access=access)
    wrong = proofreading.by_field(frame) | problems(terms, now) | reading.wrong
    if wrong:
        raise Invalid("Nothing was saved. Please mend this first:", wrong)
    return frame, terms


class _Reading:
    """Reads field by field, and keeps what is wrong with any of them, so that all of it is said at once."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self.values = values
        self.wrong: dict[str, str] = {}

    def take(self, field: str, read: Callable[..., Any], *arguments: Any) -> Any:
        """None for what is wrong."""
        try:
            return read(*arguments)
        except Invalid as error:
            self.wrong[field] = error.message

    def option(self, field: str) -> Any:
        value = self.values[field]
        if value not in [option for option, _, _ in OPTIONS[field]]:
            self.wrong[field] = "Please choose one of these."
        return value


def _frame(reading: _Reading, rows: Sequence[tuple[str, str]]) -> Quiz:
    values = reading.values
    bands = [reading.take(f"bands.{at}", _band, *row) for at, row in enumerate(rows)]
    return Quiz(
        title="",
        language=values["language"],
        layout=reading.option("layout"),
        feedback=reading.option("feedback"),
        time_limit=reading.take("time_limit", _seconds, values["time_limit.minutes"], values["time_limit.seconds"]),
        shuffle_questions=bool(values["shuffle.questions"]),
        shuffle_choices=bool(values["shuffle.choices"]),
        pass_mark=reading.take("pass_mark", _fraction, values["pass_mark"]),
        bands=tuple(bands) if all(bands) else (),
    )


def differing(mine: Filled, now: Filled) -> dict[str, str]:
    """By field, in words, what is stored now where that is not what was typed."""
    fields = {name.partition(".")[0] for name in INPUTS if mine.values[name] != now.values[name]}
    return {field: _said(field, now) for field in (*fields, *(["bands"] if mine.bands != now.bands else []))}


# ------------------------------------------------------------------ single fields


def _seconds(minutes: str, seconds: str) -> int | None:
    if not (minutes or seconds):
        return None
    if not (WHOLE.fullmatch(minutes or "0") and WHOLE.fullmatch(seconds or "0")):
        raise Invalid("Please write whole numbers such as 20, or leave both empty for no limit.")
    return int(minutes or 0) * 60 + int(seconds or 0)


def _fraction(percent: str) -> float | None:
    return fraction_of(percent.removesuffix("%").strip(), "The pass mark") if percent else None


def _percent(fraction: float) -> str:
    return percentage(fraction).removesuffix("%")


def _band(percent: str, text: str) -> Band:
    if not percent:
        raise Invalid("Please say from how many percent on this is shown; 0 is for everybody else.")
    return Band(at_least=fraction_of(percent.removesuffix("%").strip(), "The percentage"), text=text)


def _moment(field: str, filled: Filled, now: Terms, zone: str) -> Any:
    """What is shown without its seconds, or is the other one of two equal hours, stays what it was."""
    clock = filled.values[f"{field}.date"], filled.values[f"{field}.time"]
    known = getattr(now.access, field)
    if clock == local_time.shown(known, zone):
        return known
    # A quiz that opens or closes in an hour that comes twice is open for all of it.
    return local_time.moment(*clock, zone, second=field == "closes_at")


def _attempts(number: str) -> int | None:
    if number and not WHOLE.fullmatch(number):
        raise Invalid("Please write a whole number such as 2, or leave it empty for any number.")
    return int(number) if number else None


def _said(field: str, filled: Filled) -> str:
    if field == "bands":
        return "; ".join(f"from {percent}%: {text}" for percent, text in filled.bands) or "none"
    if field in OPTIONS:
        return next(words for value, words, _ in OPTIONS[field] if value == filled.values[field])
    inputs = {name.partition(".")[2]: filled.values[name] for name in INPUTS if name.partition(".")[0] == field}
    if field in ("time_limit", "shuffle"):
        parts = [f"{value} {name}" if field == "time_limit" else name for name, value in inputs.items() if value]
        return " and ".join(parts) or "none"
    return " ".join(filter(None, inputs.values())) or "nothing"
