"""Filling in a quiz and handing it in, from the browser's side; everything wrong that can be sent."""

import re
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

import quiz
from quiz import catalog, memory
from quiz.feedback import GRACE
from quiz.web import session
from tests.site import RIGHT, Site, hidden, publish


@pytest.fixture(autouse=True)
def published(database: str) -> None:
    publish()


def attempts_stored() -> int:
    with quiz.database.transaction(write=False) as db:
        return db.execute(select(func.count()).select_from(quiz.tables.attempts)).scalar_one()


def test_home_lists_open_quizzes_and_greets_who_came_before(site: Site) -> None:
    assert "Small &lt;quiz&gt;" in site.get("/").text
    assert "Welcome back" not in site.get("/").text
    site.hand_in(name="Ada <b>")
    assert "Welcome back, <bdi>Ada &lt;b&gt;</bdi>" in site.get("/").text
    assert 'value="Ada &lt;b&gt;"' in site.get("/quizzes/small").text


def test_a_full_hand_in_leads_to_its_result(site: Site) -> None:
    handed_in = site.hand_in(q1="b", q2="false", q3="400")
    assert handed_in.status_code == 303
    result = site.get(handed_in.headers["Location"]).text
    assert "<strong>1</strong> of 4 marks" in result
    assert "Because second." in result
    assert re.findall(r"Right|Wrong|Not answered", re.sub("Right answer", "", result)) == ["Right", "Wrong", "Wrong"]


@pytest.mark.parametrize("button", [{}, {"do": "hand-in"}, {"do": "nonsense"}])
def test_a_form_is_handed_in_unless_something_was_forgotten(site: Site, button: dict[str, str]) -> None:
    whole = site.post("/quizzes/small", {"ticket": site.ticket(), "name": "Ada", **RIGHT, **button})
    assert "<strong>4</strong> of 4" in site.get(whole.headers["Location"]).text
    sent = site.post("/quizzes/small", {"ticket": site.ticket(), "name": "Ada", "answer.q1": "b", **button})
    summary = site.get(sent.headers["Location"])
    assert "2 questions have no answer yet." in summary.text
    handed_in = site.post(sent.headers["Location"], {"do": "finish"})
    assert "<strong>1</strong> of 4" in site.get(handed_in.headers["Location"]).text


def test_no_answer_at_all_can_be_handed_in(site: Site) -> None:
    result = site.get(site.hand_in().headers["Location"]).text
    assert "<strong>0</strong> of 4" in result
    assert result.count("Not answered") == 3


def test_the_page_gives_nothing_away(site: Site) -> None:
    pages = site.get("/quizzes/small").text + site.get(site.save(q1="a").headers["Location"]).text
    assert "Because second" not in pages and "404" not in pages
    assert "checked" in pages and "right" not in pages.lower().replace("copyright", "")


@pytest.mark.parametrize("name", ["", "   ", "\u202e\u2066", "\x07", "\0", "Ada\0", "a" * 81, "\u3164"])
def test_a_name_that_is_none_comes_back_at_its_field_with_all_answers(site: Site, name: str) -> None:
    page = site.hand_in(name=name, **{"q1": "b", "q2": "false", "q3": "<i>404"})
    assert page.status_code == 422
    assert 'aria-describedby="name-message"' in page.text
    assert re.search(r'value="b" checked', page.text) and re.search(r'value="false" checked', page.text)
    assert 'value="&lt;i&gt;404"' in page.text
    assert attempts_stored() == 0


def test_a_missing_name_is_the_same_as_a_blank_one(site: Site) -> None:
    page = site.post("/quizzes/small", {"ticket": site.ticket(), "do": "hand-in"})
    assert page.status_code == 422 and "Please type your name." in page.text


def test_what_was_refused_is_stored_once_when_it_is_mended(site: Site) -> None:
    refused = site.hand_in(name="", q1="b")
    ticket = hidden(refused, "ticket")
    assert site.hand_in(ticket=ticket, q1="b").status_code == 303
    assert site.hand_in(ticket=ticket, q1="b").status_code == 303
    assert attempts_stored() == 1


