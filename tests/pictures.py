"""Pictures as people have them, made here: with a place, a turned camera, a profile, or something behind the end."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from PIL import Image, ImageCms, ImageDraw, PngImagePlugin
from PIL.Image import Image as Pixels

PLACE = b"N 52 30 31, of Ada's home"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
COLOURS = ("red", "green", "blue", "white")  # top left, top right, bottom left, bottom right


def pixels(width: int = 64, height: int = 48, mode: str = "RGB", shift: int = 0) -> Pixels:
    """A colour in each corner; `shift` moves them on by so many corners."""
    image = Image.new("RGB", (width, height))
    draw = ImageDraw.Draw(image)
    for at, (left, top) in enumerate([(0, 0), (width // 2, 0), (0, height // 2), (width // 2, height // 2)]):
        draw.rectangle((left, top, left + width // 2, top + height // 2), fill=COLOURS[(at + shift) % 4])
    return image.convert(mode)


def file(image: Pixels, kind: str = "PNG", **options: Any) -> bytes:
    written = BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def png(number: int = 0, width: int = 64, height: int = 48) -> bytes:
    """Another one for each number up to 255."""
    return file(Image.new("RGB", (width, height), (number, 100, 200)))


def jpeg(orientation: int = 1, **options: Any) -> bytes:
    """As a phone writes it: how it was held, where, and a comment."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = PLACE.decode()
    exif.get_ifd(0x8825)[2] = (52.0, 30.0, 31.0)  # GPS
    return file(pixels(), "JPEG", exif=exif, comment=PLACE, quality=95, **options)


def png_with_texts() -> bytes:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Comment", PLACE.decode())
    texts.add_text("Packed", PLACE.decode(), zip=True)
    texts.add_itxt("XML:com.adobe.xmp", PLACE.decode())
    return file(pixels(), "PNG", pnginfo=texts, exif=_exif())


def webp_with_place(**options: Any) -> bytes:
    return file(pixels(), "WEBP", exif=_exif(), xmp=PLACE, **options)


def animation(kind: str = "GIF", frames: int = 4, mode: str = "RGB", **options: Any) -> bytes:
    images = [pixels(mode=mode, shift=number) for number in range(frames)]
    return moving(images, kind, comment=PLACE, **options)


def moving(images: Sequence[Pixels], kind: str = "GIF", **options: Any) -> bytes:
    more = {"save_all": True, "append_images": images[1:], "duration": 120, "loop": 3}
    return file(images[0], kind, **more | options)


def with_profile(colour: tuple[int, ...], profile: bytes, mode: str = "RGB", kind: str = "PNG") -> bytes:
    return file(Image.new(mode, (16, 16), colour), kind, icc_profile=profile)


def swapped_profile() -> bytes:
    """sRGB with its red and green changed over: what it calls red is seen as green."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = int.from_bytes(profile[128:132], "big")
    for entry in range(132, 132 + 12 * count, 12):
        name = bytes(profile[entry : entry + 4])
        if name in (b"rXYZ", b"gXYZ"):
            profile[entry : entry + 4] = b"gXYZ" if name == b"rXYZ" else b"rXYZ"
    return bytes(profile)


def _exif() -> Image.Exif:
    exif = Image.Exif()
    exif[0x010E] = PLACE.decode()
    return exif


def opened(body: bytes) -> Pixels:
    return Image.open(BytesIO(body))


def corners(body: bytes) -> list[str]:
    """The names of the colours in the corners, as seen."""
    image = opened(body).convert("RGB")
    width, height = image.size
    places = ((8, 8), (width - 8, 8), (8, height - 8), (width - 8, height - 8))
    return [_nearest(image.getpixel(place)) for place in places]


def _nearest(colour: Any) -> str:
    known = {"red": (255, 0, 0), "green": (0, 128, 0), "blue": (0, 0, 255), "white": (255, 255, 255)}
    return min(known, key=lambda name: sum((a - b) ** 2 for a, b in zip(colour, known[name], strict=True)))
