"""A teacher's own questions found again, and copied into a quiz."""

import quiz
from quiz.errors import Invalid, NotFound, QuizError
from quiz.web import mistakes
from quiz.web.admission import number
from quiz.web.reply import Reply, redirect
from quiz.web.sheets import first
from quiz.web.teach.pages import desk, request_key
from quiz.web.visit import Visit

WORDS, TAG, CHOSEN, TARGET = "q", "tag", "question", "to"
LONGEST = 200  # characters


def show(visit: Visit, problem: QuizError | None = None) -> Reply:
    """What was asked for stands in the address, or in the form that copies."""
    words, tag = (visit.query(name) or first(visit, name) for name in (WORDS, TAG))
    if max(len(words), len(tag)) > LONGEST:
        problem = Invalid("Nothing was looked for.", {WORDS: f"These are more than {LONGEST} characters. Use fewer."})
        words, tag = words[:LONGEST], ""
    return desk(
        visit,
        "search.html",
        words=words,
        tag=tag,
        results=quiz.search.search(visit.db, visit.teacher.id, words, tag),
        chosen=visit.form.get(CHOSEN, []),
        target=first(visit, TARGET),
        **mistakes.beside_fields(problem),
    )


def copy(visit: Visit) -> Reply:
    """Raises Invalid, NotFound, Forbidden."""
    names = visit.form.get(CHOSEN, [])
    if not names:
        raise Invalid("Nothing was copied.", {CHOSEN: "Please choose at least one question."})
    if not visit.form.one(TARGET):
        raise Invalid("Nothing was copied.", {TARGET: "Please choose the quiz to copy into."})
    chosen = [_question(name) for name in names[: quiz.search.MOST_FOUND]]
    target = number(visit.form.one(TARGET))
    for quiz_id in {target, *(quiz_id for quiz_id, _ in chosen)}:
        quiz.rights.find(visit.db, visit.teacher.id, quiz_id, "edit")
    nonce = request_key(visit, "copy", target, names)
    key = quiz.copying.copy_questions(visit.db, visit.teacher, chosen, target, nonce)
    return redirect(f"/teach/quizzes/{target}" + (f"/questions/{key}#question.{key}" if key else ""))


def _question(name: str) -> tuple[int, str]:
    """ "12.q3" is question q3 of quiz 12. Raises NotFound."""
    quiz_id, dot, key = name.partition(".")
    if not dot:
        raise NotFound("There is no such question.")
    return number(quiz_id), key
