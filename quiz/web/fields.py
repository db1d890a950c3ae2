"""The fields of a form read one by one, so that everything wrong with them is told at once."""

from collections.abc import Callable
from typing import Any

from quiz.errors import Invalid

LOOK_AGAIN = "This was not stored. Please look at this again:"


class Fields:
    """Read each field, then refuse what was wrong with any of them. `typed` gives what was typed into one."""

    def __init__(self, typed: Callable[[str], str]) -> None:
        self._typed = typed
        self.wrong: dict[str, str] = {}

    def read(self, name: str, value_of: Callable[[str], str]) -> str:
        """What `value_of` makes of what was typed; "" if it raises Invalid."""
        return self.take(name, lambda: value_of(self._typed(name))) or ""

    def take(self, name: str, read: Callable[..., Any], *arguments: Any) -> Any:
        """What `read` makes of the arguments, for a field that is more than one input; None if it raises Invalid."""
        try:
            return read(*arguments)
        except Invalid as error:
            self.wrong[name] = error.fields.get(name, error.message)

    def refuse_wrong(self) -> None:
        """Raises Invalid."""
        if self.wrong:
            raise Invalid(LOOK_AGAIN, self.wrong)
