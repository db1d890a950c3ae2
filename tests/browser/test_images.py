"""Pictures chosen, pasted and dropped; and the page of a quiz's images, with script and without."""

import base64
import itertools
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

import quiz
from quiz.images import markdown
from tests import pictures
from tests.browser.conftest import Devices, Served, new_slug
from tests.browser.fitness import low_targets, violations
from tests.browser.teachers import new_quiz, sign_in
from tests.conftest import using
from tests.site import publish

CAT = quiz.pictures.take(pictures.png(1), "cat.png")
DOG = quiz.pictures.take(pictures.png(2), "dog.png")
_numbers = itertools.count(1)


def images_of_a_quiz(page: Page, served: Served) -> str:
    """Their address; a teacher is signed in whose quiz it is."""
    teacher = sign_in(page, served, f"Tess{next(_numbers)}")
    return new_quiz(served, teacher, "# Pets\n\n## Which?\n\n- [x] cats\n- [ ] dogs\n") + "/images"


def uploads(page: Page) -> Locator:
    return page.get_by_label("Add pictures", exact=True)


@pytest.fixture
def teacher(page: Page, served: Served) -> Page:
    """At the images of a quiz of theirs."""
    page.goto(images_of_a_quiz(page, served))
    return page


@pytest.fixture
def text(teacher: Page) -> Locator:
    """The text of a question in the editor, with the caret behind "Look: "."""
    teacher.goto(teacher.url.removesuffix("/images"))
    teacher.get_by_role("button", name="Edit question 1", exact=True).click()
    text = teacher.get_by_label("Question", exact=True)
    text.fill("Look:  there")
    text.evaluate("text => text.setSelectionRange(6, 6)")
    return text


def hand_over(text: Locator, event: str, *files: tuple[str, str, bytes], words: str = "") -> None:
    """Paste or drop, as the browser tells the page of it."""
    text.evaluate(
        """(text, [event, files, words]) => {
          const transfer = new DataTransfer();
          for (const [name, type, body] of files)
            transfer.items.add(new File([Uint8Array.from(atob(body), (one) => one.charCodeAt(0))], name, { type }));
          if (words) transfer.setData("text/plain", words);
          const options = { bubbles: true, cancelable: true, clipboardData: transfer, dataTransfer: transfer };
          text.dispatchEvent(event === "paste" ? new ClipboardEvent(event, options) : new DragEvent(event, options));
        }""",
        [event, [[name, kind, base64.b64encode(body).decode()] for name, kind, body in files], words],
    )


def status(page: Page) -> Locator:
    return page.locator("[data-pictures]")


def in_brackets(text: Locator) -> bool:
    """Whether what is typed now says what the first picture shows."""
    at = text.evaluate("text => [text.selectionStart, text.selectionEnd, document.activeElement === text]")
    place = text.input_value().index("](media:")
    return at == [place, place, True]


def test_a_picture_is_chosen_for_a_text(teacher: Page, text: Locator) -> None:
    with teacher.expect_file_chooser() as chooser:
        teacher.get_by_role("button", name="Add a picture").click()
    chooser.value.set_files([{"name": "cat.png", "mimeType": "image/png", "buffer": pictures.png(1)}])
    expect(status(teacher)).to_have_text("Write what the picture shows between the brackets.")
    expect(text).to_have_value(f"Look: {markdown(CAT.digest)} there")
    assert in_brackets(text)
    teacher.keyboard.type("a cat")
    expect(teacher.get_by_role("img", name="a cat")).to_be_visible()  # saved, and shown how it looks
    teacher.reload()
    expect(text).to_have_value(f"Look: ![a cat](media:{CAT.digest}) there")


@pytest.mark.parametrize("event", ["paste", "drop"])
def test_pictures_are_pasted_or_dropped_into_a_text(teacher: Page, text: Locator, event: str) -> None:
    files = [("cat.png", "image/png", pictures.png(1)), ("dog.png", "image/png", pictures.png(2))]
    hand_over(text, event, *files)
    expect(status(teacher)).to_have_text("Write what each picture shows between its brackets.")
    expect(text).to_have_value(f"Look: {markdown(CAT.digest)} {markdown(DOG.digest)} there")
    assert in_brackets(text)


def test_what_is_selected_is_replaced(teacher: Page, text: Locator) -> None:
    text.evaluate("text => text.setSelectionRange(0, text.value.length)")
    hand_over(text, "paste", ("cat.png", "image/png", pictures.png(1)))
    expect(text).to_have_value(markdown(CAT.digest))


def test_words_that_come_with_a_picture_of_them_are_pasted_as_words(teacher: Page, text: Locator) -> None:
    hand_over(text, "paste", ("cells.png", "image/png", pictures.png(1)), words="1\t2")
    expect(status(teacher)).to_have_text("")


def test_a_picture_that_is_too_large_is_not_even_sent(teacher: Page, text: Locator) -> None:
    sent: list[str] = []
    teacher.on("request", lambda request: sent.append(request.url))
    hand_over(text, "drop", ("huge.png", "image/png", bytes(5 * 1024 * 1024 + 1)))
    expect(status(teacher)).to_have_text("huge.png is larger than 5 MiB. Please make it smaller.")
    assert not [url for url in sent if url.endswith("/images")] and text.input_value() == "Look:  there"


