"""Publishing a quiz: what it would change, and what keeps it from being published."""

from collections.abc import Iterator

import msgspec

import quiz
from quiz import draft, papers
from quiz.draft import QUESTION, SECTION, SETTINGS, TITLE, Draft
from quiz.errors import Conflict, Invalid
from quiz.web import mistakes
from quiz.web.reply import Reply, redirect
from quiz.web.teach.pages import desk
from quiz.web.visit import Visit

SEEN = "seen"  # hidden: the fingerprint of what the page said would be published
CHANGED = "The quiz was changed while you looked at this page. Please look again at what would be published."


class Place(msgspec.Struct, frozen=True):
    """Where in the editor something must be mended. `path` is behind the quiz's own; `whys` are half-sentences."""

    path: str
    name: str
    whys: list[str]


def show(visit: Visit, problem: Invalid | None = None) -> Reply:
    held = visit.quiz
    current = quiz.drafting.load(visit.db, held.id)
    document, unread = draft.quiz_of(current)
    live = quiz.revisions.live(visit.db, visit.quiz)
    wrong = quiz.drafting.problems(current)
    return desk(
        visit,
        "publish.html",
        places=[Place(path, name, wrong[part]) for part, path, name in _parts(current) if part in wrong],
        # What cannot be read would look as if it had been taken away.
        differences=None if live is None or unread else quiz.differences.between(live, document),
        seen=draft.fingerprint(document),
        has_attempts=quiz.revisions.has_attempts(visit.db, held.id),
        taken=visit.query("taken"),
        **mistakes.beside_fields(problem),
    )


def publish(visit: Visit) -> Reply:
    """Once, however often it is sent. Raises Invalid, and Conflict where the page has shown something else."""
    document, _ = draft.quiz_of(quiz.drafting.load(visit.db, visit.quiz.id))
    if document != quiz.revisions.live(visit.db, visit.quiz):
        if visit.form.one(SEEN) != draft.fingerprint(document):
            raise Conflict(CHANGED)
        quiz.drafting.publish(visit.db, visit.quiz, visit.teacher)
    return redirect(f"/teach/quizzes/{visit.quiz.id}/share")


def _parts(current: Draft) -> Iterator[tuple[str, str, str]]:
    """Every part of a quiz in the order of the editor, with its place and its name."""
    yield TITLE, "#title", "Title and questions"
    yield SETTINGS, "/settings", "Settings"
    names = dict(zip(current.keys, papers.names(current.numbers.values()), strict=True))
    for at, section in enumerate(current.sections, 1):
        yield SECTION + section.key, f"#{SECTION}{section.key}", f"Section {at}"
        for key in section.questions:
            yield QUESTION + key, f"/questions/{key}#{QUESTION}{key}", names[key]
