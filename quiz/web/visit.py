"""One request on its way through the house."""

from functools import cached_property
from typing import TYPE_CHECKING

import azure.functions as func
from werkzeug.sansio.http import parse_cookie  # werkzeug.http's takes WSGI's bytes in disguise, and fails on others

import quiz
from quiz import schema
from quiz.database import Transaction
from quiz.errors import SignedOut
from quiz.web import session
from quiz.web.forms import Form
from quiz.web.uploads import File

if TYPE_CHECKING:
    from quiz.rights import HeldQuiz
    from quiz.teachers import Teacher


class Visit:
    """What a handler may know of the request."""

    def __init__(self, request: func.HttpRequest) -> None:
        self.request = request
        self.form = Form()  # filled at the door, where the route takes a form
        self.files: list[File] = []  # and where it takes files

    def param(self, name: str) -> str:
        """A part of the address, as the route names it; "" if it is not there."""
        return str(self.request.route_params.get(name, ""))

    @property
    def is_read(self) -> bool:
        return self.request.method in ("GET", "HEAD")

    @property
    def path(self) -> str:
        """As it was asked for, percent-encoded, without what is behind the question mark."""
        return "/" + str(self.request.url.partition("://")[2].partition("?")[0].partition("/")[2])

    @property
    def host(self) -> str:
        return str(self.request.url.partition("://")[2].partition("/")[0])

    @property
    def address(self) -> str:
        """Where the request came from, as the last proxy saw it; "" if there was none."""
        last = str(self.request.headers.get("x-forwarded-for", "")).rpartition(",")[2].strip()
        return last.partition(":")[0] if last.count(":") == 1 else last  # Azure writes 203.0.113.7:50321

    def query(self, name: str) -> str:
        """A value from behind the address's question mark; the host joins those of a repeated name with commas."""
        return str(self.request.params.get(name, ""))

    @cached_property
    def cookies(self) -> dict[str, str]:
        return dict(parse_cookie(self.request.headers.get("cookie", "")))

    @cached_property
    def player(self) -> str:
        """The name that was typed in this browser last time, or ""."""
        return session.read_player(self.cookies.get(session.PLAYER_COOKIE, ""))

    @cached_property
    def running(self) -> session.Running | None:
        """The attempt that was begun last in this browser, if it was not handed in here."""
        return session.read_running(self.cookies.get(session.RUNNING_COOKIE, ""))

    # -------------------------------------------------------------- teachers

    quiz: "HeldQuiz"  # set at the door, where the route asks for a right on a quiz

    @cached_property
    def signed_in(self) -> "Teacher | None":
        known = session.read_teacher(self.cookies.get(session.TEACHER_COOKIE, ""))
        return quiz.teachers.of_session(self.db, known.teacher_id, known.generation) if known else None

    @property
    def teacher(self) -> "Teacher":
        """Raises SignedOut."""
        if self.signed_in is None:
            raise SignedOut("This page is for teachers. Please sign in.")
        return self.signed_in

    # -------------------------------------------------------------- the database

    _db: Transaction | None = None
    statements = 0

    @property
    def db(self) -> Transaction:
        """The request's transaction. Nothing is sent before its first statement; the door commits."""
        if self._db is None:
            schema.ensure()
            self._db = Transaction(write=not self.is_read)
        return self._db

    def keep(self) -> None:
        """Store what was done so far, although a refusal follows."""
        self.leave_database(commit=True)

    def leave_database(self, *, commit: bool) -> None:
        """Store or drop what was done so far. A later use of `db` begins anew."""
        db, self._db = self._db, None
        if db is not None:
            try:
                if commit:
                    db.commit()
            finally:
                self.statements += db.statements
                db.close()
