"""Sheets of codes to be stuck on or handed over, as a PDF made on the device: A4, stickers or slips of paper."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from mobile.pdf import HEIGHT, MM, WIDTH, Page, bitmap, document


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
    return document([_sheet(stickers[at : at + form.count], form) for at in range(0, len(stickers), form.count)])


def _sheet(stickers: Sequence[Sticker], form: Form) -> Page:
    page = Page(images=[bitmap(sticker.modules) for sticker in stickers])
    for place, sticker in enumerate(stickers):
        _draw(page, place, sticker, form)
    return page


def _draw(page: Page, place: int, sticker: Sticker, form: Form) -> None:
    (width, height), (corner, top), side = form.size, form.corner(place), form.side
    left, middle = corner + form.edge, top - height / 2
    page.drawn.append(f"q {side:.2f} 0 0 {side:.2f} {left:.2f} {middle - side / 2:.2f} cm /Q{place} Do Q")
    if form.cut:
        page.drawn.append(f"q 0.4 w [2 3] 0 d {corner:.2f} {top - height:.2f} {width:.2f} {height:.2f} re S Q")
    lines = [(True, 10, line) for line in textwrap.wrap(sticker.name, form.letters)[: form.lines]]
    for text in filter(None, sticker.small):
        lines += [(False, 8, line) for line in (textwrap.wrap(text, form.small) if form.small else [text])]
    at = middle + (len(lines) / 2 - 0.8) * LINE
    for bold, size, line in lines:
        page.text((left + side + form.edge, at), size, line.rstrip(), bold=bold)
        at -= LINE
