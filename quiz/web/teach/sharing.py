"""A quiz's link on a page and on a wall, and the colleagues who may see or edit it."""

from typing import Any

import quiz
from quiz import settings
from quiz.errors import Invalid, NotFound
from quiz.rights import HeldQuiz
from quiz.sharing import Share, nobody
from quiz.web import actions, mistakes
from quiz.web.admission import number
from quiz.web.reply import Reply, redirect
from quiz.web.teach.pages import desk
from quiz.web.visit import Visit

SHARES: dict[str, Share] = {"edit": "edit", "results": "results"}
QUIET_ZONE = 4  # modules of the code: what readers need around it (ISO/IEC 18004)


def show(visit: Visit, problem: Invalid | None = None) -> Reply:
    """For whoever owns the quiz with its colleagues, and with what could not be done."""
    held = visit.quiz
    return desk(
        visit,
        "share.html",
        now=quiz.catalog.now(),
        colleagues=quiz.sharing.colleagues(visit.db, held.id) if held.allows("own") else None,
        summary=list(mistakes.fields(problem).items()),
        typed={name: values[-1] for name, values in visit.form.items()},
        **_link(held),
        **mistakes.beside_fields(problem),
    )


def show_wall(visit: Visit) -> Reply:
    """Without a link there is nothing to show: the page of the link says why."""
    if visit.quiz.live_revision is None:
        return redirect(f"/teach/quizzes/{visit.quiz.id}/share")
    return desk(visit, "wall.html", **_link(visit.quiz))


def change(visit: Visit) -> Reply:
    """Share the quiz with a colleague, in another way than before, or no more. Raises Invalid."""
    teacher_id = _teacher_id(visit.form.one("teacher"), "teacher")
    if visit.form.one(actions.FIELD) == "stop":
        quiz.sharing.unshare(visit.db, visit.quiz.id, teacher_id)
    else:
        may = SHARES.get(visit.form.one("may"))
        if may is None:
            raise Invalid("Please say what this colleague may do.", {"may": "Please choose one of the two."})
        quiz.sharing.share(visit.db, visit.quiz.id, teacher_id, may)
    return _back(visit)


def confirm(visit: Visit) -> Reply:
    """Raises Invalid for a colleague who is not there."""
    for colleague in quiz.sharing.colleagues(visit.db, visit.quiz.id):
        if str(colleague.id) == visit.query("owner"):
            return desk(visit, "owner.html", colleague=colleague)
    raise nobody("owner")


def hand_over(visit: Visit) -> Reply:
    """Raises Invalid, or Forbidden for whoever may only edit."""
    teacher_id = _teacher_id(visit.form.one("owner"), "owner")
    quiz.sharing.hand_over(visit.db, visit.quiz.id, visit.teacher.id, teacher_id)
    return _back(visit)


def _back(visit: Visit) -> Reply:
    return redirect(f"/teach/quizzes/{visit.quiz.id}/share#colleagues")


def _teacher_id(text: str, field: str) -> int:
    """Raises Invalid for what is no number that a row can have."""
    try:
        return number(text)
    except NotFound:
        raise nobody(field) from None


def _link(held: HeldQuiz) -> dict[str, Any]:
    """The address for students, and its code; no code where the site does not know its own address."""
    site, path = settings.current().site_url, f"/quizzes/{held.slug}"
    return {"site": site, "path": path, "code": _code(site + path) if site else ""}


def _code(address: str) -> str:
    """A QR code as an image in an address of its own: black on white, with its quiet zone."""
    import segno

    made = segno.make_qr(address, error="m")
    return str(made.svg_data_uri(border=QUIET_ZONE, dark="#000", light="#fff", omitsize=True))
