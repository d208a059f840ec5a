"""The bytes of media, in a folder beside the club: whole ones under their SHA-256, and parts of those on their way.

A whole one is on the disk before anybody hears that it is: written aside, synced, renamed, and the folder synced. The
same bytes are kept once. A part belongs to one medium and one device, so nobody can spoil another's sending; it is
synced by nobody, since what a power cut takes is sent again.
"""

import os
import secrets
from collections.abc import Container, Set
from hashlib import sha256
from pathlib import Path

from shared.errors import StoreFull

NO_ROOM = (28, 122)
"""ENOSPC and EDQUOT."""


class Blobs:
    """Blobs and parts in one folder, made when first written to."""

    def __init__(self, folder: Path) -> None:
        self._whole = folder / "whole"
        self._parts = folder / "parts"

    def keep(self, data: bytes) -> str:
        """Keep these bytes; answers their SHA-256 when they are on the disk. Raises StoreFull."""
        name = sha256(data).hexdigest()
        path = self._path(name)
        if path.exists():
            path.touch()  # its time of grace begins anew
            return name
        draft = path.with_name(f"{name}.{secrets.token_hex(4)}.draft")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with draft.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            draft.rename(path)
            for folder in (path.parent, self._whole):
                _sync_folder(folder)
        except OSError as problem:
            draft.unlink(missing_ok=True)
            raise _translated(problem) from problem
        return name

    def find(self, name: str) -> Path | None:
        """The file of a blob that is here."""
        path = self._path(name)
        return path if path.is_file() else None

    def read(self, name: str) -> bytes | None:
        """The bytes of a blob that is here and is what its name says."""
        path = self.find(name)
        data = None if path is None else path.read_bytes()
        return data if data is not None and sha256(data).hexdigest() == name else None

    def drop(self, name: str) -> None:
        """This one is not what its name says."""
        self._path(name).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        """Only a SHA-256 names a file."""
        if len(name) != 64 or not set(name) <= set("0123456789abcdef"):
            raise ValueError("no name of a blob")
        return self._whole / name[:2] / name

    # ---- on their way

    def have(self, medium: str, device: str) -> int:
        """How many bytes of this medium came from this device so far."""
        try:
            return self._part(medium, device).stat().st_size
        except FileNotFoundError:
            return 0

    def take(self, medium: str, device: str, offset: int, data: bytes) -> int:
        """Add a slice where the last one ended; one that starts elsewhere changes nothing. Answers how many are here.

        Raises StoreFull, with the part as it was.
        """
        have, path = self.have(medium, device), self._part(medium, device)
        if offset != have:
            return have
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("ab") as file:
                file.write(data)
        except OSError as problem:
            if path.exists():
                os.truncate(path, have)
            raise _translated(problem) from problem
        return have + len(data)

    def gathered(self, medium: str, device: str) -> bytes:
        """All bytes that came so far."""
        return self._part(medium, device).read_bytes() if self.have(medium, device) else b""

    def forget(self, medium: str, device: str) -> None:
        """Begin anew."""
        self._part(medium, device).unlink(missing_ok=True)

    def forget_all(self, media: Set[str]) -> int:
        """Begin anew with these, whatever device sent them, also one that nobody knows any more; answers how many."""
        parts = [path for path in self._parts.iterdir() if path.is_file()] if self._parts.is_dir() else []
        names = {_digest(medium) for medium in media} if parts else set[str]()
        gone = [path for path in parts if path.name.partition(".")[0] in names]
        for path in gone:
            path.unlink(missing_ok=True)
        return len(gone)

    def _part(self, medium: str, device: str) -> Path:
        """Ids come from outside: they never name a file themselves."""
        return self._parts / f"{_digest(medium)}.{_digest(device)}"

    # ---- by and by

    def sweep(self, wanted: Container[str], before: float) -> int:
        """Remove blobs that nobody refers to and parts that nobody went on with, both untouched since `before` (seconds
        since 1970); answers how many.
        """
        removed = 0
        for folder in (self._whole, self._parts):
            for path in folder.rglob("*") if folder.is_dir() else ():
                unwanted = folder == self._parts or path.name not in wanted
                if path.is_file() and unwanted and path.stat().st_mtime < before:
                    path.unlink()
                    removed += 1
        return removed


def _digest(id: str) -> str:
    return sha256(id.encode()).hexdigest()


def _sync_folder(folder: Path) -> None:
    """A new name is on the disk only when its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _translated(problem: OSError) -> Exception:
    return StoreFull() if problem.errno in NO_ROOM else problem
