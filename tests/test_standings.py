"""Which attempt of a player counts, and the leaderboard: more marks first, then less time."""

import threading
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from sqlalchemy import select, text

import quiz
from quiz import catalog, standings, tickets
from quiz.attempts import Player
from quiz.database import Transaction
from quiz.document import Counts
from quiz.standings import Standing
from quiz.tables import attempts
from quiz.tables import standings as rows
from tests.postgres import administer
from tests.site import SMALL, publish
from tests.test_attempts import new_ticket, start


def board(db: Transaction) -> list[Standing]:
    return standings.leaderboard(db, catalog.find(db, "small").id, "small", "Small").standings


def places() -> list[tuple[str, float]]:
    with quiz.database.transaction(write=False) as db:
        return [(place.player, place.marks) for place in board(db)]


def record(player: str, marks: float, seconds: float) -> None:
    """A hand-in with these marks of 4 and this time."""
    token = start(new_ticket(), player, {}, submit=False)
    with quiz.database.transaction(write=True) as db:
        attempt = quiz.attempts.find(db, token)
        handed_in = attempt.started_at + timedelta(seconds=seconds)
        values = {"submitted_at": handed_in, "marks": marks, "max_marks": 4, "waiting": 0}
        change = attempts.update().where(attempts.c.id == attempt.id).values(values)
        standings.record(db, db.execute(change.returning(attempts)).one())


def test_more_marks_come_first_then_less_time_then_who_came_first(database: str) -> None:
    publish()
    for player, marks, seconds in (("Ada", 2, 60), ("Bob", 3, 90), ("Cem", 3, 50), ("Dua", 2, 60)):
        record(player, marks, seconds)
    assert places() == [("Cem", 3), ("Bob", 3), ("Ada", 2), ("Dua", 2)]


@pytest.mark.parametrize(
    ("marks", "seconds", "kept"),
    [(3, 99, (3, 99)), (2, 10, (2, 10)), (2, 99, (2, 60)), (1, 1, (2, 60)), (2, -5, (2, 0))],
)
def test_only_a_better_attempt_takes_the_place(
    database: str, marks: float, seconds: float, kept: tuple[float, float]
) -> None:
    publish()
    record("Ada", 2, 60)
    record("ada", marks, seconds)
    with quiz.database.transaction(write=False) as db:
        (place,) = board(db)
    assert (place.marks, place.seconds) == kept


