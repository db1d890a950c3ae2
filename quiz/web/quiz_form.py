"""The form that a student fills in: on the quiz page with a ticket, on a started attempt's page with a version.

Whatever is wrong with what was sent, the same form comes back as it was filled in.
"""

import re
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from quiz import attempts, catalog, papers
from quiz.attempts import Answers, Attempt, Ticket
from quiz.catalog import Published
from quiz.document import Quiz
from quiz.errors import Closed, Conflict, Forbidden, Invalid, NotFound, QuizError
from quiz.players import player_name
from quiz.questions import Question
from quiz.standings import Leaderboard, leaderboard
from quiz.web import render, session
from quiz.web.door import status_of
from quiz.web.reply import Reply, page, redirect, remember_player
from quiz.web.visit import Visit

NAME, TICKET, VERSION, ACTION = "name", "ticket", "version", "do"
SAVE = "save"  # the value of ACTION that only saves; a form without it is handed in
AGAIN = "again"
NUMBER = re.compile(r"[0-9]{1,9}")


# ------------------------------------------------------------------ what was sent


def start(visit: Visit, slug: str) -> Reply:
    """Start an attempt from the quiz page, and lead to it. Raises QuizError."""
    ticket = session.read_ticket(visit.form.one(TICKET), slug)
    quiz = catalog.revision(visit.db, ticket.quiz_id, ticket.revision)
    answers, wrong = papers.read_answers(quiz.questions, visit.form)
    try:
        player = player_name(visit.form.one(NAME))
    except Invalid as error:
        wrong[NAME] = error.message
    if wrong:
        raise Invalid("This was not stored. Please look at this again:", wrong)
    is_stored = attempts.start(visit.db, ticket, player, answers, submit=_is_submit(visit))
    reply = _to_attempt(ticket.token(player), is_stored)
    remember_player(reply, player)
    return reply


def save(visit: Visit, token: str) -> Reply:
    """Store the answers of a started attempt, and lead to it. Raises QuizError."""
    attempt = attempts.find(visit.db, token, deleted=True)
    version = visit.form.one(VERSION)
    if not NUMBER.fullmatch(version):
        raise Invalid("The page has lost count of what was saved. Please check the answers and send them again.")
    answers, wrong = papers.read_answers(attempt.questions, visit.form)
    if wrong:
        raise Invalid("This was not stored. Please look at this again:", wrong)
    is_stored = attempts.save(visit.db, token, int(version), answers, submit=_is_submit(visit))
    return _to_attempt(token, is_stored)


def _to_attempt(token: str, is_stored: bool) -> Reply:
    """With a mark in the address if the attempt was handed in before with other answers."""
    return redirect(f"/attempts/{token}" if is_stored else f"/attempts/{token}?{AGAIN}=1")


def _is_submit(visit: Visit) -> bool:
    return visit.form.one(ACTION) != SAVE


# ------------------------------------------------------------------ what is shown


def quiz_page(visit: Visit, slug: str) -> Reply:
    """The quiz as anybody finds it."""
    quiz = catalog.find(visit.db, slug)
    ticket = attempts.new_ticket(quiz, catalog.now())
    return _quiz_page(visit, quiz, quiz.document, ticket, render.fresh_questions(quiz.document), visit.player)


def quiz_page_again(visit: Visit, slug: str, problem: QuizError) -> Reply:
    """The quiz as it was filled in, with what was wrong."""
    if isinstance(problem, Conflict):  # its ticket has made an attempt, which was saved on from another page
        ticket = session.read_ticket(_first(visit, TICKET), slug)
        return attempt_page_again(visit, ticket.token(player_name(_first(visit, NAME))), problem)
    quiz = catalog.find_now(visit.db, slug)
    ticket, shown = _ticket_again(visit, slug, quiz)
    answers, _ = papers.read_answers(shown.questions, visit.form)
    questions = render.questions(shown.questions, shown, answers, _fields(problem))
    return _quiz_page(visit, quiz, shown, ticket, questions, _first(visit, NAME), problem)


