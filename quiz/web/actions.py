"""The buttons of a page, which send what is to be done."""

from collections.abc import Mapping
from typing import TypeVar

import msgspec

from quiz.errors import NotFound
from quiz.saving import HandIn
from quiz.web.visit import Visit

FIELD = "do"

Thing = TypeVar("Thing")

# The buttons. "hand-in" asks once more if something was forgotten, "finish" does not; "go.3" saves and goes to the
# third question, "check.q1" fixes that question's marks; "start" and "autosave" (by the script) are on some pages.
START, SAVE, AUTOSAVE, GO, CHECK, HAND_IN, FINISH = "start", "save", "autosave", "go", "check", "hand-in", "finish"


class Action(msgspec.Struct, frozen=True):
    """The button that was pressed: "go.3" is ("go", "3"). What says nothing else is to be handed in."""

    name: str
    target: str = ""

    @property
    def hand_in(self) -> HandIn:
        if self.name in (SAVE, AUTOSAVE, GO, CHECK):
            return "no"
        return "yes" if self.name == FINISH else "if_complete"

    @property
    def takes_drafts(self) -> bool:
        """Whether wrong answers are stored as they are: nobody is there to mend them."""
        return self.name in (AUTOSAVE, FINISH)


def read(visit: Visit) -> Action:
    name, _, target = visit.form.one(FIELD).partition(".")
    return Action(name, target)


def chosen(visit: Visit, buttons: Mapping[str, Thing]) -> Thing:
    """What the button that was pressed stands for, by its name. Raises NotFound if it is none of them."""
    name = visit.form.one(FIELD)
    if name not in buttons:
        raise NotFound("There is no such button.")
    return buttons[name]
