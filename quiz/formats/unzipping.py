"""A zip from outside -> its files, or why it is not opened. Nothing is written to a disk."""

import re
import unicodedata
import zipfile
from io import BytesIO

from quiz.errors import Invalid

LARGEST = 25 * 1024 * 1024  # bytes, packed and unpacked
MOST_ENTRIES = 200
LONGEST_NAME = 255  # characters
ODD_NAME = re.compile(r"^/|^[A-Za-z]:|\\|(^|/)\.\.(/|$)")  # leads out of the folder that it is unpacked in


def unpacked(data: bytes) -> dict[str, bytes]:
    """Its files by their names, without what systems put there for themselves. Raises Invalid."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _refuse(entries, len(data))
            return {
                unicodedata.normalize("NFC", entry.filename): archive.read(entry)
                for entry in entries
                if not _is_systems(entry.filename)
            }
    except Invalid:
        raise
    except Exception:  # whatever zipfile stumbles over in bytes that anybody can send
        raise Invalid("This zip is broken and cannot be read. Please make it anew.") from None


def _refuse(entries: list[zipfile.ZipInfo], packed: int) -> None:
    """What is told of the entries can be relied on: no more is unpacked of one than it says."""
    names = [entry.filename for entry in entries]
    if len(entries) > MOST_ENTRIES:
        raise Invalid(f"There are {len(entries)} files in this zip; {MOST_ENTRIES} are allowed.")
    if max(packed, sum(entry.file_size for entry in entries)) > LARGEST:
        raise Invalid("This zip is too large: unpacked, it may have 25 MiB.")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Invalid("This zip is encrypted. Please make it anew, without a password.")
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        raise Invalid("This zip is packed in a way that cannot be read here. Please make it anew, as an ordinary zip.")
    for name in names:
        if len(name) > LONGEST_NAME or ODD_NAME.search(name):
            raise Invalid(f"“{name[:LONGEST_NAME]}” is no name for a file in a zip. Please make it anew.")
    if len(set(names)) < len(names):
        raise Invalid("Two files in this zip have the same name. Please make it anew.")


def _is_systems(name: str) -> bool:
    return name.startswith("__MACOSX/") or name.split("/")[-1].startswith(".")
