"""Sharing a quiz: its link on a page and on a wall, its colleagues, and giving it away."""

import re
import threading
from collections.abc import Mapping
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import unquote

import pytest
import segno
from sqlalchemy import insert, select, update
from werkzeug.test import TestResponse

import quiz
from quiz.errors import Forbidden, Invalid, NotFound
from quiz.tables import quizzes, shares, teachers
from tests.site import Site, new_teacher, publish, signed_in

IN_VAIN = 0.5  # seconds: for something that must not happen
NOBODY = 999_999_999
PAGES = ("share", "wall", "owner?owner={dora}", "print")
HOURS = timedelta(hours=1)


class Class:
    """Tess owns the small quiz; Carl may edit it, Rita see its results; Dora is a teacher of the site."""

    def __init__(self) -> None:
        self.ids = {name: new_teacher(name.title()) for name in ("tess", "carl", "rita", "dora")}
        publish()
        self.quiz_id = self.change(owner_id=self.ids["tess"])
        with quiz.database.transaction(write=True) as db:
            rows = [
                {"quiz_id": self.quiz_id, "teacher_id": self.ids[n], "may_edit": n == "carl"} for n in ("carl", "rita")
            ]
            db.execute(insert(shares), rows)

    def change(self, **values: Any) -> int:
        with quiz.database.transaction(write=True) as db:
            return int(db.execute(update(quizzes).values(**values).returning(quizzes.c.id)).scalar_one())

    def path(self, page: str) -> str:
        return f"/teach/quizzes/{self.quiz_id}/{page.format(**self.ids)}"

    def get(self, name: str, page: str) -> TestResponse:
        return self.site(name).get(self.path(page))

    def post(self, name: str, page: str, **fields: Any) -> TestResponse:
        return self.site(name).post(self.path(page), fields)

    def site(self, name: str) -> Site:
        return signed_in(self.ids[name]) if name in self.ids else Site()

    def filled(self, value: str | list[str]) -> str | list[str]:
        """With the ids of teachers in the place of their names in braces."""
        return value.format(**self.ids) if isinstance(value, str) else [one.format(**self.ids) for one in value]

    def right(self, name: str) -> str | None:
        with quiz.database.transaction(write=False) as db:
            try:
                return quiz.rights.find(db, self.ids[name], self.quiz_id, "results").right
            except NotFound:
                return None

    def shares(self) -> Mapping[str, bool]:
        query = select(teachers.c.name, shares.c.may_edit).join(teachers, teachers.c.id == shares.c.teacher_id)
        with quiz.database.transaction(write=False) as db:
            return {row.name: row.may_edit for row in db.execute(query)}


@pytest.fixture
def room(database: str) -> Class:
    return Class()


@pytest.fixture
def public(room: Class, monkeypatch: pytest.MonkeyPatch) -> Class:
    """The same on a site that knows its address."""
    monkeypatch.setenv("SITE_URL", "https://quiz.example.org")
    quiz.settings.current.cache_clear()
    return room


# ------------------------------------------------------------------ who may see what


@pytest.mark.parametrize(
    ("name", "statuses"),
    [
        ("nobody", (303, 303, 303, 303)),
        ("dora", (404, 404, 404, 404)),
        ("rita", (200, 200, 403, 403)),
        ("carl", (200, 200, 403, 200)),
        ("tess", (200, 200, 200, 200)),
    ],
)
def test_a_page_opens_to_those_who_hold_its_right(room: Class, name: str, statuses: tuple[int, ...]) -> None:
    assert tuple(room.get(name, page).status_code for page in PAGES) == statuses


@pytest.mark.parametrize(("name", "status"), [("nobody", 401), ("dora", 404), ("rita", 403), ("carl", 403)])
def test_only_the_owner_decides_who_sees_it(room: Class, name: str, status: int) -> None:
    before = room.shares()
    own = room.ids.get(name, room.ids["dora"])
    assert room.post(name, "colleagues", teacher=own, may="edit", do="share").status_code == status
    assert room.post(name, "colleagues", teacher=room.ids["rita"], do="stop").status_code == status
    assert room.post(name, "owner", owner=own).status_code == (status if name != "carl" else 403)
    assert (room.shares(), room.right("tess")) == (before, "own")


