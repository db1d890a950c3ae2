"""Who writes quizzes on this site: inviting, and what an owner may change."""

from collections.abc import Sequence
from typing import get_args

import quiz
from quiz.errors import Invalid, NotFound, QuizError
from quiz.invitations import Link
from quiz.settings import current
from quiz.teachers import Role, Teacher
from quiz.web import mistakes, session
from quiz.web.admission import number
from quiz.web.reply import Reply, redirect
from quiz.web.teach.pages import desk
from quiz.web.teach.signing_in import DO
from quiz.web.visit import Visit

ROLE, HEIR = "role", "heir"
ADDRESS = "/teach/people"


def show(visit: Visit, problem: QuizError | None = None) -> Reply:
    people = quiz.teachers.everybody(visit.db)
    return desk(visit, "people.html", people=people, **mistakes.beside_fields(problem))


def invite(visit: Visit) -> Reply:
    """A page with a new link. Nothing is stored, so the same form may be sent again. Raises Invalid, Forbidden."""
    link = quiz.invitations.colleague(_role(visit), visit.teacher)
    return _link_page(visit, link, None)


def show_person(visit: Visit, problem: QuizError | None = None) -> Reply:
    people = quiz.teachers.everybody(visit.db)
    person = next((one for one in people if one.id == _id(visit)), None)
    if person is None:
        raise NotFound("There is no such colleague. They may have left.")
    return desk(
        visit,
        "person.html",
        person=person,
        heirs=heirs(people, person.id),
        heir=visit.form.first(HEIR) or str(visit.teacher.id),
        **mistakes.beside_fields(problem),
    )


def heirs(people: Sequence[Teacher], leaving_id: int) -> list[tuple[str, str]]:
    """Who could take over the quizzes: the ids, and names that tell two of the same name apart."""
    return [(str(one.id), f"{one.name} ({one.email})") for one in people if one.id != leaving_id]


def change_person(visit: Visit) -> Reply:
    """What the button says. Raises QuizError."""
    changes = {"role": _set_role, "reset": _reset, "remove": _remove}
    if (change := changes.get(visit.form.one(DO))) is None:
        raise NotFound("There is no such button.")
    return change(visit, _id(visit))


def _set_role(visit: Visit, person_id: int) -> Reply:
    quiz.staff.set_role(visit.db, person_id, _role(visit))
    return redirect(ADDRESS)


def _reset(visit: Visit, person_id: int) -> Reply:
    person = quiz.teachers.find(visit.db, person_id)
    return _link_page(visit, quiz.invitations.new_password(person, visit.teacher), person)


def _remove(visit: Visit, person_id: int) -> Reply:
    quiz.staff.remove(visit.db, person_id, heir(visit))
    return redirect(ADDRESS)


def heir(visit: Visit) -> int:
    """Who takes over the quizzes. Raises Invalid."""
    try:
        return number(visit.form.one(HEIR))
    except NotFound:
        raise Invalid("Somebody must take over the quizzes.", {HEIR: "Please choose a colleague."}) from None


def _link_page(visit: Visit, link: Link, person: Teacher | None) -> Reply:
    """The only time that the link is shown. Where the site's address is not known, script puts it before the path."""
    address = f"{current().site_url}/teach/invitations/{session.sign_link(link)}"
    return desk(visit, "link.html", address=address, link=link, person=person)


def _role(visit: Visit) -> Role:
    for role in get_args(Role):
        if visit.form.one(ROLE) == role:
            return role  # type: ignore[no-any-return]
    raise Invalid("Please choose a role.", {ROLE: "Please choose teacher or owner."})


def _id(visit: Visit) -> int:
    return number(visit.param("id"))
