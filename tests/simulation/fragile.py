"""A store that dies at a chosen statement, or whose disk is full. What is left is what a killed process leaves."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from shared.errors import Unreachable
from shared.storage import SqliteStorage
from shared.storage_verbs import SqlVerbs

TAILS = ("", "-wal")
ROOM = 2**30


class Killed(BaseException):
    """The process is gone. Not an Exception: nobody may catch it and go on."""


class Fuse:
    """Stands in for a connection and kills at one statement: before it runs, or just after.

    Without `left` it dies at the next COMMIT. At that moment `burn` is called: files are copied as they lie, or the
    line to a database is cut. Whatever the dying code does next happens to the old files, which nobody will read
    again, or does not happen.
    """

    def __init__(self, inner: Any, left: int | None, *, after: bool, burn: Callable[[], None]) -> None:
        self._inner = inner
        self._left = left
        self._after = after
        self._burn = burn
        self.burnt = False

    def _step(self, run: Any, *args: Any) -> Any:
        if self.burnt:
            try:
                return run(*args)
            except Unreachable as problem:  # its line is cut: the dead do not catch that
                raise Killed from problem
        if self._left is not None:
            self._left -= 1
        if args[0] != "COMMIT" if self._left is None else self._left > 0:
            return run(*args)
        found = run(*args) if self._after else None
        del found
        self.burnt = True
        self._burn()
        raise Killed

    def execute(self, *args: Any) -> Any:
        """As a connection does, until the fuse burns."""
        return self._step(self._inner.execute, *args)

    def later(self, *args: Any) -> Any:
        """As a connection to a server does, until the fuse burns."""
        return self._step(self._inner.later, *args)

    def executemany(self, *args: Any) -> Any:
        """As a connection does, until the fuse burns."""
        return self._step(self._inner.executemany, *args)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


@contextmanager
def burning(store: SqlVerbs, left: int | None, *, after: bool, burn: Callable[[], None]) -> Iterator[None]:
    """Let the process die at the statement that is `left` from here; without one that many, nothing happens. None: at
    the next COMMIT.
    """
    inner = store.connection
    store.connection = Fuse(inner, left, after=after, burn=burn)
    try:
        yield
    finally:
        store.connection = inner


def fused(store: SqliteStorage, left: int, *, after: bool, files: Path, copy: Path) -> AbstractContextManager[None]:
    """`burning`, with these files copied as they lie at that moment."""
    return burning(store, left, after=after, burn=partial(copy_store, files, copy))


@contextmanager
def full_disk(store: SqliteStorage) -> Iterator[None]:
    """No page more than there are now."""
    (pages,) = store.connection.execute("PRAGMA page_count").fetchone()
    store.connection.execute(f"PRAGMA max_page_count = {pages}")
    try:
        yield
    finally:
        store.connection.execute(f"PRAGMA max_page_count = {ROOM}")


def copy_store(source: Path, target: Path) -> None:
    """The files of a store, as they lie."""
    for tail in TAILS:
        part = source.with_name(source.name + tail)
        if part.exists():
            shutil.copyfile(part, target.with_name(target.name + tail))


def raw_bytes(path: Path) -> bytes:
    """Everything a thief of the disk can read: the file and its journals."""
    tails = (*TAILS, "-shm", "-journal")
    parts = [path.with_name(path.name + tail) for tail in tails]
    return b"\n".join(part.read_bytes() for part in parts if part.exists())
