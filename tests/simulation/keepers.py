"""How the simulated server keeps its club: in files that are copied as they lie, or in databases of a PostgreSQL."""

import logging
import os
import random
import socket
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from shared.storage import SqliteStorage
from shared.storage_verbs import SqlVerbs
from sync_server.store.postgres import PostgresStorage
from sync_server.store.tables import SERVER_REGISTER
from tests.postgres import Cluster
from tests.simulation.fragile import Killed, burning, copy_store, full_disk

STATEMENTS = 80


class Keeper(Protocol):
    """What a server process needs of the place where its club lives."""

    mark: str
    fills: bool

    def open(self) -> SqlVerbs:
        """The store, as the last process left it."""

    def dying(self, store: Any, rng: random.Random) -> AbstractContextManager[None]:
        """Kill the process before or after one of the next statements; the next one opens what it left."""

    def full(self, store: Any) -> AbstractContextManager[None]:
        """Leave no room for more, where `fills` says that this can be done."""

    def back_up(self, store: Any) -> str:
        """A copy of everything, put aside under a name."""

    def restore(self, backup: str) -> None:
        """The next process opens a copy of this backup."""

    def close(self) -> None:
        """Nothing is needed any more."""


class Files:
    """SQLite in a folder. `fills` is False where the other keeper's story is to be told."""

    mark = "?"

    def __init__(self, folder: Path, founded: Path, *, fills: bool = True) -> None:
        self._folder = folder
        self._lives = 0
        self._path = folder / "server.db"
        self.fills = fills
        copy_store(founded, self._path)

    def open(self) -> SqlVerbs:
        """See Keeper."""
        return SqliteStorage(self._path, SERVER_REGISTER, synchronous="OFF", alone=True)

    def _next(self, what: str) -> Path:
        self._lives += 1
        return self._folder / f"{what}-{self._lives}.db"

    @contextmanager
    def dying(self, store: Any, rng: random.Random) -> Iterator[None]:
        """See Keeper."""
        files, copy = self._path, self._next("server")
        left, after = (rng.randint(1, STATEMENTS) if rng.random() < 0.75 else None), rng.random() < 0.5
        try:
            with burning(store, left, after=after, burn=lambda: copy_store(files, copy)):
                yield
        except Killed:
            self._path = copy
            raise

    def full(self, store: Any) -> AbstractContextManager[None]:
        """See Keeper."""
        return full_disk(store)

    def back_up(self, store: Any) -> str:
        """See Keeper."""
        backup = self._next("backup")
        copy_store(self._path, backup)
        return str(backup)

    def restore(self, backup: str) -> None:
        """See Keeper."""
        self._path = self._next("restored")
        copy_store(Path(backup), self._path)

    def close(self) -> None:
        """See Keeper: the folder goes with its world."""


class Databases:
    """PostgreSQL: one database at a time, each made from another. Nobody here can fill its disk."""

    mark = "%s"
    fills = False

    def __init__(self, cluster: Cluster, name: str, founded: str) -> None:
        logging.getLogger("touchline").setLevel(logging.ERROR)  # a line that was cut is no news here
        self._cluster = cluster
        self._made = [name]
        self._now = name
        cluster.create(name, founded)

    def open(self) -> SqlVerbs:
        """See Keeper."""
        return PostgresStorage(self._cluster.url(self._now), SERVER_REGISTER)

    @contextmanager
    def dying(self, store: Any, rng: random.Random) -> Iterator[None]:
        """See Keeper: the line is cut, and the server of the database rolls back what was not committed."""
        left, after = (rng.randint(1, STATEMENTS) if rng.random() < 0.75 else None), rng.random() < 0.5
        with burning(store, left, after=after, burn=partial(cut, store)):
            yield

    def full(self, store: Any) -> AbstractContextManager[None]:
        """See Keeper."""
        return nullcontext()

    def back_up(self, store: Any) -> str:
        """See Keeper. A database that is copied has no sessions: this one opens again when it is needed."""
        store.close()
        return self._copy_of(self._now)

    def restore(self, backup: str) -> None:
        """See Keeper."""
        self._now = self._copy_of(backup)

    def _copy_of(self, name: str) -> str:
        copy = f"{self._made[0]}_{len(self._made)}"
        self._cluster.create(copy, name)
        self._made.append(copy)
        return copy

    def close(self) -> None:
        """See Keeper."""
        for name in self._made:
            self._cluster.drop(name)


def cut(store: PostgresStorage) -> None:
    """End the line of this store as a killed process ends it: without a word."""
    line = store.connection._line
    with socket.socket(fileno=os.dup(line.fileno())) as end:
        end.shutdown(socket.SHUT_RDWR)
