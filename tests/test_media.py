"""The images of the quizzes, as rows: whose they are, how many fit, who may fetch them."""

import threading
from collections.abc import Callable

import pytest
from msgspec.structs import replace
from sqlalchemy import func, insert, select, update

import quiz
from quiz import document, draft, image_places, media, outline
from quiz.catalog import now
from quiz.errors import Invalid, NotFound
from quiz.images import Image, markdown
from quiz.tables import quiz_media, quizzes, shares
from tests import pictures
from tests.site import SMALL, Site, new_teacher, publish, signed_in

CAT = quiz.pictures.take(pictures.png(1), "cat.png")
DOG = quiz.pictures.take(pictures.jpeg(), "dog.jpg")
SHOWN = replace(SMALL, text=f"See ![a cat](media:{CAT.digest})")


def a_quiz(slug: str = "small", owner: int | None = None, live: document.Quiz | None = SMALL) -> int:
    if live is None:
        with quiz.database.transaction(write=True) as db:
            return int(
                db.execute(insert(quizzes).values(slug=slug, owner_id=owner).returning(quizzes.c.id)).scalar_one()
            )
    publish(slug, live, [CAT, DOG] if "media:" in document.encode(live) else [])
    with quiz.database.transaction(write=True) as db:
        its = quizzes.c.slug == slug
        db.execute(update(quizzes).where(its).values(owner_id=owner))
        return int(db.execute(select(quizzes.c.id).where(its)).scalar_one())


def change(quiz_id: int, **values: object) -> None:
    with quiz.database.transaction(write=True) as db:
        db.execute(update(quizzes).where(quizzes.c.id == quiz_id).values(values))


def add(quiz_id: int, *images: Image) -> None:
    with quiz.database.transaction(write=True) as db:
        media.add(db, quiz_id, images)


def remove(quiz_id: int, image: Image) -> None:
    with quiz.database.transaction(write=True) as db:
        media.remove(db, quiz_id, image.digest)


def names(quiz_id: int) -> list[str]:
    with quiz.database.transaction(write=False) as db:
        return [image.name for image in media.of_quiz(db, quiz_id)]


def count(table: quiz.tables.Table) -> int:
    with quiz.database.transaction(write=False) as db:
        return int(db.execute(select(func.count()).select_from(table)).scalar_one())


def sized(number: int, size: int) -> Image:
    return Image(f"{number:064x}", "image/png", bytes(size), 1, 1, f"{number}.png")


MIB = 1024 * 1024


def test_an_image_is_stored_once_whoever_has_it(database: str) -> None:
    one, other = a_quiz("one"), a_quiz("other")
    add(one, CAT, DOG)
    add(one, CAT)
    add(other, CAT)
    assert sorted(names(one)) == ["cat.png", "dog.jpg"] and names(other) == ["cat.png"]
    assert (count(quiz.tables.media), count(quiz_media)) == (2, 3)
    with quiz.database.transaction(write=False) as db:
        assert media.whole(db, one) == {CAT.digest: CAT, DOG.digest: DOG}
        assert media.known(db, {CAT.digest, "0" * 64}) == {
            CAT.digest: Image(CAT.digest, "image/png", CAT.body, CAT.width, CAT.height, "")
        }
        assert media.absent(db, other, {CAT.digest, DOG.digest}) == {DOG.digest}
        (listed,) = media.of_quiz(db, other)
    assert (listed.size, listed.width, listed.height) == (len(CAT.body), 64, 48)


def test_an_image_goes_with_the_last_quiz_that_has_it(database: str) -> None:
    one, other = a_quiz("one"), a_quiz("other")
    add(one, CAT)
    add(other, CAT)
    remove(one, CAT)
    assert names(one) == [] and names(other) == ["cat.png"] and count(quiz.tables.media) == 1
    remove(one, CAT)  # sent twice
    remove(other, CAT)
    assert count(quiz.tables.media) == 0


def test_a_quiz_has_room_for_20_mib(database: str) -> None:
    one = a_quiz()
    add(one, *(sized(number, 5 * MIB) for number in range(4)))
    with pytest.raises(Invalid, match="20 MiB"):
        add(one, sized(9, 1))
    add(one, sized(3, 5 * MIB))  # it is there
    assert len(names(one)) == 4
    add(a_quiz("other"), sized(9, 1))


