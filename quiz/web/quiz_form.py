"""The form that a student fills in: on the quiz page with a ticket, on a started attempt's page with a version.

Whatever is wrong with what was sent, the same form comes back as it was filled in.
"""

import re
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from quiz import attempts, catalog, document
from quiz.attempts import Answers, Attempt, Ticket
from quiz.catalog import Published
from quiz.document import Quiz
from quiz.errors import Conflict, Forbidden, Invalid, QuizError
from quiz.players import player_name
from quiz.questions import Question
from quiz.standings import leaderboard
from quiz.web import render, session
from quiz.web.door import status_of
from quiz.web.reply import Reply, page
from quiz.web.visit import Visit

NAME, TICKET, VERSION, ACTION = "name", "ticket", "version", "do"
SUBMIT = "hand-in"  # the value of ACTION that hands in; any other only saves
NUMBER = re.compile(r"[0-9]{1,9}")


# ------------------------------------------------------------------ what was sent


def start(visit: Visit, slug: str) -> tuple[str, str]:
    """Start an attempt from the quiz page; its token and the player's name. Raises QuizError."""
    ticket = session.read_ticket(visit.form.one(TICKET), slug)
    quiz = catalog.revision(visit.db, ticket.quiz_id, ticket.revision)
    answers, wrong = document.read_answers(quiz.questions, visit.form)
    try:
        player = player_name(visit.form.one(NAME))
    except Invalid as error:
        wrong[NAME] = error.message
    if wrong:
        raise Invalid("Nothing is stored yet. Please look at this again:", wrong)
    return attempts.start(visit.db, ticket, player, answers, submit=_is_submit(visit)), player


def save(visit: Visit, token: str) -> None:
    """Store the answers of a started attempt. Raises QuizError."""
    attempt = attempts.find(visit.db, token)
    version = visit.form.one(VERSION)
    if not NUMBER.fullmatch(version):
        raise Invalid("The page has lost count of what was saved. Please check the answers and send them again.")
    answers, wrong = document.read_answers(attempt.questions, visit.form)
    if wrong:
        raise Invalid("Nothing new is stored yet. Please look at this again:", wrong)
    attempts.save(visit.db, token, int(version), answers, submit=_is_submit(visit))


def _is_submit(visit: Visit) -> bool:
    return visit.form.one(ACTION) == SUBMIT


# ------------------------------------------------------------------ what is shown


def quiz_page(visit: Visit, slug: str) -> Reply:
    """The quiz as anybody finds it."""
    quiz = catalog.find(visit.db, slug)
    ticket = attempts.new_ticket(quiz, catalog.now())
    questions = render.fresh_questions(quiz.document)
    return _quiz_page(visit, quiz, quiz.document, ticket, questions, visit.player)


def quiz_page_again(visit: Visit, slug: str, problem: QuizError) -> Reply:
    """The quiz as it was filled in, with what was wrong. A ticket that is not valid is replaced by a new one."""
    if isinstance(problem, Conflict):  # its ticket has made an attempt, which was saved on from another page
        ticket = session.read_ticket(_first(visit, TICKET), slug)
        return attempt_page_again(visit, ticket.token(player_name(_first(visit, NAME))), problem)
    quiz = catalog.find(visit.db, slug)
    try:
        ticket = session.read_ticket(_first(visit, TICKET), slug)
        shown = catalog.revision(visit.db, ticket.quiz_id, ticket.revision)
    except Forbidden:
        ticket, shown = attempts.new_ticket(quiz, catalog.now()), quiz.document
    answers, _ = document.read_answers(shown.questions, visit.form)
    questions = render.questions(shown.questions, shown, answers, _fields(problem))
    return _quiz_page(visit, quiz, shown, ticket, questions, _first(visit, NAME), problem)


def _quiz_page(
    visit: Visit,
    quiz: Published,
    shown: Quiz,
    ticket: Ticket,
    questions: Markup,
    name: str,
    problem: QuizError | None = None,
) -> Reply:
    return page(
        "student/quiz.html",
        quiz=shown,
        is_open=quiz.is_open(catalog.now()),
        ticket=session.sign_ticket(ticket),
        name=name,
        questions=questions,
        leaderboard=leaderboard(visit.db, quiz.slug) if quiz.leaderboard else None,
        **_problem(problem, shown.questions),
    )


def attempt_page(visit: Visit, token: str) -> Reply:
    """An attempt: the form with the answers saved so far or, once it is handed in, its result."""
    attempt = attempts.find(visit.db, token)
    if attempt.is_submitted:
        return _result_page(visit, attempt)
    return _attempt_page(token, attempt, attempts.saved_answers(visit.db, attempt), attempt.version)


def attempt_page_again(visit: Visit, token: str, problem: QuizError) -> Reply:
    """A started attempt as it was filled in, with what was wrong; after a conflict, with the newer answers."""
    attempt = attempts.find(visit.db, token)
    if attempt.is_submitted:
        return _result_page(visit, attempt)
    version = _first(visit, VERSION)
    if isinstance(problem, Conflict) or not NUMBER.fullmatch(version):
        saved = attempts.saved_answers(visit.db, attempt)
        return _attempt_page(token, attempt, saved, attempt.version, problem)
    answers, _ = document.read_answers(attempt.questions, visit.form)
    return _attempt_page(token, attempt, answers, int(version), problem)


def _attempt_page(
    token: str, attempt: Attempt, answers: Answers, version: int, problem: QuizError | None = None
) -> Reply:
    return page(
        "student/attempt.html",
        token=token,
        attempt=attempt,
        version=version,
        questions=render.questions(attempt.questions, attempt.quiz, answers, _fields(problem)),
        **_problem(problem, attempt.questions),
    )


def _result_page(visit: Visit, attempt: Attempt) -> Reply:
    return page(
        "student/result.html",
        attempt=attempt,
        graded=attempts.review(visit.db, attempt),
        leaderboard=leaderboard(visit.db, attempt.slug) if attempt.leaderboard else None,
    )


def _first(visit: Visit, name: str) -> str:
    return visit.form.get(name, [""])[0]


def _problem(problem: QuizError | None, questions: Sequence[Question]) -> dict[str, Any]:
    """For the page: its status, the messages by field, and a summary that links to the fields and names questions."""
    labels = {document.FIELD + question.key: f"Question {n}: " for n, question in enumerate(questions, 1)} | {NAME: ""}
    wrong = _fields(problem)
    return {
        "status": status_of(problem) if problem else 200,
        "problem": problem,
        "wrong": wrong,
        "summary": [(field if field in labels else "", labels.get(field, "") + wrong[field]) for field in wrong],
    }


def _fields(problem: QuizError | None) -> dict[str, str]:
    return problem.fields if isinstance(problem, Invalid) else {}
