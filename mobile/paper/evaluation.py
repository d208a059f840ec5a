"""An evaluation on paper, made on the device and offline: who, the total, the web, every criterion, and the words."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from mobile.paper.column import GREEN, GREY, LEFT, LINE, RIGHT, RULE, Column
from mobile.paper.pdf import DIGIT, MM, Colour, document
from mobile.widgets.radar import AXES, RINGS, WHOLE, points

PALE: Colour = (0.86, 0.95, 0.90)
AMBER: Colour = (0.60, 0.40, 0.0)
LETTERS = 88
"""Signs of plain text that fit on a line."""
RADIUS = 34 * MM
COLUMNS = (RIGHT - 62 * MM, RIGHT - 26 * MM)
"""Where what the coach gave begins, and what the player gave."""


@dataclass(frozen=True)
class Row:
    """One criterion: its name, what was given in words of its scale, and what the player found ("" for nothing).

    `long` is a text that takes lines of its own.
    """

    name: str
    given: str
    self_given: str = ""
    long: str = ""


@dataclass(frozen=True)
class Sheet:
    """All that is printed. `figures` are by category, up to 100, `before` those of the time before, on the same
    axes.
    """

    club: str
    title: str
    name: str
    about: str
    total: str
    of: str
    axes: tuple[str, ...]
    figures: tuple[int, ...]
    before: tuple[int, ...] | None
    legend: tuple[str, str]
    heads: tuple[str, str]
    parts: tuple[tuple[str, str, tuple[Row, ...]], ...]
    foot: str


def paper(sheet: Sheet) -> bytes:
    """The PDF; as many pages as it takes."""
    writer = _Writer(sheet)
    writer.head()
    if len(sheet.axes) >= AXES:
        writer.web()
    for name, figure, rows in sheet.parts:
        writer.part(name, figure, rows)
    return document(writer.pages)


class _Writer(Column):
    """Writes an evaluation down the pages."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet.foot)
        self.sheet = sheet

    def head(self) -> None:
        """The club, what this is, who it is about, and the total in a ground of its own."""
        sheet, page = self.sheet, self.page
        page.text((LEFT, self.at), 10, sheet.club, colour=GREY)
        page.text((LEFT, self.at - 30), 22, sheet.name, bold=True)
        page.text((LEFT, self.at - 50), 12, sheet.title, bold=True, colour=GREEN)
        page.text((LEFT, self.at - 66), 10, sheet.about, colour=GREY)
        if sheet.total:
            wide, high, top = 32 * MM, 58.0, self.at + 8
            corners = [(RIGHT - wide, top), (RIGHT, top), (RIGHT, top - high), (RIGHT - wide, top - high)]
            page.shape(corners, fill=PALE)
            page.text(
                (RIGHT - wide / 2 - _wide(sheet.total, 26) / 2, top - 33), 26, sheet.total, bold=True, colour=GREEN
            )
            page.text((RIGHT - wide / 2 - _wide(sheet.of, 9) / 2, top - 48), 9, sheet.of, colour=GREY)
        self.at -= 92

    def web(self) -> None:
        """The figures by category as a web, in vectors."""
        sheet, page = self.sheet, self.page
        middle = ((LEFT + RIGHT) / 2, self.at - RADIUS - 8)
        for ring in RINGS:
            page.shape(points([ring] * len(sheet.axes), middle, RADIUS, up=1), stroke=RULE)
        for corner in points([WHOLE] * len(sheet.axes), middle, RADIUS, up=1):
            page.shape([middle, corner], stroke=RULE)
        page.shape(points(sheet.figures, middle, RADIUS, up=1), stroke=GREEN, fill=PALE)
        if sheet.before is not None:
            page.shape(points(sheet.before, middle, RADIUS, up=1), stroke=AMBER, dash="4 3")
        for name, corner in zip(sheet.axes, points([WHOLE + 12] * len(sheet.axes), middle, RADIUS, up=1), strict=True):
            wide = _wide(name, 9)
            aside = corner[0] - middle[0]
            left = corner[0] - (wide / 2 if abs(aside) < 1 else wide if aside < 0 else 0)
            page.text((left, corner[1] - 3), 9, name, bold=True)
        self.at -= 2 * RADIUS + 36
        self._legend()

    def _legend(self) -> None:
        now, before = self.sheet.legend
        keys = [(now, GREEN, "")] + ([(before, AMBER, "4 3")] if self.sheet.before is not None else [])
        at = LEFT
        for word, colour, dash in keys:
            self.page.shape([(at, self.at + 3), (at + 22, self.at + 3)], stroke=colour, dash=dash)
            self.page.text((at + 28, self.at), 9, word, colour=GREY)
            at += 40 + _wide(word, 9)
        self.at -= 22

    def part(self, name: str, figure: str, rows: Sequence[Row]) -> None:
        """A category with its figure, and its criteria under it."""
        self.room(3 * LINE)
        page = self.page
        page.text((LEFT, self.at), 12, name, bold=True, colour=GREEN)
        page.text((COLUMNS[0], self.at), 12, figure, bold=True, colour=GREEN)
        if any(row.self_given for row in rows):
            page.text((COLUMNS[1], self.at), 9, self.sheet.heads[1], colour=GREY)
        self.rule(self.at - 5)
        self.at -= LINE + 4
        for row in rows:
            self._row(row)
        self.at -= 8

    def _row(self, row: Row) -> None:
        self.room(LINE)
        first, *more = textwrap.wrap(row.name, 52) or [""]
        self.page.text((LEFT, self.at), 10, first)
        self.page.text((COLUMNS[0], self.at), 10, row.given, bold=True)
        self.page.text((COLUMNS[1], self.at), 10, row.self_given, colour=GREY)
        self.at -= LINE
        for line in [*more, *(part for text in row.long.splitlines() for part in textwrap.wrap(text, LETTERS))]:
            self.room(LINE)
            self.say(line, 10, indent=8, colour=GREY)


def _wide(text: str, size: float) -> float:
    """About how wide a line is, as if it were of digits."""
    return len(text) * size * DIGIT
