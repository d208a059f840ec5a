"""The packages of one club, kept on disk: made once for everybody with the same role, and made anew in time."""

import asyncio
import json
import logging
import sqlite3
import zlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from shared.errors import Malformed, TouchlineError
from shared.register import Row
from shared.storage import Store
from shared.sync.package import Package, read_package
from shared.tables import SCHEMA

DAY_MS = 24 * 60 * 60 * 1000
PART, FEWEST_MOVES = 10, 100
"""A package serves until the log moved by a tenth of its rows (or by so many entries): a longer tail costs more."""
PIECE = 1024 * 1024

log = logging.getLogger("touchline")

Maker = Callable[[frozenset[str], Path], tuple[int, int]]
"""Writes the package of some scopes into a file; answers its seq and its rows."""


@dataclass(frozen=True)
class Kept:
    """A package on disk. `made_at` is UTC ms; `epoch` the life of the server that it belongs to."""

    package: Package
    rows: int
    made_at: int
    epoch: str


class Packages:
    """Finds, makes and forgets packages. What was erased since one was made must not stay on disk: each lives a day.

    The file is named by its hash; a line of JSON beside it tells what it is, so that a restart keeps it.
    """

    def __init__(
        self,
        folder: Path,
        store: Store,
        make: Maker,
        now: Callable[[], int],
        *,
        life: int = DAY_MS,
        in_thread: bool = False,
    ) -> None:
        """`now` answers UTC ms, `life` is in ms. `in_thread`: `make` shares nothing with the store, so nobody need
        wait for it.
        """
        self._folder = folder
        self._store = store
        self._make = make
        self._now = now
        self._life = life
        self._in_thread = in_thread
        self._one_at_a_time = asyncio.Lock()
        self._kept: dict[str, Kept] = {}
        for told in sorted(folder.glob("*.json")) if folder.exists() else ():
            self._read(told)

    def _read(self, told: Path) -> None:
        try:
            wire = json.loads(told.read_text(encoding="utf-8"))
            package = read_package(wire["package"])
            self._kept[package.id] = Kept(package, wire["rows"], wire["made_at"], wire["epoch"])
        except (OSError, ValueError, KeyError, Malformed):
            told.unlink(missing_ok=True)

    def find(self, scopes: frozenset[str]) -> Package | None:
        """The newest package of exactly these scopes that still serves."""
        self.sweep()
        head = int(self._club()["seq"])
        good = [
            kept.package
            for kept in self._kept.values()
            if frozenset(kept.package.scopes) == scopes
            and head - kept.package.seq <= max(FEWEST_MOVES, kept.rows // PART)
            and not self._departed(kept.package)
        ]
        return max(good, key=lambda package: package.seq, default=None)

    def open(self, id: str, granted: frozenset[str]) -> Path | None:
        """The file of a package, for somebody who is granted all its scopes now; None for anybody else."""
        self.sweep()
        kept = self._kept.get(id)
        if kept is None or not granted.issuperset(kept.package.scopes) or self._departed(kept.package):
            return None
        return self._path(id)

    async def provide(self, scopes: frozenset[str]) -> None:
        """Have a package of these scopes, made now when there is none. One is made at a time."""
        async with self._one_at_a_time:
            if self.find(scopes) is not None:
                return
            try:
                if self._in_thread:
                    self._keep(await asyncio.to_thread(self._made, scopes, str(self._club()["epoch"])))
                else:
                    self.make(scopes)
            except (OSError, sqlite3.OperationalError, TouchlineError) as problem:  # no room, or no line: pages do, too
                log.warning("package not made", exc_info=problem)

    def make(self, scopes: frozenset[str]) -> Package:
        """Make the package of these scopes here and now."""
        kept = self._made(scopes, str(self._club()["epoch"]))
        self._keep(kept)
        return kept.package

    def _made(self, scopes: frozenset[str], epoch: str) -> Kept:
        self._folder.mkdir(parents=True, exist_ok=True)
        plain, draft = self._folder / "plain", self._folder / "draft"
        try:
            plain.unlink(missing_ok=True)
            seq, rows = self._make(scopes, plain)
            size, id = _pack(plain, draft)
        finally:
            plain.unlink(missing_ok=True)
        draft.rename(self._path(id))
        return Kept(Package(id, size, seq, tuple(sorted(scopes)), SCHEMA), rows, self._now(), epoch)

    def _keep(self, kept: Kept) -> None:
        path = self._path(kept.package.id)
        if self._departed(kept.package):  # while it was made: nobody will be given it
            path.unlink(missing_ok=True)
            return
        path.with_suffix(".json").write_text(json.dumps(asdict(kept)), encoding="utf-8")
        self._kept[kept.package.id] = kept

    def sweep(self) -> None:
        """Forget what is too old, belongs to another life of the server, or lost its file."""
        epoch, oldest = self._club()["epoch"], self._now() - self._life
        for id, kept in list(self._kept.items()):
            path = self._path(id)
            if kept.made_at < oldest or kept.epoch != epoch or kept.package.schema != SCHEMA or not path.exists():
                del self._kept[id]
                path.unlink(missing_ok=True)
                path.with_suffix(".json").unlink(missing_ok=True)

    def forget(self) -> None:
        """None of these may be given any more: somebody in them was erased."""
        for id in list(self._kept):
            del self._kept[id]
        for path in self._folder.glob("*") if self._folder.is_dir() else ():
            path.unlink(missing_ok=True)

    def _club(self) -> Row:
        return self._store.get("club", "club") or {"seq": 0, "epoch": ""}

    def _departed(self, package: Package) -> bool:
        """Whether a row left one of its scopes since: who was granted them later was never to see it."""
        return any(self._store.above("departure", ("seq",), (package.seq,), 1, scope=name) for name in package.scopes)

    def _path(self, id: str) -> Path:
        return self._folder / f"{id}.package"


def _pack(source: Path, target: Path) -> tuple[int, str]:
    """Deflate a file; answers the bytes and the SHA-256 (hex) of the result."""
    deflater, found = zlib.compressobj(6), sha256()
    with source.open("rb") as plain, target.open("wb") as packed:
        while piece := plain.read(PIECE):
            packed.write(deflater.compress(piece))
        packed.write(deflater.flush())
        size = packed.tell()
    with target.open("rb") as packed:
        while piece := packed.read(PIECE):
            found.update(piece)
    return size, found.hexdigest()
