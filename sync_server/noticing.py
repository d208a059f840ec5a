"""What changed and must be told, noted in the transaction that changed it: told later, and then once.

One line a row, however often it changes before people hear of it: the line keeps how they last heard of it, and goes
when everything is as it was. Whom it concerns is asked when it is told (`receivers.py`), not here: a team of forty
costs the coach who moves a training no more than a team of two.
"""

import json
from collections.abc import Mapping
from typing import Any

from shared.actions.days import CLUB, zone_of_club
from shared.domain.notices import TOLD, Quiet, happened, quiet_of, tell_at
from shared.register import Row, canonical
from shared.storage import Store
from sync_server.facts import ServerFacts, image
from sync_server.log import Entry, Place, Written

ACTIVITY, INVOICE = "activity", "invoice"
KEPT = ("title", "group", "series", "expects", *TOLD)
"""Of an activity as people last heard of it; enough to call it off when it is there no more."""


class Noticing:
    """Follows what the referee decides."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._facts = ServerFacts(store)
        self._known: tuple[str | None, tuple[Quiet, str]] | None = None

    def follow(self, entry: Entry, rows: Mapping[Place, Written]) -> None:
        """Note what of this entry people must hear of. What is told again after a restore was told in its time."""
        if entry.again:
            return
        for (table, id), written in rows.items():
            if table == ACTIVITY:
                self._activity(entry, id, written)
            elif table == INVOICE and _is_issued_by(written):
                assert written.new is not None
                self._note(entry, (INVOICE, id), str(written.new["account"]), None, None, None)

    def _activity(self, entry: Entry, id: str, written: Written) -> None:
        old, new = written.old, written.new
        if old is not None and new is not None and all(old[name] == new[name] for name in TOLD):
            return
        made = old is None and written.version is None  # of what was never there nobody was told anything
        line = None if made else self._store.get("to_tell", ACTIVITY, id)
        before = kept(old) if line is None else image(line["before"])
        what = happened(before, new)
        begins = begins_at(before, new, entry.received_ms)
        if what is None or begins is None:
            if line is not None:
                self._store.delete("to_tell", ACTIVITY, id)
            return
        row = old if new is None else new
        assert row is not None
        self._note(entry, (ACTIVITY, id), str(row["series"] or id), line, before, begins)

    def _note(
        self, entry: Entry, place: Place, bundle: str, line: Row | None, before: Row | None, begins: int | None
    ) -> None:
        now = entry.received_ms
        first = now if line is None else int(line["first_at"])
        others = line is not None and line["by"] != entry.user
        noted = {
            "tbl": place[0],
            "id": place[1],
            "bundle": bundle,
            "before": None if before is None else canonical(before),
            "first_at": first,
            "due_at": tell_at(first, now, begins, *self._hours()),
            "by": None if others else entry.user,
        }
        self._store.put("to_tell", noted)

    def _hours(self) -> tuple[Quiet, str]:
        """When the club is quiet, and on whose clock; read again only when the club says something else of itself."""
        row = self._store.get("setting", CLUB)
        said = None if row is None else row["value"]
        if self._known is None or self._known[0] != said:
            self._known = said, hours_of(self._facts)
        return self._known[1]


def begins_at(before: Mapping[str, Any] | None, now: Mapping[str, Any] | None, at: int) -> int | None:
    """When this activity begins, or was to begin: the first of both that is after `at` (UTC ms); None when none is."""
    starts = [int(row["start_at"]) for row in (before, now) if row is not None]
    return min((start for start in starts if start > at), default=None)


def hours_of(facts: ServerFacts) -> tuple[Quiet, str]:
    """When this club is quiet, and on whose clock."""
    return quiet_of(club_card(facts).get("quiet")), zone_of_club(facts)


def kept(row: Mapping[str, Any] | None) -> Row | None:
    """What is kept of an activity as it was."""
    return None if row is None else {name: row[name] for name in KEPT}


def club_card(facts: ServerFacts) -> Mapping[str, Any]:
    """What the club says of itself: name, language, quiet hours."""
    row = facts.get("setting", CLUB)
    card = None if row is None or row["value"] is None else json.loads(row["value"])
    return card if isinstance(card, dict) else {}


def _is_issued_by(written: Written) -> bool:
    was = written.old is not None and written.old["status"] == "issued"
    new = written.new
    return new is not None and new["kind"] == "invoice" and new["status"] == "issued" and not was
