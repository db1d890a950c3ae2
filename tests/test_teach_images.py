"""The page of a quiz's images, and what the editor's script says to it."""

import re

import pytest
from werkzeug.test import TestResponse

import quiz
from quiz.images import markdown
from quiz.web.uploads import LARGEST_UPLOAD
from tests import pictures
from tests.site import Site, new_teacher, publish, signed_in
from tests.test_media import MIB, SHOWN, a_quiz, add, names, sized

CAT = quiz.pictures.take(pictures.png(1), "cat.png")


@pytest.fixture
def tess(site: Site) -> Site:
    """A teacher who owns the quiz 1."""
    teacher = new_teacher()
    a_quiz(owner=teacher)
    return signed_in(teacher)


def send(browser: Site, *files: tuple[str, bytes], accept: str = "text/html") -> TestResponse:
    return browser.upload("/teach/quizzes/1/images", *files, Accept=accept)


def test_pictures_are_added_by_a_form(tess: Site) -> None:
    assert "There are none yet" in tess.get("/teach/quizzes/1/images").text
    sent = send(tess, ("cat.png", pictures.png(1)), ("<dog>.jpg", pictures.jpeg()))
    assert (sent.status_code, sent.headers["Location"]) == (303, "/teach/quizzes/1/images")
    page = tess.get(sent.headers["Location"]).text
    assert markdown(CAT.digest) in page and f'src="/media/{CAT.digest}"' in page
    assert "&lt;dog&gt;.jpg" in page and "<dog>" not in page
    assert re.search(r"\d KiB of 20 MiB are used", page)
    assert tess.get(f"/media/{CAT.digest}").data == CAT.body


def test_a_form_sent_twice_adds_once(tess: Site) -> None:
    for _ in range(2):
        assert send(tess, ("cat.png", pictures.png(1))).status_code == 303
    assert names(1) == ["cat.png"]


def test_what_can_be_taken_is_and_of_the_rest_it_is_said_why_not(tess: Site) -> None:
    page = send(tess, ("cat.png", pictures.png(1)), ("a<b>.svg", pictures.SVG), ("dog.jpg", pictures.jpeg()[:400]))
    assert page.status_code == 422
    assert "a&lt;b&gt;.svg: This is no PNG, JPEG, WebP or GIF picture" in page.text
    assert "dog.jpg: This picture is damaged" in page.text
    assert names(1) == ["cat.png"] and markdown(CAT.digest) in page.text


def test_a_form_without_a_picture_is_told_so(tess: Site) -> None:
    for page in (send(tess, ("", b"")), tess.post("/teach/quizzes/1/images", {"other": "x"})):
        assert page.status_code == 422 and "choose a picture first" in page.text


def test_a_quiz_that_is_full_says_so(tess: Site) -> None:
    add(1, *(sized(number, 5 * MIB) for number in range(4)))
    page = send(tess, ("cat.png", pictures.png(1)))
    assert page.status_code == 422 and "cat.png: There is no room for it" in page.text
    assert "20 MiB of 20 MiB are used" in page.text


def test_the_script_is_answered_in_json(tess: Site) -> None:
    sent = send(tess, ("cat.png", pictures.png(1)), accept="application/json")
    assert (sent.status_code, sent.content_type) == (200, "application/json")
    image = {"markdown": markdown(CAT.digest), "url": f"/media/{CAT.digest}", "name": "cat.png"}
    assert sent.json == {"images": [image], "problems": []}
    refused = send(tess, ("a.svg", pictures.SVG), accept="application/json")
    assert refused.status_code == 422
    assert refused.json and refused.json["images"] == [] and "a.svg: This is no PNG" in refused.json["problems"][0]


def test_an_image_that_is_shown_nowhere_can_be_deleted(tess: Site) -> None:
    add(1, CAT)
    address = f"/teach/quizzes/1/images/{CAT.digest}/delete"
    assert f'action="{address}"' in tess.get("/teach/quizzes/1/images").text
    for _ in range(2):
        assert tess.post(address, {"nonce": "x"}).headers["Location"] == "/teach/quizzes/1/images"
    assert names(1) == []


def test_an_image_that_is_shown_says_where_and_stays(tess: Site) -> None:
    publish("small", SHOWN, [CAT])
    page = tess.get("/teach/quizzes/1/images").text
    assert "Shown in the introduction." in page and "/delete" not in page
    refused = tess.post(f"/teach/quizzes/1/images/{CAT.digest}/delete", {"nonce": "x"})
    assert refused.status_code == 422 and "This image is shown in the introduction" in refused.text
    assert names(1) == ["cat.png"]


@pytest.mark.parametrize("digest", ["x", "0" * 63])
def test_what_is_no_digest_cannot_be_deleted(tess: Site, digest: str) -> None:
    assert tess.post(f"/teach/quizzes/1/images/{digest}/delete", {"nonce": "x"}).status_code == 404


def test_nobody_else_gets_at_a_quizs_images(tess: Site, site: Site) -> None:
    add(1, CAT)
    carl = signed_in(new_teacher("Carl"))
    delete = f"/teach/quizzes/1/images/{CAT.digest}/delete"
    assert site.get("/teach/quizzes/1/images").headers["Location"].startswith("/teach/sign-in")
    assert [send(site, ("cat.png", pictures.png(2))).status_code, site.post(delete, {"n": "x"}).status_code] == [
        401,
        401,
    ]
    assert carl.get("/teach/quizzes/1/images").status_code == 404
    assert [send(carl, ("cat.png", pictures.png(2))).status_code, carl.post(delete, {"n": "x"}).status_code] == [
        404,
        404,
    ]
    assert names(1) == ["cat.png"]


def test_a_form_of_another_site_adds_nothing(tess: Site) -> None:
    sent = tess.upload("/teach/quizzes/1/images", ("cat.png", pictures.png(1)), Sec_Fetch_Site="cross-site")
    assert sent.status_code == 403 and names(1) == []


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"--x\r\nbroken", "multipart/form-data; boundary=x", 400),
        (b"x" * (LARGEST_UPLOAD + 1), "multipart/form-data; boundary=x", 413),
        (pictures.png(1), "image/png", 415),
    ],
    ids=str,
)
def test_a_body_that_is_no_form_is_refused(tess: Site, body: bytes, content_type: str, status: int) -> None:
    refused = tess.post("/teach/quizzes/1/images", body, Content_Type=content_type)
    assert refused.status_code == status and "<h1>" in refused.text


def test_no_other_page_takes_files(site: Site) -> None:
    a_quiz()
    sent = site.upload("/quizzes/small", ("cat.png", pictures.png(1)))
    assert sent.status_code == 415


def test_a_picture_of_5_mib_is_taken_and_a_larger_one_told(tess: Site) -> None:
    body = pictures.png(1)
    assert send(tess, ("cat.png", body + bytes(5 * MIB - len(body)))).status_code == 303
    page = send(tess, ("cat.png", body + bytes(5 * MIB)))
    assert page.status_code == 422 and "larger than 5 MiB" in page.text


def test_a_published_picture_is_on_the_quiz_page(tess: Site, site: Site) -> None:
    publish("shown", SHOWN, [CAT])
    assert f'<img src="/media/{CAT.digest}" alt="a cat" loading="lazy" />' in site.get("/quizzes/shown").text
    assert site.get(f"/media/{CAT.digest}").status_code == 200
