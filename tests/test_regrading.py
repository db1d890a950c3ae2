"""Regrading: the live key for everybody who has handed in, once, and back again."""

import threading
from collections.abc import Callable

import pytest
from hypothesis import given
from sqlalchemy import select

import quiz
from quiz import attempts, catalog, document, grading, memory, papers, regrading, saving, tickets
from quiz.attempts import Player
from quiz.document import Quiz
from quiz.errors import Conflict, NotFound
from quiz.regrading import Change
from quiz.saving import Answers, HandIn, Sheet
from quiz.tables import attempts as table
from quiz.tables import quizzes, responses, standings
from tests.site import Site, written
from tests.strategies import quizzes as any_quizzes
from tests.test_standings import until_it_waits
from tests.texts import moderate

QUIZ = """\
# Networks

## Which port? {#port marks=2}

- [x] 80 {#a}
- [ ] 443 {#b}
- [ ] 22 {#c}

> The old one.

## So? {#so}

- [x] True
- [ ] False

## Status? {#status}

= 404
"""
KEY = ("[x] 80 {#a}\n- [ ] 443 {#b}", "[ ] 80 {#a}\n- [x] 443 {#b}")  # 443 is right, and not 80
RIGHT = {"port": "a", "so": True, "status": "404"}  # by the key above


def republish(*changes: tuple[str, str], text: str = QUIZ) -> int:
    """The number of the revision in which these parts are replaced."""
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    written(text)
    return live()


def live() -> int:
    with quiz.database.transaction(write=False) as db:
        return int(db.execute(select(quizzes.c.live_revision)).scalar_one())


def hand_in(player: str = "Ada", answers: Answers = RIGHT, wish: HandIn = "yes") -> str:
    with quiz.database.transaction(write=True) as db:
        published = catalog.find_now(db, "written")
        assert published
        ticket = tickets.new_ticket(published, catalog.now())
        if not published.has_start:
            tickets.start(db, ticket, Player(player), answers, wish)
            return ticket.token(player)
        tickets.begin(db, published, ticket, Player(player))
        attempt = attempts.find(db, ticket.token(player))
        here = {question.key: answers[question.key] for question in attempt.questions if question.key in answers}
        saving.save(db, attempt, 1, Sheet(list(here), here), hand_in=wish)
    return ticket.token(player)


def preview() -> list[Change]:
    with quiz.database.transaction(write=False) as db:
        return regrading.preview(db, 1)


def apply(expected: int = 0) -> list[Change]:
    with quiz.database.transaction(write=True) as db:
        return regrading.apply(db, 1, expected=expected or live())


def table_of(changes: list[Change]) -> list[tuple[object, ...]]:
    return [(one.player, one.marks, one.marks_after, one.max_marks_after, " ".join(one.changed)) for one in changes]


def marks() -> dict[str, tuple[float, float]]:
    with quiz.database.transaction(write=False) as db:
        rows = db.execute(select(table.c.player, table.c.marks, table.c.max_marks).order_by(table.c.id))
        return {row.player: (row.marks, row.max_marks) for row in rows}


def placed() -> dict[str, float]:
    with quiz.database.transaction(write=False) as db:
        rows = db.execute(select(standings.c.player, standings.c.marks).order_by(standings.c.player_key))
        return {row.player: row.marks for row in rows}


def everything() -> list[list[tuple[object, ...]]]:
    """What regrading may change, without the note of who graded."""
    with quiz.database.transaction(write=False) as db:
        earned = (table.c.id, table.c.marks, table.c.max_marks, table.c.waiting)
        one = (responses.c.attempt_id, responses.c.question, responses.c.version, responses.c.answer)
        orders = (select(*earned).order_by(table.c.id), select(*one, responses.c.fraction, responses.c.marks))
        found = [list(map(tuple, db.execute(statement))) for statement in (*orders, select(standings))]
    return [sorted(rows) for rows in found]


def three_players() -> None:
    """Of 4 marks: Ada has 4, Bob 2, Cem 0."""
    hand_in("Ada")
    hand_in("Bob", {"port": "b", "so": True, "status": "404"})
    hand_in("Cem", {})


