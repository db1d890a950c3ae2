"""A quiz as a student will see it, from the draft. It can be filled in and checked; nothing of it is stored."""

import secrets
from collections.abc import Sequence

from quiz import drafting, grading, papers
from quiz.document import Quiz
from quiz.errors import Broken, Invalid
from quiz.grading import Graded
from quiz.web import mistakes, render, sheets
from quiz.web.fields import LOOK_AGAIN
from quiz.web.reply import Reply, redirect
from quiz.web.teach.pages import desk
from quiz.web.visit import Visit

PAPER = "paper"  # the paper that was drawn, so that what is checked is what was shown


def show(visit: Visit) -> Reply:
    """As it looks before anything is answered."""
    quiz, missing = drafting.whole(drafting.load(visit.db, visit.quiz.id))
    paper = papers.draw_up(quiz, secrets.SystemRandom())
    return _page(visit, quiz, paper, grading.ungraded(papers.on_paper(quiz, paper), {}), missing)


def check(visit: Visit) -> Reply:
    """What was filled in, with its marks; a new page if the draft was changed since."""
    quiz, missing = drafting.whole(drafting.load(visit.db, visit.quiz.id))
    try:
        paper = papers.decode(sheets.first(visit, PAPER))
        _refuse_repeats(paper)
        questions = papers.on_paper(quiz, paper)
    except Broken:
        return redirect(f"/teach/quizzes/{visit.quiz.id}/preview")
    sheet, wrong = sheets.read(visit.form, questions)
    typed = grading.ungraded(questions, sheet.answers)
    if wrong:
        return _page(visit, quiz, paper, typed, missing, Invalid(LOOK_AGAIN, wrong))
    return _page(visit, quiz, paper, grading.grade(typed), missing, is_checked=True)


def _refuse_repeats(paper: papers.Paper) -> None:
    """Raises Broken: a paper from outside could show one question, or one choice, a hundred thousand times."""
    for keys in ([key for key, _ in paper], *(parts for _, parts in paper)):
        if len(set(keys)) < len(keys):
            raise Broken("The paper of a preview holds a key twice.")


def _page(
    visit: Visit,
    quiz: Quiz,
    paper: papers.Paper,
    items: Sequence[Graded],
    missing: int,
    problem: Invalid | None = None,
    *,
    is_checked: bool = False,
) -> Reply:
    questions = [item.question for item in items]
    return desk(
        visit,
        "preview.html",
        quiz=quiz,
        paper=papers.encode(paper),
        missing=missing,
        is_checked=is_checked,
        marks=grading.total(items),
        max_marks=grading.most(questions),
        questions=render.questions(render.shown(items, quiz), quiz, mistakes.fields(problem)),
        **mistakes.for_page(problem, questions),
    )
