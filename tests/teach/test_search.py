"""One's own questions found again, and copied into a quiz."""

import pytest

import quiz
from quiz import catalog, search
from quiz.document import Quiz
from tests.desks import change, draft_of, drafted, published, share, words_of
from tests.site import Site, hidden, new_teacher, signed_in
from tests.test_first_page import Counter


def written(text: str) -> Quiz:
    return quiz.formats.markdown.read(text)


LOOPS = written("""# Loops

## Where does a *Schleife* end? {tags="loops, Python"}

- [ ] in the ﬁrst line
- [x] after the STRASSE
  > Since it leaves.

> Because of break.

## So? {tags=python}

- [x] True
- [ ] False
""")


@pytest.fixture
def tess(database: str) -> int:
    return new_teacher("Tess")


def found(teacher_id: int, words: str = "", tag: str = "") -> list[str]:
    with quiz.database.transaction(write=False) as db:
        return [one.key for one in search.search(db, teacher_id, words, tag).found]


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        ("schleife", ["q1"]),
        ("SCHLEIFE  ends", []),
        ("end schleife", ["q1"]),
        ("straße", ["q1"]),
        ("first", ["q1"]),  # the file has the ligature
        ("ﬁrst leaves BREAK", ["q1"]),
        ("so", ["q2"]),
        ("%", []),
        ("_", []),
        ("nothing", []),
        ("", []),
        ("  ", []),
    ],
)
def test_all_words_anywhere_in_a_question_find_it(tess: int, words: str, keys: list[str]) -> None:
    drafted(tess, LOOPS)
    assert found(tess, words) == keys


def test_tags_find_however_they_are_capitalised(tess: int) -> None:
    drafted(tess, LOOPS)
    assert found(tess, tag="PYTHON") == ["q1", "q2"]
    assert found(tess, "schleife", "python") == ["q1"]
    assert found(tess, tag="pyth") == []


def test_tags_are_counted_once_whatever_their_capitals(tess: int) -> None:
    drafted(tess, LOOPS)
    page = words_of(signed_in(tess).get("/teach/search"))
    assert "Tags loops 1 question Python 2 questions" in page


def test_what_was_never_opened_in_the_editor_is_found_too(tess: int) -> None:
    published(tess, "loops", LOOPS)
    assert found(tess, "schleife") == ["q1"]


def test_what_was_published_from_a_file_since_is_found_in_place_of_the_draft(tess: int) -> None:
    mine = published(tess, "loops", LOOPS)
    site = signed_in(tess)
    with quiz.database.transaction(write=True) as db:
        current = quiz.drafting.load(db, mine)
        change_title = quiz.draft.with_content(current, "title", ("Other", ""))
        teacher = quiz.teachers.of_session(db, tess, 1)
        assert teacher
        quiz.drafting.change(db, mine, teacher, "x", "", lambda _: change_title)
    published(tess, "loops", written("# L\n\n## Brand new?\n\n- [x] True\n- [ ] False\n"))
    assert found(tess, "schleife") == []
    key = found(tess, "brand")[0]
    assert f"/teach/quizzes/{mine}/questions/{key}#question.{key}" in site.get("/teach/search?q=brand").text


def test_only_what_one_may_edit_is_searched(tess: int) -> None:
    carl = new_teacher("Carl")
    mine, other = published(tess, "loops", LOOPS), published(tess, "more", LOOPS)
    share(mine, carl, may_edit=False)
    assert found(carl, "schleife") == []
    share(other, carl, may_edit=True)
    assert found(carl, "schleife") == ["q1"]


def test_deleted_quizzes_are_not_searched(tess: int) -> None:
    change(published(tess, "loops", LOOPS), deleted_at=catalog.now())
    assert found(tess, "schleife") == []


def test_at_most_a_hundred_are_shown_and_all_are_counted(tess: int) -> None:
    many = "# M\n" + "".join(f"\n## Many {number}?\n\n- [x] True\n- [ ] False\n" for number in range(120))
    drafted(tess, written(many))
    page = signed_in(tess).get("/teach/search?q=many")
    assert "120 questions with" in words_of(page) and "first 100" in words_of(page)
    assert page.text.count('type="checkbox"') == 100


def test_a_search_is_one_statement(tess: int, caplog: pytest.LogCaptureFixture) -> None:
    counter = Counter(signed_in(tess), caplog)
    for number in range(10):
        drafted(tess, LOOPS, nonce=str(number))
        published(tess, f"loops-{number}", LOOPS)
    assert counter.of("/teach/search?q=schleife") == 2  # with who is signed in