def test_a_quiz_of_somebody_else_is_not_there(room: Class) -> None:
    for page in PAGES:
        assert signed_in(room.ids["tess"]).get(f"/teach/quizzes/{room.quiz_id + 1}/{page}").status_code == 404


@pytest.mark.parametrize("name", ["rita", "carl"])
def test_colleagues_see_whose_it_is_and_no_list_of_teachers(room: Class, name: str) -> None:
    page = room.get(name, "share").text
    assert "belongs to <bdi>Tess</bdi>" in page
    assert "dora@example.org" not in page and "<form" not in page
    assert ("/print" in page) is (name == "carl")


# ------------------------------------------------------------------ the link


def code_in(page: TestResponse) -> str:
    found = re.search(r'<img class="code" src="data:image/svg\+xml[^,]*,([^"]*)"', page.text)
    assert found
    return unquote(unescape(found[1]))


@pytest.mark.parametrize("page", ["share", "wall"])
def test_the_code_leads_to_the_link(public: Class, page: str) -> None:
    """The drawing of the same matrix: one line for each run of dark modules, four modules from the edge."""
    wanted = segno.make_qr("https://quiz.example.org/quizzes/small", error="m")
    drawn = dark_modules(code_in(public.get("rita", page)))
    assert drawn == {(x + 4, y + 4) for y, row in enumerate(wanted.matrix) for x, is_dark in enumerate(row) if is_dark}


def dark_modules(svg: str) -> set[tuple[int, int]]:
    """Where an SVG of horizontal strokes is dark: "M4 4.5h7m1 0h1m-9 1h2" begins at (4, 4) with seven modules."""
    assert re.search(r"viewBox='0 0 (\d+) \1'.*fill='#fff' d='M0 0h\1v\1h-\1z'", svg), svg[:200]
    strokes = re.search(r"stroke='#000' d='([^']*)'", svg)
    assert strokes, svg[:200]
    x, y, dark = 0, 0.0, set()
    for command, numbers in re.findall(r"([Mmh])([-\d. ]+)", strokes[1]):
        values = [float(number) for number in numbers.split()]
        if command == "h":
            dark |= {(x + step, int(y)) for step in range(int(values[0]))}
            x += int(values[0])
        elif command == "M":
            x, y = int(values[0]), values[1]
        else:
            x, y = x + int(values[0]), y + values[1]
    return dark


def test_the_link_is_the_sites_own_address_whatever_a_proxy_says(public: Class) -> None:
    page = public.site("tess").get(public.path("share"), X_Forwarded_Host="evil.example.com").text
    assert ">https://quiz.example.org/quizzes/small</a>" in page and 'data-copy="https://quiz' in page
    assert "evil" not in page


def test_without_an_address_of_the_site_the_page_says_which_setting_is_missing(room: Class) -> None:
    page = room.get("tess", "share").text
    assert ">/quizzes/small</a>" in page and "SITE_URL" in page
    assert "<img" not in page and "data-copy" not in page
    assert "/quizzes/" in re.sub("<wbr>", "", room.get("tess", "wall").text)


def test_the_wall_shows_title_code_address_and_nothing_to_press(public: Class) -> None:
    page = public.get("rita", "wall").text
    assert "Small &lt;quiz&gt;</h1>" in page and "quiz.example.org/<wbr>quizzes/<wbr>small" in page
    assert not re.search(r"<(a|button|form|header)\b", page) and "PIN" not in page


