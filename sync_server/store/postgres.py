"""The storage promise on PostgreSQL: for a club whose server has no disk of its own, or shares its work with others."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from operator import itemgetter
from typing import Any

from shared.errors import TouchlineError
from shared.register import Register, Row, Table
from shared.storage_statements import quoted
from shared.storage_verbs import SqlVerbs
from sync_server.store.postgres_connection import Connection
from sync_server.store.postgres_texts import MARK_TABLE, definitions, shape_of, statements_of

TURN = 7_305_519_126_180_521_061
"""The advisory lock that every write transaction takes first. It belongs to its database, so clubs never meet."""
TAKE_TURN = f"SELECT pg_advisory_xact_lock({TURN})"
BEGIN = f"BEGIN; {TAKE_TURN}"
BEGIN_RELAXED = f"BEGIN; SET LOCAL synchronous_commit = off; {TAKE_TURN}"
BEGIN_SNAPSHOT = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"
COLUMNS = "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()"


class PostgresStorage(SqlVerbs):
    """A store in one PostgreSQL database. Many processes may share it; one object is not for several threads.

    A write transaction first takes its turn, so those of a club are serial as on SQLite, and each sees all that was
    written before. Why an advisory lock and not the counter's row: a new store has no such row yet, and two that find
    none must wait for each other all the same.
    """

    def __init__(self, url: str, register: Register) -> None:
        """Open the database and bring its schema up to the register's. `url` is libpq's.

        Raises Unreachable when nobody answers there, Damaged when it does not keep text in UTF-8.
        """
        self.register = register
        self._sql = self._texts = statements_of(register)
        self.connection = Connection(url)
        shape = shape_of(register)
        if self._mark() != shape:
            with self.transaction():
                self._migrate(shape)

    def _mark(self) -> int | None:
        """The number of the schema that this database was brought to; None when it is new."""
        if self.connection.execute("SELECT to_regclass(%s)", (MARK_TABLE,)).fetchone() == (None,):
            return None
        found = self.connection.execute(f"SELECT shape FROM {MARK_TABLE}").fetchone()
        return None if found is None else int(found[0])

    def _migrate(self, shape: int) -> None:
        run, present = self.connection.execute, dict[str, set[str]]()
        for table, column in run(COLUMNS):
            present.setdefault(table, set()).add(column)
        for entry in self.register:
            columns = present.get(entry.name)
            for text in definitions(entry, None if columns is None else frozenset(columns)):
                run(text)
        run(f"CREATE TABLE IF NOT EXISTS {MARK_TABLE} (shape bigint NOT NULL)")
        run(f"DELETE FROM {MARK_TABLE}")
        run(f"INSERT INTO {MARK_TABLE} VALUES (%s)", (shape,))

    def close(self) -> None:
        """End the connection; the store cannot be used any more."""
        self.connection.close()

    @contextmanager
    def transaction(self, *, lasting: bool = True) -> Iterator[None]:
        """See `Store.transaction`. Raises StoreFull or Unreachable, with everything rolled back.

        When the connection is lost while COMMIT travels, nobody here knows whether it was heard: a device that asks
        again is answered with the receipt, or decided now.
        """
        if self.connection.in_transaction:
            raise RuntimeError("there is a transaction already")
        try:
            self.connection.execute(BEGIN if lasting else BEGIN_RELAXED)
            yield
            ended = self.connection.execute("COMMIT").statusmessage
        except BaseException:
            with suppress(TouchlineError):  # lost: then the server rolls back by itself
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
            raise
        if ended != "COMMIT":  # a statement failed and somebody went on as if it had not
            raise RuntimeError("the transaction had failed before its end")

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """See `Store.snapshot`. Inside a transaction it is that transaction."""
        if self.connection.in_transaction:
            yield
            return
        try:
            self.connection.execute(BEGIN_SNAPSHOT)
            yield
        finally:
            self.connection.execute("COMMIT")

    def put(self, table: str, *rows: Mapping[str, Any]) -> None:
        """See `Store.put`. Many rows are one statement: what counts is how often we speak, not how much we say."""
        entry = self.register[table]
        if len(rows) == 1:
            self._say(self._texts.upsert(table), itemgetter(*entry.names)(rows[0]))
        elif rows:
            last = {entry.key_of(row): row for row in rows}  # one statement writes a row once
            told = [_told(entry, row) for row in last.values()]
            self._say(self._texts.upsert_many(table), (json.dumps(told, ensure_ascii=False),))

    def _say(self, sql: str, values: Sequence[Any]) -> None:
        """Nobody waits for the answer to a write, but COMMIT does."""
        if self.connection.in_transaction:
            self.connection.later(sql, values)
        else:
            self.connection.execute(sql, values)

    def _portions(self, values: Sequence[Any]) -> Iterable[tuple[int, Sequence[Any]]]:
        return ((0, (list(values),)),) if len(values) else ()

    def renew(self, tables: Iterable[str]) -> None:
        """Write these tables anew: what was updated leaves its old value in the file until then. Outside a transaction.

        The write-ahead log keeps it until its segments are used again.
        """
        for table in tables:
            self.connection.execute(f"VACUUM FULL {quoted(self.register[table].name)}")

    def scrub(self) -> None:
        """See `Store.scrub`. Nothing to do: only a device must forget, and no person holds this one in their hand.

        What was removed here stands in the history anyway; the room it took is given back by autovacuum.
        """

    def rewrite(self) -> None:
        """See `Store.rewrite`. Nothing to do: every table would stand still meanwhile, and old bytes are in the
        write-ahead log besides.
        """


def _told(entry: Table, row: Mapping[str, Any]) -> Row:
    """A row as JSON tells it: where a column holds 0 or 1, true is 1."""
    kept = {name: row[name] for name in entry.names}
    for field in entry.fields:
        if field.kind == "boolean" and kept[field.name] is not None:
            kept[field.name] = int(kept[field.name])
    return kept
