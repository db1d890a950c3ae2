"""Links that make a teacher or a new password, and who may make which.

What a link says is signed (quiz/web/session.py), so nothing is stored when one is made, and making one needs no
database. Whether it still works is for quiz/invitations.py to say.
"""

import secrets
from datetime import timedelta
from typing import Literal

import msgspec

from quiz import catalog
from quiz.errors import Forbidden
from quiz.teachers import Role, Teacher

GOOD_FOR = timedelta(days=7)
# For the first owner, as long as the site has no teacher; for one more; for the new password of one who is there.
Purpose = Literal["first", "invite", "reset"]
Known = tuple[int, int]  # a teacher's id and generation, as in a session
NOT_GOOD = (
    "This link does not work any more: a link can be used once, within seven days. "
    "If you have used it, sign in. If not, please ask for a new one."
)


class Link(msgspec.Struct, frozen=True, array_like=True):
    """`maker` is None for the command line; `account` is whose password it resets; `until` counts Unix's seconds."""

    purpose: Purpose
    role: Role
    maker: Known | None
    account: Known | None
    until: int
    secret: str


def first_owner() -> Link:
    return _new("first", "owner")


def colleague(role: Role, maker: Teacher | None = None) -> Link:
    """Raises Forbidden where the maker may not invite to that."""
    if role == "owner" and maker is not None and not maker.is_owner:
        raise Forbidden("Only an owner of this site can invite another owner.")
    return _new("invite", role, maker)


def new_password(account: Teacher, maker: Teacher | None = None) -> Link:
    return _new("reset", account.role, maker, account)


def _new(purpose: Purpose, role: Role, maker: Teacher | None = None, account: Teacher | None = None) -> Link:
    until = round((catalog.now() + GOOD_FOR).timestamp())
    known = account.known if account else None
    return Link(purpose, role, maker.known if maker else None, known, until, secrets.token_urlsafe(16))
