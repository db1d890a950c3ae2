"""A file from outside becomes a draft, or takes the place of what a draft says. Values only."""

from collections import Counter
from collections.abc import Mapping
from pathlib import PurePath

import msgspec

from quiz import document, draft, formats, proofreading
from quiz.document import Quiz, Section
from quiz.draft import Draft
from quiz.errors import Invalid
from quiz.formats import bundle
from quiz.images import Image
from quiz.outline import MOST_SECTIONS
from quiz.proofreading import MOST_QUESTIONS
from quiz.questions import Question
from quiz.questions.keys import KEY

ONLY_JSON = "Markdown cannot hold it as it is, perhaps since code begins in it with ``` and never ends; JSON can"


class Difference(msgspec.Struct, frozen=True):
    """What a file does to the questions of a draft, by their keys; `changed` ones keep theirs, and so their answers."""

    kept: tuple[str, ...]
    changed: tuple[str, ...]
    new: tuple[str, ...]
    gone: tuple[str, ...]


def read(name: str, body: bytes, known: bundle.Known) -> tuple[Quiz, Mapping[str, Image]]:
    """The quiz in a file and, from a zip, its images by digest; `known` gives those that are stored already.

    Raises Invalid with one line for each problem.
    """
    if not body.strip():
        raise Invalid("This file is empty.")
    if PurePath(name).suffix.lower() == bundle.SUFFIX:
        quiz, images = bundle.read(body, known)
    else:
        quiz, images = formats.of_file(PurePath(name)).read(formats.text_of(body)), {}
    refuse_what_no_draft_can_hold(quiz)
    return quiz, images


def refuse_what_no_draft_can_hold(quiz: Quiz) -> None:
    """Everything else can be mended in the editor. Raises Invalid with one line for each problem."""
    keys = [question.key for question in quiz.questions if question.key]
    wrong = [
        *([formats.TOO_LARGE] if len(document.encode(quiz)) > formats.LARGEST else []),
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


def unfinished(current: Draft) -> dict[str, str]:
    """What a file cannot hold as it is, and why, by the part of the draft: half-sentences."""
    quiz, unread = draft.quiz_of(current)
    lost = {draft.QUESTION + question.key: ONLY_JSON for question in quiz.questions if not _survives(question)}
    return unread | lost


def _survives(question: Question) -> bool:
    """Whether it comes back from Markdown."""
    alone = Quiz(title="-", sections=(Section(questions=(question,)),))
    try:
        return formats.markdown.read(formats.markdown.write(alone)) == alone
    except Invalid:
        return False


def difference(before: Draft, after: Draft) -> Difference:
    old, new = (({question.key: question for question in draft.quiz_of(one)[0].questions}) for one in (before, after))
    there = [key for key in after.keys if key in before.questions]
    return Difference(
        kept=tuple(key for key in there if old.get(key) == new.get(key)),
        changed=tuple(key for key in there if old.get(key) != new.get(key)),
        new=tuple(key for key in after.keys if key not in before.questions),
        gone=tuple(key for key in before.keys if key not in after.questions),
    )
