"""Sheets of stickers as a PDF, made on the device: A4, three by eight of 70 x 37 mm."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from mobile.pdf import HEIGHT, MM, Page, bitmap, document

COLUMNS, ROWS = 3, 8
STICKER = (70 * MM, 37 * MM)
PER_SHEET = COLUMNS * ROWS
SIDE, EDGE = 29 * MM, 4 * MM
"""Of the code on a sticker, and the white around it, which is wider than its four modules."""
ABOVE = (HEIGHT - ROWS * STICKER[1]) / 2
LINE, LETTERS, LINES = 12, 16, 3
"""Points from line to line, signs that fit on one, and lines that a name may have."""


@dataclass(frozen=True)
class Sticker:
    """One label: the modules of its code (True is black), the name in bold, and small lines under it."""

    modules: Sequence[Sequence[bool]]
    name: str
    small: tuple[str, ...]


def sheets(stickers: Sequence[Sticker]) -> bytes:
    """The PDF, sticker by sticker from the top left; as many pages as it takes."""
    return document([_sheet(stickers[start : start + PER_SHEET]) for start in range(0, len(stickers), PER_SHEET)])


def _sheet(stickers: Sequence[Sticker]) -> Page:
    page = Page(images=[bitmap(sticker.modules) for sticker in stickers])
    for place, sticker in enumerate(stickers):
        _draw(page, place, sticker)
    return page


def _draw(page: Page, place: int, sticker: Sticker) -> None:
    row, column = divmod(place, COLUMNS)
    left = column * STICKER[0] + EDGE
    middle = HEIGHT - ABOVE - (row + 0.5) * STICKER[1]
    page.drawn.append(f"q {SIDE:.2f} 0 0 {SIDE:.2f} {left:.2f} {middle - SIDE / 2:.2f} cm /Q{place} Do Q")
    lines = [(True, 10, line) for line in textwrap.wrap(sticker.name, LETTERS)[:LINES]]
    lines += [(False, 8, line) for line in sticker.small if line]
    at = middle + (len(lines) / 2 - 0.8) * LINE
    for bold, size, line in lines:
        page.text((left + SIDE + EDGE, at), size, line.rstrip(), bold=bold)
        at -= LINE
