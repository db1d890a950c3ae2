"""A quiz with its images, as a zip."""

import io
import struct
import zipfile
from collections.abc import Mapping

import pytest
from msgspec.structs import replace

import quiz
from quiz.document import Quiz, Section, keyed
from quiz.errors import Invalid
from quiz.formats import json, markdown
from quiz.formats.bundle import read, write
from quiz.images import Image
from quiz.questions.choices import Choice
from quiz.questions.multiple_choice import MultipleChoice
from tests import pictures

CAT = quiz.pictures.take(pictures.png(1), "cat.png")
DOG = quiz.pictures.take(pictures.jpeg(), "dog.jpg")
STORED = {image.digest: image for image in (CAT, DOG)}
TEXT = "# Pets\n\nSee ![a cat](cat.png).\n\n## Yes?\n\n- [x] True\n- [ ] False\n"


def known(digests: object) -> Mapping[str, Image]:
    return {digest: image for digest, image in STORED.items() if digest in digests}  # type: ignore[operator]


def zipped(files: Mapping[str, str | bytes], pack: int = zipfile.ZIP_DEFLATED) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", pack) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return written.getvalue()


def names(data: bytes) -> list[str]:
    return zipfile.ZipFile(io.BytesIO(data)).namelist()


def illustrated(*images: Image) -> Quiz:
    choices = tuple(
        Choice(text=f"![Picture {number}](media:{image.digest})", credit=float(number == 0))
        for number, image in enumerate(images)
    )
    return keyed(
        Quiz(title="Pictures", sections=(Section(questions=(MultipleChoice(text="Which?", choices=choices),)),))
    )


def test_a_quiz_comes_back_with_its_images() -> None:
    document = illustrated(CAT, DOG)
    data = write(document, STORED)
    assert names(data) == ["quiz.md", *sorted(f"media/{image.file_name}" for image in (CAT, DOG))]
    there, images = read(data, known)
    assert there == document
    assert {digest: image.body for digest, image in images.items()} == {CAT.digest: CAT.body, DOG.digest: DOG.body}


def test_only_the_images_that_a_quiz_names_go_with_it() -> None:
    assert names(write(illustrated(CAT, CAT), STORED)) == ["quiz.md", f"media/{CAT.file_name}"]
    assert names(write(illustrated(CAT, DOG), {})) == ["quiz.md"]


def test_the_same_quiz_is_the_same_bytes() -> None:
    document = illustrated(CAT, DOG)
    assert write(document, STORED) == write(document, dict(reversed(STORED.items())))


def test_the_file_in_the_zip_shows_its_images_in_any_editor() -> None:
    text = zipfile.ZipFile(io.BytesIO(write(illustrated(CAT, CAT), STORED))).read("quiz.md").decode()
    assert f"![Picture 0](media/{CAT.file_name})" in text and "media:" not in text


def test_an_image_of_another_site_is_encoded_once_more() -> None:
    document = illustrated(CAT, DOG)
    there, images = read(write(document, STORED))
    assert CAT.digest in images  # a PNG loses nothing, and is the same
    assert {image.content_type for image in images.values()} == {"image/png", "image/jpeg"}
    assert quiz.images.digests_in(quiz.document.encode(there)) == images.keys()


def test_forty_images_come_back_whole() -> None:
    images = [quiz.pictures.take(pictures.png(number, 800, 600)) for number in range(40)]
    document = illustrated(*images)
    there, found = read(write(document, {image.digest: image for image in images}))
    assert there == document
    assert {digest: image.body for digest, image in found.items()} == {image.digest: image.body for image in images}


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("cat.png", "cat.png"),
        ("cat.png", "./cat.png"),
        ("media/cat.png", "media/cat.png"),
        ("my cat.png", "my%20cat.png"),
        ("my cat (1).png", "<my cat (1).png>"),
        ("Käse.PNG", "Käse.PNG"),
        ("Ka\u0308se.png", "K\u00e4se.png"),  # as macOS writes it
        ("cat.png", 'cat.png "A cat"'),
        ("no-suffix", "no-suffix"),
        ("cat.jpg", "cat.jpg"),  # told by content, not by name
    ],
)
@pytest.mark.parametrize("folder", ["", "My quiz/"])
def test_any_file_with_pictures_beside_it_can_be_read(name: str, address: str, folder: str) -> None:
    text = TEXT.replace("cat.png", address)
    document, images = read(zipped({f"{folder}pets.md": text, f"{folder}{name}": pictures.png(1)}))
    assert document.text == f"See ![a cat](media:{CAT.digest})."
    assert images == {CAT.digest: replace(CAT, name=quiz.images.tidied(name))}


def test_a_picture_may_lie_in_a_folder_beside() -> None:
    files = {"a/quiz/pets.md": TEXT.replace("cat.png", "../pictures/cat.png"), "a/pictures/cat.png": pictures.png(1)}
    assert read(zipped(files))[1].keys() == {CAT.digest}


