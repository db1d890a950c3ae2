"""Students at work: what they see, type and press in Chromium, and what is stored of it."""

import re

import pytest
from playwright.sync_api import Locator, Page, Request, expect

from quiz.authoring import SAMPLES
from tests.browser.conftest import Devices, Served
from tests.browser.students import answer, fill_in, hand_in, press, save_for_later, send, slug_of

RESULT = re.compile("/attempts/[A-Za-z0-9_-]{43}(#name)?$")
FIRST_VISIT = 20_000  # bytes, headers included


def leaders(page: Page) -> Locator:
    return page.get_by_role("region", name="Leaderboard").get_by_role("rowheader")


def is_post(request: Request) -> bool:
    return request.method == "POST"


def requests_of(page: Page) -> list[Request]:
    """All from now on."""
    requests: list[Request] = []
    page.on("request", lambda request: requests.append(request))
    return requests


# ------------------------------------------------------------------ from the home page to the leaderboard


def test_a_student_finds_a_quiz_takes_it_and_reads_the_result(student: Page) -> None:
    student.goto("/")
    expect(student.get_by_role("heading", level=1)).to_have_text("Welcome")
    student.get_by_role("link", name="Python", exact=True).click()
    expect(student.get_by_role("heading", level=1)).to_have_text("Python")

    student.get_by_label("Your name").fill("Grace Hopper")
    student.get_by_role("textbox", name='What does len("Ada") give?').fill("3")
    student.get_by_role("group", name="A tuple can be changed").get_by_role("radio", name="True").check()
    student.get_by_role("radio", name="items[-1]").check()
    press(student, "Hand in")
    expect(student.get_by_text("11 questions have no answer yet.")).to_be_visible()
    press(student, "Hand in all the same")

    expect(student).to_have_url(RESULT)
    expect(student.get_by_text("2 of 16 marks")).to_be_visible()
    verdicts = ["Right", "Not answered", "Wrong", "Right", *["Not answered"] * 10]
    expect(student.locator(".verdict")).to_have_text(verdicts)
    expect(student.get_by_text("why a tuple of strings")).to_be_visible()  # why the wrong answer is wrong
    expect(student.get_by_text("An assignment gives one list two names")).to_be_visible()  # one left out
    expect(leaders(student).get_by_text("Grace Hopper")).to_be_visible()

    student.get_by_role("link", name="Leaderboard").click()
    expect(student).to_have_url(re.compile("/quizzes/python/leaderboard$"))
    expect(leaders(student).get_by_text("Grace Hopper")).to_be_visible()


def test_the_result_says_of_each_choice_whether_it_was_chosen_and_right(student: Page, small: str) -> None:
    hand_in(student, small, which="first", status="500")
    expect(student.get_by_text("1 of 4 marks")).to_be_visible()
    cards = student.locator(".card.result")
    expected = [
        ["first Your answer", "second Right answer", "third"],
        ["True Your answer Right answer", "False"],
        ["500 Your answer", "404 Right answer"],
    ]
    for number, lines in enumerate(expected):
        expect(cards.nth(number).get_by_role("listitem")).to_have_text(lines)
    expect(cards.first.get_by_text("Because second.")).to_be_visible()


def test_home_and_the_next_quiz_know_the_name_from_last_time(student: Page, small: str) -> None:
    hand_in(student, small, "Ada Lovelace")
    student.get_by_role("link", name="All quizzes").click()
    expect(student.get_by_role("heading", level=1)).to_have_text("Welcome back, Ada Lovelace")
    student.goto(small)
    expect(student.get_by_label("Your name")).to_have_value("Ada Lovelace")


def test_html_and_script_in_a_name_are_shown_as_text(student: Page, small: str) -> None:
    name = "<img src=/x onerror=alert(1)><script>alert(2)</script>&amp;"
    hand_in(student, small, name)
    expect(student.get_by_text(f"Handed in by {name}")).to_be_visible()
    expect(leaders(student)).to_have_text(name)
    student.goto("/")
    expect(student.get_by_role("heading", level=1)).to_have_text(f"Welcome back, {name}")


# ------------------------------------------------------------------ something is missing


@pytest.mark.parametrize("button", ["Hand in", "Save, and go on later"])
def test_a_missing_name_is_asked_for_and_nothing_typed_is_lost(
    student: Page, devices: Devices, small: str, served: Served, button: str
) -> None:
    devices.intended.add(422)
    student.goto(small)
    fill_in(student, name=" ", status="4 0 4")  # a space: the browser lets it pass, the site must not
    press(student, button)

    summary = student.get_by_role("alert")
    expect(summary).to_contain_text("This was not stored.")
    expect(summary).to_be_focused()
    field = student.get_by_label("Your name")
    expect(field).to_have_accessible_description("Please type your name.")
    expect(student.get_by_role("radio", name="second")).to_be_checked()
    expect(student.get_by_role("radio", name="True")).to_be_checked()
    expect(student.get_by_role("textbox", name="Status?")).to_have_value("4 0 4")
    assert served.attempts(slug_of(small)) == []

    summary.get_by_role("link", name="Please type your name.").click()
    expect(field).to_be_focused()
    field.fill("Ada")
    press(student, button)
    expect(student).to_have_url(RESULT)
    assert served.attempts(slug_of(small)) == ["Ada"]


