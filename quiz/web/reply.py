"""What a handler returns, and the few ways to make it."""

from typing import Any
from urllib.parse import quote

import msgspec
from werkzeug.http import dump_cookie

from quiz import settings
from quiz.web import render, session

HTML = "text/html; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
JSON = "application/json"
ADDRESS = "/?#[]@!$&'()*+,;=:%"  # what an address is made of beside letters and digits (RFC 3986)
NO_STORE = "no-store"
REVALIDATE = "no-cache"  # keep it, and ask each time whether it has changed
FOR_A_YEAR = "public, max-age=31536000, immutable"
FOR_A_YEAR_HERE = "private, max-age=31536000, immutable"  # in this browser, and in no cache that others use


class Reply(msgspec.Struct):
    """`cache` is the Cache-Control; what may be kept gets an ETag at the door."""

    body: bytes = b""
    status: int = 200
    content_type: str = HTML
    cache: str = NO_STORE
    headers: dict[str, str] = {}
    cookies: list[str] = []


def page(template: str, *, status: int = 200, cache: str = NO_STORE, **values: Any) -> Reply:
    return Reply(render.page(template, values).encode(), status, cache=cache)


def text(words: str, *, status: int = 200) -> Reply:
    return Reply(f"{words}\n".encode(), status, TEXT)


def redirect(path: str) -> Reply:
    """After a form: the browser gets `path`, and a reload sends nothing twice. What a header cannot hold is encoded."""
    return Reply(status=303, headers={"Location": quote(path, safe=ADDRESS)})


def remember_player(reply: Reply, name: str) -> None:
    """Fill in the name the next time this browser comes."""
    _set_cookie(reply, session.PLAYER_COOKIE, session.sign_player(name), session.PLAYER_SECONDS)


def remember_running(reply: Reply, running: session.Running) -> None:
    """Lead back to this attempt if its page was closed."""
    _set_cookie(reply, session.RUNNING_COOKIE, session.sign_running(running), session.RUNNING_SECONDS)


def forget_running(reply: Reply) -> None:
    _set_cookie(reply, session.RUNNING_COOKIE, "", 0)


def remember_teacher(reply: Reply, known: session.TeacherSession) -> None:
    """Signed in: until the browser is closed, or on one's own device for longer."""
    seconds = known.seconds if known.is_own_device else None
    _set_cookie(reply, session.TEACHER_COOKIE, session.sign_teacher(known), seconds)


def remember_device(reply: Reply, email: str) -> None:
    """Somebody has signed in here with this address: wrong passwords from elsewhere do not lock this browser out."""
    _set_cookie(reply, session.DEVICE_COOKIE, session.sign_device(email), session.DEVICE_SECONDS)


def forget_teacher(reply: Reply) -> None:
    _set_cookie(reply, session.TEACHER_COOKIE, "", 0)


def _set_cookie(reply: Reply, name: str, value: str, seconds: int | None) -> None:
    """`seconds` None: until the browser is closed."""
    cookie = dump_cookie(
        name,
        value,
        max_age=seconds,
        sync_expires=False,  # the worker would take Expires for a time in its own time zone
        path="/",
        secure=settings.current().https,
        httponly=True,
        samesite="Lax",
    )
    reply.cookies.append(cookie)
