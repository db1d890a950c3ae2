"""Jinja: templates/ -> HTML. Everything is escaped unless quiz/markup.py made it."""

import functools
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

import quiz
from quiz.papers import section_starts
from quiz.questions.common import kind_of
from quiz.settings import ROOT
from quiz.web import assets, words

if TYPE_CHECKING:
    from quiz.document import Quiz
    from quiz.questions import Question


def page(template: str, values: dict[str, Any]) -> str:
    return _environment().get_template(template).render(values)


@functools.cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
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
    environment.filters["duration"] = words.duration
    environment.filters["moment"] = words.moment
    return environment


@pass_context
def question_macro(context: Context, question: "Question", name: str) -> Any:
    """The macro `ask` or `review` of the question's own template, so that no template tests a kind."""
    template = context.environment.get_template(f"questions/{kind_of(question)}.html")
    return getattr(template.module, name)


@functools.lru_cache(maxsize=64)
def fresh_questions(document: "Quiz") -> Markup:
    """The questions of a fresh page, which hold no name and no ticket and are the same for everybody."""
    return questions(document.questions, document, {}, {})


def questions(
    shown: "Sequence[Question]", document: "Quiz", answers: Mapping[str, Any], wrong: Mapping[str, str]
) -> Markup:
    """The questions with the answers filled in; `wrong` maps a field's name to what must be mended."""
    in_sections = list(zip(section_starts(document, shown), shown, strict=True))
    values = {"shown": in_sections, "quiz": document, "answers": answers, "wrong": wrong}
    return Markup(page("student/questions.html", values))
