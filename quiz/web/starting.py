"""A quiz's own page: the questions with a ticket, or a Start button where an attempt must be there first."""

import hmac

from quiz import attempts, catalog, papers, saving, throttles, tickets
from quiz.attempts import Player
from quiz.catalog import Published
from quiz.document import Quiz
from quiz.errors import Closed, Conflict, Forbidden, Invalid, NotFound, QuizError
from quiz.players import player_key
from quiz.tickets import Ticket
from quiz.web import actions, mistakes, render, reviewing, session, sheets, taking
from quiz.web.fields import LOOK_AGAIN
from quiz.web.reply import Reply, page, redirect, remember_player, remember_running
from quiz.web.session import Running
from quiz.web.visit import Visit

# Wrong PINs a minute: of a browser that was here before; of all those at one address; of the others there.
TRIES_KNOWN, TRIES_ALL_KNOWN, TRIES_UNKNOWN = 10, 300, 60


def show(visit: Visit, slug: str) -> Reply:
    """The quiz as anybody finds it."""
    quiz = catalog.find(visit.db, slug)
    return _page(visit, quiz, quiz.document, tickets.new_ticket(quiz, catalog.now()), Player(visit.player))


def start(visit: Visit, slug: str) -> Reply:
    """Start an attempt, and lead to it. Raises QuizError."""
    ticket = session.read_ticket(visit.form.one(sheets.TICKET), slug)
    action = actions.read(visit)
    if action.name == actions.START:
        return _begin(visit, ticket)
    if not ticket.has_questions:
        raise Forbidden("This quiz begins with its Start button.")
    quiz = catalog.revision(visit.db, ticket.quiz_id, ticket.revision)
    sheet, wrong = sheets.read(visit.form, quiz.questions)
    if action.name == actions.AUTOSAVE:
        sheet, wrong = sheets.with_drafts(sheet, wrong, action)
    player = _player(visit, wrong)
    outcome = tickets.start(visit.db, ticket, player, sheet.answers, action.hand_in)
    token = ticket.token(player.name)
    reply = taking.answer(token, action, outcome)
    remember_player(reply, player.name)
    if outcome.is_submitted:
        return taking.forgotten(visit, token, reply)
    remember_running(reply, Running(slug, player.name, token))
    return reply


def _player(visit: Visit, wrong: dict[str, str]) -> Player:
    """Raises Invalid for what is wrong with the answers too, so that all of it is told at once."""
    try:
        player = sheets.read_player(visit)
    except Invalid as error:
        wrong = {**error.fields, **wrong}
    if wrong:
        raise Invalid(LOOK_AGAIN, wrong)
    return player


def _begin(visit: Visit, ticket: Ticket) -> Reply:
    quiz = catalog.find_now(visit.db, ticket.slug)
    if quiz is None:
        raise NotFound("There is no quiz at this address.")
    player = sheets.read_player(visit)
    token = _running(visit, quiz, player)
    if token is None:
        _check_pin(visit, quiz)
        tickets.begin(visit.db, quiz, ticket, player)
        token = ticket.token(player.name)
    reply = redirect(f"/attempts/{token}")
    remember_player(reply, player.name)
    remember_running(reply, Running(quiz.slug, player.name, token))
    return reply


def _running(visit: Visit, quiz: Published, player: Player) -> str | None:
    """The attempt that this player has begun in this browser and not ended: its page may have been closed."""
    known = visit.running
    if known is None or known.slug != quiz.slug or player_key(known.player) != player_key(player.name):
        return None
    try:
        return None if attempts.find(visit.db, known.token).is_submitted else known.token
    except NotFound:
        return None


def _check_pin(visit: Visit, quiz: Published) -> None:
    """Raises Invalid, or Forbidden after too many wrong ones.

    A whole school may share one address. So that nobody there locks the others out, a browser that took a quiz
    here before has some tries of its own, and its address many more for all of those.
    """
    if not quiz.pin:
        return
    what, address = f"PIN of quiz {quiz.id}", visit.address
    limits = {address: TRIES_UNKNOWN}
    if visit.player:
        limits = {f"{address} known": TRIES_ALL_KNOWN, visit.cookies[session.PLAYER_COOKIE]: TRIES_KNOWN}
    for who, limit in limits.items():
        throttles.refuse(visit.db, what, who, limit)
    typed = visit.form.one(sheets.PIN).strip().casefold()
    if not hmac.compare_digest(typed.encode(), quiz.pin.casefold().encode()):
        for who in limits:
            throttles.count(visit.db, what, who)
        visit.keep()
        raise Invalid(LOOK_AGAIN, {sheets.PIN: "That is not the PIN of this quiz. Your teacher knows it."})


# ------------------------------------------------------------------ what is shown


def show_again(visit: Visit, slug: str, problem: QuizError) -> Reply:
    """The quiz as it was filled in, with what was wrong."""
    if isinstance(problem, Conflict):  # its ticket has made an attempt, which was saved on from another page
        ticket = session.read_ticket(sheets.first(visit, sheets.TICKET), slug)
        return taking.show_again(visit, ticket.token(sheets.read_player(visit).name), problem)
    quiz = catalog.find_now(visit.db, slug)
    ticket, shown = _ticket_again(visit, slug, quiz)
    player = Player(sheets.first(visit, sheets.NAME), sheets.first(visit, sheets.NICKNAME))
    return _page(visit, quiz, shown, ticket, player, problem)


def _ticket_again(visit: Visit, slug: str, quiz: Published | None) -> tuple[Ticket, Quiz]:
    """The ticket that was sent and the questions it was for; in place of a false one a new one, if the quiz is open."""
    try:
        ticket = session.read_ticket(sheets.first(visit, sheets.TICKET), slug)
        return ticket, catalog.revision(visit.db, ticket.quiz_id, ticket.revision)
    except Forbidden:
        if quiz is None:
            raise NotFound("There is no quiz at this address.") from None
        if not quiz.is_open(catalog.now()):
            raise Closed("This quiz is not open now.") from None
        return tickets.new_ticket(quiz, catalog.now()), quiz.document


def _page(
    visit: Visit,
    quiz: Published | None,
    shown: Quiz,
    ticket: Ticket,
    player: Player,
    problem: QuizError | None = None,
) -> Reply:
    """`quiz` is None if it was deleted while somebody filled it in."""
    moment = catalog.now()
    if not ticket.has_questions:
        questions = None
    elif problem is None:
        questions = render.fresh_questions(shown)
    else:
        sheet, _ = sheets.read(visit.form, shown.questions)
        items = render.shown(saving.filled_in(render.fresh(shown), sheet), shown)
        questions = render.questions(items, shown, mistakes.fields(problem))
    return page(
        "student/quiz.html",
        quiz=shown,
        row=quiz,
        is_open=quiz is not None and quiz.is_open(moment),
        opens_at=quiz.opens_at if quiz and quiz.opens_at and quiz.opens_at > moment else None,
        ticket=session.sign_ticket(ticket),
        player=player,
        running=visit.running if visit.running and quiz and visit.running.slug == quiz.slug else None,
        questions=questions,
        asked=papers.length(shown),
        leaderboard=reviewing.leaderboard(visit, quiz) if quiz else None,
        **mistakes.for_page(problem, shown.questions),
    )
