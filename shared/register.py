"""What a table and a field are. Schema, validation, wire form and import columns all come from here.

A field is one of four kinds, as stored: text, integer, boolean (0/1) and json (as canonical text). There is
no real, no blob and no native date: dates are `YYYY-MM-DD` text, instants are integer UTC milliseconds, money
is integer cents.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from json import encoder
from operator import itemgetter
from typing import Any, Literal

from shared.domain.calendar import zone_of
from shared.refusals import Invalid

Kind = Literal["text", "integer", "boolean", "json"]
Merge = Literal["last", "said", "fixed", "server"]
Klass = Literal["A", "B", "C", "D", "-"]
Check = Literal["date", "instant", "zone", "positive"]
Row = dict[str, Any]
Key = tuple[Any, ...]

MAX_FIELD_BYTES = 64 * 1024
WORDS_BYTES = 1024 * 1024
"""What one request can bring: of a field that keeps somebody's whole changeset."""
SURELY_FITS = MAX_FIELD_BYTES // 4  # letters: none takes more than four bytes
MAX_INTEGER = 2**63 - 1
MAX_INSTANT = 253_370_764_800_000
"""The start of the year 9999 in UTC milliseconds: no later one can be shown in every zone."""
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class Field:
    """One column.

    `merge`: "last" may be patched and merges by stamp; "said" merges so too, and is said by verbs of its own (a photo),
    never by a patch; "fixed" is written once, at creation; "server" is set by actions (a fold, a number).
    `ref` names the table its value points into. `choices` closes the set of values; an empty value becomes `default`.
    `since`/`until` are schema versions. `most` are the bytes that a text or json value may have.

    A field with `until` is kept elsewhere from that version on: in the table that it `moved` to, under the same name
    and the same id. Its column stays, empty, for files, apps and backups of before.
    """

    name: str
    kind: Kind = "text"
    merge: Merge = "last"
    required: bool = False
    ref: str | None = None
    choices: tuple[str, ...] = ()
    default: str | None = None
    check: Check | None = None
    since: int = 1
    until: int | None = None
    moved: str | None = None
    most: int = MAX_FIELD_BYTES


