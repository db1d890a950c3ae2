"""The one way in. Every trigger is `@app.route(...)` over `@door()`, and what is safe is not the handler's choice.

The door refuses cross-site writes, checks and parses a form, calls the handler, commits, maps the errors of the
quiz to pages, adds the security headers, answers HEAD and 304, compresses, and logs one line.
"""

import gzip
import hashlib
import logging
import time
from collections.abc import Callable

import azure.functions as func
from werkzeug.http import parse_accept_header, parse_etags

from quiz.errors import (
    Broken,
    Closed,
    Conflict,
    ConnectionLost,
    Forbidden,
    Invalid,
    NotFound,
    QuizError,
    Unavailable,
)
from quiz.settings import SettingsError, current
from quiz.web import forms, session
from quiz.web.reply import NO_STORE, Reply, page
from quiz.web.visit import Visit

log = logging.getLogger("quiz")

Handler = Callable[[Visit], Reply]
Trigger = Callable[[func.HttpRequest], func.HttpResponse]

# First match counts. The title is the page's heading; the message is the error's own.
PAGES: tuple[tuple[type[QuizError], int, str], ...] = (
    (NotFound, 404, "There is nothing here"),
    (Closed, 403, "This quiz is closed"),
    (Forbidden, 403, "That is not allowed"),
    (Conflict, 409, "Newer answers are stored"),
    (Invalid, 422, "Something must be mended"),
    (Unavailable, 503, "The quiz is taking a short break"),
    (Broken, 500, "This quiz is broken"),
)
REFUSED = {400: "That could not be read", 413: "That is too much at once", 415: "That is not a form"}
RETRY_SECONDS = "10"

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
HSTS = "max-age=31536000"
COMPRESSIBLE = ("text/", "image/svg+xml", "application/json")
SMALLEST_COMPRESSED = 512  # bytes; below, the headers of gzip cost more than they save

# Turned off in tests, so that no bug hides behind a polite page.
catch_all = True


def door(form: int = 0) -> Callable[[Handler], Trigger]:
    """`form` is the size in bytes up to which the route takes a form; other routes never read a body."""

    def decorate(handler: Handler) -> Trigger:
        def enter(req: func.HttpRequest) -> func.HttpResponse:
            return _answer(handler, req, form)

        # Not functools.wraps: the worker would follow __wrapped__ and look for a parameter named "visit".
        enter.__name__ = handler.__name__
        enter.__doc__ = handler.__doc__
        return enter

    return decorate


def _answer(handler: Handler, request: func.HttpRequest, form: int) -> func.HttpResponse:
    began = time.perf_counter()
    visit = Visit(request)
    try:
        reply = _reply(handler, visit, form)
    except Exception:
        if not catch_all:
            raise
        log.exception("%s %s failed", request.method, handler.__name__)
        reply = error_page(500, "Something went wrong on our side", "Please try again. It has been written down.")
    response = _response(visit, reply)
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


def _reply(handler: Handler, visit: Visit, form: int) -> Reply:
    try:
        if not visit.is_read:
            _refuse_cross_site(visit)
        if form:
            visit.form = forms.parse(visit.request.get_body(), visit.request.headers, form)
        return _handled(handler, visit)
    except forms.Refused as refused:
        return error_page(refused.status, REFUSED[refused.status], refused.message)
    except SettingsError as error:
        log.error("Setting %s", error)
        return error_page(503, "This site is not set up yet", f"Its owner must mend a setting. {error}")
    except Unavailable as error:
        log.error("%s: %r", error.message, error.__cause__)
        return _away_page(visit, error)
    except QuizError as error:
        if isinstance(error, Broken):
            log.error("%s", error.message)
        return _page_of(error)


def _handled(handler: Handler, visit: Visit) -> Reply:
    """The handler's reply, committed. A connection that had died in the pool is no reason to trouble anyone.

    A second run is safe even if the first one's COMMIT got through: every form that creates or adds names what
    it creates (a ticket) or what it saw (a version), and finds its own work done.
    """
    try:
        return _run(handler, visit)
    except ConnectionLost:
        return _run(handler, visit)


def _run(handler: Handler, visit: Visit) -> Reply:
    try:
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
        ours = scheme in ("http", "https") and host in (visit.host, current().site_url.partition("://")[2])
    else:
        ours = session.TEACHER_COOKIE not in visit.cookies
    if not ours:
        raise Forbidden("This form was sent by another site. Please open the quiz here and send it again.")


# ------------------------------------------------------------------ error pages


def status_of(error: QuizError) -> int:
    return next(status for kind, status, _ in PAGES if isinstance(error, kind))


def error_page(status: int, title: str, message: str) -> Reply:
    return _retry_later(page("error.html", status=status, title=title, message=message))


def _page_of(error: QuizError) -> Reply:
    title = next(title for kind, _, title in PAGES if isinstance(error, kind))
    return error_page(status_of(error), title, error.message)


def _away_page(visit: Visit, error: Unavailable) -> Reply:
    """Holds the form that was sent, so that nothing typed is lost and the same form can be sent again."""
    return _retry_later(
        page("away.html", status=503, message=error.message, is_read=visit.is_read, pairs=visit.form.pairs)
    )


def _retry_later(reply: Reply) -> Reply:
    if reply.status == 503:
        reply.headers["Retry-After"] = RETRY_SECONDS
    return reply


# ------------------------------------------------------------------ the response


def _response(visit: Visit, reply: Reply) -> func.HttpResponse:
    headers = {**SECURITY_HEADERS, "Content-Type": reply.content_type, "Cache-Control": reply.cache, **reply.headers}
    if _is_https():
        headers["Strict-Transport-Security"] = HSTS
    status, body = reply.status, reply.body
    is_text = bool(body) and reply.content_type.startswith(COMPRESSIBLE)
    if is_text:
        headers["Vary"] = "Accept-Encoding"
    if status == 200 and reply.cache != NO_STORE:
        digest = hashlib.sha256(body).hexdigest()[:16]
        headers["ETag"] = f'W/"{digest}"'  # weak: compressed or not, it is the same page
        if parse_etags(visit.request.headers.get("if-none-match")).contains_weak(digest):
            status, body = 304, b""
    if is_text and len(body) >= SMALLEST_COMPRESSED and _takes_gzip(visit):
        body = gzip.compress(body, 6, mtime=0)
        headers["Content-Encoding"] = "gzip"
    if visit.request.method == "HEAD":
        headers["Content-Length"] = str(len(body))
        body = b""
    response = func.HttpResponse(body, status_code=status, headers=headers)
    for cookie in reply.cookies:
        response.headers.add("Set-Cookie", cookie)
    return response


def _is_https() -> bool:
    try:
        return current().https
    except SettingsError:
        return False


def _takes_gzip(visit: Visit) -> bool:
    return parse_accept_header(visit.request.headers.get("accept-encoding")).quality("gzip") > 0
