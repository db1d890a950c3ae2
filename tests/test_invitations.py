"""Links: who may make which, what they are good for, and that each works once."""

import base64
import threading
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

import quiz
from quiz import catalog, invitations, links, staff
from quiz.database import Transaction
from quiz.errors import ConnectionLost
from quiz.links import Link
from quiz.tables import quizzes
from quiz.tables import teachers as table
from quiz.web import session
from tests.site import PASSWORD, Site, new_teacher, of_teacher, publish, signed_in

GOOD_FOR = timedelta(days=7)
IN_VAIN = 0.5  # seconds: for something that must not happen


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """Its last moment is now."""
    moments = [catalog.now()]
    monkeypatch.setattr(catalog, "now", lambda: moments[-1])
    return moments


def path(link: Link) -> str:
    return f"/teach/invitations/{session.sign_link(link)}"


def register(
    link: Link | str, who: str = "Carl", site: Site | None = None, **more: str | Sequence[str]
) -> TestResponse:
    typed = {"name": who, "email": f"{who}@example.org", "password": PASSWORD, "time_zone": "Europe/Berlin"}
    return (site or Site()).post(link if isinstance(link, str) else path(link), typed | more)


def reset(link: Link, password: str = "another three words", site: Site | None = None) -> TestResponse:
    return (site or Site()).post(path(link), {"password": password})


def sign_in(name: str, password: str = PASSWORD) -> int:
    return Site().post("/teach/sign-in", {"email": f"{name}@example.org", "password": password}).status_code


def everybody() -> dict[str, str]:
    with quiz.database.transaction(write=False) as db:
        return {teacher.name: teacher.role for teacher in quiz.teachers.everybody(db)}


# ------------------------------------------------------------------ registering


def test_the_first_teacher_owns_the_site_and_all_that_is_there(site: Site) -> None:
    publish("one")
    publish("two")
    link = links.first_owner()
    assert "You will own this site" in site.get(path(link)).text
    registered = register(link, "Olga", site)
    assert registered.headers["Location"] == "/teach"
    assert {line.partition("=")[0] for line in registered.headers.getlist("Set-Cookie")} == {"teacher", "device"}
    assert site.get("/teach").status_code == 200
    publish("three")
    with quiz.database.transaction(write=False) as db:
        olga = db.execute(select(table)).one()
        owners = set(db.execute(select(quizzes.c.owner_id)).scalars())
    assert (olga.email, olga.name, olga.role, olga.time_zone) == ("olga@example.org", "Olga", "owner", "Europe/Berlin")
    assert owners == {olga.id}
    assert PASSWORD not in olga.password_hash


@pytest.mark.parametrize("role", ["teacher", "owner"])
def test_whoever_is_first_owns_the_site(site: Site, role: quiz.teachers.Role) -> None:
    register(links.colleague(role), "Olga")
    assert everybody() == {"Olga": "owner"}


def test_new_quizzes_of_the_command_line_go_to_the_first_owner(site: Site) -> None:
    new_teacher("Tess")
    olga = new_teacher("Olga", "owner")
    new_teacher("Oda", "owner")
    publish()
    with quiz.database.transaction(write=False) as db:
        assert db.execute(select(quizzes.c.owner_id)).scalar_one() == olga


def test_the_first_link_is_worthless_once_there_is_a_teacher(site: Site) -> None:
    link = links.first_owner()
    new_teacher()
    assert site.get(path(link)).status_code == 404
    assert register(link).status_code == 404
    assert everybody() == {"Tess": "teacher"}


@pytest.mark.parametrize(("maker", "role"), [("teacher", "teacher"), ("owner", "teacher"), ("owner", "owner")])
def test_a_colleague_registers_by_a_link_of_a_teacher(site: Site, maker: str, role: quiz.teachers.Role) -> None:
    link = links.colleague(role, of_teacher(new_teacher("Olga", maker)))
    assert "<bdi>Olga</bdi> invites you" in site.get(path(link)).text
    assert register(link).status_code == 303
    assert everybody() == {"Olga": maker, "Carl": role}
    assert sign_in("carl") == 303


