"""One club: its store, the one writer, and who cuts its checkpoints. Opened once, by app or command."""

import gc
import secrets
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from shared.domain.uuid7 import RANDOM_BITS, uuid7
from shared.rights import SYSTEM
from shared.storage import SqliteStorage, Store
from sync_server.checkpoint import Checkpoints
from sync_server.keys.key_file import NoKey
from sync_server.keys.resealing import open_sealed
from sync_server.outside import FileLedger, NoLedger
from sync_server.packages import Maker, Packages
from sync_server.packing import pack_file, pack_sets, pack_slices
from sync_server.privacy.audit import Audit, Deed
from sync_server.referee import Referee
from sync_server.restoring import Restored, look_back
from sync_server.settings import IN_MEMORY, Database
from sync_server.steady_clock import SteadyClock, on_record
from sync_server.store.database import open_store
from sync_server.turning import recheck_sensitive

Clock = Callable[[], int]


@dataclass(frozen=True)
class Club:
    """Everything a handler or a job needs. `now` answers UTC milliseconds."""

    store: Store
    referee: Referee
    checkpoints: Checkpoints
    now: Clock
    close: Callable[[], None]
    packages: Packages | None = None
    restored: Restored | None = None

    def witness(self, wall: int) -> None:
        """A device that is known says what its own clock says (UTC ms)."""
        if isinstance(self.now, SteadyClock):
            self.now.witness(wall)

    @property
    def doubted(self) -> int | None:
        """What the machine's clock says (UTC ms) while the club does not believe it; None when it does."""
        return self.now.doubted if isinstance(self.now, SteadyClock) else None

    def new_id(self) -> str:
        """The id of something the server makes."""
        return uuid7(self.now(), secrets.randbits(RANDOM_BITS))

    @property
    def epoch(self) -> str:
        """Names this life of the server: new at every restore."""
        row = self.store.get("club", "club")
        return "" if row is None else str(row["epoch"])


def collect_seldom() -> None:
    """For a process that serves a club. A batch makes rows by the ten thousand and no cycles; the collector would
    look through all of them again and again, for a tenth of the time that deciding takes.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def open_club(
    database: Database,
    now: Clock,
    ledger: Path | None = None,
    packages: Path | None = None,
    *,
    keys: Path | None = None,
    restored: bool = False,
) -> Club:
    """Open the club that is kept there, or found it. `ledger` is the file outside it; without one nothing is kept.
    `packages` is the folder of its packages; without one they are beside a file's club, else kept until it is closed.
    `keys` is the key file that seals what is sensitive; without one nothing is, and a club that is sealed stays shut.

    A database that is older than its ledger, or is said to be `restored`, begins a new life (`Club.restored`). The
    club's own clock believes `now` as far as `SteadyClock` does. Raises NoKey.
    """
    raw = open_store(database)
    passing = ExitStack()
    passing.callback(raw.close)
    try:
        store, outside, late = open_sealed(raw, NoLedger() if ledger is None else FileLedger(ledger), keys)
    except NoKey:
        passing.close()
        raise
    referee = Referee(store, outside)
    now = SteadyClock(now, on_record(referee.facts, store.get("club", "club")))

    def new_epoch() -> str:
        return uuid7(now(), secrets.randbits(RANDOM_BITS))

    referee.found(new_epoch())
    back = look_back(store, referee, outside, new_epoch, now(), restored=restored)
    if back is not None:
        with store.transaction():
            Audit(store).note(Deed("restored", now(), SYSTEM.user, detail={"epoch": back.epoch, "seq": back.seq}))
    if late:
        recheck_sensitive(referee, now())
    if packages is None and isinstance(database, Path):
        packages = database.parent / "packages"
    folder = packages or Path(passing.enter_context(TemporaryDirectory(prefix="touchline-")))

    kept = Packages(folder, store, _maker(database, raw), now, in_thread=database != IN_MEMORY)
    checkpoints = Checkpoints(store, referee.audiences, referee.tallies, package=kept.find)
    return Club(store, referee, checkpoints, now, passing.close, kept, back)


def _maker(database: Database, store: Store) -> Maker:
    """Who writes packages of the club that is kept there: beside its one writer, where that can be."""
    if isinstance(database, Path):
        return lambda scopes, target: pack_file(database, scopes, target)
    if isinstance(store, SqliteStorage):
        return lambda scopes, target: pack_sets(store.connection, scopes, target)

    def make(scopes: frozenset[str], target: Path) -> tuple[int, int]:
        with closing(open_store(database)) as another:
            return pack_slices(another, scopes, target)

    return make
