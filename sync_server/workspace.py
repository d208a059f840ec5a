"""What one write transaction has read and will write: each row is read once, and written once at the end.

It keeps the whole promise of a store and is put between the log and the real one. A push of 500 changesets then
costs a few set-based statements a table instead of some twenty small ones a changeset. Outside a transaction it
remembers nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from shared.register import Key, Register, Row
from shared.storage import Store
from sync_server.gathered import Gathered

MOST_REMEMBERED = 100_000
NOTHING = frozenset[str]()

Names = tuple[str, ...]


class Workspace:
    """A store in front of a store. Rows that it answers are shared: nobody changes them in place and goes on
    reading, unless they are put back.
    """

    register: Register

    def __init__(self, store: Store) -> None:
        self.register = store.register
        self._store = store
        self._open = False
        self._rows: dict[Key, Row | None] = {}
        self._gathered: dict[str, dict[Names, Gathered]] = {}
        self._unwritten: dict[str, dict[Key, Row]] = {}
        self._ahead: Mapping[str, Set[str]] = {}
        self._by: dict[tuple[str, Names], Names] = {}

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
                self._ahead = {}

    def snapshot(self) -> AbstractContextManager[None]:
        """See `Store.snapshot`."""
        return self._store.snapshot()

    def _forget(self) -> None:
        self._rows.clear()
        self._gathered.clear()

    def _write(self, table: str) -> None:
        rows = self._unwritten.pop(table, None)
        if rows:
            self._store.put(table, *rows.values())
            self._rows |= {(table, *key): row for key, row in rows.items()}

    def get(self, table: str, *key: Any) -> Row | None:
        """See `Store.get`."""
        if not self._open:
            return self._store.get(table, *key)
        unwritten = self._unwritten.get(table)
        if unwritten is not None and key in unwritten:
            return unwritten[key]
        place = (table, *key)
        if place not in self._rows:
            if key[-1] in self._ahead_of(table, key):
                self.expect(table, (key,))
            else:
                self._make_room()
                self._rows[place] = self._store.get(table, *key)
        return self._rows[place]

    def _make_room(self) -> None:
        """Where too much was read, nothing more is read ahead: it would all be read again for each row."""
        if len(self._rows) > MOST_REMEMBERED:
            self._rows.clear()
            self._ahead = {}

    def _ahead_of(self, table: str, key: Key) -> Set[str]:
        """The ids to be read ahead with this one: of a table's own rows, or of what is kept about each of them."""
        if not self._ahead:
            return NOTHING
        names = self.register[table].key
        about = self.register.get(key[0] if names == ("tbl", "id") else table) if names[-1] == "id" else None
        return NOTHING if about is None else self._ahead.get(about.owner, NOTHING)

    def read_ahead(self, ids: Mapping[str, Set[str]]) -> None:
        """What this transaction is about: ids by whose they are. Asked of one of them, the store is asked of all."""
        self._ahead = ids

    def expect(self, table: str, keys: Iterable[Key]) -> None:
        """Read these rows in a few queries, inside a transaction: they will be asked for one by one."""
        self._make_room()
        wanted = [key for key in keys if (table, *key) not in self._rows]
        if wanted:
            first, ahead = wanted[0][:-1], self._ahead_of(table, wanted[0])
            if any(key[-1] in ahead for key in wanted):
                wanted += [key for id in ahead if (table, *(key := (*first, id))) not in self._rows]
            self._rows |= dict.fromkeys([(table, *key) for key in wanted])
            self._rows |= {(table, *self.register[table].key_of(row)): row for row in self._stored(table, wanted)}

    def _stored(self, table: str, keys: Sequence[Key]) -> Iterator[Row]:
        names = self.register[table].key
        alike: dict[Key, list[Any]] = {}
        for key in keys:
            alike.setdefault(key[:-1], []).append(key[-1])
        for first, last in alike.items():
            yield from self._store.among(table, names[-1], last, **dict(zip(names, first, strict=False)))

    def find(self, table: str, **equals: Any) -> list[Row]:
        """See `Store.find`. Rows are gathered by what they refer to; how they were asked for otherwise is sifted."""
        if not self._open or not equals:
            self._write(table)
            return self._store.find(table, **equals)
        asked = tuple(equals)
        names = self._by.get((table, asked)) or self._gathers_by(table, asked)
        values = tuple([equals[name] for name in names])
        gathered = self._gathered.setdefault(table, {}).get(names) or self._gather(table, names)
        if values not in gathered.whole:
            gathered = self._filled(table, names, values, gathered)
        rows = gathered.rows(values)
        if rows and len(names) < len(equals):
            for name in asked:
                if name not in names:
                    value = equals[name]
                    rows = [row for row in rows if row[name] == value]
        return rows

    def _gathers_by(self, table: str, names: Names) -> Names:
        """The first reference among these fields: what hangs on one row is little. Without one, all of them."""
        refs = dict(self.register[table].refs)
        chosen = next(((name,) for name in names if name in refs), names)
        self._by[table, names] = chosen
        return chosen

    def _gather(self, table: str, names: Names) -> Gathered:
        unwritten = self._unwritten.get(table, {}).values()
        gathered = self._gathered[table][names] = Gathered(self.register[table], names, unwritten)
        return gathered

    def _filled(self, table: str, names: Names, values: Key, gathered: Gathered) -> Gathered:
        """Ask the store for the rows with these values; and for those that hang on what is to be read ahead."""
        if len(gathered.whole) > MOST_REMEMBERED:
            gathered = self._gather(table, names)
        ahead = self._ahead.get(dict(self.register[table].refs).get(names[0], ""), NOTHING)
        if values[0] in ahead:
            wanted = [id for id in ahead if (id,) not in gathered.whole]
            gathered.fill(((id,) for id in wanted), self._store.among(table, names[0], wanted))
        else:
            gathered.fill((values,), self._store.find(table, **dict(zip(names, values, strict=True))))
        return gathered

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
        key_of, unwritten = self.register[table].key_of, self._unwritten.setdefault(table, {})
        laid = self._gathered.get(table, {}).values()
        for row in rows:
            key, kept = key_of(row), dict(row)
            unwritten[key] = kept
            for gathered in laid:
                gathered.lay(key, kept)

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
            for gathered in self._gathered.get(table, {}).values():
                gathered.lay(key, None)
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

    def rewrite(self) -> None:
        """See `Store.rewrite`."""
        self._store.rewrite()
