"""What all teachers' pages share."""

import hashlib
import secrets
from typing import Any

from quiz.errors import Invalid
from quiz.web.reply import Reply, page
from quiz.web.visit import Visit

NONCE = "nonce"  # in every form that makes something: the same form sent twice makes it once


def desk(visit: Visit, template: str, *, status: int = 200, **values: Any) -> Reply:
    """A page of a signed-in teacher; of a quiz, where the route is about one."""
    held = getattr(visit, "quiz", None)
    return page(f"teach/{template}", status=status, teacher=visit.teacher, held=held, nonce=nonce(), **values)


def nonce() -> str:
    return secrets.token_urlsafe(12)


def request_key(visit: Visit, *what: object) -> str:
    """Of a form that makes something: the page's nonce and what the form says. Other words are another request.

    Raises Invalid where there is no nonce: without one, two requests could not be told from one sent twice.
    """
    sent = visit.form.one(NONCE)
    if not 8 <= len(sent) <= 40:
        raise Invalid("This form did not arrive whole, so nothing was done. Please send it again from its page.")
    return hashlib.sha256(repr((sent, *what)).encode()).hexdigest()[:32]
