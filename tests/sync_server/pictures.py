"""Pictures and papers for the tests of media: good ones, and those that somebody made to do harm."""

import struct
import zlib
from hashlib import sha256
from io import BytesIO

from PIL import Image

PDF = b"%PDF-1.7\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><script>alert(1)</script>"
ZIP = b"PK\x03\x04" + b"\x00" * 60
GIF = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)


def picture(
    coding: str = "JPEG", size: tuple[int, int] = (60, 40), *, exif: bool = False, clear: bool = False
) -> bytes:
    """A picture with a gradient; with `exif` it says that it lies on its side and where it was taken."""
    image = Image.linear_gradient("L").resize(size).convert("RGBA" if clear else "RGB")
    out = BytesIO()
    if exif:
        told = Image.Exif()
        told[0x0112], told[0x010E] = 6, "taken at Dorpsstraat 1"
        image.save(out, coding, exif=told)
    else:
        image.save(out, coding)
    return out.getvalue()


def png_that_says(width: int, height: int) -> bytes:
    """The head of a PNG of this size, with next to nothing behind it."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(b"\x00" * 100)), (b"IEND", b""))
    parts = (
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def webp_that_says(width: int, height: int) -> bytes:
    """The head of a WebP with this canvas."""
    canvas = b"\x10\x00\x00\x00" + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + canvas
    return b"RIFF" + struct.pack("<I", len(body)) + body


def jpeg_of_scans(count: int, size: tuple[int, int] = (64, 64)) -> bytes:
    """A progressive JPEG whose last scan, of a few bytes, comes so many times."""
    out = BytesIO()
    Image.new("RGB", size).save(out, "JPEG", progressive=True)
    data = out.getvalue()
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * count + data[-2:]


def jpeg_of_notes(count: int) -> bytes:
    """A JPEG that says so many times a little about where it was taken."""
    note = b"Exif\x00\x00MM\x00*aaaaaa"
    return b"\xff\xd8" + (b"\xff\xe1" + struct.pack(">H", 2 + len(note)) + note) * count + picture()[2:]


def name_of(data: bytes) -> str:
    """Its SHA-256."""
    return sha256(data).hexdigest()
