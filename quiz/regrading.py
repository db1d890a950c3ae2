"""Regrading: after a key was mended and published, every attempt that was handed in is graded by it.

What an attempt earns follows from its answers, the revision it was asked and the revision it is graded by, and from
nothing that was before: who regrades twice changes nothing, and by an older key, published again, the marks are what
they were. A question whose answers cannot be compared with the live revision's (quiz.document.regraded) goes by its
own revision, so its marks stay. A running attempt goes by its own when it is handed in, until somebody regrades again.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from sqlalchemy import Row, Select, case, select, update

from quiz import catalog, document, grading, papers, responses, standings
from quiz.database import Transaction
from quiz.errors import Conflict, NotFound
from quiz.grading import Graded
from quiz.tables import attempts, quizzes

BATCH = 500  # attempts; if each has 50 answers, 25 000 are in memory at a time


class Change(msgspec.Struct, frozen=True):
    """What regrading does to one attempt. Questions are keys, in the order shown.

    `changed` are those that earn something else; `not_comparable` go by the attempt's own revision.
    """

    attempt_id: int
    player: str
    marks: float
    max_marks: float
    marks_after: float
    max_marks_after: float
    changed: tuple[str, ...]
    not_comparable: tuple[str, ...]

    @property
    def says_nothing(self) -> bool:
        is_as_before = (self.marks, self.max_marks) == (self.marks_after, self.max_marks_after)
        return is_as_before and not self.changed and not self.not_comparable


def preview(db: Transaction, quiz_id: int) -> list[Change]:
    """What `apply` would do now, attempt by attempt, where that is anything. Raises NotFound if nothing is published.

    An attempt whose time ran out is among them once that is stored (quiz.saving.settle).
    """
    return [change for batch in _batches(db, _Key(db, quiz_id)) for change in _changes(batch)]


def apply(db: Transaction, quiz_id: int, *, expected: int) -> list[Change]:
    """Regrade what was handed in by now, and say what was done. Whoever does it again finds nothing to do.

    `expected` is the live revision of the preview: raises Conflict if another one is live by now.
    """
    key = _Key(db, quiz_id)
    if key.revision != expected:
        raise Conflict("This quiz was published again meanwhile. Please look again at what regrading would change.")
    done: list[Change] = []
    for batch in _batches(db, key, lock=True):
        _store(db, key, batch)
        done += _changes(batch)
    standings.rebuild_all(db, quiz_id)
    return done


def _changes(batch: Sequence["_Regraded"]) -> list[Change]:
    return [change for one in batch if not (change := one.change()).says_nothing]


# ------------------------------------------------------------------ what is graded


class _Key:
    """The live revision, whose key counts, and by it what each revision asked."""

    def __init__(self, db: Transaction, quiz_id: int) -> None:
        live = db.execute(select(quizzes.c.live_revision).where(quizzes.c.id == quiz_id)).scalar_one_or_none()
        if live is None:
            raise NotFound("This quiz was never published, so there is nothing to regrade.")
        self.quiz_id, self.revision = quiz_id, live
        self._db, self._quiz = db, catalog.revision(db, quiz_id, live)
        self._asked: dict[int, tuple[document.Quiz, set[str]]] = {}

    def asked(self, revision: int) -> tuple[document.Quiz, set[str]]:
        """What was asked, as it is graded now, and the keys of what cannot be compared."""
        if revision not in self._asked:
            quiz = document.regraded(catalog.revision(self._db, self.quiz_id, revision), self._quiz)
            live = {question.key: question for question in self._quiz.questions}
            own = {question.key for question in quiz.questions if question is not live.get(question.key)}
            self._asked[revision] = quiz, own
        return self._asked[revision]


class _Regraded(msgspec.Struct, frozen=True):
    """An attempt, a row, with what its questions had earned and what they earn, in the order shown."""

    attempt: Row[Any]
    before: list[Graded]
    after: list[Graded]
    not_comparable: set[str]

    @property
    def marked(self) -> list[Graded]:
        """What earns something else."""
        return [new for old, new in zip(self.before, self.after, strict=True) if new != old]

    def change(self) -> Change:
        return Change(
            self.attempt.id,
            self.attempt.player,
            marks=self.attempt.marks,
            max_marks=self.attempt.max_marks,
            marks_after=grading.total(self.after),
            max_marks_after=grading.most([item.question for item in self.after]),
            changed=tuple(item.question.key for item in self.marked),
            not_comparable=tuple(item.question.key for item in self.after if item.question.key in self.not_comparable),
        )


def _batches(db: Transaction, key: _Key, *, lock: bool = False) -> Iterator[list[_Regraded]]:
    """What was handed in, with two statements for each batch. `lock`: nobody else changes it until all is stored."""
    last = 0
    while rows := db.execute(_handed_in(key.quiz_id, last, lock=lock)).all():
        last = rows[-1].id
        answers = responses.of_attempts(db, key.quiz_id, [row.id for row in rows])
        yield [_regraded(key, row, answers[row.id]) for row in rows]


def _handed_in(quiz_id: int, last: int, *, lock: bool) -> Select[Any]:
    names = ("id", "player", "revision", "paper", "marks", "max_marks", "graded_by")
    chosen = (
        select(*(attempts.c[name] for name in names))
        .where(attempts.c.quiz_id == quiz_id, attempts.c.submitted_at.is_not(None), attempts.c.id > last)
        .order_by(attempts.c.id)
        .limit(BATCH)
    )
    return chosen.with_for_update(key_share=True) if lock else chosen


def _regraded(key: _Key, attempt: Row[Any], answers: Sequence[Row[Any]]) -> _Regraded:
    quiz, not_comparable = key.asked(attempt.revision)
    paper = papers.on_paper(quiz, papers.decode(attempt.paper))
    before = responses.with_answers([question for question in paper if question.is_asked], answers)
    return _Regraded(attempt, before, [grading.regrade(item) for item in before], not_comparable)


def _store(db: Transaction, key: _Key, batch: Sequence[_Regraded]) -> None:
    marked = ((one.attempt.id, item) for one in batch for item in one.marked)
    responses.mark(db, key.quiz_id, marked)
    changes = {one.attempt.id: one.change() for one in batch}
    own = attempts.c.id
    db.execute(
        update(attempts)
        .where(own.in_(changes))
        .values(
            graded_by=key.revision,
            marks=case({id: change.marks_after for id, change in changes.items()}, value=own),
            max_marks=case({id: change.max_marks_after for id, change in changes.items()}, value=own),
        )
    )
