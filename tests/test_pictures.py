"""A picture from outside becomes an image to keep."""

import hashlib
import random
from io import BytesIO

import pytest
from PIL import Image as Pillow
from PIL import ImageChops, ImageCms

from quiz.errors import Invalid
from quiz.images import LARGEST
from quiz.pictures import LONGEST_SIDE, MOST_FRAMES, take
from tests import pictures

CLEAN_CHUNKS = {"PNG": {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}, "WEBP": {b"VP8 ", b"VP8L", b"VP8X", b"ALPH"}}


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (pictures.file(pictures.pixels(), "PNG"), "image/png"),
        (pictures.file(pictures.pixels(), "JPEG"), "image/jpeg"),
        (pictures.file(pictures.pixels(), "WEBP"), "image/webp"),
        (pictures.file(pictures.pixels(), "GIF"), "image/gif"),
        (pictures.file(pictures.pixels(), "MPO", save_all=True, append_images=[pictures.pixels()]), "image/jpeg"),
    ],
)
@pytest.mark.parametrize("name", ["holiday.png", "page.html", "a.svg", ""])
def test_a_picture_is_told_by_its_content(body: bytes, content_type: str, name: str) -> None:
    image = take(body, name)
    assert (image.content_type, image.width, image.height) == (content_type, 64, 48)
    assert image.digest == hashlib.sha256(image.body).hexdigest()
    assert pictures.opened(image.body).size == (64, 48)
    assert pictures.corners(image.body) == list(pictures.COLOURS)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_mode_of_a_png_is_taken(mode: str) -> None:
    grey = pictures.pixels(mode="L")
    source = grey.convert("I").point(lambda value: value * 256).convert("I;16") if mode == "I;16" else grey
    image = take(pictures.file(source if mode == "I;16" else grey.convert(mode)))
    kept = pictures.opened(image.body).convert("L")
    if mode != "1":
        assert max(ImageChops.difference(kept, grey).getextrema()) <= 3
    assert kept.getpixel((60, 44)) == 255


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_every_mode_of_a_jpeg_is_taken(mode: str) -> None:
    image = pictures.opened(take(pictures.file(pictures.pixels(mode=mode), "JPEG")).body)
    assert image.mode == ("L" if mode == "L" else "RGB")


# ------------------------------------------------------------------ what must not come through


@pytest.mark.parametrize(
    "body",
    [
        pictures.jpeg(),
        pictures.png_with_texts(),
        pictures.webp_with_place(),
        pictures.webp_with_place(lossless=True),
        pictures.animation("GIF"),
        pictures.animation("WEBP", exif=b"Exif\0\0" + pictures.PLACE, xmp=pictures.PLACE),
        pictures.file(pictures.pixels(), "GIF", comment=pictures.PLACE),
    ],
    ids=["jpeg", "png", "webp", "lossless webp", "animated gif", "animated webp", "gif"],
)
def test_nothing_is_kept_but_what_can_be_seen(body: bytes) -> None:
    assert pictures.PLACE in body
    image = take(body)
    kept = pictures.opened(image.body)
    assert pictures.PLACE not in image.body
    assert not kept.getexif() and not kept.info.keys() & {"exif", "comment", "xmp", "XML:com.adobe.xmp", "icc_profile"}
    assert b"Exif" not in image.body and b"http://ns.adobe.com" not in image.body


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_what_stands_behind_the_end_is_gone(kind: str) -> None:
    hidden = b"<html><script>alert(1)</script></html>"
    clean = pictures.file(pictures.pixels(), kind)
    image = take(clean + hidden)
    assert b"script" not in image.body
    assert image == take(clean)


def test_a_page_that_only_begins_like_a_picture_is_refused() -> None:
    with pytest.raises(Invalid, match="no PNG, JPEG, WebP or GIF|damaged"):
        take(b"GIF89a/*<script>*/=1;" + b"<html>" * 100)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_turned_as_the_camera_was(orientation: int) -> None:
    """A photo of the corners red, green, blue, white is stored turned, and a tag says how."""
    undone = {
        1: None, 2: "FLIP_LEFT_RIGHT", 3: "ROTATE_180", 4: "FLIP_TOP_BOTTOM",
        5: "TRANSPOSE", 6: "ROTATE_90", 7: "TRANSVERSE", 8: "ROTATE_270",
    }[orientation]  # fmt: skip
    stored = pictures.pixels().transpose(Pillow.Transpose[undone]) if undone else pictures.pixels()
    exif = Pillow.Exif()
    exif[0x0112] = orientation
    for kind in ("JPEG", "PNG", "WEBP"):
        image = take(pictures.file(stored, kind, exif=exif))
        assert (image.width, image.height) == (64, 48)
        assert pictures.corners(image.body) == list(pictures.COLOURS)