def test_the_quiz_may_be_json() -> None:
    text = json.write(markdown.read(TEXT))
    document, images = read(zipped({"pets.json": text, "cat.png": pictures.png(1)}))
    assert document.text == f"See ![a cat](media:{CAT.digest})." and images.keys() == {CAT.digest}


def test_what_systems_put_into_a_zip_is_no_matter() -> None:
    files = {
        "pets.md": TEXT,
        "cat.png": pictures.png(1),
        "__MACOSX/._pets.md": b"\0\x05",
        ".DS_Store": b"\0",
        ".x.md": b"",
    }
    assert read(zipped(files))[0].title == "Pets"


def test_a_picture_that_no_text_names_is_left_out() -> None:
    assert read(zipped({"pets.md": TEXT.replace("cat.png", "https://a.example/a.png"), "cat.png": b"none"}))[1] == {}


def test_a_picture_that_is_not_there_is_named_when_the_quiz_is_checked() -> None:
    document, images = read(zipped({"pets.md": TEXT}))
    assert images == {}
    assert quiz.proofreading.problems(document) == [
        "The image “cat.png” cannot be shown: only what was uploaded here can."
    ]


# ------------------------------------------------------------------ what is refused


def refused(data: bytes) -> str:
    with pytest.raises(Invalid) as caught:
        read(data)
    return caught.value.message


def test_every_file_that_is_no_picture_is_told() -> None:
    text = TEXT.replace("cat.png", "a.svg) ![b](b.png) ![c](c.png")
    told = refused(
        zipped({"pets.md": text, "a.svg": pictures.SVG, "b.png": pictures.png()[:40], "c.png": pictures.png()})
    )
    assert [line.partition(":")[0] for line in sorted(told.splitlines())] == ["a.svg", "b.png"]


def test_mistakes_in_the_quiz_are_told_by_their_lines() -> None:
    assert refused(zipped({"pets.md": "# Pets\n\n## No answers\n"})).startswith("line 3")
    assert "UTF-8" in refused(zipped({"pets.md": b"\xff"}))


def encrypted() -> bytes:
    data = bytearray(zipped({"pets.md": TEXT}))
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + at] |= 1
    return bytes(data)


def lying(size: int) -> bytes:
    """A zip whose entry says that it is smaller than it is."""
    data = bytearray(zipped({"pets.md": TEXT + " " * 100_000}))
    for signature, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.index(signature) + at
        data[place : place + 4] = struct.pack("<I", size)
    return bytes(data)


def nameless() -> bytes:
    """A zip with an entry that has no name, which Python's zipfile does not expect."""
    return zipped({"zz": b"", "pets.md": TEXT}).replace(b"zz", b"\0z")


def test_names_may_not_lead_out_of_the_zip() -> None:
    for name in (
        "/etc/cat.png",
        "../cat.png",
        "a/../../cat.png",
        "..\\cat.png",
        "C:\\cat.png",
        "C:cat.png",
        "a/..",
        "a" * 256,
    ):
        assert "no name for a file" in refused(zipped({"pets.md": TEXT, name: b"x"}))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "broken"),
        (b"PK\x03\x04", "broken"),
        (TEXT.encode(), "broken"),
        (zipped({"pets.md": TEXT})[:-30], "broken"),
        (zipped({"pets.md": TEXT}).replace(b"PK\x03\x04", b"PK\x03\x05"), "broken"),
        (lying(50), "broken"),
        (nameless(), "broken"),
        (zipped({}), "no quiz"),
        (zipped({"cat.png": pictures.png()}), "no quiz"),
        (zipped({"a.md": TEXT, "b.json": "{}"}), "more than one quiz in this zip: a.md, b.json"),
        (encrypted(), "encrypted"),
        (zipped({"pets.md": TEXT + " " * 1024 * 1024}), "pets.md: this is too large: the text of a quiz may have 1024"),
        (zipped({"pets.md": TEXT}, zipfile.ZIP_LZMA), "ordinary zip"),
        (zipped({"pets.md": TEXT}, zipfile.ZIP_BZIP2), "ordinary zip"),
        (zipped({"pets.md": TEXT, "a": bytes(25 * 1024 * 1024)}), "too large"),
        (zipped({"pets.md": TEXT, **{f"{n}": b"" for n in range(200)}}), "201 files"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_zip_that_is_none_or_too_much_is_refused(data: bytes, words: str) -> None:
    assert words in refused(data)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name_are_refused() -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("pets.md", TEXT)
        archive.writestr("pets.md", TEXT)
    assert "same name" in refused(written.getvalue())


def test_broken_bytes_are_a_quiz_or_refused() -> None:
    good = zipped({"pets.md": TEXT, "cat.png": pictures.png()})
    for at in range(len(good)):
        broken = bytearray(good)
        broken[at] ^= 0x41
        try:
            read(bytes(broken))
        except Invalid:
            continue


def test_the_longest_text_of_brackets_is_read_at_once() -> None:
    for piece in ("](", "![](", "](<", '](a "', "![", "](a b"):
        text = TEXT + piece * (200_000 // len(piece))
        with pytest.raises(Invalid):
            read(zipped({"pets.md": text.replace("## Yes?", "## {")}))
