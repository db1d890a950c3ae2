"""Colleagues: who is there, links for more, and what an owner may change."""

import pytest

from quiz.web import session
from tests.conftest import forget_everything
from tests.site import PASSWORD, Site, new_teacher, of_teacher, signed_in


def link_on(page: str) -> str:
    return page.partition('id="invitation" value="')[2].partition('"')[0]


def test_colleagues_are_listed_by_name(site: Site) -> None:
    for name in ("carl", "Olga <3", "Ada"):
        new_teacher(name)
    page = signed_in(new_teacher()).get("/teach/people").text
    assert page.index("Ada") < page.index("carl") < page.index("Olga &lt;3") < page.index("Tess</bdi> <span")
    assert "/teach/people/" not in page  # only an owner may change somebody


def test_a_teacher_invites_a_teacher_and_only_an_owner_an_owner(site: Site) -> None:
    tess, olga = signed_in(new_teacher()), signed_in(new_teacher("Olga", "owner"))
    made = tess.post("/teach/people", {"role": "teacher"})
    assert made.status_code == 200 and made.headers["Cache-Control"] == "no-store"
    assert session.read_link(link_on(made.text).rpartition("/")[2]).role == "teacher"
    assert tess.post("/teach/people", {"role": "owner"}).status_code == 403
    assert "register as an owner" in olga.post("/teach/people", {"role": "owner"}).text
    assert olga.post("/teach/people", {"role": "king"}).status_code == 422


def test_every_link_is_another_one_and_is_absolute(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    tess = signed_in(new_teacher())
    assert link_on(tess.post("/teach/people", {"role": "teacher"}).text).startswith("/teach/invitations/")
    monkeypatch.setenv("SITE_URL", "https://quiz.example.org")
    forget_everything()
    links = {link_on(tess.post("/teach/people", {"role": "teacher"}).text) for _ in range(2)}
    assert len(links) == 2
    assert all(link.startswith("https://quiz.example.org/teach/invitations/") for link in links)


def test_an_owner_changes_roles(site: Site) -> None:
    tess, olga = new_teacher(), new_teacher("Olga", "owner")
    browser = signed_in(olga)
    assert browser.post(f"/teach/people/{tess}", {"do": "role", "role": "owner"}).status_code == 303
    assert of_teacher(tess).is_owner
    assert browser.post(f"/teach/people/{olga}", {"do": "role", "role": "teacher"}).status_code == 303
    assert not of_teacher(olga).is_owner
    last = signed_in(tess).post(f"/teach/people/{tess}", {"do": "role", "role": "teacher"})
    assert last.status_code == 422 and 'id="role-message"' in last.text


def test_an_owner_makes_a_link_for_a_new_password(site: Site) -> None:
    tess = new_teacher(password=PASSWORD)
    page = signed_in(new_teacher("Olga", "owner")).post(f"/teach/people/{tess}", {"do": "reset"})
    assert "<bdi>Tess</bdi> can choose a new password" in page.text
    assert site.post(link_on(page.text), {"password": "another three words"}).status_code == 303
    assert of_teacher(tess).reset_by == "Olga"


def test_an_owner_removes_somebody_and_says_who_takes_the_quizzes(site: Site) -> None:
    tess, olga = new_teacher(), new_teacher("Olga", "owner")
    browser, theirs = signed_in(olga), signed_in(tess)
    assert f'value="{olga}" selected' in browser.get(f"/teach/people/{tess}").text
    assert browser.post(f"/teach/people/{tess}", {"do": "remove", "heir": "x"}).status_code == 422
    fields = {"do": "remove", "heir": str(olga)}
    assert [browser.post(f"/teach/people/{tess}", fields).status_code for _ in range(2)] == [303, 303]
    assert theirs.get("/teach").status_code == 303
    assert browser.get(f"/teach/people/{tess}").status_code == 404


@pytest.mark.parametrize("fields", [{"do": "role", "role": "owner"}, {"do": "reset"}, {"do": "remove", "heir": "1"}])
def test_others_may_change_nobody(site: Site, fields: dict[str, str]) -> None:
    olga, tess = new_teacher("Olga", "owner"), new_teacher()
    for person in (olga, tess):
        assert signed_in(tess).post(f"/teach/people/{person}", fields).status_code == 403
        assert site.post(f"/teach/people/{person}", fields).status_code == 401
    assert of_teacher(olga).is_owner and not of_teacher(tess).is_owner


@pytest.mark.parametrize("person", ["0", "999", "-1", "999999999999", "x"])
def test_nobody_is_nobody(site: Site, person: str) -> None:
    browser = signed_in(new_teacher("Olga", "owner"))
    assert browser.get(f"/teach/people/{person}").status_code == 404
    for fields in ({"do": "role", "role": "owner"}, {"do": "reset"}, {"do": "x"}):
        assert browser.post(f"/teach/people/{person}", fields).status_code == 404
