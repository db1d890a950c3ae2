"""The teachers' pages. Its modules load on first use, as those of `quiz` do: a student's page imports none of them."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

    from quiz.web.teach import (
        account,
        dashboard,
        deleting,
        editing,
        files,
        history,
        images,
        importing,
        people,
        person,
        previewing,
        printing,
        publishing,
        registering,
        replacing,
        searching,
        settings,
        sharing,
        signing_in,
    )

__all__ = [
    "account",
    "dashboard",
    "deleting",
    "editing",
    "files",
    "history",
    "images",
    "importing",
    "people",
    "person",
    "previewing",
    "printing",
    "publishing",
    "registering",
    "replacing",
    "searching",
    "settings",
    "sharing",
    "signing_in",
]


def __getattr__(name: str) -> "ModuleType":
    if name in __all__:
        return import_module(f"quiz.web.teach.{name}")
    raise AttributeError(f"module 'quiz.web.teach' has no attribute {name!r}")
