"""The ledger: what must outlive a restore of the database, so it stands outside it and outside its backups.

One line a record, append-only. What a transaction needs is written and flushed to the disk before it commits, so that
nothing is acknowledged without it; a second line, not waited for, says that it did commit. A transaction that did not
leaves a record without that second line, which the next opening finds out by asking the database.

What is older than devices offer again is let go of, but for what took something away or brought it back, and numbers:
these stand for ever. A file is written anew beside the old one and takes its name when it is on the disk.
"""

import fcntl
import json
import os
from collections.abc import Callable, Iterator, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol
from zlib import crc32

from shared.actions.erasing import ERASE, speaks_of
from shared.errors import StoreFull
from shared.register import Row, canonical
from shared.sync.past import Moments
from shared.sync.protocol import read_changeset

HEAD_BYTES = 256
LASTING = ("row.restore", "role.withdraw", "label.revoke", "user_device.revoke", "calendar_feed.revoke", ERASE)
"""Beside deletions, what must stand from the first moment of a restored server, before any device returns."""
Key = tuple[str, str, int]
TAKING = (".delete", ".drop", ".expire")
"""How verbs end that take a row away: they name it, and say nothing of it."""
WORDS_MS = 335 * 24 * 3600 * 1000
"""How much longer than other promises those that stand keep what was said in the same breath: a year in all."""
NOBODY = frozenset[str]()
WORTH_IT = 100
"""Records that a file is written anew for."""


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
    def key(self) -> Key:
        """What tells this promise from others of the same changeset: one was made in each life that it was done in."""
        return self.id, self.epoch, self.seq

    @property
    def stands(self) -> bool:
        """True when it took something away or brought it back: no age makes that undone."""
        named = () if self.whole is None else (call["name"] for call in self.whole["actions"])
        return bool(self.gone or self.back) or any(name in LASTING for name in named)

    def silent_about(self, ids: Set[str]) -> "Promised":
        """The same, without what its actions say of what bears these ids."""
        if self.whole is None or not ids:
            return self
        told = read_changeset(self.whole)
        left = tuple(call for call in told.actions if not speaks_of(call, ids))
        if len(left) == len(told.actions):
            return self
        return replace(self, whole=replace(told, actions=left).to_wire() if left else None)

    def wordless(self) -> "Promised":
        """The same, with what takes away or brings back alone; whole where it is not known what does."""
        told = None if self.whole is None else read_changeset(self.whole)
        calls = () if told is None else told.actions
        left = tuple(call for call in calls if call.name in LASTING or call.name.endswith(TAKING))
        if told is None or len(left) in (0, len(calls)):
            return self
        return replace(self, whole=replace(told, actions=left).to_wire())


@dataclass
class Told:
    """All that a ledger tells: lives with the seq at which each began, promises in order, which of them are known to
    have been committed or not, devices that were revoked, and the last (epoch, seq) that was seen to be committed.
    """

    lives: dict[str, int] = field(default_factory=dict)
    promised: list[Promised] = field(default_factory=list)
    kept: set[Key] = field(default_factory=set)
    void: set[Key] = field(default_factory=set)
    revoked: dict[str, int] = field(default_factory=dict)
    head: tuple[str, int] | None = None

    @property
    def standing(self) -> list[Promised]:
        """The promises that were committed, and those of which nobody knows: they may have been acknowledged."""
        return [one for one in self.promised if one.epoch in self.lives and one.key not in self.void]

    def without(self, before: int, erased: Set[str] = NOBODY) -> "Told":
        """The same without what was decided before (UTC ms) and is of no use to a restored server any more, and without
        words about what bears these ids.
        """
        left = []
        for one in (one.silent_about(erased) for one in self.promised):
            if one.moments[2] >= before or (one.key not in self.kept and one.key not in self.void):
                left.append(one)
            elif one.key in self.kept and (one.stands or one.numbers):
                bare = one.wordless() if one.moments[2] < before - WORDS_MS else one
                left.append(bare if one.stands else replace(one, whole=None))
        keys = {one.key for one in left}
        return replace(self, promised=left, kept=self.kept & keys, void=self.void & keys)

    def records(self) -> list[Row]:
        """What tells this. What became of a promise is said before the next one of the same changeset."""
        found = [life(epoch, seq) for epoch, seq in self.lives.items()]
        last = {one.id: one.key for one in self.promised}
        for one in self.promised:
            found.append(promise(one))
            if one.key != last[one.id]:
                found += [say([one.id]) for say, keys in ((kept, self.kept), (void, self.void)) if one.key in keys]
        ends = set(last.values())
        found += [say(sorted(id for id, *_ in keys & ends)) for say, keys in ((kept, self.kept), (void, self.void))]
        return found + [revoked(device, at) for device, at in self.revoked.items()]


