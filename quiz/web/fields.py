"""The fields of a form read one by one, so that everything wrong with them is told at once."""

from collections.abc import Callable

from quiz.errors import Invalid
from quiz.web.forms import Form
from quiz.web.sheets import LOOK_AGAIN


class Fields:
    """Read each field, then refuse what was wrong with any of them."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._wrong: dict[str, str] = {}

    def read(self, name: str, value_of: Callable[[str], str]) -> str:
        """What `value_of` makes of what was typed; "" if it raises Invalid."""
        try:
            return value_of(self._form.one(name))
        except Invalid as error:
            self._wrong[name] = error.fields.get(name, error.message)
            return ""

    def refuse_wrong(self) -> None:
        """Raises Invalid."""
        if self._wrong:
            raise Invalid(LOOK_AGAIN, self._wrong)
