"""Fields that an older version kept in a table with more readers move to their own, once, when the club is opened.

A row's words, their stamps and their history go along, so a late change still merges, an undo still finds what was
said, and who may read the table of before reads nothing of them in its past either. The row that they left gets a new
version, so every device hears that they are gone from it.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping

from shared.actions.invoices import stated
from shared.actions.users import sealed
from shared.register import Row, Table, canonical
from shared.sync import merge
from shared.tables import REGISTER, SCHEMA
from sync_server import access
from sync_server.entries import turned
from sync_server.facts import image
from sync_server.log import Place, Written, stamps_of
from sync_server.referee import Referee

PARTS = ("before", "after", "lost")


def move(referee: Referee, club: Row, received_ms: int) -> int:
    """Inside `writing`, whose club this is, before anybody is answered; answers how many rows moved: none in a club
    that is as new as this server.
    """
    if (club["schema"] or 0) >= SCHEMA:
        return 0
    seq, moved = club["seq"] + 1, 0
    for table in REGISTER:
        for target in sorted(set(table.moved.values())):
            moved += _Moving(referee, table, REGISTER[target]).rows(seq)
    moved += _invoices(referee, seq) + _words(referee, seq)
    if moved:
        club["seq"] = seq
        referee.store.put("log", turned(seq, club, received_ms, "club.move"))
    club["schema"] = SCHEMA
    return moved


def _invoices(referee: Referee, seq: int) -> int:
    """What became of each is told in a row of its own, and the invoice leaves who may know of no amount."""
    store, known = referee.store, {row["id"] for row in referee.store.find("invoice_status")}
    invoices = store.find("invoice")
    notes = [row for row in invoices if row["corrects"] is not None and row["status"] == "issued"]
    fresh: dict[Place, Written] = {}
    for row in invoices:
        if row["id"] not in known:
            credited = sum(abs(note["total_cents"] or 0) for note in notes if note["corrects"] == row["id"])
            state = stated(row, credited)
            fresh["invoice_status", row["id"]] = Written(None, state, None, merge.Stamps("", {}))
    referee.log.keep(seq, fresh)
    versions = [version for version in store.find("row_version", tbl="invoice") if not version["deleted"]]
    return len(fresh) + referee.log.recheck(seq, versions)


def _words(referee: Referee, seq: int) -> int:
    """What waits for the office and speaks of what it may not read any more keeps its words for its author alone."""
    waiting = [row for row in referee.store.find("parked_change") if row["asked"] and sealed(json.loads(row["asked"]))]
    rows: dict[Place, Written] = {}
    for row in waiting:
        version = referee.store.get("row_version", "parked_change", row["id"])
        place = ("parked_change", str(row["id"]))
        rows[place] = Written(row, {**row, "asked": None}, version, stamps_of(version))
    referee.log.keep(seq, rows)
    return len(rows)


class _Moving:
    """From one table to another with the same ids."""

    def __init__(self, referee: Referee, table: Table, target: Table) -> None:
        self._referee, self._store = referee, referee.store
        self._table, self._target = table, target
        self._names = [name for name, into in table.moved.items() if into == target.name]

    def rows(self, seq: int) -> int:
        """Move what there is; answers how many rows that was."""
        lines: dict[str, list[Row]] = defaultdict(list)
        for line in self._store.find("history", tbl=self._table.name):
            lines[line["id"]].append(line)
        versions = {row["id"]: row for row in self._store.find("row_version", tbl=self._table.name)}
        rows = {row["id"]: row for row in self._store.find(self._table.name)}
        # Whoever ever said one of them has a row of their own, empty when it was taken back.
        said = sorted(id for id in versions if self._says(rows.get(id)) or self._told(lines[id]))
        for id in said:
            if id in rows:
                self._referee.log.keep(seq, self._parted(rows[id], versions[id]))
            elif versions[id]["deleted"]:
                self._bury(id, versions[id])
            self._part(lines[id])
        return len(said)

    def _says(self, row: Row | None) -> bool:
        return row is not None and any(row[name] is not None for name in self._names)

    def _told(self, lines: Collection[Row]) -> bool:
        """Whether a line of history names one of the fields with a value."""
        parts = [image(line[part]) or {} for line in lines for part in PARTS]
        return any(part.get(name) is not None for part in parts for name in self._names)

    def _parted(self, row: Row, version: Row) -> dict[Place, Written]:
        """The row without them, and the one that has them since, each with the stamps of what it says."""
        id, stamps = row["id"], stamps_of(version)
        mine = {name: stamp for name, stamp in stamps.fields.items() if name not in self._names}
        theirs = {name: stamp for name, stamp in stamps.fields.items() if name in self._names}
        rest = {**row, **dict.fromkeys(self._names)}
        own = dict.fromkeys(self._target.names) | {name: row[name] for name in ("id", *self._names)}
        return {
            (self._table.name, id): Written(row, rest, version, merge.Stamps(stamps.base, mine)),
            (self._target.name, id): Written(None, own, None, merge.Stamps(stamps.base, theirs)),
        }

    def _bury(self, id: str, version: Row) -> None:
        """Of a row that was deleted: restoring it finds both."""
        bare = {**dict.fromkeys(self._target.names), "id": id}
        audience = self._referee.audiences.number(access.scopes(self._referee.facts, self._target, bare))
        self._store.put("row_version", {**version, "tbl": self._target.name, "audience": audience})

    def _part(self, lines: Collection[Row]) -> None:
        """Each line of history says of each table what was said of it."""
        for line in lines:
            told = {part: image(line[part]) for part in PARTS}
            mine = {part: _only(words, but=self._names) for part, words in told.items()}
            theirs = {part: _only(words, only=self._names) for part, words in told.items()}
            if line["kind"] == "remove" and told["before"] is not None:
                theirs["before"] = {**dict.fromkeys(self._target.names), **(theirs["before"] or {}), "id": line["id"]}
            if line["kind"] != "patch" or any(theirs.values()):
                self._store.put("history", {**line, **_texts(theirs), "tbl": self._target.name})
            if line["kind"] != "patch" or any(mine.values()):
                self._store.put("history", {**line, **_texts(mine)})
            elif any(theirs.values()):
                self._store.delete("history", line["seq"], line["tbl"], line["id"])


def _only(words: Row | None, *, only: Collection[str] = (), but: Collection[str] = ()) -> Row | None:
    """Some of these words; None where nothing is left."""
    wanted = {name for name in words or () if name not in but and (not only or name in only)}
    return {name: value for name, value in (words or {}).items() if name in wanted} or None


def _texts(parts: Mapping[str, Row | None]) -> Row:
    return {part: None if words is None else canonical(words) for part, words in parts.items()}
