"""A question's form -> its block, whatever was typed. Which fields there are is for the macro `edit` of each kind.

    text, passage (stands below it in the text), explanation
    attribute.marks, attribute.tags …       what is empty is not there
    flag                                    attributes without a value
    item.3.text, .target, .explanation, .key, .attribute.credit, .flag
    item.3.mark                             or its number among the values of `right`: then it is “x”

Rows of items stand in the order sent; those that were left empty are none.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from quiz.questions.block import Block, Item

Fields = Mapping[str, Sequence[str]]  # without the question's own prefix
ROW = re.compile(r"item\.([0-9]{1,4})\.")
ATTRIBUTE = "attribute."


def read(fields: Fields) -> Block:
    text = line(fields, "text")
    if "passage" in fields:
        text = f"{text}\n\n{line(fields, 'passage')}"
    right = fields.get("right", ())
    items = [item for number in rows(fields) if (item := _item(_of_row(fields, number), number in right))]
    return Block(text, "", _attributes(fields), tuple(_with_one_key_each(items)), line(fields, "explanation"))


def rows(fields: Fields) -> list[str]:
    """The numbers of the rows, in the order sent."""
    return list(dict.fromkeys(found[1] for name in fields if (found := ROW.match(name))))


def without_row(fields: Fields, number: str) -> dict[str, Sequence[str]]:
    return {name: values for name, values in fields.items() if not name.startswith(f"item.{number}.")}


def with_row_raised(fields: Fields, number: str) -> dict[str, Sequence[str]]:
    """The row before the one that was before it."""
    order = rows(fields)
    at = order.index(number) if number in order else 0
    if at:
        order[at - 1], order[at] = order[at], order[at - 1]
    others = {name: values for name, values in fields.items() if not ROW.match(name)}
    in_order = {name: fields[name] for row in order for name in fields if name.startswith(f"item.{row}.")}
    return {**others, **in_order}


def _of_row(fields: Fields, number: str) -> Fields:
    prefix = f"item.{number}."
    return {name.removeprefix(prefix): values for name, values in fields.items() if name.startswith(prefix)}


def _item(fields: Fields, is_right: bool) -> Item | None:
    """None for a row that was left empty; a key alone was only carried along."""
    mark = "x" if is_right else line(fields, "mark") or " "
    item = Item(
        mark,
        line(fields, "text"),
        line(fields, "key"),
        _attributes(fields),
        line(fields, "explanation"),
        line(fields, "target"),
    )
    typed = (item.text, item.target, item.explanation)
    return item if any(value.strip() for value in typed) else None


def _attributes(fields: Fields) -> dict[str, str]:
    named = {name.removeprefix(ATTRIBUTE): " ".join(line(fields, name).split()) for name in _named(fields)}
    return {name: value for name, value in named.items() if value} | dict.fromkeys(fields.get("flag", ()), "")


def _named(fields: Fields) -> Iterator[str]:
    return (name for name in fields if name.startswith(ATTRIBUTE))


def _with_one_key_each(items: Sequence[Item]) -> Iterator[Item]:
    """Two stems that had one target may have two now: then its key stays with the first."""
    targets: dict[str, str] = {}
    for item in items:
        key = item.attributes.get("target", "")
        if key and targets.setdefault(key, item.target) != item.target:
            item.attributes.pop("target")
        yield item


def line(fields: Fields, name: str) -> str:
    """As typed, with the ends of lines that browsers write \\r\\n, and without NUL, which no page and no row holds."""
    return (fields.get(name) or [""])[0].replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
