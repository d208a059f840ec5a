"""A house whose server can be put back from a backup, and phones that hear of it."""

from typing import Any

import pytest

from shared.errors import EpochChanged
from shared.storage import SqliteStorage
from sync_server.outside import MemoryLedger
from sync_server.referee import Referee
from sync_server.restoring import look_back
from sync_server.store.tables import SERVER_REGISTER
from tests.house import House, Phone, furnish


class Backup:
    """A house with a ledger, that can be put back to where it was."""

    def __init__(self) -> None:
        self.house = furnish(House())
        self.ledger = MemoryLedger()
        self._opened(self.house.store)
        self._lives = 1

    def _opened(self, store: Any) -> None:
        house = self.house
        house.store, house.referee = store, Referee(store, self.ledger)
        house.facts = house.referee.facts
        house.checkpoints = type(house.checkpoints)(store, house.referee.audiences, house.referee.tallies)

    def look(self, **how: Any) -> Any:
        """What the next opening finds."""
        self._lives += 1
        return look_back(
            self.house.store,
            self.house.referee,
            self.ledger,
            lambda: f"epoch-{self._lives}",
            self.house.clock.now,
            **how,
        )

    def copy(self) -> Any:
        """Tonight's backup."""
        copy = SqliteStorage(":memory:", SERVER_REGISTER)
        self.house.store.connection.backup(copy.connection)
        return copy

    def put_back(self, backup: Any) -> Any:
        """Somebody put the backup in place of the database, and opens it."""
        self._opened(backup)
        return self.look()


def returns(phone: Phone) -> list[str]:
    """The phone hears of the new life, and syncs until nothing is left."""
    with pytest.raises(EpochChanged) as told:
        if phone.house.store.get("club", "club")["epoch"] != (phone.replica.state() or {})["epoch"]:
            raise EpochChanged(phone.house.store.get("club", "club")["epoch"])
    phone.replica.new_epoch(told.value.epoch)
    return phone.sync()
