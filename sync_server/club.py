"""One club: its store, the one writer, and who cuts its checkpoints. Opened once, by app or command."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from shared.domain.uuid7 import RANDOM_BITS, uuid7
from shared.storage import SqliteStorage, Store
from sync_server.checkpoint import Checkpoints
from sync_server.ledger import SERVER_REGISTER
from sync_server.referee import Referee

Clock = Callable[[], int]


@dataclass(frozen=True)
class Club:
    """Everything a handler or a job needs. `now` answers UTC milliseconds."""

    store: Store
    referee: Referee
    checkpoints: Checkpoints
    now: Clock
    close: Callable[[], None]

    def new_id(self) -> str:
        """The id of something the server makes."""
        return uuid7(self.now(), secrets.randbits(RANDOM_BITS))

    @property
    def epoch(self) -> str:
        """Names this life of the server: new at every restore."""
        row = self.store.get("club", "club")
        return "" if row is None else str(row["epoch"])


def open_club(database: Path | str, now: Clock) -> Club:
    """Open the club in this file, or found it."""
    if isinstance(database, Path):
        database.parent.mkdir(parents=True, exist_ok=True)
    store = SqliteStorage(database, SERVER_REGISTER)
    referee = Referee(store)
    referee.found(uuid7(now(), secrets.randbits(RANDOM_BITS)))
    return Club(store, referee, Checkpoints(store, referee.audiences, referee.tallies), now, store.close)
