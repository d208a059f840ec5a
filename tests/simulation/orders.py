"""python -m tests.simulation.orders SEED EVENTS: the hash over all that one seed writes, in the order it is written.

The same in every process: a set of texts comes in another order in each, and where that order reaches a file, pages
fill differently, and a disk that runs full does so in one run and not in the next.
"""

import hashlib
import re
import shutil
import sqlite3
import sys
from functools import partial
from pathlib import Path
from typing import Any

from tests.simulation.founding import found, scratch
from tests.simulation.world import World

READS = ("SELECT", "PRAGMA", "--")
SEALED = re.compile(r"'(~|1\.)[\w+/=-]{16,}'|[\w+/=-]{40,}")
"""Ciphertext: random, and always as long."""


def main() -> int:
    """Print the hash."""
    seed, events = map(int, sys.argv[1:3])
    folder, written = scratch(), hashlib.sha256()
    connect = sqlite3.connect

    def watched(path: str, *args: Any, **more: Any) -> sqlite3.Connection:
        connection = connect(path, *args, **more)
        connection.set_trace_callback(partial(note, Path(path).name))
        return connection

    def note(file: str, sql: str) -> None:
        if not sql.startswith(READS):
            written.update(f"{file} {SEALED.sub('', sql)}\n".encode())

    try:
        founded = found(folder)
        sqlite3.connect = watched  # type: ignore[assignment]  # stands in for the real one
        home = folder / "seed"
        home.mkdir()
        world = World(seed, founded, home, full=False, events=events)
        world.run()
        world.close()
    finally:
        sqlite3.connect = connect
        shutil.rmtree(folder, ignore_errors=True)
    print(written.hexdigest())
    return 0


if __name__ == "__main__":
    sys.exit(main())
