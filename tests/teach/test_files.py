"""Quizzes from files, over quizzes, and as files."""

import zipfile
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from msgspec.structs import replace
from werkzeug.test import TestResponse

import quiz
from quiz import document, draft, formats, importing
from quiz.authoring import SAMPLES
from quiz.questions.block import Block
from quiz.tables import quizzes
from tests import pictures
from tests.desks import change, draft_of, drafted, id_in, published, share, words_of
from tests.site import SMALL, Site, hidden, new_teacher, signed_in

FILES = sorted(SAMPLES.glob("*.md"))
QUIZ = "# Loops\n\n## So?\n\n- [x] True\n- [ ] False\n"


@pytest.fixture
def tess(database: str) -> int:
    return new_teacher("Tess")


def send(
    site: Site, path: str, name: str, body: bytes | str, nonce: str = "some-nonce", field: str = "file"
) -> TestResponse:
    """As a browser sends a form with a file; a field that was left empty is a file without a name."""
    parts = (
        b'--limit\r\nContent-Disposition: form-data; name="nonce"\r\n\r\n' + nonce.encode(),
        f'--limit\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n'.encode()
        + b"Content-Type: application/octet-stream\r\n\r\n"
        + (body.encode() if isinstance(body, str) else body),
        b"--limit--\r\n",
    )
    return site.post(path, b"\r\n".join(parts), Content_Type="multipart/form-data; boundary=limit")


def take(tess: int, name: str, body: bytes | str) -> TestResponse:
    return send(signed_in(tess), "/teach/quizzes/import", name, body)


def how_many_quizzes() -> int:
    with quiz.database.transaction(write=False) as db:
        return len(db.execute(quizzes.select()).all())


# ------------------------------------------------------------------ a new quiz


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
@pytest.mark.parametrize("name", ["markdown", "json", "zip"])
def test_a_sample_comes_back_as_it_was_exported(tess: int, file: Path, name: str) -> None:
    made = id_in(take(tess, file.name, file.read_bytes()))
    exported = signed_in(tess).get(f"/teach/quizzes/{made}/export?as={name}")
    suffix = {"markdown": ".md", "json": ".json", "zip": ".zip"}[name]
    assert exported.headers["Content-Disposition"].endswith(f'{suffix}"')
    again = id_in(send(signed_in(tess), "/teach/quizzes/import", f"x{suffix}", exported.data, "another-nonce"))
    assert again != made
    assert draft.quiz_of(draft_of(again)) == draft.quiz_of(draft_of(made))
    plain = replace(formats.markdown.read(file.read_text("utf-8")), access=document.AS_BEFORE)
    assert draft.quiz_of(draft_of(made)) == (document.keyed(plain), {})


def test_a_file_is_a_draft_and_not_published(tess: int) -> None:
    made = id_in(take(tess, "loops.md", QUIZ))
    with quiz.database.transaction(write=False) as db:
        held = quiz.rights.find(db, tess, made, "own")
    assert (held.title, held.live_revision) == ("Loops", None)


def test_its_settings_of_access_count_at_once(tess: int) -> None:
    head = "---\nopens: 2026-11-24 08:00+01:00\nattempts: 2\npin: 4711\nleaderboard: nicknames\n---\n"
    made = id_in(take(tess, "loops.md", head + QUIZ))
    with quiz.database.transaction(write=False) as db:
        held = quiz.rights.find(db, tess, made, "own")
    assert held.opens_at and held.opens_at.isoformat() == "2026-11-24T07:00:00+00:00"
    assert (held.attempts_allowed, held.pin, held.nicknames) == (2, "4711", True)
    exported = signed_in(tess).get(f"/teach/quizzes/{made}/export?as=markdown").text
    assert "pin: 4711" in exported and "attempts: 2" in exported


