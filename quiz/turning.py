"""A question of a draft made into one of another kind, with as much of what was typed as that kind has a place for."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from quiz.draft import KIND_NAMED, QUESTION, Draft, DraftQuestion, with_content
from quiz.errors import Invalid
from quiz.questions.block import Block, Item

OF_EVERY_KIND = ("marks", "tags")
RIGHT = ("x", "=")


def turn_question(draft: Draft, key: str, example: DraftQuestion) -> Draft:
    """Into the kind of the example, which shows how that kind marks its items. Raises NotFound."""
    block = draft.question(key).block
    marks = [item.mark for item in example.block.items]
    found = (one for one in _candidates(block, marks) if _is_read(example.kind, one))
    turned = next(found, _with_common(block))  # which its kind will ask to be mended
    return with_content(draft, QUESTION + key, DraftQuestion(kind=example.kind, block=turned))


def _candidates(block: Block, marks: Sequence[str]) -> Iterator[Block]:
    """From all that is there to the text alone."""
    items = tuple(_marked(block.items, marks))
    yield replace(block, items=items)
    yield _with_common(block, items)
    yield _with_common(block, [Item(item.mark, item.text) for item in items if item.text])
    yield _with_common(block)
    yield Block(block.text)


def _with_common(block: Block, items: Sequence[Item] = ()) -> Block:
    attributes = {name: value for name, value in block.attributes.items() if name in OF_EVERY_KIND}
    return replace(block, items=tuple(items), attributes=attributes)


def _marked(items: Sequence[Item], marks: Sequence[str]) -> Iterator[Item]:
    """Choices are right or wrong; of what is accepted each is right; elsewhere all items are alike."""
    for item in items:
        is_right = item.mark in RIGHT
        if "x" in marks:
            yield replace(item, mark="x" if is_right else " ")
        elif marks and (is_right or "=" not in marks):
            yield replace(item, mark=marks[0])


def _is_read(kind: str, block: Block) -> bool:
    try:
        KIND_NAMED[kind].from_block(block)
    except Invalid:
        return False
    return True
