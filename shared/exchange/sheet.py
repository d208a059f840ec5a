"""Lists of people in CSV, as spreadsheets, mail programs and club systems save them (RFC 4180, or nearly).

Semicolons, commas, tabs or bars; a first line `sep=;`; line breaks inside quotes; columns by their names.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from shared.domain.contact_point import COUNTRY
from shared.exchange import person
from shared.exchange.headers import Column, column
from shared.exchange.person import DateOrder, PersonDraft, Point
from shared.exchange.plan import MAX_ENTRIES, BrokenLine, Unreadable

SEPARATORS = ";,\t|"
NAMES = ("given_name", "family_name", "name")

MAX_COLUMNS = 500
MAX_CELL = 20_000
"""Characters. Nobody fills in more: past it a quote was opened and never closed, or this is no list."""


NOTHING = 0, BrokenLine("empty")
"""Where a line should be and the text has ended, after a first line `sep=;` for example."""


@dataclass(frozen=True)
class Sheet:
    """The columns of a file, and its lines: the number of the line it starts on, and its cells or what broke."""

    columns: tuple[Column | None, ...]
    ignored: tuple[str, ...]
    lines: tuple[tuple[int, Sequence[str] | BrokenLine], ...]


def read_sheet(text: str) -> Sheet:
    """The list in this text. Raises Unreadable `no_name_column` when no column seems to hold names."""
    text, separator, skipped = _separator(text)
    reader = _rows(text, separator, skipped)
    _, header = next(reader, NOTHING)
    if isinstance(header, BrokenLine) or len(header) > MAX_COLUMNS:
        raise Unreadable("no_name_column")
    columns = tuple(column(cell) for cell in header)
    if not any(found and found.field in NAMES for found in columns):
        raise Unreadable("no_name_column")
    ignored = tuple(cell.strip() for cell, found in zip(header, columns, strict=True) if not found)
    filled = (
        (number, cells)
        for number, cells in reader
        if isinstance(cells, BrokenLine) or any(cell.strip() for cell in cells)
    )
    lines = tuple(islice(filled, MAX_ENTRIES + 1))
    if len(lines) > MAX_ENTRIES:
        raise Unreadable("too_many")
    return Sheet(columns, tuple(filter(None, ignored)), lines)


def _separator(text: str) -> tuple[str, str, int]:
    """The text after a `sep=` line, its separator, and how many lines were skipped."""
    first, _, rest = text.partition("\n")
    if first.lower().startswith("sep=") and len(first.strip()) == 5:
        return rest, first.strip()[4], 1
    stripped = text.lstrip("\r\n")
    skipped = text[: len(text) - len(stripped)].count("\n")

    def known(separator: str) -> tuple[int, int]:
        _, cells = next(_rows(stripped, separator, 0), NOTHING)
        if isinstance(cells, BrokenLine) or len(cells) > MAX_COLUMNS:
            return 0, 0
        return sum(column(cell) is not None for cell in cells), len(cells)

    return stripped, max(SEPARATORS, key=known), skipped


def _rows(text: str, separator: str, skipped: int) -> Iterator[tuple[int, Sequence[str] | BrokenLine]]:
    """Each record with the line on which it starts; a broken one does not stop the others."""
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        line = reader.line_num + 1 + skipped
        try:
            yield line, next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            yield line, BrokenLine(_why(str(problem)))


def _why(said: str) -> str:
    if "field larger" in said:
        return "too_long"
    return "open_quote" if "unexpected end" in said else "quotes"


@dataclass
class _Found:
    """What the cells of one line say, by the table that it goes to."""

    personal: dict[str, str] = field(default_factory=dict)
    identity: dict[str, str] = field(default_factory=dict)
    finance: dict[str, str] = field(default_factory=dict)
    emergency: dict[str, str] = field(default_factory=dict)
    address: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    points: list[Point] = field(default_factory=list)
    country: str = COUNTRY


class SheetPeople:
    """Turns the lines of a sheet into drafts. `today` (local) bounds dates of birth."""

    def __init__(self, sheet: Sheet, today: date) -> None:
        self._sheet, self._today = sheet, today
        self._order: DateOrder = person.date_order(self._cells_of("birth_date"))

    def _cells_of(self, name: str) -> list[str]:
        places = [place for place, found in enumerate(self._sheet.columns) if found and found.field == name]
        return [
            cells[place]
            for _, cells in self._sheet.lines
            if not isinstance(cells, BrokenLine)
            for place in places
            if place < len(cells)
        ]

    def draft(self, line: int, cells: Sequence[str]) -> PersonDraft:
        """The person on this line. Raises BrokenLine."""
        if any(cell.strip() for cell in cells[len(self._sheet.columns) :]):
            raise BrokenLine("too_many_cells", shown=cells[0])
        found = _Found(country=self._country(cells))
        labelled = self._first_address()
        for place, cell in zip(self._sheet.columns, cells, strict=False):
            text = person.plain(cell)
            if place is None or not text:
                continue
            if place.field in _ADDRESS and (place.label, place.number) != labelled:
                continue
            self._take(found, place, text)
        given, family = _name(found.names)
        if found.address:
            found.address.setdefault("country", "BE")
        return PersonDraft(
            line,
            given,
            family,
            found.personal,
            found.identity,
            found.finance,
            found.emergency,
            tuple(dict.fromkeys(found.points)),
            found.address,
        )

    def _first_address(self) -> tuple[str | None, str]:
        """Of several addresses of a mail program, the one at home, else the first."""
        kinds = [(one.label, one.number) for one in self._sheet.columns if one and one.field in _ADDRESS]
        home = [kind for kind in kinds if kind[0] in (None, "thuis")]
        return (home or kinds or [(None, "")])[0]

    def _country(self, cells: Sequence[str]) -> str:
        """Where somebody lives, whose numbers are written as one does there."""
        for place, cell in zip(self._sheet.columns, cells, strict=False):
            if place and place.field == "country" and person.is_country(found := person.country(cell)):
                return found
        return COUNTRY

    def _take(self, found: _Found, place: Column, text: str) -> None:
        name = place.field
        if name in ("given_name", "family_name", "middle_name", "name"):
            found.names[name] = person.words(name, text)
        elif name in ("email", "mobile", "phone"):
            found.points += _points(name, text, place.label, found.country)
        elif name in _ADDRESS:
            found.address[name] = person.country(text) if name == "country" else person.words(name, text)
        elif name == "birth_date":
            if born := person.birth_date(text, self._today, self._order):
                found.identity["birth_date"] = born
        elif name == "language":
            if spoken := person.language(text):
                found.personal["language"] = spoken
        elif name == "call_phone":
            found.emergency[name] = person.phone(text, "phone", None, found.country).value
        else:
            self._take_plain(found, name, text)

    @staticmethod
    def _take_plain(found: _Found, name: str, text: str) -> None:
        if name == "sex":
            found.identity[name] = person.sex(text)
        elif name == "iban":
            found.finance[name] = person.iban(text)
        elif name in ("call_name", "alert"):
            found.emergency[name] = person.words(name, text)
        elif name in ("nationality", "profession"):
            found.identity[name] = person.words(name, text)
        else:
            found.personal[name] = person.words(name, text)


_ADDRESS = ("street", "number", "box", "postal_code", "city", "country")


def _points(kind: str, text: str, label: str | None, country: str) -> list[Point]:
    """One cell may hold several, parted by semicolons, commas, line breaks or ` ::: ` (Google)."""
    for mark in (":::", "\n", ","):
        text = text.replace(mark, ";")
    parts = [part.strip() for part in text.split(";") if part.strip()]
    if kind == "email":
        return [person.email(part, label) for part in parts]
    return [person.phone(part, kind, label, country) for part in parts]


def _name(names: dict[str, str]) -> tuple[str, str]:
    """Given and family name from whatever columns there are. Raises BrokenLine `no_name`."""
    given, family = names.get("given_name", ""), names.get("family_name", "")
    whole = names.get("name", "")
    if whole and given and not family:  # "Naam" beside "Voornaam": the family name, or all of it once more
        family = whole[len(given) :].strip() if whole.lower().startswith(f"{given.lower()} ") else whole
    elif whole and not given and not family:
        given, family = person.split_name(whole)
    if middle := names.get("middle_name"):
        family = f"{middle} {family}".strip()
    if not given and not family:
        raise BrokenLine("no_name")
    return (given, family) if given else (family, "")