def test_what_is_copied_brings_its_images_if_they_fit(database: str) -> None:
    one, other = a_quiz("one"), a_quiz("other")
    add(one, CAT, DOG)
    for _ in range(2):
        with quiz.database.transaction(write=True) as db:
            media.link(db, one, other, {CAT.digest, "0" * 64})
    assert names(other) == ["cat.png"]
    full = a_quiz("full")
    add(full, *(sized(number, 5 * MIB) for number in range(4)))
    with pytest.raises(Invalid, match="20 MiB"), quiz.database.transaction(write=True) as db:
        media.link(db, one, full, {CAT.digest})
    with quiz.database.transaction(write=True) as db:
        media.link(db, one, full, set())


# ------------------------------------------------------------------ at once


def together(*works: Callable[[], None]) -> list[type[Exception] | None]:
    """What became of each."""
    start, results = threading.Barrier(len(works)), dict[int, type[Exception] | None]()

    def run(number: int, work: Callable[[], None]) -> None:
        start.wait()
        try:
            work()
            results[number] = None
        except Exception as error:
            results[number] = type(error)

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [results[number] for number in range(len(works))]


def test_uploads_at_once_do_not_overfill_a_quiz(database: str) -> None:
    one = a_quiz()
    works = [lambda number=number: add(one, sized(number, 5 * MIB)) for number in range(6)]  # type: ignore[misc]
    results = together(*works)
    assert results.count(None) == 4 and results.count(Invalid) == 2
    assert len(names(one)) == 4


def test_the_same_image_added_at_once_is_there_once(database: str) -> None:
    one, other = a_quiz("one"), a_quiz("other")
    assert together(*[lambda: add(one, CAT), lambda: add(other, CAT)] * 3) == [None] * 6
    assert names(one) == names(other) == ["cat.png"]


def test_one_may_delete_an_image_while_another_adds_it(database: str) -> None:
    one, other = a_quiz("one"), a_quiz("other")
    for _ in range(10):
        add(one, CAT)
        assert together(lambda: remove(one, CAT), lambda: add(other, CAT)) == [None, None]
        assert names(other) == ["cat.png"]
        remove(other, CAT)
        assert count(quiz.tables.media) == 0


# ------------------------------------------------------------------ where it is shown


def test_an_image_that_is_shown_cannot_be_deleted(database: str) -> None:
    one = a_quiz(live=SHOWN)
    with pytest.raises(Invalid, match="shown in the introduction. Please take it out"):
        remove(one, CAT)
    publish("small")  # without it
    remove(one, CAT)
    assert names(one) == ["dog.jpg"]


def test_an_image_is_told_by_where_it_is_shown(database: str) -> None:
    one = a_quiz(
        live=quiz.formats.markdown.read(
            f"""---
from 50%: ![a](media:{CAT.digest})
---

# Images

![a](media:{CAT.digest})

## A note ![a](media:{CAT.digest}) {{kind=note}}

## Which?

- [x] yes
  > ![a](media:{CAT.digest})
- [ ] ![a](media:{DOG.digest})

# Second

![a](media:{CAT.digest})

## So?

- [x] True
- [ ] False

> ![a](media:{CAT.digest})
"""
        )
    )
    with quiz.database.transaction(write=False) as db:
        found = image_places.find(db, one)
    everywhere = ["the introduction", "the texts for results", "a note", "question 1", "section 2", "question 2"]
    assert found == {CAT.digest: everywhere, DOG.digest: ["question 1"]}


def test_a_draft_is_looked_at_beside_what_is_live(database: str) -> None:
    one = a_quiz(live=SHOWN)
    written = draft.of_quiz(document.keyed(SMALL))
    with_dog, _ = outline.add_question(
        written, "s1", draft.draft_question(replace(SMALL.questions[1], text=markdown(DOG.digest)))
    )
    undone = document.Quiz(title="Before", text=markdown(CAT.digest))
    step = draft.Step(what="typing", by="Tess", at=now(), frame=undone)
    change(one, draft=draft.encode(replace(with_dog, steps=(step,), revision=1)))
    with quiz.database.transaction(write=False) as db:
        assert image_places.find(db, one) == {DOG.digest: ["question 4"], CAT.digest: ["the published quiz"]}
    publish("small")
    with quiz.database.transaction(write=False) as db:
        assert image_places.find(db, one) == {}  # imported over what was written; and what can be undone shows nothing


