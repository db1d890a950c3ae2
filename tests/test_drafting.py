"""Drafts as rows, on both databases: made and changed once, published, and in step with files."""

import threading

import pytest
from sqlalchemy import select, update

import quiz
from quiz import catalog, draft, drafting, outline, rights, teachers
from quiz.authoring import Publication
from quiz.database import transaction
from quiz.document import Quiz, Section, keyed
from quiz.draft import Draft, DraftQuestion
from quiz.errors import Invalid, NotFound
from quiz.questions.block import Block
from quiz.questions.true_false import TrueFalse
from quiz.tables import quizzes
from quiz.teachers import Teacher
from tests.site import SMALL, new_teacher, publish

NOTE = DraftQuestion(kind="note", block=Block("Read this."))


@pytest.fixture
def tess(database: str) -> Teacher:
    teacher_id = new_teacher("Tess")
    with transaction(write=False) as db:
        found = teachers.of_session(db, teacher_id, 1)
    assert found
    return found


def make(tess: Teacher, document: Quiz = SMALL, nonce: str = "n") -> int:
    with transaction(write=True) as db:
        return drafting.create(db, tess, draft.of_quiz(keyed(document)), nonce)


def change(tess: Teacher, quiz_id: int, operation: object, nonce: str = "") -> Draft:
    with transaction(write=True) as db:
        return drafting.change(db, quiz_id, tess, "Something", nonce, operation)  # type: ignore[arg-type]


def load(quiz_id: int) -> Draft:
    with transaction(write=False) as db:
        return drafting.load(db, quiz_id)


def published(tess: Teacher, quiz_id: int) -> Publication:
    with transaction(write=True) as db:
        done = drafting.publish(db, rights.find(db, tess.id, quiz_id, "own"), tess)
    quiz.memory.forget()
    return done


def add_note(one: Draft) -> Draft:
    return outline.add_question(one, "s1", NOTE)[0]


def test_a_quiz_is_made_once_however_often_it_is_asked_for(tess: Teacher) -> None:
    assert make(tess, nonce="a") == make(tess, nonce="a") != make(tess, nonce="b")


def test_a_change_with_a_nonce_is_made_once(tess: Teacher) -> None:
    quiz_id = make(tess)
    for nonce in ("a", "a", "b"):
        change(tess, quiz_id, add_note, nonce)
    assert load(quiz_id).keys == ("q1", "q2", "q3", "q4", "q5")


def test_undoing_with_a_nonce_is_done_once(tess: Teacher) -> None:
    quiz_id = make(tess)
    for nonce in ("a", "b"):
        change(tess, quiz_id, add_note, nonce)
    for _ in range(2):
        with transaction(write=True) as db:
            drafting.undo(db, quiz_id, tess, "c")
    assert load(quiz_id).keys == ("q1", "q2", "q3", "q4")


