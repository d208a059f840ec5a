"""Papers made on the device without a library: pages of text, lines and shapes, and pictures of one bit a pixel.

ISO 32000-1: pages (7.7.3), the standard fonts in WinAnsiEncoding (9.6.2), paths (8.5), images (8.9.5). A library would
be carried by every phone for three sheets of paper; this is a page of code.
"""

import unicodedata
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from shared.domain.contact import plain_letter

MM = 72 / 25.4
"""Points of PDF in a millimetre."""
WIDTH, HEIGHT = 210 * MM, 297 * MM
Point = tuple[float, float]
Colour = tuple[float, float, float]
BLACK: Colour = (0.0, 0.0, 0.0)
DIGIT = 0.556
"""How wide a digit of Helvetica is, of its size (Adobe's font metrics)."""


@dataclass
class Page:
    """One page, drawn from the bottom left in points. `images` are named Q0, Q1 ... in their order."""

    drawn: list[str] = field(default_factory=list)
    images: list[bytes] = field(default_factory=list)

    def text(self, at: Point, size: float, text: str, *, bold: bool = False, colour: Colour = BLACK) -> None:
        """A line of text that begins at a point of its baseline."""
        font = "B" if bold else "F"
        self.drawn.append(f"{_rgb(colour)} rg BT /{font} {size} Tf {at[0]:.2f} {at[1]:.2f} Td ({escaped(text)}) Tj ET")

    def shape(
        self, points: Sequence[Point], *, stroke: Colour | None = None, fill: Colour | None = None, dash: str = ""
    ) -> None:
        """A closed figure through these points, or a line through two; `dash` is a pattern such as "3 2"."""
        paint = {(True, True): "B", (True, False): "S", (False, True): "f"}[stroke is not None, fill is not None]
        head = [f"[{dash}] 0 d", *([f"{_rgb(stroke)} RG"] if stroke else []), *([f"{_rgb(fill)} rg"] if fill else [])]
        first, *others = (f"{x:.2f} {y:.2f}" for x, y in points)
        path = [f"{first} m", *(f"{point} l" for point in others), *(["h"] if len(points) > 2 else [])]
        self.drawn.append(" ".join(["q", *head, *path, paint, "Q"]))


def document(pages: Sequence[Page], paper: Point = (WIDTH, HEIGHT)) -> bytes:
    """The file; every page is as large as the `paper`, in points."""
    kids = " ".join(f"{_first(pages, number)} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} /MediaBox [0 0 {paper[0]:.2f} {paper[1]:.2f}] >>".encode(),
        _font("Helvetica"),
        _font("Helvetica-Bold"),
    ]
    for number, page in enumerate(pages):
        objects += _page(page, _first(pages, number))
    return _file(objects)


def escaped(line: str) -> str:
    """A string of PDF. A letter that the standard fonts lack loses its accent (`Gökşen` is `Göksen`); what has no plain
    letter becomes a question mark.
    """
    shown = "".join(map(_in_font, unicodedata.normalize("NFC", line))).encode("cp1252").decode("latin-1")
    return shown.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _in_font(char: str) -> str:
    try:
        char.encode("cp1252")
    except UnicodeEncodeError:
        return plain_letter(char) or "?"
    return char


def bitmap(modules: Sequence[Sequence[bool]]) -> bytes:
    """A square picture, True for black."""
    side = len(modules)
    rows = []
    for row in modules:
        bits = "".join("0" if black else "1" for black in row).ljust((side + 7) // 8 * 8, "1")
        rows.append(int(bits, 2).to_bytes(len(bits) // 8, "big"))
    image = f"/Type /XObject /Subtype /Image /Width {side} /Height {side} /ColorSpace /DeviceGray /BitsPerComponent 1"
    return _stream(b"".join(rows), image)


def _rgb(colour: Colour) -> str:
    return " ".join(f"{part:.3f}" for part in colour)


def _first(pages: Sequence[Page], number: int) -> int:
    """The number of a page's own object: after four for all come two for each page and one for each picture."""
    return 5 + sum(2 + len(page.images) for page in pages[:number])


def _page(page: Page, own: int) -> list[bytes]:
    """The page, what is drawn on it, and its pictures."""
    names = " ".join(f"/Q{place} {own + 2 + place} 0 R" for place in range(len(page.images)))
    head = (
        f"<< /Type /Page /Parent 2 0 R /Contents {own + 1} 0 R"
        f" /Resources << /Font << /F 3 0 R /B 4 0 R >> /XObject << {names} >> >> >>"
    )
    return [head.encode(), _stream("\n".join(page.drawn).encode("latin-1")), *page.images]


def _font(name: str) -> bytes:
    return f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>".encode()


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
