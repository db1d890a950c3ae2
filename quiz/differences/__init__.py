"""What changed between two revisions of a quiz, in words for its teacher. Values only."""

from collections.abc import Iterator, Mapping

import msgspec

from quiz import document
from quiz.differences import questions, sections, words
from quiz.differences.words import quoted
from quiz.document import Quiz
from quiz.formats.markdown import settings


class Difference(msgspec.Struct, frozen=True):
    """`words` are a sentence, or a few; `question` is the key of the question they are about, "" if about none."""

    words: str
    question: str = ""


def between(before: Quiz | None, after: Quiz) -> list[Difference]:
    """The quiz itself first, then its settings, its sections, and its questions in the order of `after`."""
    if before is None:
        count = sum(question.is_asked for question in after.questions)
        return [Difference(f"This is the first revision, with {words.questions(count)}.")]
    before, after = document.keyed(before), document.keyed(after, before)
    about_the_quiz = (*_quiz(before, after), *_settings(before, after), *sections.changes(before, after))
    return [
        *map(Difference, about_the_quiz),
        *(Difference(said, key) for key, said in questions.of_quiz(before, after)),
    ]


def _quiz(before: Quiz, after: Quiz) -> Iterator[str]:
    if before.title != after.title:
        yield f"The title is {quoted(after.title)} instead of {quoted(before.title)}."
    yield from words.text("The introduction", before.text, after.text)


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