class Ledger(Protocol):
    """Where the records are kept."""

    def read(self) -> Told:
        """Everything, as it stands."""

    def write(self, records: Sequence[Row], *, lasting: bool = True) -> None:
        """Append records. `lasting` ones are on the disk before this returns. Raises StoreFull, with nothing added."""

    def reached(self, epoch: str, seq: int) -> None:
        """Note, without waiting for the disk, up to where the database has come. Raises StoreFull."""

    def trim(self, before: int, erased: Set[str] = NOBODY) -> int:
        """Let go of what was decided before (UTC ms) and nobody needs, and of words about what bears these ids; answers
        how many promises went. Inside a write transaction, so that nobody promises meanwhile. Raises StoreFull, with
        nothing changed.
        """

    def rewrite(self, change: Callable[[Row], Row]) -> None:
        """Put in the place of every record what `change` makes of it, all or none. Raises StoreFull."""


class NoLedger:
    """Remembers nothing: for a club that is made to be copied."""

    def read(self) -> Told:
        """See Ledger."""
        return Told()

    def write(self, records: Sequence[Row], *, lasting: bool = True) -> None:
        """See Ledger."""

    def reached(self, epoch: str, seq: int) -> None:
        """See Ledger."""

    def trim(self, before: int, erased: Set[str] = NOBODY) -> int:
        """See Ledger."""
        return 0

    def rewrite(self, change: Callable[[Row], Row]) -> None:
        """See Ledger."""


