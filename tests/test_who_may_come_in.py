"""Every page and every visitor: who gets in, read off the triggers, so that a new page cannot be forgotten."""

import re
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import insert, text

import function_app
import quiz
from quiz import draft, drafting, teachers
from quiz.database import transaction
from quiz.document import keyed
from quiz.tables import metadata, shares
from tests.site import SMALL, Site, new_teacher, signed_in

# What a teacher needs before there is a session, or after it. Every other page below /teach asks for one.
WITHOUT_SESSION = {"teach/sign-in", "teach/microsoft", "teach/sign-out", "teach/invitations/{token}"}
HELD = ("results", "edit", "own", "own or deleted")  # the last two are the owner's
VISITORS = ("nobody", "Carl", "Olga", "Rita", "Ed", "Tess")  # Olga owns the site, Rita sees results, Ed edits
RIGHT = {"Rita": "results", "Ed": "edit", "Tess": "own"}


class Page:
    """One method of one trigger."""

    def __init__(self, route: str, method: str, demand: str | None) -> None:
        self.route, self.method, self.demand = route, method, demand

    def __repr__(self) -> str:
        return f"{self.method} {self.route} ({self.demand})"

    @property
    def address(self) -> str:
        known = {"id": "1", "key": "q1", "number": "1", "teacher": "1"}
        return "/" + re.sub(r"\{\*?(\w+)[^}]*\}", lambda found: known.get(found[1], "x"), self.route)


def pages() -> Iterator[Page]:
    for builder in vars(function_app).values():
        function = getattr(builder, "_function", None)  # app.get_functions() works once in a process, for the host
        if function is None:
            continue
        trigger = function.get_trigger()
        demand = getattr(function.get_user_function(), "demand", None)
        for method in getattr(trigger, "methods", None) or ():
            yield Page(getattr(trigger, "route", ""), method.value, demand)


PAGES = list(pages())
TEACHERS_PAGES = [page for page in PAGES if page.demand]


@pytest.mark.parametrize("page", PAGES, ids=repr)
def test_a_page_for_teachers_says_whom_it_lets_in(page: Page) -> None:
    is_for_teachers = page.route.startswith("teach") and page.route not in WITHOUT_SESSION
    assert bool(page.demand) is is_for_teachers
    assert (page.demand in HELD) is ("{id:int}" in page.route) or page.demand not in HELD


@pytest.fixture
def visitors(database: str) -> dict[str, Site]:
    ids = {name: new_teacher(name, "owner" if name == "Olga" else "teacher") for name in VISITORS[1:]}
    with transaction(write=True) as db:
        tess = teachers.of_session(db, ids["Tess"], 1)
        assert tess
        drafting.create(db, tess, draft.of_quiz(keyed(SMALL)), "n")
        drafting.publish(db, quiz.rights.find(db, tess.id, 1, "own"), tess)
        for name, may_edit in (("Rita", False), ("Ed", True)):
            db.execute(insert(shares).values(quiz_id=1, teacher_id=ids[name], may_edit=may_edit))
    return {"nobody": Site()} | {name: signed_in(teacher_id) for name, teacher_id in ids.items()}


def refusal(page: Page, visitor: str) -> int:
    """The status that this visitor is refused with, 0 if they are let in."""
    if visitor == "nobody":
        return 303 if page.method in ("GET", "HEAD") else 401
    if page.demand == "owner":
        return 0 if visitor == "Olga" else 403
    if page.demand == "teacher":
        return 0
    right = RIGHT.get(visitor)
    if right is None:
        return 404  # not 403, which would tell that there is such a quiz
    return 0 if right == "own" or HELD.index(right) >= HELD.index(page.demand or "own") else 403


def ask(site: Site, page: Page) -> tuple[int, str]:
    form = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    body = b"nonce=some-nonce" if page.method == "POST" else None
    answer = site.client.open(page.address, method=page.method, data=body, headers=form)
    return answer.status_code, answer.headers.get("Location", "")


@pytest.mark.parametrize("visitor", VISITORS)
def test_who_is_refused_is_refused_everywhere_and_changes_nothing(
    visitors: dict[str, Site], visitor: str, stored: Callable[[], object]
) -> None:
    before = stored()
    for page in TEACHERS_PAGES:
        if expected := refusal(page, visitor):
            status, location = ask(visitors[visitor], page)
            assert status == expected, page
            assert (status == 303) is location.startswith("/teach/sign-in?next=/teach"), page
    assert stored() == before


@pytest.mark.parametrize("visitor", VISITORS[1:])
def test_who_is_let_in_sees_every_page_they_may_see(visitors: dict[str, Site], visitor: str) -> None:
    for page in TEACHERS_PAGES:
        if page.method == "GET" and not refusal(page, visitor) and "x" not in page.address.split("/"):
            status, location = ask(visitors[visitor], page)
            assert status in (200, 303, 422), page
            assert not location.startswith("/teach/sign-in"), page


def test_a_teacher_who_is_gone_or_signed_out_everywhere_is_nobody(visitors: dict[str, Site]) -> None:
    with transaction(write=True) as db:
        db.execute(text("UPDATE teachers SET generation = 2 WHERE name = 'Tess'"))
        db.execute(text("DELETE FROM shares"))
        db.execute(text("DELETE FROM teachers WHERE name = 'Ed'"))
    for visitor in ("Tess", "Ed"):
        for page in TEACHERS_PAGES:
            assert ask(visitors[visitor], page)[0] == refusal(page, "nobody"), page


@pytest.mark.parametrize("page", [page for page in TEACHERS_PAGES if page.method == "POST"], ids=repr)
def test_a_form_from_another_site_is_refused(visitors: dict[str, Site], page: Page) -> None:
    answer = visitors["Tess"].post(page.address, {"nonce": "n"}, Sec_Fetch_Site="cross-site")
    assert answer.status_code == 403


@pytest.fixture
def stored(visitors: dict[str, Site]) -> Callable[[], object]:
    """Every row of every table."""

    def rows() -> object:
        with transaction(write=False) as db:
            return {table.name: db.execute(table.select()).all() for table in metadata.sorted_tables}

    return rows