# ------------------------------------------------------------------ who gains, who loses


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([KEY], [("Ada", 4, 2, 4, "port"), ("Bob", 2, 4, 4, "port")]),
        ([("[x] True\n- [ ] F", "[ ] True\n- [x] F")], [("Ada", 4, 3, 4, "so"), ("Bob", 2, 1, 4, "so")]),
        ([("= 404", "= 404\n= 200")], []),
        ([("443 {#b}", "443 {#b credit=50%}")], [("Bob", 2, 3, 4, "port")]),
        (
            [("marks=2", "marks=5")],
            [("Ada", 4, 7, 7, "port"), ("Bob", 2, 2, 7, ""), ("Cem", 0, 0, 7, "")],
        ),
        (
            [KEY, ("{#so}", "{#so marks=3}"), ("= 404", "= 200")],
            [("Ada", 4, 3, 6, "port so status"), ("Bob", 2, 5, 6, "port so status"), ("Cem", 0, 0, 6, "")],
        ),
        ([("Which port", "Which of these ports"), ("The old one", "The first")], []),
    ],
    ids=["another choice", "true or false", "one more", "half", "worth more", "everything", "words only"],
)
def test_a_table_of_who_would_gain_or_lose(
    database: str, changes: list[tuple[str, str]], expected: list[tuple[object, ...]]
) -> None:
    republish()
    three_players()
    before = everything()
    republish(*changes)
    assert table_of(preview()) == expected
    assert everything() == before
    assert table_of(apply()) == expected
    after = {player: (now, most) for player, _, now, most, _ in expected}
    assert marks() == {"Ada": (4, 4), "Bob": (2, 4), "Cem": (0, 4)} | after
    assert placed() == {player: earned for player, (earned, _) in marks().items()}
    assert (preview(), apply()) == ([], [])


@pytest.mark.parametrize(
    ("changes", "not_comparable"),
    [
        ([("\n- [ ] 22 {#c}", ""), KEY], ("port",)),
        ([("22 {#c}", "22 {#d}"), KEY], ("port",)),
        ([("{#port", "{#ports"), KEY], ("port",)),
        ([("- [x] 80 {#a}\n- [ ] 443 {#b}\n- [ ] 22 {#c}", "= 443")], ("port",)),
        ([("{#port marks=2", "{#port kind=multiple_response marks=7")], ("port",)),
        ([("## So? {#so}\n\n- [x] True\n- [ ] False\n\n", "")], ("so",)),
    ],
    ids=["a choice less", "another choice", "another key", "a text", "several", "a question less"],
)  # fmt: skip
def test_what_cannot_be_compared_keeps_its_marks(
    database: str, changes: list[tuple[str, str]], not_comparable: tuple[str, ...]
) -> None:
    republish()
    three_players()
    republish(*changes)
    found = preview()
    assert table_of(found) == [("Ada", 4, 4, 4, ""), ("Bob", 2, 2, 4, ""), ("Cem", 0, 0, 4, "")]
    assert {one.not_comparable for one in found} == {not_comparable}
    apply()
    assert marks() == {"Ada": (4, 4), "Bob": (2, 4), "Cem": (0, 4)}


def test_a_new_choice_or_question_changes_nothing_for_those_who_never_saw_it(database: str) -> None:
    republish()
    token = hand_in()
    republish(("22 {#c}", "22 {#c}\n- [ ] 8080 {#d}"), ("= 404", "= 404\n\n## New? {#new}\n\n= yes"))
    assert apply() == []
    with quiz.database.transaction(write=False) as db:
        found = attempts.find(db, token)
    assert [(one.key, one.parts()) for one in found.questions] == [
        ("port", ("a", "b", "c", "d")),
        ("so", ()),
        ("status", ()),
    ]


def test_by_the_older_key_the_marks_are_exactly_the_old_ones(database: str) -> None:
    republish()
    three_players()
    before = everything()
    for changes in ([KEY, ("marks=2", "marks=3")], [("= 404", "= 40*"), ("\n- [ ] 22 {#c}", "")], [KEY], []):
        republish(*changes)
        apply()
    assert everything() == before


def test_attempts_of_any_revision_go_by_the_live_key(database: str) -> None:
    republish()
    hand_in("Ada")
    republish(("marks=2", "marks=3"))
    hand_in("Bob", RIGHT | {"port": "b"})
    republish(KEY)
    hand_in("Cem", RIGHT | {"port": "b"})
    assert table_of(apply()) == [("Ada", 4, 2, 4, "port"), ("Bob", 2, 4, 4, "port")]
    assert placed() == {"Ada": 2, "Bob": 4, "Cem": 4}


def test_each_attempt_is_graded_on_the_paper_that_it_was_shown(database: str) -> None:
    drawn = QUIZ.replace("# Networks", "# Networks\n\n# {draw=1}").replace("marks=2", "")
    republish(text="---\nshuffle: questions, choices\n---\n" + drawn)
    for number in range(40):
        hand_in(f"Player {number}")
    republish(KEY, text="---\nshuffle: questions, choices\n---\n" + drawn)
    assert {one.changed for one in apply()} == {("port",)}
    with quiz.database.transaction(write=False) as db:
        for row in db.execute(select(table.c.paper, table.c.marks, table.c.max_marks)):
            assert (row.marks, row.max_marks) == (0 if '"port"' in row.paper else 1, 1)


