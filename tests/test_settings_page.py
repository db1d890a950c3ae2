"""The settings of a quiz: each there and back, what is refused, and two teachers at once."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from sqlalchemy import update
from werkzeug.test import TestResponse

import quiz
from quiz.document import Band
from quiz.tables import quizzes, teachers
from tests.desks import Desk, shared
from tests.site import SMALL, Fields, Site, new_teacher, signed_in

Values = dict[str, str | Sequence[str]]


def form_of(page: TestResponse) -> Values:
    """What a browser would send if nothing was typed and Save pressed."""
    fields: Values = {"do": "save"}
    form = page.text.partition('class="settings"')[2]
    for tag in re.findall(r"<input[^>]*>", form):
        found = {name: unescape(value) for name, value in re.findall(r'([a-z]+)="([^"]*)"', tag)}
        if found.get("type") in ("radio", "checkbox") and " checked" not in tag:
            continue
        known = fields.get(found["name"])
        if found["name"].startswith("band."):
            fields[found["name"]] = [*(known or []), found["value"]]
        else:
            fields[found["name"]] = found["value"]
    return fields


def message(page: TestResponse, field: str) -> str:
    found = re.search(rf'id="{re.escape(field)}-message"[^>]*>([^<]*)<', page.text)
    assert found, f"no message at {field}"
    assert f'href="#{field}"' in page.text and f'id="{field}"' in page.text
    return unescape(found[1])


class Settings(Desk):
    @property
    def address(self) -> str:
        return f"{self.quiz}/settings"

    def filled(self, **changed: str | Sequence[str]) -> Values:
        """The form as it is shown; "__" in a name stands for the dot."""
        return form_of(self.site.get(self.address)) | {name.replace("__", "."): v for name, v in changed.items()}

    def save(self, **changed: str | Sequence[str]) -> TestResponse:
        return self.send(self.filled(**changed))

    def send(self, fields: Fields) -> TestResponse:
        return self.site.post(self.address, fields)


@pytest.fixture
def desk(database: str) -> Settings:
    return Settings()


# ------------------------------------------------------------------ there and back


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ({"layout": "one_at_a_time"}, {"layout": "one_at_a_time"}),
        ({"feedback": "after_each"}, {"feedback": "after_each"}),
        ({"feedback": "none"}, {"feedback": "none"}),
        ({"time_limit__minutes": "20"}, {"time_limit": 1200}),
        ({"time_limit__seconds": "10"}, {"time_limit": 10}),
        ({"time_limit__minutes": "1440", "time_limit__seconds": "0"}, {"time_limit": 86_400}),
        ({"shuffle__questions": "on"}, {"shuffle_questions": True}),
        ({"shuffle__choices": "on"}, {"shuffle_choices": True}),
        ({"pass_mark": "62.5"}, {"pass_mark": 0.625}),
        ({"pass_mark": " 60 % "}, {"pass_mark": 0.6}),
        ({"language": "pt-BR"}, {"language": "pt-BR"}),
        (
            {"band__from": ["80", "", "0%"], "band__text": ["*Good* <b>", " ", "Go on."]},
            {"bands": (Band(at_least=0.8, text="*Good* <b>"), Band(at_least=0, text="Go on."))},
        ),
    ],
)
def test_a_setting_of_the_document_goes_into_the_draft(
    desk: Settings, typed: dict[str, Any], stored: dict[str, Any]
) -> None:
    reply = desk.save(**typed)
    assert (reply.status_code, reply.headers["Location"]) == (303, f"{desk.address}?saved=1")
    assert {name: getattr(desk.draft.frame, name) for name in stored} == stored
    assert desk.draft.frame.title == "Small <quiz>" and desk.draft.version("settings") == 1
    assert desk.held.live_revision == 1  # for the next publishing only
    version = desk.draft.version("settings")
    assert desk.save().status_code == 303 and desk.draft.version("settings") == version  # shown as it is stored
    assert "Saved." in desk.site.get(f"{desk.address}?saved=1").text


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ({"opens_at__date": "2026-11-24", "opens_at__time": "08:00"}, {"opens_at": "2026-11-24 07:00"}),
        ({"closes_at__date": "2026-07-01", "closes_at__time": "08:00"}, {"closes_at": "2026-07-01 06:00"}),
        ({"opens_at__date": "2026-10-25", "opens_at__time": "02:30"}, {"opens_at": "2026-10-25 00:30"}),
        ({"closes_at__date": "2026-10-25", "closes_at__time": "02:30"}, {"closes_at": "2026-10-25 01:30"}),
        ({"attempts": "1"}, {"attempts_allowed": 1}),
        ({"attempts": "100"}, {"attempts_allowed": 100}),
        ({"counts": "first"}, {"counts": "first"}),
        ({"counts": "last"}, {"counts": "last"}),
        ({"leaderboard": "nicknames"}, {"leaderboard": True, "nicknames": True}),
        ({"leaderboard": "off"}, {"leaderboard": False, "nicknames": False}),
        ({"pin": "aB47"}, {"pin": "aB47"}),
        ({"listed": "link"}, {"listed": False}),
        ({"slug": "ports-2"}, {"slug": "ports-2"}),
    ],
)
def test_what_acts_at_once_stands_in_the_row_and_can_be_taken_back(
    desk: Settings, typed: dict[str, Any], stored: dict[str, Any]
) -> None:
    before, shown = desk.held, desk.filled()
    assert desk.save(**typed).status_code == 303
    found = {name: getattr(desk.held, name) for name in stored}
    assert {n: f"{v:%Y-%m-%d %H:%M}" if isinstance(v, datetime) else v for n, v in found.items()} == stored
    assert desk.draft.version("settings") == 0
    after = desk.held
    assert desk.save().status_code == 303 and desk.held == after  # shown as it is stored
    assert desk.send(desk.filled() | {name: shown[name] for name in shown if "shown" not in name}).status_code == 303
    assert desk.held == before


def test_the_same_form_twice_is_harmless(desk: Settings) -> None:
    form = desk.filled(time_limit__minutes="5", pin="4711", slug="moved")
    assert [desk.send(form).status_code for _ in range(2)] == [303, 303]
    assert (desk.draft.frame.time_limit, desk.held.pin, desk.held.slug) == (300, "4711", "moved")
    assert desk.draft.version("settings") == 1


def test_a_time_keeps_its_seconds_and_the_hour_that_it_is_in(desk: Settings) -> None:
    moments = {"opens_at": datetime(2026, 10, 25, 1, 30, 15, tzinfo=UTC), "closes_at": datetime(2027, 1, 1, tzinfo=UTC)}
    with quiz.database.transaction(write=True) as db:
        db.execute(update(quizzes).values(moments))
    assert desk.save(pin="4711").status_code == 303
    assert {name: getattr(desk.held, name) for name in moments} == moments


def test_a_quiz_that_was_never_published_needs_no_address(database: str) -> None:
    desk = Settings(is_published=False)
    slug = desk.held.slug
    assert desk.filled()["slug"] == "" and desk.save(pin="4711").status_code == 303
    assert desk.held.slug == slug
    assert desk.save(slug="chosen").status_code == 303 and desk.held.slug == "chosen"


# ------------------------------------------------------------------ what is refused


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"layout": "sideways"}, "layout", "Please choose one of these."),
        ({"feedback": ""}, "feedback", "Please choose one of these."),
        ({"counts": "x"}, "counts", "Please choose one of these."),
        ({"leaderboard": "x"}, "leaderboard", "Please choose one of these."),
        ({"listed": "x"}, "listed", "Please choose one of these."),
        (
            {"time_limit__seconds": "9"},
            "time_limit",
            "The time limit must be at least 10 seconds and at most 24 hours.",
        ),
        (
            {"time_limit__minutes": "0"},
            "time_limit",
            "The time limit must be at least 10 seconds and at most 24 hours.",
        ),
        ({"time_limit__minutes": "1441"}, "time_limit", "The time limit must be at least 10 seconds"),
        ({"time_limit__minutes": "1.5"}, "time_limit", "Please write whole numbers such as 20"),
        ({"time_limit__minutes": "٥"}, "time_limit", "Please write whole numbers such as 20"),
        ({"pass_mark": "0"}, "pass_mark", "The pass mark must be more than 0% and at most 100%."),
        ({"pass_mark": "101"}, "pass_mark", "The pass mark must be more than 0% and at most 100%."),
        ({"pass_mark": "half"}, "pass_mark", "The pass mark must be a number such as 2 or 0.5, not “half”"),
        ({"language": ""}, "language", "“” is not a language code such as en or pt-BR."),
        ({"language": "english!"}, "language", "“english!” is not a language code such as en or pt-BR."),
        ({"language": "en" + "-abcdefgh" * 5}, "language", "is not a language code"),
        ({"band__from": "", "band__text": "Good"}, "bands.0", "Please say from how many percent on this is shown"),
        ({"band__from": "80", "band__text": ""}, "bands.0", "A text for results is empty."),
        ({"band__from": "x", "band__text": "Good"}, "bands.0", "The percentage must be a number"),
        ({"band__from": "101", "band__text": "Good"}, "bands.0", "A text for results must begin at 0% to 100%."),
        ({"band__from": ["", "5", "5"], "band__text": ["", "a", "b"]}, "bands.1", "Two texts for results begin at"),
        (
            {"band__from": "5", "band__text": "x" * 1001},
            "bands.0",
            "A text for results is longer than 1000 characters.",
        ),
        ({"band__from": "5", "band__text": "$}$"}, "bands.0", "The formula “}” cannot be read"),
        ({"band__from": "5", "band__text": "a\nb"}, "bands.0", "A text for results must be one line"),
        (
            {"band__from": [str(n) for n in range(21)], "band__text": ["x"] * 21},
            "bands",
            "The quiz has 21 texts for results; 20 are allowed.",
        ),
        ({"opens_at__date": "2026-03-29", "opens_at__time": "02:30"}, "opens_at", "There is no 02:30 on that day"),
        ({"opens_at__date": "2026-11-24"}, "opens_at", "Please give a date and a time"),
        ({"closes_at__time": "08:00"}, "closes_at", "Please give a date and a time"),
        ({"closes_at__date": "x", "closes_at__time": "y"}, "closes_at", "Please write the date as"),
        ({"opens_at__date": "1999-12-31", "opens_at__time": "08:00"}, "opens_at", "in the years 2000 to 2999."),
        ({"attempts": "0"}, "attempts", "The attempts of a player must be 1 to 100, or any number."),
        ({"attempts": "101"}, "attempts", "The attempts of a player must be 1 to 100, or any number."),
        ({"attempts": "two"}, "attempts", "Please write a whole number such as 2"),
        ({"pin": "471"}, "pin", "A PIN must be 4 to 20 letters"),
        ({"pin": "none"}, "pin", "A PIN must be 4 to 20 letters"),
        ({"slug": ""}, "slug", "Please give the quiz an address: it is published."),
        ({"slug": "No good"}, "slug", "Please use a-z, 0-9 and single hyphens"),
        ({"slug": "x" * 81}, "slug", "Please use a-z, 0-9 and single hyphens"),
        ({"slug": "draft-0123456789abcdef"}, "slug", "Please use a-z, 0-9 and single hyphens"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_stored(
    desk: Settings, typed: dict[str, Any], field: str, words: str
) -> None:
    before = desk.held, desk.draft.frame
    form = desk.filled(**{"leaderboard": "off", "shuffle__choices": "on"} | typed)
    page = desk.send(form)
    assert page.status_code == 422 and words in message(page, field)
    assert (desk.held, desk.draft.frame) == before
    again = form_of(page)  # as it was filled in
    assert {name: again.get(name, "") for name in typed if "__" not in name and name not in OPTIONS} == {
        name: value for name, value in typed.items() if "__" not in name and name not in OPTIONS
    }
    assert again["shuffle.choices"] == "on"


OPTIONS = ("layout", "feedback", "counts", "leaderboard", "listed")


def test_everything_wrong_is_said_at_once_in_the_order_of_the_page(desk: Settings) -> None:
    page = desk.save(pin="1", time_limit__minutes="x", pass_mark="0", attempts="0")
    summary = page.text.partition('role="alert"')[2].partition("</ul>")[0]
    assert re.findall(r'href="#([a-z_]+)"', summary) == ["time_limit", "pass_mark", "attempts", "pin"]


def test_an_address_that_another_quiz_has_is_refused(desk: Settings) -> None:
    with quiz.database.transaction(write=True) as db:
        quiz.authoring.publish(db, "taken", SMALL)
    page = desk.save(slug="taken", time_limit__minutes="5")
    assert page.status_code == 422 and message(page, "slug") == "Another quiz has this address."
    assert desk.draft.frame.time_limit is None and desk.held.slug == "small-quiz"


def test_closing_before_opening_is_refused_across_the_zone(desk: Settings) -> None:
    times = {"opens_at__date": "2026-11-24", "opens_at__time": "08:00", "closes_at__date": "2026-11-24"}
    page = desk.save(**times, closes_at__time="07:59")
    assert message(page, "closes_at") == "The quiz must close after it opens."
    assert desk.save(**times, closes_at__time="08:01").status_code == 303


def test_a_changed_time_zone_is_not_taken_for_another_time(desk: Settings) -> None:
    form = desk.filled(opens_at__date="2026-11-24", opens_at__time="08:00")
    with quiz.database.transaction(write=True) as db:
        db.execute(update(teachers).values(time_zone="America/New_York"))
    page = desk.send(form)
    assert "It is America/New_York now." in message(page, "opens_at") and desk.held.opens_at is None
    assert desk.send(form_of(page)).status_code == 303
    assert desk.held.opens_at == datetime(2026, 11, 24, 13, tzinfo=UTC)


def test_a_field_that_is_sent_twice_is_refused(desk: Settings) -> None:
    assert desk.save(pin=["4711", "4712"]).status_code == 422


def test_a_button_adds_a_row_and_stores_nothing(desk: Settings) -> None:
    page = desk.save(do="more", band__from="80", band__text="Good", pin="4711")
    assert page.status_code == 200 and (desk.held.pin, desk.draft.frame.bands) == (None, ())
    again = form_of(page)
    assert (again["band.from"], again["band.text"], again["pin"]) == (["80", ""], ["Good", ""], "4711")
    assert form_of(desk.send(again | {"do": "more"}))["band.from"] == ["80", "", ""]  # one more, in turn


# ------------------------------------------------------------------ two at once


@pytest.mark.parametrize(
    ("mine", "theirs", "field", "words"),
    [
        ({"time_limit.minutes": "20"}, {"time_limit.minutes": "10"}, "time_limit", "10 minutes"),
        ({"pin": "4711"}, {"pin": "4712"}, "pin", "4712"),
        ({"opens_at.date": "2026-11-24", "opens_at.time": "08:00"}, {"leaderboard": "off"}, "leaderboard", "Off"),
        ({"band.from": ["5"], "band.text": ["<i>"]}, {"band.from": ["9"], "band.text": ["B"]}, "bands", "from 9%: B"),
    ],
)
def test_a_conflict_shows_both_and_lets_the_teacher_choose(
    desk: Settings, mine: Mapping[str, Any], theirs: Mapping[str, Any], field: str, words: str
) -> None:
    form, carl = desk.filled(), shared(desk)
    assert carl.post(desk.address, {**form, **theirs}).status_code == 303
    before = desk.held, desk.draft.frame
    page = desk.send({**form, **mine})
    assert page.status_code == 409 and message(page, field) == f"Saved by somebody else: {words}"
    assert (desk.held, desk.draft.frame) == before
    again = form_of(page)
    assert {name: again[name] for name in mine} == {n: [*v, ""] if isinstance(v, list) else v for n, v in mine.items()}
    assert desk.send(again).status_code == 303  # mine
    stored = desk.filled()
    assert {name: stored[name] for name in mine} == {name: again[name] for name in mine}


def test_a_conflict_in_one_group_stores_nothing_of_the_other(desk: Settings) -> None:
    form, carl = desk.filled(), shared(desk)
    carl.post(desk.address, {**form, "pin": "4712"})
    assert desk.send({**form, "pin": "4711", "time_limit.minutes": "5"}).status_code == 409
    assert (desk.held.pin, desk.draft.frame.time_limit) == ("4712", None)


def test_what_was_left_alone_overwrites_nothing(desk: Settings) -> None:
    form, carl = desk.filled(), shared(desk)
    carl.post(desk.address, {**form, "pin": "4712"})
    assert desk.send({**form, "time_limit.minutes": "5"}).status_code == 303
    assert (desk.held.pin, desk.draft.frame.time_limit) == ("4712", 300)


def test_the_same_change_by_both_is_no_conflict(desk: Settings) -> None:
    form, carl = desk.filled(pin="4712", pass_mark="50"), shared(desk)
    assert [carl.post(desk.address, form).status_code, desk.send(form).status_code] == [303, 303]


def test_a_form_with_an_odd_version_overwrites_nothing(desk: Settings) -> None:
    for version in ("9" * 5000, "\u0663", "-1"):
        form = desk.filled(pass_mark="50") | {"settings_shown": f"{version} x"}
        assert desk.send(form).status_code == 409 and desk.draft.frame.pass_mark is None


def test_a_form_that_lost_its_hidden_fields_overwrites_nothing(desk: Settings) -> None:
    form = {name: value for name, value in desk.filled(pass_mark="50").items() if "shown" not in name}
    assert desk.send(form).status_code == 409 and desk.draft.frame.pass_mark is None


# ------------------------------------------------------------------ who may


def test_who_may_only_see_results_or_nothing_finds_no_settings(desk: Settings) -> None:
    form = desk.filled(pin="4711")
    reader, stranger = shared(desk, may_edit=False), signed_in(new_teacher("Olga"))
    assert [one.get(desk.address).status_code for one in (reader, stranger, Site())] == [403, 404, 303]
    assert [one.post(desk.address, form).status_code for one in (reader, stranger, Site())] == [403, 404, 401]
    assert desk.held.pin is None
