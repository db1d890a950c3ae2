"""Signing in and out: cookies, words, limits, and the form that was interrupted."""

import logging
from datetime import datetime, timedelta

import pytest
from werkzeug.test import TestResponse

from quiz import catalog, passwords
from quiz.web import session
from quiz.web.forms import LARGEST
from quiz.web.teach import tries
from tests.conftest import forget_everything
from tests.site import PASSWORD, Site, hidden, new_teacher, of_teacher, signed_in

WRONG = "E-mail or password is not right."


def sign_in(site: Site, name: str = "tess", password: str = PASSWORD, address: str = "", **more: str) -> TestResponse:
    fields = {"email": f"{name}@example.org", "password": password, **more}
    return site.post("/teach/sign-in", fields, **({"X_Forwarded_For": address} if address else {}))


def cookies(page: TestResponse) -> dict[str, list[str]]:
    """What is said of each, by its name."""
    parts = [[part.strip() for part in line.split(";")] for line in page.headers.getlist("Set-Cookie")]
    return {first.partition("=")[0]: sorted(rest) for first, *rest in parts}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """Its last moment is now."""
    moments = [catalog.now()]
    monkeypatch.setattr(catalog, "now", lambda: moments[-1])
    return moments


# ------------------------------------------------------------------ in and out


def test_who_signs_in_gets_to_their_page(site: Site) -> None:
    new_teacher(password=PASSWORD)
    assert site.get("/teach").headers["Location"] == "/teach/sign-in?next=/teach"
    assert sign_in(site, "TESS").headers["Location"] == "/teach"
    assert site.get("/teach").status_code == 200
    assert site.get("/teach/sign-in?next=/teach/people").headers["Location"] == "/teach/people"


def test_the_session_is_for_this_browser_only_and_ends_with_it(site: Site) -> None:
    new_teacher(password=PASSWORD)
    kept = cookies(sign_in(site))
    assert kept["teacher"] == ["httponly", "path=/", "samesite=lax"]
    assert kept["device"] == ["httponly", f"max-age={session.DEVICE_SECONDS}", "path=/", "samesite=lax"]


def test_on_ones_own_device_it_lasts_for_thirty_days(site: Site) -> None:
    new_teacher(password=PASSWORD)
    assert "max-age=2592000" in cookies(sign_in(site, stay="yes"))["teacher"]