def test_ordering_matching_and_blanks_go_by_the_new_key(database: str) -> None:
    text = (
        "# T\n\n"
        "## Order. {#order}\n\n1. one {#x}\n2. two {#y}\n\n"
        "## Match. {#match}\n\n- a -> 1 {#x target=t}\n- b -> 2 {#y target=u}\n\n"
        "## Fill in. {#fill}\n\nIt is [[[x] open {#m} | [ ] shut {#n} | {#a}]].\n"
    )
    republish(text=text)
    token = hand_in("Ada", {"order": ["x", "y"], "match": {"x": "t", "y": "u"}, "fill": {"a": "m"}})
    republish(
        ("1. one {#x}\n2. two {#y}", "1. two {#y}\n2. one {#x}\n3. three {#z}"),
        ("1 {#x target=t}\n- b -> 2 {#y target=u}", "2 {#x target=u}\n- b -> 1 {#y target=t}\n- c -> 3"),
        ("[x] open {#m} | [ ] shut {#n}", "[ ] open {#m} | [x] shut {#n} | [ ] ajar {#o}"),
        text=text,
    )
    assert table_of(apply()) == [("Ada", 3, 0.33333, 3, "order match fill")]
    with quiz.database.transaction(write=False) as db:
        items = attempts.review(db, attempts.find(db, token))
    assert [item.question.describe(item.question.right_answer()) for item in items] == [
        "two → one → three",
        "a → 2; b → 1; c → 3",
        "Blank 1: shut",
    ]


# ------------------------------------------------------------------ what a teacher marks


ESSAY = "# T\n\n## Why? {#why kind=essay marks=4}\n\n## So? {#so}\n\n- [x] True\n- [ ] False\n"


def test_what_waits_for_a_teacher_goes_on_waiting_and_what_was_marked_keeps_its_part_of_the_marks(
    database: str,
) -> None:
    republish(text=ESSAY)
    hand_in("Ada", {"why": "Because.", "so": True})
    hand_in("Bob", {"why": "Because.", "so": True})
    with quiz.database.transaction(write=True) as db:  # a teacher gives Bob three of four
        own = (responses.c.attempt_id == 2) & (responses.c.question == "why")
        db.execute(responses.update().where(own).values(fraction=0.75, marks=3))
        db.execute(table.update().where(table.c.id == 2).values(marks=4, waiting=0))
    before = everything()
    republish(("marks=4", "marks=8"), ("[x] True\n- [ ] F", "[ ] True\n- [x] F"), text=ESSAY)
    assert table_of(apply()) == [("Ada", 1, 0, 9, "so"), ("Bob", 4, 6, 9, "why so")]
    with quiz.database.transaction(write=False) as db:
        assert list(db.execute(select(table.c.waiting).order_by(table.c.id)).scalars()) == [1, 0]
    assert placed() == {"Bob": 6}
    republish(text=ESSAY)
    apply()
    assert everything()[:2] == before[:2]


# ------------------------------------------------------------------ once, and at the right moment


def test_what_is_handed_in_after_the_preview_is_regraded_too(database: str) -> None:
    republish()
    running = hand_in("Late", wish="no")
    revision = republish(KEY)
    assert preview() == []
    with quiz.database.transaction(write=True) as db:
        saving.save(db, attempts.find(db, running), 1, Sheet((), {}), hand_in="yes")
    assert marks() == {"Late": (4, 4)}  # by its own revision
    assert table_of(apply(revision)) == [("Late", 4, 2, 4, "port")]


def test_a_running_attempt_is_left_alone(database: str) -> None:
    republish()
    hand_in("Ada", wish="no")
    before = everything()
    republish(KEY)
    assert apply() == []
    assert everything() == before
    with quiz.database.transaction(write=False) as db:
        assert db.execute(select(table.c.graded_by, table.c.version)).one() == (None, 1)


def test_a_quiz_that_was_published_again_is_looked_at_again(database: str) -> None:
    republish()
    three_players()
    seen = republish(KEY)
    republish(("= 404", "= 200"))
    before = everything()
    with pytest.raises(Conflict):
        apply(seen)
    assert everything() == before


def test_what_was_never_published_cannot_be_regraded(database: str) -> None:
    with quiz.database.transaction(write=True) as db:
        db.execute(quizzes.insert().values(slug="written"))
    with pytest.raises(NotFound):
        preview()


def test_other_quizzes_are_left_alone(database: str) -> None:
    republish()
    hand_in()
    written(QUIZ.replace(*KEY), "another")
    with quiz.database.transaction(write=True) as db:
        assert regrading.apply(db, 2, expected=1) == []
    assert marks() == {"Ada": (4, 4)}


