"""A running attempt's page: steps, checks, the script's saves, the summary, another name."""

import json
import re
from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

import quiz
from quiz import catalog
from quiz.feedback import GRACE
from tests.site import Site, hidden, written

QUIZ = """# T

## Read first. {#note kind=note}

## Alpha? {#a}

= x

> Secret a.

# Second

## Beta? {#b}

- [ ] True
- [x] False

> Secret b.

## Gamma? {#c}

= 4

## Bye. {#bye kind=note}
"""


def begin(site: Site, *settings: str, text: str = QUIZ) -> str:
    """The attempt's address."""
    written("\n".join(("---", *settings, "---", "", text)))
    sent = {"ticket": site.ticket("written"), "name": "Ada", "do": "start"}
    begun = site.post("/quizzes/written", sent)
    assert begun.status_code == 303
    return begun.headers["Location"]


def send(site: Site, address: str, do: str, version: str = "", **fields: str) -> TestResponse:
    known = version or hidden(site.get(address), "version")
    named = {name if "." in name else f"answer.{name}": value for name, value in fields.items()}
    return site.post(address, {"version": known, "do": do, **named})


def shown(page: TestResponse) -> list[str]:
    return re.findall(r"Alpha\?|Beta\?|Gamma\?|Read first\.|Bye\.|Second", re.sub("<title>.*?</title>", "", page.text))


# ------------------------------------------------------------------ one at a time


@pytest.fixture
def steps(site: Site) -> str:
    return begin(site, "layout: one at a time")


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ("", ["Read first.", "Alpha?"]),
        ("?question=1", ["Read first.", "Alpha?"]),
        ("?question=2", ["Second", "Beta?"]),
        ("?question=3", ["Gamma?", "Bye."]),
        ("?question=99", ["Gamma?", "Bye."]),
        ("?question=0", ["Read first.", "Alpha?"]),
        ("?question=x", ["Read first.", "Alpha?"]),
        ("?question=2&question=3", ["Read first.", "Alpha?"]),
    ],
)
def test_a_step_shows_a_question_with_what_belongs_to_it(site: Site, steps: str, step: str, words: list[str]) -> None:
    assert shown(site.get(steps + step)) == words


def test_every_button_saves_and_goes_where_it_says(site: Site, steps: str) -> None:
    assert send(site, f"{steps}?question=1", "go.2", a="x").headers["Location"] == f"{steps}?question=2"
    assert send(site, f"{steps}?question=2", "go.1", b="true").headers["Location"] == f"{steps}?question=1"
    assert send(site, f"{steps}?question=3", "go.summary", c="4").headers["Location"] == f"{steps}/summary"
    assert send(site, f"{steps}?question=3", "save", c="5").headers["Location"] == f"{steps}?question=3"
    assert send(site, f"{steps}?question=3", "go.nonsense", c="5").headers["Location"] == f"{steps}/summary"
    assert 'value="x"' in site.get(steps).text
    assert 'value="true" checked' in site.get(f"{steps}?question=2").text
    assert 'value="5"' in site.get(f"{steps}?question=3").text
    assert "3 answered" in site.get(steps).text


def test_a_step_cannot_change_another_steps_question(site: Site, steps: str) -> None:
    page = send(site, f"{steps}?question=1", "go.2", a="x", b="true")
    assert page.status_code == 422 and "belongs to no question" in page.text
    assert "0 answered" in site.get(steps).text


def test_what_is_wrong_stays_on_its_step(site: Site, steps: str) -> None:
    page = send(site, f"{steps}?question=3", "go.1", c="four")
    assert page.status_code == 422 and 'value="four"' in page.text and shown(page) == ["Gamma?", "Bye."]


def test_marked_for_review_is_told_in_the_list_and_in_the_summary(site: Site, steps: str) -> None:
    send(site, f"{steps}?question=2", "go.3", **{"flag.b": "on"})
    assert 'name="flag.b" checked' in site.get(f"{steps}?question=2").text
    assert 'aria-label="Question 2, not answered, marked for review"' in site.get(steps).text
    assert "Marked for review" in site.get(f"{steps}/summary").text


def test_the_summary_says_what_is_open_and_hands_in(site: Site, steps: str) -> None:
    send(site, f"{steps}?question=2", "go.summary", b="false")
    page = site.get(f"{steps}/summary").text
    assert "2 questions have no answer yet." in page
    assert re.findall(r"<span>(Answered|Not answered)</span>", page) == ["Not answered", "Answered", "Not answered"]
    assert site.post(f"{steps}/summary", {"do": "finish"}).headers["Location"] == steps
    assert "<strong>1</strong> of 3" in site.get(steps).text
    assert site.get(f"{steps}/summary").headers["Location"] == steps
    assert site.post(f"{steps}/summary", {"do": "finish"}).headers["Location"] == steps