def test_one_bad_picture_does_not_cost_the_others(devices: Devices, teacher: Page, text: Locator) -> None:
    devices.intended.add(422)
    hand_over(text, "drop", ("a.svg", "image/svg+xml", pictures.SVG), ("cat.png", "image/png", pictures.png(1)))
    expect(status(teacher)).to_contain_text("a.svg: This is no PNG, JPEG, WebP or GIF picture.")
    expect(status(teacher)).to_contain_text("Write what the picture shows between the brackets.")
    expect(text).to_have_value(f"Look: {markdown(CAT.digest)} there")


def test_a_session_that_ended_leaves_the_text_alone(devices: Devices, teacher: Page, text: Locator) -> None:
    devices.intended.add(401)
    teacher.context.clear_cookies()
    hand_over(text, "drop", ("cat.png", "image/png", pictures.png(1)))
    expect(status(teacher)).to_contain_text("You are signed out")
    assert text.input_value() == "Look:  there"


def test_a_network_that_is_away_is_told(devices: Devices, teacher: Page, text: Locator) -> None:
    devices.is_cut_off = True
    teacher.context.set_offline(True)
    hand_over(text, "drop", ("cat.png", "image/png", pictures.png(1)))
    expect(status(teacher)).to_have_text("cat.png could not be sent: the site does not answer. Please try again.")
    teacher.context.set_offline(False)
    hand_over(text, "drop", ("cat.png", "image/png", pictures.png(1)))
    expect(text).to_have_value(f"Look: {markdown(CAT.digest)} there")


def test_a_file_that_misses_its_text_does_not_replace_the_page(teacher: Page, text: Locator) -> None:
    prevented = teacher.evaluate(
        """() => ["dragover", "drop"].map((name) => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File(["x"], "x.png"));
          const event = new DragEvent(name, { bubbles: true, cancelable: true, dataTransfer });
          document.querySelector("main").dispatchEvent(event);
          return event.defaultPrevented;
        })"""
    )
    assert prevented == [True, True]


# ------------------------------------------------------------------ the page


def test_the_page_works_with_script_and_without(student: Page, served: Served, tmp_path: Path) -> None:
    student.goto(images_of_a_quiz(student, served))
    for name, body in (("cat.png", pictures.png(1)), ("dog.png", pictures.png(2))):
        (tmp_path / name).write_bytes(body)
    uploads(student).set_input_files([tmp_path / "cat.png", tmp_path / "dog.png"])
    student.get_by_role("button", name="Add them").click()
    expect(student.get_by_label("Line to show it of cat.png")).to_have_value(markdown(CAT.digest))
    assert student.locator(".image img").first.evaluate("image => image.decode().then(() => image.naturalWidth)") == 64
    student.get_by_role("button", name="Delete cat.png").click()
    expect(student.get_by_role("heading", level=2)).to_have_text(["dog.png"])


def test_the_line_of_an_image_can_be_copied(teacher: Page) -> None:
    teacher.context.grant_permissions(["clipboard-read", "clipboard-write"])
    uploads(teacher).set_input_files([{"name": "cat.png", "mimeType": "image/png", "buffer": pictures.png(1)}])
    teacher.get_by_role("button", name="Add them").click()
    teacher.get_by_role("button", name="Copy it").click()
    expect(teacher.get_by_role("status")).to_have_text("Copied.")
    assert teacher.evaluate("navigator.clipboard.readText()") == markdown(CAT.digest)


def test_the_page_is_accessible(devices: Devices, teacher: Page) -> None:
    devices.intended.add(422)
    for _ in range(2):
        assert not list(violations(teacher)) and not list(low_targets(teacher))
        teacher.set_viewport_size({"width": 320, "height": 600})
        assert teacher.evaluate("document.documentElement.scrollWidth") <= 320
        wide = {"name": f"{'wide' * 30}.png", "mimeType": "image/png", "buffer": pictures.png(1, 1900, 20)}
        wrong = {"name": "a.svg", "mimeType": "image/svg+xml", "buffer": pictures.SVG}
        uploads(teacher).set_input_files([wide, wrong])  # type: ignore[list-item]
        teacher.get_by_role("button", name="Add them").click()
        expect(teacher.get_by_role("alert")).to_contain_text("a.svg")


def test_an_image_fits_into_every_text(page: Page, served: Served) -> None:
    slug = new_slug()
    wide = quiz.pictures.take(pictures.png(3, 1900, 900), "wide.png")
    tall = quiz.pictures.take(pictures.png(4, 300, 1900), "tall.png")
    image, other = f"![wide](media:{wide.digest})", f"![tall](media:{tall.digest})"
    text = f"# Images\n\n{image}\n\n## {image}\n\n- [x] {image}\n- [ ] a {other} b\n\n## Note {{kind=note}}\n\n{other}"
    text = f"{text}\n\n## Fill in\n\nThe [[= x]] {image}\n\n## Order\n\n1. {image}\n2. {other}\n"
    with using(served.database):
        publish(slug, quiz.formats.markdown.read(text), [wide, tall])
    page.set_viewport_size({"width": 320, "height": 600})
    page.goto(f"/quizzes/{slug}")
    for image in page.get_by_role("img").all():
        image.scroll_into_view_if_needed()
        box = image.bounding_box()
        assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") in (1900, 300)
        assert box and 20 < box["width"] <= 320 and box["height"] <= 600
        natural = image.evaluate("image => image.naturalWidth / image.naturalHeight")
        assert abs(box["width"] / box["height"] / natural - 1) < 0.03
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.get_by_role("radio", name="wide").count() == 1
    assert not list(violations(page))