def test_the_same_form_twice_makes_one_quiz_and_does_not_reset_it(tess: int) -> None:
    body = "---\npin: 4711\n---\n" + QUIZ
    made = id_in(take(tess, "loops.md", body))
    change(made, pin=None)
    assert id_in(take(tess, "loops.md", body)) == made
    assert id_in(take(tess, "other.md", QUIZ)) != made
    with quiz.database.transaction(write=False) as db:
        assert quiz.rights.find(db, tess, made, "own").pin is None


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("a.md", b"", "empty"),
        ("a.md", b" \n", "empty"),
        ("a.docx", b"x", "must be one of .md, .markdown, .json"),
        ("a", b"x", "must be one of"),
        ("a.md", b"# T\n\n\xff\xfe", "line 3: this is not UTF-8"),
        ("a.md", QUIZ.encode("utf-16"), "not UTF-8"),
        ("a.md", b"no title", "line 1: a quiz begins with its title"),
        ("a.md", b"# T\n\n## Q\n\n-[x] a\n", "line 5"),
        ("a.md", b"# T\0\n\n## So?\n\n- [x] True\n- [ ] False\n", "control characters"),
        ("a.md", b"---\npin: 1\n---\n" + QUIZ.encode(), "a PIN must be"),
        ("a.md", b"---\nopens: never\n---\n" + QUIZ.encode(), "line 2"),
        ("a.md", b"# T\n\n" + b"x" * 1024 * 1024, "1024 KiB"),
        ("a.md", b"# T\n" + b"\n## So?\n\n- [x] True\n- [ ] False\n" * 501, "501 questions; 500 are allowed"),
        ("a.md", b"# T\n" + b"\n# S\n" * 101, "101 sections"),
        ("a.md", b"# T\n" + b"\n## So? {#a}\n\n- [x] True\n- [ ] False\n" * 2, "used 2 times"),
        ("a.json", b"{", "cannot be read"),
        ("a.json", b'{"title": "T", "color": 1}', "color"),
        (
            "a.json",
            b'{"title": "T", "sections": [{"questions": [{"kind": "note", "text": "a", "key": "A B"}]}]}',
            "key",
        ),
        ("a.json", b"[" * 100_000, "cannot be read"),
        ("a.zip", b"PK", "zip is broken"),
    ],
)
def test_a_bad_file_is_refused_with_what_is_wrong_and_nothing_is_stored(
    tess: int, name: str, body: bytes, said: str
) -> None:
    page = take(tess, name, body)
    assert page.status_code == 422
    assert said in words_of(page), words_of(page)
    assert how_many_quizzes() == 0


def test_all_problems_of_a_file_are_listed_with_their_lines(tess: int) -> None:
    page = take(tess, "a.md", "# T\n\n## A\n\n## B\n\n-[x] a\n")
    assert page.text.count('<li dir="auto">line ') == 3


@pytest.mark.parametrize(("field", "name"), [("other", "a.md"), ("file", "")], ids=["another field", "an empty field"])
def test_no_file_is_told(tess: int, field: str, name: str) -> None:
    page = send(signed_in(tess), "/teach/quizzes/import", name, "x" if name else "", field=field)
    assert page.status_code == 422 and "Please choose one file." in page.text


def test_half_a_quiz_can_be_imported_and_mended(tess: int) -> None:
    assert draft_of(id_in(take(tess, "a.md", "# Only a title\n"))).keys == ()


# ------------------------------------------------------------------ over a quiz


BEFORE = """# Small

## Kept?

- [x] True
- [ ] False

## Changed? {#c}

- [x] True
- [ ] False

## Gone?

- [x] True
- [ ] False
"""
AFTER = """# Smaller

## New?

- [x] True
- [ ] False

## Kept?

- [x] True
- [ ] False

## Changed indeed? {#c}

- [ ] True
- [x] False
"""


def test_a_comparison_says_what_stays_and_stores_nothing(tess: int) -> None:
    mine = drafted(tess, formats.markdown.read(BEFORE))
    before = draft_of(mine)
    page = words_of(send(signed_in(tess), f"/teach/quizzes/{mine}/files", "a.md", AFTER))
    assert "The title becomes Smaller" in page
    assert "1 question stays as it is" in page
    assert "Changed: 1 question" in page and "Changed indeed?" in page
    assert "New: 1 question" in page and "Gone: 1 question" in page and "Gone?" in page
    assert draft_of(mine) == before


