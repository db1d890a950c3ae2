"""The one way in. Every trigger is `@app.route(...)` over `@door()`, and what is safe is not the handler's choice.

The door refuses cross-site writes, checks and parses a form, calls the handler, commits, maps the errors of the
quiz to pages (error_pages.py), sends the reply in the way that is safe and short (wire.py), and logs one line.
"""

import logging
import time
from collections.abc import Callable

import azure.functions as func

from quiz.errors import Broken, ConnectionLost, Forbidden, QuizError, SignedOut, Unavailable
from quiz.settings import SettingsError, current
from quiz.web import forms, session, uploads, wire
from quiz.web.admission import Demand, admit
from quiz.web.error_pages import REFUSED, away_page, error_page, page_of, signed_out_page
from quiz.web.reply import Reply
from quiz.web.visit import Visit

log = logging.getLogger("quiz")

Handler = Callable[[Visit], Reply]
Trigger = Callable[[func.HttpRequest], func.HttpResponse]

# Turned off in tests, so that no bug hides behind a polite page.
catch_all = True


def door(form: int = 0, *, files: bool = False, demand: Demand | None = None) -> Callable[[Handler], Trigger]:
    """`form` is the size in bytes up to which the route takes a form, with `files` or without; other routes never
    read a body.

    `demand` is what it asks of a visitor (admission.py); None: it is for everybody.
    """

    def decorate(handler: Handler) -> Trigger:
        def enter(req: func.HttpRequest) -> func.HttpResponse:
            return _answer(handler, req, form, files, demand)

        # Not functools.wraps: the worker would follow __wrapped__ and look for a parameter named "visit".
        enter.__name__ = handler.__name__
        enter.__doc__ = handler.__doc__
        enter.demand = demand  # type: ignore[attr-defined]  # for the test of every page and visitor
        return enter

    return decorate


def _answer(
    handler: Handler, request: func.HttpRequest, form: int, files: bool, demand: Demand | None
) -> func.HttpResponse:
    began = time.perf_counter()
    visit = Visit(request)
    try:
        reply = _reply(handler, visit, form, files, demand)
    except Exception:
        if not catch_all:
            raise
        log.exception("%s %s failed", request.method, handler.__name__)
        reply = error_page(500, "Something went wrong on our side", "Please try again. It has been written down.")
    response = wire.response(visit, reply)
    # The handler's name stands for the route: an address may hold a token.
    log.info(
        "%s %s %d %.0f ms %d statements",
        request.method,
        handler.__name__,
        response.status_code,
        (time.perf_counter() - began) * 1000,
        visit.statements,
    )
    return response


def _reply(handler: Handler, visit: Visit, form: int, files: bool, demand: Demand | None) -> Reply:
    try:
        if not visit.is_read:
            _refuse_cross_site(visit)
        if files:
            visit.form, visit.files = uploads.parse(visit.request.get_body(), visit.request.headers, form)
        elif form:
            visit.form = forms.parse(visit.request.get_body(), visit.request.headers, form)
        return _handled(handler, visit, demand)
    except SignedOut as error:
        return signed_out_page(visit, error)
    except forms.Refused as refused:
        return error_page(refused.status, REFUSED[refused.status], refused.message)
    except SettingsError as error:
        log.error("Setting %s", error)
        return error_page(503, "This site is not set up yet", f"Its owner must mend a setting. {error}")
    except Unavailable as error:
        log.error("%s: %r", error.message, error.__cause__)
        return away_page(visit, error)
    except QuizError as error:
        if isinstance(error, Broken):
            log.error("%s", error.message)
        return page_of(error)


def _handled(handler: Handler, visit: Visit, demand: Demand | None) -> Reply:
    """The handler's reply, committed. A connection that had died in the pool is no reason to trouble anyone.

    A second run is safe even if the first one's COMMIT got through: every form that creates or adds names what
    it creates (a ticket, a nonce) or what it saw (a version, a fingerprint), and finds its own work done.
    """
    try:
        return _run(handler, visit, demand)
    except ConnectionLost:
        return _run(handler, visit, demand)


def _run(handler: Handler, visit: Visit, demand: Demand | None) -> Reply:
    try:
        if demand is not None:
            admit(visit, demand)
        reply = handler(visit)
        visit.leave_database(commit=reply.status < 400)
        return reply
    finally:
        visit.leave_database(commit=False)


def _refuse_cross_site(visit: Visit) -> None:
    """A form sent by a page of another site is refused: by what the browser says of it, or else by its origin."""
    headers = visit.request.headers
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site:
        ours = site in ("same-origin", "none")
    elif origin:
        scheme, _, host = origin.partition("://")  # either scheme: TLS may end before us
        known = {visit.host, current().site_url.partition("://")[2]} - {""}
        ours = scheme in ("http", "https") and host in known
    else:
        ours = session.TEACHER_COOKIE not in visit.cookies
    if not ours:
        raise Forbidden("This form was sent by another site. Please open the quiz here and send it again.")
