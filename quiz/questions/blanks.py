"""Blanks inside a text: `[[= 80 | = 8080 {credit=50%}]]` or `[[[x] GET | [ ] POST | {#method weight=2}]]`.

What stands between the brackets are a question's answer lines, parted by `|`; attributes of the blank itself are a part
of their own at the end. A blank is on one line. Inside it a backslash makes `|`, `[` or `]` text. A backslash before
what would begin a blank makes that text; of several backslashes there, two stand for one.
"""

import re
from collections.abc import Iterable, Iterator

from quiz.errors import Invalid
from quiz.questions.attributes import split_attributes, with_attributes
from quiz.questions.block import Block, Item

# What begins a blank or almost does, and as a text might show the right answer to everybody.
BEGINNING = r"(?:\[\[ *(?:=|\[ ?[xX]? ?\])|(?<!\[)\[\[[xX ]\] )"
# No run is looked at twice (the + behind a quantifier), and no blank holds “[[”: the time is linear.
_INSIDE = r"(?:\\++[|\[\]]?+|[^\\\[\]\n]|\[(?!\[)|\](?!\]))*+"
BLANK = rf"\[\[(?=(?:=|\[[xX ]\]) )(?P<inside>{_INSIDE})\]\]"
PLACE = re.compile(rf"(?<!\\)(?P<pairs>(?:\\\\)*+)(?:(?P<escape>\\)(?={BEGINNING})|{BLANK}|(?P<almost>{BEGINNING}))")
LITERAL = re.compile(rf"(?<!\\)(\\*+)(?={BEGINNING})")

PART = re.compile(r"(?:(=)|\[([xX ])\])(?: +(.*))?")
BETWEEN = re.compile(r"(?<!\\)\|")
GUARDED = re.compile(r"\\(\\*[|\[\]])")
TO_GUARD = re.compile(r"(?<!\\)(?:\\+[|\[\]]|\||\[(?=\[)|\](?=\]|\Z))")

EXAMPLES = "“[[= 80 | = 8080]]” or “[[[x] GET | [ ] POST]]”"


def has_blank(text: str) -> bool:
    return any(found["inside"] is not None for found in PLACE.finditer(text))


def has_almost_blank(text: str) -> bool:
    return any(found["almost"] for found in PLACE.finditer(text))


def read(text: str) -> Iterator[str | Block]:
    """The texts and the blanks in their order; no text is empty. Raises Invalid for what is almost a blank."""
    words, at = [], 0
    for found in PLACE.finditer(text):
        words += [text[at : found.start()], found["pairs"][::2]]
        at = found.end()
        if found["almost"]:
            line = text[found.start("almost") :].split("\n", 1)[0]
            raise Invalid(f"“{line[:40]}” is almost a blank; write {EXAMPLES}, or “\\[[” where it is text")
        if found["inside"] is not None:
            yield from filter(None, ["".join(words)])
            yield _block(found["inside"])
            words = []
    yield from filter(None, ["".join([*words, text[at:]])])


def written(parts: Iterable[str | Block]) -> str:
    """The text that `read` takes apart again."""
    words: list[str] = []
    for part in parts:
        if isinstance(part, str):
            words.append(LITERAL.sub(r"\1\1\\", part))
            continue
        if words:  # backslashes before a blank are not to escape it
            words.append("\\" * (len(words[-1]) - len(words[-1].rstrip("\\"))))
        words.append(_written(part))
    return "".join(words)


def _block(inside: str) -> Block:
    parts = [GUARDED.sub(r"\1", part.strip()) for part in BETWEEN.split(inside)]
    last, key, attributes = split_attributes(parts[-1])
    if last:
        key, attributes = "", {}
    else:
        parts.pop()
    if "marks" in attributes:
        raise Invalid("a blank has no marks but a weight, such as {weight=2}")
    renamed = {"marks" if name == "weight" else name: value for name, value in attributes.items()}
    return Block("", key, renamed, tuple(map(_item, parts)))


def _item(part: str) -> Item:
    found = PART.fullmatch(part)
    if not found:
        raise Invalid(f"“{part[:40]}” cannot stand in a blank; write {EXAMPLES}, and a backslash before a | of a text")
    text, key, attributes = split_attributes(found[3] or "")
    return Item(found[1] or found[2].lower(), text, key, attributes)


def _written(block: Block) -> str:
    parts = [
        with_attributes(f"{_mark(item)} {' '.join(item.text.split())}", item.key, item.attributes)
        for item in block.items
    ]
    renamed = {"weight" if name == "marks" else name: value for name, value in block.attributes.items()}
    if block.key or renamed:
        parts.append(with_attributes("", block.key, renamed).strip())
    inside = " | ".join(TO_GUARD.sub(r"\\\g<0>", part) for part in parts)
    return f"[[{inside} ]]" if inside.endswith("\\") else f"[[{inside}]]"


def _mark(item: Item) -> str:
    return "=" if item.mark == "=" else f"[{item.mark}]"
