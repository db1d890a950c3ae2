"""Signing in and out. A form that was sent without a session is kept through it, and offered to be sent again."""

import logging
import re

import quiz
from quiz.emails import email_key
from quiz.errors import Invalid, QuizError, TooOften
from quiz.teachers import Teacher
from quiz.throttles import refuse
from quiz.web import forms, mistakes, session
from quiz.web.reply import Reply, forget_teacher, page, redirect, remember_device, remember_teacher
from quiz.web.visit import Visit

EMAIL, PASSWORD, STAY, NEXT, SENT, AFTER = "email", "password", "stay", "next", "sent", "after"
DO, HERE, EVERYWHERE = "do", "here", "everywhere"
SIGN_IN = "/teach/sign-in"
LOCAL = re.compile(r"/teach(/[A-Za-z0-9_-]+)*")  # no dots, no percents, no second slash: it is what it looks like

# Tries a minute: of a browser in which this teacher has signed in before; of all other browsers together, for an
# account, from an address, on the whole site. So nobody else's tries can lock a teacher out of their own browser.
OWN, ACCOUNT, ADDRESS, SITE = 10, 10, 30, 600

log = logging.getLogger("quiz")


def show(visit: Visit) -> Reply:
    target = _local(visit.query(NEXT))
    if visit.signed_in:
        return redirect(target)
    return page("teach/sign_in.html", next=target, sent="", after=visit.query(AFTER), **mistakes.beside_fields(None))


def show_again(visit: Visit, problem: QuizError) -> Reply:
    """With what was typed, but for the password, and with the form that waits."""
    form = visit.form
    return page(
        "teach/sign_in.html",
        email=form.first(EMAIL),
        is_own_device=STAY in form,
        next=_local(form.first(NEXT)),
        sent=form.first(SENT),
        **mistakes.beside_fields(problem),
    )


def sign_in(visit: Visit) -> Reply:
    """Raises Invalid in the same words, after the same time, whether the account or the password is wrong."""
    email, password = email_key(visit.form.one(EMAIL)), visit.form.one(PASSWORD)
    _count_try(visit, email)
    found = quiz.teachers.with_password(visit.db, email)
    visit.keep()  # the count; and nobody has to wait for the database while the password is hashed
    is_right = quiz.passwords.matches(found[1] if found else None, password)
    if found is None or not is_right:
        raise Invalid("E-mail or password is not right.")
    teacher, _ = found
    reply = _onwards(visit, teacher)
    start_session(reply, teacher, is_own_device=STAY in visit.form)
    return reply


def sign_out(visit: Visit) -> Reply:
    """In this browser, or everywhere. Who is signed out already is led the same way."""
    if visit.form.first(DO) == EVERYWHERE and visit.signed_in:
        quiz.teachers.end_sessions(visit.db, visit.signed_in.id)
    reply = redirect(SIGN_IN)
    forget_teacher(reply)
    return reply


def start_session(reply: Reply, teacher: Teacher, *, is_own_device: bool) -> None:
    """Always with new cookies: what was in the browser before is worth nothing."""
    remember_teacher(reply, session.TeacherSession(teacher.id, teacher.generation, is_own_device))
    remember_device(reply, teacher.email)


def _onwards(visit: Visit, teacher: Teacher) -> Reply:
    """To where the teacher was going, or to the form that was kept: it is not stored yet."""
    target, sent = _local(visit.form.first(NEXT)), visit.form.first(SENT)
    if not sent:
        return redirect(target)
    kept = forms.parse(sent.encode(), {"content-type": forms.FORM}, forms.LARGEST_KEPT)
    return page("teach/send_again.html", teacher=teacher, next=target, pairs=kept.pairs)


def _local(target: str) -> str:
    """The address if it is one of a teacher's page, or else the first of them: nobody is led to another site."""
    return target if LOCAL.fullmatch(target) and len(target) <= 200 else "/teach"


def _count_try(visit: Visit, email: str) -> None:
    """Raises TooOften, before anything is hashed. What was refused is not counted, so it costs others nothing."""
    tries = _tries(visit, email)
    for what, who, limit in tries:
        refuse(visit.db, what, who, limit)
    for what, who, limit in tries:
        number = quiz.throttles.count(visit.db, what, who)
        if number == limit:
            log.warning("%s: %d tries within a minute, the next ones have to wait", what, limit)
        if number > limit:  # several came at once
            raise TooOften("That was tried too often. Please wait a minute, then try again.")


def _tries(visit: Visit, email: str) -> list[tuple[str, str, int]]:
    """What counts this try, by whom, and how many of them a minute may have."""
    device = session.read_device(visit.cookies.get(session.DEVICE_COOKIE, ""), email)
    if device:
        return [("Sign-in in a known browser", device, OWN)]
    return [
        ("Sign-in to one account", email, ACCOUNT),
        ("Sign-in from one address", visit.address, ADDRESS),
        ("Sign-in on the site", "", SITE),
    ]
