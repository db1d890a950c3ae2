"""The page with the Start button: what it says before, and whom it lets in."""

import json
from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

import quiz
from quiz import catalog
from quiz.web.starting import TRIES_KNOWN, TRIES_UNKNOWN
from tests.site import Site, hidden, written

QUIZ = "# T\n\n## Secret question? {#a}\n\n= x\n\n## b {#b}\n\n= x\n"


def settings(*lines: str) -> None:
    written("\n".join(("---", *lines, "---", "", QUIZ)))


def start(site: Site, ticket: str = "", **fields: str) -> TestResponse:
    sent = {"ticket": ticket or site.ticket("written"), "name": "Ada", "do": "start", **fields}
    return site.post("/quizzes/written", sent)


@pytest.mark.parametrize(
    "setting",
    [
        "layout: one at a time",
        "feedback: after each question",
        "time limit: 1 hour",
        "shuffle: questions",
        "shuffle: choices",
        "attempts: 1",
        "pin: 4711",
    ],
)
def test_the_questions_come_after_the_start(site: Site, setting: str) -> None:
    settings(setting)
    page = site.get("/quizzes/written")
    assert "Secret question" not in page.text and ">Start</button>" in page.text
    begun = start(site, pin="4711")
    assert begun.status_code == 303
    assert "Secret question" in site.get(begun.headers["Location"]).text


def test_a_drawn_section_needs_a_start_too(site: Site) -> None:
    written("# T\n\n# S {draw=1}\n\n## a\n\n= x\n\n## b\n\n= x\n")
    assert "1 question<" in site.get("/quizzes/written").text and ">Start</button>" in site.get("/quizzes/written").text


def test_the_page_says_what_will_be(site: Site) -> None:
    settings("time limit: 90 minutes", "attempts: 2", "layout: one at a time", "feedback: marks only")
    page = site.get("/quizzes/written").text
    for words in ("2 questions, one at a time", "1 hour 30 minutes from", "2 attempts for each name", "your marks"):
        assert words in page


def test_without_a_start_button_nothing_is_started(site: Site) -> None:
    settings("attempts: 1")
    page = site.post("/quizzes/written", {"ticket": site.ticket("written"), "name": "Ada", "answer.a": "x"})
    assert page.status_code == 403 and "Start" in page.text and "Secret question" not in page.text


def test_attempts_that_are_used_up_are_a_page_that_says_so(site: Site) -> None:
    settings("attempts: 1")
    assert start(Site()).status_code == 303
    page = start(site)
    assert page.status_code == 403 and "it can be taken once" in page.text
    assert 'value="Ada"' in page.text and start(site, hidden(page, "ticket"), name="Ada B.").status_code == 303


def test_a_quiz_that_is_not_open_yet_says_when(site: Site) -> None:
    settings("opens: 2999-01-02 08:00Z")
    page = site.get("/quizzes/written")
    assert page.status_code == 200 and "It opens on" in page.text and "2 January 2999, 08:00 UTC" in page.text
    assert "<form" not in page.text


def test_a_nickname_is_what_the_leaderboard_shows(site: Site) -> None:
    settings("leaderboard: nicknames", "attempts: 5")
    for name, nickname in (("Ada", "Zed"), ("Bob", "")):
        address = start(site, name=name, nickname=nickname).headers["Location"]
        site.post(f"{address}/summary", {"do": "finish"})
    board = site.get("/quizzes/written/leaderboard").text
    assert "Zed" in board and "Bob" in board and "Ada" not in board


def test_a_nickname_too_long_is_told_at_its_field(site: Site) -> None:
    settings("leaderboard: nicknames", "attempts: 5")
    page = start(site, nickname="z" * 81)
    assert page.status_code == 422 and 'id="nickname-message"' in page.text and "z" * 81 in page.text


@pytest.mark.parametrize("policy", ["none", "after closing"])
def test_marks_that_are_not_shown_are_on_no_leaderboard(site: Site, policy: str) -> None:
    settings(f"feedback: {policy}", "attempts: 5")
    site.post(f"{start(site).headers['Location']}/summary", {"do": "finish"})
    assert site.get("/quizzes/written/leaderboard").status_code == 404
    assert "Leaderboard" not in site.get("/quizzes/written").text


# ------------------------------------------------------------------ PIN


@pytest.mark.parametrize("typed", ["", "4712", "471", "47111", "4711x", "ü", "4 711", "\0"])
def test_a_wrong_pin_is_told_at_its_field_and_keeps_the_name(site: Site, typed: str) -> None:
    settings("pin: 4711")
    page = start(site, pin=typed)
    assert page.status_code == 422 and 'id="pin-message"' in page.text
    assert 'value="Ada"' in page.text and "4711" not in page.text.replace('value="4711x"', "")


@pytest.mark.parametrize("typed", ["abc1", "ABC1", " aBc1 "])
def test_a_pin_may_be_typed_large_or_small(site: Site, typed: str) -> None:
    settings("pin: Abc1")
    assert start(site, pin=typed).status_code == 303


def test_a_pin_is_in_no_page(site: Site) -> None:
    settings("pin: 4711")
    assert "4711" not in site.get("/quizzes/written").text


def test_too_many_wrong_pins_make_an_address_wait_but_not_who_was_here_before(site: Site) -> None:
    settings("pin: 4711")
    known = Site()
    assert start(known, pin="4711").status_code == 303
    ticket = site.ticket("written")
    school = {"X_Forwarded_For": "198.51.100.1, 203.0.113.7:50321"}
    fields = {"ticket": ticket, "name": "Eve", "do": "start", "pin": "0000"}
    statuses = [site.post("/quizzes/written", fields, **school).status_code for _ in range(TRIES_UNKNOWN + 1)]
    assert statuses == [422] * TRIES_UNKNOWN + [429]
    right = fields | {"pin": "4711"}
    assert site.post("/quizzes/written", right, **school).status_code == 429
    assert site.post("/quizzes/written", right, X_Forwarded_For="203.0.113.8").status_code == 303
    assert start(known, pin="4711", name="Ada 2").status_code == 303


