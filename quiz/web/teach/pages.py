"""What all teachers' pages share."""

import secrets
from typing import Any

from quiz.web.reply import Reply, page
from quiz.web.visit import Visit

NONCE = "nonce"  # in every form that makes something: the same form sent twice makes it once


def desk(visit: Visit, template: str, *, status: int = 200, **values: Any) -> Reply:
    """A page of a signed-in teacher; of a quiz, where the route is about one."""
    held = getattr(visit, "quiz", None)
    return page(f"teach/{template}", status=status, teacher=visit.teacher, held=held, nonce=nonce(), **values)


def nonce() -> str:
    return secrets.token_urlsafe(12)
