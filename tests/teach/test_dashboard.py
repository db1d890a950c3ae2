"""A teacher's list of quizzes, new ones, and copies."""

from datetime import timedelta

import pytest

import quiz
from quiz import catalog
from quiz.document import Quiz
from quiz.tables import quizzes
from tests.desks import change, draft_of, drafted, id_in, published, share, words_of
from tests.site import Site, hidden, new_teacher, publish, signed_in
from tests.test_first_page import Counter

HOUR = timedelta(hours=1)


@pytest.fixture
def tess(database: str) -> int:
    return new_teacher("Tess")


def entry(teacher_id: int, quiz_id: int) -> quiz.dashboard.Entry:
    with quiz.database.transaction(write=False) as db:
        found = quiz.dashboard.overview(db, teacher_id).quizzes
    return next(one for one in found if one.quiz.id == quiz_id)


def how_many_quizzes() -> int:
    with quiz.database.transaction(write=False) as db:
        return len(db.execute(quizzes.select()).all())


# ------------------------------------------------------------------ the list


def test_an_empty_site_says_how_to_begin(tess: int) -> None:
    assert "Make your first quiz" in words_of(signed_in(tess).get("/teach"))


def test_nobody_sees_it_without_signing_in(site: Site) -> None:
    assert site.get("/teach").headers["Location"] == "/teach/sign-in?next=/teach"


def test_a_quiz_that_was_never_published_is_a_draft(tess: int) -> None:
    mine = drafted(tess)
    found = entry(tess, mine)
    assert (found.state, found.questions, found.has_changes) == ("draft", 3, False)
    assert "Draft never published 3 questions, last changed" in words_of(signed_in(tess).get("/teach"))


@pytest.mark.parametrize(
    ("opens", "closes", "state", "said"),
    [
        (None, None, "open", "Open 3 questions"),
        (None, HOUR, "open", "Open until"),
        (HOUR, 2 * HOUR, "soon", "Not open yet opens on"),
        (-2 * HOUR, -HOUR, "closed", "Closed since"),
    ],
)
def test_its_state_is_a_word(
    tess: int, opens: timedelta | None, closes: timedelta | None, state: str, said: str
) -> None:
    mine, now = published(tess), catalog.now()
    change(mine, opens_at=opens and now + opens, closes_at=closes and now + closes)
    assert entry(tess, mine).state == state
    assert said in words_of(signed_in(tess).get("/teach"))


def test_it_says_what_is_changed_and_not_published(tess: int) -> None:
    mine = published(tess)
    assert not entry(tess, mine).has_changes
    change(mine, changed_at=catalog.now() + HOUR)
    assert entry(tess, mine).has_changes
    assert "has changes that are not published" in words_of(signed_in(tess).get("/teach"))


def test_attempts_are_counted_handed_in_and_running(tess: int) -> None:
    mine = published(tess)
    Site().hand_in(name="Ada")
    Site().save(name="Bob")
    found = entry(tess, mine)
    assert (found.handed_in, found.running) == (1, 1)
    assert "1 attempt handed in, 1 running" in words_of(signed_in(tess).get("/teach"))


def test_an_attempt_whose_time_is_up_counts_as_handed_in(tess: int) -> None:
    mine = published(tess)
    Site().save(name="Bob")
    with quiz.database.transaction(write=True) as db:
        then = catalog.now() - HOUR
        db.execute(quiz.tables.attempts.update().values(started_at=then, due_at=then))
    assert (entry(tess, mine).handed_in, entry(tess, mine).running) == (1, 0)


def test_what_changed_last_comes_first(tess: int) -> None:
    first, second, third = published(tess, "first"), drafted(tess), published(tess, "third")
    change(first, changed_at=catalog.now() + HOUR)
    with quiz.database.transaction(write=False) as db:
        found = [one.quiz.id for one in quiz.dashboard.overview(db, tess).quizzes]
    assert found == [first, third, second]


def test_shared_quizzes_say_whose_they_are_and_what_one_may_do(tess: int) -> None:
    carl = new_teacher("Carl")
    editable, visible, private = (published(tess, slug) for slug in ("editable", "visible", "private"))
    share(editable, carl, may_edit=True)
    share(visible, carl, may_edit=False)
    page = signed_in(carl).get("/teach")
    assert words_of(page).count("Shared by Tess :") == 2
    assert "you may edit it" in words_of(page) and "you may see its results" in words_of(page)
    assert f'<a href="/teach/quizzes/{visible}/share">' in page.text
    assert f'action="/teach/quizzes/{visible}/copy"' not in page.text
    assert f'action="/teach/quizzes/{editable}/copy"' in page.text
    assert f"/teach/quizzes/{editable}/delete" not in page.text
    assert f"/teach/quizzes/{private}" not in page.text


def test_the_list_is_one_statement_however_many_quizzes(tess: int, caplog: pytest.LogCaptureFixture) -> None:
    counter = Counter(signed_in(tess), caplog)
    published(tess, "one")
    few = counter.of("/teach")
    for number in range(20):
        published(tess, f"more-{number}")
    assert (few, counter.of("/teach")) == (2, 2)  # who is signed in, and the list