@pytest.mark.filterwarnings("ignore::UserWarning")  # which say that it is broken
def test_a_broken_exif_does_not_cost_the_picture() -> None:
    good = pictures.jpeg(6)
    place = good.index(b"Exif\0\0") + 6
    rng = random.Random(4)
    for _ in range(200):
        broken = bytearray(good)
        for _ in range(8):
            broken[place + rng.randrange(110)] = rng.randrange(256)
        assert take(bytes(broken)).content_type == "image/jpeg"


# ------------------------------------------------------------------ colours


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_profile_is_applied_and_gone(kind: str) -> None:
    image = take(pictures.with_profile((255, 0, 0), pictures.swapped_profile(), kind=kind))
    kept = pictures.opened(image.body)
    red, green, blue = kept.convert("RGB").getpixel((8, 8))  # type: ignore[misc]
    assert green > 230 and red < 60 and blue < 60
    assert "icc_profile" not in kept.info


def test_a_profile_leaves_alone_what_can_be_seen_through() -> None:
    body = pictures.with_profile((255, 0, 0, 40), pictures.swapped_profile(), "RGBA")
    assert pictures.opened(take(body).body).getpixel((8, 8))[3] == 40  # type: ignore[index]


@pytest.mark.parametrize("mode", ["L", "LA", "P", "CMYK"])
def test_a_profile_that_does_not_fit_or_is_broken_is_left_out(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    profiles = (b"none", ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes())
    for profile in profiles:
        body = pictures.file(pictures.pixels(mode=mode), kind, icc_profile=profile)
        assert "icc_profile" not in pictures.opened(take(body).body).info


def test_a_transparent_colour_stays_transparent() -> None:
    for mode, value in (("P", 0), ("L", 0), ("RGB", (0, 0, 0))):
        picture = Pillow.new(mode, (3000, 20))
        picture.paste(1 if mode == "P" else "white", (0, 0, 1500, 20))
        for size in ((64, 20), (3000, 20)):
            kept = pictures.opened(take(pictures.file(picture.crop((0, 0, *size)), transparency=value)).body)
            assert kept.has_transparency_data or size[0] < 1500
            alphas = [kept.convert("RGBA").getpixel((x, 5))[3] for x in (5, kept.width - 5)]  # type: ignore[index]
            assert alphas == [255, 255 if size[0] < 1500 else 0]


# ------------------------------------------------------------------ sizes


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
@pytest.mark.parametrize(
    ("size", "kept"), [((4000, 1000), (1920, 480)), ((500, 2500), (384, 1920)), ((3000, 1), (1920, 1))]
)
def test_a_large_picture_is_made_smaller(kind: str, size: tuple[int, int], kept: tuple[int, int]) -> None:
    image = take(pictures.file(pictures.pixels(*size), kind))
    assert (image.width, image.height) == kept == pictures.opened(image.body).size
    assert max(kept) == LONGEST_SIDE


def test_an_opaque_picture_needs_no_alpha() -> None:
    assert pictures.opened(take(pictures.file(pictures.pixels(mode="RGBA"))).body).mode == "RGB"


# ------------------------------------------------------------------ animations


def frames(body: bytes) -> list[bytes]:
    image, found = pictures.opened(body), []
    for number in range(image.n_frames):  # type: ignore[attr-defined]
        image.seek(number)
        found.append(image.convert("RGB").tobytes())
    return found


@pytest.mark.parametrize("kind", ["GIF", "WEBP"])
def test_an_animation_stays_one(kind: str) -> None:
    body = pictures.animation(kind, **({} if kind == "GIF" else {"lossless": True}))
    image = take(body)
    kept = pictures.opened(image.body)
    kept.load()
    assert frames(image.body) == frames(body)
    assert (kept.info["duration"], kept.info["loop"]) == (120, 3)
    assert take(image.body).digest == image.digest


def test_an_animation_that_plays_once_plays_once() -> None:
    body = pictures.animation("GIF", loop=None)
    assert "loop" not in pictures.opened(take(body).body).info


def test_an_animation_one_can_see_through_leaves_no_traces() -> None:
    images = []
    for at in range(4):
        image = Pillow.new("RGBA", (64, 48), (0, 0, 0, 0))
        image.paste((255, 0, 0, 255), (at * 16, 0, at * 16 + 16, 48))
        images.append(image)
    body = pictures.moving(images, disposal=2)
    kept = pictures.opened(take(body).body)
    for at in range(4):
        kept.seek(at)
        alphas = [kept.convert("RGBA").getpixel((x, 9))[3] > 0 for x in (8, 24, 40, 56)]  # type: ignore[index]
        assert alphas == [x == at for x in range(4)]


def test_a_large_animation_is_made_smaller() -> None:
    images = [pictures.pixels(2200, 100, shift=shift) for shift in range(3)]
    image = take(pictures.moving(images))
    assert (image.width, image.height, len(frames(image.body))) == (1920, 87, 3)


def test_an_animated_png_becomes_its_first_frame() -> None:
    image = take(pictures.moving([pictures.pixels(shift=shift) for shift in range(3)], "PNG"))
    assert pictures.corners(image.body) == list(pictures.COLOURS)
    assert b"acTL" not in image.body and b"fdAT" not in image.body


# ------------------------------------------------------------------ what is refused


def bomb(kind: str) -> bytes:
    """Few bytes, many pixels."""
    options = {"lossless": True, "method": 0} if kind == "WEBP" else {}
    return pictures.file(Pillow.new("1" if kind == "PNG" else "L", (8_000, 6_251)), kind, **options)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_small_file_of_too_many_pixels_is_refused_unread(kind: str) -> None:
    with pytest.raises(Invalid, match="too many pixels"):
        take(bomb(kind))


def test_an_animation_of_too_many_pixels_is_refused() -> None:
    images = [Pillow.new("1", (5000, 3000), shade) for shade in (0, 1, 0, 1)]
    with pytest.raises(Invalid, match="too many pixels"):
        take(pictures.moving(images))


def test_an_animation_of_too_many_frames_is_refused() -> None:
    images = [Pillow.new("L", (2, 2), number % 256) for number in range(MOST_FRAMES + 1)]
    assert len(frames(take(pictures.moving(images[:-1])).body)) == MOST_FRAMES
    with pytest.raises(Invalid, match="300 frames"):
        take(pictures.moving(images))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"GIF89a",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff",
        b"RIFF\x04\0\0\0WEBP",
        pictures.SVG,
        b"<?xml version='1.0'?>" + pictures.SVG,
        b"%PDF-1.7",
        b"<html><img src=x></html>",
        b"PK\x03\x04",
        pictures.file(pictures.pixels(), "BMP"),
        pictures.file(pictures.pixels(), "TIFF"),
        pictures.file(pictures.pixels(), "ICO"),
        pictures.file(pictures.pixels(), "PDF"),
        pictures.file(pictures.pixels(), "AVIF"),
        pictures.file(pictures.pixels(), "JPEG2000"),
    ],
    ids=lambda body: str(body[:12]),
)
def test_what_is_none_of_the_four_kinds_is_refused(body: bytes) -> None:
    with pytest.raises(Invalid, match="This is no PNG, JPEG, WebP or GIF picture"):
        take(body, "photo.png")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_file_that_ends_too_early_is_refused(kind: str, share: float) -> None:
    body = pictures.file(Pillow.effect_noise((200, 200), 80).convert("RGB"), kind)
    with pytest.raises(Invalid, match="damaged"):
        take(body[: int(len(body) * share)])


