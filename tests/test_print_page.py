"""A quiz on paper, with and without its key."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

import quiz
from quiz import outline
from quiz.document import Quiz
from quiz.draft import DraftQuestion
from quiz.questions import KINDS, Question
from quiz.questions.block import Block
from quiz.questions.common import kind_of
from quiz.tables import quizzes
from quiz.web import render
from tests.desks import Desk
from tests.site import new_teacher, publish, signed_in
from tests.strategies import QUESTIONS, beginning_with
from tests.texts import moderate

EVERYTHING = quiz.formats.markdown.read(Path(__file__).with_name("paper.md").read_text("utf-8"))


def printed(document: Quiz, query: str = "") -> str:
    publish("small", document)
    tess = new_teacher(f"Tess{quiz.catalog.now().timestamp()}")
    with quiz.database.transaction(write=True) as db:
        quiz_id = db.execute(update(quizzes).values(owner_id=tess).returning(quizzes.c.id)).scalar_one()
    page = signed_in(tess).get(f"/teach/quizzes/{quiz_id}/print{query}")
    assert page.status_code == 200
    return page.text


def words(html: str) -> str:
    """What is read, with single spaces; boxes and blanks to fill in as ○ □ and ___."""
    paper = html[html.index('<article class="paper"') : html.index("</article>")]
    drawn = re.sub(r'<span class="box (\w+)" aria-hidden="true">(✓?)</span>', r" \1\2 ", paper)
    drawn = drawn.replace("round", "○").replace("square", "□")
    drawn = re.sub(r'<span class="gap"></span>|<p class="line"></p>', " ___ ", drawn)
    return " ".join(re.sub(r"<[^>]*>", " ", drawn).split())


WITHOUT = (
    "○ wc ○ cat",
    "Choose all that apply. □ 404 □ 500 □ 304",
    "○ True ○ False",
    "How many bits are a byte? ___",
    "What turns a name into an address? ___",
    "___ HTML ___ CSS addresses looks structure",
    "Number them from 1 to 2. ___ Send a request ___ Ask the resolver",
    "Read this first.",
    "Blank 1 ___ /news, says the Blank 2 ___ ( browser / server )",
    "Why? " + "___ " * 12,
)
WITH = (
    "○✓ wc Right ○ cat 50% It prints. It counts.",
    "□✓ 404 Right □✓ 500 Right □ 304",
    "○ True ○✓ False Right",
    "Right answer 8 · 7, give or take 0.5 (50%)",
    "Right answer DNS · Domain Name System… · …name… (50%)",
    "C HTML B CSS addresses looks structure",
    "2 Send a request 1 Ask the resolver",
    "Blank 1 GET · HEAD (50%) /news, says the Blank 2 browser ( browser / server )",
    "Why? Model answer Because.",
)
SECRETS = ("✓", "Right", "It prints.", "It counts.", "DNS", "GET", "HEAD", "Because.", "50%", 'class="key"', "tag-of")


def test_every_sort_of_question_is_on_the_paper(database: str) -> None:
    assert {type(question) for question in EVERYTHING.questions} == set(KINDS)
    said = words(printed(EVERYTHING))
    for part in WITHOUT:
        assert part.strip() in said, said
    assert said.startswith("Paper Introduction. Name: Date: Marks: ____ of 11")
    assert re.findall(r"Question (\d) (\d marks?)", said)[:3] == [("1", "1 mark"), ("2", "2 marks"), ("3", "1 mark")]
    assert "Second section Its text." in said


@pytest.mark.parametrize("query", ["", "?key=", "?key=0", "?key=true", "?key=1&key=1", "?other=1"])
def test_nothing_of_the_key_is_on_the_page_unless_it_is_asked_for(database: str, query: str) -> None:
    html = printed(EVERYTHING, query)
    paper = html[html.index('<article class="paper"') :]
    assert [secret for secret in SECRETS if secret in paper] == []


def test_with_the_key_every_right_answer_stands_at_its_place(database: str) -> None:
    said = words(printed(EVERYTHING, "?key=1"))
    assert "With the right answers" in said and "tag-of" not in said
    for part in WITH:
        assert part in said, said


def test_what_was_never_published_is_printed_as_far_as_it_is_whole(database: str) -> None:
    desk = Desk(is_published=False)
    essay = DraftQuestion(kind="multiple_choice", block=Block("Not whole?"))
    desk.change(lambda one: outline.add_question(one, "s1", essay)[0])
    page = desk.site.get(f"{desk.quiz}/print")
    assert page.status_code == 200 and "1 question is left out" in page.text
    assert "Which?" in words(page.text) and "Not whole?" not in page.text


def test_a_draw_is_mentioned_beside_the_paper_which_has_all_questions(database: str) -> None:
    text = "# T\n\n# {draw=1}\n\n## One?\n\n= 1\n\n## Two?\n\n= 2\n"
    html = printed(quiz.formats.markdown.read(text))
    assert "The paper has all of them" in html and "One?" in words(html) and "Two?" in words(html)


@pytest.mark.parametrize("kind", KINDS, ids=kind_of)
@moderate
@given(data=st.data())
def test_any_question_can_be_printed_with_its_key_and_without(kind: type[Question], data: st.DataObject) -> None:
    question = beginning_with(data.draw(QUESTIONS[kind])).questions[0]
    module = render._environment().get_template(f"questions/{kind_of(kind)}.html").module
    without, with_key = (str(module.printed(question, has_key)) for has_key in (False, True))  # type: ignore[attr-defined]
    assert (without != with_key) is (kind_of(kind) != "note")