def test_without_a_name_the_browser_does_not_even_ask_the_site(student: Page, small: str) -> None:
    asked = requests_of(student)
    student.goto(small)
    press(student, "Hand in")
    expect(student.get_by_label("Your name")).to_be_focused()
    assert not [request for request in asked if is_post(request)]


def test_enter_in_a_text_field_does_not_hand_in(student: Page, small: str, served: Served) -> None:
    student.goto(small)
    fill_in(student)
    student.get_by_label("Your name").press("Enter")
    student.get_by_role("textbox", name="Status?").press("Enter")
    student.get_by_role("textbox", name="Status?").press("End")  # were the form on its way, this page would be gone
    expect(student).to_have_url(re.compile(f"{small}$"))
    assert served.attempts(slug_of(small)) == []


# ------------------------------------------------------------------ now and later, here and there


def test_what_is_saved_for_later_is_handed_in_on_another_device(student: Page, devices: Devices, small: str) -> None:
    address = save_for_later(student, small, which="first", so="False", status="418")
    expect(student.get_by_text("What you have saved is here, not handed in yet.")).to_be_visible()

    phone = devices.new()
    phone.goto(address)
    expect(phone.get_by_role("radio", name="first")).to_be_checked()
    expect(phone.get_by_role("radio", name="False")).to_be_checked()
    expect(phone.get_by_role("textbox", name="Status?")).to_have_value("418")
    answer(phone, status="404")
    press(phone, "Hand in")
    expect(phone.get_by_text("4 of 4 marks")).to_be_visible()

    student.reload()
    expect(student.get_by_text("4 of 4 marks")).to_be_visible()


def test_an_older_page_gets_the_newer_answers_and_is_told_its_own(
    student: Page, devices: Devices, small: str, served: Served
) -> None:
    devices.intended.add(409)
    address = save_for_later(student, small, which="first", status="418")
    other = student.context.new_page()
    other.goto(address)
    answer(other, which="second", status="404")
    send(other, "Save, and go on later")

    answer(student, which="third", status="404")
    press(student, "Hand in")
    expect(student.get_by_role("alert")).to_contain_text("This was not stored: other answers were saved meanwhile")
    expect(student.get_by_role("alert")).to_be_focused()
    expect(student.get_by_role("radio", name="second")).to_be_checked()
    expect(student.get_by_role("group", name="Which?")).to_have_accessible_description(
        "You sent “third”. Shown here is what was saved: keep it, or change it and send again."
    )
    expect(student.locator(".card.wrong")).to_have_count(1)  # the answers that are alike need no message

    press(student, "Hand in")
    expect(student.get_by_text("4 of 4 marks")).to_be_visible()
    assert served.attempts(slug_of(small)) == ["Ada"]


def test_after_the_back_button_another_student_makes_another_attempt(plain: Page, small: str, served: Served) -> None:
    first = hand_in(plain, small, "Ada")
    plain.go_back()
    fill_in(plain, "Grace", status="500")
    press(plain, "Hand in")
    expect(plain.get_by_text("2 of 4 marks")).to_be_visible()
    plain.goto(first)
    expect(plain.get_by_text("Handed in by Ada")).to_be_visible()
    expect(plain.get_by_text("4 of 4 marks")).to_be_visible()
    assert served.attempts(slug_of(small)) == ["Ada", "Grace"]


def test_after_the_back_button_the_same_student_has_one_place_on_the_leaderboard(plain: Page, small: str) -> None:
    """Chromium loads the page again, with a new ticket: this is another attempt, and the better one counts."""
    first = hand_in(plain, small, "Ada")
    plain.go_back()
    fill_in(plain, "ada", status="500")
    press(plain, "Hand in")
    expect(plain.get_by_text("2 of 4 marks")).to_be_visible()
    expect(leaders(plain)).to_have_text(["Ada"])
    plain.goto(first)
    expect(plain.get_by_text("4 of 4 marks")).to_be_visible()


# ------------------------------------------------------------------ twice, too slow, not at all


def test_a_double_click_on_hand_in_stores_one_attempt(student: Page, small: str, served: Served) -> None:
    student.goto(small)
    fill_in(student)
    student.get_by_role("button", name="Hand in").dblclick()
    expect(student.get_by_text("4 of 4 marks")).to_be_visible()
    assert served.attempts(slug_of(small)) == ["Ada"]


