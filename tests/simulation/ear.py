"""What the server does by itself is heard, so that the naive club can be told too."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from shared.register import Row
from shared.storage import Store
from shared.sync.protocol import Receipt
from sync_server.club import Club
from sync_server.outside import Ledger
from sync_server.referee import Referee, Wish


class Ear(Referee):
    """Writes down in `spoken` each wish of the server's own: whose it is, and as a changeset travels."""

    def __init__(self, store: Store, ledger: Ledger, spoken: list[tuple[str, Row]]) -> None:
        super().__init__(store, ledger)
        self._spoken = spoken

    def tell(self, club: Row, device: Row, user: str, wish: Wish) -> Receipt:
        """See Referee."""
        wire: dict[str, Any] = {"id": wish.changeset, "device": device["id"], "epoch": club["epoch"]}
        wire |= {"seen": club["seq"], "now": wish.now, "wall": wish.now, "offset": 0}
        receipt = super().tell(club, device, user, wish)
        actions = [call.to_wire() for call in wish.actions]
        self._spoken.append((user, {**wire, "n": receipt.n, "actions": actions}))
        return receipt


@dataclass(frozen=True)
class Here(Club):
    """A club whose ids come from the story: the same seed is the same run."""

    ids: Callable[[], str] = str

    def new_id(self) -> str:
        """The next one."""
        return self.ids()
