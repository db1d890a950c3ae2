"""Sections: added, renamed, with another text or draw. They have no keys, so which became which is worked out."""

import itertools
from collections.abc import Iterator

from quiz.differences import words
from quiz.differences.words import quoted
from quiz.document import Quiz, Section


def changes(before: Quiz, after: Quiz) -> Iterator[str]:
    pairs = paired(before, after)
    for new, section in enumerate(after.sections):
        name = _section_name(after, new)
        if new not in pairs.values():
            yield f"{name} was added."
            continue
        old = before.sections[next(index for index, its_pair in pairs.items() if its_pair == new)]
        if old.title != section.title:
            yield f"{name} had {f'the title {quoted(old.title)}' if old.title else 'no title'}."
        yield from words.text(f"The text of {name[0].lower()}{name[1:]}", old.text, section.text)
        if old.draw != section.draw:
            drawn, drew = map(words.questions, (section.draw, old.draw))
            yield f"{name} asks {drawn} in each attempt instead of {drew}."
    for old_index in range(len(before.sections)):
        if old_index not in pairs:
            yield f"{_section_name(before, old_index)} was taken away."


def paired(before: Quiz, after: Quiz) -> dict[int, int]:
    """Which section became which, by place: the one with the same title or, if none has, with a question of its own."""
    pairs: dict[int, int] = {}
    for is_alike in (_have_one_title, _share_a_question):
        for old, new in itertools.product(range(len(before.sections)), range(len(after.sections))):
            if old not in pairs and new not in pairs.values() and is_alike(before.sections[old], after.sections[new]):
                pairs[old] = new
    return pairs


def _have_one_title(one: Section, other: Section) -> bool:
    return one.title == other.title


def _share_a_question(one: Section, other: Section) -> bool:
    return bool({question.key for question in one.questions} & {question.key for question in other.questions})


def _section_name(quiz: Quiz, index: int) -> str:
    title = quiz.sections[index].title
    return f"Section {index + 1} {quoted(title)}" if title else f"Section {index + 1}"
