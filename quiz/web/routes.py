"""Route templates as the Functions host reads them (ASP.NET): "quizzes/{slug}", "static/{*path}", "x/{id:int?}".

Literals ignore case, a trailing slash is ignored, and what cannot be read stops the start with a reason.
"""

import re
from collections.abc import Callable
from urllib.parse import unquote

INTEGER = re.compile(r"\s*[+-]?[0-9]+\s*")
GUID = re.compile(r"[0-9a-fA-F]{32}|[{(]?[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}[)}]?")
PARAMETER = re.compile(r"\{(\*{0,2})(\w+)((?::[a-z]+(?:\(.*?\))?)*)(\?|=[^{}]*)?\}")
CATCH_ALL_INSIDE = re.compile(r"[^/]\{\*|\{\*[^{}]*\}.")  # only a whole last segment may catch all


def _integer(value: str, lowest: int, highest: int) -> bool:
    return len(value) < 30 and INTEGER.fullmatch(value) is not None and lowest <= int(value) <= highest


CONSTRAINTS: dict[str, Callable[[str, str], bool]] = {
    "int": lambda value, _: _integer(value, -(2**31), 2**31 - 1),
    "long": lambda value, _: _integer(value, -(2**63), 2**63 - 1),
    "bool": lambda value, _: value.strip().lower() in ("true", "false"),
    "alpha": lambda value, _: re.fullmatch(r"[A-Za-z]*", value) is not None,
    "guid": lambda value, _: GUID.fullmatch(value) is not None,
    "min": lambda value, limit: _integer(value, int(limit), 2**63 - 1),
    "max": lambda value, limit: _integer(value, -(2**63), int(limit)),
    "range": lambda value, limits: _integer(value, *map(int, limits.split(","))),
    "minlength": lambda value, limit: len(value) >= int(limit),
    "maxlength": lambda value, limit: len(value) <= int(limit),
    "length": lambda value, limits: int(limits.split(",")[0]) <= len(value) <= int(limits.split(",")[-1]),
    "regex": lambda value, pattern: re.search(pattern, value, re.IGNORECASE) is not None,
}


class Route:
    """One template. Raises ValueError if the host would refuse it."""

    def __init__(self, template: str) -> None:
        self.template = template
        self.defaults: dict[str, str] = {}
        self._constraints: list[tuple[str, Callable[[str, str], bool], str]] = []
        bare = template.removeprefix("~/").removeprefix("/")
        if bare.lower().startswith(("admin", "runtime")):
            raise ValueError(f"the route {template!r} begins like the host's own (admin, runtime)")
        segments = bare.rstrip("/").split("/") if bare.strip("/") else []
        if "" in segments:
            raise ValueError(f"the route {template!r} has two slashes in a row")
        if "}{" in bare or CATCH_ALL_INSIDE.search(bare.rstrip("/")):
            raise ValueError(f"the route {template!r} leaves open where a parameter ends")
        try:
            self._regex = re.compile("".join(map(self._segment, segments)) + "/?", re.IGNORECASE | re.ASCII | re.DOTALL)
        except re.error as error:  # a name twice, or one that begins with a digit
            raise ValueError(f"the route {template!r} cannot be read: {error}") from None

    def match(self, path: str) -> dict[str, str] | None:
        """The parameters of a decoded path, or None."""
        found = self._regex.fullmatch("" if path == "/" else path)
        if not found:
            return None
        values = {**self.defaults, **{name: value for name, value in found.groupdict().items() if value}}
        fits = all(check(values[name], limit) for name, check, limit in self._constraints if name in values)
        return values if fits else None

    def _segment(self, segment: str) -> str:
        pattern, at = "", 0
        for found in PARAMETER.finditer(segment):
            stars, name, rules, tail = found.groups()
            self._constrain(name, rules)
            if tail and tail != "?":
                self.defaults[name] = tail[1:]
            value = f"(?P<{name}>{'.*' if stars else '[^/]+'})"
            if (stars or tail) and found[0] == segment:
                return f"(?:/{value})?"  # the whole segment may be absent
            pattern += re.escape(segment[at : found.start()]) + value
            at = found.end()
        if re.search("[{}]", segment[at:]):
            raise ValueError(f"the route segment {segment!r} cannot be read")
        return "/" + pattern + re.escape(segment[at:])

    def _constrain(self, name: str, rules: str) -> None:
        for rule in re.split(r":(?=[a-z]+(?:\(|:|$))", rules)[1:]:
            key, _, limit = rule.partition("(")
            if key not in CONSTRAINTS:
                raise ValueError(f"the route constraint {key!r} is not known")
            limit = limit.removesuffix(")")
            try:
                CONSTRAINTS[key]("0", limit)
            except (ValueError, TypeError, re.error):
                raise ValueError(f"the route constraint {rule!r} cannot be read") from None
            self._constraints.append((name, CONSTRAINTS[key], limit))


def decoded(raw_path: str) -> str:
    """Everything percent-encoded but %2F: the web server leaves that one alone."""
    return "%2F".join(unquote(part) for part in re.split("%2[fF]", raw_path))
