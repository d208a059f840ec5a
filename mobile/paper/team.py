"""A team on paper, made on the device and offline: the list for the referee, and the sheet for an emergency."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from mobile.paper.column import GREEN, GREY, LEFT, LINE, RIGHT, Column
from mobile.paper.pdf import BLACK, DIGIT, MM, Colour, document

RED: Colour = (0.70, 0.10, 0.10)


@dataclass(frozen=True)
class Listed:
    """One person of a list: the number on the shirt, the name, the year of birth, what they do; "" for nothing."""

    number: str
    name: str
    born: str
    function: str


@dataclass(frozen=True)
class RefereeList:
    """All that is printed: whose team, against whom and when, the columns' heads, who, and who signs."""

    club: str
    title: str
    about: str
    heads: tuple[str, str, str, str]
    people: tuple[Listed, ...]
    signs: tuple[str, ...]
    foot: str


@dataclass(frozen=True)
class Cared:
    """One player of an emergency sheet: what must be known beside the field, whom to call, and what else is known of
    their health, where that was opened.
    """

    name: str
    alert: str
    numbers: tuple[tuple[str, str], ...]
    medical: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class EmergencySheet:
    """All that is printed. `nobody` stands where there is no number."""

    club: str
    title: str
    about: str
    people: tuple[Cared, ...]
    nobody: str
    foot: str


def referee_list(sheet: RefereeList) -> bytes:
    """The PDF: a table with a line for each, and room to sign."""
    writer = _Writer(sheet.foot)
    writer.head(sheet.club, sheet.title, sheet.about)
    columns = (LEFT, LEFT + 18 * MM, LEFT + 104 * MM, LEFT + 126 * MM)
    writer.row(sheet.heads, columns, bold=True)
    for one in sheet.people:
        writer.room(LINE + 4)
        writer.row((one.number, one.name, one.born, one.function), columns)
    writer.signatures(sheet.signs)
    return document(writer.pages)


def emergency_sheet(sheet: EmergencySheet) -> bytes:
    """The PDF: a block for each player, none of them broken over two pages."""
    writer = _Writer(sheet.foot)
    writer.head(sheet.club, sheet.title, sheet.about)
    for one in sheet.people:
        writer.cared(one, sheet.nobody)
    return document(writer.pages)


class _Writer(Column):
    """Writes a team's sheet down the pages."""

    def head(self, club: str, title: str, about: str) -> None:
        """Whose it is, what, when."""
        self.page.text((LEFT, self.at), 10, club, colour=GREY)
        self.page.text((LEFT, self.at - 26), 20, title, bold=True)
        self.page.text((LEFT, self.at - 44), 11, about, colour=GREEN)
        self.at -= 70

    def row(self, cells: Sequence[str], columns: Sequence[float], *, bold: bool = False) -> None:
        """One line of a table, with a rule under it."""
        for text, at, after in zip(cells, columns, [*columns[1:], RIGHT], strict=True):
            most = max(1, int((after - at) / (11 * DIGIT)))
            self.page.text((at, self.at), 11, text[:most], bold=bold, colour=GREY if bold else BLACK)
        self.rule(self.at - 5)
        self.at -= LINE + 4

    def signatures(self, signs: Sequence[str]) -> None:
        """Who signs, each on a line of its own."""
        self.room(len(signs) * 40 + 10)
        self.at -= 24
        for sign in signs:
            self.page.text((LEFT, self.at), 10, sign, colour=GREY)
            self.page.shape([(LEFT + 60 * MM, self.at - 2), (RIGHT, self.at - 2)], stroke=GREY)
            self.at -= 40

    def cared(self, one: Cared, nobody: str) -> None:
        """Who, what must be known, whom to call."""
        alert = textwrap.wrap(one.alert, 84)
        medical = [line for name, text in one.medical for line in textwrap.wrap(f"{name}: {text}", 88)]
        self.room((2 + len(alert) + len(medical) + max(1, len(one.numbers))) * LINE)
        self.page.text((LEFT, self.at), 13, one.name, bold=True)
        self.at -= LINE + 2
        for line in alert:
            self._said(line, bold=True, colour=RED)
        for name, number in one.numbers:
            self._said(f"{number}   {name}".rstrip())
        if not one.numbers:
            self._said(nobody, colour=GREY)
        for line in medical:
            self._said(line, colour=RED)
        self.rule(self.at + 6)
        self.at -= 10

    def _said(self, text: str, *, bold: bool = False, colour: Colour = BLACK) -> None:
        self.say(text, 11, indent=10, bold=bold, colour=colour)
