"""Stable keys of questions and their parts: answers store keys, never positions or texts."""

import itertools
import re
from collections.abc import Callable, Collection, Sequence
from operator import attrgetter
from typing import Any, Protocol, TypeVar

import msgspec

KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


class Keyed(Protocol):
    @property
    def key(self) -> str: ...
    @property
    def text(self) -> str: ...


AnyKeyed = TypeVar("AnyKeyed", bound=msgspec.Struct)


def with_keys(
    things: Sequence[AnyKeyed],
    like: Sequence[Keyed],
    name: Callable[[int], str],
    text_of: Callable[[Any], str] = attrgetter("text"),
    retired: Collection[str] = (),
) -> tuple[AnyKeyed, ...]:
    """Give a key to each thing that has none: that of an equal text in `like`, else the next free name.

    Of several equal texts the first takes the first one's key. Keys that `like` used for other texts, and those that
    are retired, are not given again: old answers store them.
    """
    taken = {thing.key for thing in things}  # type: ignore[attr-defined]
    by_text: dict[str, list[str]] = {}
    for known in reversed(like):
        if known.key not in taken:
            by_text.setdefault(text_of(known), []).append(known.key)
    used = taken | {known.key for known in like} | set(retired)
    unused = (key for key in map(name, itertools.count()) if key not in used)

    def key_of(thing: Keyed) -> str:
        same = by_text.get(text_of(thing))
        return thing.key or (same.pop() if same else next(unused))

    return tuple(msgspec.structs.replace(thing, key=key_of(thing)) for thing in things)  # type: ignore[arg-type]


def letters(number: int) -> str:
    """0 -> "a", 25 -> "z", 26 -> "aa"."""
    head, last = divmod(number, 26)
    return (letters(head - 1) if head else "") + chr(ord("a") + last)
