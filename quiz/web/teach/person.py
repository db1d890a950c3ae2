"""A colleague, as an owner of the site may change them."""

from collections.abc import Sequence

import quiz
from quiz.errors import Invalid, NotFound, QuizError
from quiz.teachers import Teacher
from quiz.web import actions, mistakes
from quiz.web.admission import number
from quiz.web.reply import Reply, redirect
from quiz.web.sheets import first
from quiz.web.teach.pages import desk
from quiz.web.teach.people import ADDRESS, link_page, role
from quiz.web.visit import Visit

HEIR = "heir"


def show(visit: Visit, problem: QuizError | None = None) -> Reply:
    people = quiz.teachers.everybody(visit.db)
    person = next((one for one in people if one.id == _id(visit)), None)
    if person is None:
        raise NotFound("There is no such colleague. They may have left.")
    return desk(
        visit,
        "person.html",
        person=person,
        heirs=heirs(people, person.id),
        heir=first(visit, HEIR) or str(visit.teacher.id),
        **mistakes.beside_fields(problem),
    )


def change(visit: Visit) -> Reply:
    """What the button says. Raises QuizError."""
    changes = {"role": _set_role, "reset": _reset, "remove": _remove}
    return actions.chosen(visit, changes)(visit, _id(visit))


def _set_role(visit: Visit, person_id: int) -> Reply:
    quiz.staff.set_role(visit.db, person_id, role(visit))
    return redirect(ADDRESS)


def _reset(visit: Visit, person_id: int) -> Reply:
    person = quiz.teachers.find(visit.db, person_id)
    return link_page(visit, quiz.links.new_password(person, visit.teacher), person)


def _remove(visit: Visit, person_id: int) -> Reply:
    quiz.staff.remove(visit.db, person_id, heir(visit))
    return redirect(ADDRESS)


def _id(visit: Visit) -> int:
    return number(visit.param("id"))


# ------------------------------------------------------------------ who takes over


def heirs(people: Sequence[Teacher], leaving_id: int) -> list[tuple[str, str]]:
    """Who could take over the quizzes: the ids, and names that tell two of the same name apart."""
    return [(str(one.id), f"{one.name} ({one.email})") for one in people if one.id != leaving_id]


def heir(visit: Visit) -> int:
    """Who takes over the quizzes. Raises Invalid."""
    try:
        return number(visit.form.one(HEIR))
    except NotFound:
        raise Invalid("Somebody must take over the quizzes.", {HEIR: "Please choose a colleague."}) from None