def test_in_azure_the_cookies_are_sent_over_https_only(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    new_teacher(password=PASSWORD)
    monkeypatch.setenv("SITE_URL", "https://quiz.example.org")
    forget_everything()
    assert all("secure" in flags for flags in cookies(sign_in(site)).values())


@pytest.mark.parametrize(("is_own_device", "days"), [(False, 0.5), (True, 30)])
def test_a_session_ends_by_the_sites_clock(monkeypatch: pytest.MonkeyPatch, is_own_device: bool, days: float) -> None:
    known = session.TeacherSession(1, 1, is_own_device)
    text, now = session.sign_teacher(known), session.time.time()
    monkeypatch.setattr(session.time, "time", lambda: now + days * 86400 - 5)
    assert session.read_teacher(text) == known
    monkeypatch.setattr(session.time, "time", lambda: now + days * 86400 + 5)
    assert session.read_teacher(text) is None


def test_a_session_given_before_signing_in_is_worth_nothing_after(site: Site) -> None:
    new_teacher(password=PASSWORD)
    site.client.set_cookie("teacher", "chosen-by-somebody-else")
    sign_in(site)
    kept = site.client.get_cookie("teacher")
    assert kept and kept.value != "chosen-by-somebody-else"


def test_signing_out_forgets_this_browser_and_everywhere_ends_all(site: Site) -> None:
    tess = new_teacher(password=PASSWORD)
    other = signed_in(tess)
    sign_in(site)
    assert site.post("/teach/sign-out", {"do": "here"}).headers["Location"] == "/teach/sign-in"
    assert site.get("/teach").status_code == 303 and other.get("/teach").status_code == 200
    third = signed_in(tess)
    third.post("/teach/sign-out", {"do": "everywhere"})
    assert other.get("/teach").status_code == third.get("/teach").status_code == 303
    assert of_teacher(tess).generation == 2


def test_who_is_not_signed_in_can_sign_out_all_the_same(site: Site) -> None:
    assert site.post("/teach/sign-out", {"do": "everywhere"}).status_code == 303


# ------------------------------------------------------------------ wrong


def test_a_wrong_password_and_an_unknown_account_get_the_same_page(site: Site) -> None:
    new_teacher(password=PASSWORD)
    known, unknown = sign_in(site, "tess", "wrong"), sign_in(site, "nobo", PASSWORD)
    assert known.status_code == unknown.status_code == 422
    assert WRONG in known.text
    assert known.text == unknown.text.replace("nobo@", "tess@")
    assert "Set-Cookie" not in known.headers and "wrong" not in known.text.replace('class="wrong', "")


def test_both_take_one_hash(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    new_teacher(password=PASSWORD)
    hashed, matches = [], passwords.matches
    monkeypatch.setattr(passwords, "matches", lambda stored, typed: hashed.append(stored) or matches(stored, typed))
    sign_in(site, "tess", "wrong")
    sign_in(site, "nobo", "wrong")
    assert [stored is None for stored in hashed] == [False, True]


@pytest.mark.parametrize(
    "fields",
    [
        {"email": "", "password": ""},
        {"password": PASSWORD},
        {"email": "tess@example.org"},
        {"email": "tess@example.org\0", "password": "\0"},
        {"email": "x" * 100_000, "password": "y" * 100_000},
        {"email": "%", "password": "' OR 1=1 --"},
        {"email": ["tess@example.org", "tess@example.org"], "password": PASSWORD},
        {"email": "tess@example.org", "password": [PASSWORD, PASSWORD]},
    ],
)
def test_bad_input_is_just_wrong(site: Site, fields: dict[str, str]) -> None:
    new_teacher(password=PASSWORD)
    assert site.post("/teach/sign-in", fields).status_code == 422


@pytest.mark.parametrize("headers", [{"Sec_Fetch_Site": "cross-site"}, {"Sec_Fetch_Site": "", "Origin": "http://evil"}])
def test_another_site_cannot_sign_anybody_in(site: Site, headers: dict[str, str]) -> None:
    new_teacher(password=PASSWORD)
    fields = {"email": "tess@example.org", "password": PASSWORD}
    assert site.post("/teach/sign-in", fields, **headers).status_code == 403


# ------------------------------------------------------------------ too often


def test_strangers_who_hammer_an_account_change_nothing_but_a_log_line_and_a_wait(
    site: Site, clock: list[datetime], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    new_teacher(password=PASSWORD)
    sign_in(site)
    site.post("/teach/sign-out", {"do": "here"})
    clock.append(clock[0] + timedelta(minutes=2))
    hashed = []
    monkeypatch.setattr(passwords, "matches", lambda stored, typed: hashed.append(typed) or typed == PASSWORD)
    caplog.set_level(logging.WARNING, "quiz")
    pages = [sign_in(Site(), password="wrong", address=f"198.51.100.{number}") for number in range(60)]
    assert [page.status_code for page in pages] == [422] * tries.ACCOUNT + [429] * (60 - tries.ACCOUNT)
    assert "Please wait a minute" in pages[-1].text and "tess@example.org" in pages[-1].text
    assert len(hashed) == tries.ACCOUNT
    assert len(caplog.messages) == 1 and "tess" not in caplog.text

    assert sign_in(Site()).status_code == 429  # the right password in a new browser has to wait, too
    assert sign_in(site).status_code == 303  # who was here before has not
    clock.append(clock[-1] + timedelta(seconds=61))
    assert sign_in(Site()).status_code == 303


def test_a_browser_that_was_here_before_has_few_tries(site: Site) -> None:
    new_teacher(password=PASSWORD)
    new_teacher("Carl", password=PASSWORD)
    sign_in(site)
    statuses = [sign_in(site, password="wrong").status_code for _ in range(tries.OWN + 1)]
    assert statuses == [422] * tries.OWN + [429]
    assert sign_in(site, "carl").status_code == 303  # for another account it is any browser
    assert sign_in(Site()).status_code == 303


def test_a_browsers_mark_is_worth_nothing_for_another_account_or_when_it_is_made_up() -> None:
    mark = session.sign_device("tess@example.org")
    assert session.read_device(mark, "tess@example.org")
    assert session.read_device(mark, "carl@example.org") is None
    assert session.read_device(mark + "x", "tess@example.org") is None
    assert session.read_device(session.sign_player("x"), "tess@example.org") is None
    assert session.read_device("", "tess@example.org") is None


def test_an_address_and_the_whole_site_have_their_limits(
    site: Site, clock: list[datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "matches", lambda stored, typed: False)
    monkeypatch.setattr(tries, "SITE", 40)
    one = [sign_in(Site(), f"a{number}", address="203.0.113.7").status_code for number in range(31)]
    assert one == [422] * 30 + [429]
    others = [sign_in(Site(), f"b{number}", address=f"203.0.113.{number}").status_code for number in range(10, 21)]
    assert others == [422] * 10 + [429]


# ------------------------------------------------------------------ interrupted


def test_a_form_that_was_sent_without_a_session_is_kept_through_the_sign_in(site: Site) -> None:
    tess = new_teacher(password=PASSWORD)
    typed = {"do": "describe", "name": 'Tess <3 & "co" ü+%26', "time_zone": "Europe/Berlin"}
    kept = site.post("/teach/account", typed)
    assert kept.status_code == 401 and "not stored yet" in kept.text
    wrong = sign_in(site, password="wrong", next=hidden(kept, "next"), sent=hidden(kept, "sent"))
    assert wrong.status_code == 422
    again = sign_in(site, next=hidden(wrong, "next"), sent=hidden(wrong, "sent"))
    assert again.status_code == 200 and "not stored yet" in again.text
    assert of_teacher(tess).name == "Tess"
    assert 'action="/teach/account"' in again.text
    site.post("/teach/account", {name: hidden(again, name) for name in typed})
    assert of_teacher(tess).name == typed["name"]


def test_the_largest_form_survives_it(site: Site) -> None:
    new_teacher(password=PASSWORD)
    body = b"do=describe&name=" + b"+" * (LARGEST - 20)
    kept = site.post("/teach/account", body)
    assert kept.status_code == 401
    again = sign_in(site, next="/teach/account", sent=hidden(kept, "sent"))
    assert again.status_code == 200
    assert hidden(again, "name") == " " * (LARGEST - 20)


@pytest.mark.parametrize(
    "target",
    [
        *("https://evil.example/", "//evil.example/teach", "/\\evil.example", "/teach//evil.example", "/teachers"),
        *("/teach/../x", "/teach/%2e%2e/x", "javascript:alert(1)", "/quizzes/small", "/teach/x\n", "/TEACH", "teach"),
        "/teach/" + "x" * 200,
    ],
)
def test_nobody_is_led_elsewhere(site: Site, target: str) -> None:
    new_teacher(password=PASSWORD)
    assert sign_in(site, next=target).headers["Location"] == "/teach"
    assert 'action="/teach"' in sign_in(site, next=target, sent="a=b").text


def test_a_teachers_page_is_where_one_is_led(site: Site) -> None:
    new_teacher(password=PASSWORD)
    assert sign_in(site, next="/teach/quizzes/7/questions").headers["Location"] == "/teach/quizzes/7/questions"


def test_what_is_kept_comes_from_a_form_only(site: Site) -> None:
    page = site.get("/teach/sign-in?sent=a%3Db&email=x&problem=y").text
    assert "a=b" not in page and "not stored yet" not in page and "problem" not in page
