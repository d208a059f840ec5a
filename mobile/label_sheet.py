"""Sheets of stickers as a PDF, made on the device without a library: A4, three by eight of 70 x 37 mm.

ISO 32000-1: pages (7.7.3), images of one bit a pixel (8.9.5), the standard fonts in WinAnsiEncoding (9.6.2).
"""

import textwrap
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

MM = 72 / 25.4
"""Points of PDF in a millimetre."""
WIDTH, HEIGHT = 210 * MM, 297 * MM


@dataclass(frozen=True)
class Form:
    """How a sheet is divided: lengths in points. `side` is that of the code, `edge` the white around it, which is wider
    than its four modules. `letters` and `small` are the signs that fit on a line of the name and on one below it (0:
    it is never broken), `lines` how many lines a name may have. With `cut` the places are parted by thin lines.
    """

    columns: int
    rows: int
    size: tuple[float, float]
    side: float
    edge: float
    letters: int
    lines: int = 3
    small: int = 0
    cut: bool = False

    @property
    def count(self) -> int:
        """Places on a sheet."""
        return self.columns * self.rows

    def corner(self, place: int) -> tuple[float, float]:
        """The upper left corner of a place, from the lower left of the paper."""
        row, column = divmod(place, self.columns)
        left, above = (WIDTH - self.columns * self.size[0]) / 2, (HEIGHT - self.rows * self.size[1]) / 2
        return left + column * self.size[0], HEIGHT - above - row * self.size[1]


STICKERS = Form(3, 8, (70 * MM, 37 * MM), 29 * MM, 4 * MM, 16)
SLIPS = Form(2, 4, (96 * MM, 70 * MM), 42 * MM, 4 * MM, 20, small=29, cut=True)
"""Paper to be cut and handed over: a code with what to do beside it."""
PER_SHEET, SIDE = STICKERS.count, STICKERS.side
LINE = 12
"""Points from line to line."""


@dataclass(frozen=True)
class Sticker:
    """One label: the modules of its code (True is black), the name in bold, and small lines under it."""

    modules: Sequence[Sequence[bool]]
    name: str
    small: tuple[str, ...]


def sheets(stickers: Sequence[Sticker], form: Form = STICKERS) -> bytes:
    """The PDF, sticker by sticker from the top left; as many pages as it takes."""
    pages = [stickers[start : start + form.count] for start in range(0, len(stickers), form.count)]
    kids = " ".join(f"{_first(pages, number)} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} /MediaBox [0 0 {WIDTH:.2f} {HEIGHT:.2f}] >>".encode(),
        _font("Helvetica"),
        _font("Helvetica-Bold"),
    ]
    for number, page in enumerate(pages):
        objects += _page(page, _first(pages, number), form)
    return _file(objects)


def _first(pages: Sequence[Sequence[Sticker]], number: int) -> int:
    """The number of a page's own object: after four for all come two for each page and one for each sticker."""
    return 5 + sum(2 + len(page) for page in pages[:number])


def _page(stickers: Sequence[Sticker], own: int, form: Form) -> list[bytes]:
    """The page, what is drawn on it, and its codes."""
    names = " ".join(f"/Q{place} {own + 2 + place} 0 R" for place in range(len(stickers)))
    page = (
        f"<< /Type /Page /Parent 2 0 R /Contents {own + 1} 0 R"
        f" /Resources << /Font << /F 3 0 R /B 4 0 R >> /XObject << {names} >> >> >>"
    )
    drawn = "\n".join(_drawn(place, sticker, form) for place, sticker in enumerate(stickers))
    return [page.encode(), _stream(drawn.encode("latin-1")), *(_code(sticker.modules) for sticker in stickers)]


def _drawn(place: int, sticker: Sticker, form: Form) -> str:
    (width, height), (corner, top), side = form.size, form.corner(place), form.side
    left, middle = corner + form.edge, top - height / 2
    parts = [f"q {side:.2f} 0 0 {side:.2f} {left:.2f} {middle - side / 2:.2f} cm /Q{place} Do Q"]
    if form.cut:
        parts.append(f"q 0.4 w [2 3] 0 d {corner:.2f} {top - height:.2f} {width:.2f} {height:.2f} re S Q")
    lines = [("B", 10, line) for line in textwrap.wrap(sticker.name, form.letters)[: form.lines]]
    for text in filter(None, sticker.small):
        lines += [("F", 8, line) for line in (textwrap.wrap(text, form.small) if form.small else [text])]
    at = middle + (len(lines) / 2 - 0.8) * LINE
    for font, size, line in lines:
        parts.append(f"BT /{font} {size} Tf {left + side + form.edge:.2f} {at:.2f} Td ({_text(line.rstrip())}) Tj ET")
        at -= LINE
    return "\n".join(parts)


def _text(line: str) -> str:
    """A string of PDF; a sign that the standard fonts lack becomes a question mark."""
    shown = line.encode("cp1252", "replace").decode("latin-1")
    return shown.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _font(name: str) -> bytes:
    return f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>".encode()


def _code(modules: Sequence[Sequence[bool]]) -> bytes:
    side = len(modules)
    rows = []
    for row in modules:
        bits = "".join("0" if black else "1" for black in row).ljust((side + 7) // 8 * 8, "1")
        rows.append(int(bits, 2).to_bytes(len(bits) // 8, "big"))
    image = f"/Type /XObject /Subtype /Image /Width {side} /Height {side} /ColorSpace /DeviceGray /BitsPerComponent 1"
    return _stream(b"".join(rows), image)


def _stream(data: bytes, about: str = "") -> bytes:
    packed = zlib.compress(data, 9)
    head = f"<< {about} /Length {len(packed)} /Filter /FlateDecode >>\nstream\n"
    return head.encode() + packed + b"\nendstream"


def _file(objects: Sequence[bytes]) -> bytes:
    """Head, objects, where each of them begins, and where that table begins."""
    out, starts = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
    for number, content in enumerate(objects, 1):
        starts.append(len(out))
        out += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    table = "".join(f"{start:010} 00000 n \n" for start in starts)
    begin, count = len(out), len(objects) + 1
    out += f"xref\n0 {count}\n0000000000 65535 f \n{table}".encode()
    out += f"trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{begin}\n%%EOF\n".encode()
    return bytes(out)
