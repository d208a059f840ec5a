"""The fire drill: python -m tests.sync_server.backup.drill [--people 2000] [--changes 400]

A club is backed up by the command of the server while six phones write to it; they go on writing after it. Then the
server's folder is destroyed, all but the ledger and the keys, which lie on another disk. The backup is put back
elsewhere, the phones return. Everything that any of them was told is done must be there, each invoice under its number,
and nothing that was deleted. What it prints last is for the record.
"""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count, cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from shared.storage import SqliteStorage
from sync_server.backup.keys import make_pair
from sync_server.checkpoint import Checkpoints
from sync_server.keys.resealing import open_sealed
from sync_server.media.blobs import Blobs
from sync_server.outside import FileLedger
from sync_server.referee import Referee
from sync_server.restoring import look_back
from sync_server.store.database import open_store
from sync_server.store.tables import SERVER_REGISTER
from tests.house import DAY, House, Phone, furnish
from tests.sync_server.store.test_copying import with_media

WRITERS = ("olga", "sara", "tom", "karel", "cas", "piet")


@dataclass
class Drill:
    """What was promised to phones, and what became of it. `cells` are (table, id, field) with the last acknowledged
    value, `numbers` invoices with theirs, `deleted` ids of contacts.
    """

    people: int
    changes: int
    cells: dict[tuple[str, str, str], Any] = field(default_factory=dict)
    numbers: dict[str, tuple[str, int]] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)
    lost: list[tuple[str, str, str]] = field(default_factory=list)
    meanwhile: int = 0
    afterwards: int = 0
    figures: dict[str, Any] = field(default_factory=dict)


def run(folder: Path, people: int, changes: int) -> Drill:
    """The whole drill in this folder; `changes` are written after the backup, on top of those while it is made."""
    drill = Drill(people, changes)
    old, new, safe = folder / "old", folder / "new", folder / "safe"
    for place in (old, safe):
        place.mkdir()
    ledger = FileLedger(safe / "club.ledger")
    disk = SqliteStorage(old / "club.db", SERVER_REGISTER)
    house = founded(disk, old, people, ledger)
    phones = [house.phone(name) for name in WRITERS]
    for phone in phones:
        phone.sync()
    public = make_pair(safe / "private.key")
    writing = words(house, phones, drill)
    drill.meanwhile = back_up(drill, old, safe, public, writing)
    for _ in range(changes):
        drill.afterwards += next(writing)
    disk.close()
    shutil.rmtree(old)
    drill.figures["restore s"], _ = command(
        new, safe, "restore", safe / "club.touchline", "--key", safe / "private.key"
    )
    opened(house, open_store(new / "club.db"), ledger)
    come_back(drill, house, phones)
    look(drill, house, new)
    return drill


def founded(disk: SqliteStorage, folder: Path, people: int, ledger: FileLedger) -> House:
    """The furnished house on a file, with so many more people and some pictures."""
    house = House(disk)
    opened(house, disk, ledger)
    furnish(house)
    for number in range(people):
        house.do(
            "contact.create", id=f"contact-{number:05}", given_name=f"Given{number}", family_name=f"Family{number}"
        )
    with_media(house, folder / "media")
    return house


def opened(house: House, store: Any, ledger: FileLedger) -> None:
    """The server's house on this store, with its ledger, and with its keys beside that."""
    store, told, _ = open_sealed(store, ledger, key_file(ledger))
    house.store, house.referee = store, Referee(store, told)
    house.referee.found("epoch-1")
    house.facts = house.referee.facts
    house.checkpoints = Checkpoints(store, house.referee.audiences, house.referee.tallies)
    look_back(store, house.referee, told, lambda: "epoch-of-no-need", house.clock.now)


def key_file(ledger: FileLedger) -> Path:
    """Beside the ledger, on the other disk."""
    return ledger._path.with_name("club.key")


def command(data: Path, safe: Path, *words: Any) -> tuple[float, subprocess.Popen[bytes]]:
    """Run a command of the server to its end; answers its seconds."""
    started = time.monotonic()
    process = start(data, safe, *words)
    if process.wait() != 0:
        raise RuntimeError(f"{words[0]} failed")
    return time.monotonic() - started, process


def start(data: Path, safe: Path, *words: Any) -> subprocess.Popen[bytes]:
    """Begin a command of the server, whose ledger and keys lie elsewhere."""
    places = {"TOUCHLINE_LEDGER": str(safe / "club.ledger"), "TOUCHLINE_KEY_FILE": str(safe / "club.key")}
    environment = {**os.environ, "TOUCHLINE_DATA": str(data), **places}
    return subprocess.Popen([sys.executable, "-m", "sync_server", *map(str, words)], env=environment)


