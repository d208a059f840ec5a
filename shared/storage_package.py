"""A package as a file of SQLite: written beside a club's rows, and taken over into a device's, both in sets.

Each table stands in it as the club has it, and beside each row its carrier (a number for the scopes that brought it)
and its hash as bytes. No index: it is read from end to end, and packed it must be small.
"""

import sqlite3
import sys
from array import array
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from shared.register import Register, Table
from shared.storage_statements import CACHE_KB, columns, quoted, statements_of

Line = tuple[Any, ...]
"""The values of a row in the order of its table, then its carrier and its hash as bytes."""

BESIDE = ("_carrier", "_hash")
"""No field of a table is called so."""


def reading(path: Path) -> sqlite3.Connection:
    """A connection that only reads the club in this file: beside its one writer, whom it does not hold up."""
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)


@contextmanager
def attached(connection: Any, path: Path, *, new: bool = False) -> Iterator[None]:
    """While the block runs this file is `package` to the connection. Outside a transaction; none may be left open.

    A `new` one is of no use until it is whole, so nothing is flushed on the way.
    """
    connection.execute("ATTACH ? AS package", (str(path),))
    try:
        if new:
            connection.execute("PRAGMA package.journal_mode = OFF")
            connection.execute("PRAGMA package.synchronous = OFF")
        yield
    finally:
        with suppress(sqlite3.OperationalError):  # a killed process left its transaction open
            connection.execute("DETACH package")


# ---- writing


def draw_up(connection: Any, register: Register, carriers: Mapping[int, str]) -> None:
    """Make the tables of an empty package; `carriers` are scopes as JSON, by number."""
    for table in register:
        connection.execute(f"CREATE TABLE {_there(table)} ({columns((*table.names, *BESIDE))})")
    connection.execute("CREATE TABLE package.scopes_of (carrier INTEGER PRIMARY KEY, scopes)")
    connection.executemany("INSERT INTO package.scopes_of VALUES (?, ?)", sorted(carriers.items()))


@contextmanager
def chosen(connection: Any, carriers: Mapping[int, int]) -> Iterator[None]:
    """While the block runs rows with these audiences are chosen, each for its carrier."""
    connection.execute("CREATE TEMP TABLE chosen (audience INTEGER PRIMARY KEY, carrier)")
    try:
        connection.executemany("INSERT INTO chosen VALUES (?, ?)", sorted(carriers.items()))
        connection.create_function("as_bytes", 1, bytes.fromhex, deterministic=True)
        yield
    finally:
        with suppress(sqlite3.OperationalError):  # a killed process takes it along
            connection.execute("DROP TABLE temp.chosen")


def gather(connection: Any, table: Table) -> int:
    """Write the chosen rows of a table, as the club of this connection has them, in order of id; answers how many."""
    names = ", ".join(f"r.{name}" for name in map(quoted, table.names))
    done = connection.execute(
        f"INSERT INTO {_there(table)} SELECT {names}, c.carrier, as_bytes(v.hash) FROM main.{quoted(table.name)} r"
        " JOIN main.row_version v ON v.tbl = ? AND v.id = r.id JOIN temp.chosen c ON c.audience = v.audience"
        " WHERE v.deleted = 0 ORDER BY r.id",
        (table.name,),
    )
    return int(done.rowcount)


def write(connection: Any, table: Table, lines: Iterable[Line]) -> None:
    """Write rows that come from elsewhere."""
    marks = ", ".join("?" * (len(table.names) + len(BESIDE)))
    connection.executemany(f"INSERT INTO {_there(table)} VALUES ({marks})", lines)


# ---- taking over


def fits(path: Path, register: Register) -> bool:
    """Whether this file can be read as a package of these tables."""
    try:
        connection = reading(path)
        try:
            for table in register:
                connection.execute(f"SELECT {columns((*table.names, *BESIDE))} FROM {quoted(table.name)} LIMIT 1")
            connection.execute("SELECT carrier, scopes FROM scopes_of LIMIT 1")
        finally:
            connection.close()
    except sqlite3.DatabaseError:
        return False
    return True


def carriers_in(connection: Any) -> dict[int, str]:
    """The carriers of the attached package: their scopes as JSON, by number."""
    return dict(connection.execute("SELECT carrier, scopes FROM package.scopes_of").fetchall())


def held_already(connection: Any, table: Table) -> dict[str, tuple[int, int]]:
    """Ids of the package's rows that this device holds, each with the carrier and the hash it has in the package."""
    asked = f"SELECT id, _carrier, _hash FROM {_there(table)} WHERE id IN (SELECT id FROM main.held WHERE tbl = ?)"
    found = connection.execute(asked, (table.name,)).fetchall()
    return {id: (carrier, int.from_bytes(hashed, "big")) for id, carrier, hashed in found}


def sums_in(connection: Any, table: Table) -> dict[int, list[int]]:
    """By carrier: how many rows of a table the package has, and the sum of their hashes."""
    asked = f"SELECT _carrier, count(*), group_concat(hex(_hash), '') FROM {_there(table)} GROUP BY _carrier"
    return {carrier: [count, _sum(bytes.fromhex(text))] for carrier, count, text in connection.execute(asked)}


def _sum(hashes: bytes) -> int:
    """The sum of 128-bit numbers that stand one after another, the highest byte first."""
    halves = array("Q", hashes)
    if sys.byteorder == "little":
        halves.byteswap()
    return (sum(halves[0::2]) << 64) + sum(halves[1::2])


@contextmanager
def room_for_pages(connection: Any) -> Iterator[None]:
    """While the block runs much of the file may stay in memory: indexes are written all over it. Outside a
    transaction.
    """
    connection.execute("PRAGMA main.cache_size = -64000")
    try:
        yield
    finally:
        connection.execute(f"PRAGMA main.cache_size = -{CACHE_KB}")
        connection.execute("PRAGMA shrink_memory")


def take_over(connection: Any, register: Register, table: Table, offset: int, but: Iterable[str]) -> None:
    """Write all rows of a table into the device's own and into `held`, but for these ids.

    Carriers have the package's numbers and `offset`.
    """
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS left_out (id PRIMARY KEY)")
    connection.execute("DELETE FROM temp.left_out")
    connection.executemany("INSERT INTO left_out VALUES (?)", [(id,) for id in but])
    source = f"FROM {_there(table)} p WHERE p.id NOT IN (SELECT id FROM temp.left_out)"
    texts, names = statements_of(register), ", ".join(f"p.{name}" for name in map(quoted, table.names))
    connection.execute(texts.inserted(table.name, f"SELECT {names} {source}"))
    held = texts.inserted("held", f"SELECT ?, p.id, p._carrier + ?, lower(hex(p._hash)) {source}")
    connection.execute(held, (table.name, offset))


def _there(table: Table) -> str:
    return f"package.{quoted(table.name)}"
