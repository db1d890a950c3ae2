"""Who writes quizzes on this site, and links for more."""

from typing import get_args

import quiz
from quiz.errors import Invalid, QuizError
from quiz.links import Link
from quiz.settings import current
from quiz.teachers import Role, Teacher
from quiz.web import mistakes, session
from quiz.web.reply import Reply
from quiz.web.teach.pages import desk
from quiz.web.visit import Visit

ROLE = "role"
ADDRESS = "/teach/people"


def show(visit: Visit, problem: QuizError | None = None) -> Reply:
    people = quiz.teachers.everybody(visit.db)
    return desk(visit, "people.html", people=people, **mistakes.beside_fields(problem))


def invite(visit: Visit) -> Reply:
    """A page with a new link. Nothing is stored, so the same form may be sent again. Raises Invalid, Forbidden."""
    link = quiz.links.colleague(role(visit), visit.teacher)
    return link_page(visit, link, None)


def link_page(visit: Visit, link: Link, person: Teacher | None) -> Reply:
    """The only time that the link is shown. Where the site's address is not known, script puts it before the path."""
    address = f"{current().site_url}/teach/invitations/{session.sign_link(link)}"
    return desk(visit, "link.html", address=address, link=link, person=person)


def role(visit: Visit) -> Role:
    typed = visit.form.one(ROLE)
    for known in get_args(Role):
        if typed == known:
            return known  # type: ignore[no-any-return]
    raise Invalid("Please choose a role.", {ROLE: "Please choose teacher or owner."})
