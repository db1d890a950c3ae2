"""A picture from outside becomes an image to keep: told by its content, decoded, and encoded anew. Values only.

Nothing comes through but what can be seen: no place, no camera, no comment, nothing hidden behind the end.
"""

import hashlib
import itertools
import threading
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any

from quiz.errors import Invalid
from quiz.images import LARGEST, Image, tidied

if TYPE_CHECKING:
    from PIL.Image import Image as Pixels

LONGEST_SIDE = 1920  # pixels: more than twice the width of a page's text
MOST_PIXELS = 50_000_000  # to decode, all frames of an animation together
MOST_FRAMES = 300

# By Pillow's names: how it is written.
WRITTEN: dict[str, dict[str, Any]] = {
    "PNG": {"compress_level": 9},
    "JPEG": {"quality": 85, "optimize": True, "progressive": True},
    "WEBP": {"quality": 85, "method": 4},
    "GIF": {},
}
ANIMATED = ("WEBP", "GIF")
ORIENTATION = 0x0112  # the EXIF tag
TURNS = {  # its values, and what undoes them
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}

NO_PICTURE = "This is no PNG, JPEG, WebP or GIF picture. Please save it as one of them, and add it again."
DAMAGED = "This picture is damaged and cannot be read. Please save it anew, and add it again."
TOO_LARGE = "This picture is larger than 5 MiB. Please make it smaller, and add it again."
TOO_LARGE_ANEW = "Written anew, this picture is larger than 5 MiB. Please make it smaller, or save it as JPEG."
TOO_MANY_PIXELS = (
    "This picture has too many pixels: at most 50 million, and 300 frames, can be read. Please make it smaller."
)

# A few megabytes become hundreds in memory, so pictures are decoded one after the other.
_one_at_a_time = threading.Lock()


def take(body: bytes, name: str = "") -> Image:
    """The same picture always becomes the same bytes. Raises Invalid, with what to do."""
    if len(body) > LARGEST:
        raise Invalid(TOO_LARGE)
    from PIL import Image as Pillow
    from PIL import UnidentifiedImageError

    try:
        with _one_at_a_time:
            return _encoded(body, name)
    except Invalid:
        raise
    except UnidentifiedImageError:
        raise Invalid(NO_PICTURE) from None
    except (Pillow.DecompressionBombError, Pillow.DecompressionBombWarning):
        raise Invalid(TOO_MANY_PIXELS) from None
    except Exception:  # whatever a decoder stumbles over in bytes that anybody can send
        raise Invalid(DAMAGED) from None


def _encoded(body: bytes, name: str) -> Image:
    from PIL import Image as Pillow

    with Pillow.open(BytesIO(body), formats=tuple(WRITTEN)) as file:
        kind = "JPEG" if file.format == "MPO" else str(file.format)  # MPO: a JPEG with another picture behind it
        frames = list(_frames(file, is_animated=kind in ANIMATED))
        options = WRITTEN[kind] | _animation(frames, file.info.get("loop"))
    if kind == "WEBP":
        options["lossless"] = b"VP8L" in body
    written = BytesIO()
    frames[0].save(written, kind, **options)
    if written.tell() > LARGEST:
        raise Invalid(TOO_LARGE_ANEW)
    kept, size = written.getvalue(), frames[0].size
    return Image(hashlib.sha256(kept).hexdigest(), f"image/{kind.lower()}", kept, *size, tidied(name))


def _frames(file: "Pixels", *, is_animated: bool) -> "Iterator[Pixels]":
    for number in itertools.count():
        try:
            file.seek(number)  # not n_frames: to count them, all are read
        except EOFError:
            return
        if number >= MOST_FRAMES or (number + 1) * file.width * file.height > MOST_PIXELS:
            raise Invalid(TOO_MANY_PIXELS)
        yield _cleaned(file)
        if not is_animated:
            return


def _animation(frames: "list[Pixels]", loop: int | None) -> dict[str, Any]:
    """Each frame is a whole picture; where one can be seen through, it must not be laid over the one before."""
    if len(frames) == 1:
        return {}
    shown = {
        "save_all": True,
        "append_images": frames[1:],
        "duration": [frame.info.get("duration", 0) for frame in frames],
        "disposal": 2 if any(frame.has_transparency_data for frame in frames) else 1,
    }
    return shown if loop is None else shown | {"loop": loop}


def _cleaned(file: "Pixels") -> "Pixels":
    """The pixels, upright, in sRGB and not too many; of what came with them, only what they cannot be shown without."""
    from PIL import Image as Pillow

    pixels = _upright(file)
    if pixels.mode.startswith("I"):  # 16 bits of grey
        pixels = pixels.point(lambda value: value / 256).convert("L")
    if profile := file.info.get("icc_profile"):
        pixels = _in_srgb(_mixable(pixels), profile)
    if max(pixels.size) > LONGEST_SIDE:
        pixels = _mixable(pixels)
        pixels.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Pillow.Resampling.LANCZOS)
    is_opaque = pixels.mode == "RGBA" and pixels.getchannel("A").getextrema() == (255, 255)
    if pixels.mode == "CMYK" or is_opaque:
        pixels = pixels.convert("RGB")
    pixels.info = {name: pixels.info[name] for name in ("transparency", "duration") if name in pixels.info}
    return pixels


def _upright(file: "Pixels") -> "Pixels":
    from PIL import Image as Pillow

    file.load()
    try:
        turn = TURNS.get(file.getexif().get(ORIENTATION, 1))
    except Exception:  # broken EXIF: browsers, too, show the picture as if it had none
        turn = None
    return file.transpose(Pillow.Transpose[turn]) if turn else file.copy()


def _mixable(pixels: "Pixels") -> "Pixels":
    """Without a palette and without a colour that stands for none: between two values are others."""
    if pixels.mode in ("L", "LA", "RGB", "RGBA", "CMYK") and "transparency" not in pixels.info:
        return pixels
    return pixels.convert("RGBA" if pixels.has_transparency_data else "RGB")


def _in_srgb(pixels: "Pixels", profile: bytes) -> "Pixels":
    from PIL import ImageCms

    mode = "RGBA" if pixels.mode == "RGBA" else "RGB"
    try:
        own = ImageCms.ImageCmsProfile(BytesIO(profile))
        converted = ImageCms.profileToProfile(pixels, own, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (OSError, ImageCms.PyCMSError):  # broken, or made for other colours than these
        return pixels
    return converted or pixels
