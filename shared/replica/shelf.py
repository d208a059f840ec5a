"""Where a package waits beside the replica until its checkpoint is complete: packed while it comes, then as a file
to read from. Nothing of it is in the replica before that, and nothing of it stays afterwards.
"""

import errno
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from shared.errors import StoreFull
from shared.storage_package import attached, fits, room_for_pages
from shared.sync.package import Package
from shared.tables import REGISTER

PIECE = 256 * 1024
COMING, HERE = ".coming", ".package"
MAX_RATIO, SMALL = 20, 1024 * 1024
"""A package grows by so much at most; a small one has tables without rows, which pack to nearly nothing."""
DRAFT = f"draft{COMING}"


class Shelf:
    """Files in a folder that holds other files too: the browser's private folder has no room for another.

    One package at a time.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def have(self, package: Package) -> int:
        """How many of its bytes have come."""
        coming = self._path(package, COMING)
        return coming.stat().st_size if coming.exists() else 0

    def add(self, package: Package, data: bytes) -> None:
        """The next bytes came. Raises StoreFull."""
        with _room():
            self._folder.mkdir(parents=True, exist_ok=True)
            with self._path(package, COMING).open("ab") as coming:
                coming.write(data)

    def drop(self, package: Package) -> None:
        """What came of it is of no use: it comes again from its first byte."""
        self._path(package, COMING).unlink(missing_ok=True)

    def ready(self, package: Package) -> bool:
        """Whether it is here, unpacked and found to be what was promised."""
        return self._path(package, HERE).exists()

    def unpack(self, package: Package) -> bool:
        """All bytes came: compare them with what was promised, and unpack. False when they differ, and are gone.

        Raises StoreFull.
        """
        coming, draft = self._path(package, COMING), self._folder / DRAFT
        good = _digest(coming) == package.id
        if good:
            with _room():
                good = _unpack(coming, draft, max(SMALL, package.size * MAX_RATIO)) and fits(draft, REGISTER)
        if good:
            draft.rename(self._path(package, HERE))
        draft.unlink(missing_ok=True)
        coming.unlink()
        return good

    def clear(self) -> None:
        """Nothing is waited for any more."""
        if self._folder.exists():
            for path in list(self._folder.iterdir()):
                if path.suffix in (COMING, HERE):
                    path.unlink()

    @contextmanager
    def attached(self, package: Package, connection: Any) -> Iterator[None]:
        """While the block runs the replica's connection can read this package, which is ready."""
        with attached(connection, self._path(package, HERE)), room_for_pages(connection):
            yield

    def _path(self, package: Package, ending: str) -> Path:
        return self._folder / f"{package.id}{ending}"


@contextmanager
def _room() -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        if problem.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StoreFull from problem
        raise


def _digest(path: Path) -> str:
    found = sha256()
    with path.open("rb") as packed:
        while piece := packed.read(PIECE):
            found.update(piece)
    return found.hexdigest()


def _unpack(source: Path, target: Path, most: int) -> bool:
    """Inflate a file; False when it is no such file, or grows beyond `most` bytes."""
    inflater, size = zlib.decompressobj(), 0
    with source.open("rb") as packed, target.open("wb") as plain:
        while piece := packed.read(PIECE):
            try:
                data = inflater.decompress(piece)
            except zlib.error:
                return False
            size += len(data)
            if size > most:
                return False
            plain.write(data)
    return inflater.eof
