"""Signing in at Microsoft: whose word counts, and who is bound to which teacher."""

import base64
import json
import re

import pytest
from werkzeug.test import TestResponse

import quiz
from quiz import invitations, links
from quiz.web import session
from tests.site import PASSWORD, Site, new_teacher, of_teacher, signed_in

TENANT, TESS, CARL = (f"{digit * 8}-0000-4000-8000-{digit * 12}" for digit in "123")
IN = "/teach/microsoft"
pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> None:
    """As infra/functions.bicep and Azure set it."""
    set_to(monkeypatch, MICROSOFT_SIGN_IN="true", WEBSITE_AUTH_ENABLED="True")


def set_to(monkeypatch: pytest.MonkeyPatch, **environment: str) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    quiz.settings.current.cache_clear()


def said(object_id: str, tenant: str = TENANT, by: str = "aad", **more: str) -> str:
    """The header that Azure writes."""
    known = {
        "http://schemas.microsoft.com/identity/claims/tenantid": tenant,
        "http://schemas.microsoft.com/identity/claims/objectidentifier": object_id,
        "preferred_username": "tess@school.example",
        **more,
    }
    claims = [{"typ": name, "val": value} for name, value in known.items()]
    return base64.b64encode(json.dumps({"auth_typ": by, "claims": claims}).encode()).decode()


def ask(path: str, header: str = "", site: Site | None = None) -> TestResponse:
    return (site or Site()).get(path, **({"X_MS_CLIENT_PRINCIPAL": header} if header else {}))


def register(name: str, object_id: str, ticked: str) -> TestResponse:
    path = f"/teach/invitations/{session.sign_link(links.colleague('teacher'))}"
    typed = {"name": name, "email": f"{name}@example.org", "password": PASSWORD, "time_zone": "UTC"}
    header = {"X_MS_CLIENT_PRINCIPAL": said(object_id)}
    return Site().post(path, typed | ({"microsoft": ticked} if ticked else {}), **header)


def comes_in(header: str) -> bool:
    page = ask(IN, header)
    return page.status_code == 303 and page.headers["Location"] == "/teach"


# ------------------------------------------------------------------ whose word counts