def back_up(drill: Drill, old: Path, safe: Path, public: str, writing: Iterator[int]) -> int:
    """Make the backup while phones write; answers how many changes they were told are done meanwhile."""
    started, done = time.monotonic(), 0
    process = start(old, safe, "backup", safe / "club.touchline", "--to", public)
    while process.poll() is None:
        done += next(writing)
    if process.returncode != 0:
        raise RuntimeError("backup failed")
    drill.figures["backup s"] = time.monotonic() - started
    drill.figures["backup MB"] = (safe / "club.touchline").stat().st_size / 1e6
    drill.figures["club MB"] = (old / "club.db").stat().st_size / 1e6
    drill.figures["memory MB"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return done


def words(house: House, phones: list[Phone], drill: Drill) -> Iterator[int]:
    """Phones take turns: each says something, syncs, and is told that it is done. Yields how many changes that was."""
    for number, phone in zip(count(), cycle(phones), strict=False):
        house.clock.wait(50)
        name = phone.device.rpartition("-")[2]
        said = list(_said(house, name, number, drill))
        for verb, args, _ in said:
            phone.do(verb, **args)
        told = phone.sync()
        for (_, _, noted), outcome in zip(said, told, strict=True):
            if outcome == "applied":
                noted()
        yield sum(outcome in ("applied", "merged") for outcome in told)


def _said(house: House, name: str, number: int, drill: Drill) -> Iterator[tuple[str, dict[str, Any], Any]]:
    """One gesture: the verb, its arguments, and how to note what it promises once it is acknowledged."""

    def cell(table: str, id: str, field: str, value: Any) -> Any:
        return lambda: drill.cells.__setitem__((table, id, field), value)

    if name == "karel":
        who = {"activity": "training-u12", "contact": "contact-kim"}
        yield "attendance.confirm", {**who, "confirmed": "late", "reason": f"r{number}"}, _guest(house, drill, number)
    elif name == "tom":
        line = {"id": f"line-of-{number:05}", "description": "Lidgeld", "quantity": 1, "unit_cents": 100 + number}
        id = f"invoice-{number:05}"
        yield "invoice.draft", {"id": id, "account": "family-maes", "lines": [line]}, lambda: None
        yield "invoice.issue", {"id": id, "issued_on": "2026-11-20"}, _number(house, drill, id)
    elif name == "sara" and number % 4 == 1 and number < drill.people:
        id = f"contact-{number:05}"
        yield "contact.delete", {"id": id}, lambda: drill.deleted.add(id)
    elif name in ("olga", "sara"):
        id = f"contact-new-{number:05}"
        yield (
            "contact.create",
            {"id": id, "given_name": f"New{number}"},
            cell("contact", id, "given_name", f"New{number}"),
        )
    elif name == "cas":
        start = {"kind": "training", "start_at": house.clock.now + DAY, "zone": "Europe/Brussels", "group": "team-u13"}
        id = f"training-{number:05}"
        yield "activity.create", {**start, "id": id, "title": f"T{number}"}, cell("activity", id, "title", f"T{number}")
    else:
        id, label = "phone-of-piet", f"label{number}"
        yield "contact_point.patch", {"id": id, "set": {"label": label}}, cell("contact_point", id, "label", label)


def _guest(house: House, drill: Drill, number: int) -> Any:
    (guest,) = house.store.find("activity_guest", activity="training-u12", contact="contact-kim")
    return lambda: drill.cells.__setitem__(("activity_guest", guest["id"], "confirmed_reason"), f"r{number}")


def _number(house: House, drill: Drill, id: str) -> Any:
    def note() -> None:
        row = house.row("invoice", id) or {}
        drill.numbers[id] = (row["series"], row["number"])

    return note


def come_back(drill: Drill, house: House, phones: list[Phone]) -> None:
    """Each phone hears of the new life and offers what it was told is done."""
    epoch = house.store.get("club", "club")["epoch"]
    offered = 0
    for phone in reversed(phones):
        phone.replica.new_epoch(epoch)
        offered += len(phone.store.find("sent"))
        phone.sync()
    for phone in phones:
        phone.sync()
    drill.figures["offered again"] = offered


def look(drill: Drill, house: House, new: Path) -> None:
    """What is missing, renumbered or back from the dead."""
    rows = {place: (house.row(place[0], place[1]) or {}).get(place[2]) for place in drill.cells}
    drill.lost = [place for place, value in drill.cells.items() if rows[place] != value]
    issued = {id: house.row("invoice", id) or {} for id in drill.numbers}
    blobs = Blobs(new / "media")
    wanted = [row["hash"] for row in house.store.find("medium", state="stored")]
    numbers = sorted(row["number"] for row in house.store.find("invoice", series="2026") if row["number"])
    drill.figures |= {
        "acknowledged while it was made": drill.meanwhile,
        "acknowledged after it": drill.afterwards,
        "lost": len(drill.lost),
        "renumbered": sum((row.get("series"), row.get("number")) != drill.numbers[id] for id, row in issued.items()),
        "gaps": len(set(range(1, len(numbers) + 1)) - set(numbers)),
        "back from the dead": sum(house.row("contact", id) is not None for id in drill.deleted),
        "waiting": house.store.count("untold"),
        "files missing": sum(blobs.read(name) is None for name in wanted),
    }


BAD = ("lost", "renumbered", "gaps", "back from the dead", "waiting", "files missing")


def main() -> int:
    """Run it in a scratch folder; 0 when everything came back."""
    parser = argparse.ArgumentParser(prog="python -m tests.sync_server.backup.drill", description=__doc__)
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument("--changes", type=int, default=400)
    wanted = parser.parse_args()
    with TemporaryDirectory(prefix="drill-") as folder:
        done = run(Path(folder), wanted.people, wanted.changes)
    figures = done.figures
    for place in done.lost:
        print("lost:", *place, done.cells[place], file=sys.stderr)
    print("drill: " + ", ".join(f"{name} {round(value, 1)}" for name, value in figures.items()))
    return 1 if any(figures[name] for name in BAD) else 0


if __name__ == "__main__":
    sys.exit(main())