def test_an_unknown_attempt_has_no_pages(site: Site, steps: str) -> None:
    for page in ("", "/summary", "/name", "/practice"):
        assert site.get(f"/attempts/{'A' * 43}{page}").status_code == 404
        assert site.post(f"/attempts/{'A' * 43}{page}", {"version": "1", "name": "Ada"}).status_code == 404


# ------------------------------------------------------------------ the script's saves


def test_a_save_by_script_tells_the_address_and_the_version(site: Site) -> None:
    written(QUIZ)
    fields = {"ticket": site.ticket("written"), "name": "Ada", "do": "autosave", "answer.a": "x"}
    saved = site.post("/quizzes/written", fields)
    assert saved.status_code == 200 and saved.content_type == "application/json"
    told = json.loads(saved.text)
    assert told == {"address": told["address"], "version": 1, "submitted": False}
    again = send(site, told["address"], "autosave", "1", a="y")
    assert json.loads(again.text) == told | {"version": 2}
    assert 'value="y"' in site.get(told["address"]).text


def test_a_save_by_script_keeps_what_is_not_right_yet(site: Site) -> None:
    address = begin(site, "shuffle: choices")
    assert send(site, address, "autosave", c="4,").status_code == 200
    assert send(site, address, "autosave", c="four", a="x").status_code == 200
    page = site.get(address).text
    assert 'value="four"' in page and 'value="x"' in page
    site.post(f"{address}/summary", {"do": "finish"})
    assert "<strong>1</strong> of 3" in site.get(address).text


def test_a_save_by_script_of_an_older_page_is_refused(site: Site) -> None:
    address = begin(site, "shuffle: choices")
    assert send(site, address, "autosave", "1", a="x").status_code == 200
    assert send(site, address, "autosave", "1", a="y").status_code == 409
    assert 'value="x"' in site.get(address).text


def test_a_save_by_script_hears_that_the_time_is_up(site: Site) -> None:
    address = begin(site, "time limit: 10 minutes")
    send(site, address, "autosave", "1", a="x")
    time_is_up()
    late = send(site, address, "autosave", "2", a="x", b="false")
    told = json.loads(late.text)
    assert told["submitted"] is True and told["address"].endswith("?again=1")
    assert "<strong>1</strong> of 3" in site.get(address).text


def test_without_a_name_a_save_by_script_is_refused(site: Site) -> None:
    written(QUIZ)
    fields = {"ticket": site.ticket("written"), "name": " ", "do": "autosave", "answer.a": "x"}
    assert site.post("/quizzes/written", fields).status_code == 422


def time_is_up() -> None:
    with quiz.database.transaction(write=True) as db:
        moment = catalog.now() - GRACE - timedelta(seconds=1)
        began = moment - timedelta(minutes=10)
        db.execute(quiz.tables.attempts.update().values(started_at=began, due_at=moment))


def test_at_the_end_of_the_time_a_page_is_taken_as_it_is(site: Site) -> None:
    """The script presses this button when the clock ends: nobody is there to mend what is wrong."""
    address = begin(site, "time limit: 10 minutes")
    assert send(site, address, "finish", c="four", a="x").headers["Location"] == address
    assert "<strong>1</strong> of 3" in site.get(address).text


# ------------------------------------------------------------------ checks


@pytest.mark.parametrize("layout", ["one at a time", "all at once"])
def test_a_checked_question_shows_its_review_and_no_fields(site: Site, layout: str) -> None:
    address = begin(site, "feedback: after each question", f"layout: {layout}")
    before = site.get(address).text
    assert "Secret" not in before and 'value="check.a"' in before
    checked = send(site, address, "check.a", a="y")
    assert checked.status_code == 303 and checked.headers["Location"].endswith("#answer.a")
    page = site.get(checked.headers["Location"].partition("#")[0]).text
    assert "Secret a." in page and "Secret b." not in page and 'name="answer.a"' not in page
    again = site.post(address, {"version": hidden(site.get(address), "version"), "do": "save", "answer.a": "x"})
    assert again.status_code == 303
    site.post(f"{address}/summary", {"do": "finish"})
    assert "<strong>0</strong> of 3" in site.get(address).text


def test_nothing_to_check_is_told_at_the_question(site: Site) -> None:
    address = begin(site, "feedback: after each question")
    page = send(site, address, "check.a")
    assert page.status_code == 422 and 'id="answer.a-message"' in page.text and "Secret" not in page.text