def test_a_file_takes_the_place_of_the_draft_as_one_step(tess: int) -> None:
    mine = drafted(tess, formats.markdown.read(BEFORE))
    site = signed_in(tess)
    page = send(site, f"/teach/quizzes/{mine}/files", "a.md", AFTER)
    sent = {name: hidden(page, name) for name in ("nonce", "seen", "document")}
    for _ in range(2):
        assert id_in(site.post(f"/teach/quizzes/{mine}/import", sent)) == mine
    after = draft_of(mine)
    assert after.keys == ("q3", "q1", "c") and after.frame.title == "Smaller"
    assert [step.what for step in after.steps] == ["A file was imported"]


def test_a_new_question_gets_no_key_that_an_old_one_had(tess: int) -> None:
    current = importing.new_draft(SMALL)
    fewer = quiz.outline.remove_question(current, "q3")
    over = importing.over(fewer, formats.markdown.read(QUIZ))
    assert over.keys == ("q2",)  # its text is the same
    over = importing.over(fewer, formats.markdown.read(QUIZ.replace("So?", "New?")))
    assert over.keys == ("q4",)


def test_what_was_changed_since_the_comparison_is_compared_again(tess: int) -> None:
    mine = drafted(tess, formats.markdown.read(BEFORE))
    site = signed_in(tess)
    page = send(site, f"/teach/quizzes/{mine}/files", "a.md", AFTER)
    sent = {name: hidden(page, name) for name in ("nonce", "seen", "document")}
    other = {"nonce": "other-nonce", "to": str(mine), "question": [f"{mine}.q1"]}
    assert site.post("/teach/search", other).status_code == 303
    again = site.post(f"/teach/quizzes/{mine}/import", sent)
    assert again.status_code == 409 and "Gone: 2 questions" in words_of(again)
    sent = {name: hidden(again, name) for name in ("nonce", "seen", "document")}
    assert id_in(site.post(f"/teach/quizzes/{mine}/import", sent)) == mine


def test_who_may_take_it_and_when_stays(tess: int) -> None:
    mine = drafted(tess, formats.markdown.read(BEFORE))
    site = signed_in(tess)
    page = send(site, f"/teach/quizzes/{mine}/files", "a.md", "---\npin: 4711\n---\n" + AFTER)
    site.post(f"/teach/quizzes/{mine}/import", {name: hidden(page, name) for name in ("nonce", "seen", "document")})
    with quiz.database.transaction(write=False) as db:
        assert quiz.rights.find(db, tess, mine, "own").pin is None


@pytest.mark.parametrize("text", ["", "{", '{"title": "a\\nb"}'])
def test_a_document_that_was_tampered_with_is_refused(tess: int, text: str) -> None:
    mine = drafted(tess)
    sent = {"nonce": "some-nonce", "seen": "x", "document": text}
    assert signed_in(tess).post(f"/teach/quizzes/{mine}/import", sent).status_code == 422


def test_a_bad_file_over_a_quiz_is_told_on_its_page(tess: int) -> None:
    mine = drafted(tess)
    page = send(signed_in(tess), f"/teach/quizzes/{mine}/files", "a.md", "no title")
    assert page.status_code == 422 and "line 1" in page.text and "See what it would change" in page.text


# ------------------------------------------------------------------ the download


@pytest.mark.parametrize(
    ("title", "name"),
    [("Größe & Maß!", "groe-ma.md"), ("", "quiz.md"), ('a"\r\nb', "a-b.md"), ("数学", "quiz.md")],
)
def test_a_file_has_a_plain_name(tess: int, title: str, name: str) -> None:
    mine = drafted(tess, replace(SMALL, title=title))
    reply = signed_in(tess).get(f"/teach/quizzes/{mine}/export?as=markdown")
    assert reply.headers["Content-Disposition"] == f'attachment; filename="{name}"'


def added(question: draft.DraftQuestion, current: draft.Draft) -> draft.Draft:
    return quiz.outline.add_question(current, "s1", question)[0]