def test_a_link_of_the_command_line_makes_an_owner_too(site: Site) -> None:
    new_teacher()
    register(links.colleague("owner"))
    assert everybody()["Carl"] == "owner"


def test_looking_at_a_link_does_not_use_it_up(site: Site) -> None:
    link = links.first_owner()
    assert [site.get(path(link)).status_code for _ in range(3)] == [200] * 3
    assert site.client.head(path(link)).status_code == 200
    assert register(link).status_code == 303


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"email": "carl"}, "email"),
        ({"email": "a@" + "b" * 300}, "email"),
        ({"password": "short"}, "password"),
        ({"password": "CARL@example.org"}, "password"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"time_zone": "../../etc/passwd"}, "time_zone"),
        ({"name": ["a", "b"]}, "name"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_the_rest_stays(site: Site, more: dict[str, str], field: str) -> None:
    link = links.first_owner()
    page = register(link, **more)
    assert page.status_code == 422
    assert f'id="{field}-message"' in page.text and page.text.count('-message">') == 1
    assert PASSWORD not in page.text
    if "email" not in more:
        assert 'value="Carl@example.org"' in page.text
    assert everybody() == {}
    assert register(link).status_code == 303


def test_an_address_that_has_registered_is_said_to_have(site: Site) -> None:
    new_teacher()
    link = links.colleague("teacher")
    page = register(link, "Other", email="TESS@example.org")
    assert page.status_code == 422 and "registered with this address before" in page.text
    assert register(link).status_code == 303


# ------------------------------------------------------------------ worthless


def test_a_link_is_good_for_seven_days(site: Site, clock: list[datetime]) -> None:
    link = links.first_owner()
    clock.append(clock[0] + GOOD_FOR - timedelta(seconds=1))
    assert site.get(path(link)).status_code == 200
    clock.append(clock[0] + GOOD_FOR + timedelta(seconds=1))
    assert site.get(path(link)).status_code == register(link).status_code == 404
    assert everybody() == {}


def test_a_link_works_once(site: Site) -> None:
    new_teacher()
    link = links.colleague("teacher")
    register(link)
    used = register(link, "Eve")
    assert used.status_code == 404 and "used once" in used.text
    assert site.get(path(link)).status_code == 404
    assert "Eve" not in everybody()


def test_a_link_works_once_however_its_signature_is_spelt(site: Site) -> None:
    """The last letter of base64 has bits to spare."""
    new_teacher()
    token = session.sign_link(links.colleague("teacher"))
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    signature = token.rpartition(".")[2]
    same = [
        token[:-1] + letter
        for letter in letters
        if base64.urlsafe_b64decode(signature[:-1] + letter + "=") == base64.urlsafe_b64decode(signature + "=")
    ]
    assert len(same) == 4
    statuses = [register(f"/teach/invitations/{one}", f"C{number}").status_code for number, one in enumerate(same)]
    assert statuses == [303, 404, 404, 404]


def test_a_link_that_was_tampered_with_is_none(site: Site) -> None:
    token = session.sign_link(links.first_owner())
    payload, _, signature = token.rpartition(".")
    owner = base64.urlsafe_b64encode(b'["invite","owner",null,null,9999999999,"x"]').decode().rstrip("=")
    forged = [token[1:], token + "x", payload, f"{owner}.{signature}", "x", session.sign_player("x"), "%00"]
    forged += [session.sign_teacher(session.TeacherSession(1, 1)), session.sign_device("a@b")]
    for text in forged:
        assert site.get(f"/teach/invitations/{text}").status_code == 404
        assert register(f"/teach/invitations/{text}").status_code == 404
    assert everybody() == {}


def test_a_link_is_no_session_and_no_mark_of_a_browser() -> None:
    token = session.sign_link(links.first_owner())
    assert session.read_teacher(token) is None
    assert session.read_device(token, "olga@example.org") is None


def test_the_link_for_one_purpose_does_nothing_else(site: Site) -> None:
    olga, tess = of_teacher(new_teacher("Olga", "owner")), of_teacher(new_teacher())
    register(links.new_password(tess, olga), "Eve")
    assert "Eve" not in everybody()
    assert sign_in("tess") == 303  # the password of that form is Tess's now, as any other would have been
    page = Site().post(path(links.colleague("teacher", olga)), {"password": "x" * 12})
    assert page.status_code == 422 and sign_in("olga", "x" * 12) == 422


def makers_end(how: str, maker: int) -> None:
    with quiz.database.transaction(write=True) as db:
        if how == "gone":
            staff.remove(db, maker, new_teacher_in(db))
        elif how == "demoted":
            staff.set_role(db, maker, "teacher")
        else:
            quiz.teachers.end_sessions(db, maker)


def new_teacher_in(db: Transaction) -> int:
    values = {"email": "heir@example.org", "name": "Heir", "password_hash": "!", "role": "teacher"}
    new = table.insert().values(created_at=catalog.now(), **values).returning(table.c.id)
    return int(db.execute(new).scalar_one())


@pytest.mark.parametrize("how", ["gone", "demoted", "signed out everywhere"])
@pytest.mark.parametrize("what", ["teacher", "owner", "reset"])
def test_a_link_is_worth_what_its_maker_still_may(site: Site, how: str, what: str) -> None:
    new_teacher("Oda", "owner")
    olga, tess = of_teacher(new_teacher("Olga", "owner")), of_teacher(new_teacher())
    made = {
        "teacher": links.colleague("teacher", olga),
        "owner": links.colleague("owner", olga),
        "reset": links.new_password(tess, olga),
    }
    assert site.get(path(made[what])).status_code == 200
    makers_end(how, olga.id)
    expected = 200 if (how, what) == ("demoted", "teacher") else 404
    assert site.get(path(made[what])).status_code == expected
    if expected == 404:
        assert (reset if what == "reset" else register)(made[what]).status_code == 404


def test_no_id_is_given_out_twice(site: Site) -> None:
    """A cookie or a link of somebody who left must not become somebody else's."""
    olga = new_teacher("Olga", "owner")
    carl = new_teacher("Carl")
    theirs = signed_in(carl)
    with quiz.database.transaction(write=True) as db:
        staff.remove(db, carl, olga)
    assert new_teacher("Eve") != carl
    assert theirs.get("/teach").status_code == 303


# ------------------------------------------------------------------ twice and at once


def test_the_same_registration_sent_twice_is_one_and_the_second_leads_to_the_sign_in(site: Site) -> None:
    link = links.first_owner()
    first, second = register(link), register(link)
    assert first.headers["Location"] == "/teach"
    assert second.headers["Location"] == "/teach/sign-in?after=link"
    assert "Set-Cookie" not in second.headers
    assert "Your password is stored" in site.get(second.headers["Location"]).text


def test_a_commit_without_an_answer_registers_once(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection dies after the server has stored the new teacher, so the door runs the handler again."""
    commit, lost = Transaction.commit, []

    def lose_the_second(db: Transaction) -> None:
        commit(db)
        lost.extend([db] * db.write)
        if len(lost) == 2:
            raise ConnectionLost("gone")

    monkeypatch.setattr(Transaction, "commit", lose_the_second)
    assert register(links.first_owner()).headers["Location"] == "/teach/sign-in?after=link"
    assert everybody() == {"Carl": "owner"}


@pytest.mark.parametrize("purpose", ["first", "invite"])
def test_two_people_at_once_with_one_link_are_one_teacher(site: Site, purpose: str) -> None:
    if purpose == "invite":
        new_teacher()
    link = links.first_owner() if purpose == "first" else links.colleague("teacher")
    statuses: list[int] = []
    threads = [
        threading.Thread(target=lambda name=name: statuses.append(register(link, name).status_code))
        for name in ("Ann", "Bob", "Cid", "Dan")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [303, 404, 404, 404]
    assert len(everybody()) == (1 if purpose == "first" else 2)


def test_two_first_owners_at_once_with_two_links_are_one(site: Site) -> None:
    statuses: list[int] = []
    thread = threading.Thread(target=lambda: statuses.append(register(links.first_owner(), "Bob").status_code))
    with quiz.database.transaction(write=True) as db:
        invitations.register(db, links.first_owner(), "ann@example.org", "Ann", "!", "UTC")
        thread.start()
        thread.join(IN_VAIN)  # it has to wait for what is not committed yet
        assert statuses == []
    thread.join()
    assert statuses == [404] and everybody() == {"Ann": "owner"}


def test_a_quiz_that_is_published_while_the_first_teacher_registers_is_theirs(site: Site) -> None:
    thread = threading.Thread(target=publish)
    with quiz.database.transaction(write=True) as db:
        ann = invitations.register(db, links.first_owner(), "ann@example.org", "Ann", "!", "UTC")
        thread.start()
        thread.join(IN_VAIN)
    thread.join()
    with quiz.database.transaction(write=False) as db:
        assert db.execute(select(quizzes.c.owner_id)).scalar_one() == ann.id


# ------------------------------------------------------------------ a new password


def test_a_reset_ends_all_sessions_and_the_teacher_is_told(site: Site) -> None:
    olga, tess = of_teacher(new_teacher("Olga", "owner")), new_teacher(password=PASSWORD)
    before = signed_in(tess)
    link = links.new_password(of_teacher(tess), olga)
    assert "tess@example.org" in site.get(path(link)).text
    done = reset(link, site=site)
    assert done.headers["Location"] == "/teach/sign-in?after=link" and "Set-Cookie" not in done.headers
    assert before.get("/teach").status_code == 303
    assert sign_in("tess") == 422
    site.post("/teach/sign-in", {"email": "tess@example.org", "password": "another three words"})
    for address in ("/teach", "/teach/people", "/teach/account"):
        page = site.get(address).text
        assert "Your password was reset" in page and "a link that <bdi>Olga</bdi> made" in page
    site.post("/teach/account", {"do": "confirm"})
    assert "was reset" not in site.get("/teach").text
    assert of_teacher(tess).reset_at is None


def test_a_reset_by_the_command_line_says_so(site: Site) -> None:
    tess = new_teacher()
    reset(links.new_password(of_teacher(tess)))
    assert "a link that whoever runs this site made" in signed_in(tess, 2).get("/teach").text


def test_a_link_for_a_new_password_works_once_and_dies_when_it_changes_otherwise(site: Site) -> None:
    tess = new_teacher()
    first, second = (links.new_password(of_teacher(tess)) for _ in range(2))
    assert reset(first).status_code == 303
    assert reset(second, "of somebody else").status_code == 404
    assert reset(first, "of somebody else").headers["Location"] == "/teach/sign-in?after=link"
    assert sign_in("tess", "another three words") == 303
    assert site.get(path(first)).status_code == site.get(path(second)).status_code == 404


def test_a_new_password_must_do(site: Site) -> None:
    link = links.new_password(of_teacher(new_teacher()))
    for typed in ("short", "tess@example.org"):
        page = reset(link, typed)
        assert page.status_code == 422 and 'id="password-message"' in page.text
    assert reset(link).status_code == 303


def test_nothing_of_a_link_is_stored_but_a_hash(site: Site) -> None:
    link = links.first_owner()
    register(link)
    with quiz.database.transaction(write=False) as db:
        stored = repr(db.execute(quiz.tables.invitations.select()).all())
    assert link.secret not in stored and session.sign_link(link) not in stored
