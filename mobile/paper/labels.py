"""Codes to be stuck on or handed over, as a PDF made on the device: sheets of stickers, slips of paper, or a roll."""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mobile.paper.pdf import HEIGHT, MM, WIDTH, Page, bitmap, document


@dataclass(frozen=True)
class Form:
    """How a sheet is divided: lengths in points. `side` is that of the code, `edge` the white around it, which is wider
    than its four modules. `letters` and `small` are the signs that fit on a line of the name and on one below it (0:
    it is never broken), `lines` how many lines a name may have. With `cut` the places are parted by thin lines. `gap`
    is the room between places, `paper` the sheet, in whose middle they lie; `font` the sizes of a name and below it.
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
    gap: tuple[float, float] = (0.0, 0.0)
    paper: tuple[float, float] = (WIDTH, HEIGHT)
    font: tuple[float, float] = (10, 8)

    @property
    def count(self) -> int:
        """Places on a sheet."""
        return self.columns * self.rows

    def corner(self, place: int) -> tuple[float, float]:
        """The upper left corner of a place, from the lower left of the paper."""
        row, column = divmod(place, self.columns)
        (wide, high), (across, down) = self.size, self.gap
        left = (self.paper[0] - self.columns * wide - (self.columns - 1) * across) / 2
        above = (self.paper[1] - self.rows * high - (self.rows - 1) * down) / 2
        return left + column * (wide + across), self.paper[1] - above - row * (high + down)


STICKERS = Form(3, 8, (70 * MM, 37 * MM), 29 * MM, 4 * MM, 16)
SLIPS = Form(2, 4, (96 * MM, 70 * MM), 42 * MM, 4 * MM, 20, small=29, cut=True)
"""Paper to be cut and handed over: a code with what to do beside it."""
ROLL = (62 * MM, 29 * MM)
# The sheets that shops sell, by columns and rows (Avery and Herma use the same sizes), and the roll of a label printer.
FORMATS: Mapping[str, Form] = {
    "3x8": STICKERS,  # Herma 4464, Avery 3474
    "3x7": Form(3, 7, (63.5 * MM, 38.1 * MM), 29 * MM, 3 * MM, 13, gap=(2.54 * MM, 0)),  # Avery L7160
    "2x7": Form(2, 7, (99.1 * MM, 38.1 * MM), 30 * MM, 4 * MM, 26, gap=(2.5 * MM, 0)),  # Avery L7163
    "4x10": Form(4, 10, (48.5 * MM, 25.4 * MM), 19 * MM, 2.6 * MM, 12, font=(8, 6.5)),  # Avery 3657
    "5x13": Form(5, 13, (38.1 * MM, 21.2 * MM), 16 * MM, 2.2 * MM, 9, 2, gap=(2.5 * MM, 0), font=(7, 6)),  # Avery L7651
    "62mm": Form(1, 1, ROLL, 24 * MM, 2.5 * MM, 15, paper=ROLL),
}
SMALL = frozenset(("4x10", "5x13"))
"""On which a signed code is too fine for most cameras: a short one is the first choice."""
PER_SHEET, SIDE = STICKERS.count, STICKERS.side
LINE = 12
"""Points from line to line."""


@dataclass(frozen=True)
class Sticker:
    """One label: the modules of its code (True is black), the name in bold, and small lines under it."""

    modules: Sequence[Sequence[bool]]
    name: str
    small: tuple[str, ...]


def sheets(stickers: Sequence[Sticker], form: Form = STICKERS, skip: int = 0) -> bytes:
    """The PDF, sticker by sticker from the top left; as many pages as it takes. Of the first sheet `skip` places were
    used before.
    """
    skip %= form.count
    first = _sheet(stickers[: form.count - skip], form, skip)
    starts = range(form.count - skip, len(stickers), form.count)
    return document([first, *(_sheet(stickers[at : at + form.count], form) for at in starts)], form.paper)


def _sheet(stickers: Sequence[Sticker], form: Form, skip: int = 0) -> Page:
    page = Page(images=[bitmap(sticker.modules) for sticker in stickers])
    for number, sticker in enumerate(stickers):
        _draw(page, number, sticker, form, skip + number)
    return page


def _draw(page: Page, number: int, sticker: Sticker, form: Form, place: int) -> None:
    (width, height), (corner, top), side = form.size, form.corner(place), form.side
    left, middle = corner + form.edge, top - height / 2
    page.drawn.append(f"q {side:.2f} 0 0 {side:.2f} {left:.2f} {middle - side / 2:.2f} cm /Q{number} Do Q")
    if form.cut:
        page.drawn.append(f"q 0.4 w [2 3] 0 d {corner:.2f} {top - height:.2f} {width:.2f} {height:.2f} re S Q")
    large, little = form.font
    lines = [(True, large, line) for line in textwrap.wrap(sticker.name, form.letters)[: form.lines]]
    for text in filter(None, sticker.small):
        lines += [(False, little, line) for line in (textwrap.wrap(text, form.small) if form.small else [text])]
    step = LINE * large / STICKERS.font[0]
    lines = lines[: int(height / step)]
    at = middle + (len(lines) / 2 - 0.8) * step
    for bold, size, line in lines:
        page.text((left + side + form.edge, at), size, line.rstrip(), bold=bold)
        at -= step
