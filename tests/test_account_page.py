"""A teacher's own account."""

import pytest

import quiz
from quiz.web import session
from quiz.web.teach import account
from tests.site import PASSWORD, Site, new_teacher, of_teacher, signed_in

NEW = "another three words"


def change_password(site: Site, old: str = PASSWORD, new: str = NEW) -> int:
    return site.post("/teach/account", {"do": "password", "old": old, "new": new}).status_code


def test_name_and_time_zone_can_be_changed(site: Site) -> None:
    tess = new_teacher()
    browser = signed_in(tess)
    done = browser.post("/teach/account", {"do": "describe", "name": " Tess  T. ", "time_zone": "Asia/Tokyo"})
    assert "are stored" in browser.get(done.headers["Location"]).text
    assert (of_teacher(tess).name, of_teacher(tess).time_zone) == ("Tess T.", "Asia/Tokyo")


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"do": "describe", "name": " ", "time_zone": "UTC"}, "name"),
        ({"do": "describe", "name": "Tess", "time_zone": "UTC+1"}, "time_zone"),
        ({"do": "password", "old": PASSWORD, "new": "short"}, "new"),
        ({"do": "password", "old": "not mine at all", "new": NEW}, "old"),
        ({"do": "leave", "heir": "", "password": PASSWORD}, "heir"),
        ({"do": "leave", "heir": "x", "password": PASSWORD}, "heir"),
        ({"do": "leave", "heir": "999", "password": PASSWORD}, "heir"),
        ({"do": "leave", "heir": "HEIR", "password": "not mine at all"}, "password"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(site: Site, fields: dict[str, str], wrong: str) -> None:
    heir = new_teacher("Olga", "owner")
    tess = new_teacher(password=PASSWORD)
    page = signed_in(tess).post("/teach/account", {**fields, "heir": fields.get("heir", "").replace("HEIR", str(heir))})
    assert page.status_code == 422 and f'id="{wrong}-message"' in page.text
    assert of_teacher(tess).generation == 1 and of_teacher(tess).name == "Tess"


def test_a_new_password_ends_the_other_sessions_and_not_this_one(site: Site) -> None:
    tess = new_teacher(password=PASSWORD)
    browser, other = signed_in(tess), signed_in(tess)
    assert change_password(browser) == 303
    assert browser.get("/teach/account?done=password").status_code == 200
    assert other.get("/teach").status_code == 303
    assert change_password(browser) == 422  # the old one is old
    assert change_password(browser, NEW, PASSWORD) == 303


@pytest.mark.parametrize("is_own_device", [True, False])
def test_this_browser_stays_signed_in_as_long_as_before(site: Site, is_own_device: bool) -> None:
    known = session.TeacherSession(new_teacher(password=PASSWORD), 1, is_own_device)
    site.client.set_cookie("teacher", session.sign_teacher(known))
    change_password(site)
    cookie = site.client.get_cookie("teacher")
    assert cookie and (cookie.max_age == session.REMEMBERED_SECONDS if is_own_device else cookie.max_age is None)


def test_whoever_finds_a_device_cannot_try_passwords_for_long(site: Site) -> None:
    browser = signed_in(new_teacher(password=PASSWORD))
    statuses = [change_password(browser, "a guess, no more") for _ in range(account.TRIES + 1)]
    assert statuses == [422] * account.TRIES + [429]
    assert change_password(browser) == 429


def test_a_teacher_leaves_and_is_signed_out(site: Site) -> None:
    olga = new_teacher("Olga", "owner")
    browser = signed_in(new_teacher(password=PASSWORD))
    left = browser.post("/teach/account", {"do": "leave", "heir": str(olga), "password": PASSWORD})
    assert left.headers["Location"] == "/" and browser.client.get_cookie("teacher") is None
    with quiz.database.transaction(write=False) as db:
        assert [teacher.name for teacher in quiz.teachers.everybody(db)] == ["Olga"]


def test_the_last_owner_is_told_why_they_cannot_leave(site: Site) -> None:
    olga = new_teacher("Olga", "owner", PASSWORD)
    tess = new_teacher()
    browser = signed_in(olga)
    assert "only owner" in browser.get("/teach/account").text
    page = browser.post("/teach/account", {"do": "leave", "heir": str(tess), "password": PASSWORD})
    assert page.status_code == 422 and "A site needs an owner" in page.text


def test_there_is_no_other_button(site: Site) -> None:
    assert signed_in(new_teacher()).post("/teach/account", {"do": "become-owner"}).status_code == 404


def test_a_session_that_ends_while_the_password_is_hashed_changes_nothing(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    tess = new_teacher(password=PASSWORD)
    hash_of = quiz.passwords.new_hash

    def meanwhile(password: str) -> str:
        with quiz.database.transaction(write=True) as db:
            quiz.teachers.end_sessions(db, tess)
        return hash_of(password)

    monkeypatch.setattr(quiz.passwords, "new_hash", meanwhile)
    assert change_password(signed_in(tess)) == 401
    monkeypatch.undo()
