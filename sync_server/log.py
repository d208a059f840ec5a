"""The club's log: numbered without gaps, append-only. One changeset is one entry; its rows carry the entry's
seq.

Everything here runs inside the write transaction of the caller, which holds the club's counter, so writes are
serial.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from shared.actions.verb import Klass
from shared.facts import Facts
from shared.register import Row, canonical
from shared.sync import digest, merge
from shared.sync.change import Change, Insert, Patch, Remove, whole_row
from shared.sync.clock import Moment, Stamp, lifted
from shared.sync.past import Moments
from shared.tables import REGISTER
from sync_server import access
from sync_server.audiences import Audiences
from sync_server.facts import image
from sync_server.privacy.audit import Audit, deeds_in
from sync_server.tallies import Tallies
from sync_server.workspace import Workspace

Place = tuple[str, str]
NOBODY = frozenset[str]()


class Entry(NamedTuple):
    """Who wrote, when, and the stamps of this changeset. `whole` is the stamp of what does not merge; `again` says that
    it was written in an earlier life of the server, at these stamps.
    """

    seq: int
    changeset: str
    user: str
    device: str
    stamp: Stamp
    whole: Stamp
    received_ms: int
    high: Moment
    verbs: tuple[str, ...]
    again: bool = False

    @property
    def moments(self) -> Moments:
        """What the author's device keeps, to say it when it offers the changeset again."""
        own, whole = self.stamp.moment, self.whole.moment
        return own.ms, own.counter, whole.ms, whole.counter


@dataclass
class Written:
    """One row on its way: as it was, as it is, its version, and what happened to it."""

    old: Row | None
    new: Row | None
    version: Row | None
    stamps: merge.Stamps
    lost: Row = field(default_factory=dict)

    @property
    def returns(self) -> bool:
        """True for a row that was deleted once and is here again."""
        return self.old is None and self.new is not None and self.version is not None


