"""Quizzes and questions copied, with the images in them. Whether the teacher may is asked before."""

from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from quiz import draft, drafting, media, outline
from quiz.database import Transaction
from quiz.draft import Draft
from quiz.images import digests_in
from quiz.proofreading import LONGEST_TITLE
from quiz.teachers import Teacher


def copy_quiz(db: Transaction, teacher: Teacher, quiz_id: int, nonce: str) -> int:
    """A new quiz of the teacher's with what another one asks, and how; its id. Who may take it, and when, stays behind.

    The same nonce again finds the same copy. Raises NotFound.
    """
    current = drafting.load(db, quiz_id)
    frame = replace(current.frame, title=f"Copy of {current.frame.title}"[:LONGEST_TITLE].strip())
    copy = replace(current, frame=frame, revision=0, touched={}, steps=(), done=())
    made = drafting.create(db, teacher, copy, nonce)
    _link(db, quiz_id, made, draft.encode(copy))
    return made


def copy_questions(
    db: Transaction, teacher: Teacher, chosen: Sequence[tuple[int, str]], to_quiz: int, nonce: str
) -> str:
    """To the end of a quiz, as one step; `chosen` are ids of quizzes with keys of questions. The first copy's key.

    The same nonce again copies nothing more; "" if the copies are gone since. Raises NotFound, Invalid.
    """
    drafts = {quiz_id: drafting.load(db, quiz_id) for quiz_id, _ in chosen}
    questions = [drafts[quiz_id].question(key) for quiz_id, key in chosen]

    def operation(current: Draft) -> Draft:
        for question in questions:
            current, _ = outline.add_question(current, current.sections[-1].key, question)
        return current

    for quiz_id, key in chosen:
        _link(db, quiz_id, to_quiz, msgspec.json.encode(drafts[quiz_id].question(key)).decode())
    what = "A question was copied from another quiz" if len(chosen) == 1 else "Questions were copied from other quizzes"
    after = drafting.change(db, to_quiz, teacher, what, nonce, operation)
    return next(iter(after.sections[-1].questions[-len(chosen) :]), "")


def _link(db: Transaction, from_quiz: int, to_quiz: int, text: str) -> None:
    """Give a quiz the images that a text from another one names."""
    if digests := digests_in(text):
        media.link(db, from_quiz, to_quiz, digests)
