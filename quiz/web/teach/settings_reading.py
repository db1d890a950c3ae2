"""What a filled form of a quiz's settings says, and what is wrong with it."""

import re
from typing import Any

from quiz import local_time, proofreading
from quiz.access import Terms, problems
from quiz.document import Access, Band, Quiz
from quiz.errors import Invalid
from quiz.questions.block import fraction_of
from quiz.web.fields import Fields
from quiz.web.teach.settings_fields import OPTIONS
from quiz.web.teach.settings_form import Filled

WHOLE = re.compile(r"[0-9]{1,6}")


def read(filled: Filled, now: Terms, zone: str) -> tuple[Quiz, Terms]:
    """The settings, as a document without title and questions, and the terms. Raises Invalid by field."""
    fields = Fields(filled.values.__getitem__)
    frame = _frame(fields, filled)
    access = Access(
        listed=_option(fields, "listed") == "home",
        opens_at=fields.take("opens_at", _moment, "opens_at", filled, now, zone),
        closes_at=fields.take("closes_at", _moment, "closes_at", filled, now, zone),
        attempts=fields.take("attempts", _attempts, filled.values["attempts"]),
        counts=_option(fields, "counts"),
        pin=filled.values["pin"] or None,
        leaderboard=_option(fields, "leaderboard"),
    )
    terms = Terms(slug=filled.values["slug"], access=access)
    wrong = proofreading.by_field(frame) | problems(terms, now) | fields.wrong
    if wrong:
        raise Invalid("Nothing was saved. Please mend this first:", wrong)
    return frame, terms


def _frame(fields: Fields, filled: Filled) -> Quiz:
    values = filled.values
    bands = [fields.take(f"bands.{at}", _band, *row) for at, row in enumerate(filled.bands)]
    return Quiz(
        title="",
        language=values["language"],
        layout=_option(fields, "layout"),
        feedback=_option(fields, "feedback"),
        time_limit=fields.take("time_limit", _seconds, values["time_limit.minutes"], values["time_limit.seconds"]),
        shuffle_questions=bool(values["shuffle.questions"]),
        shuffle_choices=bool(values["shuffle.choices"]),
        pass_mark=fields.take("pass_mark", _fraction, values["pass_mark"]),
        bands=tuple(bands) if all(bands) else (),
    )


# ------------------------------------------------------------------ single fields


def _option(fields: Fields, field: str) -> Any:
    """One of the values that a field may have."""

    def known(value: str) -> str:
        if value not in [option for option, _, _ in OPTIONS[field]]:
            raise Invalid("Please choose one of these.")
        return value

    return fields.read(field, known)


def _seconds(minutes: str, seconds: str) -> int | None:
    if not (minutes or seconds):
        return None
    if not (WHOLE.fullmatch(minutes or "0") and WHOLE.fullmatch(seconds or "0")):
        raise Invalid("Please write whole numbers such as 20, or leave both empty for no limit.")
    return int(minutes or 0) * 60 + int(seconds or 0)


def _fraction(percent: str) -> float | None:
    return fraction_of(percent.removesuffix("%").strip(), "The pass mark") if percent else None


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
