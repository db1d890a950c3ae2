"""Quizzes deleted, brought back, and removed for good."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

import quiz
from quiz import catalog, deleting
from quiz.document import Quiz
from quiz.tables import attempts, media, quiz_media, quizzes, responses, revisions, shares
from tests.desks import change, drafted, published, share, words_of
from tests.site import Site, new_teacher, publish, signed_in

NONCE = {"nonce": "some-nonce"}
LONG_AGO = timedelta(days=30, minutes=1)


@pytest.fixture
def tess(database: str) -> int:
    return new_teacher("Tess")


@pytest.fixture
def mine(tess: int) -> int:
    """Published, with an attempt of Ada's."""
    quiz_id = published(tess)
    Site().hand_in(name="Ada")
    return quiz_id


def count(*tables: object) -> list[int]:
    with quiz.database.transaction(write=False) as db:
        return [db.execute(select(func.count()).select_from(table)).scalar_one() for table in tables]  # type: ignore[arg-type]


def purge() -> None:
    with quiz.database.transaction(write=True) as db:
        deleting.purge(db)


def delete(tess: int, quiz_id: int, ago: timedelta = timedelta()) -> None:
    assert signed_in(tess).post(f"/teach/quizzes/{quiz_id}/delete", NONCE).status_code == 303
    if ago:
        change(quiz_id, deleted_at=catalog.now() - ago)


# ------------------------------------------------------------------ deleting and bringing back


def test_the_page_says_what_will_be_lost(tess: int, mine: int) -> None:
    page = words_of(signed_in(tess).get(f"/teach/quizzes/{mine}/delete"))
    assert "1 attempt of students, with 3 answers and their marks" in page
    assert "/quizzes/small" in page and "You can bring it back until" in page


def test_a_draft_loses_only_what_it_has(tess: int) -> None:
    page = words_of(signed_in(tess).get(f"/teach/quizzes/{drafted(tess)}/delete"))
    assert "attempt" not in page and "link" not in page and "image" not in page


def test_a_deleted_quiz_is_gone_for_students_and_comes_back_whole(tess: int, mine: int) -> None:
    site = signed_in(tess)
    delete(tess, mine)
    quiz.memory.forget()
    assert Site().get("/quizzes/small").status_code == 404
    page = words_of(site.get("/teach"))
    assert "Deleted For 30 days" in page and "Bring back" in page and "Open" not in page
    assert site.post(f"/teach/quizzes/{mine}/restore", NONCE).headers["Location"] == "/teach"
    quiz.memory.forget()
    assert Site().get("/quizzes/small").status_code == 200
    assert "1 attempt handed in" in words_of(site.get("/teach"))


def test_both_may_be_sent_twice(tess: int, mine: int) -> None:
    site = signed_in(tess)
    for action in ("delete", "delete", "restore", "restore"):
        assert site.post(f"/teach/quizzes/{mine}/{action}", NONCE).status_code == 303
    assert count(quizzes) == [1]


def test_deleting_again_does_not_begin_the_thirty_days_anew(tess: int, mine: int) -> None:
    delete(tess, mine, timedelta(days=29))
    delete(tess, mine)
    with quiz.database.transaction(write=False) as db:
        deleted_at = db.execute(select(quizzes.c.deleted_at)).scalar_one()
    assert deleted_at is not None and catalog.now() - deleted_at > timedelta(days=28)


def test_after_thirty_days_it_does_not_come_back(tess: int, mine: int) -> None:
    delete(tess, mine, LONG_AGO)
    site = signed_in(tess)
    assert "Bring back" not in site.get("/teach").text
    refused = site.post(f"/teach/quizzes/{mine}/restore", NONCE)
    assert refused.status_code == 404 and "more than 30 days ago" in refused.text


@pytest.mark.parametrize("may_edit", [None, True])
def test_only_its_owner_deletes_it_and_brings_it_back(tess: int, mine: int, may_edit: bool | None) -> None:
    carl, status = new_teacher("Carl"), 404 if may_edit is None else 403
    if may_edit is not None:
        share(mine, carl, may_edit=may_edit)
    site = signed_in(carl)
    assert site.get(f"/teach/quizzes/{mine}/delete").status_code == status
    assert site.post(f"/teach/quizzes/{mine}/delete", NONCE).status_code == status
    delete(tess, mine)
    assert site.post(f"/teach/quizzes/{mine}/restore", NONCE).status_code == status
    assert "Bring back" not in site.get("/teach").text