def test_who_was_here_before_has_few_tries(site: Site) -> None:
    settings("pin: 4711")
    assert start(site, pin="4711").status_code == 303
    statuses = [start(site, pin="0000", name="Bob").status_code for _ in range(TRIES_KNOWN + 1)]
    assert statuses == [422] * TRIES_KNOWN + [429]


def test_settings_take_effect_at_once_and_a_file_without_them_leaves_them(site: Site) -> None:
    settings("pin: 4711", "attempts: 3", "leaderboard: off")
    written(QUIZ)
    with quiz.database.transaction(write=False) as db:
        found = catalog.find_now(db, "written")
        assert found and (found.pin, found.attempts_allowed, found.leaderboard) == ("4711", 3, False)
        assert found.revision == 1  # they are no part of a revision
    settings("pin: none", "attempts: any number", "leaderboard: names")
    assert "PIN" not in site.get("/quizzes/written").text


def test_an_export_holds_what_the_row_says(site: Site) -> None:
    settings("pin: 4711", "attempts: 3", "leaderboard: nicknames", "closes: 2999-01-02 08:00Z", "pass mark: 50%")
    with quiz.database.transaction(write=False) as db:
        found = catalog.find_now(db, "written")
    assert found
    document = quiz.access.with_access(found.document, found)
    text = quiz.formats.markdown.write(document)
    assert quiz.formats.markdown.read(text) == document
    for line in ("pin: 4711", "attempts: 3", "leaderboard: nicknames", "closes: 2999-01-02 08:00", "pass mark: 50%"):
        assert line in text


def test_a_time_limit_runs_from_the_start(site: Site) -> None:
    settings("time limit: 10 minutes")
    page = site.get(start(site).headers["Location"]).text
    assert 'data-seconds="5' in page or 'data-seconds="600' in page
    with quiz.database.transaction(write=True) as db:
        db.execute(quiz.tables.attempts.update().values(due_at=catalog.now() - timedelta(minutes=1)))


def test_a_ticket_from_before_the_pin_still_shows_what_was_typed_but_stores_nothing(site: Site) -> None:
    written(QUIZ)
    ticket = site.ticket("written")
    settings("pin: 4711")
    page = site.post("/quizzes/written", {"ticket": ticket, "name": "Ada", "answer.a": "typed", "do": "hand-in"})
    assert page.status_code == 403 and 'value="typed"' in page.text
    fresh = site.get("/quizzes/written")
    refused = site.post("/quizzes/written", {"ticket": hidden(fresh, "ticket"), "name": "Ada", "answer.a": "typed"})
    assert refused.status_code == 403 and "Secret question" not in refused.text


# ------------------------------------------------------------------ a page that was closed


def test_a_page_that_was_closed_is_found_again_in_the_same_browser_under_the_same_name(site: Site) -> None:
    settings("attempts: 1")
    address = start(site).headers["Location"]
    assert f'href="{address}"' in site.get("/quizzes/written").text
    assert start(site, name="ada").headers["Location"] == address
    assert start(site, name="Bob").headers["Location"] != address
    assert start(Site(), name="Ada").status_code == 403


def test_a_saved_attempt_is_offered_on_its_quizs_page_until_it_is_handed_in(site: Site) -> None:
    written(QUIZ)
    assert "Go on with it" not in site.get("/quizzes/written").text
    address = site.save("written").headers["Location"]
    assert f'href="{address}"' in site.get("/quizzes/written").text
    assert f'href="{address}"' not in Site().get("/quizzes/written").text
    site.post(f"{address}/summary", {"do": "finish"})
    assert "Go on with it" not in site.get("/quizzes/written").text


def test_an_attempt_that_ended_elsewhere_does_not_keep_from_another(site: Site) -> None:
    settings("attempts: 2")
    address = start(site).headers["Location"]
    Site().post(f"{address}/summary", {"do": "finish"})
    assert start(site).headers["Location"] != address


@pytest.mark.parametrize("cookie", ["x", "", "a.b.c", "%00"])
def test_a_forged_memory_of_an_attempt_is_none(site: Site, cookie: str) -> None:
    settings("attempts: 1")
    page = site.get("/quizzes/written", Cookie=f"attempt={cookie}")
    assert page.status_code == 200 and "Go on with it" not in page.text


def test_a_corrected_name_still_leads_back_to_its_attempt(site: Site) -> None:
    settings("attempts: 1")
    address = start(site).headers["Location"]
    site.post(f"{address}/name", {"name": "Ada Lovelace"})
    assert start(site, name="Ada Lovelace").headers["Location"] == address


def test_an_attempt_handed_in_from_the_quizs_page_is_not_offered_any_more(site: Site) -> None:
    written(QUIZ)
    ticket = site.ticket("written")
    site.save("written", ticket=ticket)
    site.hand_in("written", ticket=ticket)
    assert "Go on with it" not in site.get("/quizzes/written").text


def test_the_first_save_by_script_has_the_limits_of_the_others(site: Site) -> None:
    written(QUIZ)
    fields = {"ticket": site.ticket("written"), "name": "Ada", "do": "autosave"}
    assert site.post("/quizzes/written", {**fields, "answer.zz": "x"}).status_code == 422
    saved = site.post("/quizzes/written", {**fields, "answer.a": "x" * 100_000, "answer.b": "kept"})
    page = site.get(json.loads(saved.text)["address"]).text
    assert 'value="kept"' in page and "xxxx" not in page
