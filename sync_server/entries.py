"""What the referee writes of one entry beside its rows: the receipt, the line of a day that turned, and what the ledger
outside must know of it.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from shared.actions.erasing import ERASE
from shared.errors import StoreFull
from shared.register import MAX_INSTANT, Row, canonical
from shared.storage import Store
from shared.sync.protocol import Changeset, Receipt
from sync_server.facts import image
from sync_server.log import Entry, Place, Written
from sync_server.outside import LASTING, Ledger, Promised, kept, promise, revoked, void

Rows = Mapping[Place, Written]


class Promises:
    """What the ledger must know of one transaction: written before it commits, confirmed after it.

    What was written and not confirmed is in doubt: there was no room for that line, or a database elsewhere was lost
    while COMMIT travelled. The next transaction finds out.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._noted: list[Promised] = []
        self._doubtful: list[str] = []
        self._own: set[str] = set()
        self.revoked: dict[str, int] = {}
        """Devices that this transaction shuts out, each since when (UTC ms)."""

    def own(self, changeset: str) -> None:
        """This one is the server's own wish, which no device offers again."""
        self._own.add(changeset)

    def note(self, entry: Entry, changeset: Changeset, outcome: str, rows: Rows) -> None:
        """An entry was appended; most need nothing."""
        needed = promised(entry, changeset, outcome, rows, own=changeset.id in self._own)
        self._noted += [needed] if needed else []

    def shut_out(self, rows: Rows) -> None:
        """Note the devices that these rows revoke."""
        for (table, id), row in rows.items():
            since = None if table != "user_device" or row.new is None else row.new["revoked_at"]
            if since is not None and (row.old is None or row.old["revoked_at"] is None):
                self.revoked[id] = since

    def write(self) -> None:
        """Nothing is committed that the ledger does not know. Raises StoreFull."""
        records = list(map(promise, self._noted)) + [revoked(id, at) for id, at in self.revoked.items()]
        self._doubtful += [one.id for one in self._noted]
        if records:
            self._ledger.write(records)

    def committed(self, epoch: str, seq: int) -> None:
        """Now it is, though there be no room to say so. Should these lines be lost, the next opening finds it out."""
        with suppress(StoreFull):
            self._ledger.reached(epoch, seq)
            self._confirm([one.id for one in self._noted], [])

    def broken(self) -> None:
        """There was no room for it: surely it is not."""
        with suppress(StoreFull):
            self._confirm([], [one.id for one in self._noted])

    def find_out(self, store: Store) -> None:
        """Of what is in doubt the receipts tell. In a write transaction: none that was lost on its way is open now."""
        if self._doubtful:
            there = {row["id"] for row in store.among("receipt", "id", self._doubtful)}
            never = [id for id in self._doubtful if id not in there]
            with suppress(StoreFull):
                self._confirm(sorted(there), never)

    def _confirm(self, stands: list[str], never: list[str]) -> None:
        told = [record for record in (kept(stands), void(never)) if record["ids"]]
        if told:
            self._ledger.write(told, lasting=False)
        self._doubtful = [id for id in self._doubtful if id not in stands and id not in never]

    def forget(self) -> None:
        """The transaction is over."""
        self._noted.clear()
        self._own.clear()
        self.revoked.clear()


def promised(entry: Entry, changeset: Changeset, outcome: str, rows: Rows, *, own: bool) -> Promised | None:
    """What a restore will need of this entry, or None. `own`: the server's own wish, which no device offers again."""
    if not rows and ERASE not in entry.verbs:  # who was deleted before has no row left, and must not come back either
        return None
    gone = tuple(place for place, row in rows.items() if row.new is None and row.old is not None)
    whole = own or bool(gone) or any(name in LASTING for name in entry.verbs)
    numbers = tuple(_numbers(rows))
    if not whole and not numbers:
        return None
    return Promised(
        entry.changeset,
        changeset.epoch,
        entry.seq,
        entry.user,
        entry.device,
        outcome,
        entry.moments,
        changeset.to_wire() if whole else None,
        gone,
        tuple(place for place, row in rows.items() if row.returns),
        numbers,
    )


def _numbers(rows: Rows) -> Iterator[tuple[str, int, str]]:
    """The numbers that were drawn: series, number, invoice."""
    for (table, id), row in rows.items():
        old, new = row.old or {}, row.new or {}
        if table == "invoice" and new.get("number") is not None and old.get("number") is None:
            yield new["series"], new["number"], id


def stored(entry: Entry, changeset: Changeset, outcome: str, code: str | None, detail: dict[str, object]) -> Row:
    """The row that keeps a receipt."""
    return {
        "id": changeset.id,
        "device": entry.device,
        "n": changeset.n,
        "epoch": changeset.epoch,
        "outcome": outcome,
        "seq": entry.seq,
        "code": code,
        "detail": canonical(detail),
        "moments": canonical(entry.moments),
    }


def receipt(row: Row, n: int) -> Receipt:
    """The receipt in such a row, for the number under which it was asked this time."""
    had, detail = image(row["moments"]), image(row["detail"]) or {}
    return Receipt(row["id"], n, row["outcome"], row["seq"], row["code"], detail, tuple(had) if had else None)


def turned(seq: int, club: Row, received_ms: int, what: str = "day.turn") -> Row:
    """The line in the log of a day that turned, or of `what` else nobody asked for."""
    return {
        "seq": seq,
        "changeset": None,
        "user": None,
        "device": None,
        "received_ms": received_ms,
        "high_ms": club["high_ms"],
        "high_counter": club["high_counter"],
        "verbs": what,
    }


def when(entry: Entry, changeset: Changeset) -> dict[str, Any]:
    """What `book` asks beside facts, actions and author."""
    return {
        "now": min(max(0, changeset.now), MAX_INSTANT),
        "stamp": entry.stamp.text(),
        "estimated": max(0, min(entry.received_ms, changeset.wall + changeset.offset)),
        "received": entry.received_ms,
    }