def test_of_many_hand_ins_at_once_the_best_stays(database: str) -> None:
    publish()
    answers = [{"q1": "b"}, {"q3": "404"}, {"q1": "b", "q2": True, "q3": "404"}, {}] * 2
    threads = [threading.Thread(target=start, args=(new_ticket(), "Ada", given)) for given in answers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert places() == [("Ada", 4)]


def test_a_perfect_attempt_at_a_shorter_revision_is_before_half_of_a_longer_one(database: str) -> None:
    publish()
    start(new_ticket(), "Half", {"q3": "404"})
    (section,) = SMALL.sections
    shorter = msgspec.structs.replace(section, questions=section.questions[:1])
    publish(document=msgspec.structs.replace(SMALL, sections=(shorter,)))
    start(new_ticket(), "Full", {"q1": "b"})
    assert places() == [("Full", 1), ("Half", 2)]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_the_places_are_read_off_the_index_however_many_players_there_are(database: str) -> None:
    publish()
    record("Ada", 1, 1)
    with quiz.database.transaction(write=True) as db:
        db.execute(
            text(
                "INSERT INTO standings SELECT quiz_id, n::text, n::text, attempt_id, 1, 4, random(), n"
                " FROM standings, generate_series(1, 20000) AS n"
            )
        )
        quiz.privileges.take_all(db)
        db.execute(text("ANALYZE standings"))
    statement = standings.first_places(1).compile(quiz.database.engine(), compile_kwargs={"literal_binds": True})
    with quiz.database.transaction(write=False) as db:
        plan = "\n".join(db.execute(text(f"EXPLAIN {statement}")).scalars())
    assert "ix_standings_ranking" in plan and "Seq Scan on standings" not in plan


def test_only_the_first_ten_are_shown(database: str) -> None:
    publish()
    for number in range(12):
        record(f"Player {number}", number % 3, number)
    assert len(places()) == standings.LENGTH == 10


def test_a_quiz_nobody_took_has_an_empty_leaderboard(database: str) -> None:
    publish()
    assert places() == []


# ------------------------------------------------------------------ which attempt counts

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
Taken = tuple[float, int]  # marks of 4, and the second after noon at which it was handed in


def taken(*handed_in: Taken, player: str = "Ada", waiting: int = 0) -> None:
    """Attempts that were begun at noon, and stored in this order."""
    for marks, second in handed_in:
        token = start(new_ticket(), player, {}, submit=False)
        moment = NOON + timedelta(seconds=second)
        values = {"started_at": NOON, "submitted_at": moment, "marks": marks, "max_marks": 4, "waiting": waiting}
        with quiz.database.transaction(write=True) as db:
            own = attempts.c.token_hash == quiz.attempts.hash_of(token)
            standings.record(db, db.execute(attempts.update().where(own).values(values).returning(attempts)).one())


def let_count(counts: Counts) -> None:
    with quiz.database.transaction(write=True) as db:
        standings.let_count(db, 1, counts)


def standing() -> list[tuple[float, float, int]]:
    with quiz.database.transaction(write=False) as db:
        columns = (rows.c.marks, rows.c.seconds, rows.c.attempt_id)
        return [tuple(row) for row in db.execute(select(*columns).order_by(rows.c.player_key))]


@pytest.mark.parametrize(
    ("handed_in", "best", "first", "last"),
    [
        ([(2, 60), (3, 99), (1, 120)], (3, 99, 2), (2, 60, 1), (1, 120, 3)),
        ([(1, 120), (2, 60), (3, 99)], (3, 99, 3), (2, 60, 2), (1, 120, 1)),
        ([(3, 99), (3, 60), (3, 120)], (3, 60, 2), (3, 60, 2), (3, 120, 3)),
        ([(2, 60), (2, 60), (2, 60)], (2, 60, 1), (2, 60, 1), (2, 60, 3)),
        ([(0, 60)], (0, 60, 1), (0, 60, 1), (0, 60, 1)),
        ([], None, None, None),
    ],
)
def test_the_best_the_first_or_the_last_attempt_counts(
    database: str,
    handed_in: list[Taken],
    best: tuple[float, float, int],
    first: tuple[float, float, int],
    last: tuple[float, float, int],
) -> None:
    """As they are handed in, when a teacher changes it, and found anew for a player or for all."""
    publish()
    expected: dict[Counts, list[tuple[float, float, int]]] = {
        counts: [place] if place else [] for counts, place in (("last", last), ("first", first), ("best", best))
    }
    let_count("last")
    taken(*handed_in)
    for counts, place in expected.items():
        let_count(counts)
        assert standing() == place
        with quiz.database.transaction(write=True) as db:
            standings.rebuild(db, 1, "ada")
        assert standing() == place
        with quiz.database.transaction(write=True) as db:
            db.execute(rows.delete())
            standings.rebuild_all(db, 1)
        assert standing() == place


@pytest.mark.parametrize(("counts", "place"), [("best", (3, 99, 2)), ("first", (2, 60, 3)), ("last", (1, 120, 1))])
def test_a_hand_in_takes_the_place_if_it_counts(database: str, counts: Counts, place: tuple[float, float, int]) -> None:
    publish()
    let_count(counts)
    taken((1, 120), (3, 99), (2, 60), (1, 100))
    assert standing() == [place]


def test_a_change_of_what_counts_is_for_every_player_of_this_quiz(database: str) -> None:
    publish()
    taken((2, 60), (1, 120), player="Ada")
    taken((3, 60), (2, 120), player="Bob")
    publish("another")
    with quiz.database.transaction(write=True) as db:
        standings.let_count(db, 2, "last")
    assert standing() == [(2, 60, 1), (3, 60, 3)]
    let_count("last")
    assert standing() == [(1, 120, 2), (2, 120, 4)]


@pytest.mark.parametrize("counts", ["best", "first", "last"])
def test_what_waits_for_a_teacher_has_no_place_until_it_is_marked(database: str, counts: Counts) -> None:
    publish()
    let_count(counts)
    taken((1, 60))
    taken((4, 30 if counts == "first" else 120), waiting=1)
    assert standing() == [(1, 60, 1)]
    with quiz.database.transaction(write=True) as db:
        standings.rebuild_all(db, 1)
    assert standing() == [(1, 60, 1)]
    with quiz.database.transaction(write=True) as db:
        db.execute(attempts.update().values(waiting=0))
        standings.rebuild(db, 1, "ada")
    assert [place[2] for place in standing()] == [2]


def test_all_players_are_placed_anew_in_a_few_statements(database: str) -> None:
    publish()
    taken((1, 60))
    with quiz.database.transaction(write=True) as db:
        (row,) = db.execute(attempts.select()).all()
        copies = (
            {**row._mapping, "id": number, "token_hash": b"%032d" % number, "player_key": f"p{number % 1500}"}
            for number in range(2, 3002)
        )
        db.execute(attempts.insert(), [{**copy, "marks": copy["id"] % 5} for copy in copies])
    with quiz.database.transaction(write=True) as db:
        standings.rebuild_all(db, 1)
    assert db.statements == 6  # BEGIN, which counts, DELETE, the attempts, the places, COMMIT
    assert len(standing()) == 1501


def until_it_waits(thread: threading.Thread) -> None:
    """For a lock, on PostgreSQL; SQLite lets nobody begin to write. Asked from outside: a site has two connections."""
    if not quiz.database.is_sqlite():
        url = quiz.database.engine().url
        while thread.is_alive() and administer(url, "SELECT count(*) FROM pg_locks WHERE NOT granted") == [0]:
            pass


def test_a_hand_in_while_it_changes_which_attempt_counts_goes_by_the_change(database: str) -> None:
    publish()
    start(new_ticket(), "Ada", {"q1": "b", "q2": True, "q3": "404"})
    ticket = new_ticket()
    with quiz.database.transaction(write=True) as db:
        standings.let_count(db, 1, "last")
        worse = threading.Thread(target=start, args=(ticket, "Ada", {}))
        worse.start()
        until_it_waits(worse)
    worse.join()
    assert places() == [("Ada", 0)]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_change_of_which_attempt_counts_waits_for_the_hand_ins_that_have_begun(database: str) -> None:
    publish()
    let_count("last")
    start(new_ticket(), "Ada", {"q1": "b"})
    ticket = new_ticket()
    with quiz.database.transaction(write=True) as db:
        tickets.start(db, ticket, Player("Ada"), {"q1": "b", "q2": True}, "yes")
        change = threading.Thread(target=let_count, args=("best",))
        change.start()
        until_it_waits(change)
    change.join()
    assert places() == [("Ada", 2)]


def test_changes_and_hand_ins_of_one_player_all_at_once_end_by_the_last_rule(database: str) -> None:
    publish()
    rules: list[Counts] = ["last", "first", "best"]
    given = ({"q1": "b"}, {"q3": "404"}, {"q1": "b", "q2": True}, {})
    works = [lambda rule=rule: let_count(rule) for rule in rules]
    works += [lambda answers=answers: start(new_ticket(), "Ada", answers) for answers in given]
    threads = [threading.Thread(target=work) for work in works * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    before = standing()
    with quiz.database.transaction(write=True) as db:
        standings.rebuild_all(db, 1)
    assert standing() == before
