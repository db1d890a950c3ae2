"""What is wrong with a form, for the page that shows it again."""

from collections.abc import Mapping, Sequence
from typing import Any

from quiz import papers
from quiz.errors import Invalid, QuizError
from quiz.questions import Question
from quiz.web.error_pages import status_of
from quiz.web.sheets import NAME, NICKNAME, PIN


def for_page(problem: QuizError | None, questions: Sequence[Question]) -> dict[str, Any]:
    """For the page: its status, the messages by field, and a summary that links to the fields and names questions."""
    labels = {
        papers.FIELD + question.key: f"Question {number}: "
        for question, number in zip(questions, papers.numbers(questions), strict=True)
    } | dict.fromkeys((NAME, NICKNAME, PIN), "")
    wrong = fields(problem)
    summary = [(field if field in labels else "", labels.get(field, "") + wrong[field]) for field in wrong]
    return beside_fields(problem) | {"summary": summary}


def beside_fields(problem: QuizError | None) -> dict[str, Any]:
    """For a page without questions: its status, the problem, and the messages by field."""
    return {"status": status_of(problem) if problem else 200, "problem": problem, "wrong": fields(problem)}


def fields(problem: QuizError | None) -> Mapping[str, str]:
    return problem.fields if isinstance(problem, Invalid) else {}
