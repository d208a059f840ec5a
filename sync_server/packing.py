"""Writes a package: every row that some scopes carry, as the club stands at one moment, in a file of SQLite."""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Set
from contextlib import closing
from pathlib import Path
from typing import Any

from shared.register import Row, Table, canonical
from shared.storage import Store
from shared.storage_package import attached, chosen, draw_up, gather, reading, write
from shared.tables import REGISTER
from sync_server.carried import START, walk

AUDIENCES = "SELECT id, scopes FROM audience"
COUNTER = "SELECT seq FROM club"
STEP = 2_000
SEALED = ("C", "D")
"""Classes of which no row stands in a package: a file on disk, on both sides. Their scopes come in pages."""


def pack_file(club: Path, scopes: Set[str], target: Path) -> tuple[int, int]:
    """Write the package of a club that is kept in a file, beside whoever writes there; answers its seq and its rows.

    For a thread of its own: it shares nothing with the club's store.
    """
    with closing(reading(club)) as connection:
        return pack_sets(connection, scopes, target)


def pack_sets(connection: Any, scopes: Set[str], target: Path) -> tuple[int, int]:
    """The same on a connection to the club, set by set."""
    with attached(connection, target, new=True):
        connection.execute("BEGIN")
        try:
            seq = int(connection.execute(COUNTER).fetchone()[0])
            carriers, audiences = _carriers(dict(connection.execute(AUDIENCES).fetchall()), scopes)
            draw_up(connection, REGISTER, carriers)
            with chosen(connection, audiences):
                rows = sum(gather(connection, table) for table in REGISTER if table.klass not in SEALED)
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
    return seq, rows


def pack_slices(store: Store, scopes: Set[str], target: Path) -> tuple[int, int]:
    """The same through the verbs of any store, slice by slice."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection, store.snapshot():
        club = store.get("club", "club")
        carriers, audiences = _carriers({row["id"]: row["scopes"] for row in store.find("audience")}, scopes)
        with attached(connection, target, new=True):
            connection.execute("BEGIN")
            draw_up(connection, REGISTER, carriers)
            rows = 0
            for versions in walk(store, frozenset(audiences), START, STEP):
                for table, lines in _lines(store, versions, audiences):
                    write(connection, table, lines)
                    rows += len(lines)
            connection.execute("COMMIT")
    return 0 if club is None else int(club["seq"]), rows


def _carriers(kept: Mapping[int, str], scopes: Set[str]) -> tuple[dict[int, str], dict[int, int]]:
    """The carriers of a package, as JSON by number; and the carrier of each audience that has a part in it.

    An audience is narrowed to the package's scopes: nobody learns from it who else may see a row.
    """
    numbers: dict[tuple[str, ...], int] = {}
    audiences: dict[int, int] = {}
    for id, text in sorted(kept.items()):
        mine = tuple(sorted(scopes & set(json.loads(text))))
        if mine:
            audiences[id] = numbers.setdefault(mine, len(numbers) + 1)
    return {number: canonical(list(mine)) for mine, number in numbers.items()}, audiences


def _lines(
    store: Store, versions: list[Row], audiences: Mapping[int, int]
) -> Iterator[tuple[Table, list[tuple[Any, ...]]]]:
    """The rows of these versions as a package keeps them, by table."""
    chosen: dict[str, dict[str, Row]] = {}
    for version in versions:
        if not version["deleted"] and REGISTER[version["tbl"]].klass not in SEALED:
            chosen.setdefault(version["tbl"], {})[version["id"]] = version
    for name, by_id in chosen.items():
        table, lines = REGISTER[name], []
        for row in store.among(name, "id", list(by_id)):
            version = by_id[row["id"]]
            beside = (audiences[version["audience"]], bytes.fromhex(version["hash"]))
            lines.append((*map(row.__getitem__, table.names), *beside))
        yield table, lines