def test_too_many_words_are_told_at_the_field(tess: int) -> None:
    page = signed_in(tess).get(f"/teach/search?q={'x' * 201}")
    assert page.status_code == 422 and 'aria-describedby="q-wrong"' in page.text


def test_what_was_typed_is_no_html(tess: int) -> None:
    page = signed_in(tess).get("/teach/search?q=%3Cscript%3E&tag=%22%3E%3Cb%3E")
    assert "<script>" not in page.text.lower() and "<b>" not in page.text


# ------------------------------------------------------------------ copied


def fields(site: Site, to: int, *names: str) -> dict[str, object]:
    return {"nonce": "some-nonce", "q": "schleife", "to": str(to), "question": list(names)}


def copy(site: Site, to: int, *names: str) -> "quiz.web.reply.Reply":
    return site.post("/teach/search", fields(site, to, *names))  # type: ignore[arg-type, return-value]


def test_questions_are_copied_once_as_one_step(tess: int) -> None:
    source, target = drafted(tess, LOOPS), published(tess)
    site = signed_in(tess)
    nonce = hidden(site.get("/teach/search?q=schleife"), "nonce")
    sent = {"nonce": nonce, "to": str(target), "question": [f"{source}.q1", f"{source}.q2"]}
    for _ in range(2):
        reply = site.post("/teach/search", sent)
        assert reply.headers["Location"] == f"/teach/quizzes/{target}/questions/q4#question.q4"
    current = draft_of(target)
    assert current.keys == ("q1", "q2", "q3", "q4", "q5")
    assert current.question("q4").block.text == "Where does a *Schleife* end?"
    assert len(current.steps) == 1 and draft_of(source).keys == ("q1", "q2")


def test_a_form_that_comes_again_when_its_copies_are_gone_leads_to_the_quiz(tess: int) -> None:
    source, target = drafted(tess, LOOPS), drafted(tess, LOOPS, nonce="target")
    site = signed_in(tess)
    sent = {"nonce": "some-nonce", "to": str(target), "question": [f"{source}.q1"]}
    site.post("/teach/search", sent)
    for key in draft_of(target).keys:
        site.post(f"/teach/quizzes/{target}", {"nonce": "other", "do": f"delete.{key}"})
    assert site.post("/teach/search", sent).headers["Location"] == f"/teach/quizzes/{target}"
    assert draft_of(target).keys == ()


@pytest.mark.parametrize(
    ("names", "to", "field"), [([], "1", "question"), (["1.q1"], "", "to")], ids=["no question", "no quiz"]
)
def test_what_was_not_chosen_is_told(tess: int, names: list[str], to: str, field: str) -> None:
    drafted(tess, LOOPS)
    page = signed_in(tess).post("/teach/search", {"nonce": "some-nonce", "q": "so", "to": to, "question": names})
    assert page.status_code == 422 and f'href="#{field}"' in page.text
    assert 'value="so"' in page.text
    assert ("checked" in page.text) == bool(names and names[0] == "1.q2")


def test_a_foreign_quiz_neither_gives_nor_takes(tess: int) -> None:
    carl = new_teacher("Carl")
    theirs, visible, mine = published(tess), published(tess, "visible"), drafted(carl)
    share(visible, carl, may_edit=False)
    site = signed_in(carl)
    for source, target, status in (
        (theirs, mine, 404),
        (mine, theirs, 404),
        (visible, mine, 403),
        (mine, visible, 403),
    ):
        sent = {"nonce": "some-nonce", "to": str(target), "question": [f"{source}.q1"]}
        assert site.post("/teach/search", sent).status_code == status
    for odd in ("x", "1", "1.q1.q2", ".q1", "99999999999.q1", f"{mine}.nothing"):
        sent = {"nonce": "some-nonce", "to": str(mine), "question": [odd]}
        assert site.post("/teach/search", sent).status_code == 404
    assert draft_of(mine).keys == ("q1", "q2", "q3")


def test_a_full_quiz_says_so(tess: int) -> None:
    many = "# M\n" + "".join(f"\n## Many {number}?\n\n- [x] True\n- [ ] False\n" for number in range(500))
    source, full = drafted(tess, LOOPS), drafted(tess, written(many), nonce="full")
    sent = {"nonce": "some-nonce", "q": "schleife", "to": str(full), "question": [f"{source}.q1"]}
    page = signed_in(tess).post("/teach/search", sent)
    assert page.status_code == 422 and "500 questions" in page.text
    assert f'value="{source}.q1" checked' in page.text
