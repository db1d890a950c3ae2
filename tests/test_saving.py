"""A running attempt: page by page, checked question by question, until its time is up."""

import functools
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

import quiz
from quiz import attempts, catalog, saving, tickets
from quiz.attempts import Player
from quiz.errors import Closed, Conflict, Forbidden, Invalid
from quiz.feedback import GRACE
from quiz.saving import HandIn, Outcome, Sheet
from quiz.tables import attempts as table
from quiz.tables import responses, standings
from quiz.tickets import Ticket
from tests.site import written

SECOND = timedelta(seconds=1)
LIMIT = timedelta(minutes=10)
TEXT = """# T

## a {#a}

= x

## b {#b marks=2}

- [x] True
- [ ] False

## Why? {#why kind=essay marks=3}
"""


class Clock:
    """What the quiz takes for now."""

    def __init__(self, moment: datetime) -> None:
        self.moment = self.start = moment

    def __call__(self) -> datetime:
        return self.moment

    def pass_(self, time: timedelta) -> None:
        self.moment += time


@pytest.fixture
def clock(database: str, monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock(catalog.now())
    monkeypatch.setattr(catalog, "now", clock)
    return clock


Begin = Callable[..., str]


@pytest.fixture
def begin(clock: Clock) -> Begin:
    """Publish with these settings, and begin an attempt: its token."""

    def begin(settings: str = "time limit: 10 minutes", player: str = "Ada", text: str = TEXT) -> str:
        written(f"---\n{settings}\n---\n{text}")
        return start(player)

    return begin


def ticket() -> Ticket:
    with quiz.database.transaction(write=False) as db:
        return tickets.new_ticket(catalog.find(db, "written"), catalog.now())


def start(player: str = "Ada", with_ticket: Ticket | None = None) -> str:
    used = with_ticket or ticket()
    with quiz.database.transaction(write=True) as db:
        published = catalog.find_now(db, "written")
        assert published
        tickets.begin(db, published, used, Player(player))
    return used.token(player)


def send(token: str, hand_in: HandIn = "no", check: str | None = None, flag: str = "", **answers: object) -> Outcome:
    """A page with these questions; None: it was left empty."""
    given = {key: answer for key, answer in answers.items() if answer is not None}
    with quiz.database.transaction(write=True) as db:
        attempt = attempts.find(db, token)
        sheet = Sheet(list(answers), given, flag.split())
        return saving.save(db, attempt, attempt.version, sheet, hand_in=hand_in, check=check)


def look(token: str) -> tuple[attempts.Attempt, dict[str, tuple[object, float | None]]]:
    with quiz.database.transaction(write=False) as db:
        attempt = attempts.find(db, token)
        items = attempts.review(db, attempt)
    return attempt, {item.question.key: (item.answer, item.marks) for item in items}


def stored() -> list[tuple[object, ...]]:
    with quiz.database.transaction(write=False) as db:
        columns = (table.c.version, table.c.submitted_at, table.c.marks, table.c.waiting)
        return [tuple(row) for row in db.execute(select(*columns))]


def places() -> list[tuple[str, float]]:
    with quiz.database.transaction(write=False) as db:
        rows = db.execute(select(standings.c.player, standings.c.marks).order_by(standings.c.player_key))
        return [(row.player, row.marks) for row in rows]


# ------------------------------------------------------------------ page by page


def test_a_page_changes_only_the_questions_that_it_showed(begin: Begin) -> None:
    token = begin()
    send(token, a="x", b=True)
    send(token, b=None)
    assert look(token)[1] == {"a": ("x", None), "b": (None, None), "why": (None, None)}


def test_a_page_that_changes_nothing_writes_nothing(begin: Begin) -> None:
    token = begin()
    assert send(token, a="x") == Outcome(2, is_stored=True, is_submitted=False)
    assert send(token, a="x") == Outcome(2, is_stored=True, is_submitted=False)


def test_a_mark_for_review_stays_until_its_page_takes_it_back(begin: Begin) -> None:
    token = begin()
    send(token, a="x", flag="a")
    send(token, b=True)
    assert look(token)[0].flagged == ("a",)
    send(token, a="x")
    assert look(token)[0].flagged == ()


def test_only_what_is_in_the_paper_can_be_flagged(begin: Begin) -> None:
    token = begin()
    send(token, a="x", flag="a nonsense")
    assert look(token)[0].flagged == ("a",)


def test_what_is_forgotten_keeps_a_careful_hand_in_back(begin: Begin) -> None:
    token = begin()
    assert not send(token, "if_complete", a="x", b=True).is_submitted
    assert send(token, "if_complete", why="Because.").is_submitted


def test_two_tabs_at_different_questions_are_no_conflict(begin: Begin) -> None:
    token = begin()
    older = look(token)[0]
    send(token, a="x")
    with quiz.database.transaction(write=True) as db:
        saving.save(db, older, older.version, Sheet(["b"], {"b": True}))
    assert look(token)[1] == {"a": ("x", None), "b": (True, None), "why": (None, None)}
    with pytest.raises(Conflict), quiz.database.transaction(write=True) as db:
        saving.save(db, attempts.find(db, token), older.version, Sheet(["a"], {"a": "y"}))


def test_a_page_that_began_before_the_hand_in_shows_no_marks(begin: Begin) -> None:
    token = begin("feedback: none")
    with quiz.database.transaction(write=False) as db:
        running = attempts.find(db, token)
        send(token, "yes", a="x", b=True, why="Because.")
        assert {item.fraction for item in attempts.review(db, running)} == {None}


# ------------------------------------------------------------------ essays


def test_an_essay_waits_and_keeps_the_attempt_off_the_leaderboard(begin: Begin) -> None:
    token = begin()
    send(token, "yes", a="x", b=True, why="Because.")
    assert look(token)[1] == {"a": ("x", 1), "b": (True, 2), "why": ("Because.", None)}
    assert stored()[0][2:] == (3, 1)
    assert places() == []


def test_an_essay_that_was_left_out_does_not_wait(begin: Begin) -> None:
    token = begin()
    send(token, "yes", a="x")
    assert look(token)[1]["why"] == (None, 0)
    assert stored()[0][3] == 0 and places() == [("Ada", 1)]


# ------------------------------------------------------------------ checks


def test_the_first_answer_that_is_checked_counts(begin: Begin) -> None:
    token = begin("feedback: after each question")
    send(token, check="a", a="wrong", b=True)
    assert look(token)[1] == {"a": ("wrong", 0), "b": (True, None), "why": (None, None)}
    send(token, check="a", a="x")
    send(token, "yes", a="x", b=True)
    assert look(token)[1] == {"a": ("wrong", 0), "b": (True, 2), "why": (None, 0)}


def test_an_attempt_whose_questions_are_all_checked_can_be_handed_in(begin: Begin) -> None:
    token = begin("feedback: after each question", text=TEXT.partition("## Why?")[0])
    send(token, check="a", a="x")
    send(token, check="b", b=True)
    assert not look(token)[0].is_submitted
    assert send(token, "if_complete").is_submitted
    assert stored()[0][2] == 3 and places() == [("Ada", 3)]


def test_nothing_cannot_be_checked(begin: Begin) -> None:
    token = begin("feedback: after each question")
    with pytest.raises(Invalid) as refused:
        send(token, check="a", a=None)
    assert refused.value.fields.keys() == {"answer.a"}
    assert stored()[0][0] == 1


def test_a_check_on_an_older_page_is_refused(begin: Begin) -> None:
    token = begin("feedback: after each question")
    send(token, a="wrong")
    with pytest.raises(Conflict), quiz.database.transaction(write=True) as db:
        saving.save(db, attempts.find(db, token), 1, Sheet(["a"], {"a": "x"}), check="a")
    assert look(token)[1]["a"] == ("wrong", None)


# ------------------------------------------------------------------ time


def test_an_attempt_is_due_when_its_time_ends_or_the_quiz_closes(begin: Begin, clock: Clock) -> None:
    token = begin()
    assert look(token)[0].due_at == clock.start + LIMIT
    with quiz.database.transaction(write=True) as db:
        db.execute(quiz.tables.quizzes.update().values(closes_at=clock.start + SECOND))
    assert look(token)[0].due_at == clock.start + SECOND


def test_what_arrives_within_the_grace_was_sent_in_time(begin: Begin, clock: Clock) -> None:
    token = begin()
    clock.pass_(LIMIT + GRACE)
    assert send(token, "yes", a="x", b=True) == Outcome(2, is_stored=True, is_submitted=True)
    attempt, items = look(token)
    assert attempt.submitted_at == clock.start + LIMIT and attempt.ran_out
    assert items["b"] == (True, 2)


def test_after_the_grace_the_attempt_counts_as_it_was_saved_and_was_handed_in_when_due(
    begin: Begin, clock: Clock
) -> None:
    token = begin()
    send(token, a="x")
    clock.pass_(LIMIT + GRACE + SECOND)
    attempt, items = look(token)
    assert attempt.submitted_at == clock.start + LIMIT and attempt.ran_out and not attempt.is_settled
    assert items == {"a": ("x", 1), "b": (None, 0), "why": (None, 0)}
    assert stored() == [(2, None, None, 0)]  # a look writes nothing


def test_the_next_write_stores_that_the_time_was_up(begin: Begin, clock: Clock) -> None:
    token = begin()
    send(token, a="x")
    clock.pass_(timedelta(days=3))
    assert send(token, "yes", a="x", b=True) == Outcome(2, is_stored=False, is_submitted=True)
    assert stored() == [(3, clock.start + LIMIT, 1, 0)]
    assert places() == [("Ada", 1)]
    assert look(token)[0].is_settled and look(token)[1]["b"] == (None, 0)


def test_checked_marks_stay_when_the_time_is_up(begin: Begin, clock: Clock) -> None:
    token = begin("feedback: after each question\ntime limit: 10 minutes")
    send(token, check="b", a="x", b=False)
    clock.pass_(LIMIT + GRACE + SECOND)
    assert look(token)[1] == {"a": ("x", 1), "b": (False, 0), "why": (None, 0)}


def test_who_has_seen_the_result_does_not_go_on_when_the_quiz_opens_again(begin: Begin, clock: Clock) -> None:
    token = begin("time limit: 10 minutes")
    clock.pass_(LIMIT + GRACE + SECOND)
    with quiz.database.transaction(write=True) as db:
        saving.settle(db, attempts.find(db, token))
        db.execute(table.update().values(due_at=None))
    assert look(token)[0].is_submitted
    assert not send(token, a="x").is_stored


def test_closing_before_an_attempt_began_ends_it_where_it_began(begin: Begin, clock: Clock) -> None:
    token = begin("shuffle: choices")
    with quiz.database.transaction(write=True) as db:
        db.execute(quiz.tables.quizzes.update().values(closes_at=clock.start - timedelta(hours=1)))
    clock.pass_(GRACE + SECOND)
    assert look(token)[0].submitted_at == clock.start


def test_a_quiz_that_stays_open_longer_goes_on(begin: Begin, clock: Clock) -> None:
    token = begin("shuffle: choices")
    with quiz.database.transaction(write=True) as db:
        db.execute(quiz.tables.quizzes.update().values(closes_at=clock.start + SECOND))
    clock.pass_(timedelta(hours=1))
    assert look(token)[0].is_submitted
    with quiz.database.transaction(write=True) as db:
        db.execute(quiz.tables.quizzes.update().values(closes_at=None))
    assert not look(token)[0].is_submitted
    assert send(token, a="x").is_stored


def test_the_time_counts_from_the_start_and_not_from_the_page_before(begin: Begin, clock: Clock) -> None:
    begin()
    used = ticket()
    clock.pass_(timedelta(hours=1))
    assert look(start("Bob", used))[0].due_at == clock.moment + LIMIT


# ------------------------------------------------------------------ who may begin


def test_attempts_are_counted_by_name(begin: Begin) -> None:
    begin("attempts: 2")
    start("ADA ")
    with pytest.raises(Forbidden, match="ada has taken this quiz already, and it can be taken 2 times"):
        start("ada")
    start("Bob")


def test_a_start_that_is_sent_twice_is_one_attempt_with_one_paper(begin: Begin) -> None:
    begin("attempts: 2\nshuffle: questions")
    used = ticket()
    first = look(start("Ada", used))[0].questions
    for _ in range(5):
        assert look(start("Ada", used))[0].questions == first
    assert len(stored()) == 2


def test_of_many_starts_at_once_no_more_begin_than_are_allowed(begin: Begin) -> None:
    begin("attempts: 3")
    refused: list[Forbidden] = []

    def try_to_start(used: Ticket) -> None:
        try:
            start("Ada", used)
        except Forbidden as error:
            refused.append(error)

    at_once(*(functools.partial(try_to_start, ticket()) for _ in range(8)))
    assert (len(stored()), len(refused)) == (3, 6)


def test_nobody_begins_before_or_after_the_quiz_is_open(begin: Begin, clock: Clock) -> None:
    begin("attempts: 9")
    for opens, closes in ((clock.moment + SECOND, None), (None, clock.moment)):
        with quiz.database.transaction(write=True) as db:
            db.execute(quiz.tables.quizzes.update().values(opens_at=opens, closes_at=closes))
        with pytest.raises(Closed):
            start("Bob")


def test_a_quiz_that_gets_a_pin_meanwhile_takes_no_answers_without_it(begin: Begin) -> None:
    begin("language: en")
    used = ticket()
    with quiz.database.transaction(write=True) as db:
        db.execute(quiz.tables.quizzes.update().values(pin="4711"))
    with pytest.raises(Forbidden, match="Start button"), quiz.database.transaction(write=True) as db:
        tickets.start(db, used, Player("Bob"), {}, "yes")


# ------------------------------------------------------------------ names


def rename(token: str, name: str, nickname: str = "") -> None:
    with quiz.database.transaction(write=True) as db:
        saving.rename(db, token, Player(name, nickname))


def test_a_corrected_name_takes_its_place_along(begin: Begin) -> None:
    token = begin("leaderboard: nicknames")
    send(token, "yes", a="x")
    rename(token, "Grace")
    assert places() == [("Grace", 1)]
    rename(token, "Grace", "Admiral")
    assert places() == [("Admiral", 1)]
    assert look(token)[0].player == Player("Grace", "Admiral")


def test_the_name_that_is_left_keeps_its_next_best_attempt(begin: Begin) -> None:
    best, other = begin(), start()
    send(best, "yes", a="x", b=True)
    send(other, "yes", a="x")
    rename(best, "Grace")
    assert places() == [("Ada", 1), ("Grace", 3)]
    rename(best, "ada")
    assert places() == [("ada", 3)]


def test_an_attempt_that_waits_or_runs_gets_no_place_by_another_name(begin: Begin) -> None:
    token, running = begin(), start()
    send(token, "yes", a="x", why="Because.")
    rename(token, "Grace")
    rename(running, "Grace")
    assert places() == []


def at_once(*works: Callable[[], object]) -> None:
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.parametrize("number", range(5))
def test_names_corrected_at_once_and_during_a_hand_in_leave_one_place_under_the_last_name(
    begin: Begin, number: int
) -> None:
    token = begin()
    at_once(lambda: send(token, "yes", a="x"), lambda: rename(token, "Bob"), lambda: rename(token, "Cem"))
    assert places() == [(look(token)[0].player.name, 1)]


def test_where_there_are_no_nicknames_none_is_stored(begin: Begin) -> None:
    begin("language: en", text=TEXT.partition("## Why?")[0])
    used = ticket()
    with quiz.database.transaction(write=True) as db:
        tickets.start(db, used, Player("Bob", "Zed"), {"a": "x", "b": True}, "yes")
    rename(used.token("Bob"), "Cem", "Zed")
    assert places() == [("Cem", 3)]


def test_after_closing_names_stay(begin: Begin, clock: Clock) -> None:
    token = begin()
    with quiz.database.transaction(write=True) as db:
        db.execute(quiz.tables.quizzes.update().values(closes_at=clock.moment))
    with pytest.raises(Closed):
        rename(token, "Grace")


def test_no_row_holds_marks_before_they_are_decided(begin: Begin) -> None:
    token = begin()
    send(token, a="x", b=True, why="Because.")
    with quiz.database.transaction(write=False) as db:
        assert set(db.execute(select(responses.c.fraction, responses.c.marks))) == {(None, None)}