def test_a_quiz_that_was_never_published_shows_what_its_draft_does(database: str) -> None:
    one = a_quiz(live=None)
    with quiz.database.transaction(write=False) as db:
        assert image_places.find(db, one) == {}
    change(one, draft=draft.encode(draft.of_quiz(document.keyed(SHOWN))))
    add(one, CAT)
    with pytest.raises(Invalid, match="the introduction"):
        remove(one, CAT)


# ------------------------------------------------------------------ who may fetch it


@pytest.mark.parametrize(
    ("state", "visitors"),
    [
        ({"listed": False}, {"nobody", "tess", "carl", "olga", "results", "edit"}),
        ({"live_revision": None}, {"tess", "results", "edit"}),
        ({"deleted_at": now()}, {"tess", "results", "edit"}),
    ],
    ids=["published", "a draft", "deleted"],
)
def test_an_image_is_for_whoever_may_see_a_quiz_that_has_it(
    site: Site, state: dict[str, object], visitors: set[str]
) -> None:
    ids = {
        name: new_teacher(name, "owner" if name == "olga" else "teacher")
        for name in ("tess", "carl", "olga", "results", "edit")
    }
    one = a_quiz(owner=ids["tess"])
    add(one, CAT)
    change(one, **state)
    with quiz.database.transaction(write=True) as db:
        for name in ("results", "edit"):
            db.execute(insert(shares).values(quiz_id=one, teacher_id=ids[name], may_edit=name == "edit"))
    browsers = {name: signed_in(teacher) for name, teacher in ids.items()} | {"nobody": site}
    statuses = {name: browser.get(f"/media/{CAT.digest}").status_code for name, browser in browsers.items()}
    assert statuses == {name: 200 if name in visitors else 404 for name in browsers}


def test_an_image_of_a_foreign_draft_is_fetched_through_ones_own_quiz(site: Site) -> None:
    tess, carl = new_teacher("tess"), new_teacher("carl")
    foreign, own = a_quiz("foreign", tess, None), a_quiz("own", carl, None)
    add(foreign, CAT, DOG)
    add(own, CAT)
    statuses = [signed_in(carl).get(f"/media/{image.digest}").status_code for image in (CAT, DOG)]
    assert statuses == [200, 404]


def test_an_image_may_be_kept_for_a_year_by_this_browser_only(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    add(a_quiz(), DOG)
    caplog.set_level("INFO", "quiz")
    image = site.get(f"/media/{DOG.digest}", Accept_Encoding="gzip")
    assert caplog.messages[-1].endswith(" 1 statements")
    assert (image.status_code, image.data) == (200, DOG.body)
    assert image.headers["Content-Type"] == "image/jpeg"
    assert image.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert image.headers["X-Content-Type-Options"] == "nosniff"
    assert "Content-Encoding" not in image.headers and "Vary" not in image.headers
    assert site.get(f"/media/{DOG.digest}", If_None_Match=image.headers["ETag"]).status_code == 304
    head = site.client.head(f"/media/{DOG.digest}")
    assert (head.data, head.headers["Content-Length"]) == (b"", str(len(DOG.body)))


@pytest.mark.parametrize("digest", ["x", "0" * 63, "0" * 65, "A" * 64, "0" * 63 + "%00", "..%2f", "0" * 64 + ".png"])
def test_what_is_no_digest_asks_the_database_nothing(site: Site, digest: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "quiz")
    missing = site.get(f"/media/{digest}")
    assert missing.status_code == 404 and missing.headers["Cache-Control"] == "no-store"
    assert caplog.messages[-1].endswith(" 0 statements")


def test_an_image_that_is_nowhere_is_not_found(database: str) -> None:
    with pytest.raises(NotFound), quiz.database.transaction(write=False) as db:
        media.fetch(db, "0" * 64, None)