@pytest.mark.parametrize(
    "environment",
    [{}, {"MICROSOFT_SIGN_IN": "true"}, {"WEBSITE_AUTH_ENABLED": "True"}]
    + [{"MICROSOFT_SIGN_IN": "false", "WEBSITE_AUTH_ENABLED": "True"}]
    + [{"MICROSOFT_SIGN_IN": "true", "WEBSITE_AUTH_ENABLED": "False"}],
)
def test_without_azures_sign_in_the_header_is_anybodys_word(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    set_to(monkeypatch, MICROSOFT_SIGN_IN="true", WEBSITE_AUTH_ENABLED="True")
    register("Tess", TESS, TESS)
    for name in ("MICROSOFT_SIGN_IN", "WEBSITE_AUTH_ENABLED"):
        monkeypatch.delenv(name)
    set_to(monkeypatch, **environment)
    page = ask(IN, said(TESS))
    assert (page.status_code, page.headers["Location"]) == (303, "/teach/sign-in")
    assert "Set-Cookie" not in page.headers
    assert "Microsoft" not in ask("/teach/sign-in", said(TESS)).text


@pytest.mark.usefixtures("on")
@pytest.mark.parametrize(
    "header",
    ["", "x", "é", "e30=", base64.b64encode(b"[1]").decode(), base64.b64encode(b"\xff").decode()]
    + [said(TESS, by="google"), said("tess"), said(TESS, tenant=""), said("")],
)
def test_a_header_that_names_no_account_at_microsoft_lets_nobody_in(header: str) -> None:
    register("Tess", TESS, TESS)
    page = ask(IN, header)
    assert page.headers.get("Location") == "/teach/sign-in" and "Set-Cookie" not in page.headers


# ------------------------------------------------------------------ who is bound


@pytest.mark.usefixtures("on")
def test_who_ticked_it_while_registering_comes_in_by_microsoft() -> None:
    assert register("Tess", TESS, ticked=TESS).status_code == 303
    assert comes_in(said(TESS))
    assert comes_in(said(TESS.upper(), TENANT.upper()))


@pytest.mark.usefixtures("on")
def test_nobody_is_bound_without_the_tick_or_by_an_e_mail_address() -> None:
    assert register("Tess", TESS, ticked="").status_code == 303
    page = ask(IN, said(TESS, preferred_username="tess@example.org", email="tess@example.org"))
    assert page.status_code == 403 and "No teacher here signs in with this Microsoft account" in page.text
    assert "Set-Cookie" not in page.headers


@pytest.mark.usefixtures("on")
def test_the_same_id_in_another_tenant_is_another_account() -> None:
    register("Tess", TESS, ticked=TESS)
    assert not comes_in(said(TESS, tenant=CARL))


@pytest.mark.usefixtures("on")
def test_an_account_is_one_teachers_only_and_the_link_stays_good() -> None:
    register("Tess", TESS, ticked=TESS)
    page = register("Carl", TESS, ticked=TESS)
    assert page.status_code == 422 and "Another teacher here" in page.text
    assert 'value="Carl"' in page.text
    with quiz.database.transaction(write=False) as db:
        assert [teacher.name for teacher in quiz.teachers.everybody(db)] == ["Tess"]


@pytest.mark.usefixtures("on")
def test_who_is_another_by_now_is_asked_again() -> None:
    page = register("Tess", CARL, ticked=TESS)
    assert page.status_code == 422 and "any more as you were" in page.text
    assert not comes_in(said(TESS)) and not comes_in(said(CARL))


@pytest.mark.usefixtures("on")
def test_a_link_for_a_new_password_binds_who_is_there_and_takes_the_place_of_the_one_before() -> None:
    register("Tess", TESS, ticked=TESS)
    with quiz.database.transaction(write=False) as db:
        found = quiz.teachers.with_password(db, "tess@example.org")
    assert found
    path = f"/teach/invitations/{session.sign_link(links.new_password(found[0]))}"
    sent = {"password": "another three words", "microsoft": CARL}
    assert Site().post(path, sent, X_MS_CLIENT_PRINCIPAL=said(CARL)).status_code == 303
    assert comes_in(said(CARL)) and not comes_in(said(TESS))


@pytest.mark.usefixtures("on")
def test_an_owner_who_was_there_before_makes_the_link_for_themselves() -> None:
    olga = new_teacher("Olga", "owner")
    page = signed_in(olga).post(f"/teach/people/{olga}", {"do": "reset"})
    link = re.search(r"/teach/invitations/[\w.-]+", page.text)
    assert link
    sent = {"password": "another three words", "microsoft": TESS}
    assert Site().post(link[0], sent, X_MS_CLIENT_PRINCIPAL=said(TESS)).status_code == 303
    assert comes_in(said(TESS))


@pytest.mark.usefixtures("on")
def test_who_has_left_does_not_come_in_any_more() -> None:
    new_teacher("Olga", "owner")
    register("Tess", TESS, ticked=TESS)
    with quiz.database.transaction(write=True) as db:
        db.execute(quiz.tables.teachers.delete().where(quiz.tables.teachers.c.name == "Tess"))
    assert not comes_in(said(TESS))


# ------------------------------------------------------------------ the pages


@pytest.mark.usefixtures("on")
def test_the_page_to_sign_in_leads_to_microsoft_and_back_to_where_one_was_going() -> None:
    page = ask("/teach/sign-in?next=/teach/people")
    assert "/.auth/login/aad?post_login_redirect_uri=%2Fteach%2Fmicrosoft%3Fnext%3D%2Fteach%2Fpeople" in page.text
    register("Tess", TESS, ticked=TESS)
    assert ask(f"{IN}?next=/teach/people", said(TESS)).headers["Location"] == "/teach/people"
    assert ask(f"{IN}?next=//evil.example", said(TESS)).headers["Location"] == "/teach"


@pytest.mark.usefixtures("on")
def test_who_signs_out_is_told_that_microsoft_has_not() -> None:
    page = ask("/teach/sign-in", said(TESS))
    assert "tess@school.example" in page.text
    assert "/.auth/logout?post_logout_redirect_uri=%2Fteach%2Fsign-in" in page.text


@pytest.mark.usefixtures("on")
def test_a_form_that_waits_is_not_lost_on_the_way_to_microsoft() -> None:
    typed = {"email": "tess@example.org", "password": "wrong", "sent": "title=Typed"}
    page = Site().post("/teach/sign-in", typed)
    assert "title=Typed" in page.text and "/.auth/" not in page.text


@pytest.mark.usefixtures("on")
def test_an_invitation_offers_it_and_ticks_nothing_by_itself() -> None:
    path = f"/teach/invitations/{session.sign_link(links.colleague('teacher'))}"
    assert "/.auth/login/aad?post_login_redirect_uri=%2Fteach%2Finvitations%2F" in ask(path).text
    page = ask(path, said(TESS))
    assert "tess@school.example" in page.text and f'value="{TESS}">' in page.text


def test_a_site_without_it_does_not_speak_of_it() -> None:
    tess = of_teacher(new_teacher("Tess"))
    path = f"/teach/invitations/{session.sign_link(links.new_password(tess))}"
    for page in (ask(path), ask("/teach/sign-in"), signed_in(tess.id).get("/teach/account")):
        assert page.status_code == 200 and "Microsoft" not in page.text
    with quiz.database.transaction(write=False) as db:
        assert invitations.check(db, links.new_password(tess))
