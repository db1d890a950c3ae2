"""What changed between two revisions of a quiz, in words for its teacher. Values only."""

import difflib
import itertools
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from quiz import document, papers
from quiz.document import Quiz, Section
from quiz.formats.markdown import settings
from quiz.questions import Question
from quiz.questions.common import Answer, Common

LONGEST = 60  # characters that are quoted of a text
COMMON = 2  # of a question's texts: its text and its explanation, which every kind has


class Difference(msgspec.Struct, frozen=True):
    """`words` are a sentence, or a few; `question` is the key of the question they are about, "" if about none."""

    words: str
    question: str = ""


def between(before: Quiz | None, after: Quiz) -> list[Difference]:
    """The quiz itself first, then its settings, its sections, and its questions in the order of `after`."""
    if before is None:
        count = sum(question.is_asked for question in after.questions)
        return [Difference(f"This is the first revision, with {_questions_in_words(count)}.")]
    before, after = document.keyed(before), document.keyed(after, before)
    about_the_quiz = (*_quiz(before, after), *_settings(before, after), *_sections(before, after))
    return [*map(Difference, about_the_quiz), *_questions(before, after)]


def quoted(text: str) -> str:
    """The first words of a text."""
    line = " ".join(text.split())
    if len(line) <= LONGEST:
        return f"“{line}”"
    head = line[:LONGEST]
    return f"“{head.rpartition(' ')[0] or head[:-1]}…”"


# ------------------------------------------------------------------ the quiz, its settings and sections


def _quiz(before: Quiz, after: Quiz) -> Iterator[str]:
    if before.title != after.title:
        yield f"The title is {quoted(after.title)} instead of {quoted(before.title)}."
    yield from _text("The introduction", before.text, after.text)


def _text(name: str, before: str, after: str) -> Iterator[str]:
    if before != after:
        yield f"{name} was {'changed' if before and after else 'added' if after else 'taken away'}."


def _settings(before: Quiz, after: Quiz) -> Iterator[str]:
    """By the names and in the words of a file; what a quiz does not set has its usual value, and a text none."""
    old, new = settings.values(before), settings.values(after)
    for name in dict.fromkeys((*settings.SETTINGS, *new, *old)):
        was, is_now = (_in_words(name, values) for values in (old, new))
        if was != is_now:
            yield f"{name[0].upper()}{name[1:]}: {is_now} instead of {was}."


def _in_words(name: str, values: Mapping[str, str]) -> str:
    if name not in values:
        return settings.usual(name)
    return values[name] if name in settings.SETTINGS else quoted(values[name])


def _sections(before: Quiz, after: Quiz) -> Iterator[str]:
    pairs = _paired(before, after)
    for new, section in enumerate(after.sections):
        name = _section_name(after, new)
        if new not in pairs.values():
            yield f"{name} was added."
            continue
        old = before.sections[next(index for index, its_pair in pairs.items() if its_pair == new)]
        if old.title != section.title:
            yield f"{name} had {f'the title {quoted(old.title)}' if old.title else 'no title'}."
        yield from _text(f"The text of {name[0].lower()}{name[1:]}", old.text, section.text)
        if old.draw != section.draw:
            drawn, drew = map(_questions_in_words, (section.draw, old.draw))
            yield f"{name} asks {drawn} in each attempt instead of {drew}."
    for old_index in range(len(before.sections)):
        if old_index not in pairs:
            yield f"{_section_name(before, old_index)} was taken away."


def _questions_in_words(count: int | None) -> str:
    return "all questions" if count is None else "1 question" if count == 1 else f"{count} questions"


def _paired(before: Quiz, after: Quiz) -> dict[int, int]:
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


# ------------------------------------------------------------------ questions


def _questions(before: Quiz, after: Quiz) -> Iterator[Difference]:
    old, new = _by_key(before), _by_key(after)
    names, old_names = _names(after), _names(before)
    moved = _moved(before, after)
    for key, question in new.items():
        if key not in old:
            yield Difference(f"{names[key]} was added.", key)
        elif changes := [*moved.get(key, ()), *_changes(old[key], question)]:
            yield Difference(f"{names[key]} {'; '.join(changes)}.", key)
    yield from (Difference(f"{old_names[key]} was taken away.", key) for key in old if key not in new)


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
    became = _paired(before, after)
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


def _changes(before: Question, after: Question) -> Iterator[str]:
    """Half-sentences, by what all kinds answer alike."""
    if type(before) is not type(after):
        yield "is of another kind"
    if before.text != after.text:
        yield f"has another text than {quoted(before.text)}"
    if before.marks != after.marks:
        yield f"has {after.marks:.10g} marks instead of {before.marks:.10g}"
    if type(before) is type(after):
        yield from _changes_of_answers(before, after)
    if before.explanation != after.explanation:
        yield (
            "has another explanation"
            if before.explanation and after.explanation
            else ("has an explanation now" if after.explanation else "has no explanation any more")
        )


def _changes_of_answers(before: Question, after: Question) -> Iterator[str]:
    """Of one kind: what there is to choose or to fill in, what is right, or else how that is marked."""
    old, new = _right_answer(before), _right_answer(after)
    if (before.parts(), before.texts()[COMMON:]) != (after.parts(), after.texts()[COMMON:]):
        yield "has other choices" if after.parts() else "asks for something else"
    elif old == new and _own_fields(before) != _own_fields(after):
        yield "is marked in another way"
    if old != new:
        yield f"has the right answer {_described(after, new)} instead of {_described(before, old)}"


def _right_answer(question: Question) -> Answer | None:
    """None if a teacher marks it, or while it has none."""
    return None if question.marked_by != "machine" or question.problems() else question.right_answer()


def _described(question: Question, answer: Answer | None) -> str:
    return "none" if answer is None else quoted(question.describe(answer))


def _own_fields(question: Question) -> list[object]:
    return [getattr(question, name) for name in question.__struct_fields__ if name not in Common.__struct_fields__]
