"""Starting, saving, handing in: exactly once, by version, on the paper that was shown."""

import threading
from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import func, select, update

import quiz
from quiz import attempts, catalog, grading, saving, tickets
from quiz.attempts import Player
from quiz.errors import Closed, Conflict, NotFound
from quiz.feedback import GRACE
from quiz.saving import Answers, HandIn, Outcome, Sheet
from quiz.tables import attempts as attempts_table
from quiz.tables import quizzes, responses
from quiz.tickets import Ticket
from tests.site import SMALL, publish

ALL_RIGHT = {"q1": "b", "q2": True, "q3": "404"}
KEYS = ("q1", "q2", "q3")


@pytest.fixture
def ticket(database: str) -> Ticket:
    publish()
    return new_ticket()


def new_ticket() -> Ticket:
    with quiz.database.transaction(write=False) as db:
        return tickets.new_ticket(catalog.find(db, "small"), catalog.now())


def start(ticket: Ticket, player: str = "Ada", answers: dict[str, object] = ALL_RIGHT, submit: bool = True) -> str:
    with quiz.database.transaction(write=True) as db:
        tickets.start(db, ticket, Player(player), answers, "yes" if submit else "no")
    return ticket.token(player)


def save(token: str, seen: int, answers: dict[str, object], submit: bool = False) -> Outcome:
    return send(token, seen, Sheet(KEYS, answers), "yes" if submit else "no")


def send(token: str, seen: int, sheet: Sheet, hand_in: HandIn = "no", check: str | None = None) -> Outcome:
    with quiz.database.transaction(write=True) as db:
        attempt = attempts.find(db, token, deleted=True)
        return saving.save(db, attempt, seen, sheet, hand_in=hand_in, check=check)


def look(token: str) -> tuple[attempts.Attempt, Answers]:
    """The attempt, and its answers by key."""
    with quiz.database.transaction(write=False) as db:
        attempt = attempts.find(db, token)
        items = attempts.review(db, attempt)
    return attempt, {item.question.key: item.answer for item in items if item.answer is not None}


def marks(token: str) -> float:
    with quiz.database.transaction(write=False) as db:
        return grading.total(attempts.review(db, attempts.find(db, token)))


def count(table: object) -> int:
    with quiz.database.transaction(write=False) as db:
        return db.execute(select(func.count()).select_from(table)).scalar_one()  # type: ignore[arg-type]


def close(ago: timedelta = GRACE + timedelta(seconds=1)) -> None:
    with quiz.database.transaction(write=True) as db:
        db.execute(update(quizzes).values(closes_at=catalog.now() - ago))


def test_a_hand_in_is_graded_and_stored(ticket: Ticket) -> None:
    token = start(ticket, answers={"q1": "b", "q2": False, "q3": " 404 "})
    with quiz.database.transaction(write=False) as db:
        attempt = attempts.find(db, token)
        items = [(item.answer, item.fraction, item.marks) for item in attempts.review(db, attempt)]
        row = db.execute(select(attempts_table)).one()
    assert (row.player, row.marks, row.max_marks, row.waiting) == ("Ada", 3, 4, 0)
    assert items == [("b", 1, 1), (False, 0, 0), (" 404 ", 1, 2)]


def test_the_same_ticket_and_player_is_the_same_attempt(ticket: Ticket) -> None:
    assert start(ticket) == start(ticket, player="  ADA ", answers={})
    assert count(attempts_table) == 1
    assert marks(start(ticket)) == 4


def test_another_player_with_the_same_ticket_gets_an_attempt_of_their_own(ticket: Ticket) -> None:
    ada, carl = start(ticket, "Ada"), start(ticket, "Carl", {})
    assert ada != carl
    assert marks(ada) == 4
    assert marks(carl) == 0


def test_the_token_is_stored_nowhere(ticket: Ticket) -> None:
    token = start(ticket)
    with quiz.database.transaction(write=False) as db:
        for table in quiz.tables.metadata.tables.values():
            for row in db.execute(table.select()):
                assert token not in repr(row) and ticket.nonce not in repr(row)