@pytest.mark.parametrize("page", ["share", "wall"])
def test_the_pin_is_shown_to_those_who_may_show_it(public: Class, page: str) -> None:
    public.change(pin="4711")
    for name in ("tess", "carl", "rita"):
        assert '<strong class="pin">4711</strong>' in public.get(name, page).text
    for name in ("dora", "nobody"):
        assert "4711" not in public.get(name, page).text
    assert "4711" not in Site().get("/quizzes/small").text


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        ((None, None), "This quiz is open."),
        ((-2, 1), "This quiz is open until "),
        ((1, 2), "Students can start on "),
        ((-2, -1), "This quiz closed on "),
    ],
)
def test_the_page_says_whether_students_can_start(room: Class, hours: tuple[int | None, ...], said: str) -> None:
    opens_at, closes_at = (quiz.catalog.now() + hour * HOURS if hour else None for hour in hours)
    room.change(opens_at=opens_at, closes_at=closes_at)
    assert said in room.get("rita", "share").text


def test_what_is_not_published_has_no_link_yet(public: Class) -> None:
    public.change(live_revision=None)
    page = public.get("tess", "share").text
    assert "not published yet" in page and "/quizzes/small" not in page and "<img" not in page
    wall = public.get("rita", "wall")
    assert (wall.status_code, wall.headers["Location"]) == (303, public.path("share"))


def test_the_page_says_whether_the_home_page_lists_it(room: Class) -> None:
    assert "also stands on the home page" in room.get("tess", "share").text
    room.change(listed=False)
    assert "only who has the link finds it" in room.get("tess", "share").text


# ------------------------------------------------------------------ colleagues


def test_a_colleague_is_let_in_changed_and_shut_out_at_once(room: Class) -> None:
    dora = room.site("dora")
    for fields, statuses in (
        ({"may": "results", "do": "share"}, (200, 403)),
        ({"may": "edit", "do": "share"}, (200, 200)),
        ({"may": "results", "do": "share"}, (200, 403)),
        ({"may": "results", "do": "stop"}, (404, 404)),
    ):
        answer = room.post("tess", "colleagues", teacher=room.ids["dora"], **fields)
        assert (answer.status_code, answer.headers["Location"]) == (303, room.path("share#colleagues"))
        assert tuple(dora.get(room.path(page)).status_code for page in ("share", "print")) == statuses
    assert room.shares() == {"Carl": True, "Rita": False}


@pytest.mark.parametrize("fields", [{"may": "edit", "do": "share"}, {"do": "stop"}])
def test_a_form_sent_twice_does_the_same_once(room: Class, fields: dict[str, str]) -> None:
    for _ in range(2):
        assert room.post("tess", "colleagues", teacher=room.ids["rita"], **fields).status_code == 303
    assert room.shares() == ({"Carl": True, "Rita": True} if "may" in fields else {"Carl": True})


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"teacher": ""}, "There is no such colleague here."),
        ({"teacher": "x"}, "There is no such colleague here."),
        ({"teacher": "-1"}, "There is no such colleague here."),
        ({"teacher": "9" * 30}, "There is no such colleague here."),
        ({"teacher": str(NOBODY)}, "There is no such colleague here."),
        ({"teacher": "{tess}"}, "There is no such colleague here."),
        ({"teacher": ["{dora}", "{carl}"]}, "This was sent twice."),
        ({"may": ""}, "Please choose one of the two."),
        ({"may": "own"}, "Please choose one of the two."),
    ],
    ids=repr,
)
def test_what_is_wrong_is_said_at_its_field_and_changes_nothing(
    room: Class, fields: dict[str, Any], message: str
) -> None:
    before = room.shares()
    sent = {"teacher": "{dora}", "may": "edit", "do": "share"} | fields
    page = room.post("tess", "colleagues", **{name: room.filled(value) for name, value in sent.items()})
    assert page.status_code == 422 and message in page.text
    assert 'aria-invalid="true"' in page.text
    assert (room.shares(), room.right("tess")) == (before, "own")


