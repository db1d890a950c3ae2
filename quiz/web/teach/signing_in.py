"""Signing in and out. A form that was sent without a session is kept through it, and offered to be sent again."""

import re
from typing import Any

import quiz
from quiz.emails import email_key
from quiz.errors import Forbidden, Invalid, QuizError
from quiz.teachers import Teacher
from quiz.web import actions, forms, microsoft, mistakes, session
from quiz.web.reply import Reply, forget_teacher, page, redirect, remember_device, remember_teacher
from quiz.web.sheets import first
from quiz.web.teach import tries
from quiz.web.visit import Visit

EMAIL, PASSWORD, STAY, NEXT, SENT, AFTER = "email", "password", "stay", "next", "sent", "after"
EVERYWHERE = "everywhere"  # the button that ends all sessions, not this one only
SIGN_IN = "/teach/sign-in"
BY_MICROSOFT = "/teach/microsoft"
NOBODYS = (
    "No teacher here signs in with this Microsoft account. Sign in with your password, or ask for a link: "
    "on the page that it opens you can tick that you want to."
)
LOCAL = re.compile(r"/teach(/[A-Za-z0-9_-]+)*")  # no dots, no percents, no second slash: it is what it looks like


def show(visit: Visit) -> Reply:
    target = _local(visit.query(NEXT))
    if visit.signed_in:
        return redirect(target)
    return _page(visit, target, after=visit.query(AFTER))


def show_again(visit: Visit, problem: QuizError) -> Reply:
    """With what was typed, but for the password, and with the form that waits."""
    typed = {"email": first(visit, EMAIL), "is_own_device": STAY in visit.form, "sent": first(visit, SENT)}
    return _page(visit, _local(first(visit, NEXT)), problem, **typed)


def _page(visit: Visit, target: str, problem: QuizError | None = None, **values: Any) -> Reply:
    return page(
        "teach/sign_in.html",
        next=target,
        principal=microsoft.principal(visit),
        microsoft=microsoft.sign_in(f"{BY_MICROSOFT}?{NEXT}={target}"),
        leave_microsoft=microsoft.sign_out(SIGN_IN),
        **{"sent": "", **values, **mistakes.beside_fields(problem)},
    )


def sign_in(visit: Visit) -> Reply:
    """Raises Invalid in the same words, after the same time, whether the account or the password is wrong."""
    email, password = email_key(visit.form.one(EMAIL)), visit.form.one(PASSWORD)
    tries.count(visit, email)
    found = quiz.teachers.with_password(visit.db, email)
    visit.keep()  # the count; and nobody has to wait for the database while the password is hashed
    is_right = quiz.passwords.matches(found[1] if found else None, password)
    if found is None or not is_right:
        raise Invalid("E-mail or password is not right.")
    teacher, _ = found
    reply = _onwards(visit, teacher)
    start_session(reply, teacher, is_own_device=STAY in visit.form)
    return reply


def by_microsoft(visit: Visit) -> Reply:
    """For whom Azure has signed in at Microsoft. The same page with the reason for an account that is nobody's here."""
    target = _local(visit.query(NEXT))
    principal = microsoft.principal(visit)
    if principal is None:
        return redirect(SIGN_IN)
    teacher = quiz.principals.teacher_of(visit.db, principal)
    if teacher is None:
        return _page(visit, target, Forbidden(NOBODYS))
    reply = redirect(target)
    start_session(reply, teacher, is_own_device=False)
    return reply


def sign_out(visit: Visit) -> Reply:
    """In this browser, or everywhere. Who is signed out already is led the same way."""
    if first(visit, actions.FIELD) == EVERYWHERE and visit.signed_in:
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
    target, sent = _local(first(visit, NEXT)), first(visit, SENT)
    if not sent:
        return redirect(target)
    kept = forms.parse(sent.encode(), {"content-type": forms.FORM}, forms.LARGEST_KEPT)
    return page("teach/send_again.html", teacher=teacher, next=target, pairs=kept.pairs)


def _local(target: str) -> str:
    """The address if it is one of a teacher's page, or else the first of them: nobody is led to another site."""
    return target if LOCAL.fullmatch(target) and len(target) <= 200 else "/teach"
