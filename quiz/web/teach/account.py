"""A teacher's own account: name and time zone, password, leaving the site."""

import quiz
from quiz.errors import Invalid, QuizError, TooOften
from quiz.passwords import new_password
from quiz.players import player_name
from quiz.throttles import TOO_OFTEN
from quiz.time_zones import time_zone
from quiz.web import actions, mistakes, session
from quiz.web.fields import Fields
from quiz.web.reply import Reply, forget_teacher, redirect
from quiz.web.sheets import first
from quiz.web.teach.pages import desk
from quiz.web.teach.person import HEIR, heir, heirs
from quiz.web.teach.signing_in import start_session
from quiz.web.visit import Visit

NAME, TIME_ZONE, OLD, NEW, PASSWORD = "name", "time_zone", "old", "new", "password"
TRIES = 10  # wrong passwords a minute of somebody who is signed in
ADDRESS = "/teach/account"


def show(visit: Visit, problem: QuizError | None = None) -> Reply:
    teacher, form = visit.teacher, visit.form
    return desk(
        visit,
        "account.html",
        name=first(visit, NAME) if NAME in form else teacher.name,
        zone=first(visit, TIME_ZONE) or teacher.time_zone,
        zones=[(zone, zone) for zone in quiz.time_zones.names()],
        heirs=heirs(quiz.teachers.everybody(visit.db), teacher.id),
        heir=first(visit, HEIR),
        is_last_owner=quiz.staff.is_last_owner(visit.db, teacher.id),
        done=visit.query("done"),
        **mistakes.beside_fields(problem),
    )


def change(visit: Visit) -> Reply:
    """What the button says. Raises QuizError."""
    changes = {"describe": _describe, "password": _change_password, "confirm": _confirm_reset, "leave": _leave}
    return actions.chosen(visit, changes)(visit)


def _describe(visit: Visit) -> Reply:
    fields = Fields(visit.form.one)
    name, zone = fields.read(NAME, player_name), fields.read(TIME_ZONE, time_zone)
    fields.refuse_wrong()
    quiz.teachers.describe(visit.db, visit.teacher.id, name, zone)
    return redirect(f"{ADDRESS}?done=described")


def _change_password(visit: Visit) -> Reply:
    """All other sessions end; this browser gets a new one."""
    teacher = visit.teacher
    fields = Fields(visit.form.one)
    password = fields.read(NEW, lambda typed: new_password(typed, teacher.email, teacher.name))
    fields.refuse_wrong()
    _check_password(visit, OLD)
    password_hash = quiz.passwords.new_hash(password)
    teacher = quiz.teachers.set_password(visit.db, teacher, password_hash)
    reply = redirect(f"{ADDRESS}?done=password")
    known = session.read_teacher(visit.cookies[session.TEACHER_COOKIE])
    start_session(reply, teacher, is_own_device=known is not None and known.is_own_device)
    return reply


def _confirm_reset(visit: Visit) -> Reply:
    quiz.teachers.confirm_reset(visit.db, visit.teacher.id)
    return redirect("/teach")


def _leave(visit: Visit) -> Reply:
    teacher = visit.teacher
    chosen = heir(visit)
    _check_password(visit, PASSWORD)
    quiz.staff.remove(visit.db, teacher.id, chosen)
    reply = redirect("/")
    forget_teacher(reply)
    return reply


def _check_password(visit: Visit, field: str) -> None:
    """Raises Invalid unless the field holds the teacher's password: the device may have been left alone."""
    teacher = visit.teacher
    what, who = "Password of who is signed in", str(teacher.id)
    if quiz.throttles.count(visit.db, what, who) > TRIES:
        raise TooOften(TOO_OFTEN)
    found = quiz.teachers.with_password(visit.db, teacher.email)
    visit.keep()  # the count; and nobody has to wait for the database while the password is hashed
    if not quiz.passwords.matches(found[1] if found else None, visit.form.one(field)):
        raise Invalid("That is not your password.", {field: "This is not your password now."})
