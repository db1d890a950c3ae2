"""An attempt's own page while it runs: its questions, all at once or one at a time, and a summary before the end."""

from typing import Any

import msgspec

from quiz import attempts, catalog, papers, saving
from quiz.attempts import Attempt, Player
from quiz.database import transaction
from quiz.errors import Conflict, Invalid, QuizError
from quiz.grading import Graded
from quiz.questions import Question
from quiz.questions.keys import KEY
from quiz.saving import Outcome, Sheet
from quiz.web import actions, mistakes, render, reviewing, sheets
from quiz.web.actions import Action
from quiz.web.fields import LOOK_AGAIN
from quiz.web.reply import JSON, Reply, forget_running, page, redirect, remember_player, remember_running
from quiz.web.visit import Visit

AGAIN = "again"
STEP = "question"  # in the address: the number of the question that is shown


# ------------------------------------------------------------------ what was sent


def save(visit: Visit, token: str) -> Reply:
    """Store the answers of the page, and lead to where its button leads. Raises QuizError."""
    attempt = attempts.find(visit.db, token, deleted=True)
    action = actions.read(visit)
    sheet, wrong = sheets.read(visit.form, _on_page(visit, attempt))
    if not attempt.is_submitted:
        sheet, wrong = sheets.with_drafts(sheet, wrong, action)
        if wrong:
            raise Invalid(LOOK_AGAIN, wrong)
    checks = action.name == actions.CHECK and attempt.quiz.feedback == "after_each"
    outcome = saving.save(
        visit.db,
        attempt,
        sheets.read_version(visit),
        sheet,
        hand_in=action.hand_in,
        check=action.target if checks else None,
    )
    reply = answer(token, action, outcome, _step(visit, attempt) if _in_steps(attempt) else 0)
    return forgotten(visit, token, reply) if outcome.is_submitted else reply


def hand_in(visit: Visit, token: str) -> Reply:
    """Hand in what is saved, from the summary. Raises QuizError."""
    attempt = attempts.find(visit.db, token, deleted=True)
    outcome = saving.save(visit.db, attempt, attempt.version, Sheet(()), hand_in="yes")
    return forgotten(visit, token, answer(token, Action(actions.FINISH), outcome))


def forgotten(visit: Visit, token: str, reply: Reply) -> Reply:
    """The browser is not led back to an attempt that has ended."""
    if visit.running and visit.running.token == token:
        forget_running(reply)
    return reply


def rename(visit: Visit, token: str) -> Reply:
    """Correct the player's name, and lead back. Raises QuizError."""
    player = sheets.read_player(visit)
    saving.rename(visit.db, token, player)
    reply = redirect(f"/attempts/{token}")
    remember_player(reply, player.name)
    if visit.running and visit.running.token == token:
        remember_running(reply, msgspec.structs.replace(visit.running, player=player.name))
    return reply


def answer(token: str, action: Action, outcome: Outcome, step: int = 0) -> Reply:
    """To a script what it must know, to a browser where to go; `step` is the question that was shown, 0: all."""
    address = f"/attempts/{token}"
    here = f"{address}?{STEP}={step}" if step else address
    result = address if outcome.is_stored else f"{address}?{AGAIN}=1"
    if action.name == actions.AUTOSAVE:
        body = {"address": result, "version": outcome.version, "submitted": outcome.is_submitted}
        return Reply(msgspec.json.encode(body), content_type=JSON)
    if outcome.is_submitted:
        return redirect(result)
    if action.name == actions.CHECK and KEY.fullmatch(action.target):
        return redirect(f"{here}#{papers.FIELD}{action.target}")
    if action.name == actions.GO and sheets.NUMBER.fullmatch(action.target):
        return redirect(f"{address}?{STEP}={action.target}")
    return redirect(here if action.name == actions.SAVE else f"{address}/summary")


# ------------------------------------------------------------------ what is shown


def show(visit: Visit, token: str) -> Reply:
    """An attempt: the form with the answers saved so far or, once it is handed in, its result."""
    attempt = attempts.find(visit.db, token)
    if attempt.is_submitted:
        # Whoever has seen the answers does not go on, even if the quiz is opened again.
        visit.leave_database(commit=False)  # an instance has two connections: whoever holds one waits for no other
        with transaction(write=True) as db:
            saving.settle(db, attempt)
        return reviewing.show(visit, token, attempt, is_again=visit.query(AGAIN) == "1")
    return _page(visit, token, attempt, attempts.review(visit.db, attempt), attempt.version)