@pytest.mark.parametrize(
    "wrong",
    [{"q1": "z"}, {"q1": ["a", "b"]}, {"q2": "maybe"}, {"q3": "x" * 201}, {"answer.q9": "a"}, {"answer.": "a"},
     {"answer.q1.part": "a"}, {"answer.q1": "\0"}, {"name": ["Ada", "Bob"]}, {"do": ["save", "hand-in"]}],
)  # fmt: skip
def test_an_answer_of_the_wrong_shape_stores_nothing_and_loses_nothing(site: Site, wrong: dict[str, str]) -> None:
    page = site.hand_in(**{"q2": "true", **wrong})
    assert page.status_code == 422
    assert 'role="alert"' in page.text
    if "q3" in wrong:
        assert "x" * 201 in page.text
    assert attempts_stored() == 0


@pytest.mark.parametrize("ticket", ["forged", "x.y", ".", "a" * 10_000, "\0", "ü"])
def test_a_forged_ticket_stores_nothing_and_keeps_the_answers(site: Site, ticket: str) -> None:
    page = site.hand_in(ticket=ticket, q1="b")
    assert page.status_code == 403
    assert 'value="b" checked' in page.text and 'value="Ada"' in page.text
    assert attempts_stored() == 0
    assert site.hand_in(ticket=hidden(page, "ticket"), q1="b").status_code == 303


def test_a_ticket_of_another_quiz_is_refused(site: Site) -> None:
    publish("other")
    assert site.hand_in("small", ticket=site.ticket("other")).status_code == 403
    assert attempts_stored() == 0


def test_what_was_signed_for_another_purpose_is_no_ticket(site: Site) -> None:
    assert site.hand_in(ticket=session.sign_player("Ada")).status_code == 403


