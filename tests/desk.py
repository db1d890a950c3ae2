"""A teacher's own quiz, for the tests of the pages about it."""

from collections.abc import Callable

from sqlalchemy import insert, update

import quiz
from quiz import document, draft
from quiz.draft import Draft
from quiz.rights import HeldQuiz
from quiz.tables import shares, teachers
from quiz.teachers import Teacher
from tests.site import SMALL, Site, new_teacher, signed_in


class Desk:
    """Tess at a quiz of hers, the small one; she lives in Berlin."""

    def __init__(self, name: str = "Tess", *, is_published: bool = True) -> None:
        self.teacher_id = new_teacher(name)
        self.site = signed_in(self.teacher_id)
        with quiz.database.transaction(write=True) as db:
            db.execute(update(teachers).values(time_zone="Europe/Berlin"))
            small = draft.of_quiz(document.keyed(SMALL))
            tess = quiz.teachers.of_session(db, self.teacher_id, 1)
            assert tess
            self.quiz_id = quiz.drafting.create(db, tess, small, "nonce")
        self.quiz = f"/teach/quizzes/{self.quiz_id}"
        if is_published:
            self.publish()

    @property
    def teacher(self) -> Teacher:
        with quiz.database.transaction(write=False) as db:
            found = quiz.teachers.of_session(db, self.teacher_id, 1)
        assert found
        return found

    @property
    def held(self) -> HeldQuiz:
        with quiz.database.transaction(write=False) as db:
            return quiz.rights.find(db, self.teacher_id, self.quiz_id, "edit")

    @property
    def draft(self) -> Draft:
        with quiz.database.transaction(write=False) as db:
            return quiz.drafting.load(db, self.quiz_id)

    def change(self, operation: Callable[[Draft], Draft]) -> None:
        teacher = self.teacher
        with quiz.database.transaction(write=True) as db:
            quiz.drafting.change(db, self.quiz_id, teacher, "It was changed", "", operation)

    def retitle(self, title: str) -> None:
        self.change(lambda current: draft.with_content(current, draft.TITLE, (title, "")))

    def publish(self) -> None:
        held, teacher = self.held, self.teacher
        with quiz.database.transaction(write=True) as db:
            quiz.drafting.publish(db, held, teacher)


def shared(desk: Desk, name: str = "Carl", *, may_edit: bool = True) -> Site:
    """A colleague with whom the quiz is shared."""
    teacher_id = new_teacher(name)
    with quiz.database.transaction(write=True) as db:
        db.execute(insert(shares).values(quiz_id=desk.quiz_id, teacher_id=teacher_id, may_edit=may_edit))
        db.execute(update(teachers).values(time_zone="Europe/Berlin"))
    return signed_in(teacher_id)
