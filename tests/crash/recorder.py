"""SQLite through a file layer that notes what is done to the files, behind the face of Python's own sqlite3.

The layer is made with `apsw`, whose SQLite is a newer one than Python's: what is written by the one is opened after a
power cut by the other. The files lie in a real folder, where they are never synced: what would have lasted is worked
out from the notes.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any
from unittest.mock import patch

import apsw

from shared.register import Register
from shared.storage import SqliteStorage
from tests.crash.medium import Create, Delete, Op, Sync, Truncate, Write

NUMBERS = count(1)
KINDS: dict[int, type[sqlite3.DatabaseError]] = {
    sqlite3.SQLITE_CORRUPT: sqlite3.DatabaseError,
    sqlite3.SQLITE_NOTADB: sqlite3.DatabaseError,
    sqlite3.SQLITE_CONSTRAINT: sqlite3.IntegrityError,
}


class Recorder(apsw.VFS):
    """The operating system's files, with every change noted in `log`."""

    def __init__(self, log: list[Op]) -> None:
        self.label = f"recorder-{next(NUMBERS)}"
        self._log = log
        super().__init__(self.label, "")

    def xOpen(self, name: Any, flags: list[int]) -> apsw.VFSFile:  # noqa: N802 - SQLite's name
        """A file; temporary ones are not of interest."""
        if name is None:
            return apsw.VFSFile("", name, flags)
        path = Path(name.filename() if isinstance(name, apsw.URIFilename) else name)
        if not path.exists():
            self._log.append(Create(path.name))
        return Recorded(self._log, path.name, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802 - SQLite's name
        """A file goes."""
        super().xDelete(filename, False)
        self._log.append(Delete(Path(filename).name, bool(syncdir)))


class Recorded(apsw.VFSFile):
    """One file."""

    def __init__(self, log: list[Op], file: str, name: Any, flags: list[int]) -> None:
        self._log = log
        self._file = file
        super().__init__("", name, flags)

    def xWrite(self, data: Any, offset: int) -> None:  # noqa: N802 - SQLite's name
        """Bytes at a place."""
        super().xWrite(data, offset)
        self._log.append(Write(self._file, offset, bytes(data)))

    def xTruncate(self, newsize: int) -> None:  # noqa: N802 - SQLite's name
        """Cut."""
        super().xTruncate(newsize)
        self._log.append(Truncate(self._file, newsize))

    def xSync(self, flags: int) -> None:  # noqa: N802 - SQLite's name
        """Noted, not done."""
        self._log.append(Sync(self._file))


class Rows:
    """The answer to one statement, fetched at once."""

    def __init__(self, rows: list[Any]) -> None:
        self._rows = iter(rows)

    def fetchone(self) -> Any:
        """The next row, or None."""
        return next(self._rows, None)

    def fetchall(self) -> list[Any]:
        """The rest."""
        return list(self._rows)

    def __iter__(self) -> Iterator[Any]:
        return self._rows


class Connection:
    """As much of `sqlite3.Connection` as a store and its migrations use."""

    def __init__(self, path: str, recorder: Recorder) -> None:
        self._recorder = recorder
        self._inner = _told(apsw.Connection, path, vfs=recorder.label)

    @property
    def in_transaction(self) -> bool:
        """As in `sqlite3`."""
        return bool(self._inner.in_transaction)

    def execute(self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> Rows:
        """As in `sqlite3`."""
        return Rows(_told(lambda: list(self._inner.execute(sql, values))))

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> Rows:
        """As in `sqlite3`."""
        return Rows(_told(lambda: list(self._inner.executemany(sql, rows))))

    def create_function(self, name: str, count: int, function: Callable[..., Any], *, deterministic: bool) -> None:
        """As in `sqlite3`."""
        self._inner.create_scalar_function(name, function, count, deterministic=deterministic)

    def close(self) -> None:
        """As in `sqlite3`."""
        _told(self._inner.close)


def open_recorded(path: Path, register: Register, log: list[Op], **options: Any) -> SqliteStorage:
    """The real store on files whose changes are noted in `log`."""
    recorder = Recorder(log)

    def connect(path: str, **_: Any) -> Connection:
        return Connection(path, recorder)

    with patch.object(sqlite3, "connect", connect):
        return SqliteStorage(path, register, **options)


def _told(run: Callable[..., Any], *args: Any, **more: Any) -> Any:
    """What `run` answers; its errors under the names of `sqlite3`."""
    try:
        return run(*args, **more)
    except apsw.Error as problem:
        code = getattr(problem, "extendedresult", None) or getattr(problem, "result", 0)
        told = KINDS.get(code & 0xFF, sqlite3.OperationalError)(str(problem))
        told.sqlite_errorcode = code
        raise told from problem
