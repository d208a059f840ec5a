"""What this device holds and through which scopes, with its digests. A row leaves when its last scope does.

Rows carried by the same granted scopes share a *carrier*; tallies are kept per (carrier, table) and unfolded
into (scope, table) only to be compared.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set

from shared.actions.erasing import is_bare, is_silent
from shared.register import Register, Row, Table, canonical
from shared.replica.cells import hash_of, scopes_of, tally_of
from shared.replica.gone import Gone
from shared.replica.later import Later
from shared.replica.rollup import Rollup
from shared.storage import Store
from shared.sync.bins import bin_of
from shared.sync.digest import Moves, cells_hash, row_hash, text_of
from shared.sync.protocol import Page, Puts


class Holdings:
    """Bookkeeping of the acknowledged state; works inside the caller's transaction."""

    def __init__(self, store: Store, register: Register, later: Later) -> None:
        self._store = store
        self._register = register
        self._later = later
        self._moved = Moves[int]()
        self._rollup: Rollup | None = None
        self.dropped = False
        self.gone = Gone()

    def put(self, page: Page) -> list[tuple[str, str]]:
        """Store the rows of a page as the server sent them; answers their (table, id).

        What this schema does not know is put aside; columns the server does not know stay empty.
        """
        carriers = self._carriers(page.carriers)
        lines = [line for table, puts in page.puts.items() for line in self._put(table, puts, carriers)]
        self._store.put("held", *lines)
        return [(line["tbl"], line["id"]) for line in lines]

    def _carriers(self, sent: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
        """The numbers under which this device keeps the carriers of one page."""
        known = {row["scopes"]: int(row["id"]) for row in self._store.find("carrier")} if sent else {}
        return {key: known.get(_text(scopes)) or self.carrier(scopes) for key, scopes in sent.items()}

    def _put(self, table: str, puts: Puts, carriers: Mapping[str, int]) -> list[Row]:
        """Store rows of one table; answers their lines in `held`."""
        entry = self._register.get(table)
        if entry is None or not set(puts.names) <= set(entry.names):
            return self._put_unread(table, entry, puts, carriers)
        read = _reader(entry.names, puts.names)
        # A page may bring a row twice: filled, and again in the tail because it moved meanwhile. The last one counts.
        arrived = {str(row["id"]): (row, carriers[str(sent[0])]) for sent in puts.rows for row in (read(sent),)}
        self.gone.hushed.update(
            row["changeset"] for row, _ in arrived.values() if is_silent(table, row) and row["changeset"]
        )
        self._give_way(table, {id: row for id, (row, _) in arrived.items()})
        fresh = []
        for id, (row, number) in arrived.items():
            hashed = row_hash(entry, row)
            self._moved.enter(number, table, hashed)
            fresh.append({"tbl": table, "id": id, "carrier": number, "hash": text_of(hashed)})
        self._store.put(table, *(row for row, _ in arrived.values()))
        self._later.drop(table, list(arrived))
        return fresh

    def _put_unread(self, table: str, entry: Table | None, puts: Puts, carriers: Mapping[str, int]) -> list[Row]:
        """The same where a newer server sends more than this schema knows: a column, or a whole table."""
        names = () if entry is None else entry.names
        arrived = {
            str(row["id"]): (row, carriers[str(sent[0])])
            for sent in puts.rows
            for row in (dict(zip(puts.names, sent[1:], strict=True)),)
        }
        self._give_way(table, {id: row for id, (row, _) in arrived.items()})
        fresh, aside = [], dict[str, Row]()
        for id, (row, number) in arrived.items():
            hashed = cells_hash(table, row)
            self._moved.enter(number, table, hashed)
            fresh.append({"tbl": table, "id": id, "carrier": number, "hash": text_of(hashed)})
            cells = {name: value for name, value in row.items() if name not in names and value is not None}
            if cells:
                aside[id] = cells
        if entry is not None:
            self._store.put(table, *({name: row.get(name) for name in names} for row, _ in arrived.values()))
        self._later.keep(table, list(arrived), aside)
        return fresh

    def _give_way(self, table: str, arrived: Mapping[str, Row]) -> None:
        """What was here under these ids counts no more. Where it was about somebody who was erased since, the bytes
        that were written over must leave the file as well, and so where a newer server keeps them for fewer readers.
        """
        known = self._store.among("held", "id", list(arrived), tbl=table)
        for held in known:
            self._leave(held)
            self.dropped = self.dropped or is_bare(table, arrived[held["id"]])
        self.dropped = self.dropped or self._moved_on(table, [held["id"] for held in known], arrived)

    def _moved_on(self, table: str, ids: Sequence[str], arrived: Mapping[str, Row]) -> bool:
        """Whether fields of these rows, as they stand here, moved to another table since."""
        entry = self._register.get(table)
        if entry is None or not entry.moved:
            return False
        emptied = [id for id in ids if all(arrived[id].get(name) is None for name in entry.moved)]
        here = self._store.among(table, "id", emptied)
        return any(row[name] is not None for row in here for name in entry.moved)

    def drop(self, places: Iterable[tuple[str, str]]) -> None:
        """Rows that were deleted, or that this device may not hold any more: their bytes leave the file."""
        leaving: dict[str, list[str]] = {}
        for table, id in places:
            leaving.setdefault(table, []).append(id)
        for table, ids in leaving.items():
            self._store.discard_among("was", "id", ids, tbl=table)
            held = self._store.among("held", "id", ids, tbl=table)
            if held:
                gone = [row["id"] for row in held]
                self.dropped = True
                for row in held:
                    self._leave(row)
                self._store.discard_among("held", "id", gone, tbl=table)
                self._later.drop(table, gone)
                if table in self._register:
                    self._store.discard_among(table, "id", gone)

    def delete(self, places: Iterable[tuple[str, str]]) -> None:
        """Drop rows that are no more."""
        gone = list(places)
        self.gone.deleted.update(gone)
        self.drop(gone)

    def evict(self, places: Iterable[tuple[str, str]]) -> None:
        """Drop rows that this device may not hold any more."""
        gone = list(places)
        self.gone.evicted.update(gone)
        self.drop(gone)

    def keep_only(self, granted: frozenset[str]) -> None:
        """Forget scopes that are granted no more; rows carried by none of the rest are evicted."""
        for carrier in self._store.find("carrier"):
            scopes = scopes_of(carrier)
            rest = scopes & granted
            if rest == scopes:
                continue
            rows = self._store.find("held", carrier=carrier["id"])
            if rest:
                self._hand_over(rows, self.carrier(rest))
            else:
                self.evict((row["tbl"], row["id"]) for row in rows)
            self._store.delete("carrier", carrier["id"])

    def _hand_over(self, rows: Sequence[Row], carrier: int) -> None:
        for row in rows:
            self._leave(row)
            self._moved.enter(carrier, row["tbl"], hash_of(row))
        self._store.put("held", *({**row, "carrier": carrier} for row in rows))

    def add_carriers(self, carriers: Mapping[int, tuple[str, ...]]) -> int:
        """Keep carriers under their own numbers plus what is answered. Two carriers may name the same scopes."""
        offset = self._store.highest("carrier", "id") or 0
        for number, scopes in carriers.items():
            self._add_carrier(offset + number, scopes)
        return offset

    def _add_carrier(self, number: int, scopes: Iterable[str]) -> None:
        self._store.put("carrier", {"id": number, "scopes": _text(scopes)})
        if self._rollup is not None:
            self._rollup.carry(number, scopes)

    def widen(self, table: str, scopes: Mapping[str, Iterable[str]]) -> None:
        """Rows held already are carried by these scopes too, by id."""
        by_carrier: dict[tuple[int, frozenset[str]], list[Row]] = {}
        for row in self._store.among("held", "id", list(scopes), tbl=table):
            by_carrier.setdefault((row["carrier"], frozenset(scopes[row["id"]])), []).append(row)
        for (number, more), rows in by_carrier.items():
            known = self._store.get("carrier", number)
            held = frozenset[str]() if known is None else scopes_of(known)
            if not more <= held:
                self._hand_over(rows, self.carrier(held | more))

    def entered(self, carrier: int, table: str, count: int, total: int) -> None:
        """So many rows, whose hashes are this together, were written under this carrier."""
        self._moved.enter_all(carrier, table, count, total)

    def drop_all_but(self, kept: set[tuple[str, str]], bins: Set[int] | None) -> None:
        """Drop every row held (in these bins, where they are given) that is not one of these (table, id)."""
        if bins is None and self._store.count("held") <= len(kept):
            return
        held = ((row["tbl"], row["id"]) for row in self._store.find("held"))
        missing = [place for place in held if place not in kept and (bins is None or bin_of(str(place[1])) in bins)]
        self.gone.missing.update(missing)
        self.drop(missing)

    def _leave(self, held: Row) -> None:
        self._moved.leave(held["carrier"], held["tbl"], hash_of(held))

    def carrier(self, scopes: Iterable[str]) -> int:
        """The number under which this device keeps a set of scopes."""
        known = self._store.find("carrier", scopes=_text(scopes))
        if known:
            return int(known[0]["id"])
        number = (self._store.highest("carrier", "id") or 0) + 1
        self._add_carrier(number, scopes)
        return number

    def flush(self) -> None:
        """Write the tallies that moved; called before the transaction ends."""
        kept = {
            (row["carrier"], row["tbl"]): tally_of(row)
            for row in self._store.among("tally", "carrier", self._moved.carriers)
        }
        lines = []
        for (carrier, table), tally in self._moved.onto(kept).items():
            if tally.empty:
                self._store.delete("tally", carrier, table)
            else:
                lines.append({"carrier": carrier, "tbl": table, "count": tally.count, "sum": text_of(tally.sum)})
        self._store.put("tally", *lines)
        if self._rollup is not None:
            for (carrier, table), moved in self._moved.onto({}).items():
                self._rollup.move(carrier, table, moved)
        self._moved.clear()

    def recount(self) -> None:
        """Count and sum everything held again: what was counted before may be what was wrong."""
        self._store.discard("tally")
        self._moved.clear()
        self._rollup = None
        for held in self._store.find("held"):
            self._moved.enter(held["carrier"], held["tbl"], hash_of(held))

    def forget(self) -> None:
        """Drop what was remembered: the transaction was rolled back."""
        self._moved.clear()
        self._rollup = None
        self.gone.clear()

    def rollup(self) -> tuple[str, int]:
        """The digest over everything held, as the server works it out, and how many rows it covers.

        Worked out anew from what is stored when all was read again, and after a transaction that was rolled back.
        """
        if self._rollup is None:
            carriers = {row["id"]: scopes_of(row) for row in self._store.find("carrier")}
            tallies = ((row["carrier"], str(row["tbl"]), tally_of(row)) for row in self._store.find("tally"))
            self._rollup = Rollup(carriers, tallies)
        return self._rollup.digest(), self._rollup.rows


def _text(scopes: Iterable[str]) -> str:
    return canonical(sorted(scopes))


def _reader(names: tuple[str, ...], sent: tuple[str, ...]) -> Callable[[tuple[object, ...]], Row]:
    """Makes rows of this schema from rows as sent, whose first value is their carrier."""
    if names == sent:
        return lambda values: dict(zip(names, values[1:], strict=True))
    blank, known = dict.fromkeys(names), frozenset(names)

    def read(values: tuple[object, ...]) -> Row:
        return blank | {name: value for name, value in zip(sent, values[1:], strict=True) if name in known}

    return read
