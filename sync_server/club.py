"""One club: its store, the one writer, and who cuts its checkpoints. Opened once, by app or command."""

import gc
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from shared.domain.uuid7 import RANDOM_BITS, uuid7
from shared.storage import Store
from sync_server.checkpoint import Checkpoints
from sync_server.database import open_store
from sync_server.referee import Referee
from sync_server.settings import Database

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


def collect_seldom() -> None:
    """For a process that serves a club. A batch makes rows by the ten thousand and no cycles; the collector would
    look through all of them again and again, for a tenth of the time that deciding takes.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def open_club(database: Database, now: Clock) -> Club:
    """Open the club that is kept there, or found it."""
    store = open_store(database)
    referee = Referee(store)
    referee.found(uuid7(now(), secrets.randbits(RANDOM_BITS)))
    return Club(store, referee, Checkpoints(store, referee.audiences, referee.tallies), now, store.close)
