"""What can go wrong, in the words of the quiz. The door (quiz/web/door.py) knows the status codes."""

from collections.abc import Mapping


class QuizError(Exception):
    """A problem to tell the person about: what happened, and what to do next."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotFound(QuizError):
    """There is no such thing, or none that this person may know of."""


class Forbidden(QuizError):
    """It is there, but not for this person or not in this way."""


class SignedOut(QuizError):
    """It is for a teacher who has signed in."""


class TooOften(Forbidden):
    """It was tried so often that there must be a pause."""


class Closed(Forbidden):
    """The quiz takes no answers now."""


class Invalid(QuizError):
    """Something in a form or a file must be mended. `fields` maps a field's name to its message."""

    def __init__(self, message: str, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.fields = dict(fields or {})


class Conflict(Invalid):
    """Newer work is stored; `fields` says where it differs from what was sent."""


class Broken(QuizError):
    """A stored quiz cannot be read. The rest of the site goes on."""


class Unavailable(QuizError):
    """The database does not answer. Nothing is known to be stored; the same request may be sent again."""


class ConnectionLost(Unavailable):
    """A connection died that was alive before: a new one may work at once."""
