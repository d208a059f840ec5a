"""The ledger loses power at each write, also while it is trimmed: what stood in it stands, once and whole."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from shared.register import Row
from sync_server import outside
from sync_server.outside import FileLedger, MemoryLedger, Promised, Told, kept, life, promise, revoked, void
from tests.crash.adversaries import NAMED, Chance
from tests.crash.medium import Create, Life, Medium, Op, Rename, Sync, SyncFolder, Truncate, Write

NAME = "club.ledger"
OLD, NEW = 1_000, 9_000


class Files:
    """The operating system's files under a ledger, with every change noted in `log`."""

    def __init__(self) -> None:
        self.log: list[Op] = []
        self._names: dict[int, str] = {}
        self._os = {name: getattr(os, name) for name in ("open", "write", "ftruncate", "fsync")}

    @contextmanager
    def watched(self) -> Iterator[None]:
        """While this runs, the ledger's calls are noted."""
        rename = Path.rename

        def renamed(path: Path, target: Path) -> Path:
            self.log.append(Rename(path.name, target.name))
            self._names = {file: target.name if name == path.name else name for file, name in self._names.items()}
            return rename(path, target)

        with ExitStack() as stack:
            for name in self._os:
                stack.enter_context(patch.object(outside.os, name, getattr(self, name)))
            stack.enter_context(patch.object(Path, "rename", renamed))
            yield

    def open(self, path: Path, flags: int, mode: int = 0o777) -> int:
        """See os."""
        there = path.exists()
        file: int = self._os["open"](path, flags, mode)
        self._names[file] = "" if path.is_dir() else path.name
        if not there:
            self.log.append(Create(path.name))
        elif flags & os.O_TRUNC:
            self.log.append(Truncate(path.name, 0))
        return file

    def write(self, file: int, data: bytes) -> int:
        """See os. A call takes a thousand bytes at most."""
        at = os.fstat(file).st_size
        count: int = self._os["write"](file, data[:1000])
        self.log.append(Write(self._names[file], at, bytes(data[:count])))
        return count

    def ftruncate(self, file: int, size: int) -> None:
        """See os."""
        self._os["ftruncate"](file, size)
        self.log.append(Truncate(self._names[file], size))

    def fsync(self, file: int) -> None:
        """See os: noted, not done."""
        self.log.append(Sync(self._names[file]) if self._names[file] else SyncFolder())


class ByName:
    """One of the named adversaries; with `old` a name that was taken over is still the old file's."""

    def __init__(self, named: Any, *, old: bool) -> None:
        self.name, self.content, self._old = named.name, named.content, old

    def life(self, file: str, lives: Sequence[Life]) -> Life:
        """See `Adversary`."""
        return lives[0 if self._old else -1]


def changeset(number: int, at: int, **more: Any) -> Promised:
    """A promise of the server's own, decided at `at`."""
    wish: Row = {"actions": [{"name": "contact.patch", "args": {"id": f"contact-{number}"}}]}
    told = {"whole": wish, **more}
    return Promised(f"changeset-{number}", "epoch-1", number, "system", "server", "applied", (at, 0, at, 0), **told)


def standing(told: Told) -> tuple[Any, ...]:
    """What no trimming and no power cut may change; `kept` lines are not waited for."""
    left = [one for one in told.promised if one.moments[2] > OLD or one.stands or one.numbers]
    return dict(told.lives), [(one.id, one.gone, one.numbers) for one in left], dict(told.revoked)


def story(ledger: Any) -> Iterator[Callable[[], Any]]:
    """Old promises, of which two must stand; a revoked device; it is trimmed; and life goes on."""
    numbered = {"numbers": (("2026", 1, "invoice-1"),)}
    yield lambda: ledger.write([life("epoch-1", 0)])
    yield lambda: ledger.write([promise(changeset(n, OLD)) for n in range(1, 41)])
    yield lambda: ledger.write([kept([f"changeset-{n}" for n in range(1, 41)])], lasting=False)
    yield lambda: ledger.write([promise(changeset(41, OLD, gone=(("contact", "contact-kim"),), **numbered))])
    yield lambda: ledger.write([kept(["changeset-41"])], lasting=False)
    yield lambda: ledger.write([promise(changeset(42, OLD, **numbered))])
    yield lambda: ledger.write([kept(["changeset-42"])], lasting=False)
    yield lambda: ledger.write([revoked("phone-karel", OLD)])
    yield lambda: ledger.write([promise(changeset(43, NEW))])
    yield lambda: ledger.write([promise(changeset(44, NEW))])
    yield lambda: ledger.write([kept(["changeset-43"]), void(["changeset-44"])], lasting=False)
    yield lambda: ledger.trim(NEW)
    yield lambda: ledger.write([promise(changeset(45, NEW))])
    yield lambda: ledger.write([kept(["changeset-45"])], lasting=False)
    yield lambda: ledger.trim(NEW)
    yield lambda: ledger.write([promise(changeset(46, NEW))])


def test_power_cuts_take_nothing_from_a_ledger_that_is_trimmed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # promises 1, 11
    monkeypatch.setattr(outside, "WORTH_IT", 1)
    files, memory = Files(), MemoryLedger()
    (folder / "live").mkdir()
    with files.watched():
        ledger = FileLedger(folder / "live" / NAME)
        ends, states, trimmed = [len(files.log)], [standing(memory.read())], 0
        for step, same in zip(story(ledger), story(memory), strict=True):
            answer = step()
            assert answer == same()
            trimmed = trimmed or (len(ends) if answer else 0)
            ends.append(len(files.log))
            states.append(standing(memory.read()))
        assert ledger.read() == memory.read()
    assert [one.id for one in memory.read().promised] == [f"changeset-{n}" for n in (41, 42, 43, 44, 45, 46)]
    adversaries = [ByName(named, old=old) for named in NAMED for old in (False, True)]
    medium, cuts = Medium({}), 0
    for point, op in enumerate(files.log, 1):
        medium.take(op)
        done = max((step for step, end in enumerate(ends) if end <= point), default=0)
        for adversary in [*adversaries, *(Chance(f"{point} {n}") for n in range(8))]:
            found = _reopened(folder / "found", medium.cut(adversary))
            allowed = states[done : done + 2]
            assert standing(found) in allowed, (point, op, adversary.name)
            if done >= trimmed:
                known = {id for id, *_ in found.kept}
                assert {"changeset-41", "changeset-42", "changeset-43"} <= known, (point, adversary.name)
            cuts += 1
    assert cuts > 1000


def _reopened(folder: Path, image: dict[str, bytes]) -> Told:
    """What a ledger reads that is opened after a cut, and goes on."""
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        path.unlink()
    for name, content in image.items():
        (folder / name).write_bytes(content)
    ledger = FileLedger(folder / NAME)
    found = ledger.read()
    ledger.write([revoked("phone-later", NEW)])
    assert ledger.read().revoked == {**found.revoked, "phone-later": NEW}
    ledger.close()
    return found
