"""The leaderboard: a player's best attempt, more marks first, then less time."""

import threading
from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import text

import quiz
from quiz import catalog, standings
from quiz.database import Transaction
from quiz.standings import Standing
from quiz.tables import attempts
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