def test_a_file_of_more_than_5_mib_is_refused() -> None:
    body = pictures.png()
    assert take(body + b"\0" * (LARGEST - len(body)))
    with pytest.raises(Invalid, match="larger than 5 MiB"):
        take(body + b"\0" * (LARGEST - len(body) + 1))


def test_what_grows_beyond_5_mib_is_refused() -> None:
    grey = Pillow.effect_noise((2200, 2200), 200)
    noise = Pillow.merge("RGB", [grey, grey.rotate(90), grey.rotate(180)]).quantize(16)  # making it smaller mixes more
    with pytest.raises(Invalid, match="Written anew"):
        take(pictures.file(noise, "PNG"))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_broken_bytes_are_a_picture_or_refused(kind: str) -> None:
    rng = random.Random(7)
    good = pictures.animation(kind) if kind in ("GIF", "WEBP") else pictures.file(pictures.pixels(), kind)
    for _ in range(300):
        broken = bytearray(good)
        for _ in range(rng.randrange(1, 6)):
            broken[rng.randrange(len(broken))] = rng.randrange(256)
        try:
            image = take(bytes(broken))
        except Invalid:
            continue
        Pillow.open(BytesIO(image.body)).load()


def test_the_name_is_a_line_without_folders() -> None:
    names = {
        "C:\\photos\\Über uns.png": "Über uns.png",
        "/etc/passwd": "passwd",
        " a\0b\n c\u202e.png ": "ab c.png",
        "": "picture",
        "x" * 300: "x" * 100,
    }
    assert {name: take(pictures.png(), name).name for name in names} == names


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_the_same_picture_has_the_same_digest(kind: str) -> None:
    body = pictures.file(pictures.pixels(), kind)
    assert take(body, "a") == take(body, "a")
    if kind in ("PNG", "GIF"):  # what loses nothing is what it was, once and for all
        assert take(take(body).body).digest == take(body).digest
