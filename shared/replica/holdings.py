"""What this device holds and through which scopes, with its digests. A row leaves when its last scope does.

Rows carried by the same granted scopes share a *carrier*; tallies are kept per (carrier, table) and unfolded
into (scope, table) only to be compared.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence

from shared.register import Row, canonical
from shared.storage import Store
from shared.sync.digest import Tally, roll_up, row_hash, scope_lines, text_of
from shared.sync.protocol import Page, Puts
from shared.tables import REGISTER


class Holdings:
    """Bookkeeping of the acknowledged state; works inside the caller's transaction."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._moved: dict[tuple[int, str], list[int]] = {}
        self._rollup: tuple[str, int] | None = None
        self.dropped = False

    def put(self, page: Page) -> list[tuple[str, str]]:
        """Store the rows of a page as the server sent them; answers their (table, id).

        Columns that this schema does not know are left out; columns the server does not know stay empty.
        """
        carriers = self._carriers(page.carriers)
        lines = [
            line for table, puts in page.puts.items() if table in REGISTER for line in self._put(table, puts, carriers)
        ]
        self._store.put("held", *lines)
        return [(line["tbl"], line["id"]) for line in lines]

    def _carriers(self, sent: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
        """The numbers under which this device keeps the carriers of one page."""
        known = {row["scopes"]: int(row["id"]) for row in self._store.find("carrier")} if sent else {}
        return {key: known.get(_text(scopes)) or self._carrier(scopes) for key, scopes in sent.items()}

    def _put(self, table: str, puts: Puts, carriers: Mapping[str, int]) -> list[Row]:
        """Store rows of one table; answers their lines in `held`."""
        entry = REGISTER[table]
        read = _reader(entry.names, puts.names)
        # A page may bring a row twice: filled, and again in the tail because it moved meanwhile. The last one counts.
        arrived = {str(row["id"]): (row, carriers[str(sent[0])]) for sent in puts.rows for row in (read(sent),)}
        for held in self._store.among("held", "id", list(arrived), tbl=table):
            self._leave(held)
        fresh = []
        for id, (row, number) in arrived.items():
            hashed = row_hash(entry, row)
            self._move(number, table, 1, hashed)
            fresh.append({"tbl": table, "id": id, "carrier": number, "hash": text_of(hashed)})
        self._store.put(table, *(row for row, _ in arrived.values()))
        return fresh

    def _move(self, carrier: int, table: str, count: int, hashed: int) -> None:
        moved = self._moved.setdefault((carrier, table), [0, 0])
        moved[0] += count
        moved[1] += hashed

    def drop(self, places: Iterable[tuple[str, str]]) -> None:
        """Rows that were deleted, or that this device may not hold any more: their bytes leave the file."""
        leaving: dict[str, list[str]] = {}
        for table, id in places:
            leaving.setdefault(table, []).append(id)
        for table, ids in leaving.items():
            held = self._store.among("held", "id", ids, tbl=table) if table in REGISTER else []
            if held:
                gone = [row["id"] for row in held]
                self.dropped = True
                for row in held:
                    self._leave(row)
                self._store.discard_among("held", "id", gone, tbl=table)
                self._store.discard_among(table, "id", gone)

    def keep_only(self, granted: frozenset[str]) -> None:
        """Forget scopes that are granted no more; rows carried by none of the rest are evicted."""
        for carrier in self._store.find("carrier"):
            scopes = frozenset(json.loads(carrier["scopes"]))
            rest = scopes & granted
            if rest == scopes:
                continue
            rows = self._store.find("held", carrier=carrier["id"])
            if rest:
                self._hand_over(rows, self._carrier(tuple(sorted(rest))))
            else:
                self.drop((row["tbl"], row["id"]) for row in rows)
            self._store.delete("carrier", carrier["id"])

    def _hand_over(self, rows: Sequence[Row], carrier: int) -> None:
        for row in rows:
            self._leave(row)
            self._move(carrier, row["tbl"], 1, int(row["hash"], 16))
        self._store.put("held", *({**row, "carrier": carrier} for row in rows))

    def drop_all_but(self, kept: set[tuple[str, str]]) -> None:
        """Drop every row held that is not one of these (table, id)."""
        if self._store.count("held") > len(kept):
            self.drop(sorted({(row["tbl"], row["id"]) for row in self._store.find("held")} - kept))

    def _leave(self, held: Row) -> None:
        self._move(held["carrier"], held["tbl"], -1, -int(held["hash"], 16))

    def _carrier(self, scopes: tuple[str, ...]) -> int:
        text = _text(scopes)
        known = self._store.find("carrier", scopes=text)
        if known:
            return int(known[0]["id"])
        number = (self._store.highest("carrier", "id") or 0) + 1
        self._store.put("carrier", {"id": number, "scopes": text})
        return number

    def flush(self) -> None:
        """Write the tallies that moved; called before the transaction ends."""
        self._rollup = None
        moving = {carrier for carrier, _ in self._moved}
        before = {(row["carrier"], row["tbl"]): row for row in self._store.among("tally", "carrier", sorted(moving))}
        lines = []
        for (carrier, table), (count, hashes) in self._moved.items():
            row = before.get((carrier, table))
            tally = (Tally() if row is None else Tally(row["count"], int(row["sum"], 16))).joined(Tally(count, hashes))
            if tally.empty:
                self._store.delete("tally", carrier, table)
            else:
                lines.append({"carrier": carrier, "tbl": table, "count": tally.count, "sum": text_of(tally.sum)})
        self._store.put("tally", *lines)
        self._moved.clear()

    def recount(self) -> None:
        """Count and sum everything held again: what was counted before may be what was wrong."""
        self._store.discard("tally")
        self._moved.clear()
        for held in self._store.find("held"):
            self._move(held["carrier"], held["tbl"], 1, int(held["hash"], 16))

    def forget(self) -> None:
        """Drop what was remembered: the transaction was rolled back."""
        self._moved.clear()
        self._rollup = None

    def rollup(self) -> tuple[str, int]:
        """The digest over everything held, as the server works it out, and how many rows it covers.

        Remembered until something moves, or all was read again.
        """
        if self._rollup is None:
            self._rollup = self._roll_up()
        return self._rollup

    def _roll_up(self) -> tuple[str, int]:
        scopes = {row["id"]: json.loads(row["scopes"]) for row in self._store.find("carrier")}
        unfolded: dict[tuple[str, str], list[int]] = {}
        rows = 0
        for row in self._store.find("tally"):
            count, hashes = row["count"], int(row["sum"], 16)
            rows += count
            for name in scopes.get(row["carrier"], ()):
                both = unfolded.setdefault((name, row["tbl"]), [0, 0])
                both[0] += count
                both[1] += hashes
        by_scope: dict[str, list[tuple[str, Tally]]] = {}
        for (name, table), both in unfolded.items():
            by_scope.setdefault(name, []).append((table, Tally(*both)))
        return roll_up({name: scope_lines(name, tallies) for name, tallies in by_scope.items()}), rows

    def reread(self, after: tuple[str, str], count: int) -> tuple[list[tuple[str, str]], tuple[str, str]]:
        """Read `count` stored rows again and hash them; answers those that differ, and where to go on.

        Rows under a pending change are compared by the image kept from before it.
        """
        held = self._store.above("held", ("tbl", "id"), after, count)
        by_table: dict[str, dict[str, str]] = {}
        for row in held:
            by_table.setdefault(row["tbl"], {})[row["id"]] = row["hash"]
        wrong = [(table, id) for table, hashes in by_table.items() for id in self._differing(table, hashes)]
        end = (held[-1]["tbl"], held[-1]["id"]) if len(held) == count else ("", "")
        if end == ("", ""):
            self._rollup = None
        return wrong, end

    def _differing(self, table: str, hashes: Mapping[str, str]) -> list[str]:
        """The ids whose stored row has another hash, or is not there."""
        entry, ids = REGISTER[table], list(hashes)
        rows: dict[str, Row | None] = {row["id"]: row for row in self._store.among(table, "id", ids)}
        for base in self._store.among("base", "id", ids, tbl=table):
            rows[base["id"]] = json.loads(base["image"] or "null")
        found = {id: text_of(row_hash(entry, row)) for id, row in rows.items() if row is not None}
        return [id for id in ids if found.get(id) != hashes[id]]


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
