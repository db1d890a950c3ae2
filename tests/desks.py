"""What tests of the teachers' pages share."""

import re

from sqlalchemy import select, update
from werkzeug.test import TestResponse

import quiz
from quiz import drafting
from quiz.document import Quiz
from quiz.tables import quizzes, shares, teachers
from quiz.teachers import COLUMNS, Teacher
from tests.site import SMALL, publish


def teacher_of(teacher_id: int) -> Teacher:
    with quiz.database.transaction(write=False) as db:
        return Teacher(**db.execute(select(*COLUMNS).where(teachers.c.id == teacher_id)).one()._mapping)


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
        return drafting.create(db, teacher_of(owner), new, nonce)


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


def id_in(reply: TestResponse) -> int:
    """Of the quiz that a redirect leads to."""
    assert reply.status_code == 303, reply.text
    found = re.match(r"/teach/quizzes/(\d+)", reply.headers["Location"])
    assert found, reply.headers["Location"]
    return int(found[1])


def words_of(page: TestResponse) -> str:
    """What can be read on a page, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())