def test_a_deleted_quiz_has_no_page_but_these(tess: int, mine: int) -> None:
    delete(tess, mine)
    site = signed_in(tess)
    assert site.get(f"/teach/quizzes/{mine}/delete").status_code == 404
    assert site.post(f"/teach/quizzes/{mine}/copy", NONCE).status_code == 404


# ------------------------------------------------------------------ removed for good


def test_what_is_deleted_for_less_than_thirty_days_stays(tess: int, mine: int) -> None:
    delete(tess, mine, timedelta(days=29, hours=23))
    purge()
    assert count(quizzes, attempts) == [1, 1]


def test_later_it_is_removed_with_all_that_belongs_to_it_and_nothing_else(tess: int, mine: int) -> None:
    other = published(tess, "other")
    Site().hand_in("other", name="Bob")
    share(mine, new_teacher("Carl"), may_edit=True)
    _give_images(mine, other)
    delete(tess, mine, LONG_AGO)
    purge()
    assert count(quizzes, revisions, attempts, responses, shares) == [1, 1, 1, 3, 0]
    with quiz.database.transaction(write=False) as db:
        assert set(db.execute(select(media.c.digest)).scalars()) == {"b" * 64}
    assert Site().get("/quizzes/other/leaderboard").status_code == 200


def _give_images(mine: int, other: int) -> None:
    """a is mine, b belongs to both."""
    with quiz.database.transaction(write=True) as db:
        for digest in ("a" * 64, "b" * 64):
            values = {"digest": digest, "content_type": "image/png", "body": b"-", "size": 1, "width": 1, "height": 1}
            db.execute(media.insert().values(values))
        for quiz_id, digest in ((mine, "a"), (mine, "b"), (other, "b")):
            values = {"quiz_id": quiz_id, "digest": digest * 64, "name": "x", "added_at": catalog.now()}
            db.execute(quiz_media.insert().values(values))


def test_a_batch_is_bounded_and_the_quiz_goes_last(tess: int, mine: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deleting, "BATCH", 4)
    for number in range(3):
        Site().hand_in(name=f"Student {number}")
    delete(tess, mine, LONG_AGO)
    sizes = []
    while count(quizzes) != [0]:
        before = sum(count(*deleting.BELONGINGS))
        purge()
        sizes.append(before - sum(count(*deleting.BELONGINGS)))
        assert len(sizes) < 10
    assert max(sizes) == 4 and sum(count(*deleting.BELONGINGS)) == 0


def test_an_address_is_free_as_soon_as_removing_begins(tess: int, mine: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deleting, "BATCH", 1)
    delete(tess, mine, LONG_AGO)
    purge()
    publish("small", Quiz(title="Another one", sections=quiz.formats.markdown.read(ANOTHER).sections))
    assert count(quizzes) == [2]
    assert "Another one" in Site().get("/quizzes/small").text


ANOTHER = "# A\n\n## So?\n\n- [x] True\n- [ ] False\n"


@pytest.mark.parametrize(
    "write",
    [
        lambda site, other: site.post("/teach/quizzes", NONCE | {"title": ""}),
        lambda site, other: site.post(f"/teach/quizzes/{other}/copy", NONCE),
        lambda site, other: site.post(f"/teach/quizzes/{other}/delete", NONCE),
    ],
    ids=["new", "copy", "delete"],
)
def test_teachers_who_write_remove_what_is_due(tess: int, mine: int, write: Callable[[Site, int], object]) -> None:
    other = published(tess, "other")
    delete(tess, mine, LONG_AGO)
    write(signed_in(tess), other)
    assert count(attempts) == [0]


def test_students_remove_nothing(tess: int, mine: int) -> None:
    published(tess, "other")
    delete(tess, mine, LONG_AGO)
    Site().hand_in("other", name="Bob")
    assert count(attempts) == [2]
