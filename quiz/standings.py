"""The best attempt of each player of a quiz, kept as rows so that a leaderboard costs the same at any size.

The better of two attempts has the greater fraction of its marks, since revisions of a quiz may differ in how many
there are; of equals, the one that took less time.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Select, and_, or_, select

from quiz import grading
from quiz.catalog import refuse_no_slug
from quiz.database import Transaction
from quiz.errors import NotFound
from quiz.grading import Graded
from quiz.players import player_key
from quiz.tables import quizzes, revisions, standings

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


def leaderboard(db: Transaction, slug: str) -> Leaderboard:
    """The first places, best first. Raises NotFound if there is no such quiz or it has no leaderboard."""
    refuse_no_slug(slug)
    rows = db.execute(first_places(slug)).all()
    if not rows:
        raise NotFound("There is no leaderboard at this address.")
    places = [Standing(r.player, r.marks, r.max_marks, r.seconds) for r in rows if r.player is not None]
    return Leaderboard(slug, rows[0].title, places)


def first_places(slug: str) -> Select[Any]:
    """The quiz's title with each of the first places, or alone if there is none.

    The places come from a subquery for a single quiz's id, so that both databases read them off the index.
    """
    quiz_id = select(quizzes.c.id).where(quizzes.c.slug == slug).scalar_subquery()
    ranking = (standings.c.fraction.desc(), standings.c.seconds, standings.c.attempt_id)
    top = select(standings).where(standings.c.quiz_id == quiz_id).order_by(*ranking).limit(LENGTH).subquery()
    live = and_(revisions.c.quiz_id == quizzes.c.id, revisions.c.number == quizzes.c.live_revision)
    return (
        select(revisions.c.title, top.c.player, top.c.marks, top.c.max_marks, top.c.seconds)
        .select_from(quizzes)
        .join(revisions, live)
        .outerjoin(top, top.c.quiz_id == quizzes.c.id)
        .where(quizzes.c.slug == slug, quizzes.c.leaderboard, quizzes.c.deleted_at.is_(None))
        .order_by(top.c.fraction.desc(), top.c.seconds, top.c.attempt_id)
    )


def record(
    db: Transaction, quiz_id: int, attempt_id: int, player: str, graded: Sequence[Graded], seconds: float
) -> None:
    """Take a handed-in attempt for the player's best if it is better than what stands there.

    One statement decides and stores, so of two hand-ins at once the better one stays.
    """
    marks, most = grading.total(graded), grading.most([item.question for item in graded])
    new = db.insert(standings).values(
        quiz_id=quiz_id,
        player_key=player_key(player),
        player=player,
        attempt_id=attempt_id,
        marks=marks,
        max_marks=most,
        fraction=round(marks / most, grading.DECIMALS) if most else 0.0,
        seconds=max(seconds, 0.0),
    )
    more = new.excluded.fraction > standings.c.fraction
    faster = and_(new.excluded.fraction == standings.c.fraction, new.excluded.seconds < standings.c.seconds)
    taken = ("player", "attempt_id", "marks", "max_marks", "fraction", "seconds")
    db.execute(
        new.on_conflict_do_update(
            index_elements=[standings.c.quiz_id, standings.c.player_key],
            set_={name: new.excluded[name] for name in taken},
            where=or_(more, faster),
        )
    )
