"""Figures of a device alone: doubting itself, and finding somebody."""

import shutil
import time
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from statistics import median

from mobile.reader.people import People
from mobile.replica_file import Opened, open_replica
from shared.register import Row
from shared.sync.protocol import Page, Puts, Reply
from shared.tables import REGISTER
from tests.bench.club import now_ms
from tests.bench.report import Figure
from tests.bench.workload import Workload

HELD_ROWS = 50_000
QUERIES = ("noor", "lucas pee", "m0042", "jan", "+32470001", "emma.17", "du", "peeters 42")


def _opened(folder: Path) -> Opened:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    opened = open_replica(folder)
    opened.replica.enrol("user-bench", "device-bench", "epoch")
    return opened


def _people(how_many: int) -> dict[str, list[Row]]:
    """That many contacts with two points each, as W makes them."""
    rows: dict[str, list[Row]] = {"contact": [], "contact_point": []}
    for actions in Workload(how_many / 10_000).changesets():
        for action in actions:
            table = action.name.partition(".")[0]
            if table in rows:
                blank = dict.fromkeys(REGISTER[table].names)
                rows[table].append(
                    {**blank, **action.args, "is_primary": 0}
                    if "contact" in action.args
                    else {**blank, **action.args, "status": "active"}
                )
    return rows


def _page(table: str, rows: Iterable[Row], cursor: int) -> Reply:
    names = REGISTER[table].names
    puts = Puts(names, tuple((1, *(row[name] for name in names)) for row in rows))
    page = Page({"1": ("office",)}, {table: puts}, (), (), None, cursor, 1, None, None)
    return Reply(now_ms(), (), page)


def digest(folder: Path, runs: int) -> Figure:
    """A device of 50,000 rows receives one row, compares its digest, and reads a slice again."""
    points = [
        {**dict.fromkeys(REGISTER["contact_point"].names), "id": f"point-{n:08d}", "contact": f"contact-{n:06d}",
         "kind": "mobile", "value": f"+3247{n:07d}"}
        for n in range(HELD_ROWS)
    ]  # fmt: skip
    opened = _opened(folder / "digest")
    with closing(opened.store):
        opened.replica.receive(_page("contact_point", points, 1), now_ms(), now_ms())
        found = []
        for turn in range(runs):
            reply = _page("contact_point", [{**points[turn], "label": "changed"}], 2 + turn)
            started = time.perf_counter()
            opened.replica.receive(reply, now_ms(), now_ms())
            opened.replica.request(now_ms())
            if opened.replica.reread():
                raise RuntimeError("a row that was just written reads differently")
            found.append((time.perf_counter() - started) * 1000)
    return Figure(median(found), "ms", None, None, runs)


def search(folder: Path, how_many: int, runs: int) -> Figure:
    """Quick search as the list of people asks it: the median over eight queries of its whole answer."""
    opened = _opened(folder / "search")
    with closing(opened.store):
        with opened.store.transaction():
            for table, rows in _people(how_many).items():
                opened.store.put(table, *rows)
        people, somebody = People(opened.store.connection), opened.store.above("contact", ("id",), ("",), 1)[0]["id"]
        people.search()
        found = []
        for turn in range(runs):
            for query in QUERIES:
                opened.store.update("contact", (somebody,), {"shirt_number": turn})  # no answer is remembered
                started = time.perf_counter()
                people.search(query)
                found.append((time.perf_counter() - started) * 1000)
    return Figure(median(found), "ms", None, None, runs * len(QUERIES))