@pytest.mark.parametrize("do", ["check.a", "check.", "check.zz"])
def test_where_answers_come_later_nothing_is_checked(site: Site, do: str) -> None:
    address = begin(site, "shuffle: choices")
    send(site, address, do, a="x")
    page = site.get(address).text
    assert "Secret" not in page and 'name="answer.a"' in page and "check." not in page


# ------------------------------------------------------------------ what is shown of a result


def finish(site: Site, address: str, **answers: str) -> str:
    send(site, address, "finish", **answers)
    return site.get(address).text


def test_marks_only_is_the_sum_and_nothing_else(site: Site) -> None:
    page = finish(site, begin(site, "feedback: marks only", "attempts: 1"), a="x", b="true")
    assert "<strong>1</strong> of 3" in page
    assert not re.search(r"Secret|Right|Wrong|Alpha|Practise", page)


@pytest.mark.parametrize("policy", ["none", "after closing"])
def test_no_feedback_shows_no_marks(site: Site, policy: str) -> None:
    address = begin(site, f"feedback: {policy}", "attempts: 1", "pass mark: 10%", "from 0%: Secret band.")
    page = finish(site, address, a="x", b="true")
    assert "Your answers are handed in" in page
    assert not re.search(r"of 3|Secret|Right|Wrong|Passed|Practise", page)
    assert site.get(f"{address}/practice").status_code == 403
    assert site.post(f"{address}/practice", {"only": "a", "answer.a": "q"}).status_code == 403


def test_after_closing_everything_is_shown(site: Site) -> None:
    address = begin(site, "feedback: after closing", "attempts: 1", "closes: 2999-01-01 08:00Z")
    assert "1 January 2999" in finish(site, address, a="y")
    with quiz.database.transaction(write=True) as db:
        db.execute(quiz.tables.quizzes.update().values(closes_at=catalog.now() - GRACE))
    page = site.get(address).text
    assert "Secret a." in page and "<strong>0</strong> of 3" in page


@pytest.mark.parametrize(("answer", "words"), [("x", ["Passed: 30%", "Good."]), ("y", ["Not passed: 30%", "Again."])])
def test_pass_mark_and_band(site: Site, answer: str, words: list[str]) -> None:
    address = begin(site, "pass mark: 30%", "from 30%: **Good.**", "from 0%: Again.", "attempts: 1")
    page = finish(site, address, a=answer)
    assert all(word in page for word in words)


def test_what_waits_for_a_teacher_is_said_and_nothing_is_passed_yet(site: Site) -> None:
    text = QUIZ + "\n## Why? {#why kind=essay}\n"
    page = finish(site, begin(site, "pass mark: 30%", "attempts: 1", text=text), a="x", why="Because.")
    assert "so far" in page and "1 answer waits for your teacher" in page and "Passed" not in page


# ------------------------------------------------------------------ practice


def test_practice_asks_what_was_wrong_and_stores_nothing(site: Site) -> None:
    address = begin(site, "attempts: 1")
    assert "Practise what I got wrong" in finish(site, address, a="x", b="true")
    page = site.get(f"{address}/practice").text
    assert "Beta?" in page and "Gamma?" in page and "Alpha?" not in page and "Secret" not in page
    tried = site.post(f"{address}/practice", {"only": ["b", "c"], "answer.b": "false", "answer.c": "5"}).text
    assert "1 of 2 right" in tried and "Secret b." in tried and f"{address}/practice?only=c" in tried
    assert "Beta?" not in site.get(f"{address}/practice?only=c").text
    assert "<strong>1</strong> of 3" in site.get(address).text


@pytest.mark.parametrize("fields", [{"x": "1"}, {"only": "zz"}, {"only": "a", "answer.a": "x"}])
def test_a_practice_of_nothing_is_refused(site: Site, fields: dict[str, str]) -> None:
    address = begin(site, "attempts: 1")
    finish(site, address, a="x", b="true")
    assert site.post(f"{address}/practice", fields).status_code in (403, 422)


def test_a_wrong_number_in_practice_is_told_at_its_field(site: Site) -> None:
    address = begin(site, "attempts: 1")
    finish(site, address, a="x")
    page = site.post(f"{address}/practice", {"only": ["b", "c"], "answer.c": "four"})
    assert page.status_code == 422 and 'value="four"' in page.text and "Secret" not in page.text


def test_there_is_no_practice_of_a_perfect_or_a_running_attempt(site: Site) -> None:
    address = begin(site, "attempts: 1")
    assert site.get(f"{address}/practice").status_code == 403
    assert "Practise" not in finish(site, address, a="x", b="false", c="4")
    assert site.get(f"{address}/practice").status_code == 403


