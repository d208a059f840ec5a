"""The promise a store makes, and its keeping on SQLite.

About ten verbs, blind to meaning: rows are dicts of the columns their table declares. Every SQL name comes
from the register; values travel as parameters. PostgreSQL keeps the same promise (`sync_server/store/postgres.py`);
the tests in `tests/contracts` are inherited by every keeper.
"""

import sqlite3
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from functools import cache
from itertools import repeat
from operator import itemgetter
from pathlib import Path
from typing import Any, Protocol
from zlib import crc32

from sqlite_utils import Database

from shared.errors import Damaged, StoreFull, Unreachable
from shared.register import Register, Row, Table
from shared.storage_statements import CACHE_KB, quoted, statements_of
from shared.storage_verbs import SqlVerbs

SIZES = (1, 8, 64, 512)
MOST_VALUES = SIZES[-1]  # in one question
STATEMENTS = 500  # prepared statements kept: some ten a table
MOST_JOINED = 4  # words that somebody types as one
SEARCH_FORM = 2  # another number: files keep their words anew when they are opened
PYTHON_TYPES: dict[str, type] = {"text": str, "integer": int, "boolean": int, "json": str}

# Without one, the driver looks for an adapter in vain at each empty cell that is written: a third of a wide row's time.
sqlite3.register_adapter(type(None), lambda nothing: nothing)


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

    def discard_among(self, table: str, field: str, values: Sequence[Any], **equals: Any) -> None:
        """Remove every matching row whose `field` is one of `values`."""

    def scrub(self) -> None:
        """Let the bytes of what was removed leave the journal and the search index too; outside a transaction."""

    def rewrite(self) -> None:
        """Write the file anew, with nothing in it but what is kept; outside a transaction. Scrubs, whatever happens.
        Raises StoreFull, Damaged, Unreachable when others are at it for too long.
        """


