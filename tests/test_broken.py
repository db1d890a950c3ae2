"""What the database holds and nobody can read: that quiz says so, the others work, the log names it."""

import pytest
from sqlalchemy import update

import quiz
from quiz.tables import attempts, revisions
from tests.site import Site, publish


@pytest.fixture
def token(site: Site) -> str:
    """Of an attempt at the first of two quizzes."""
    publish()
    publish("other")
    return site.save(q1="a").headers["Location"]


def break_document(text: str) -> None:
    with quiz.database.transaction(write=True) as db:
        db.execute(update(revisions).where(revisions.c.quiz_id == 1).values(document=text))
    quiz.memory.forget()


@pytest.mark.parametrize(
    "document",
    ["", "{", "[]", '{"title":"T","sections":[{"questions":[{"kind":"riddle","text":"Q"}]}]}', '{"titel":1}'],
)
def test_a_broken_quiz_says_so_and_the_others_work(
    site: Site, token: str, caplog: pytest.LogCaptureFixture, document: str
) -> None:
    ticket = site.ticket()
    break_document(document)
    for page in (site.get("/quizzes/small"), site.get(token), site.hand_in(ticket=ticket, q1="b")):
        assert page.status_code == 500 and "This quiz is broken" in page.text
    assert "Revision 1 of quiz 1 is broken" in caplog.text
    assert site.get("/").status_code == 200
    assert site.hand_in("other", q1="b").status_code == 303


@pytest.mark.parametrize("paper", ["", "x", "{}", "[1]", '[["q9",[]]]', '[["q1",["z"]]]'])
def test_a_broken_paper_breaks_its_attempt_only(
    site: Site, token: str, caplog: pytest.LogCaptureFixture, paper: str
) -> None:
    with quiz.database.transaction(write=True) as db:
        db.execute(update(attempts).values(paper=paper))
    assert site.get(token).status_code == 500
    assert site.post(token, {"version": "1", "answer.q1": "b"}).status_code == 500
    assert "paper of an attempt" in caplog.text
    assert site.hand_in(q1="b").status_code == 303
