"""Self-doubt of a device: what it stored is read again, slice by slice, and compared with what it received.

A slice is rows; what costs a look at whole tables is done once a round, when the last slice was read.
"""

from collections.abc import Iterator, Sequence

from shared.register import Register, Row
from shared.replica.cells import hash_of, image_of, scopes_of, tally_of
from shared.replica.later import Later
from shared.storage import Store
from shared.sync.bins import Bins, carrier_hash
from shared.sync.digest import cells_hash, row_hash, text_of
from shared.sync.protocol import Page

# What a device does about a digest that differs: first the bins that differ are fetched, and if that did not
# help (a defect) everything.
BY_BINS, ALL = 1, 2


def still(before: int, last: Page | None, *, equal: bool) -> int:
    """What to do next about a digest. A doubt that came up while pages were on their way is not settled by them."""
    whole = last is not None and last.whole
    if equal:
        return before if before and last is not None and not whole else 0
    return ALL if before and whole else BY_BINS


class Doubt:
    """Works inside the caller's transaction."""

    def __init__(self, store: Store, register: Register, later: Later) -> None:
        self._store = store
        self._register = register
        self._later = later

    def bins(self) -> str:
        """The sums over everything held, to find out where the server's rows differ."""
        bins = Bins()
        carriers = {row["id"]: carrier_hash(scopes_of(row)) for row in self._store.find("carrier")}
        for row in self._store.find("held"):
            bins.add(str(row["id"]), hash_of(row), carriers.get(row["carrier"], 0))
        return bins.text()

    def reread(self, after: tuple[str, str], count: int) -> tuple[int, tuple[str, str]]:
        """Read `count` stored rows again and hash them; answers how many differ, and where to go on.

        Rows under a pending change are compared by the image kept from before it. What differs is held for what it
        is from now on, so that its bin differs from the server's.
        """
        read = self._store.above("held", ("tbl", "id"), after, count)
        held: list[Row] = []
        by_table: dict[str, dict[str, Row]] = {}
        for row in read:
            if type(row["tbl"]) is str and type(row["id"]) is str:
                held.append(row)
                by_table.setdefault(row["tbl"], {})[row["id"]] = row
            else:  # names nothing
                self._store.delete("held", row["tbl"], row["id"])
        wrong = len(read) - len(held)
        for table, lines in by_table.items():
            found = self._hashes(table, list(lines))
            differing = [{**line, "hash": found[id]} for id, line in lines.items() if found[id] != line["hash"]]
            self._store.put("held", *differing)
            wrong += len(differing)
        end = (held[-1]["tbl"], held[-1]["id"]) if held and len(read) == count else ("", "")
        if end == ("", ""):
            wrong += self._strays() + self._miscounted()
        return wrong, end

    def _miscounted(self) -> int:
        """How many tallies do not have as many rows as they say: a row may seem to be carried by others."""
        count, tallies = self._store.count, self._store.find("tally")
        wrong = [row for row in tallies if row["count"] != count("held", carrier=row["carrier"], tbl=row["tbl"])]
        return len(wrong) + (count("held") != sum(tally_of(row).count for row in tallies))

    def _strays(self) -> int:
        """How many tables hold more rows than were received or made here: an id that changed leaves one behind."""
        pending: dict[str, list[str]] = {}
        for base in self._store.find("base"):
            pending.setdefault(base["tbl"], []).append(base["id"])
        found = 0
        for table in self._register:
            name, own = table.name, pending.get(table.name, [])
            here = self._store.count(name) - len(self._store.among(name, "id", own))
            held = self._store.count("held", tbl=name) - len(self._store.among("held", "id", own, tbl=name))
            found += here > held
        return found + (0 if self._later.none else len(self._later.strays(self._held())))

    def _held(self) -> Iterator[tuple[str, str]]:
        return ((row["tbl"], row["id"]) for row in self._store.find("held"))

    def _hashes(self, table: str, ids: Sequence[str]) -> dict[str, str]:
        """The hashes of these rows as they are stored; nought for one that is not there."""
        entry, later = self._register.get(table), self._later.of(table, ids)
        if entry is None:
            return {id: text_of(cells_hash(table, later[id]) if id in later else 0) for id in ids}
        rows: dict[str, Row | None] = {row["id"]: row for row in self._store.among(table, "id", ids)}
        for base in self._store.among("base", "id", ids, tbl=table):
            rows[base["id"]] = image_of(base, self._register)
        found = {}
        for id in ids:
            row = rows.get(id)
            if row is None:
                found[id] = text_of(0)
            else:
                found[id] = text_of(cells_hash(table, {**row, **later[id]}) if id in later else row_hash(entry, row))
        return found

    def drop_strays(self) -> bool:
        """Take away the rows that nobody sent; only while no pending change lies on the tables."""
        found = False
        for name, id in self._later.strays(self._held()):
            self._later.drop(name, [id])
            found = True
        for table in self._register:
            if self._store.count(table.name) > self._store.count("held", tbl=table.name):
                held = {row["id"] for row in self._store.find("held", tbl=table.name)}
                strays = [row["id"] for row in self._store.find(table.name) if row["id"] not in held]
                self._store.discard_among(table.name, "id", strays)
                self._store.discard(table.name, id=None)
                found = True
        return found
