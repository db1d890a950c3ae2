"""The best attempt of each player of a quiz, kept as rows so that a leaderboard costs the same at any size."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import and_, or_, select

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
    rows = db.execute(
        select(
            revisions.c.title,
            standings.c.player,
            standings.c.marks,
            standings.c.max_marks,
            standings.c.seconds,
        )
        .select_from(quizzes)
        .join(revisions, and_(revisions.c.quiz_id == quizzes.c.id, revisions.c.number == quizzes.c.live_revision))
        .outerjoin(standings, standings.c.quiz_id == quizzes.c.id)
        .where(quizzes.c.slug == slug, quizzes.c.leaderboard, quizzes.c.deleted_at.is_(None))
        .order_by(standings.c.marks.desc(), standings.c.seconds, standings.c.attempt_id)
        .limit(LENGTH)
    ).all()
    if not rows:
        raise NotFound("There is no leaderboard at this address.")
    places = [Standing(r.player, r.marks, r.max_marks, r.seconds) for r in rows if r.player is not None]
    return Leaderboard(slug, rows[0].title, places)


def record(
    db: Transaction, quiz_id: int, attempt_id: int, player: str, graded: Sequence[Graded], seconds: float
) -> None:
    """Take a handed-in attempt for the player's best if it has more marks, or as many in less time.

    One statement decides and stores, so of two hand-ins at once the better one stays.
    """
    new = db.insert(standings).values(
        quiz_id=quiz_id,
        player_key=player_key(player),
        player=player,
        attempt_id=attempt_id,
        marks=grading.total(graded),
        max_marks=grading.most([item.question for item in graded]),
        seconds=max(seconds, 0.0),
    )
    more = new.excluded.marks > standings.c.marks
    faster = and_(new.excluded.marks == standings.c.marks, new.excluded.seconds < standings.c.seconds)
    taken = ("player", "attempt_id", "marks", "max_marks", "seconds")
    db.execute(
        new.on_conflict_do_update(
            index_elements=[standings.c.quiz_id, standings.c.player_key],
            set_={name: new.excluded[name] for name in taken},
            where=or_(more, faster),
        )
    )