def test_eight_requests_at_once_with_one_ticket_make_one_attempt(ticket: Ticket) -> None:
    tokens: list[str] = []
    threads = [threading.Thread(target=lambda: tokens.append(start(ticket))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(tokens), len(set(tokens))) == (8, 1)
    assert (count(attempts_table), count(responses)) == (1, 3)


def test_eight_players_at_once_are_all_stored(ticket: Ticket) -> None:
    threads = [threading.Thread(target=start, args=(ticket, f"Player {number}")) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count(attempts_table) == 8
    assert count(quiz.tables.standings) == 8


def test_a_saved_attempt_goes_on_and_is_handed_in(ticket: Ticket) -> None:
    token = start(ticket, answers={"q1": "a"}, submit=False)
    attempt, answers = look(token)
    assert (attempt.version, attempt.is_submitted, answers) == (1, False, {"q1": "a"})
    save(token, 1, {"q2": True})
    assert look(token)[1] == {"q2": True}  # the answer to q1 was taken back
    save(token, 2, ALL_RIGHT, submit=True)
    attempt, answers = look(token)
    assert (attempt.version, marks(token), answers) == (3, 4, ALL_RIGHT)


def test_marks_are_nowhere_before_the_hand_in(ticket: Ticket) -> None:
    start(ticket, submit=False)
    with quiz.database.transaction(write=False) as db:
        assert set(db.execute(select(responses.c.fraction, responses.c.marks))) == {(None, None)}
    assert count(quiz.tables.standings) == 0


def test_an_older_page_stores_nothing_and_hears_what_it_had(ticket: Ticket) -> None:
    token = start(ticket, answers={"q1": "a"}, submit=False)
    save(token, 1, {"q1": "b", "q3": "200"})
    with pytest.raises(Conflict) as conflict:
        save(token, 1, {"q1": "c"}, submit=True)
    assert set(conflict.value.fields) == {"answer.q1", "answer.q3"}
    assert "“third”" in conflict.value.fields["answer.q1"]
    assert "no answer" in conflict.value.fields["answer.q3"]
    assert look(token)[1] == {"q1": "b", "q3": "200"}


def test_a_save_that_is_sent_twice_is_no_conflict(ticket: Ticket) -> None:
    token = start(ticket, answers={}, submit=False)
    save(token, 1, {"q1": "b"})
    save(token, 1, {"q1": "b"})
    save(token, 1, {"q1": "b"}, submit=True)
    assert marks(token) == 1


def test_of_two_saves_at_once_one_is_stored_and_the_other_hears_of_it(ticket: Ticket) -> None:
    token = start(ticket, answers={}, submit=False)
    told: list[str] = []

    def try_to_save(choice: str) -> None:
        try:
            save(token, 1, {"q1": choice})
            told.append(choice)
        except Conflict:
            pass

    threads = [threading.Thread(target=try_to_save, args=(choice,)) for choice in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [look(token)[1]["q1"]] == told


def test_a_handed_in_attempt_never_changes(ticket: Ticket) -> None:
    token = start(ticket)
    save(token, 1, {}, submit=True)
    save(token, 7, {"q1": "a"})
    assert look(token)[1] == ALL_RIGHT


def test_a_hand_in_over_an_attempt_that_was_saved_with_the_same_ticket(ticket: Ticket) -> None:
    token = start(ticket, answers={"q1": "b"}, submit=False)
    with pytest.raises(Conflict):
        start(ticket, answers={"q1": "c"})
    assert start(ticket, answers={"q1": "b"}) == token
    assert marks(token) == 1


def test_a_closed_quiz_takes_no_new_attempt(ticket: Ticket) -> None:
    close()
    with pytest.raises(Closed):
        start(ticket)
    assert count(attempts_table) == 0


def test_a_hand_in_sent_again_after_closing_still_finds_its_attempt(ticket: Ticket) -> None:
    token = start(ticket)
    close()
    assert start(ticket) == token


def test_an_attempt_keeps_the_revision_it_was_shown(ticket: Ticket) -> None:
    question = msgspec.structs.replace(SMALL.questions[1], right=False)
    section = msgspec.structs.replace(SMALL.sections[0], questions=(question,))
    publish(document=msgspec.structs.replace(SMALL, sections=(section,)))
    token = start(ticket)
    attempt, _ = look(token)
    assert [question.key for question in attempt.questions] == ["q1", "q2", "q3"]
    assert marks(token) == 4


def test_the_paper_decides_the_order_shown(ticket: Ticket) -> None:
    token = start(ticket)
    paper = '[["q3",[]],["q1",["c","a","b"]]]'
    with quiz.database.transaction(write=True) as db:
        db.execute(update(attempts_table).values(paper=paper))
    attempt, _ = look(token)
    assert [question.key for question in attempt.questions] == ["q3", "q1"]
    assert attempt.questions[1].parts() == ("c", "a", "b")


@pytest.mark.parametrize("token", ["", "x", "A" * 42, "A" * 44, "A" * 43, "Ａ" * 43, "\0" * 43, "A" * 100_000])
def test_what_is_no_token_is_not_found(ticket: Ticket, token: str) -> None:
    with pytest.raises(NotFound):
        look(token)


def test_an_attempt_of_a_deleted_quiz_is_not_found(ticket: Ticket) -> None:
    token = start(ticket)
    with quiz.database.transaction(write=True) as db:
        db.execute(update(quizzes).values(deleted_at=catalog.now()))
    with pytest.raises(NotFound):
        look(token)
