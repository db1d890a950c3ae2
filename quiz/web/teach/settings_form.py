"""The form of a quiz's settings: what it shows of what is stored, and what was typed into it."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from quiz import local_time
from quiz.access import Terms
from quiz.document import Quiz
from quiz.questions.block import percentage
from quiz.web.forms import Form
from quiz.web.teach.settings_fields import BAND, INPUTS, OPTIONS


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


def differing(mine: Filled, now: Filled) -> dict[str, str]:
    """By field, in words, what is stored now where that is not what was typed."""
    fields = {name.partition(".")[0] for name in INPUTS if mine.values[name] != now.values[name]}
    return {field: _said(field, now) for field in (*fields, *(["bands"] if mine.bands != now.bands else []))}


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


def _percent(fraction: float) -> str:
    return percentage(fraction).removesuffix("%")