def test_a_ticket_signed_with_the_previous_secret_is_still_good(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = site.ticket()
    monkeypatch.setenv("SESSION_SECRET_PREVIOUS", quiz.settings.current().session_secrets[-1])
    monkeypatch.setenv("SESSION_SECRET", "another-secret-another-secret-another-secret")
    quiz.settings.current.cache_clear()
    session._signer.cache_clear()
    assert site.hand_in(ticket=ticket).status_code == 303


def test_a_used_ticket_leads_to_the_same_attempt(site: Site) -> None:
    ticket = site.ticket()
    first, second, third = (site.hand_in(ticket=ticket, q1=choice).headers["Location"] for choice in "bba")
    assert first == second == third.removesuffix("?again=1")
    assert "<strong>1</strong> of 4" in site.get(first).text
    assert "was not counted" in site.get(third).text and "was not counted" not in site.get(second).text
    assert site.hand_in(ticket=ticket, name="Bob").headers["Location"] != first


@pytest.mark.parametrize(
    "slug", ["nothing", "SMALL", "small%00", "small%2F", "..", "a" * 5000, "ｓｍａｌｌ", "%F0%9F", "1"]
)
def test_an_unknown_quiz_is_not_found(site: Site, slug: str) -> None:
    for path in (f"/quizzes/{slug}", f"/quizzes/{slug}/leaderboard"):
        assert site.get(path).status_code == 404
    assert site.hand_in("small", ticket="x").status_code == 403
    assert site.post(f"/quizzes/{slug}", {"ticket": site.ticket(), "name": "Ada"}).status_code == 404


@pytest.mark.parametrize("token", ["x", "A" * 43, "A" * 5000, "%00" * 43, "Ａ" * 43, "1"])
def test_an_unknown_attempt_is_not_found(site: Site, token: str) -> None:
    assert site.get(f"/attempts/{token}").status_code == 404
    assert site.post(f"/attempts/{token}", {"version": "1", "do": "save"}).status_code == 404


def test_a_quiz_that_closed_meanwhile_says_so_and_shows_what_was_typed(site: Site) -> None:
    ticket = site.ticket()
    close()
    page = site.hand_in(ticket=ticket, q3="typed")
    assert page.status_code == 403
    assert "not open now" in page.text
    assert 'value="typed"' in page.text and "<button name" not in page.text
    assert attempts_stored() == 0
    assert 'name="ticket"' not in site.get("/quizzes/small").text


def test_a_quiz_that_has_not_opened_shows_its_questions_to_nobody(site: Site) -> None:
    with quiz.database.transaction(write=True) as db:
        db.execute(quiz.tables.quizzes.update().values(opens_at=catalog.now() + timedelta(days=1)))
    memory.forget()
    forged = site.hand_in(ticket="forged", q1="b")
    assert forged.status_code == 403
    assert "not open yet" in site.get("/quizzes/small").text and "not open now" in forged.text
    for page in (site.get("/quizzes/small"), forged):
        assert "Which?" not in page.text and 'name="ticket"' not in page.text


def test_a_quiz_that_was_deleted_meanwhile_still_shows_what_was_typed(site: Site) -> None:
    ticket = site.ticket()
    with quiz.database.transaction(write=True) as db:
        db.execute(quiz.tables.quizzes.update().values(deleted_at=catalog.now()))
    memory.forget()
    page = site.hand_in(ticket=ticket, q3="typed")
    assert page.status_code == 403 and 'value="typed"' in page.text
    assert attempts_stored() == 0


@pytest.mark.parametrize("value", [["small", 1, 1], ["small", 1, 1, 1, "x"], {"slug": "small"}, "small", None, 7])
def test_a_ticket_of_another_release_is_replaced_by_a_new_one(site: Site, value: object) -> None:
    page = site.hand_in(ticket=session._signer("ticket").dumps(value), q1="b")
    assert page.status_code == 403 and 'value="b" checked' in page.text
    assert site.hand_in(ticket=hidden(page, "ticket"), q1="b").status_code == 303


def test_a_page_that_is_older_than_a_day_is_sent_once_more(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = site.ticket()
    monkeypatch.setattr("quiz.web.session.TICKET_SECONDS", -1)
    page = site.hand_in(ticket=ticket, **{"q1": "b", "q3": "typed"})
    assert page.status_code == 403 and "too old" in page.text and 'value="typed"' in page.text
    monkeypatch.undo()
    assert site.hand_in(ticket=hidden(page, "ticket"), q1="b").status_code == 303


def close() -> None:
    with quiz.database.transaction(write=True) as db:
        db.execute(quiz.tables.quizzes.update().values(closes_at=catalog.now() - GRACE - timedelta(seconds=1)))
    memory.forget()


# ------------------------------------------------------------------ a saved attempt


def test_a_saved_attempt_is_filled_in_again_anywhere(site: Site) -> None:
    address = site.save(q1="c", q3='"quoted"').headers["Location"]
    page = Site().get(address)
    assert 'value="c" checked' in page.text and 'value="&#34;quoted&#34;"' in page.text
    assert "not handed in yet" in page.text
    handed_in = Site().post(address, {"version": hidden(page, "version"), "do": "hand-in", **RIGHT})
    assert "<strong>4</strong> of 4" in site.get(handed_in.headers["Location"]).text


def test_an_older_page_gets_the_newer_answers_back(site: Site) -> None:
    address = site.save(q1="a").headers["Location"]
    site.post(address, {"version": "1", "do": "save", "answer.q1": "b"})
    page = site.post(address, {"version": "1", "do": "hand-in", "answer.q1": "c"})
    assert page.status_code == 409
    assert 'value="b" checked' in page.text and "“third”" in page.text
    assert hidden(page, "version") == "2"
    assert site.post(address, {"version": "2", "do": "hand-in", "answer.q1": "c"}).status_code == 303


def test_the_quiz_page_sent_again_after_a_later_save_gets_the_newer_answers_back(site: Site) -> None:
    ticket = site.ticket()
    address = site.save(ticket=ticket, q1="a").headers["Location"]
    page = site.hand_in(ticket=ticket, q1="c")
    assert page.status_code == 409
    assert f'action="{address}"' in page.text and 'value="a" checked' in page.text


@pytest.mark.parametrize("version", ["", "x", "-1", "١", "9" * 40, "1.0", "\0"])
def test_a_version_that_is_no_number_stores_nothing(site: Site, version: str) -> None:
    address = site.save(q1="a").headers["Location"]
    page = site.post(address, {"version": version, "do": "hand-in", "answer.q1": "b"})
    assert page.status_code == 422
    assert hidden(page, "version") == "1" and 'value="b" checked' in page.text


def test_a_wrong_answer_on_a_saved_attempt_comes_back_as_typed(site: Site) -> None:
    address = site.save(q1="a").headers["Location"]
    page = site.post(address, {"version": "1", "do": "hand-in", "answer.q1": "b", "answer.q3": "x" * 201})
    assert page.status_code == 422
    assert "x" * 201 in page.text and 'value="b" checked' in page.text


def test_a_saved_attempt_that_is_sent_too_late_counts_as_it_was_saved(site: Site) -> None:
    address = site.save(q1="b").headers["Location"]
    close()
    with quiz.database.transaction(write=True) as db:
        db.execute(quiz.tables.attempts.update().values(started_at=catalog.now() - timedelta(hours=1)))
    late = site.post(address, {"version": "1", "do": "hand-in", **RIGHT})
    assert late.headers["Location"] == f"{address}?again=1"
    result = site.get(late.headers["Location"]).text
    assert "Time was up at" in result and "was not counted" in result and "<strong>1</strong> of 4" in result


def test_a_result_is_shown_again_whatever_is_sent_to_it(site: Site) -> None:
    address = site.hand_in(q1="b").headers["Location"]
    assert site.post(address, {"version": "1", "answer.q1": "b"}).headers["Location"] == address
    assert site.post(address, {"version": "1", "do": "hand-in"}).headers["Location"] == f"{address}?again=1"
    assert site.post(address, {"version": "x", "answer.q1": "z"}).status_code in (200, 303)
    assert "<strong>1</strong> of 4" in site.get(address).text


def test_a_quiz_that_is_deleted_while_a_saved_attempt_is_filled_in_loses_nothing(site: Site) -> None:
    address = site.save(q1="a").headers["Location"]
    with quiz.database.transaction(write=True) as db:
        db.execute(quiz.tables.quizzes.update().values(deleted_at=catalog.now()))
    page = site.post(address, {"version": "1", "answer.q3": "typed"})
    assert page.status_code == 403 and 'value="typed"' in page.text


def test_a_leaderboard_that_was_just_switched_off_is_in_nobodys_way(site: Site) -> None:
    ticket = site.ticket()
    with quiz.database.transaction(write=True) as db:
        db.execute(quiz.tables.quizzes.update().values(leaderboard=False))
    assert site.get("/quizzes/small").status_code == 200
    assert 'value="typed"' in site.hand_in(ticket=ticket, name="", q3="typed").text


# ------------------------------------------------------------------ any bytes

FIELD_NAMES = st.sampled_from(
    ["name", "ticket", "do", "version", "answer.q1", "answer.q2", "answer.q3", "answer.", "x"]
)
FORMS = st.lists(st.tuples(FIELD_NAMES, st.text(max_size=30)), max_size=8)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=200) | FORMS.map(lambda pairs: "&".join(f"{n}={v}" for n, v in pairs).encode("utf-8", "replace"))
)
def test_no_bytes_sent_as_a_form_are_a_server_error(site: Site, body: bytes) -> None:
    address = site.save().headers["Location"]
    for path in ("/quizzes/small", address):
        assert site.post(path, body).status_code < 500


# ------------------------------------------------------------------ sections


def test_sections_are_shown_where_they_begin_on_the_quiz_and_on_the_result(site: Site) -> None:
    document = quiz.formats.markdown.read(
        "# T\n\n# Rivers\n\nUse the *map*.\n\n## a\n\n= x\n\n## b\n\n= x\n\n# Seas\n\n## c\n\n= x\n"
    )
    publish("land", document)
    for page in (site.get("/quizzes/land"), site.get(site.hand_in("land").headers["Location"])):
        order = [page.text.index(words) for words in ("<h2>Rivers", "<em>map", "Question 1", "Question 2", "<h2>Seas")]
        assert order == sorted(order)
        assert page.text.count("Rivers") == 1 and "Question 3" in page.text
