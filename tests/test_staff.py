"""Roles and leaving: an owner always stays, and no quiz is left alone."""

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import insert, select

import quiz
from quiz import staff
from quiz.errors import Invalid, NotFound, QuizError
from quiz.tables import quizzes, shares
from tests.site import new_teacher, of_teacher, publish, signed_in

IN_VAIN = 0.5  # seconds: for something that must not happen


def act(change: Callable[..., None], *arguments: object) -> str:
    """What was wrong, "" if nothing."""
    try:
        with quiz.database.transaction(write=True) as db:
            change(db, *arguments)
        return ""
    except QuizError as error:
        return error.message


def quiz_of(teacher_id: int, slug: str = "small") -> int:
    publish(slug)
    with quiz.database.transaction(write=True) as db:
        changed = quizzes.update().where(quizzes.c.slug == slug).values(owner_id=teacher_id)
        return int(db.execute(changed.returning(quizzes.c.id)).scalar_one())


def share(quiz_id: int, teacher_id: int) -> None:
    with quiz.database.transaction(write=True) as db:
        db.execute(insert(shares).values(quiz_id=quiz_id, teacher_id=teacher_id, may_edit=True))


def owners() -> dict[str, str]:
    """Of quizzes, by slug."""
    query = select(quizzes.c.slug, quiz.tables.teachers.c.name).join(quiz.tables.teachers)
    with quiz.database.transaction(write=False) as db:
        return {row.slug: row.name for row in db.execute(query)}


def shared() -> set[tuple[int, int]]:
    with quiz.database.transaction(write=False) as db:
        return {(row.quiz_id, row.teacher_id) for row in db.execute(select(shares))}


def roles() -> dict[str, str]:
    with quiz.database.transaction(write=False) as db:
        return {teacher.name: teacher.role for teacher in quiz.teachers.everybody(db)}


def test_who_leaves_hands_over_the_quizzes_deleted_ones_too(database: str) -> None:
    olga, tess, carl = new_teacher("Olga", "owner"), new_teacher(), new_teacher("Carl")
    one, two = quiz_of(tess, "one"), quiz_of(carl, "two")
    gone = quiz_of(tess, "gone")
    with quiz.database.transaction(write=True) as db:
        db.execute(quizzes.update().where(quizzes.c.id == gone).values(deleted_at=quiz.catalog.now()))
    share(one, carl)
    share(one, olga)
    share(two, tess)
    session = signed_in(tess)
    assert act(staff.remove, tess, carl) == ""
    assert owners() == {"one": "Carl", "two": "Carl", "gone": "Carl"}
    assert shared() == {(one, olga)}  # Carl needs none for his own, Tess is gone
    assert session.get("/teach").status_code == 303
    assert "Tess" not in roles()


def test_removing_again_is_done_already(database: str) -> None:
    olga, tess = new_teacher("Olga", "owner"), new_teacher()
    assert [act(staff.remove, tess, olga) for _ in range(2)] == ["", ""]


@pytest.mark.parametrize("heir", ["nobody", "oneself"])
def test_somebody_must_take_over(database: str, heir: str) -> None:
    new_teacher("Olga", "owner")
    tess = new_teacher()
    assert "take over" in act(staff.remove, tess, tess if heir == "oneself" else 999)
    assert "Tess" in roles()


def test_the_last_owner_is_neither_removed_nor_demoted(database: str) -> None:
    olga, tess = new_teacher("Olga", "owner"), new_teacher()
    assert act(staff.set_role, olga, "teacher") == act(staff.remove, olga, tess) == "A site needs an owner."
    assert act(staff.set_role, tess, "owner") == ""
    assert act(staff.remove, olga, tess) == ""
    assert roles() == {"Tess": "owner"}


def test_who_is_not_there_has_no_role(database: str) -> None:
    with pytest.raises(NotFound), quiz.database.transaction(write=True) as db:
        staff.set_role(db, 7, "owner")


@pytest.mark.parametrize("how", ["demote each other", "remove each other", "leave", "one of each"])
def test_two_requests_at_once_leave_an_owner(database: str, how: str) -> None:
    olga, oda, tess = new_teacher("Olga", "owner"), new_teacher("Oda", "owner"), new_teacher()
    changes = {
        "demote each other": [(staff.set_role, olga, "teacher"), (staff.set_role, oda, "teacher")],
        "remove each other": [(staff.remove, olga, oda), (staff.remove, oda, olga)],
        "leave": [(staff.remove, olga, tess), (staff.remove, oda, tess)],
        "one of each": [(staff.remove, olga, tess), (staff.set_role, oda, "teacher")],
    }
    (first, *its), second = changes[how]
    problems: list[str] = []
    thread = threading.Thread(target=lambda: problems.append(act(*second)))
    with quiz.database.transaction(write=True) as db:
        first(db, *its)
        thread.start()
        thread.join(IN_VAIN)  # it has to wait for what is not committed yet
        assert problems == []
    thread.join()
    assert len(problems) == 1 and problems[0]
    assert list(roles().values()).count("owner") == 1


def test_a_demoted_owner_is_none_at_once(database: str) -> None:
    new_teacher("Oda", "owner")
    olga = new_teacher("Olga", "owner")
    browser = signed_in(olga)
    assert browser.get(f"/teach/people/{olga}").status_code == 200
    act(staff.set_role, olga, "teacher")
    assert browser.get(f"/teach/people/{olga}").status_code == 403
    assert of_teacher(olga).generation == 1 and browser.get("/teach").status_code == 200


def test_a_problem_is_said_at_its_field(database: str) -> None:
    olga = new_teacher("Olga", "owner")
    with pytest.raises(Invalid) as refused, quiz.database.transaction(write=True) as db:
        staff.set_role(db, olga, "teacher")
    assert "role" in refused.value.fields