class Log:
    """Appends entries and keeps versions, history, scopes, digests and grants true with each."""

    def __init__(self, store: Workspace, facts: Facts, audiences: Audiences, tallies: Tallies) -> None:
        self._store = store
        self._facts = facts
        self._audiences = audiences
        self._tallies = tallies
        self.audit = Audit(store)

    def merge(self, entry: Entry, decided: Sequence[tuple[Klass, Change]]) -> dict[Place, Written]:
        """The rows as this changeset leaves them, each field merged; nothing is written yet. What was not there and is
        not there afterwards (brought back and deleted in one breath, or said of what went meanwhile) is as it was: its
        deletion, of which history keeps the image, is the one before.
        """
        rows: dict[Place, Written] = {}
        if len(decided) > 1:
            self._expect((change.table, change.id) for _, change in decided)
        for klass, change in decided:
            self._take(entry, klass, change, rows)
        return {place: written for place, written in rows.items() if (written.old, written.new) != (None, None)}

    def _expect(self, places: Iterable[Place]) -> None:
        """Read rows and their versions at once, before they are looked at one by one."""
        alike: dict[str, list[str]] = {}
        for table, id in places:
            alike.setdefault(table, []).append(id)
        for table, ids in alike.items():
            if len(ids) > 1:
                self._store.expect(table, ((id,) for id in ids))
                self._store.expect("row_version", ((table, id) for id in ids))

    def append(self, entry: Entry, rows: dict[Place, Written]) -> dict[Place, tuple[str, ...]]:
        """Write one changeset; answers the fields that lost their merge, by row."""
        self._store.put("log", _log_line(entry))
        return self.extend(entry, rows)

    def extend(self, entry: Entry, rows: dict[Place, Written]) -> dict[Place, tuple[str, ...]]:
        """Write more rows under an entry that was appended in this transaction."""
        for place, written in rows.items():
            self._write(entry, place, written)
        changed = ((*place, written.old, written.new) for place, written in rows.items())
        for deed in deeds_in(changed, entry.received_ms, entry.user, entry.device):
            self.audit.note(deed)
        self._move(entry, rows)
        return {place: tuple(written.lost) for place, written in rows.items() if written.lost}

    def _take(self, entry: Entry, klass: Klass, change: Change, rows: dict[Place, Written]) -> None:
        """Lay one change on the rows of this entry, merging where the verb merges."""
        written = self._load(entry, (change.table, change.id), rows)
        stamp = (entry.stamp if klass == "mergeable" else entry.whole).text()
        if isinstance(change, Insert):
            written.new = whole_row(REGISTER, change)
            if klass == "mergeable":  # only what was said has a stamp: somebody else's word may still be on its way
                written.stamps = merge.Stamps("", dict.fromkeys(change.values, stamp))
            else:
                written.stamps = merge.Stamps(stamp, {})
        elif isinstance(change, Remove):
            written.new = None
        elif isinstance(change, Patch) and written.new is not None:
            if klass == "mergeable":
                stamp = lifted(entry.stamp, written.stamps.base).text()
                merged = merge.merge(written.new, written.stamps, change.values, stamp)
                values = merged.taken
                written.lost |= {name: change.values[name] for name in merged.lost}
            elif entry.again:
                values = _given_way(entry, written, change)
            else:
                values = dict(change.values)
            written.new = {**written.new, **values}
            written.stamps = written.stamps.written(values, stamp)

    def _load(self, entry: Entry, place: Place, rows: dict[Place, Written]) -> Written:
        if place not in rows:
            row, version = self._store.get(*place), self._store.get("row_version", *place)
            rows[place] = Written(row, row, version, stamps_of(version))
        return rows[place]

    def _write(self, entry: Entry, place: Place, written: Written) -> None:
        """Store the row and its history. What was said and lost stays readable in history too."""
        if written.new is None:
            self._store.delete(*place)
            if place[0] == "contact":  # what is kept of a person at the server alone goes with the person
                self._store.discard("national_number", id=place[1])
        elif written.new != written.old:
            self._store.put(place[0], written.new)
        before, after = _difference(written.old, written.new)
        kind = "insert" if written.old is None else "remove" if written.new is None else "patch"
        history = {"seq": entry.seq, "tbl": place[0], "id": place[1], "kind": kind}
        history |= {
            "before": before,
            "after": after,
            "lost": canonical(written.lost) if written.lost else None,
        }
        self._store.put("history", history)

    def _move(self, entry: Entry, rows: dict[Place, Written]) -> None:
        """Versions, digests and scopes of the rows written and of all that their change may move; then
        grants.
        """
        moving = [
            (place[0], [row for row in (written.old, written.new) if row is not None])
            for place, written in rows.items()
            if access.matters(place[0], written.old, written.new)
        ]
        places = access.roots_touched(self._facts, [(table, row) for table, versions in moving for row in versions])
        users = {user for table, versions in moving for user in access.users_touched(self._facts, table, versions)}
        known: access.Known = {}  # until here facts have changed, from here on only who sees them
        for place, written in rows.items():
            self._version(entry.seq, place, written, known, moved=place in places)
        self._expect(places - rows.keys())
        for place in sorted(places - rows.keys()):
            self._recheck(entry.seq, place, self._store.get(*place), self._store.get("row_version", *place), known)
        for user in sorted(users):
            self.regrant(entry.seq, user)

    def keep(self, seq: int, rows: dict[Place, Written]) -> None:
        """Rows as they are kept from `seq` on, with their versions. Nobody said anything: history is the caller's."""
        known = access.Known()
        for place, written in rows.items():
            if written.new is not None:
                self._store.put(place[0], written.new)
            self._version(seq, place, written, known, moved=False)

    def _version(self, seq: int, place: Place, written: Written, known: access.Known, *, moved: bool) -> None:
        """The row's new version. `moved` says that another row of this entry may have changed its scopes."""
        old, table = written.version, REGISTER[place[0]]
        if written.new is None:
            if old is None:
                return
            self._tallies.leave(self._audiences.scopes(old["audience"]), place[0], int(old["hash"], 16))
            self._store.put("row_version", {**old, "seq": seq, "deleted": 1})
            return
        hashed = digest.row_hash(table, written.new)
        # A row that was deleted and comes back still stands on devices that did not hear of the deletion.
        held = NOBODY if old is None else self._audiences.scopes(old["audience"])
        stood = None if moved or old is None else written.old
        if old is not None and stood is not None and access.stays(place[0], stood, written.new):
            scopes, audience = held, old["audience"]
        else:
            scopes = access.scopes(self._facts, table, written.new, known)
            audience = self._audiences.number(scopes)
        version = {
            "tbl": place[0],
            "id": place[1],
            "seq": seq,
            "audience": audience,
            "hash": digest.text_of(hashed),
            "stamp": written.stamps.base,
            "stamps": canonical(dict(written.stamps.fields)) if written.stamps.fields else None,
            "deleted": 0,
        }
        self._store.put("row_version", version)
        if old is not None and not old["deleted"]:
            self._tallies.leave(held, place[0], int(old["hash"], 16))
        self._tallies.enter(scopes, place[0], hashed)
        if scopes is not held:
            self._depart(seq, place, held - scopes)

    def recheck_all(self, seq: int) -> int:
        """Work out the scopes of every row again; answers how many moved to `seq`."""
        moved, known = 0, access.Known()
        for table in REGISTER:
            versions = {version["id"]: version for version in self._store.find("row_version", tbl=table.name)}
            for row in self._store.find(table.name):
                moved += self._recheck(seq, (table.name, row["id"]), row, versions.get(row["id"]), known)
        return moved

    def recheck(self, seq: int, versions: Sequence[Row]) -> int:
        """Work out the scopes of these rows again, and the grants of the users among them; answers how many moved."""
        ids: dict[str, list[str]] = {}
        for version in versions:
            ids.setdefault(version["tbl"], []).append(version["id"])
        rows = {(table, row["id"]): row for table in ids for row in self._store.among(table, "id", ids[table])}
        known = access.Known()
        moved = 0
        for version in versions:
            at = (version["tbl"], version["id"])
            moved += self._recheck(seq, at, rows.get(at), version, known)
        return moved + sum(self.regrant(seq, version["id"]) for version in versions if version["tbl"] == "user_profile")

    def _recheck(self, seq: int, place: Place, row: Row | None, version: Row | None, known: access.Known) -> bool:
        """Work out the scopes of a row again; True when they changed and the row moved to `seq`."""
        if row is None or version is None:
            return False
        held = self._audiences.scopes(version["audience"])
        scopes = access.scopes(self._facts, REGISTER[place[0]], row, known)
        if scopes == held:
            return False
        hashed = int(version["hash"], 16)
        self._tallies.leave(held, place[0], hashed)
        self._tallies.enter(scopes, place[0], hashed)
        self._store.update("row_version", place, {"seq": seq, "audience": self._audiences.number(scopes)})
        self._depart(seq, place, held - scopes)
        return True

    def _depart(self, seq: int, place: Place, scopes: Iterable[str]) -> None:
        for name in sorted(scopes):
            self._store.put("departure", {"seq": seq, "scope": name, "tbl": place[0], "id": place[1]})

    def regrant(self, seq: int, user: str) -> bool:
        """Work out a user's grants again; True when they changed."""
        wanted = access.grants(self._facts, user)
        held = {row["scope"] for row in self._store.find("user_scope", user=user)}
        for name in sorted(held - wanted):
            self._store.delete("user_scope", user, name)
        for name in sorted(wanted - held):
            self._store.put("user_scope", {"user": user, "scope": name, "seq": seq})
        if wanted != held:
            self._store.put("grant_state", {"id": user, "seq": seq})
        return wanted != held


