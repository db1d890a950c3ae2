"""The pages that say what went wrong, and the status of each."""

from urllib.parse import quote, urlencode

from quiz.errors import (
    Broken,
    Closed,
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    QuizError,
    SignedOut,
    TooOften,
    Unavailable,
)
from quiz.web.reply import Reply, page, redirect
from quiz.web.visit import Visit

# First match counts. The title is the page's heading; the message is the error's own.
PAGES: tuple[tuple[type[QuizError], int, str], ...] = (
    (NotFound, 404, "There is nothing here"),
    (SignedOut, 401, "Please sign in"),
    (TooOften, 429, "Please wait a minute"),
    (Closed, 403, "This quiz is closed"),
    (Forbidden, 403, "That is not allowed"),
    (Conflict, 409, "Newer answers are stored"),
    (Invalid, 422, "Something must be mended"),
    (Unavailable, 503, "The quiz is taking a short break"),
    (Broken, 500, "This quiz is broken"),
)
REFUSED = {400: "That could not be read", 413: "That is too much at once", 415: "That is not a form"}
RETRY_SECONDS = "10"


def status_of(error: QuizError) -> int:
    return next(status for kind, status, _ in PAGES if isinstance(error, kind))


def error_page(status: int, title: str, message: str) -> Reply:
    return _retry_later(page("error.html", status=status, title=title, message=message))


def page_of(error: QuizError) -> Reply:
    title = next(title for kind, _, title in PAGES if isinstance(error, kind))
    return error_page(status_of(error), title, error.message)


def away_page(visit: Visit, error: Unavailable) -> Reply:
    """Holds the form that was sent, so that nothing typed is lost and the same form can be sent again."""
    return _retry_later(
        page(
            "away.html",
            status=503,
            message=error.message,
            is_read=visit.is_read,
            has_files=bool(visit.files),
            pairs=visit.form.pairs,
        )
    )


def signed_out_page(visit: Visit, error: SignedOut) -> Reply:
    """To the sign-in, and from there back. A form that was sent is kept in it, so that nothing typed is lost."""
    if visit.is_read:
        return redirect(f"/teach/sign-in?next={quote(visit.path, safe='/')}")
    reply = page("teach/sign_in.html", status=401, next=visit.path, sent=urlencode(visit.form.pairs), problem=error)
    reply.headers["WWW-Authenticate"] = "Form"  # which HTTP wants beside a 401; no browser knows this scheme
    return reply


def _retry_later(reply: Reply) -> Reply:
    if reply.status == 503:
        reply.headers["Retry-After"] = RETRY_SECONDS
    return reply
