"""The ledger: what must outlive a restore of the database, so it stands outside it and outside its backups.

One line a record, append-only. What a transaction needs is written and flushed to the disk before it commits, so that
nothing is acknowledged without it; a second line, not waited for, says that it did commit. A transaction that did not
leaves a record without that second line, which the next opening finds out by asking the database.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from zlib import crc32

from shared.errors import StoreFull
from shared.register import Row, canonical
from shared.sync.past import Moments

HEAD_BYTES = 256


@dataclass(frozen=True)
class Promised:
    """What the ledger keeps of one changeset: where it stood and when it counted.

    `whole` is the changeset itself where the server must tell it again: its own, and those that take something away or
    bring it back. `gone` and `back` are the (table, id) that it took and brought, `numbers` the (series, number, id)
    of invoices that it issued.
    """

    id: str
    epoch: str
    seq: int
    user: str
    device: str
    outcome: str
    moments: Moments
    whole: Row | None = None
    gone: tuple[tuple[str, str], ...] = ()
    back: tuple[tuple[str, str], ...] = ()
    numbers: tuple[tuple[str, int, str], ...] = ()

    @property
    def empty(self) -> bool:
        """True when a restore needs nothing of it."""
        return self.whole is None and not (self.gone or self.back or self.numbers)


@dataclass
class Told:
    """All that a ledger tells: lives with the seq at which each began, promises in order, which of them are known to
    have been committed or not, devices that were revoked, and the last (epoch, seq) that was seen to be committed.
    """

    lives: dict[str, int] = field(default_factory=dict)
    promised: list[Promised] = field(default_factory=list)
    kept: set[str] = field(default_factory=set)
    void: set[str] = field(default_factory=set)
    revoked: dict[str, int] = field(default_factory=dict)
    head: tuple[str, int] | None = None


class Ledger(Protocol):
    """Where the records are kept."""

    def read(self) -> Told:
        """Everything, as it stands."""

    def write(self, records: Sequence[Row], *, lasting: bool = True) -> None:
        """Append records. `lasting` ones are on the disk before this returns. Raises StoreFull, with nothing added."""

    def reached(self, epoch: str, seq: int) -> None:
        """Note, without waiting for the disk, up to where the database has come."""


class NoLedger:
    """Remembers nothing: for a club that is made to be copied."""

    def read(self) -> Told:
        """See Ledger."""
        return Told()

    def write(self, records: Sequence[Row], *, lasting: bool = True) -> None:
        """See Ledger."""

    def reached(self, epoch: str, seq: int) -> None:
        """See Ledger."""


class MemoryLedger:
    """For tests."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._head: tuple[str, int] | None = None

    def read(self) -> Told:
        """See Ledger."""
        return _told(map(json.loads, self._lines), self._head)

    def write(self, records: Sequence[Row], *, lasting: bool = True) -> None:
        """See Ledger."""
        self._lines += map(canonical, records)

    def reached(self, epoch: str, seq: int) -> None:
        """See Ledger."""
        self._head = (epoch, seq)


class FileLedger:
    """A file of lines, each with its checksum in front; beside it a small one with the last seq that was reached."""

    def __init__(self, path: Path) -> None:
        """Open or make it, readable by its owner only. A last line that was torn by a power cut is cut off."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        self._head = os.open(path.with_name(path.name + ".head"), os.O_RDWR | os.O_CREAT, 0o600)
        _flush_folder(path.parent)
        self._mend()

    def _mend(self) -> None:
        data = self._bytes()
        whole = data.rfind(b"\n") + 1
        if whole < len(data):
            os.ftruncate(self._file, whole)
            os.fsync(self._file)

    def _bytes(self) -> bytes:
        return os.pread(self._file, os.fstat(self._file).st_size, 0)

    def read(self) -> Told:
        """See Ledger. A line whose checksum is wrong counts for nothing."""
        lines = (line.partition(b" ") for line in self._bytes().split(b"\n") if line)
        good = (json.loads(body) for check, _, body in lines if check == b"%08x" % crc32(body))
        return _told(good, self._reached())

    def _reached(self) -> tuple[str, int] | None:
        epoch, _, seq = os.pread(self._head, HEAD_BYTES, 0).decode("utf-8", "replace").strip().partition(" ")
        return (epoch, int(seq)) if seq.isdecimal() else None

    def write(self, records: Sequence[Row], *, lasting: bool = True) -> None:
        """See Ledger."""
        bodies = [canonical(record).encode() for record in records]
        data = b"".join(b"%08x %b\n" % (crc32(body), body) for body in bodies)
        size = os.fstat(self._file).st_size
        try:
            written = os.write(self._file, data)
            if written == len(data) and lasting:
                os.fsync(self._file)
        except OSError as problem:
            os.ftruncate(self._file, size)
            raise StoreFull from problem
        if written < len(data):
            os.ftruncate(self._file, size)
            raise StoreFull

    def reached(self, epoch: str, seq: int) -> None:
        """See Ledger. One page of one file, written over and over."""
        os.pwrite(self._head, f"{epoch} {seq}".ljust(HEAD_BYTES - 1).encode() + b"\n", 0)

    def close(self) -> None:
        """Nothing more is written."""
        os.close(self._file)
        os.close(self._head)


def life(epoch: str, seq: int) -> Row:
    """The record of a life that begins after the entry `seq`."""
    return {"kind": "life", "epoch": epoch, "seq": seq}


def promise(told: Promised) -> Row:
    """The record of what a changeset needs."""
    return {"kind": "promise", **vars(told)}


def kept(ids: Sequence[str]) -> Row:
    """The record that these promises were committed."""
    return {"kind": "kept", "ids": list(ids)}


def void(ids: Sequence[str]) -> Row:
    """The record that these promises were not."""
    return {"kind": "void", "ids": list(ids)}


def revoked(device: str, at: int) -> Row:
    """The record of a device that may speak no more, since `at` (UTC ms)."""
    return {"kind": "revoked", "device": device, "at": at}


def _told(records: Any, head: tuple[str, int] | None) -> Told:
    """Records in order; a kind that is unknown here is a newer server's."""
    told = Told(head=head)
    for record in records:
        kind = record.pop("kind")
        if kind == "life":
            told.lives[record["epoch"]] = record["seq"]
        elif kind == "promise":
            told.promised.append(_promised(record))
        elif kind == "kept":
            told.kept.update(record["ids"])
            told.void.difference_update(record["ids"])  # the same changeset came again, and was committed
        elif kind == "void":
            told.void.update(record["ids"])
        elif kind == "revoked":
            told.revoked[record["device"]] = record["at"]
    return told


def _promised(record: Row) -> Promised:
    pairs = {name: tuple(map(tuple, record[name])) for name in ("gone", "back", "numbers")}
    return Promised(**{**record, "moments": tuple(record["moments"]), **pairs})


def _flush_folder(folder: Path) -> None:
    """A file that was just made lasts when its folder does."""
    entry = os.open(folder, os.O_RDONLY)
    os.fsync(entry)
    os.close(entry)
