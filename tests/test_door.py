"""The one way in: what is refused, what is added, what is logged."""

import gzip
import logging
import re

import pytest

import quiz
from quiz import errors
from quiz.web import door, error_pages, wire
from quiz.web.forms import LARGEST
from tests.conftest import using
from tests.site import RIGHT, Site, publish


@pytest.mark.parametrize("path", ["/", "/quizzes/small", "/static/style.css", "/nothing", "/healthz"])
def test_every_answer_carries_the_security_headers(site: Site, path: str) -> None:
    publish()
    headers = site.get(path).headers
    assert {name: headers[name] for name in wire.SECURITY_HEADERS} == wire.SECURITY_HEADERS
    assert "Strict-Transport-Security" not in headers  # not on http


def test_no_page_needs_what_the_content_policy_forbids(site: Site) -> None:
    publish()
    handed_in = site.hand_in()
    for path in ("/", "/quizzes/small", handed_in.headers["Location"], "/quizzes/small/leaderboard", "/nothing"):
        page = site.get(path).text
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?! src=\"/static/)|https?://(?!www\.w3\.org/)", page)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec_Fetch_Site": "same-origin"}, 303),
        ({"Sec_Fetch_Site": "none"}, 303),
        ({"Sec_Fetch_Site": "same-site"}, 403),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Sec_Fetch_Site": "cross-site", "Origin": "http://localhost"}, 403),
        ({"Sec_Fetch_Site": "", "Origin": "http://localhost"}, 303),
        ({"Sec_Fetch_Site": "", "Origin": "https://localhost"}, 303),  # TLS may end before us
        ({"Sec_Fetch_Site": "", "Origin": "http://localhost.evil.example"}, 403),
        ({"Sec_Fetch_Site": "", "Origin": "http://evil.example"}, 403),
        ({"Sec_Fetch_Site": "", "Origin": "null"}, 403),
        ({"Sec_Fetch_Site": "", "Origin": "http://"}, 403),
        ({"Sec_Fetch_Site": ""}, 303),
    ],
)
def test_a_form_of_another_site_is_refused(site: Site, headers: dict[str, str], status: int) -> None:
    publish()
    fields = {"ticket": site.ticket(), "name": "Ada", "do": "hand-in", **RIGHT}
    assert site.post("/quizzes/small", fields, **headers).status_code == status
    assert ("Ada" in site.get("/quizzes/small/leaderboard").text) == (status == 303)


def test_a_form_of_unknown_origin_is_refused_where_a_teacher_is_signed_in(site: Site) -> None:
    publish()
    ticket = site.ticket()
    site.client.set_cookie("teacher", "x")
    fields = {"ticket": ticket, "name": "Ada", "do": "hand-in"}
    assert site.post("/quizzes/small", fields, Sec_Fetch_Site="").status_code == 403
    assert site.post("/quizzes/small", fields, Sec_Fetch_Site="same-origin").status_code == 303


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"", {}, 400),
        (b"name=\xff", {}, 400),
        (b"name=%ff", {}, 400),
        (b"{}", {"Content_Type": "application/json"}, 415),
        (b"name=Ada", {"Content_Type": ""}, 415),
        (b"name=Ada", {"Content_Type": "multipart/form-data; boundary=x"}, 415),
        (b"x" * (LARGEST + 1), {}, 413),
        (b"\xff" * (LARGEST + 1), {"Content_Type": "application/json"}, 413),
        (b"&".join([b"a=b"] * 5001), {}, 413),
    ],
)
def test_a_body_that_is_no_form_is_refused_with_its_reason(
    site: Site, body: bytes, headers: dict[str, str], status: int
) -> None:
    publish()
    refused = site.post("/quizzes/small", body, **headers)
    assert refused.status_code == status
    assert "<h1>" in refused.text
    assert site.post("/nothing", body, **headers).status_code == 404


# Not the quiz page: its ticket is another one each time, and so may be its length.
@pytest.mark.parametrize("path", ["/", "/quizzes/small/leaderboard", "/static/style.css", "/nothing"])
def test_head_is_get_without_the_body(site: Site, path: str) -> None:
    publish()
    get, head = site.client.get(path), site.client.head(path)
    assert head.data == b""
    assert head.status_code == get.status_code
    assert head.headers["Content-Length"] == get.headers["Content-Length"]
    assert set(head.headers.keys()) == set(get.headers.keys())


