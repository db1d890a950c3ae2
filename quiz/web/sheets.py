"""The questions of a page as a form: what was sent, and what is wrong with it.

Whatever is wrong, the same form comes back as it was filled in.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from quiz import papers
from quiz.attempts import Player
from quiz.errors import Invalid, QuizError
from quiz.players import player_name
from quiz.questions import Question
from quiz.saving import Sheet
from quiz.web.error_pages import status_of
from quiz.web.forms import Form
from quiz.web.visit import Visit

NAME, NICKNAME, PIN, TICKET, VERSION = "name", "nickname", "pin", "ticket", "version"
FLAG = "flag."  # flag.<key>: marked for review
NUMBER = re.compile(r"[0-9]{1,9}")
LOOK_AGAIN = "This was not stored. Please look at this again:"


def read(form: Form, questions: Sequence[Question]) -> tuple[Sheet, dict[str, str]]:
    """The sheet, and what is wrong by name of field; of a wrong answer the sheet holds what can be shown again."""
    answers, wrong = papers.read_answers(questions, form)
    keys = [question.key for question in questions]
    return Sheet(keys, answers, [key for key in keys if FLAG + key in form]), wrong


def read_player(visit: Visit) -> Player:
    """Raises Invalid at the fields that are wrong."""
    values: dict[str, str] = {}
    wrong: dict[str, str] = {}
    for field in (NAME, NICKNAME):
        typed = visit.form.one(field)
        try:
            values[field] = player_name(typed) if typed.strip() or field == NAME else ""
        except Invalid as error:
            wrong[field] = error.message
    if wrong:
        raise Invalid(LOOK_AGAIN, wrong)
    return Player(values[NAME], values[NICKNAME])


def read_version(visit: Visit) -> int:
    version = visit.form.one(VERSION)
    if not NUMBER.fullmatch(version):
        raise Invalid("The page has lost count of what was saved. Please check the answers and send them again.")
    return int(version)


def first(visit: Visit, name: str) -> str:
    return visit.form.get(name, [""])[0]


def problem_values(problem: QuizError | None, questions: Sequence[Question]) -> dict[str, Any]:
    """For the page: its status, the messages by field, and a summary that links to the fields and names questions."""
    labels = {
        papers.FIELD + question.key: f"Question {number}: "
        for question, number in zip(questions, papers.numbers(questions), strict=True)
    } | dict.fromkeys((NAME, NICKNAME, PIN), "")
    wrong = fields(problem)
    return {
        "status": status_of(problem) if problem else 200,
        "problem": problem,
        "wrong": wrong,
        "summary": [(field if field in labels else "", labels.get(field, "") + wrong[field]) for field in wrong],
    }


def fields(problem: QuizError | None) -> Mapping[str, str]:
    return problem.fields if isinstance(problem, Invalid) else {}