def test_quizzes_are_found_by_words_of_their_title(tess: int) -> None:
    for title in ("Größe und Maß", "Das Web", *(f"Quiz {number}" for number in range(9))):
        drafted(tess, Quiz(title=title), nonce=title)
    found = signed_in(tess).get("/teach?q=MASS%20gr%C3%B6")
    assert "Größe und Maß" in found.text and "Das Web" not in found.text
    assert "1 of your quizzes has these words" in words_of(found)
    assert "0 of your quizzes have these words" in words_of(signed_in(tess).get("/teach?q=nothing"))


def test_what_is_typed_in_a_title_is_no_html(tess: int) -> None:
    drafted(tess)
    page = signed_in(tess).get("/teach")
    assert "Small &lt;quiz&gt;" in page.text and "<quiz>" not in page.text


# ------------------------------------------------------------------ new ones


def test_a_new_quiz_is_made_once_however_often_it_is_sent(tess: int) -> None:
    site = signed_in(tess)
    fields = {"nonce": hidden(site.get("/teach"), "nonce"), "title": "Loops"}
    made = {id_in(site.post("/teach/quizzes", fields)) for _ in range(3)}
    assert len(made) == how_many_quizzes() == 1
    assert draft_of(made.pop()).frame.title == "Loops"


def test_another_title_from_the_same_page_is_another_quiz(tess: int) -> None:
    site, nonce = signed_in(tess), "a-page's-nonce"
    for title in ("Loops", "Lists"):
        id_in(site.post("/teach/quizzes", {"nonce": nonce, "title": title}))
    assert how_many_quizzes() == 2


def test_two_teachers_never_share_a_new_quiz(tess: int) -> None:
    fields = {"nonce": "the-same-nonce", "title": ""}
    ids = {id_in(signed_in(who).post("/teach/quizzes", fields)) for who in (tess, new_teacher("Carl"))}
    assert len(ids) == 2


@pytest.mark.parametrize("title", ["x" * 201, "a\nb", "a\0b"])
def test_a_title_that_cannot_be_is_told_at_its_field(tess: int, title: str) -> None:
    page = signed_in(tess).post("/teach/quizzes", {"nonce": "some-nonce", "title": title})
    assert page.status_code == 422
    assert 'aria-describedby="title-wrong"' in page.text
    assert how_many_quizzes() == 0


def test_a_form_without_its_nonce_makes_nothing(tess: int) -> None:
    assert signed_in(tess).post("/teach/quizzes", {"title": "x"}).status_code == 422
    assert how_many_quizzes() == 0


# ------------------------------------------------------------------ copies


def test_a_copy_is_mine_and_has_the_questions_but_not_the_access(tess: int) -> None:
    carl = new_teacher("Carl")
    theirs = published(tess)
    change(theirs, pin="4711", attempts_allowed=1, closes_at=catalog.now())
    share(theirs, carl, may_edit=True)
    fields = {"nonce": "some-nonce"}
    site = signed_in(carl)
    made = {id_in(site.post(f"/teach/quizzes/{theirs}/copy", fields)) for _ in range(2)}
    assert len(made) == 1 and theirs not in made
    copy = entry(carl, made.pop())
    assert (copy.state, copy.questions, copy.quiz.right) == ("draft", 3, "own")
    assert copy.quiz.title == "Copy of Small <quiz>"
    assert (copy.quiz.pin, copy.quiz.attempts_allowed, copy.quiz.closes_at) == (None, None, None)
    assert draft_of(copy.quiz.id).questions == draft_of(theirs).questions


def test_one_page_copies_two_quizzes(tess: int) -> None:
    one, two = published(tess, "one"), published(tess, "two")
    site = signed_in(tess)
    copies = {id_in(site.post(f"/teach/quizzes/{which}/copy", {"nonce": "some-nonce"})) for which in (one, two)}
    assert len(copies | {one, two}) == 4


def test_a_copy_of_the_longest_title_keeps_to_the_limit(tess: int) -> None:
    mine = drafted(tess, Quiz(title="x" * 200))
    made = id_in(signed_in(tess).post(f"/teach/quizzes/{mine}/copy", {"nonce": "some-nonce"}))
    assert len(draft_of(made).frame.title) == 200


@pytest.mark.parametrize("may_edit", [None, False])
def test_what_one_may_not_edit_one_may_not_copy(tess: int, may_edit: bool | None) -> None:
    carl = new_teacher("Carl")
    theirs = published(tess)
    if may_edit is not None:
        share(theirs, carl, may_edit=may_edit)
    refused = signed_in(carl).post(f"/teach/quizzes/{theirs}/copy", {"nonce": "some-nonce"})
    assert refused.status_code == (404 if may_edit is None else 403)
    assert how_many_quizzes() == 1


def test_a_question_counts_when_it_is_asked(tess: int) -> None:
    note = quiz.formats.markdown.read(
        "# Notes\n\n## Read this. {kind=note}\n\n## So? {#q7}\n\n- [x] True\n- [ ] False\n"
    )
    assert entry(tess, drafted(tess, note)).questions == 1
    publish("noted", note)
    assert entry(tess, published(tess, "noted", note)).questions == 1
