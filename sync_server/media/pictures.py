"""What becomes of bytes that somebody sent: known by their first bytes, pictures painted anew, all else refused.

A picture is decoded by the one decoder of its kind, after its size was read from its head, and written again: what was
hidden in it (where it was taken, a second file behind it) is gone. A PDF is kept as it came and never shown by us.
"""

import re
import struct
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps

from shared.refusals import BrokenPicture, NotMedia, TooManyPixels
from sync_server.limits import MAX_MARKS, MAX_PIXELS, MAX_SCANS

PHOTO_SIDE, PREVIEW_SIDE = 2048, 256
QUALITY = 85
MIMES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
PDF = "application/pdf"
# Decoders are told lies in many ways, and notice them in as many places.
LIES: tuple[type[Exception], ...] = (
    *(OSError, SyntaxError, LookupError, TypeError, ArithmeticError, AttributeError, EOFError, MemoryError),
    *(ValueError, RuntimeError, struct.error),
)
_MARK = re.compile(rb"\xff([\x01-\xcf\xd8-\xfe])")
_SCAN, _END, _ALONE = 0xDA, 0xD9, (0x01, 0xD8)
ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", PDF: "pdf"}


@dataclass(frozen=True)
class Kept:
    """What is worth keeping: the bytes, their type, and a small picture (JPEG or PNG) where there is one."""

    mime: str
    data: bytes
    preview: bytes | None


def judged(kind: str, data: bytes) -> Kept:
    """What is kept of these bytes as a "photo" or a "document". Raises NotMedia, BrokenPicture, TooManyPixels."""
    coding = coding_of(data)
    if coding is None and kind == "document" and data.startswith(b"%PDF-1.") and b"%%EOF" in data[-1024:]:
        return Kept(PDF, data, None)
    if coding is None:
        raise NotMedia
    picture = _painted(coding, data)
    if kind == "photo":
        picture.thumbnail((PHOTO_SIDE, PHOTO_SIDE))
    small = picture.copy()
    small.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE))
    return Kept(MIMES[coding], _written(coding, picture), _written("PNG" if small.mode == "RGBA" else "JPEG", small))


def coding_of(data: bytes) -> str | None:
    """The kind of picture that these bytes begin as."""
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    return None


def _painted(coding: str, data: bytes) -> Image.Image:
    """The first picture in these bytes, upright, in plain colours."""
    if coding == "WEBP" and _pixels_of_webp(data) > MAX_PIXELS:  # its decoder asks for memory before it tells a size
        raise TooManyPixels
    if coding == "JPEG" and _is_endless(data):
        raise BrokenPicture
    try:
        with Image.open(BytesIO(data), formats=(coding,)) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise TooManyPixels
            opened.load()
            upright = ImageOps.exif_transpose(opened)
            clear = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
            painted = upright.convert("RGBA" if clear and coding != "JPEG" else "RGB")
            painted.info.clear()
            return painted
    except Image.DecompressionBombError as problem:
        raise TooManyPixels from problem
    except LIES as problem:
        raise BrokenPicture from problem


def _pixels_of_webp(data: bytes) -> int:
    """Width times height as the container's first chunk says (RFC 9649, sections 2.5 to 2.7); 0 when it says none."""
    kind, head = data[12:16], data[20:30]
    if len(head) < 10:
        return 0
    if kind == b"VP8X":
        return (1 + int.from_bytes(head[4:7], "little")) * (1 + int.from_bytes(head[7:10], "little"))
    if kind == b"VP8L":
        bits = int.from_bytes(head[1:5], "little")
        return (1 + (bits & 0x3FFF)) * (1 + (bits >> 14 & 0x3FFF))
    if kind == b"VP8 ":
        return (int.from_bytes(head[6:8], "little") & 0x3FFF) * (int.from_bytes(head[8:10], "little") & 0x3FFF)
    return 0


def _is_endless(data: bytes) -> bool:
    """Whether a JPEG of these bytes (ITU-T T.81, B.1) has so many parts that it keeps its decoder busy for hours, which
    the number of its pixels does not say. What stands behind its end is not looked at, here or there.
    """
    place, scans = 2, 0
    for _ in range(MAX_MARKS):
        found = _MARK.search(data, place)
        if found is None or found[1][0] == _END:
            return False
        place = found.end()
        if found[1][0] not in _ALONE:
            place += max(2, int.from_bytes(data[place : place + 2], "big"))
        scans += found[1][0] == _SCAN
        if scans > MAX_SCANS:
            return True
    return True


def _written(coding: str, picture: Image.Image) -> bytes:
    out = BytesIO()
    picture.save(out, coding, quality=QUALITY)
    return out.getvalue()
