"""What tests of the teachers' pages share."""

import re
from collections.abc import Callable

from sqlalchemy import update
from werkzeug.test import TestResponse

import quiz
from quiz import draft, drafting
from quiz.document import Quiz
from quiz.draft import Draft
from quiz.rights import HeldQuiz
from quiz.tables import quizzes, shares, teachers
from quiz.teachers import Teacher
from tests.site import SMALL, Site, new_teacher, of_teacher, publish, signed_in


def published(owner: int, slug: str = "small", document: Quiz = SMALL) -> int:
    """The id of a published quiz of this teacher's."""
    publish(slug, document)
    with quiz.database.transaction(write=True) as db:
        mine = update(quizzes).where(quizzes.c.slug == slug).values(owner_id=owner)
        return int(db.execute(mine.returning(quizzes.c.id)).scalar_one())


def drafted(owner: int, document: Quiz = SMALL, nonce: str = "nonce") -> int:
    """The id of a quiz that was never published."""
    with quiz.database.transaction(write=True) as db:
        new = quiz.draft.of_quiz(quiz.document.keyed(document))
        return drafting.create(db, of_teacher(owner), new, nonce)


def change(quiz_id: int, **values: object) -> None:
    """The quiz's row."""
    with quiz.database.transaction(write=True) as db:
        db.execute(update(quizzes).where(quizzes.c.id == quiz_id).values(values))


def share(quiz_id: int, teacher_id: int, *, may_edit: bool) -> None:
    with quiz.database.transaction(write=True) as db:
        db.execute(shares.insert().values(quiz_id=quiz_id, teacher_id=teacher_id, may_edit=may_edit))


def draft_of(quiz_id: int) -> quiz.draft.Draft:
    with quiz.database.transaction(write=False) as db:
        return drafting.load(db, quiz_id)


class Desk:
    """Tess at a quiz of hers, the small one; she lives in Berlin."""

    def __init__(self, name: str = "Tess", *, is_published: bool = True) -> None:
        self.teacher_id = new_teacher(name)
        self.site = signed_in(self.teacher_id)
        with quiz.database.transaction(write=True) as db:
            db.execute(update(teachers).values(time_zone="Europe/Berlin"))
        self.quiz_id = drafted(self.teacher_id)
        self.quiz = f"/teach/quizzes/{self.quiz_id}"
        if is_published:
            self.publish()

    @property
    def teacher(self) -> Teacher:
        return of_teacher(self.teacher_id)

    @property
    def held(self) -> HeldQuiz:
        with quiz.database.transaction(write=False) as db:
            return quiz.rights.find(db, self.teacher_id, self.quiz_id, "edit")

    @property
    def draft(self) -> Draft:
        return draft_of(self.quiz_id)

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
    share(desk.quiz_id, teacher_id, may_edit=may_edit)
    with quiz.database.transaction(write=True) as db:
        db.execute(update(teachers).values(time_zone="Europe/Berlin"))
    return signed_in(teacher_id)


def id_in(reply: TestResponse) -> int:
    """Of the quiz that a redirect leads to."""
    assert reply.status_code == 303, reply.text
    found = re.match(r"/teach/quizzes/(\d+)", reply.headers["Location"])
    assert found, reply.headers["Location"]
    return int(found[1])


def words_of(page: TestResponse) -> str:
    """What can be read on a page, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())
