"""Publishing: revisions, keys that stay, and what is refused."""

import msgspec
import pytest
from sqlalchemy import select

import quiz
from quiz import authoring, catalog, memory
from quiz.authoring import Publication
from quiz.document import AS_BEFORE, Access, Quiz, Section
from quiz.errors import Invalid, NotFound
from quiz.questions.choices import Choice
from quiz.questions.multiple_choice import MultipleChoice
from quiz.questions.true_false import TrueFalse
from tests.site import SMALL, Site


def publish(document: Quiz, slug: str = "small") -> Publication:
    with quiz.database.transaction(write=True) as db:
        return authoring.publish(db, slug, document)


def of(*texts: str) -> Quiz:
    return Quiz(title="T", sections=(Section(questions=tuple(TrueFalse(text=text, right=True) for text in texts)),))


def live(slug: str = "small") -> catalog.Published:
    memory.forget()
    with quiz.database.transaction(write=False) as db:
        return catalog.find(db, slug)


def test_a_first_publication_is_revision_one(database: str) -> None:
    assert publish(of("a", "b")) == Publication("small", 1, kept=[], new=["q1", "q2"], gone=[])
    assert [question.text for question in live().document.questions] == ["a", "b"]


def test_publishing_the_same_again_changes_nothing(database: str) -> None:
    publish(SMALL)
    assert publish(SMALL).revision == 1


def test_questions_keep_their_keys_by_text(database: str) -> None:
    publish(of("a", "b", "c"))
    assert publish(of("c", "new", "a")) == Publication("small", 2, kept=["q3", "q1"], new=["q4"], gone=["q2"])
    assert [question.key for question in live().document.questions] == ["q3", "q4", "q1"]


def test_a_question_keeps_its_key_when_its_text_changes_and_the_key_is_given(database: str) -> None:
    publish(of("a", "b"))
    (section,) = of("b", "A, reworded").sections
    reworded = msgspec.structs.replace(section.questions[1], key="q1")
    section = msgspec.structs.replace(section, questions=(section.questions[0], reworded))
    assert publish(Quiz(title="T", sections=(section,))).gone == []


def test_a_deleted_quiz_comes_back_when_it_is_published(database: str) -> None:
    publish(SMALL)
    with quiz.database.transaction(write=True) as db:
        db.execute(quiz.tables.quizzes.update().values(deleted_at=catalog.now()))
    with pytest.raises(NotFound):
        live()
    publish(SMALL)
    assert live().revision == 1


@pytest.mark.parametrize("slug", ["", "-a", "a--b", "A", "a b", "a/b", "ü", "a" * 81, "a\n"])
def test_a_slug_that_is_no_address_is_refused(database: str, slug: str) -> None:
    with pytest.raises(Invalid):
        publish(SMALL, slug)


def test_a_quiz_with_problems_is_refused_with_all_of_them(database: str) -> None:
    with pytest.raises(Invalid) as refused:
        publish(Quiz(title=" ", sections=()))
    assert refused.value.message.splitlines() == ["The quiz has no title.", "The quiz has no questions."]
    with pytest.raises(NotFound):
        live()


@pytest.mark.parametrize(
    "access",
    [
        Access(),
        Access(listed=False),
        Access(counts="first"),
        Access(counts="last", listed=False, attempts=3, pin="4711", leaderboard="off"),
    ],
)
def test_what_takes_effect_at_once_is_stored_beside_the_revision_and_comes_back(database: str, access: Access) -> None:
    publish(msgspec.structs.replace(SMALL, access=access))
    assert quiz.access.with_access(live().document, live()).access == access
    assert live().document.access == AS_BEFORE
    publish(of("another"))
    assert quiz.access.with_access(live().document, live()).access == access


def test_a_file_may_say_that_all_is_as_usual_again(database: str) -> None:
    publish(msgspec.structs.replace(SMALL, access=Access(counts="first", listed=False)))
    publish(msgspec.structs.replace(SMALL, access=Access(counts="best", listed=True)))
    assert quiz.access.with_access(live().document, live()).access == Access()


def test_a_file_that_changes_what_counts_finds_the_standings_anew(site: Site) -> None:
    publish(SMALL)
    for answer in ("b", "a"):
        assert site.hand_in(q1=answer).status_code == 303
    for counts, marks in (("last", [0]), ("best", [1])):
        publish(msgspec.structs.replace(SMALL, access=Access(counts=counts)))
        with quiz.database.transaction(write=False) as db:
            assert list(db.execute(select(quiz.tables.standings.c.marks)).scalars()) == marks


def test_seeding_twice_adds_once(database: str) -> None:
    with quiz.database.transaction(write=True) as db:
        assert authoring.seed(db) == ["databases", "hosting", "how-the-web-works", "python-for-web-apps", "python"]
        assert authoring.seed(db) == []


def test_the_key_of_a_choice_that_was_taken_away_is_given_to_no_other(database: str) -> None:
    def choices(*texts: str) -> Quiz:
        given = tuple(Choice(text=text, credit=float(text == "right")) for text in texts)
        return Quiz(title="Keys", sections=(Section(questions=(MultipleChoice(text="Which?", choices=given),)),))

    for texts in (("right", "b", "c"), ("right", "b"), ("right", "b", "new")):
        publish(choices(*texts))
    with quiz.database.transaction(write=False) as db:
        assert catalog.revision(db, 1, 3).questions[0].parts() == ("a", "b", "d")
