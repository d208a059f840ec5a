"""One connection to a PostgreSQL, opened again when it was lost, that tells its troubles in words of ours."""

import logging
from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg.adapt import Dumper
from psycopg.conninfo import conninfo_to_dict
from psycopg.errors import DataCorrupted, DiskFull, IndexCorrupted, ProgramLimitExceeded, ReadOnlySqlTransaction

from shared.errors import Damaged, StoreFull, Unreachable

log = logging.getLogger("touchline")

WANTED = {
    "application_name": "touchline",
    "connect_timeout": 10,  # s
    # A cable that was pulled is noticed in half a minute, not in two hours.
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,  # ms
}
LOCK_WAIT_MS = 5_000
"""How long a transaction waits for its turn, as on SQLite: then the device is told to come again."""
IDLE_MS = 60_000
"""A process that stands still in the middle of a transaction keeps the others out no longer than this."""
MOST_WAITING = 100
PREPARED = 2_000
USES_BEFORE_PREPARED = 2
SETTINGS = f"SET lock_timeout = {LOCK_WAIT_MS}; SET idle_in_transaction_session_timeout = {IDLE_MS}"
MAY_BE_SAID_AGAIN = ("SELECT", "BEGIN")
ENDS = ("COMMIT", "ROLLBACK")
IDLE = psycopg.pq.TransactionStatus.IDLE


class _Number(Dumper):
    """Integers and booleans travel without a type: the column says which it is, so that a statement has one plan."""

    def dump(self, obj: int) -> bytes:
        """Digits; True is 1, as SQLite keeps it."""
        return b"%d" % obj


class Connection:
    """Executes a text with values and answers a cursor of tuples. Not for use by several threads."""

    def __init__(self, url: str) -> None:
        """Raises Unreachable when nobody answers, Damaged when the database does not keep its text in UTF-8."""
        self._wanted: dict[str, Any] = {**WANTED, **conninfo_to_dict(url), "client_encoding": "UTF8"}
        self.in_transaction = False
        self._waiting: list[tuple[str, Sequence[Any]]] = []
        self._line = self._opened()
        if self._line.info.parameter_status("server_encoding") != "UTF8":
            self.close()
            raise Damaged("the database is not in UTF-8")

    def execute(self, sql: str, values: Sequence[Any] = ()) -> "psycopg.Cursor[tuple[Any, ...]]":
        """Run one statement. Raises Unreachable, StoreFull or Damaged; anything else is a bug and stays what it is.

        Nothing of a transaction is said again on another connection. What was lost between two transactions is opened
        anew, and the question that found it lost is asked once more.
        """
        idle = not self.in_transaction
        if sql.startswith("BEGIN"):
            self.in_transaction = True
        elif sql == "ROLLBACK":
            self._waiting.clear()
        try:
            return self._run(sql, values, idle=idle)
        except psycopg.Error as problem:
            if idle and self._line.closed and sql.startswith(MAY_BE_SAID_AGAIN):
                return self._again(sql, values)
            raise self._translated(problem) from problem
        finally:
            if sql in ENDS:
                self.in_transaction = not self._line.closed and self._line.info.transaction_status != IDLE

    def later(self, sql: str, values: Sequence[Any]) -> None:
        """In a transaction: say this on the way to the next statement, which raises what this one would.

        The writes at the end of a transaction and its COMMIT are one journey, and not nine.
        """
        self._waiting.append((sql, values))
        if len(self._waiting) >= MOST_WAITING:
            self.execute("SELECT 1")

    def _run(self, sql: str, values: Sequence[Any], *, idle: bool) -> "psycopg.Cursor[tuple[Any, ...]]":
        if idle and self._line.closed:
            self._line = self._opened()
        if not self._waiting:
            return self._line.execute(sql.encode(), values or None)
        waiting, self._waiting = self._waiting, []
        with self._line.pipeline():
            for text, given in waiting:
                self._line.execute(text.encode(), given or None)
            return self._line.execute(sql.encode(), values or None)

    def _again(self, sql: str, values: Sequence[Any]) -> "psycopg.Cursor[tuple[Any, ...]]":
        try:
            return self._run(sql, values, idle=True)
        except psycopg.Error as problem:
            raise self._translated(problem) from problem

    def _opened(self) -> "psycopg.Connection[tuple[Any, ...]]":
        try:
            line = psycopg.connect(autocommit=True, **self._wanted)
            line.prepare_threshold, line.prepared_max = USES_BEFORE_PREPARED, PREPARED
            for kind in (int, bool):
                line.adapters.register_dumper(kind, _Number)
            line.execute(SETTINGS)
        except psycopg.OperationalError as problem:
            raise _unreachable(problem) from problem
        return line

    def close(self) -> None:
        """End it; what was not committed is rolled back by the server."""
        self._line.close()

    def _translated(self, problem: psycopg.Error) -> Exception:
        """PostgreSQL's word for trouble in ours; what is left is a defect of a statement."""
        if isinstance(problem, DiskFull):
            return StoreFull()
        if isinstance(problem, DataCorrupted | IndexCorrupted):
            return Damaged()
        if isinstance(problem, ProgramLimitExceeded):  # what is too long today is too long tomorrow
            return problem
        # Lost, ended by its operator, waited too long for its turn, or a standby that takes no writes.
        if self._line.closed or isinstance(problem, psycopg.OperationalError | ReadOnlySqlTransaction):
            return _unreachable(problem)
        return problem


def _unreachable(problem: psycopg.Error) -> Unreachable:
    """The device hears only that it must come again; why is for who runs the server."""
    log.warning("database: %s", " ".join(str(problem).split()))
    return Unreachable()
