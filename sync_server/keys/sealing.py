"""Which cells are sealed at rest, and the store that seals and opens them on their way.

It keeps the whole promise of a store and stands between the workspace and the real one, so referee, log, history,
checkpoints and jobs speak plain values. Sealed are the tables of classes C and D, and wherever their words are
repeated: history, an author's inbox, what waits to be told again. Hashes and sums of such rows are sealed too: who
holds the file could else try out every account number until the hash is right.

A sealed cell says the version of its key and then the rest: `2.<base64>`. Empty cells stay empty.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from shared.errors import Damaged
from shared.register import Key, Klass, Register, Row, Table
from shared.storage import Store
from sync_server.keys.data_keys import DataKeys
from sync_server.store.tables import SERVER_REGISTER

LONGEST_NUMBER = 9
"""Digits of a version that is looked for: Python reads no number of thousands of them."""


@dataclass(frozen=True)
class Cells:
    """The sealed fields of a table, and the class whose key seals them. `about`: only in rows about these tables."""

    fields: tuple[str, ...]
    klass: Klass = "C"
    about: frozenset[str] | None = None


def cells_of(register: Register) -> Mapping[str, Cells]:
    """All that is sealed, by table."""
    found = {table.name: Cells(tuple(_texts(table)), table.klass) for table in register if table.klass in ("C", "D")}
    sensitive = frozenset(found)
    quoted = sensitive | {"inbox_item"}
    return found | {
        "inbox_item": Cells(("detail",)),
        "untold": Cells(("body",)),
        "history": Cells(("before", "after", "lost"), about=quoted),
        "row_version": Cells(("hash",), about=sensitive),
        "digest": Cells(("sum",), about=sensitive),
    }


def _texts(table: Table) -> Iterator[str]:
    """Every field that says something. References and days are what rights and jobs look for."""
    for field in table.fields:
        if field.name not in table.key and field.ref is None and field.kind in ("text", "json"):
            yield field.name


CELLS = cells_of(SERVER_REGISTER)


class Sealer:
    """Seals and opens the cells of rows."""

    def __init__(self, register: Register, keys: DataKeys) -> None:
        self._register = register
        self._keys = keys

    def newest(self, table: str) -> int:
        """The version that seals this table now."""
        return self._keys.newest(CELLS[table].klass)

    def shut(self, table: str, row: Row, version: int, key: Key | None = None) -> Row:
        """This row (or these values of the row with this key) with its cells sealed by the key of this version."""
        cells = CELLS[table]
        seal = self._keys.seal(cells.klass, version)
        place = (table, *(self._register[table].key_of(row) if key is None else key))
        said = {name: row[name] for name in cells.fields if row.get(name) is not None}
        return {**row, **{name: f"{version}.{seal.shut(said[name], *place, name, version)}" for name in said}}

    def open(self, table: str, row: Row) -> Row:
        """This row with its cells opened, in place. Raises Damaged."""
        cells = CELLS[table]
        place = (table, *self._register[table].key_of(row))
        for name in cells.fields:
            if row[name] is not None:
                number, _, sealed = row[name].partition(".")
                if not number.isdecimal() or len(number) > LONGEST_NUMBER:
                    raise Damaged("a cell that must be sealed is not")
                seal = self._keys.seal(cells.klass, int(number))
                row[name] = seal.open(sealed, *place, name, int(number))
        return row


class SealedStore:
    """A store in front of the real one. Nobody looks for a sealed value: such a question is a mistake."""

    register: Register

    def __init__(self, store: Store, keys: DataKeys) -> None:
        self.register = store.register
        self._store = store
        self._sealer = Sealer(store.register, keys)
        self.highest: Callable[..., int | None] = store.highest
        self.count: Callable[..., int] = store.count
        self.delete: Callable[..., None] = store.delete
        self.discard: Callable[..., None] = store.discard
        self.discard_among: Callable[..., None] = store.discard_among
        self.scrub, self.rewrite = store.scrub, store.rewrite

    def transaction(self, *, lasting: bool = True) -> AbstractContextManager[None]:
        """See `Store.transaction`."""
        return self._store.transaction(lasting=lasting)

    def snapshot(self) -> AbstractContextManager[None]:
        """See `Store.snapshot`."""
        return self._store.snapshot()

    def get(self, table: str, *key: Any) -> Row | None:
        """See `Store.get`."""
        row = self._store.get(table, *key)
        return row if row is None or table not in CELLS else self._opened(table, [row])[0]

    def find(self, table: str, **equals: Any) -> list[Row]:
        """See `Store.find`."""
        rows = self._store.find(table, **_open_to_all(table, equals))
        return self._opened(table, rows) if table in CELLS else rows

    def among(self, table: str, field: str, values: Sequence[Any], **equals: Any) -> list[Row]:
        """See `Store.among`."""
        rows = self._store.among(table, field, values, **_open_to_all(table, equals))
        return self._opened(table, rows) if table in CELLS else rows

    def above(self, table: str, fields: Sequence[str], values: Sequence[Any], limit: int, **equals: Any) -> list[Row]:
        """See `Store.above`."""
        rows = self._store.above(table, fields, values, limit, **_open_to_all(table, equals))
        return self._opened(table, rows) if table in CELLS else rows

    def put(self, table: str, *rows: Mapping[str, Any]) -> None:
        """See `Store.put`."""
        self._store.put(table, *(self._shut(table, rows) if table in CELLS else rows))

    def update(self, table: str, key: Sequence[Any], values: Mapping[str, Any]) -> None:
        """See `Store.update`."""
        names = self.register[table].key
        if table in CELLS and _sealed(CELLS[table], dict(zip(names, key, strict=True))):
            values = self._sealer.shut(table, dict(values), self._sealer.newest(table), tuple(key))
        self._store.update(table, key, values)

    def _opened(self, table: str, rows: list[Row]) -> list[Row]:
        """These rows, which the real store made for us alone."""
        cells = CELLS[table]
        for row in rows:
            if cells.about is None or row["tbl"] in cells.about:
                self._sealer.open(table, row)
        return rows

    def _shut(self, table: str, rows: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
        """The version is asked for once, and only when something is to be sealed."""
        cells, version = CELLS[table], None
        for row in rows:
            if _sealed(cells, row):
                version = self._sealer.newest(table) if version is None else version
                yield self._sealer.shut(table, dict(row), version)
            else:
                yield row


def _sealed(cells: Cells, row: Mapping[str, Any]) -> bool:
    return cells.about is None or row["tbl"] in cells.about


def _open_to_all(table: str, equals: dict[str, Any]) -> dict[str, Any]:
    """What is asked for; not a sealed value, which no question finds."""
    if table in CELLS and equals and not equals.keys().isdisjoint(CELLS[table].fields):
        raise KeyError(f"{table} is not searched by what is sealed")
    return equals
