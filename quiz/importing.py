"""A file from outside becomes a draft, or takes the place of what a draft says. Values only."""

from collections import Counter
from pathlib import PurePath

import msgspec

from quiz import document, draft, formats, proofreading
from quiz.document import Quiz
from quiz.draft import Draft
from quiz.errors import Invalid
from quiz.outline import MOST_SECTIONS
from quiz.proofreading import MOST_QUESTIONS
from quiz.questions.keys import KEY

LARGEST = 1024 * 1024  # bytes of a text


class Difference(msgspec.Struct, frozen=True):
    """What a file does to the questions of a draft, by their keys; `changed` ones keep theirs, and so their answers."""

    kept: tuple[str, ...]
    changed: tuple[str, ...]
    new: tuple[str, ...]
    gone: tuple[str, ...]


def read(name: str, body: bytes) -> Quiz:
    """The quiz in a file. Raises Invalid with one line for each problem; a draft may have all others."""
    reader = formats.of_file(PurePath(name))
    if not body.strip():
        raise Invalid("This file is empty.")
    if len(body) > LARGEST:
        raise Invalid(f"This file is too large: a quiz may have {LARGEST // 1024} KiB. Please divide it.")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise Invalid(
            f"line {line}: this is not UTF-8 text. Please save the file as UTF-8, and send it again"
        ) from None
    quiz: Quiz = reader.read(text)
    refuse_what_no_draft_can_hold(quiz)
    return quiz


def refuse_what_no_draft_can_hold(quiz: Quiz) -> None:
    """Everything else can be mended in the editor. Raises Invalid with one line for each problem."""
    keys = [question.key for question in quiz.questions if question.key]
    wrong = [
        *(f"the title: {why}" for why in proofreading.title_problems(quiz.title)),
        *(problem.why for problem in proofreading.found(quiz) if problem.part == proofreading.ACCESS),
        *(
            f"the key “{key[:40]}” is not made of a-z, 0-9, - and _, at most 40"
            for key in keys
            if not KEY.fullmatch(key)
        ),
        *(f"the key “{key}” is used {times} times" for key, times in Counter(keys).items() if times > 1),
    ]
    for count, most, what in (
        (len(quiz.questions), MOST_QUESTIONS, "questions"),
        (len(quiz.sections), MOST_SECTIONS, "sections"),
    ):
        if count > most:
            wrong.append(f"there are {count} {what}; {most} are allowed")
    if wrong:
        raise Invalid("\n".join(wrong))


def new_draft(quiz: Quiz) -> Draft:
    return draft.of_quiz(document.keyed(quiz))


def over(current: Draft, quiz: Quiz) -> Draft:
    """The draft with all that the file says in place of what it said.

    Questions are matched by key, then by equal text. A new one gets a key that no question of this quiz had.
    """
    before, _ = draft.quiz_of(current)
    return draft.with_document(current, document.keyed(quiz, before, current.last_key))


def difference(before: Draft, after: Draft) -> Difference:
    old, new = (({question.key: question for question in draft.quiz_of(one)[0].questions}) for one in (before, after))
    there = [key for key in after.keys if key in before.questions]
    return Difference(
        kept=tuple(key for key in there if old.get(key) == new.get(key)),
        changed=tuple(key for key in there if old.get(key) != new.get(key)),
        new=tuple(key for key in after.keys if key not in before.questions),
        gone=tuple(key for key in before.keys if key not in after.questions),
    )
