"""How the pages say numbers and times."""

from datetime import datetime

from markupsafe import Markup

LONGEST_OPENING = 140  # characters


def number(value: float) -> str:
    """2.0 -> "2", 0.5 -> "0.5", 1/3 -> "0.33"."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def opening(text: str) -> str:
    """The first words of a text, on one line."""
    line = " ".join(text.split())
    if len(line) <= LONGEST_OPENING:
        return line
    return f"{line[:LONGEST_OPENING].rpartition(' ')[0] or line[:LONGEST_OPENING]} …"


def size(count: int) -> str:
    """Bytes: 430_080 -> "420 KiB", 1_258_291 -> "1.2 MiB"."""
    return f"{-(-count // 1024)} KiB" if count < 1024 * 1024 else f"{number(round(count / 1024 / 1024, 1))} MiB"


def moment(value: datetime) -> Markup:
    said = f"{value.day} {value:%B %Y, %H:%M} UTC"
    return Markup('<time datetime="{}">{}</time>').format(value.isoformat(), said)


def local(value: datetime, zone: str) -> Markup:
    """The same for a teacher, who lives in a time zone: "24 November 2026, 08:00 CET"."""
    from zoneinfo import ZoneInfo

    there = value.astimezone(ZoneInfo(zone))
    name = f"{there:%Z}"
    said = f"{there.day} {there:%B %Y, %H:%M} {name if name.isalpha() else f'UTC{name}'}"
    return Markup('<time datetime="{}">{}</time>').format(value.isoformat(), said)


def duration(seconds: float) -> str:
    """75 -> "1:15", 3675 -> "1:01:15"."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def span(seconds: int) -> str:
    """5400 -> "1 hour 30 minutes"."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    counts = ((hours, "hour"), (minutes, "minute"), (rest, "second"))
    return " ".join(f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in counts if count)