@dataclass(frozen=True)
class Table:
    """One unit of permission.

    `noun` is the kind of root its rows hang on, `root` the field that holds the root's id. `klass` is the
    data class of `security.md` ("-" for tables that never leave their store). `search` lists the fields of
    quick search.
    """

    name: str
    noun: str
    root: str
    klass: Klass
    fields: tuple[Field, ...]
    indexes: tuple[tuple[str, ...], ...] = ()
    search: tuple[str, ...] = ()
    key: tuple[str, ...] = ("id",)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_name", {field.name: field for field in self.fields})
        object.__setattr__(self, "_names", tuple(field.name for field in self.fields))
        object.__setattr__(self, "_in_order", tuple(sorted(field.name for field in self.fields)))
        object.__setattr__(self, "_refs", tuple((f.name, f.ref) for f in self.fields if f.ref))
        moved = {field.name: field.moved for field in self.fields if field.moved is not None}
        patchable = (field.name for field in self.fields if field.merge == "last" and field.name not in moved)
        object.__setattr__(self, "_patchable", frozenset(patchable))
        object.__setattr__(self, "_told", tuple(field.name for field in self.fields if field.name not in moved))
        object.__setattr__(self, "_moved", moved)
        object.__setattr__(self, "_key_of", taking(self.key))

    def field(self, name: str) -> Field | None:
        """The field called `name`, or None."""
        by_name: dict[str, Field] = self._by_name  # type: ignore[attr-defined]  # set in __post_init__: frozen
        return by_name.get(name)

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in order."""
        names: tuple[str, ...] = self._names  # type: ignore[attr-defined]  # set in __post_init__: frozen
        return names

    @property
    def in_order(self) -> tuple[str, ...]:
        """Column names in the order of the alphabet, which no newer schema changes."""
        names: tuple[str, ...] = self._in_order  # type: ignore[attr-defined]  # set in __post_init__: frozen
        return names

    @property
    def refs(self) -> tuple[tuple[str, str], ...]:
        """The names of the fields that point at rows, each with the table it points into."""
        refs: tuple[tuple[str, str], ...] = self._refs  # type: ignore[attr-defined]  # set in __post_init__: frozen
        return refs

    def patchable(self) -> frozenset[str]:
        """Names of the fields that a patch may set."""
        patchable: frozenset[str] = self._patchable  # type: ignore[attr-defined]  # set in __post_init__: frozen
        return patchable

    @property
    def told(self) -> tuple[str, ...]:
        """Names of the columns that travel: what moved is nowhere to be read here."""
        told: tuple[str, ...] = self._told  # type: ignore[attr-defined]  # set in __post_init__: frozen
        return told

    @property
    def moved(self) -> Mapping[str, str]:
        """The tables that fields moved to, by field: nothing is written in them here any more."""
        moved: dict[str, str] = self._moved  # type: ignore[attr-defined]  # set in __post_init__: frozen
        return moved

    def key_of(self, row: Mapping[str, Any]) -> Key:
        """The primary key of `row`, in key order."""
        key: Key = self._key_of(row)  # type: ignore[attr-defined]  # set in __post_init__: frozen
        return key

    @property
    def owner(self) -> str:
        """Whose ids its rows bear: sides of one noun share them."""
        return self.noun if self.root == "id" else self.name


def taking(names: tuple[str, ...]) -> Callable[[Mapping[str, Any]], Key]:
    """What takes the values of these fields out of a row, in this order."""
    if len(names) == 1:
        (name,) = names
        return lambda row: (row[name],)
    return itemgetter(*names)


class Register:
    """All tables of one store, by name."""

    def __init__(self, tables: Iterable[Table]) -> None:
        self._tables = {table.name: table for table in tables}

    def __getitem__(self, name: str) -> Table:
        return self._tables[name]

    def __contains__(self, name: object) -> bool:
        return name in self._tables

    def __iter__(self) -> Iterator[Table]:
        return iter(self._tables.values())

    def get(self, name: str) -> Table | None:
        """The table called `name`, or None."""
        return self._tables.get(name)


def entity(
    name: str,
    noun: str,
    klass: Klass,
    *fields: Field,
    root: str = "id",
    indexes: tuple[tuple[str, ...], ...] = (),
    search: tuple[str, ...] = (),
) -> Table:
    """A table of the club: its first field is the id, its references are indexed."""
    refs = tuple((field.name,) for field in fields if field.ref is not None)
    wanted = tuple(dict.fromkeys((*refs, *indexes, *(((root,),) if root != "id" else ()))))
    return Table(name, noun, root, klass, (Field("id", merge="fixed", required=True), *fields), wanted, search)


def check_value(field: Field, value: object) -> object:
    """`value` as it is stored in `field`; raises Invalid with the reason's catalogue key."""
    if value is None or value == "":
        if field.required:
            raise Invalid(field.name, "required")
        return field.default
    if field.kind == "integer":
        return _check_integer(field, value)
    if field.kind == "boolean":
        if isinstance(value, bool) or (type(value) is int and value in (0, 1)):
            return int(value)
        raise Invalid(field.name, "not_boolean")
    if field.kind == "json":
        return _check_json(field, value)
    return _check_text(field, value)


def _check_integer(field: Field, value: object) -> int:
    if type(value) is not int or abs(value) > MAX_INTEGER:
        raise Invalid(field.name, "not_integer")
    if (field.check == "instant" and not 0 <= value <= MAX_INSTANT) or (field.check == "positive" and value < 1):
        raise Invalid(field.name, "out_of_range")
    return value


def _check_text(field: Field, value: object) -> str:
    if not isinstance(value, str):
        raise Invalid(field.name, "not_text")
    text = value if value.isascii() else _one_form(field, value)
    if "\x00" in text:
        raise Invalid(field.name, "not_text")
    if len(text) > SURELY_FITS and len(text.encode("utf-8", "surrogatepass")) > field.most:
        raise Invalid(field.name, "too_long")
    if field.choices and text not in field.choices:
        raise Invalid(field.name, "not_a_choice")
    if field.check == "date":
        _check_date(field, text)
    elif field.check == "zone":
        _check_zone(field, text)
    return text