def show_again(visit: Visit, token: str, problem: QuizError) -> Reply:
    """A started attempt as it was filled in, with what was wrong; after a conflict, with the newer answers."""
    attempt = attempts.find(visit.db, token, deleted=True)
    if attempt.is_submitted and attempt.is_deleted:
        raise problem
    if attempt.is_submitted:
        saving.settle(visit.db, attempt)
        visit.keep()
        return reviewing.show(visit, token, attempt, is_again=True)
    items = attempts.review(visit.db, attempt)
    if isinstance(problem, Conflict):
        return _page(visit, token, attempt, items, attempt.version, problem)
    sheet, _ = sheets.read(visit.form, _on_page(visit, attempt))
    version = sheets.first(visit, sheets.VERSION)
    seen = int(version) if sheets.NUMBER.fullmatch(version) else attempt.version
    flagged = msgspec.structs.replace(attempt, flagged=saving.flagged_of(attempt, sheet))
    return _page(visit, token, flagged, saving.filled_in(items, sheet), seen, problem)


def show_summary(visit: Visit, token: str) -> Reply:
    """What is answered and what is not, before handing in."""
    attempt = attempts.find(visit.db, token)
    if attempt.is_submitted:
        return redirect(f"/attempts/{token}")
    items = attempts.review(visit.db, attempt)
    return page("student/summary.html", token=token, attempt=attempt, steps=_steps(attempt, items), **_clock(attempt))


def show_name(visit: Visit, token: str, problem: QuizError | None = None) -> Reply:
    """The form to correct the player's name."""
    attempt = attempts.find(visit.db, token)
    typed = Player(sheets.first(visit, sheets.NAME), sheets.first(visit, sheets.NICKNAME))
    player = typed if problem else attempt.player
    return page("student/name.html", token=token, attempt=attempt, player=player, **mistakes.for_page(problem, ()))


def _page(
    visit: Visit,
    token: str,
    attempt: Attempt,
    items: list[Graded],
    version: int,
    problem: QuizError | None = None,
) -> Reply:
    shown = render.shown(items, attempt.quiz)
    step = _step(visit, attempt) if _in_steps(attempt) else 0
    questions = render.questions(
        shown[papers.steps(attempt.questions)[step - 1]] if step else shown,
        attempt.quiz,
        mistakes.fields(problem),
        flagged=attempt.flagged if step else None,
        can_check=attempt.quiz.feedback == "after_each",
    )
    return page(
        "student/attempt.html",
        token=token,
        attempt=attempt,
        version=version,
        questions=questions,
        step=step,
        steps=_steps(attempt, items) if step else [],
        **_clock(attempt),
        **mistakes.for_page(problem, attempt.questions),
    )


class Step(msgspec.Struct, frozen=True):
    """A line of the list to jump around in."""

    number: int
    question: Question
    is_answered: bool
    is_flagged: bool


def _steps(attempt: Attempt, items: list[Graded]) -> list[Step]:
    asked = [item for item in items if item.question.is_asked]
    return [
        Step(number, item.question, item.answer is not None, item.question.key in attempt.flagged)
        for number, item in enumerate(asked, 1)
    ]


def _in_steps(attempt: Attempt) -> bool:
    return attempt.quiz.layout == "one_at_a_time"


def _step(visit: Visit, attempt: Attempt) -> int:
    """The number of the question that the address names; the nearest one that there is."""
    asked = visit.query(STEP)
    number = int(asked) if sheets.NUMBER.fullmatch(asked) else 1
    return min(max(number, 1), len(papers.steps(attempt.questions)))


def _on_page(visit: Visit, attempt: Attempt) -> tuple[Question, ...]:
    if not _in_steps(attempt):
        return attempt.questions
    return attempt.questions[papers.steps(attempt.questions)[_step(visit, attempt) - 1]]


def _clock(attempt: Attempt) -> dict[str, Any]:
    """The seconds left, by the site's clock: the phone's may be wrong."""
    left = (attempt.due_at - catalog.now()).total_seconds() if attempt.due_at else None
    return {"seconds_left": None if left is None else max(left, 0.0)}