# ------------------------------------------------------------------ another name


def test_a_name_is_corrected_on_its_page(site: Site) -> None:
    address = begin(site, "leaderboard: nicknames", "attempts: 1")
    finish(site, address, a="x")
    assert 'value="Ada"' in site.get(f"{address}/name").text
    assert site.post(f"{address}/name", {"name": "Grace", "nickname": "Zed"}).headers["Location"] == address
    assert "<bdi>Grace</bdi> (<bdi>Zed</bdi> on the leaderboard)" in site.get(address).text
    assert "Zed" in site.get("/quizzes/written/leaderboard").text


@pytest.mark.parametrize("name", ["", " ", "x" * 81])
def test_a_name_that_is_none_stays_at_its_field(site: Site, name: str) -> None:
    address = begin(site, "attempts: 1")
    page = site.post(f"{address}/name", {"name": name})
    assert page.status_code == 422 and 'id="name-message"' in page.text and f'value="{name}"' in page.text


def test_after_closing_a_name_cannot_be_corrected(site: Site) -> None:
    address = begin(site, "attempts: 1")
    with quiz.database.transaction(write=True) as db:
        db.execute(quiz.tables.quizzes.update().values(closes_at=catalog.now()))
    assert site.post(f"{address}/name", {"name": "Grace"}).status_code == 403
    assert "Correct the name" not in site.get(address).text


@pytest.mark.parametrize(("attempts", "is_offered"), [("1", False), ("2", True)])
def test_another_attempt_is_offered_only_where_there_is_one(site: Site, attempts: str, is_offered: bool) -> None:
    page = finish(site, begin(site, f"attempts: {attempts}"), a="x")
    assert ("Take it again" in page) is is_offered


# ------------------------------------------------------------------ odd requests


def test_a_step_saved_at_another_steps_address_changes_nothing(site: Site, steps: str) -> None:
    send(site, f"{steps}?question=2", "autosave", b="true")
    wrong = send(site, f"{steps}?question=2", "autosave", "2", a="x")
    assert wrong.status_code == 422
    assert 'value="true" checked' in site.get(f"{steps}?question=2").text


def test_a_draft_longer_than_any_answer_is_not_stored(site: Site) -> None:
    address = begin(site, "shuffle: choices")
    send(site, address, "autosave", c="4")
    assert send(site, address, "autosave", a="x", c="9" * 100_000).status_code == 200
    page = site.get(address).text
    assert 'value="4"' in page and 'value="x"' in page


def test_a_handed_in_attempt_of_a_deleted_quiz_takes_nothing(site: Site) -> None:
    address = begin(site, "attempts: 1")
    finish(site, address, a="x")
    with quiz.database.transaction(write=True) as db:
        db.execute(quiz.tables.quizzes.update().values(deleted_at=catalog.now()))
    for do in ("autosave", "save", "finish"):
        assert site.post(address, {"version": "1", "do": do, "answer.a": "y"}).status_code == 403


def test_a_look_at_the_result_settles_it(site: Site) -> None:
    address = begin(site, "time limit: 10 minutes")
    send(site, address, "save", a="x")
    time_is_up()
    assert "Time was up" in site.get(address).text
    with quiz.database.transaction(write=True) as db:
        db.execute(quiz.tables.attempts.update().values(due_at=None))
    assert "<strong>1</strong> of 3" in site.get(address).text
    assert "Ada" in site.get("/quizzes/written/leaderboard").text


@pytest.mark.parametrize("page", ["", "/practice"])
def test_no_way_to_the_answers_leaves_a_way_back_into_the_attempt(site: Site, page: str) -> None:
    address = begin(site, "time limit: 10 minutes")
    send(site, address, "save", a="y")
    time_is_up()
    shown_now = site.post(f"{address}{page}", {"only": "a", "answer.a": "x", "do": "finish"}).text
    with quiz.database.transaction(write=True) as db:
        db.execute(quiz.tables.attempts.update().values(due_at=None))
    runs_on = 'id="sheet"' in site.get(address).text
    assert not ("Secret" in shown_now and runs_on)


def test_a_board_that_is_hidden_now_is_hidden_on_older_results_too(site: Site) -> None:
    address = begin(site, "attempts: 2")
    assert "Leaderboard" in finish(site, address, a="x")
    begin(site, "attempts: 2", "feedback: none")
    assert "Leaderboard" not in site.get(address).text


def test_the_name_can_be_corrected_before_handing_in_whatever_the_layout(site: Site, steps: str) -> None:
    assert f'href="{steps}/name"' in site.get(f"{steps}/summary").text