def test_a_batch_is_followed_by_the_next_one(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regrading, "BATCH", 2)
    republish()
    for number in range(5):
        hand_in(f"Player {number}")
    republish(KEY)
    assert [one.attempt_id for one in preview()] == [1, 2, 3, 4, 5]
    assert len(apply()) == 5
    assert set(marks().values()) == {(2, 4)}


@pytest.mark.parametrize("players", [2, 20])
def test_many_attempts_take_no_more_statements_than_a_few(database: str, players: int) -> None:
    republish()
    for number in range(players):
        hand_in(f"Player {number}", RIGHT | {"port": "ab"[number % 2]})
    revision = republish(KEY)
    with quiz.database.transaction(write=False) as looking:
        regrading.preview(looking, 1)
    with quiz.database.transaction(write=True) as db:
        regrading.apply(db, 1, expected=revision)
    assert (looking.statements, db.statements) == (6, 13)


def in_a_thread(work: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_a_hand_in_while_a_quiz_is_regraded_finds_its_place(database: str) -> None:
    republish()
    hand_in("Ada")
    revision = republish(KEY)
    with quiz.database.transaction(write=True) as db:
        regrading.apply(db, 1, expected=revision)
        better = in_a_thread(lambda: hand_in("ada", {"port": "b", "so": True}))  # 3 of 4, and Ada has 2 by now
        until_it_waits(better)
    better.join()
    assert placed() == {"ada": 3}


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)  # SQLite has one writer at a time
def test_a_quiz_is_regraded_while_a_hand_in_is_stored(database: str) -> None:
    republish()
    hand_in("Ada")
    revision = republish(KEY)
    ticket = new_ticket()
    with quiz.database.transaction(write=True) as db:
        tickets.start(db, ticket, Player("ada"), {"port": "b", "so": True}, "yes")
        regraded = in_a_thread(lambda: apply(revision))
        until_it_waits(regraded)
    regraded.join()
    assert placed() == {"ada": 3}


def new_ticket() -> tickets.Ticket:
    with quiz.database.transaction(write=False) as db:
        published = catalog.find_now(db, "written")
        assert published
        return tickets.new_ticket(published, catalog.now())


def test_two_who_regrade_at_once_store_it_once(database: str) -> None:
    republish()
    three_players()
    revision = republish(KEY)
    done: list[list[Change]] = []
    threads = [in_a_thread(lambda: done.append(apply(revision))) for _ in range(4)]
    for thread in threads:
        thread.join()
    assert sorted(len(changes) for changes in done) == [0, 0, 0, 2]
    assert marks() == {"Ada": (2, 4), "Bob": (4, 4), "Cem": (0, 4)}


# ------------------------------------------------------------------ what the student sees


def test_the_result_shows_the_right_answers_that_it_is_graded_by(site: Site) -> None:
    republish()
    token = hand_in(answers={"port": "b"})
    republish(KEY, ("The old one.", "The secure one."), ("## So? {#so}\n\n- [x] True\n- [ ] False\n\n", ""))
    page = site.get(f"/attempts/{token}")
    assert "The old one." in page.text and "The secure one." not in page.text
    apply()
    page = site.get(f"/attempts/{token}")
    assert "The secure one." in page.text and "The old one." not in page.text
    assert "<strong>2</strong> of 4 marks" in page.text
    assert "So?" in page.text  # it is asked no more, and was asked in this attempt


def test_a_regraded_result_costs_no_statement_once_its_revisions_are_known(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "quiz")
    republish()
    token = hand_in()

    def statements() -> str:
        for _ in range(2):
            assert site.get(f"/attempts/{token}").status_code == 200
        return caplog.messages[-1].rsplit(" ", 2)[1]

    before = statements()
    republish(KEY)
    apply()
    assert statements() == before
    memory.forget()
    assert statements() == before


# ------------------------------------------------------------------ any two revisions


@moderate
@given(before=any_quizzes, after=any_quizzes)
def test_whatever_was_published_next_a_paper_can_be_graded_by_it(before: Quiz, after: Quiz) -> None:
    before = document.keyed(before)
    after = document.keyed(after, before)
    by_both = document.regraded(before, after)
    paper = papers.as_written(before)
    for (key, parts), question in zip(paper, papers.on_paper(by_both, paper), strict=True):
        assert question.key == key
        assert question.parts()[: len(parts)] == tuple(parts)
        if question.marked_by == "machine":
            assert grading.grade(grading.ungraded([question], {key: question.right_answer()}))[0].fraction == 1
    assert document.regraded(before, before) == before
