"""Changesets that the server has answered, kept for a while: a server that was restored may have lost them, and is
offered them again, in their order, before anything else.

What a person may see no longer is not kept either: the words go when the rows go.
"""

import json
from collections.abc import Iterable, Iterator, Sequence, Set
from typing import Any

from shared.refusals import Erased
from shared.register import Row, canonical
from shared.replica.gone import Gone, Place
from shared.replica.lease import spoken_of
from shared.storage import Store
from shared.sync.past import OFFERED_MS, Was
from shared.sync.protocol import Receipt

DONE = ("applied", "merged")


class Answered:
    """Works inside the caller's transaction."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._heard: set[str] = set()
        self._fresh: set[str] = set()
        self.silenced = False  # words went although no row did: their bytes must leave the journal as well

    def keep(self, answered: Sequence[tuple[Receipt, Row]], epoch: str) -> None:
        """Keep these queue lines with what became of them in this life of the server."""
        place = self._store.highest("sent", "place") or 0
        lines = []
        for number, (receipt, line) in enumerate(answered, place + 1):
            if receipt.code == Erased.code:  # its words go, here as everywhere
                self.silenced = True
            elif receipt.moments is not None and receipt.outcome in ("applied", "merged", "refused", "parked"):
                was = Was(epoch, receipt.seq, receipt.outcome, receipt.code, receipt.moments)
                same = {name: line[name] for name in SAME}
                told = {"place": number, "was": canonical(was.to_wire()), "at": receipt.moments[2], "n": None}
                lines.append({**same, **told})
        self._store.put("sent", *lines)
        self._fresh.update(line["id"] for line in lines)

    def heard(self, receipts: Sequence[Receipt]) -> None:
        """What was offered again has its answer."""
        if not self.offered():
            return
        told = {receipt.id: receipt for receipt in receipts}
        erased = [receipt.id for receipt in receipts if receipt.code == Erased.code]
        self.silenced |= bool(erased)
        self._drop(erased)
        lines = [line for line in self._store.among("sent", "id", list(told)) if line["n"] is not None]
        self._store.put("sent", *({**line, "n": None} for line in lines))
        answered = [line["id"] for line in lines]
        self._heard.update(id for id in answered if told[id].outcome not in DONE)
        for row in self._store.among("receipt", "id", answered):
            receipt = told[row["id"]]
            self._store.put("receipt", {**row, "outcome": receipt.outcome, "code": receipt.code})

    def offered(self) -> int:
        """How many wait to be offered again."""
        if self._store.highest("sent", "n") is None:
            return 0
        return self._store.count("sent") - self._store.count("sent", n=None)

    def offer_all(self) -> None:
        """The server begins a new life: offer everything that is kept."""
        lines = sorted(self._store.find("sent"), key=lambda line: line["place"])
        self._store.put("sent", *({**line, "n": number} for number, line in enumerate(lines, 1)))

    def renumber(self, first: int) -> int:
        """Number from `first` what is to be offered; answers the number after the last."""
        lines = self._store.above("sent", ("n",), (0,), self._store.count("sent"))
        self._store.put("sent", *({**line, "n": n} for n, line in enumerate(lines, first)))
        return first + len(lines)

    def offers(self, limit: int) -> list[Row]:
        """The next lines to be offered."""
        return self._store.above("sent", ("n",), (0,), limit)

    def forget_old(self, now: int) -> None:
        """Forget what was answered too long ago, unless it is being offered; and what its rows said before it."""
        some = 1  # mostly there is nothing to forget, and the oldest says so
        while old := self._store.above("sent", ("at", "id"), (0, ""), some, n=None):
            late = [line["id"] for line in old if line["at"] < now - OFFERED_MS]
            self._drop(late)
            if len(late) < len(old):
                return
            some = 100

    def _drop(self, ids: Sequence[str]) -> None:
        """Forget what was said, and what its rows were before: what is not kept is not taken back."""
        for table, name in (("sent", "id"), ("was", "changeset")) if ids else ():
            self._store.discard_among(table, name, ids)

    def blank(self, gone: Gone, *, arrived: bool = False) -> None:
        """Forget what touches a row that this device may not hold any more, and what was done to deleted rows alone.

        `arrived` says that all rows are here which belong to the answers that came.

        What is still to be offered is as good as unsent: it stays. So does what was offered again just now, though its
        rows are missing: a restored server has put it aside.
        """
        heard, self._heard = self._heard, set()
        if arrived:
            self._blank_unseen(gone)
        self._hush(gone.hushed)
        if not gone.evicted and not gone.deleted and not gone.missing:
            return
        left = gone.evicted | gone.missing
        blank = []
        for line in self._store.find("sent", n=None):
            about = _about(line)
            again = line["id"] in heard
            away = gone.evicted if again else left
            left_now = away | gone.deleted
            moot = about & left_now and _done(line) and self._gone(about - left_now, arrived=arrived and not again)
            unmade = not about or not _done(line)  # the rows that it names may never have been
            unsure = unmade and {id for _, id in away} & set(_texts(json.loads(line["actions"])))
            if moot or unsure or about & away:
                blank.append(line["id"])
        self._drop(blank)

    def _gone(self, places: Set[Place], *, arrived: bool) -> bool:
        """Whether these left before: rows of one changeset need not be deleted at once."""
        return not places or (arrived and all(self._store.get("held", *place) is None for place in places))

    def _blank_unseen(self, gone: Gone) -> None:
        """What is answered comes with the rows it made. Where one is not here, it left this person's sight before the
        answer came: nothing is evicted then, and the words must go all the same.
        """
        fresh, self._fresh = sorted(self._fresh), set()
        device = self._store.get("device", "self") or {}
        waited = device["partial"]  # what was answered before the rest of a first load came
        lines = self._store.find("sent", n=None) if waited else self._store.among("sent", "id", fresh) if fresh else []
        lines = [line for line in lines if _done(line, device["epoch"])]
        about = {line["id"]: _about(line) - gone.deleted for line in lines}
        unseen = {place for places in about.values() for place in places if self._store.get("held", *place) is None}
        if not unseen:
            return
        self._drop([id for id, places in about.items() if places & unseen])
        for table, id in sorted(unseen):
            self._store.discard("was", tbl=table, id=id)
        self.silenced = True

    def _hush(self, changesets: Set[str]) -> None:
        """Words that this device had said about a row it did not hold (any more) when they were refused: no row goes
        when who they spoke of is erased, but the line of the inbox that quoted them falls silent.
        """
        spoken = [line["id"] for line in self._store.among("sent", "id", sorted(changesets)) if line["n"] is None]
        self._drop(spoken)
        self.silenced |= bool(spoken)

    def let_go(self, tables: Set[str]) -> None:
        """Forget what was said about rows of these tables, held or not: this device may keep none of them longer."""
        blank = []
        for line in self._store.find("sent", n=None):
            nouns = spoken_of(json.loads(line["actions"]))
            if tables & (nouns | {table for table, _ in json.loads(line["about"] or "[]")}):
                blank.append(line["id"])
        self._drop(blank)

    def forget(self) -> None:
        """Drop what was remembered: the transaction was rolled back."""
        self._heard.clear()
        self._fresh.clear()


def _about(line: Row) -> set[Place]:
    """The rows that it touched where it was said."""
    return {(table, id) for table, id in json.loads(line["about"] or "[]")}


def _done(line: Row, epoch: str | None = None) -> bool:
    """Whether the server did it, in this life of its."""
    was = json.loads(line["was"])
    return was["outcome"] in DONE and epoch in (None, was["epoch"])


SAME = ("id", "actions", "about", "seen", "seen_in", "now", "wall", "offset", "schema", "app")


def _texts(value: Any) -> Iterator[str]:
    """Every text inside."""
    parts: Iterable[Any] = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if isinstance(value, str):
        yield value
    for part in parts:
        yield from _texts(part)
