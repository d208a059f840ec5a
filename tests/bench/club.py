"""The bench's club: W imported through the referee into a folder, with the users whose devices are measured."""

import secrets
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from shared.domain.uuid7 import RANDOM_BITS, uuid7
from shared.rights import SYSTEM
from shared.sync.protocol import MAX_BATCH, ActionCall, Changeset
from shared.tables import SCHEMA
from sync_server.club import Club, collect_seldom, open_club
from sync_server.referee import SERVER
from sync_server.settings import Database, Settings
from sync_server.sign_in.users import NewUser, create_user
from tests.bench.workload import Workload

PASSWORD = "a password of the bench"


@dataclass(frozen=True)
class Made:
    """A club on disk, how long its import took (s), and how many changesets and rows that was."""

    workload: Workload
    settings: Settings
    seconds: float
    changesets: int


def now_ms() -> int:
    """UTC milliseconds."""
    return time.time_ns() // 1_000_000


def new_id() -> str:
    """A fresh UUIDv7."""
    return uuid7(now_ms(), secrets.randbits(RANDOM_BITS))


def settings_in(folder: Path, database: Database | None = None) -> Settings:
    """No limits: one device asks more often here than a person would in a year. The club's own file, or `database`."""
    never, hosts = 10**9, ("127.0.0.1", "localhost")
    unlimited = Settings(folder, folder / "web", "127.0.0.1", 0, hosts, sync_tries=never, address_tries=never)
    return replace(unlimited, elsewhere=database)


def make(folder: Path, scale: float, database: Database | None = None) -> Made:
    """Import W of this scale, 500 changesets a transaction, then make the users."""
    workload = Workload(scale)
    return _make(settings_in(folder, database), workload, list(workload.changesets()))


def make_crowd(folder: Path) -> Made:
    """The people of W alone, in their teams and families: 10,000 contacts."""
    workload, kinds = Workload(1), {"season", "group", "contact", "account"}
    chosen = [actions for actions in workload.changesets() if actions[0].name.partition(".")[0] in kinds]
    return _make(settings_in(folder), workload, chosen)


def _make(settings: Settings, workload: Workload, everything: Sequence[tuple[ActionCall, ...]]) -> Made:
    club = open_club(settings.database, now_ms, keys=settings.key_file)
    collect_seldom()  # as every server does; nor is W, which waits in memory here, part of what is measured
    started = time.perf_counter()
    n = club.store.get("device", SERVER)["last_n"]
    for batch in _batches(everything, MAX_BATCH):
        _submit(club, n, batch)
        n += len(batch)
    seconds = time.perf_counter() - started
    for name, role, group in (
        ("secretary", "secretary", None),
        ("office", "secretary", None),
        ("coach", "coach", workload.teams[0]),
    ):
        person = workload.members(0)[("secretary", "office", "coach").index(name)]
        create_user(club, NewUser(name, PASSWORD, person, ((role, group),)), now_ms())
    club.close()
    return Made(workload, settings, seconds, len(everything))


def _submit(club: Club, n: int, batch: Sequence[tuple[ActionCall, ...]]) -> None:
    now, epoch = now_ms(), club.epoch
    changesets = [
        Changeset(new_id(), SERVER, n + place, epoch, actions, 0, now, now, 0, SCHEMA, "bench")
        for place, actions in enumerate(batch, 1)
    ]
    refused = [r for r in club.referee.submit(SYSTEM.user, SERVER, changesets, now) if r.outcome != "applied"]
    if refused:
        raise RuntimeError(f"W must be accepted whole: {refused[0]}")


def _batches(everything: Iterable[tuple[ActionCall, ...]], size: int) -> Iterator[Sequence[tuple[ActionCall, ...]]]:
    source = iter(everything)
    while batch := list(islice(source, size)):
        yield batch
