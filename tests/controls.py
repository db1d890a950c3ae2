"""What a browser without script would send of a page's form."""

from collections.abc import Sequence
from html.parser import HTMLParser

Pairs = list[tuple[str, str]]


class Controls(HTMLParser):
    """The successful controls of all forms of a page, in their order; buttons are not pressed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pairs: Pairs = []
        self._disabled = 0  # fieldsets around
        self._fieldsets: list[bool] = []
        self._area: str | None = None
        self._select: tuple[str, list[tuple[str, bool]]] | None = None

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "fieldset":
            self._fieldsets.append("disabled" in values)
            self._disabled += "disabled" in values
        elif tag == "input" and self._is_sent(values):
            self.pairs.append((values["name"], values.get("value", "on")))
        elif tag == "textarea" and not self._disabled:
            self._area = ""
            self.pairs.append((values["name"], ""))
        elif tag == "select" and not self._disabled:
            self._select = (values["name"], [])
        elif tag == "option" and self._select:
            self._select[1].append((values.get("value", ""), "selected" in values))

    def handle_endtag(self, tag: str) -> None:
        if tag == "fieldset":
            self._disabled -= self._fieldsets.pop()
        elif tag == "textarea" and self._area is not None:
            text = self._area.removeprefix("\n")  # as a browser's parser does
            self.pairs[-1] = (self.pairs[-1][0], text.replace("\n", "\r\n"))
            self._area = None
        elif tag == "select" and self._select:
            name, options = self._select
            self.pairs.append((name, next((value for value, chosen in options if chosen), options[0][0])))
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area += data

    def _is_sent(self, values: dict[str, str]) -> bool:
        is_off = values.get("type") in ("radio", "checkbox") and "checked" not in values
        return "name" in values and not self._disabled and not is_off


def controls(html: str) -> Pairs:
    parser = Controls()
    parser.feed(html)
    parser.close()
    return parser.pairs


def with_fields(pairs: Pairs, **typed: str) -> Pairs:
    """The same with other values in some fields; `question_q1_text` stands for question.q1.text."""
    values = {name.replace("_", "."): value for name, value in typed.items()}
    assert values.keys() <= {name for name, _ in pairs}, values.keys() - {name for name, _ in pairs}
    return [(name, values.get(name, value)) for name, value in pairs]