def test_what_was_chosen_is_still_chosen_beside_the_message(room: Class) -> None:
    page = room.post("tess", "colleagues", teacher=room.ids["dora"], may="x", do="share").text
    assert f'<option value="{room.ids["dora"]}" selected>Dora (dora@example.org)' in page


def test_the_only_teacher_is_told_how_to_find_colleagues(database: str) -> None:
    publish()
    tess = new_teacher("Tess")
    with quiz.database.transaction(write=True) as db:
        quiz_id = db.execute(update(quizzes).values(owner_id=tess).returning(quizzes.c.id)).scalar_one()
    page = signed_in(tess).get(f"/teach/quizzes/{quiz_id}/share").text
    assert "You are the only teacher here" in page and "<form" not in page


def test_names_are_escaped(room: Class) -> None:
    room.ids["evil"] = new_teacher('<b>"x')
    assert '<b>"x' not in room.get("tess", "share").text


# ------------------------------------------------------------------ giving it away


def test_giving_a_quiz_away_is_asked_once_more(room: Class) -> None:
    page = room.get("tess", "owner?owner={dora}")
    assert "to <bdi>Dora</bdi>?" in page.text and f'name="owner" value="{room.ids["dora"]}"' in page.text
    assert room.right("tess") == "own"


@pytest.mark.parametrize("name", ["dora", "rita", "carl"])
def test_a_colleague_becomes_the_owner_and_the_former_one_may_edit(room: Class, name: str) -> None:
    for _ in range(2):  # the same form twice
        answer = room.post("tess", "owner", owner=room.ids[name])
        assert (answer.status_code, answer.headers["Location"]) == (303, room.path("share#colleagues"))
    assert (room.right("tess"), room.right(name)) == ("edit", "own")
    others = {"Carl": True, "Rita": False, "Tess": True}
    assert room.shares() == {who: may for who, may in others.items() if who != name.title()}


@pytest.mark.parametrize("owner", ["", "x", str(NOBODY), "{tess}"])
def test_a_quiz_cannot_be_given_to_nobody_or_to_oneself(room: Class, owner: str) -> None:
    chosen = owner.format(**room.ids)
    for answer in (room.get("tess", f"owner?owner={chosen}"), room.post("tess", "owner", owner=chosen)):
        assert answer.status_code == 422 and "There is no such colleague here." in answer.text
    assert room.right("tess") == "own"


def test_a_former_owner_gives_nothing_away_any_more(room: Class) -> None:
    room.post("tess", "owner", owner=room.ids["carl"])
    assert room.post("tess", "owner", owner=room.ids["dora"]).status_code == 403
    assert room.get("tess", "owner?owner={dora}").status_code == 403
    assert (room.right("carl"), room.right("dora")) == ("own", None)


def test_the_module_says_no_by_itself_too(room: Class) -> None:
    with quiz.database.transaction(write=True) as db:
        with pytest.raises(Invalid):
            quiz.sharing.share(db, room.quiz_id, room.ids["tess"], "results")
        with pytest.raises(Forbidden):
            quiz.sharing.hand_over(db, room.quiz_id, room.ids["carl"], room.ids["dora"])
        assert [one.name for one in quiz.sharing.colleagues(db, room.quiz_id)] == ["Carl", "Dora", "Rita"]


@pytest.mark.parametrize("page", ["colleagues", "owner"])
def test_who_is_leaving_just_now_is_no_colleague(room: Class, page: str) -> None:
    fields = {"teacher": room.ids["dora"], "may": "edit", "owner": room.ids["dora"]}
    statuses: list[int] = []
    thread = threading.Thread(target=lambda: statuses.append(room.post("tess", page, **fields).status_code))
    with quiz.database.transaction(write=True) as db:
        quiz.staff.remove(db, room.ids["dora"], room.ids["carl"])
        thread.start()
        thread.join(IN_VAIN)  # it has to wait for what is not committed yet
        assert statuses == []
    thread.join()
    assert statuses == [422] and room.right("tess") == "own"