def _ticket_again(visit: Visit, slug: str, quiz: Published | None) -> tuple[Ticket, Quiz]:
    """The ticket that was sent and the questions it was for; in place of a false one a new one, if the quiz is open."""
    try:
        ticket = session.read_ticket(_first(visit, TICKET), slug)
        return ticket, catalog.revision(visit.db, ticket.quiz_id, ticket.revision)
    except Forbidden:
        if quiz is None:
            raise NotFound("There is no quiz at this address.") from None
        if not quiz.is_open(catalog.now()):
            raise Closed("This quiz is not open now.") from None
        return attempts.new_ticket(quiz, catalog.now()), quiz.document


def _quiz_page(
    visit: Visit,
    quiz: Published | None,
    shown: Quiz,
    ticket: Ticket,
    questions: Markup,
    name: str,
    problem: QuizError | None = None,
) -> Reply:
    """`quiz` is None if it was deleted while somebody filled it in."""
    return page(
        "student/quiz.html",
        quiz=shown,
        is_open=quiz is not None and quiz.is_open(catalog.now()),
        closes_at=quiz.closes_at if quiz else None,
        ticket=session.sign_ticket(ticket),
        name=name,
        questions=questions,
        leaderboard=_leaderboard(visit, quiz.slug) if quiz and quiz.leaderboard else None,
        **_problem(problem, shown.questions),
    )


def attempt_page(visit: Visit, token: str) -> Reply:
    """An attempt: the form with the answers saved so far or, once it is handed in, its result."""
    attempt = attempts.find(visit.db, token)
    if attempt.is_submitted:
        return _result_page(visit, attempt, is_again=visit.query(AGAIN) == "1")
    return _attempt_page(token, attempt, attempts.saved_answers(visit.db, attempt), attempt.version)


def attempt_page_again(visit: Visit, token: str, problem: QuizError) -> Reply:
    """A started attempt as it was filled in, with what was wrong; after a conflict, with the newer answers."""
    attempt = attempts.find(visit.db, token, deleted=True)
    if attempt.is_submitted:
        return _result_page(visit, attempt, is_again=True)
    if isinstance(problem, Conflict):
        saved = attempts.saved_answers(visit.db, attempt)
        return _attempt_page(token, attempt, saved, attempt.version, problem)
    answers, _ = papers.read_answers(attempt.questions, visit.form)
    version = _first(visit, VERSION)
    seen = int(version) if NUMBER.fullmatch(version) else attempt.version
    return _attempt_page(token, attempt, answers, seen, problem)


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


def _result_page(visit: Visit, attempt: Attempt, *, is_again: bool) -> Reply:
    graded = attempts.review(visit.db, attempt)
    sections = papers.section_starts(attempt.quiz, attempt.questions)
    return page(
        "student/result.html",
        attempt=attempt,
        graded=list(zip(sections, graded, strict=True)),
        leaderboard=_leaderboard(visit, attempt.slug) if attempt.leaderboard else None,
        is_again=is_again,
    )


def _leaderboard(visit: Visit, slug: str) -> Leaderboard | None:
    """None if it was switched off, or the quiz deleted, since the row was read."""
    try:
        return leaderboard(visit.db, slug)
    except NotFound:
        return None


def _first(visit: Visit, name: str) -> str:
    return visit.form.get(name, [""])[0]


def _problem(problem: QuizError | None, questions: Sequence[Question]) -> dict[str, Any]:
    """For the page: its status, the messages by field, and a summary that links to the fields and names questions."""
    labels = {papers.FIELD + question.key: f"Question {n}: " for n, question in enumerate(questions, 1)} | {NAME: ""}
    wrong = _fields(problem)
    return {
        "status": status_of(problem) if problem else 200,
        "problem": problem,
        "wrong": wrong,
        "summary": [(field if field in labels else "", labels.get(field, "") + wrong[field]) for field in wrong],
    }


def _fields(problem: QuizError | None) -> dict[str, str]:
    return problem.fields if isinstance(problem, Invalid) else {}
