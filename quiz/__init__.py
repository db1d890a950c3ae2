"""The quiz package. Its modules load on first use, so a trigger says `quiz.attempts.find(...)`
and a student's first page never imports the editor, the formats or the statistics (PEP 562)."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

    from quiz import (
        attempts,
        authoring,
        catalog,
        database,
        document,
        draft,
        drafting,
        errors,
        feedback,
        formats,
        grading,
        highlighting,
        identity,
        markup,
        memory,
        outline,
        papers,
        players,
        postgres,
        privileges,
        proofreading,
        questions,
        responses,
        rights,
        saving,
        schema,
        settings,
        sharing,
        standings,
        steps,
        tables,
        teachers,
        tex,
        throttles,
        tickets,
    )

__all__ = [
    "attempts",
    "authoring",
    "catalog",
    "database",
    "document",
    "draft",
    "drafting",
    "errors",
    "feedback",
    "formats",
    "grading",
    "highlighting",
    "identity",
    "markup",
    "memory",
    "outline",
    "papers",
    "players",
    "postgres",
    "privileges",
    "proofreading",
    "questions",
    "responses",
    "rights",
    "saving",
    "schema",
    "settings",
    "sharing",
    "standings",
    "steps",
    "tables",
    "teachers",
    "tex",
    "throttles",
    "tickets",
]


def __getattr__(name: str) -> "ModuleType":
    if name in __all__:
        return import_module(f"quiz.{name}")
    raise AttributeError(f"module 'quiz' has no attribute {name!r}")