def _one_form(field: Field, text: str) -> str:
    """NFC. Half of a character (a lone surrogate) is a keyboard's accident that no file and no wire takes."""
    try:
        text.encode()
    except UnicodeEncodeError as problem:
        raise Invalid(field.name, "not_text") from problem
    return unicodedata.normalize("NFC", text)


def _check_date(field: Field, text: str) -> None:
    try:
        date.fromisoformat(text if DATE.fullmatch(text) else "")
    except ValueError as problem:
        raise Invalid(field.name, "not_a_date") from problem


def _check_zone(field: Field, text: str) -> None:
    try:
        zone_of(text)
    except Invalid as problem:
        raise Invalid(field.name, "unknown_zone") from problem


def _check_json(field: Field, value: object) -> str:
    try:
        given = value if isinstance(value, str) else canonical(value)
        meant = json.loads(given, parse_float=_no_float, parse_constant=_no_float)
        text = canonical(meant)
        size = len(text.encode())
    except (TypeError, ValueError, RecursionError) as problem:
        raise Invalid(field.name, "not_json") from problem
    if size > field.most:
        raise Invalid(field.name, "too_long")
    _check_inside(field, meant)
    return text


def _check_inside(field: Field, value: object) -> None:
    """A text inside has no NUL and a number 64 bits, as anywhere else."""
    if isinstance(value, dict):
        _check_inside(field, [*value.keys(), *value.values()])
    elif isinstance(value, list):
        for part in value:
            _check_inside(field, part)
    elif isinstance(value, str) and "\x00" in value:
        raise Invalid(field.name, "not_text")
    elif isinstance(value, int) and abs(value) > MAX_INTEGER:
        raise Invalid(field.name, "out_of_range")


def check_shape(field: Field, value: object) -> None:
    """Refuse what no wire carries (a float, a cycle, an object of ours) or is too long; nothing is converted."""
    try:
        size = len(canonical(value).encode(errors="surrogatepass"))  # which of its texts is none is for its own field
    except (TypeError, ValueError, RecursionError) as problem:
        raise Invalid(field.name, "not_json") from problem
    if _holds_float(value):
        raise Invalid(field.name, "not_json")
    if size > field.most:
        raise Invalid(field.name, "too_long")


def _holds_float(value: object) -> bool:
    if isinstance(value, dict):
        return any(map(_holds_float, value.values()))
    if isinstance(value, list | tuple):
        return any(map(_holds_float, value))
    return isinstance(value, float)


def _no_float(text: str) -> object:
    raise ValueError("no float is stored")


CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
# What `CANONICAL.encode` makes anew at each call: longer work than most of our values. A cycle is a RecursionError.
_parts_of = encoder.c_make_encoder(  # type: ignore[attr-defined]  # typeshed does not know it
    None, CANONICAL.default, encoder.encode_basestring, None, ":", ",", CANONICAL.sort_keys, False, CANONICAL.allow_nan
)


def canonical(value: object) -> str:
    """One JSON text for one value: sorted keys, no spaces, no NaN. What hashes and json columns are made of."""
    return "".join(_parts_of(value, 0))


def check_fields(fields: Iterable[Field], values: Mapping[str, object]) -> Row:
    """All of `fields` taken from `values`, checked; extra names are refused. Missing ones become None."""
    row: Row = {}
    for field in fields:
        value = values.get(field.name)
        row[field.name] = field.default if value is None and not field.required else check_value(field, value)
    if not values.keys() <= row.keys():
        raise Invalid(next(name for name in values if name not in row), "unknown_field")
    return row


def check_patch(table: Table, values: Mapping[str, object]) -> Row:
    """The given fields only, each patchable and checked."""
    patchable = table.patchable()
    row: Row = {}
    for name, value in values.items():
        field = table.field(name)
        if field is None or name not in patchable:
            raise Invalid(name, "unknown_field")
        row[name] = check_value(field, value)
    return row
