"""Jinja: templates/ -> HTML. Everything is escaped unless quiz/markup.py made it."""

import functools
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from jinja2 import Environment, FileSystemLoader, ModuleLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

import quiz
from quiz.grading import Graded, ungraded
from quiz.papers import numbers, section_starts
from quiz.questions.common import kind_of
from quiz.settings import ROOT
from quiz.web import assets, words

if TYPE_CHECKING:
    from quiz.document import Quiz, Section
    from quiz.questions import Question


TEMPLATES = ROOT / "templates"
COMPILED = ROOT / "compiled_templates"  # in Azure only: infra/package.py


def page(template: str, values: dict[str, Any]) -> str:
    return _environment().get_template(template).render(values)


@functools.cache
def _environment() -> Environment:
    environment = Environment(
        loader=ModuleLoader(COMPILED) if COMPILED.exists() else FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["asset"] = assets.url
    environment.globals["question_macro"] = question_macro
    # Not `quiz.markup` itself: a page without texts, such as an error page, never imports Markdown.
    environment.filters["markdown"] = lambda text: quiz.markup.html(text)
    environment.filters["inline"] = lambda text: quiz.markup.inline(text)
    environment.filters["is_line"] = lambda text: quiz.markup.is_line(text)
    environment.filters["number"] = words.number
    environment.filters["size"] = words.size
    environment.filters["duration"] = words.duration
    environment.filters["opening"] = words.opening
    environment.filters["moment"] = words.moment
    environment.filters["local"] = words.local
    environment.filters["span"] = words.span
    return environment


def compile_templates(folder: Path) -> None:
    """Write every template as the Python that Jinja makes of it, which spares a process that starts doing it."""
    _environment().compile_templates(folder, zip=None, ignore_errors=False)


@pass_context
def question_macro(context: Context, question: "Question", name: str) -> Any:
    """The macro `ask`, `review` or `printed` of the question's own template, so that no template tests a kind."""
    template = context.environment.get_template(f"questions/{kind_of(question)}.html")
    return getattr(template.module, name)


class Shown(msgspec.Struct, frozen=True):
    """A question on a page: with its number, and the section that begins with it. A note has no number."""

    section: "Section | None"
    number: int | None
    item: Graded


def shown(items: Sequence[Graded], document: "Quiz") -> list[Shown]:
    questions = [item.question for item in items]
    return [
        Shown(section, number, item)
        for section, number, item in zip(section_starts(document, questions), numbers(questions), items, strict=True)
    ]


def fresh(document: "Quiz") -> list[Graded]:
    """The questions before anything was answered."""
    return ungraded(document.questions, {})


@functools.lru_cache(maxsize=64)
def fresh_questions(document: "Quiz") -> Markup:
    """The questions of a fresh page, which hold no name and no ticket and are the same for everybody."""
    return questions(shown(fresh(document), document), document)


def questions(
    shown: Sequence[Shown],
    document: "Quiz",
    wrong: Mapping[str, str] = {},
    *,
    flagged: Collection[str] | None = None,
    can_check: bool = False,
) -> Markup:
    """The questions with the answers filled in; what has its marks already is shown with them.

    `wrong` maps a field's name to what must be mended, `flagged` holds the keys of the questions that are marked
    for review (None: they cannot be).
    """
    values = {"shown": shown, "quiz": document, "wrong": wrong, "flagged": flagged, "can_check": can_check}
    return Markup(page("student/questions.html", values))