class MemoryLedger:
    """In memory: outlives a server that is made up, and no process."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._head: tuple[str, int] | None = None

    def read(self) -> Told:
        """See Ledger."""
        return _told(map(json.loads, self.lines), self._head)

    def write(self, records: Sequence[Row], *, lasting: bool = True) -> None:
        """See Ledger."""
        self.lines += map(canonical, records)

    def reached(self, epoch: str, seq: int) -> None:
        """See Ledger."""
        self._head = (epoch, seq)

    def trim(self, before: int, erased: Set[str] = NOBODY) -> int:
        """See Ledger."""
        told = self.read()
        left = told.without(before, erased)
        self.lines = list(map(canonical, left.records()))
        return len(told.promised) - len(left.promised)

    def rewrite(self, change: Callable[[Row], Row]) -> None:
        """See Ledger."""
        self.lines = [canonical(change(record)) for record in self.read().records()]


class FileLedger:
    """A file of lines, each with its checksum in front; beside it a small one with the last seq that was reached."""

    def __init__(self, path: Path) -> None:
        """Open or make it, readable by its owner only. A last line that was torn by a power cut is cut off."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._file = self._open()
        self._head = os.open(path.with_name(path.name + ".head"), os.O_RDWR | os.O_CREAT, 0o600)
        _flush_folder(path.parent)
        with self._alone():
            self._mend()

    def _open(self) -> int:
        return os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """No other process writes meanwhile, and this is the file that bears the name: another may have trimmed it."""
        fcntl.flock(self._file, fcntl.LOCK_EX)
        while not self._is_named():
            os.close(self._file)
            self._file = self._open()
            fcntl.flock(self._file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def _is_named(self) -> bool:
        try:
            return os.path.samestat(os.fstat(self._file), self._path.stat())
        except FileNotFoundError:
            return False

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
        with self._alone():
            return self._read()

    def _read(self) -> Told:
        lines = (line.partition(b" ") for line in self._bytes().split(b"\n") if line)
        good = (json.loads(body) for check, _, body in lines if check == b"%08x" % crc32(body))
        return _told(good, self._reached())

    def _reached(self) -> tuple[str, int] | None:
        epoch, _, seq = os.pread(self._head, HEAD_BYTES, 0).decode("utf-8", "replace").strip().partition(" ")
        return (epoch, int(seq)) if seq.isdecimal() else None

    def write(self, records: Sequence[Row], *, lasting: bool = True) -> None:
        """See Ledger."""
        with self._alone():
            size = os.fstat(self._file).st_size
            try:
                _append(self._file, records)
                if lasting:
                    os.fsync(self._file)
            except OSError as problem:
                os.ftruncate(self._file, size)
                raise StoreFull from problem

    def trim(self, before: int, erased: Set[str] = NOBODY) -> int:
        """See Ledger. Nothing is done for a few records, unless words must be forgotten."""
        with self._alone():
            told = self._read()
            left = told.without(before, erased)
            gone = len(told.promised) - len(left.promised)
            says = {one.key: one.whole for one in left.promised}
            silent = any(says.get(one.key, one.whole) != one.whole for one in told.promised)
            if gone < WORTH_IT and not erased and not silent:
                return 0
            self._replace(left.records())
            return gone

    def rewrite(self, change: Callable[[Row], Row]) -> None:
        """See Ledger."""
        with self._alone():
            self._replace([change(record) for record in self._read().records()])

    def _replace(self, records: Sequence[Row]) -> None:
        draft = self._path.with_name(self._path.name + ".draft")
        try:
            fresh = os.open(draft, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_TRUNC, 0o600)
            try:
                _append(fresh, records)
                os.fsync(fresh)
                draft.rename(self._path)
            except OSError:
                os.close(fresh)
                draft.unlink()
                raise
        except OSError as problem:
            raise StoreFull from problem
        os.close(self._file)  # who waits for it finds that it bears no name any more
        self._file = fresh
        _flush_folder(self._path.parent)

    def reached(self, epoch: str, seq: int) -> None:
        """See Ledger. One page of one file, written over and over."""
        try:
            os.pwrite(self._head, f"{epoch} {seq}".ljust(HEAD_BYTES - 1).encode() + b"\n", 0)
        except OSError as problem:
            raise StoreFull from problem

    def close(self) -> None:
        """Nothing more is written."""
        os.close(self._file)
        os.close(self._head)


def _append(file: int, records: Sequence[Row]) -> None:
    """Write lines at the end, all of them. Raises OSError."""
    bodies = [canonical(record).encode() for record in records]
    data = b"".join(b"%08x %b\n" % (crc32(body), body) for body in bodies)
    while data:
        data = data[os.write(file, data) :]


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
    told, last = Told(head=head), dict[str, Key]()  # what becomes of a promise is said of the last one of its changeset
    for record in records:
        kind = record.pop("kind")
        if kind == "life":
            told.lives[record["epoch"]] = record["seq"]
        elif kind == "promise":
            one = _promised(record)
            told.promised.append(one)
            last[one.id] = one.key
            told.void.discard(one.key)  # it came again at once, and what became of it is said below, or not known
        elif kind in ("kept", "void"):
            keys = {last[id] for id in record["ids"] if id in last}
            (told.kept if kind == "kept" else told.void).update(keys)
            (told.void if kind == "kept" else told.kept).difference_update(keys)
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
