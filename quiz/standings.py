"""Which attempt of each player counts, kept as rows so that a leaderboard costs the same at any size.

A quiz counts the best attempt of a player, the first or the last. The better of two has the greater fraction of its
marks, since revisions of a quiz may differ in how many there are; of equals, the one that took less time. First and
last go by when they were handed in. An attempt that waits for a teacher has no place yet, whatever counts: until it is
marked, the other attempts of its player are all there are.

Who writes standings locks the quiz's row before: a hand-in together with others, what finds them anew alone. So no
hand-in goes by a rule that has just been changed, and none is missed by what finds the standings anew.
"""

import operator
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, Select, case, delete, insert, literal, select, true, tuple_, update

from quiz import grading
from quiz.database import Transaction
from quiz.document import Counts
from quiz.tables import attempts, quizzes, standings

LENGTH = 10  # places shown


class Standing(msgspec.Struct, frozen=True):
    player: str
    marks: float
    max_marks: float
    seconds: float


class Leaderboard(msgspec.Struct, frozen=True):
    slug: str
    title: str
    standings: list[Standing]


def leaderboard(db: Transaction, quiz_id: int, slug: str, title: str) -> Leaderboard:
    """The first places, best first."""
    return Leaderboard(slug, title, [Standing(**row._mapping) for row in db.execute(first_places(quiz_id))])


def first_places(quiz_id: int) -> Select[Any]:
    """Both databases read them off the index, whatever the class's size."""
    shown = (standings.c.player, standings.c.marks, standings.c.max_marks, standings.c.seconds)
    ranking = (standings.c.fraction.desc(), standings.c.seconds, standings.c.attempt_id)
    return select(*shown).where(standings.c.quiz_id == quiz_id).order_by(*ranking).limit(LENGTH)


class Rule(msgspec.Struct, frozen=True):
    """Of two attempts the one counts whose values `by` are smaller, or greater; to columns and to values alike."""

    by: Callable[[Any], tuple[Any, Any]]
    chosen: Callable[..., Any]
    is_before: Callable[[Any, Any], Any]


def _merit(one: Any) -> tuple[Any, Any]:
    return -one["fraction"], one["seconds"]


def _moment(one: Any) -> tuple[Any, Any]:
    return one["submitted_at"], one["attempt_id"]


RULES: Mapping[Counts, Rule] = {
    "best": Rule(_merit, min, operator.lt),
    "first": Rule(_moment, min, operator.lt),
    "last": Rule(_moment, max, operator.gt),
}


def record(db: Transaction, attempt: Row[Any]) -> None:
    """Let a handed-in attempt, a row of the table, take its player's place if it counts rather than what stands there.

    One statement locks, decides and stores, so of two hand-ins at once the right one stays.
    """
    if attempt.waiting:
        return
    values = _standing_of(attempt)
    of_quiz = quizzes.c.id == attempt.quiz_id
    columns = [literal(value, standings.c[name].type) for name, value in values.items()]
    source = select(*columns).select_from(quizzes).where(of_quiz).with_for_update(read=True)
    new = db.insert(standings).from_select(list(values), source)
    counts = select(quizzes.c.counts).where(of_quiz).with_for_update(read=True)  # as it is now, not as it was before
    db.execute(
        new.on_conflict_do_update(
            index_elements=[standings.c.quiz_id, standings.c.player_key],
            set_={name: new.excluded[name] for name in values},
            where=_takes_the_place(counts.scalar_subquery(), new.excluded),
        )
    )


def _takes_the_place(counts: ColumnElement[str], new: Any) -> ColumnElement[bool]:
    return case(
        *(
            (counts == name, rule.is_before(tuple_(*rule.by(new)), tuple_(*rule.by(standings.c))))
            for name, rule in RULES.items()
        )
    )


def let_count(db: Transaction, quiz_id: int, counts: Counts) -> None:
    """Whether the best, the first or the last attempt counts from now on."""
    changed = update(quizzes).where(quizzes.c.id == quiz_id, quizzes.c.counts != counts).values(counts=counts)
    if db.execute(changed).rowcount:
        rebuild_all(db, quiz_id)


def rebuild(db: Transaction, quiz_id: int, *players: str) -> None:
    """Find anew which attempt of the players with these keys counts, after one was changed or taken away."""
    _rebuild(db, quiz_id, attempts.c.player_key.in_(players), standings.c.player_key.in_(players))


def rebuild_all(db: Transaction, quiz_id: int) -> None:
    """The same for every player: in as many statements as for one, with 1000 rows in each that inserts."""
    _rebuild(db, quiz_id, true(), true())


def _rebuild(db: Transaction, quiz_id: int, theirs: ColumnElement[bool], placed: ColumnElement[bool]) -> None:
    counts = select(quizzes.c.counts).where(quizzes.c.id == quiz_id).with_for_update(key_share=True)
    rule = RULES[db.execute(counts).scalar_one()]
    db.execute(delete(standings).where(standings.c.quiz_id == quiz_id, placed))
    own: dict[str, list[dict[str, Any]]] = {}
    for row in db.execute(_that_may_count(quiz_id).where(theirs)):
        own.setdefault(row.player_key, []).append(_standing_of(row))
    if own:
        db.execute(insert(standings), [rule.chosen(several, key=rule.by) for several in own.values()])


def _that_may_count(quiz_id: int) -> Select[Any]:
    """The attempts with a place or without, in the order they were handed in: of equals the first counts."""
    columns = ("id", "quiz_id", "player_key", "player", "nickname", "marks", "max_marks", "started_at", "submitted_at")
    return (
        select(*(attempts.c[name] for name in columns))
        .where(attempts.c.quiz_id == quiz_id, attempts.c.submitted_at.is_not(None), attempts.c.waiting == 0)
        .order_by(attempts.c.submitted_at, attempts.c.id)
    )


def _standing_of(attempt: Row[Any]) -> dict[str, Any]:
    return {
        "quiz_id": attempt.quiz_id,
        "player_key": attempt.player_key,
        "player": attempt.nickname or attempt.player,
        "attempt_id": attempt.id,
        "marks": attempt.marks,
        "max_marks": attempt.max_marks,
        "fraction": round(attempt.marks / attempt.max_marks, grading.DECIMALS) if attempt.max_marks else 0.0,
        "seconds": max((attempt.submitted_at - attempt.started_at).total_seconds(), 0.0),
        "submitted_at": attempt.submitted_at,
    }
