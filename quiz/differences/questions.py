"""Questions: added, taken away, moved, changed. Equal keys make the same question."""

import difflib
from collections.abc import Iterator, Sequence

from quiz import papers
from quiz.differences import changes, sections
from quiz.differences.words import quoted
from quiz.document import Quiz
from quiz.questions import Question


def of_quiz(before: Quiz, after: Quiz) -> Iterator[tuple[str, str]]:
    """Each a key, and a sentence."""
    old, new = _by_key(before), _by_key(after)
    names, old_names = _names(after), _names(before)
    moved = _moved(before, after)
    for key, question in new.items():
        if key not in old:
            yield key, f"{names[key]} was added."
        elif found := [*moved.get(key, ()), *changes.of_question(old[key], question)]:
            yield key, f"{names[key]} {'; '.join(found)}."
    yield from ((key, f"{old_names[key]} was taken away.") for key in old if key not in new)


def _by_key(quiz: Quiz) -> dict[str, Question]:
    return {question.key: question for question in quiz.questions}


def _names(quiz: Quiz) -> dict[str, str]:
    """By key: 'Question 2 “Which port …”', as students see it numbered. A note has no number."""
    numbered = zip(quiz.questions, papers.numbers(quiz.questions), strict=True)
    return {
        question.key: f"{f'Question {number}' if number else 'The note'} {quoted(question.text)}"
        for question, number in numbered
    }


def _moved(before: Quiz, after: Quiz) -> dict[str, list[str]]:
    """What stands elsewhere among those that are in both, by key; questions that only made room have not moved."""
    numbers = dict(zip(_by_key(before), papers.numbers(before.questions), strict=True))
    old_section, new_section = _section_of(before), _section_of(after)
    became = sections.paired(before, after)
    moved = {}
    for key in _out_of_order(list(numbers), list(_by_key(after))):
        moved[key] = [f"was question {numbers[key]} and was moved" if numbers[key] else "was moved"]
    for key in old_section.keys() & new_section.keys():
        place = new_section[key]
        if place in became.values() and became.get(old_section[key], place) != place:
            moved[key] = [f"was moved to section {place + 1}"]
    return moved


def _out_of_order(before: Sequence[str], after: Sequence[str]) -> set[str]:
    old, new = [key for key in before if key in after], [key for key in after if key in before]
    blocks = difflib.SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return set(new) - {key for block in blocks for key in old[block.a : block.a + block.size]}


def _section_of(quiz: Quiz) -> dict[str, int]:
    return {question.key: index for index, section in enumerate(quiz.sections) for question in section.questions}