def test_changes_at_the_same_moment_are_all_kept(tess: Teacher) -> None:
    quiz_id = make(tess)
    threads = [threading.Thread(target=change, args=(tess, quiz_id, add_note, f"{number}")) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(load(quiz_id).keys) == 3 + 8


def test_a_first_publishing_takes_its_address_from_the_title(tess: Teacher) -> None:
    first, second = make(tess, nonce="a"), make(tess, nonce="b")
    assert [published(tess, first).slug, published(tess, second).slug] == ["small-quiz", "small-quiz-2"]
    change(tess, first, lambda one: draft.with_content(one, "title", ("Other", "")))
    assert published(tess, first) == Publication("small-quiz", 2, kept=["q1", "q2", "q3"], new=[], gone=[])


@pytest.mark.parametrize(
    ("title", "slug"), [("Ж", "quiz"), ("Node.js / basics", "node-js-basics"), ("x" * 200, "x" * 75)]
)
def test_any_title_makes_an_address(tess: Teacher, title: str, slug: str) -> None:
    assert published(tess, make(tess, Quiz(title=title, sections=SMALL.sections))).slug == slug


def test_publishing_gives_keys_and_the_draft_keeps_them(tess: Teacher) -> None:
    quiz_id = make(tess)
    change(tess, quiz_id, lambda one: outline.add_question(one, "s1", drafting.example("multiple_choice"))[0])
    assert [item.key for item in load(quiz_id).questions["q4"].block.items] == ["", "", ""]
    assert published(tess, quiz_id).new == ["q1", "q2", "q3", "q4"]
    assert [item.key for item in load(quiz_id).questions["q4"].block.items] == ["a", "b", "c"]
    with transaction(write=False) as db:
        assert draft.quiz_of(load(quiz_id))[0] == catalog.revision(db, quiz_id, 1)


def test_publishing_what_has_not_changed_makes_no_revision(tess: Teacher) -> None:
    quiz_id = make(tess)
    assert [published(tess, quiz_id).revision for _ in range(2)] == [1, 1]


@pytest.mark.parametrize("block", [Block(""), Block("Which?", attributes={"marks": "two"})])
def test_what_has_problems_is_not_published(tess: Teacher, block: Block) -> None:
    quiz_id = make(tess)
    change(tess, quiz_id, lambda one: outline.add_question(one, "s1", DraftQuestion(kind="essay", block=block))[0])
    assert "question.q4" in drafting.problems(load(quiz_id))
    with pytest.raises(Invalid):
        published(tess, quiz_id)


def test_problems_stand_at_their_part(tess: Teacher) -> None:
    def spoil(one: Draft) -> Draft:
        one = outline.add_section(draft.with_content(one, "title", (" ", "$\\x$")))
        one = draft.with_content(one, "section.s2", ("Empty", "", ""))
        one = draft.with_content(one, "section.s1", ("", "", "9"))
        return draft.with_content(one, "question.q2", NOTE)

    quiz_id = make(tess)
    problems = drafting.problems(change(tess, quiz_id, spoil))
    assert set(problems) == {"title", "section.s1", "section.s2"}
    assert problems["section.s1"] == ["section 1 draws 9 of its 2 questions"]


def test_a_quiz_without_a_draft_has_that_of_its_live_revision(tess: Teacher) -> None:
    publish()
    assert load(1).keys == ("q1", "q2", "q3") and load(1).revision == 1


def test_keys_of_questions_that_are_asked_no_more_are_not_given_again(tess: Teacher) -> None:
    publish()
    publish(document=Quiz(title="Small", sections=(Section(questions=SMALL.questions[:1]),)))
    assert outline.add_question(load(1), "s1", NOTE)[1] == "q4"


def test_a_file_that_is_published_over_a_draft_is_one_step_of_it(tess: Teacher) -> None:
    quiz_id = make(tess)
    published(tess, quiz_id)
    change(tess, quiz_id, add_note)
    publish(
        "small-quiz", Quiz(title="From a file", sections=(Section(questions=(TrueFalse(text="So?", right=True),)),))
    )
    assert load(quiz_id).frame.title == "From a file"
    with transaction(write=True) as db:
        drafting.undo(db, quiz_id, tess, "")
    assert load(quiz_id).keys == ("q1", "q2", "q3", "q4")


def test_the_row_holds_the_title_and_when_it_was_changed(tess: Teacher) -> None:
    quiz_id = make(tess)
    with transaction(write=True) as db:
        db.execute(update(quizzes).values(changed_at=None))
    change(tess, quiz_id, lambda one: one)
    assert row(quiz_id).changed_at is None
    change(tess, quiz_id, lambda one: draft.with_content(one, "title", ("Other", "")))
    assert row(quiz_id).title == "Other" and row(quiz_id).changed_at


def test_a_draft_has_a_largest_size(tess: Teacher) -> None:
    quiz_id = make(tess)
    with pytest.raises(Invalid, match="larger than"):
        change(tess, quiz_id, lambda one: draft.with_content(one, "title", ("", "x" * drafting.LARGEST)))


def row(quiz_id: int):  # type: ignore[no-untyped-def]
    with transaction(write=False) as db:
        return db.execute(select(quizzes).where(quizzes.c.id == quiz_id)).one()


def test_a_quiz_that_was_moved_or_deleted_meanwhile_is_published_as_it_stands_now(tess: Teacher) -> None:
    quiz_id = make(tess)
    published(tess, quiz_id)
    with transaction(write=False) as db:
        held = rights.find(db, tess.id, quiz_id, "own")
    with transaction(write=True) as db:
        db.execute(update(quizzes).values(slug="moved"))
    change(tess, quiz_id, add_note)
    with transaction(write=True) as db:
        assert drafting.publish(db, held, tess).slug == "moved"
    with transaction(write=True) as db:
        db.execute(update(quizzes).values(deleted_at=catalog.now()))
        with pytest.raises(NotFound):
            drafting.publish(db, held, tess)
