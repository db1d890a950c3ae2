"""What a link leads to: a new account, or a new password for one. Used, it becomes a cookie and a clean address."""

import quiz
from quiz.emails import email_address, email_key
from quiz.errors import Invalid, NotFound, QuizError
from quiz.invitations import Good
from quiz.links import Link
from quiz.passwords import new_password
from quiz.players import player_name
from quiz.principals import Principal
from quiz.time_zones import UTC, time_zone
from quiz.web import microsoft, mistakes, session
from quiz.web.fields import Fields
from quiz.web.reply import Reply, page, redirect
from quiz.web.sheets import first
from quiz.web.teach.signing_in import EMAIL, PASSWORD, SIGN_IN, STAY, start_session
from quiz.web.visit import Visit

NAME, TIME_ZONE, BIND = "name", "time_zone", "microsoft"
# The page to sign in says that the password is stored. True as well for who sends the form twice.
DONE = f"{SIGN_IN}?after=link"


def show(visit: Visit, problem: QuizError | None = None) -> Reply:
    """Raises NotFound for a link that does not work."""
    token = visit.param("token")
    link = session.read_link(token)
    good = quiz.invitations.check(visit.db, link)
    return _page(visit, link, good, token, problem)


def use(visit: Visit) -> Reply:
    """Raises Invalid, NotFound. The same form sent twice finds its work done."""
    link = session.read_link(visit.param("token"))
    try:
        return _reset(visit, link) if link.purpose == "reset" else _register(visit, link)
    except NotFound:
        used_by = quiz.invitations.user(visit.db, link)
        if used_by and (link.purpose == "reset" or used_by == email_key(first(visit, EMAIL))):
            return redirect(DONE)
        raise


def _register(visit: Visit, link: Link) -> Reply:
    quiz.invitations.check(visit.db, link)
    fields = Fields(visit.form.one)
    email, name = fields.read(EMAIL, email_address), fields.read(NAME, player_name)
    zone = fields.read(TIME_ZONE, time_zone)
    password = fields.read(PASSWORD, lambda typed: new_password(typed, email, name))
    fields.refuse_wrong()
    principal = _to_bind(visit)
    password_hash = _hash(visit, password)
    teacher = quiz.invitations.register(visit.db, link, email, name, password_hash, zone, principal)
    reply = redirect("/teach")
    start_session(reply, teacher, is_own_device=STAY in visit.form)
    return reply


def _reset(visit: Visit, link: Link) -> Reply:
    """Whoever holds the link does not come in by it, but with the new password."""
    account = quiz.invitations.check(visit.db, link).account
    personal = (account.email, account.name) if account else ()
    fields = Fields(visit.form.one)
    password = fields.read(PASSWORD, lambda typed: new_password(typed, *personal))
    fields.refuse_wrong()
    principal = _to_bind(visit)
    password_hash = _hash(visit, password)
    quiz.invitations.reset(visit.db, link, password_hash, principal)
    return redirect(DONE)


def _to_bind(visit: Visit) -> Principal | None:
    """The account at Microsoft that the page showed, if it was ticked. Raises Invalid if it is another one by now."""
    if not (ticked := first(visit, BIND)):
        return None
    principal = microsoft.principal(visit)
    if principal is None or principal.id != ticked:
        raise Invalid("You are not signed in at Microsoft any more as you were. Please look at the tick below again.")
    return principal


def _hash(visit: Visit, password: str) -> str:
    visit.keep()  # nobody has to wait for the database while the password is hashed
    return quiz.passwords.new_hash(password)


def _page(visit: Visit, link: Link, good: Good, token: str, problem: QuizError | None) -> Reply:
    form = visit.form
    values = {
        "token": token,
        "good": good,
        "principal": microsoft.principal(visit),
        "bind": first(visit, BIND),
        "microsoft": microsoft.sign_in(f"/teach/invitations/{token}"),
        **mistakes.beside_fields(problem),
    }
    if link.purpose == "reset":
        return page("teach/new_password.html", **values)
    return page(
        "teach/register.html",
        link=link,
        email=first(visit, EMAIL),
        name=first(visit, NAME),
        zone=first(visit, TIME_ZONE) or UTC,
        zones=[(zone, zone) for zone in quiz.time_zones.names()],
        is_own_device=STAY in form,
        **values,
    )