def _given_way(entry: Entry, written: Written, change: Patch) -> Row:
    """What a whole action of an earlier life still writes: its fields gave way to later words, not so what it folds."""
    table, stamp, values = REGISTER[change.table], entry.whole.text(), dict(change.values)
    for name in change.values:
        field = table.field(name)
        if field is not None and field.merge in ("last", "said") and stamp < written.stamps.of(name):
            written.lost[name] = values.pop(name)
    return values


def stamps_of(version: Row | None) -> merge.Stamps:
    """The stamps that a line of `row_version` keeps; without one nothing was ever said."""
    if version is None:
        return merge.Stamps("", {})
    return merge.Stamps(version["stamp"], image(version["stamps"]) or {})


def _difference(old: Row | None, new: Row | None) -> tuple[str | None, str | None]:
    """What history keeps: the whole row when it goes, the changed fields when it changes, nothing when it
    comes.
    """
    if old is None or new is None:
        return (None if old is None else canonical(old)), None
    changed = [name for name in new if new[name] != old[name]]
    return canonical({name: old[name] for name in changed}), canonical({name: new[name] for name in changed})


def _log_line(entry: Entry) -> Row:
    return {
        "seq": entry.seq,
        "changeset": entry.changeset,
        "user": entry.user,
        "device": entry.device,
        "received_ms": entry.received_ms,
        "high_ms": entry.high.ms,
        "high_counter": entry.high.counter,
        "verbs": " ".join(entry.verbs),
    }
