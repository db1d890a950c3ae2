"""The revisions of a quiz: what each changed, how it looks, and the way back to it."""

import quiz
from quiz import draft
from quiz.web import render
from quiz.web.admission import number
from quiz.web.reply import Reply, redirect
from quiz.web.teach.pages import desk, request_key
from quiz.web.visit import Visit


def show(visit: Visit) -> Reply:
    """The newest, or those before the one that the address names."""
    below = visit.query("before")
    found = quiz.revisions.newest(visit.db, visit.quiz.id, number(below) if below else None)
    most = quiz.revisions.MOST
    befores = [*(one.document for one in found[1:]), None]
    shown = [
        (revision, quiz.differences.between(before, revision.document))
        for revision, before in zip(found[:most], befores, strict=False)
    ]
    return desk(visit, "history.html", shown=shown, older=found[most - 1].number if len(found) > most else None)


def show_one(visit: Visit) -> Reply:
    revision = quiz.revisions.find(visit.db, visit.quiz.id, number(visit.param("number")))
    questions = render.fresh_questions(revision.document)
    return desk(visit, "revision.html", revision=revision, quiz=revision.document, questions=questions)


def take(visit: Visit) -> Reply:
    """Put it into the draft in place of what is there, as a step that can be undone."""
    revision = quiz.revisions.find(visit.db, visit.quiz.id, number(visit.param("number")))
    quiz.drafting.change(
        visit.db,
        visit.quiz.id,
        visit.teacher,
        f"Revision {revision.number} was taken into the draft",
        request_key(visit, "take", revision.number),
        lambda current: draft.with_document(current, revision.document),
    )
    return redirect(f"/teach/quizzes/{visit.quiz.id}/publish?taken={revision.number}")