class SqliteStorage(SqlVerbs):
    """A store in one SQLite file (or in memory). One writer, many readers; not for use by several threads."""

    def __init__(
        self,
        path: str | Path,
        register: Register,
        *,
        fold: Callable[[str], str] | None = None,
        journal: str = "WAL",
        synchronous: str = "FULL",
        alone: bool = False,
    ) -> None:
        """Open or create the file, and bring its schema up to the register's.

        `fold` makes words searchable without accents; with it, tables that declare `search` get a full-text
        index called `<table>_search`. `journal` must be TRUNCATE in the browser, where WAL does not work.
        `alone`: nobody else opens this file meanwhile, so its lock is taken once and kept.
        Raises Damaged, or Unreachable when another process keeps it for too long.
        """
        self.register = register
        self.connection: sqlite3.Connection
        self._fold = fold
        self._sql = statements_of(register)
        self._may_relax, self._lasting = journal == "WAL" and synchronous == "FULL", True
        try:
            self.connection = sqlite3.connect(
                str(path), isolation_level=None, check_same_thread=False, cached_statements=STATEMENTS
            )
            self._configure(journal, synchronous, alone)
            shape = shape_of(register, searched=fold is not None, form=SEARCH_FORM)
            if self.connection.execute("PRAGMA user_version").fetchone()[0] != shape:
                with self.transaction():
                    self._migrate()
                    self.connection.execute(f"PRAGMA user_version = {shape}")
            self._searches = self._search_indexes()
            self.scrub()  # a kill may have come between removing rows and removing their bytes
        except sqlite3.DatabaseError as problem:
            raise _translated(problem) from problem

    def _configure(self, journal: str, synchronous: str, alone: bool) -> None:
        run = self.connection.execute
        run("PRAGMA busy_timeout = 5000")
        if alone:  # before the journal: a WAL then keeps its index in memory
            run("PRAGMA locking_mode = EXCLUSIVE")
        run(f"PRAGMA journal_mode = {journal}")
        run(f"PRAGMA synchronous = {synchronous}")
        run("PRAGMA secure_delete = ON")
        run(f"PRAGMA cache_size = -{CACHE_KB}")
        run("PRAGMA temp_store = MEMORY")
        if self._fold is not None:
            self.connection.create_function("fold", 1, self._fold, deterministic=True)
            self.connection.create_function("as_typed", 1, _as_typed, deterministic=True)

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
        sql = database.create_table_sql(table.name, columns, pk=key).strip().rstrip(";")
        # Of several columns, the key would be kept twice: in the row and in an index beside it.
        self.connection.execute(sql if len(table.key) == 1 else f"{sql} WITHOUT ROWID")
        self._add_indexes(database, table)
        self._create_search(table)

    def _add_indexes(self, database: Database, table: Table) -> None:
        for index in table.indexes:
            name = f"{table.name}_by_{'_'.join(index)}"
            database.table(table.name).create_index(list(index), index_name=name, if_not_exists=True)

    def _create_search(self, table: Table) -> None:
        """The words of this table, kept by triggers; of a file whose words were kept otherwise, made anew."""
        if not table.search or self._fold is None:
            return
        name, index = table.name, quoted(f"{table.name}_search")
        fill = f"INSERT INTO {index}(rowid, words) VALUES (new.rowid, {_words_of(table, 'new.')});"
        drop = f"DELETE FROM {index} WHERE rowid = old.rowid;"
        renamed = " OR ".join(f"old.{part} IS NOT new.{part}" for part in map(quoted, table.search))
        self.connection.execute(f"DROP TABLE IF EXISTS {index}")
        self.connection.execute(f"CREATE VIRTUAL TABLE {index} USING fts5(words, prefix='1 2 3', tokenize='unicode61')")
        self.connection.execute(
            f"INSERT INTO {index}(rowid, words) SELECT rowid, {_words_of(table, '')} FROM {quoted(name)}"
        )
        events = (("INSERT", "1", fill), ("DELETE", "1", drop), ("UPDATE", renamed, drop + fill))
        for number, (event, when, body) in enumerate(events):
            trigger = quoted(f"{name}_search_{number}")
            self.connection.execute(f"DROP TRIGGER IF EXISTS {trigger}")
            self.connection.execute(
                f"CREATE TRIGGER {trigger} AFTER {event} ON {quoted(name)} WHEN {when} BEGIN {body} END"
            )

    def _add_columns(self, database: Database, table: Table) -> None:
        known = {column.name for column in database.table(table.name).columns}
        for field in table.fields:
            if field.name not in known:
                database.table(table.name).add_column(field.name, PYTHON_TYPES[field.kind])
        self._add_indexes(database, table)
        self._create_search(table)

    def close(self) -> None:
        """Close the file; the store cannot be used any more."""
        self.connection.close()

    @contextmanager
    def transaction(self, *, lasting: bool = True) -> Iterator[None]:
        """See `Store.transaction`. Raises StoreFull or Damaged, or Unreachable when another process keeps its turn for
        too long, with everything rolled back.
        """
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

    def put(self, table: str, *rows: Mapping[str, Any]) -> None:
        """See `Store.put`."""
        values = list(map(itemgetter(*self.register[table].names), rows))
        if len(values) == 1:
            self.connection.execute(self._sql.upsert(table), values[0])
        elif values:
            self.connection.executemany(self._sql.upsert(table), values)

    def _portions(self, values: Sequence[Any]) -> Iterable[tuple[int, Sequence[Any]]]:
        """A last value said again changes no answer: so there are four texts to prepare and not five hundred."""
        for start in range(0, len(values), MOST_VALUES):
            part = values[start : start + MOST_VALUES]
            count = SIZES[bisect_left(SIZES, len(part))]
            yield count, (*part, *repeat(part[-1], count - len(part)))

    def empty_unknown(self) -> None:
        """Take away what only a newer register has room for: nobody here keeps it true, and it will be read again."""
        database = Database(self.connection)
        for name in database.table_names():
            table = self.register.get(name)
            if table is not None:
                for column in [one.name for one in database.table(name).columns if one.name not in table.names]:
                    self.connection.execute(f"UPDATE {quoted(name)} SET {quoted(column)} = NULL")
            elif "_search" not in name and not name.startswith("sqlite_"):
                self.connection.execute(f"DELETE FROM {quoted(name)}")

    def scrub(self) -> None:
        """See `Store.scrub`. A full-text index keeps removed words in old segments until these are merged."""
        with suppress(StoreFull):  # done at the next opening, when there may be room
            self._merge_search()
        with suppress(sqlite3.OperationalError):  # locked by another reader: the next scrub gets it
            self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def rewrite(self) -> None:
        """See `Store.rewrite`. When rows move to another page of a table SQLite leaves what they were on the first one,
        where `secure_delete` does not find it when they are deleted later.
        """
        try:
            self.connection.execute("VACUUM")
        except sqlite3.DatabaseError as problem:
            raise _translated(problem) from problem
        finally:
            self.scrub()

    def renew(self, tables: Iterable[str]) -> None:
        """Let no old value of these tables stay in the file, nor of any other."""
        with suppress(StoreFull, Unreachable):  # the next time gets it; the journal at least is clean
            self.rewrite()

    def _merge_search(self) -> None:
        if self._searches:
            with self.transaction(lasting=False):
                for search in map(quoted, self._searches):
                    self.connection.execute(f"INSERT INTO {search}({search}) VALUES ('optimize')")

    def _search_indexes(self) -> list[str]:
        """Every one in the file: a newer app that was set back left some of tables that the register does not name,
        and what is emptied there must leave as well.
        """
        if self._fold is None:
            return []
        virtual = "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%' ORDER BY name"
        return [name for (name,) in self.connection.execute(virtual)]


