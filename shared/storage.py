"""The promise a store makes, and its keeping on SQLite.

About ten verbs, blind to meaning: rows are dicts of the columns their table declares. Every SQL name comes
from the register; values travel as parameters. PostgreSQL keeps the same promise (`sync_server/postgres.py`,
to come); the tests in `tests/contracts` are inherited by every keeper.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from sqlite_utils import Database

from shared.errors import Damaged, StoreFull
from shared.register import Register, Row, Table

STATEMENTS = 500  # prepared statements kept: some ten a table
PYTHON_TYPES: dict[str, type] = {"text": str, "integer": int, "boolean": int, "json": str}


class Store(Protocol):
    """What replica, log and jobs may ask of a store."""

    register: Register

    def transaction(self, *, lasting: bool = True) -> AbstractContextManager[None]:
        """One write transaction, serial with all others of this store; rolled back when the block raises.

        Without `lasting` a power cut may undo it, whole, until the next lasting one.
        """

    def snapshot(self) -> AbstractContextManager[None]:
        """One read transaction: everything read inside is of one moment."""

    def get(self, table: str, *key: Any) -> Row | None:
        """The row with this primary key, or None."""

    def find(self, table: str, **equals: Any) -> list[Row]:
        """Rows whose fields equal the given values, in key order; None matches empty."""

    def among(self, table: str, field: str, values: Sequence[Any], **equals: Any) -> list[Row]:
        """Matching rows whose `field` is one of `values`, in no order."""

    def above(self, table: str, fields: Sequence[str], values: Sequence[Any], limit: int, **equals: Any) -> list[Row]:
        """At most `limit` rows whose `fields` are above `values` (compared left to right), in that order."""

    def highest(self, table: str, field: str, **equals: Any) -> int | None:
        """The largest `field` among matching rows, or None."""

    def count(self, table: str, **equals: Any) -> int:
        """How many rows match."""

    def put(self, table: str, *rows: Mapping[str, Any]) -> None:
        """Insert or replace whole rows."""

    def update(self, table: str, key: Sequence[Any], values: Mapping[str, Any]) -> None:
        """Set some columns of one row that exists."""

    def delete(self, table: str, *key: Any) -> None:
        """Remove one row; nothing happens when it is not there."""

    def discard(self, table: str, **equals: Any) -> None:
        """Remove every row that matches; without conditions, all."""

    def scrub(self) -> None:
        """Let the bytes of what was removed leave the journal and the search index too; outside a transaction."""


class SqliteStorage:
    """A store in one SQLite file (or in memory). One writer, many readers; not for use by several threads."""

    def __init__(
        self,
        path: str | Path,
        register: Register,
        *,
        fold: Callable[[str], str] | None = None,
        journal: str = "WAL",
        synchronous: str = "FULL",
    ) -> None:
        """Open or create the file, and bring its schema up to the register's.

        `fold` makes words searchable without accents; with it, tables that declare `search` get a full-text
        index called `<table>_search`. `journal` must be TRUNCATE in the browser, where WAL does not work.
        Raises Damaged.
        """
        self.register = register
        self._fold = fold
        self._sql: dict[tuple[str, ...], str] = {}
        self._may_relax, self._lasting = journal == "WAL" and synchronous == "FULL", True
        try:
            self.connection = sqlite3.connect(
                str(path), isolation_level=None, check_same_thread=False, cached_statements=STATEMENTS
            )
            self._configure(journal, synchronous)
            with self.transaction():
                self._migrate()
            self.scrub()  # a kill may have come between removing rows and removing their bytes
        except sqlite3.DatabaseError as problem:
            raise _translated(problem) from problem

    def _configure(self, journal: str, synchronous: str) -> None:
        run = self.connection.execute
        run("PRAGMA busy_timeout = 5000")
        run(f"PRAGMA journal_mode = {journal}")
        run(f"PRAGMA synchronous = {synchronous}")
        run("PRAGMA secure_delete = ON")
        run("PRAGMA cache_size = -16000")
        run("PRAGMA temp_store = MEMORY")
        if self._fold is not None:
            self.connection.create_function("fold", 1, self._fold, deterministic=True)

    def _migrate(self) -> None:
        database = Database(self.connection)
        present = set(database.table_names())
        for table in self.register:
            if table.name not in present:
                self._create(database, table)
            else:
                self._add_columns(database, table)

    def _create(self, database: Database, table: Table) -> None:
        columns = {field.name: PYTHON_TYPES[field.kind] for field in table.fields}
        key: Any = table.key[0] if len(table.key) == 1 else table.key
        created = database.table(table.name).create(columns, pk=key)
        for index in table.indexes:
            created.create_index(list(index), index_name=f"{table.name}_by_{'_'.join(index)}", if_not_exists=True)
        if table.search and self._fold is not None:
            self._create_search(table)

    def _create_search(self, table: Table) -> None:
        name, words = table.name, " || ' ' || ".join(f"coalesce(new.{_q(part)}, '')" for part in table.search)
        fill = f"INSERT INTO {_q(name + '_search')}(rowid, words) VALUES (new.rowid, fold({words}));"
        drop = f"DELETE FROM {_q(name + '_search')} WHERE rowid = old.rowid;"
        self.connection.execute(
            f"CREATE VIRTUAL TABLE {_q(name + '_search')} USING fts5(words, prefix='1 2 3', tokenize='unicode61')"
        )
        events = (
            ("INSERT", fill),
            ("DELETE", drop),
            (f"UPDATE OF {', '.join(map(_q, table.search))}", drop + fill),
        )
        for number, (event, body) in enumerate(events):
            self.connection.execute(
                f"CREATE TRIGGER {_q(f'{name}_search_{number}')} AFTER {event} ON {_q(name)} BEGIN {body} END"
            )

    def _add_columns(self, database: Database, table: Table) -> None:
        known = {column.name for column in database.table(table.name).columns}
        for field in table.fields:
            if field.name not in known:
                database.table(table.name).add_column(field.name, PYTHON_TYPES[field.kind])

    def close(self) -> None:
        """Close the file; the store cannot be used any more."""
        self.connection.close()

    @contextmanager
    def transaction(self, *, lasting: bool = True) -> Iterator[None]:
        """See `Store.transaction`. Raises StoreFull or Damaged, with everything rolled back."""
        try:
            self._flush_to_disk(lasting)
            self.connection.execute("BEGIN IMMEDIATE")
            yield
            self.connection.execute("COMMIT")
        except BaseException as problem:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            if isinstance(problem, sqlite3.DatabaseError):
                raise _translated(problem) from problem
            raise

    def _flush_to_disk(self, lasting: bool) -> None:
        """Whether a COMMIT waits for the disk. In a WAL what was not waited for is lost whole, never torn."""
        if self._may_relax and lasting != self._lasting:
            self.connection.execute(f"PRAGMA synchronous = {'FULL' if lasting else 'NORMAL'}")
            self._lasting = lasting

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """See `Store.snapshot`. Inside a transaction it is that transaction."""
        if self.connection.in_transaction:
            yield
            return
        self.connection.execute("BEGIN")
        try:
            yield
        finally:
            self.connection.execute("COMMIT")

    def get(self, table: str, *key: Any) -> Row | None:
        """See `Store.get`."""
        entry = self.register[table]
        found = self.connection.execute(self._select(entry, entry.key, ordered=False), key).fetchone()
        return None if found is None else dict(zip(entry.names, found, strict=True))

    def find(self, table: str, **equals: Any) -> list[Row]:
        """See `Store.find`."""
        entry = self.register[table]
        return self._rows(entry, self._select(entry, tuple(equals), ordered=True), tuple(equals.values()))

    def among(self, table: str, field: str, values: Sequence[Any], **equals: Any) -> list[Row]:
        """See `Store.among`."""
        entry, rows = self.register[table], []
        self._check(entry, (field, *equals))
        where = "".join(f"{_q(name)} IS ? AND " for name in equals)
        for start in range(0, len(values), 500):
            part = values[start : start + 500]
            marks = ",".join("?" * len(part))
            sql = f"SELECT {_list(entry.names)} FROM {_q(table)} WHERE {where}{_q(field)} IN ({marks})"
            rows += self._rows(entry, sql, (*equals.values(), *part))
        return rows

    def above(self, table: str, fields: Sequence[str], values: Sequence[Any], limit: int, **equals: Any) -> list[Row]:
        """See `Store.above`."""
        entry = self.register[table]
        self._check(entry, (*fields, *equals))
        where = "".join(f"{_q(name)} IS ? AND " for name in equals)
        order, marks = _list(fields), ", ".join("?" * len(fields))
        tail = f"({order}) > ({marks}) ORDER BY {order} LIMIT ?"
        sql = f"SELECT {_list(entry.names)} FROM {_q(table)} WHERE {where}{tail}"
        return self._rows(entry, sql, (*equals.values(), *values, limit))

    def highest(self, table: str, field: str, **equals: Any) -> int | None:
        """See `Store.highest`."""
        entry = self.register[table]
        self._check(entry, (field, *equals))
        where = " AND ".join(f"{_q(name)} IS ?" for name in equals) or "1"
        sql = f"SELECT max({_q(field)}) FROM {_q(table)} WHERE {where}"
        found: int | None = self.connection.execute(sql, tuple(equals.values())).fetchone()[0]
        return found

    def count(self, table: str, **equals: Any) -> int:
        """See `Store.count`."""
        self._check(self.register[table], tuple(equals))
        where = " AND ".join(f"{_q(name)} IS ?" for name in equals) or "1"
        sql = f"SELECT count(*) FROM {_q(table)} WHERE {where}"
        return int(self.connection.execute(sql, tuple(equals.values())).fetchone()[0])

    def put(self, table: str, *rows: Mapping[str, Any]) -> None:
        """See `Store.put`."""
        entry = self.register[table]
        values = [tuple(map(row.__getitem__, entry.names)) for row in rows]
        if len(values) == 1:
            self.connection.execute(self._upsert(entry), values[0])
        else:
            self.connection.executemany(self._upsert(entry), values)

    def update(self, table: str, key: Sequence[Any], values: Mapping[str, Any]) -> None:
        """See `Store.update`."""
        if not values:
            return
        entry, names = self.register[table], tuple(values)
        cached = self._sql.get(("update", table, *names))
        if cached is None:
            self._check(entry, names)
            sets = ", ".join(f"{_q(name)} = ?" for name in names)
            where = " AND ".join(f"{_q(name)} = ?" for name in entry.key)
            cached = self._sql["update", table, *names] = f"UPDATE {_q(table)} SET {sets} WHERE {where}"
        self.connection.execute(cached, (*values.values(), *key))

    def delete(self, table: str, *key: Any) -> None:
        """See `Store.delete`."""
        where = " AND ".join(f"{_q(name)} = ?" for name in self.register[table].key)
        self.connection.execute(f"DELETE FROM {_q(table)} WHERE {where}", key)

    def discard(self, table: str, **equals: Any) -> None:
        """See `Store.discard`."""
        self._check(self.register[table], tuple(equals))
        where = " AND ".join(f"{_q(name)} IS ?" for name in equals) or "1"
        self.connection.execute(f"DELETE FROM {_q(table)} WHERE {where}", tuple(equals.values()))

    def scrub(self) -> None:
        """See `Store.scrub`. A full-text index keeps removed words in old segments until these are merged."""
        with suppress(StoreFull):  # done at the next opening, when there may be room
            self._merge_search()
        with suppress(sqlite3.OperationalError):  # locked by another reader: the next scrub gets it
            self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def _merge_search(self) -> None:
        searched = [table.name for table in self.register if table.search] if self._fold is not None else []
        if searched:
            with self.transaction(lasting=False):
                for name in searched:
                    search = _q(f"{name}_search")
                    self.connection.execute(f"INSERT INTO {search}({search}) VALUES ('optimize')")

    def _rows(self, entry: Table, sql: str, values: tuple[Any, ...]) -> list[Row]:
        names = entry.names
        return [dict(zip(names, found, strict=True)) for found in self.connection.execute(sql, values)]

    def _select(self, entry: Table, names: tuple[str, ...], *, ordered: bool) -> str:
        key = ("find" if ordered else "get", entry.name, *names)
        cached = self._sql.get(key)
        if cached is None:
            self._check(entry, names)
            where = " AND ".join(f"{_q(name)} IS ?" for name in names) or "1"
            order = f" ORDER BY {_list(entry.key)}" if ordered else ""
            cached = self._sql[key] = f"SELECT {_list(entry.names)} FROM {_q(entry.name)} WHERE {where}{order}"
        return cached

    def _upsert(self, entry: Table) -> str:
        cached = self._sql.get(("upsert", entry.name))
        if cached is None:
            marks = ", ".join("?" * len(entry.names))
            rest = [name for name in entry.names if name not in entry.key]
            sets = ", ".join(f"{_q(name)} = excluded.{_q(name)}" for name in rest)
            tail = f"DO UPDATE SET {sets}" if rest else "DO NOTHING"
            cached = (
                f"INSERT INTO {_q(entry.name)} ({_list(entry.names)}) VALUES ({marks})"
                f" ON CONFLICT ({_list(entry.key)}) {tail}"
            )
            self._sql["upsert", entry.name] = cached
        return cached

    @staticmethod
    def _check(entry: Table, names: tuple[str, ...]) -> None:
        for name in names:
            if entry.field(name) is None:
                raise KeyError(f"{entry.name} has no field {name}")


def salvage(path: Path, table: Table) -> list[Row]:
    """Every row of a table that a broken file still gives, one by one; columns unknown here are left out."""
    found: list[Row] = []
    try:
        with closing(sqlite3.connect(path)) as connection:
            connection.row_factory = sqlite3.Row
            for row in connection.execute(f"SELECT * FROM {_q(table.name)}"):
                kept = dict(row)
                found.append({name: kept.get(name) for name in table.names})
    except sqlite3.DatabaseError:
        return found
    return found


def _q(name: str) -> str:
    return f'"{name}"'


@cache
def _columns(names: tuple[str, ...]) -> str:
    return ", ".join(_q(name) for name in names)


def _list(names: Iterable[str]) -> str:
    return _columns(tuple(names))


def _translated(problem: sqlite3.DatabaseError) -> Exception:
    """SQLite's word for full disk or broken file, in ours; anything else stays what it was (a bug)."""
    code = getattr(problem, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return StoreFull()
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return Damaged()
    return problem
