"""What the site signs and gives away: tickets in pages, names and sessions in cookies, links for new teachers.

itsdangerous signs with the newest secret and verifies with all of them; each purpose has its own salt, so what
was signed for one is worthless for another. Its text is made of A-Z, a-z, 0-9, "-", "_" and ".", which survives
the Functions host's rewriting of cookies.
"""

import functools
import hashlib
import hmac
import secrets
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec
from itsdangerous import BadData, URLSafeSerializer

from quiz import settings
from quiz.errors import Forbidden, NotFound
from quiz.tickets import Ticket

if TYPE_CHECKING:
    from quiz.links import Link

TEACHER_COOKIE = "teacher"
TEACHER_SECONDS = 12 * 3600  # a working day, in a browser that may be shared
REMEMBERED_SECONDS = 30 * 24 * 3600  # of a teacher who said that it is not
DEVICE_COOKIE = "device"
DEVICE_SECONDS = 365 * 24 * 3600
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


# ------------------------------------------------------------------ teachers


class TeacherSession(msgspec.Struct, frozen=True):
    """`is_own_device`: the teacher has said that nobody else uses this browser."""

    teacher_id: int
    generation: int
    is_own_device: bool = False

    @property
    def seconds(self) -> int:
        """How long it is good for."""
        return REMEMBERED_SECONDS if self.is_own_device else TEACHER_SECONDS


def sign_teacher(known: TeacherSession) -> str:
    until = round(time.time()) + known.seconds
    return str(_signer("teacher").dumps([known.teacher_id, known.generation, known.is_own_device, until]))


def read_teacher(text: str) -> TeacherSession | None:
    """None if the cookie is missing, not ours or too old."""
    try:
        teacher_id, generation, is_own_device, until = msgspec.convert(
            _signer("teacher").loads(text), tuple[int, int, bool, int]
        )
    except (BadData, msgspec.ValidationError):
        return None
    return TeacherSession(teacher_id, generation, is_own_device) if time.time() < until else None


def sign_device(email: str) -> str:
    """That somebody has signed in with this address in a browser. Who reads the cookie does not learn the address."""
    name = secrets.token_urlsafe(16)
    return str(_signer("device").dumps([name, _bound(name, email)]))


def read_device(text: str, email: str) -> str | None:
    """A name for the browser, None if nobody has signed in there with this address before."""
    try:
        name, bound = msgspec.convert(_signer("device").loads(text), tuple[str, str])
    except (BadData, msgspec.ValidationError):
        return None
    return name if hmac.compare_digest(bound, _bound(name, email)) else None


def _bound(name: str, email: str) -> str:
    return hashlib.sha256(f"{name} {email}".encode()).hexdigest()


def sign_link(link: "Link") -> str:
    return str(_signer("link").dumps(msgspec.to_builtins(link)))


def read_link(text: str) -> "Link":
    """Raises NotFound unless this site signed it; whether it is still good is for quiz.invitations to say."""
    from quiz.links import NOT_GOOD, Link

    try:
        return msgspec.convert(_signer("link").loads(text), Link)
    except (BadData, msgspec.ValidationError):
        raise NotFound(NOT_GOOD) from None