@cache
def shape_of(register: Register, *, searched: bool, form: int) -> int:
    """A number for this schema: a file that bears it needs no look at every table."""
    lines = [
        (table.name, table.key, table.indexes, searched and table.search, [(f.name, f.kind) for f in table.fields])
        for table in register
    ]
    return crc32(repr((lines, form)).encode()) >> 1  # the file's header has room for 31 bits


def salvage(path: Path, table: Table) -> list[Row]:
    """Every row of a table that a broken file still gives, one by one; columns that it has not are empty."""
    found: list[Row] = []
    try:
        with closing(sqlite3.connect(path)) as connection:
            known = [column[1] for column in connection.execute(f"PRAGMA table_info({quoted(table.name)})")]
            columns = ", ".join(quoted(name) if name in known else "NULL" for name in table.names)
            for cells in connection.execute(f"SELECT {columns} FROM {quoted(table.name)}"):
                row = dict(zip(table.names, cells, strict=True))
                found.append(row)  # at once: the next one may be broken
    except sqlite3.DatabaseError:
        return found
    return found


def _words_of(table: Table, row: str) -> str:
    """SQL for the words by which a row is found; `row` is what stands before its columns."""
    texts = " || ' ' || ".join(f"coalesce({row}{quoted(part)}, '')" for part in table.search)
    return f"as_typed(fold({texts}))"


def _as_typed(words: str) -> str:
    """Folded words, and each with those that follow as one: `vandenbroeck` finds Van den Broeck, `annemarie` her."""
    parts = words.split()
    runs = ("".join(parts[place : place + MOST_JOINED]) for place in range(len(parts) - 1))
    return " ".join((*parts, *runs))


def _translated(problem: sqlite3.DatabaseError) -> Exception:
    """SQLite's word for full disk, broken file or a turn that did not come, in ours; anything else stays what it was (a
    bug).
    """
    code = getattr(problem, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return StoreFull()
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return Damaged()
    if code == sqlite3.SQLITE_BUSY:
        return Unreachable()
    return problem