def test_two_forms_of_an_impatient_student_on_their_way_at_once_store_one_attempt(
    plain: Page, small: str, served: Served
) -> None:
    plain.goto(small)
    fill_in(plain)
    plain.get_by_role("button", name="Hand in").hover()
    with served.busy():
        for _ in range(2):
            with plain.expect_request(is_post):
                plain.mouse.down()
                plain.mouse.up()
    expect(plain.get_by_text("4 of 4 marks")).to_be_visible()
    assert served.attempts(slug_of(small)) == ["Ada"]


def test_a_form_whose_answer_was_lost_on_the_way_is_sent_again_and_stored_once(
    plain: Page, small: str, served: Served
) -> None:
    plain.goto(small)
    fill_in(plain)
    plain.route(f"**{small}", lambda route: (route.fetch(max_redirects=0), route.abort()), times=1)
    press(plain, "Hand in")
    plain.wait_for_url("chrome-error://**")
    assert served.attempts(slug_of(small)) == ["Ada"]
    plain.reload()
    expect(plain.get_by_text("4 of 4 marks")).to_be_visible()
    assert served.attempts(slug_of(small)) == ["Ada"]


def test_a_form_that_met_a_busy_database_is_sent_again_from_the_page_that_says_so(
    plain: Page, devices: Devices, small: str, served: Served
) -> None:
    devices.intended.add(503)
    plain.goto(small)
    fill_in(plain)
    with served.busy():
        press(plain, "Hand in")
        expect(plain.get_by_role("heading", level=1)).to_have_text("The quiz is taking a short break")
    press(plain, "Send it again")
    expect(plain.get_by_text("4 of 4 marks")).to_be_visible()
    assert served.attempts(slug_of(small)) == ["Ada"]


# ------------------------------------------------------------------ keyboard, script, small screens, few bytes


def test_the_keyboard_is_enough(student: Page, small: str) -> None:
    student.goto(small)
    press_keys(student, "Tab", "Tab", "Tab")  # past the skip link and the site's name
    student.keyboard.type("Ada")
    press_keys(student, "Tab", "Space", "ArrowDown")  # second
    press_keys(student, "Tab", "Space")  # True
    press_keys(student, "Tab")
    student.keyboard.type("404")
    press_keys(student, "Tab", "Enter")
    expect(student.get_by_text("4 of 4 marks")).to_be_visible()


def press_keys(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_the_first_tab_leads_past_the_head_of_the_page(student: Page, small: str) -> None:
    student.goto(small)
    press_keys(student, "Tab")
    expect(student.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    press_keys(student, "Enter", "Tab")
    expect(student.get_by_label("Your name")).to_be_focused()


def test_an_open_page_shows_who_has_handed_in_since_and_keeps_what_was_typed(
    page: Page, devices: Devices, small: str
) -> None:
    page.clock.install()
    page.goto(small)
    expect(page.get_by_text("Nobody has handed in yet.")).to_be_visible()
    fill_in(page, "Grace")
    hand_in(devices.new(), small, "Ada")
    page.clock.fast_forward(30_000)
    expect(leaders(page)).to_have_text(["Ada"])
    expect(page.get_by_label("Your name")).to_have_value("Grace")
    expect(page.get_by_role("textbox", name="Status?")).to_have_value("404")


@pytest.mark.parametrize("name", ["W" * 80, "مريم " * 16], ids=["one long word", "right to left"])
def test_no_page_is_wider_than_a_small_phone(devices: Devices, small: str, name: str) -> None:
    devices.intended.update((404, 409, 422))
    page = devices.new(viewport={"width": 320, "height": 568})
    for visit in (
        lambda: page.goto("/quizzes/python"),
        lambda: page.goto("/quizzes/how-the-web-works"),
        lambda: save_for_later(page, small, name, status="W" * 200),
        lambda: send(page, "Hand in"),
        lambda: page.goto(f"{small}/leaderboard"),
        lambda: page.goto("/"),
        lambda: page.goto("/" + "w" * 100),
    ):
        visit()
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, page.url


@pytest.mark.parametrize("slug", sorted(sample.stem for sample in SAMPLES.glob("*.md")))
def test_a_first_visit_costs_two_requests_beside_the_page_and_few_bytes(page: Page, slug: str) -> None:
    asked = requests_of(page)
    page.goto(f"/quizzes/{slug}", wait_until="networkidle")
    fetched = [request for request in asked if not request.url.startswith("data:")]
    assert len(fetched) <= 1 + 2
    sizes = [request.sizes() for request in fetched]
    assert 0 < sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes) <= FIRST_VISIT