def test_pages_with_a_name_or_a_ticket_are_kept_nowhere(site: Site) -> None:
    publish()
    handed_in = site.hand_in()
    for path in ("/", "/quizzes/small", handed_in.headers["Location"], "/nothing"):
        page = site.get(path)
        assert page.headers["Cache-Control"] == "no-store"
        assert "ETag" not in page.headers
    assert handed_in.headers["Cache-Control"] == "no-store"


def test_what_has_not_changed_is_not_sent_again(site: Site) -> None:
    publish()
    first = site.get("/quizzes/small/leaderboard")
    again = site.get("/quizzes/small/leaderboard", If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    site.hand_in()
    changed = site.get("/quizzes/small/leaderboard", If_None_Match=first.headers["ETag"])
    assert changed.status_code == 200


@pytest.mark.parametrize("known", ['"x", {etag}', "{strong}", "*"])
def test_if_none_match_is_a_list_compared_weakly(site: Site, known: str) -> None:
    etag = site.get("/static/style.css").headers["ETag"]
    known = known.format(etag=etag, strong=etag.removeprefix("W/"))
    assert site.get("/static/style.css", If_None_Match=known).status_code == 304


def test_text_is_compressed_for_who_asks(site: Site) -> None:
    plain = site.get("/static/style.css")
    packed = site.get("/static/style.css", Accept_Encoding="br, gzip")
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"
    assert site.get("/static/style.css", Accept_Encoding="gzip;q=0").headers.get("Content-Encoding") is None


def test_one_line_is_logged_for_a_request_and_no_address_in_it(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    publish()
    address = site.hand_in().headers["Location"]
    with caplog.at_level(logging.INFO, "quiz"):
        site.get(address + "?secret=1")
    (record,) = caplog.records
    assert re.fullmatch(r"GET attempt_page 200 \d+ ms \d+ statements", record.getMessage())


def test_an_unexpected_error_is_a_page_and_a_traceback_in_the_log(
    site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(quiz.catalog, "open_quizzes", fail)
    with pytest.raises(ZeroDivisionError):
        site.get("/")
    monkeypatch.setattr(door, "catch_all", True)
    page = site.get("/")
    assert page.status_code == 500
    assert "Please try again" in page.text and "secret detail" not in page.text
    assert "ZeroDivisionError" in caplog.text


def test_every_error_of_the_quiz_has_a_page() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.QuizError)]
    for kind in kinds:
        if kind is not errors.QuizError:
            assert 400 <= error_pages.status_of(kind("words")) < 600


@pytest.mark.parametrize("path", ["/", "/quizzes/small", "/attempts/" + "A" * 43])
def test_a_wrong_setting_is_named_and_never_shown(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with using("sqlite:///unused"):
        monkeypatch.setenv("SESSION_SECRET", "too-short-secret")
        quiz.settings.current.cache_clear()
        page = Site().get(path)
        assert (page.status_code, page.headers["Retry-After"]) == (503, "10")
        assert "SESSION_SECRET" in page.text and "too-short-secret" not in page.text
        health = Site().get("/healthz")
        assert health.status_code == 503 and health.text.startswith("settings: SESSION_SECRET")
        monkeypatch.undo()


@pytest.mark.parametrize(
    ("environment", "is_https"),
    [
        ({}, False),
        ({"SITE_URL": "https://quiz.example.org"}, True),
        ({"WEBSITE_HOSTNAME": "localhost:7071"}, False),
        ({"WEBSITE_HOSTNAME": "quiz.azurewebsites.net", "WEBSITE_SKU": "FlexConsumption"}, True),
    ],
)
@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_on_https_the_cookie_is_secure_and_the_browser_told_to_stay(
    site: Site, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], is_https: bool
) -> None:
    publish()
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    quiz.settings.current.cache_clear()
    handed_in = site.hand_in()
    assert (handed_in.headers.get("Strict-Transport-Security") == wire.HSTS) is is_https
    assert ("secure" in handed_in.headers["Set-Cookie"]) is is_https
