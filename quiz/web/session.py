"""What the site signs and gives to a browser: tickets in pages, the player's name in a cookie.

itsdangerous signs with the newest secret and verifies with all of them; each purpose has its own salt, so what
was signed for one is worthless for another. Its text is made of A-Z, a-z, 0-9, "-", "_" and ".", which survives
the Functions host's rewriting of cookies.
"""

import functools
import time
from datetime import UTC, datetime

import msgspec
from itsdangerous import BadData, URLSafeSerializer

from quiz import settings
from quiz.errors import Forbidden
from quiz.tickets import Ticket

TEACHER_COOKIE = "teacher"
TEACHER_SECONDS = 12 * 3600  # a working day, in a browser that may be shared
REMEMBERED_SECONDS = 30 * 24 * 3600  # of a teacher who said that it is not
PLAYER_COOKIE = "player"
TICKET_SECONDS = 24 * 3600  # a page that is older asks for its form once more, with a ticket of now
PLAYER_SECONDS = 180 * 24 * 3600
RUNNING_COOKIE = "attempt"
RUNNING_SECONDS = 24 * 3600


@functools.cache
def _signer(purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(list(settings.current().session_secrets), salt=f"quiz.{purpose}")


def sign_ticket(ticket: Ticket) -> str:
    issued = round(ticket.issued_at.timestamp() * 1000)
    values = [ticket.slug, ticket.quiz_id, ticket.revision, issued, ticket.nonce, ticket.has_questions]
    return str(_signer("ticket").dumps(values))


def read_ticket(text: str, slug: str) -> Ticket:
    """Raises Forbidden unless this site signed it, for this quiz, within the last day."""
    try:
        own_slug, quiz_id, revision, issued, nonce, has_questions = msgspec.convert(
            _signer("ticket").loads(text), tuple[str, int, int, int, str, bool]
        )
    except (BadData, msgspec.ValidationError):  # not signed by us, or by another release of us
        own_slug = None
    if own_slug != slug or time.time() - issued / 1000 > TICKET_SECONDS:
        raise Forbidden(
            "This page is too old, or not from this quiz. Your answers are still here: please send them again."
        )
    return Ticket(slug, quiz_id, revision, datetime.fromtimestamp(issued / 1000, UTC), nonce, has_questions)


class Running(msgspec.Struct, frozen=True):
    """The attempt that was begun last in this browser and is not handed in, as far as the browser knows."""

    slug: str
    player: str
    token: str


def sign_running(running: Running) -> str:
    return str(_signer("running").dumps([running.slug, running.player, running.token]))


def read_running(text: str) -> Running | None:
    """None if the cookie is missing or not ours."""
    try:
        return Running(*msgspec.convert(_signer("running").loads(text), tuple[str, str, str])) if text else None
    except (BadData, msgspec.ValidationError):
        return None


def sign_player(name: str) -> str:
    return str(_signer("player").dumps(name))


def read_player(text: str) -> str:
    """The name, or "" if the cookie is missing or not ours: it is only a convenience."""
    try:
        return str(_signer("player").loads(text)) if text else ""
    except BadData:
        return ""


class TeacherSession(msgspec.Struct, frozen=True):
    teacher_id: int
    generation: int


def sign_teacher(session: TeacherSession, seconds: int) -> str:
    """`seconds` is how long it is good for."""
    until = round(time.time()) + seconds
    return str(_signer("teacher").dumps([session.teacher_id, session.generation, until]))


def read_teacher(text: str) -> TeacherSession | None:
    """None if the cookie is missing, not ours or too old."""
    try:
        teacher_id, generation, until = msgspec.convert(_signer("teacher").loads(text), tuple[int, int, int])
    except (BadData, msgspec.ValidationError):
        return None
    return TeacherSession(teacher_id, generation) if time.time() < until else None
