"""`python -m tests.shared.replica.rot --cells 10000`: single cells of a phone rot, one after the other.

Each must be found by reading everything again once, be healed by the server's next word with its bin alone, and cost
nothing of what was not sent. Cells of the device's own books (who carries what) may touch the rows of several bins.
"""

import argparse
import random
import sqlite3
import sys
from contextlib import suppress
from dataclasses import dataclass, field

from shared.register import Row
from shared.sync.bins import BINS
from shared.tables import REGISTER
from tests.house import House, Phone, furnish

ROTTEN: tuple[object, ...] = (None, "", "rotten", 7, -1, 2**62, "[]", "null", b"\x00\xff", "ffff", 1.5)
KEPT = ("held", "tally", "carrier", "base")
EVERYTHING = 100_000


@dataclass
class Found:
    """What became of the cells: how many rotted, which were not found or not healed, and how many bins that took."""

    cells: int = 0
    unfound: list[str] = field(default_factory=list)
    unhealed: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    most_bins: int = 0
    most_for_books: int = 0


def rot(phone: Phone, times: int, rng: random.Random) -> Found:
    """Let that many cells rot, each time after the last was healed."""
    found = Found()
    phone.do("contact_point.patch", id="phone-of-piet", set={"label": "unsent"})
    expected, queue = phone.holds(), phone.store.find("queue")
    while found.cells < times:
        where = _one_cell(phone, rng)
        if where is None:
            continue
        found.cells += 1
        phone.restart()
        shows = phone.holds() != expected
        noticed = phone.replica.reread(EVERYTHING) > 0
        made_anew = shows and phone.holds() == expected  # it lay under a pending change
        told, bins = _heal(phone)
        found.most_bins = max(found.most_bins, bins if shows else 0)
        found.most_for_books = max(found.most_for_books, bins)
        if not (noticed or told or made_anew):
            found.unfound.append(where)
        if phone.holds() != expected:
            found.unhealed.append(where)
        if phone.store.find("queue") != queue:
            found.lost.append(where)
    return found


def _one_cell(phone: Phone, rng: random.Random) -> str | None:
    """Change one cell of the club's rows or of the bookkeeping; answers which, or None when it was that already."""
    tables = [table for table in (*(table.name for table in REGISTER), *KEPT) if phone.store.count(table)]
    table = phone.store.register[rng.choice(tables)]
    rows = phone.store.find(table.name)
    if table.name == "carrier":  # one that carries nothing any more is never read
        rows = [row for row in rows if phone.store.count("held", carrier=row["id"])]
    row: Row = rng.choice(rows)
    name, value = rng.choice(table.names), rng.choice(ROTTEN)
    before = phone.store.find(table.name)
    where = " AND ".join(f'"{part}" IS ?' for part in table.key)
    change = f'UPDATE OR IGNORE "{table.name}" SET "{name}" = ? WHERE {where}'
    with suppress(sqlite3.IntegrityError):  # a number's column takes no text
        phone.store.connection.execute(change, (value, *table.key_of(row)))
    if phone.store.find(table.name) == before:
        return None
    return f"{table.name}.{name} of {row[table.key[-1]]} became {value!r}"


def _heal(phone: Phone) -> tuple[bool, int]:
    """Pull, without pushing, until nothing is in doubt: whether the server told that something was wrong, and how many
    bins were fetched (all, for a whole load).
    """
    told, fetched = False, 0
    while (page := phone.pull()) is not None:
        told = True
        if page.whole:
            fetched = max(fetched, BINS if page.bins is None else len(page.bins))
    return told, fetched


def main() -> int:
    """Rot, and say what was not found or not healed."""
    parser = argparse.ArgumentParser(prog="python -m tests.shared.replica.rot", description=__doc__)
    parser.add_argument("--cells", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    phone = furnish(House()).phone("karel")
    phone.sync()
    found = rot(phone, wanted.cells, random.Random(wanted.seed))
    for kind in ("unfound", "unhealed", "lost"):
        for where in getattr(found, kind)[:20]:
            print(f"{kind}: {where}", file=sys.stderr)
    print(f"rot: {found.cells} cells, {len(found.unfound)} not found, {len(found.unhealed)} not healed,", end=" ")
    print(f"{len(found.lost)} with loss;", end=" ")
    print(f"most bins fetched for a row {found.most_bins}, for a cell of the books {found.most_for_books} of {BINS}")
    return 1 if found.unfound or found.unhealed or found.lost else 0


if __name__ == "__main__":
    sys.exit(main())
