"""What must be told, noted in the transaction that changed it or that turned the day: told later, and then once.

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
from sync_server.news import SUBJECTS
from sync_server.news.agenda import begins_at, kept

ACTIVITY = "activity"


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
            elif table in SUBJECTS and (bundle := SUBJECTS[table].noted(written)) is not None:
                self._note((table, id), bundle, entry.user, (entry.received_ms, entry.received_ms))

    def turn(self, day: str, now: int) -> None:
        """Note what becomes news because this day begins; once, in the transaction that turns it."""
        for table, subject in SUBJECTS.items():
            for id, bundle in subject.falls_due(self._facts, day):
                self._note((table, id), bundle, None, (now, now))

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
        first = entry.received_ms if line is None else int(line["first_at"])
        by = entry.user if line is None or line["by"] == entry.user else None
        bundle = str(row["series"] or id)
        self._note((ACTIVITY, id), bundle, by, (first, entry.received_ms), before, begins)

    def _note(
        self,
        place: Place,
        bundle: str,
        by: str | None,
        between: tuple[int, int],
        before: Row | None = None,
        begins: int | None = None,
    ) -> None:
        """What happened first and last at these instants (UTC ms)."""
        noted = {
            "tbl": place[0],
            "id": place[1],
            "bundle": bundle,
            "before": None if before is None else canonical(before),
            "first_at": between[0],
            "due_at": tell_at(*between, begins, *self._hours()),
            "by": by,
        }
        self._store.put("to_tell", noted)

    def _hours(self) -> tuple[Quiet, str]:
        """When the club is quiet, and on whose clock; read again only when the club says something else of itself."""
        row = self._store.get("setting", CLUB)
        said = None if row is None else row["value"]
        if self._known is None or self._known[0] != said:
            self._known = said, hours_of(self._facts)
        return self._known[1]


def hours_of(facts: ServerFacts) -> tuple[Quiet, str]:
    """When this club is quiet, and on whose clock."""
    return quiet_of(club_card(facts).get("quiet")), zone_of_club(facts)


def club_card(facts: ServerFacts) -> Mapping[str, Any]:
    """What the club says of itself: name, language, quiet hours."""
    row = facts.get("setting", CLUB)
    card = None if row is None or row["value"] is None else json.loads(row["value"])
    return card if isinstance(card, dict) else {}