def test_an_unfinished_question_is_named_before_a_download(tess: int) -> None:
    mine = drafted(tess)
    with quiz.database.transaction(write=True) as db:
        teacher = quiz.teachers.of_session(db, tess, 1)
        assert teacher
        for block in (Block("Code:\n\n```\nx"), Block("How much?", attributes={"marks": "a lot"})):
            half = draft.DraftQuestion(kind="numeric", block=block)
            quiz.drafting.change(db, mine, teacher, "x", "", partial(added, half))
    page = signed_in(tess).get(f"/teach/quizzes/{mine}/files")
    assert "since 2 parts are unfinished" in words_of(page)
    assert "Code: ``` x : Markdown cannot hold it" in words_of(page) and "marks must be a number" in words_of(page)
    assert f'href="/teach/quizzes/{mine}/questions/q4#question.q4"' in page.text


def test_an_unknown_format_is_not_found(tess: int) -> None:
    assert signed_in(tess).get(f"/teach/quizzes/{drafted(tess)}/export?as=exe").status_code == 404


def test_a_zip_opens_elsewhere(tess: int) -> None:
    exported = signed_in(tess).get(f"/teach/quizzes/{drafted(tess)}/export?as=zip")
    assert exported.content_type == "application/zip"
    with zipfile.ZipFile(BytesIO(exported.data)) as archive:
        assert archive.namelist() == ["quiz.md"]


# ------------------------------------------------------------------ images


def with_a_picture(tess: int) -> tuple[int, str]:
    """A draft that shows one, and the picture's digest."""
    image = quiz.pictures.take(pictures.png(1), "cat.png")
    shown = SMALL.questions[1]
    text = f"So? ![A cat]({quiz.images.markdown(image.digest)[4:-1]})"
    asked = quiz.document.Section(questions=(replace(shown, text=text),))
    made = drafted(tess, replace(SMALL, sections=(asked,)))
    with quiz.database.transaction(write=True) as db:
        quiz.media.add(db, made, [image])
    return made, image.digest


def images_of(quiz_id: int) -> list[str]:
    with quiz.database.transaction(write=False) as db:
        return [image.digest for image in quiz.media.of_quiz(db, quiz_id)]


def test_a_zip_brings_its_images(tess: int) -> None:
    source, digest = with_a_picture(tess)
    site = signed_in(tess)
    exported = site.get(f"/teach/quizzes/{source}/export?as=zip").data
    made = id_in(send(site, "/teach/quizzes/import", "a.zip", exported))
    assert images_of(made) == [digest]
    assert draft.quiz_of(draft_of(made)) == draft.quiz_of(draft_of(source))


def test_a_zip_over_a_quiz_brings_its_images(tess: int) -> None:
    source, digest = with_a_picture(tess)
    site, target = signed_in(tess), drafted(tess, nonce="target")
    page = send(
        site, f"/teach/quizzes/{target}/files", "a.zip", site.get(f"/teach/quizzes/{source}/export?as=zip").data
    )
    site.post(f"/teach/quizzes/{target}/import", {name: hidden(page, name) for name in ("nonce", "seen", "document")})
    assert images_of(target) == [digest]
    assert digest in draft.encode(draft_of(target))


def test_a_copy_of_a_quiz_has_its_images(tess: int) -> None:
    source, digest = with_a_picture(tess)
    made = id_in(signed_in(tess).post(f"/teach/quizzes/{source}/copy", {"nonce": "some-nonce"}))
    assert images_of(made) == [digest]


def test_a_copied_question_brings_its_images(tess: int) -> None:
    source, digest = with_a_picture(tess)
    target = drafted(tess, nonce="target")
    sent = {"nonce": "some-nonce", "to": str(target), "question": [f"{source}.q1"]}
    assert signed_in(tess).post("/teach/search", sent).status_code == 303
    assert images_of(target) == [digest]


@pytest.mark.parametrize(("may_edit", "status"), [(None, 404), (False, 403)])
def test_whoever_may_not_edit_gets_no_file(tess: int, may_edit: bool | None, status: int) -> None:
    carl = new_teacher("Carl")
    theirs = published(tess)
    if may_edit is not None:
        share(theirs, carl, may_edit=may_edit)
    site = signed_in(carl)
    assert site.get(f"/teach/quizzes/{theirs}/export?as=json").status_code == status
    assert site.get(f"/teach/quizzes/{theirs}/files").status_code == status
    assert send(site, f"/teach/quizzes/{theirs}/files", "a.md", QUIZ).status_code == status
    assert site.post(f"/teach/quizzes/{theirs}/import", {"document": "{}"}).status_code == status
