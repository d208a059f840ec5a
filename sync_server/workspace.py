"""What one write transaction has read and will write: each row is read once, and written once at the end.

It keeps the whole promise of a store and is put between the log and the real one. A push of 500 changesets then
costs a few set-based statements a table instead of some twenty small ones a changeset. Outside a transaction it
remembers nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from shared.register import Register, Row
from shared.storage import Store

MOST_REMEMBERED = 50_000

Found = dict[tuple[tuple[str, Any], ...], list[Row]]


class Workspace:
    """A store in front of a store. Rows that it answers are shared: nobody changes them in place and goes on
    reading, unless they are put back.
    """

    register: Register

    def __init__(self, store: Store) -> None:
        self.register = store.register
        self._store = store
        self._open = False
        self._rows: dict[tuple[Any, ...], Row | None] = {}
        self._found: dict[str, Found] = {}
        self._unwritten: dict[str, dict[tuple[Any, ...], Row]] = {}

    @contextmanager
    def transaction(self, *, lasting: bool = True) -> Iterator[None]:
        """See `Store.transaction`; what was put is written before it ends."""
        with self._store.transaction(lasting=lasting):
            self._open = True
            try:
                yield
                for table in tuple(self._unwritten):
                    self._write(table)
            finally:
                self._open = False
                self._forget()
                self._unwritten.clear()

    def snapshot(self) -> AbstractContextManager[None]:
        """See `Store.snapshot`."""
        return self._store.snapshot()

    def _forget(self) -> None:
        self._rows.clear()
        self._found.clear()

    def _write(self, table: str) -> None:
        rows = self._unwritten.pop(table, None)
        if rows:
            self._store.put(table, *rows.values())

    def get(self, table: str, *key: Any) -> Row | None:
        """See `Store.get`."""
        if not self._open:
            return self._store.get(table, *key)
        place = (table, *key)
        if place in self._rows:
            return self._rows[place]
        if len(self._rows) > MOST_REMEMBERED:
            self._rows.clear()
        unwritten = self._unwritten.get(table, {}).get(key)
        found = self._rows[place] = unwritten or self._store.get(table, *key)
        return found

    def expect(self, table: str, keys: Iterable[tuple[Any, ...]]) -> None:
        """Read these rows in a few queries, inside a transaction: they will be asked for one by one."""
        alike: dict[tuple[Any, ...], list[Any]] = {}
        for key in keys:
            if (table, *key) not in self._rows:
                self._rows[(table, *key)] = None
                alike.setdefault(key[:-1], []).append(key[-1])
        entry = self.register[table]
        for first, last in alike.items():
            for row in self._store.among(table, entry.key[-1], last, **dict(zip(entry.key, first, strict=False))):
                self._rows[(table, *entry.key_of(row))] = row

    def find(self, table: str, **equals: Any) -> list[Row]:
        """See `Store.find`."""
        if not self._open:
            return self._store.find(table, **equals)
        self._write(table)
        known, wanted = self._found.setdefault(table, {}), tuple(equals.items())
        found = known.get(wanted)
        if found is None:
            if len(known) > MOST_REMEMBERED:
                known.clear()
            found = known[wanted] = self._store.find(table, **equals)
        return list(found)

    def among(self, table: str, field: str, values: Sequence[Any], **equals: Any) -> list[Row]:
        """See `Store.among`."""
        self._write(table)
        return self._store.among(table, field, values, **equals)

    def above(self, table: str, fields: Sequence[str], values: Sequence[Any], limit: int, **equals: Any) -> list[Row]:
        """See `Store.above`."""
        self._write(table)
        return self._store.above(table, fields, values, limit, **equals)

    def highest(self, table: str, field: str, **equals: Any) -> int | None:
        """See `Store.highest`."""
        self._write(table)
        return self._store.highest(table, field, **equals)

    def count(self, table: str, **equals: Any) -> int:
        """See `Store.count`."""
        self._write(table)
        return self._store.count(table, **equals)

    def put(self, table: str, *rows: Mapping[str, Any]) -> None:
        """See `Store.put`."""
        if not self._open:
            self._store.put(table, *rows)
            return
        self._found.pop(table, None)
        key_of, unwritten = self.register[table].key_of, self._unwritten.setdefault(table, {})
        for row in rows:
            key, kept = key_of(row), dict(row)
            self._rows[(table, *key)] = unwritten[key] = kept

    def update(self, table: str, key: Sequence[Any], values: Mapping[str, Any]) -> None:
        """See `Store.update`."""
        row = self.get(table, *key) if self._open else None
        if row is None:
            self._store.update(table, key, values)
        else:
            self.put(table, {**row, **values})

    def delete(self, table: str, *key: Any) -> None:
        """See `Store.delete`."""
        if self._open:
            self._found.pop(table, None)
            self._unwritten.get(table, {}).pop(key, None)
            self._rows[(table, *key)] = None
        self._store.delete(table, *key)

    def discard(self, table: str, **equals: Any) -> None:
        """See `Store.discard`."""
        self._write(table)
        self._forget()
        self._store.discard(table, **equals)

    def discard_among(self, table: str, field: str, values: Sequence[Any], **equals: Any) -> None:
        """See `Store.discard_among`."""
        self._write(table)
        self._forget()
        self._store.discard_among(table, field, values, **equals)

    def scrub(self) -> None:
        """See `Store.scrub`."""
        self._store.scrub()
