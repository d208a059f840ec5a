"""What must be told, noted in the transaction that changed it or that turned the day: told later, and then once.

One line a row, however often it changes before people hear of it: the line keeps how they last heard of it, and how
whoever changed it left it. It goes when there is nothing for anybody to hear; that of an activity that nobody ever
heard of waits for it to be on again. Whom it concerns is asked when it is told (`receivers.py`), not here: a team of
forty costs the coach who moves a training no more than a team of two.
"""

import json
from collections.abc import Mapping
from typing import Any

from shared.actions.days import CLUB, zone_of_club
from shared.domain.notices import TOLD, Quiet, happened, quiet_of, tell_at
from shared.facts import Facts
from shared.register import Row, canonical
from shared.storage import Store
from sync_server.facts import ServerFacts, image
from sync_server.letters.news import SUBJECTS
from sync_server.letters.news.agenda import begins_at, kept, left
from sync_server.log import Entry, Place, Written

ACTIVITY = "activity"
NOBODYS: Mapping[str, Row | None] = {}


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
                self._note((table, id), bundle, (entry.received_ms, entry.received_ms), own={entry.user: None})

    def turn(self, day: str, now: int) -> None:
        """Note what becomes news because this day begins; once, in the transaction that turns it."""
        for table, subject in SUBJECTS.items():
            for id, bundle in subject.falls_due(self._facts, day):
                self._note((table, id), bundle, (now, now))

    def _activity(self, entry: Entry, id: str, written: Written) -> None:
        old, new = written.old, written.new
        if old is not None and new is not None and all(old[name] == new[name] for name in TOLD):
            return
        made = old is None and written.version is None  # of what was never there nobody was told anything
        line = None if made else self._store.get("to_tell", ACTIVITY, id)
        before = kept(old) if line is None else image(line["before"])
        own = {**(image(line["own"]) or {} if line else {}), entry.user: left(old, new)}
        known = (before, *own.values())
        begins = min(filter(None, (begins_at(one, new, entry.received_ms) for one in known)), default=None)
        is_news = any(happened(one, new) is not None for one in known)
        unheard = before is None and new is not None
        if begins is None or not (is_news or unheard):
            if line is not None:
                self._store.delete("to_tell", ACTIVITY, id)
            return
        row = old if new is None else new
        assert row is not None
        first = entry.received_ms if line is None or line["first_at"] is None else int(line["first_at"])
        between = (first, entry.received_ms) if is_news else None
        self._note((ACTIVITY, id), str(row["series"] or id), between, before, own, begins)

    def _note(
        self,
        place: Place,
        bundle: str,
        between: tuple[int, int] | None,
        before: Row | None = None,
        own: Mapping[str, Row | None] = NOBODYS,
        begins: int | None = None,
    ) -> None:
        """What happened first and last at these instants (UTC ms); None for what is no news until it changes again."""
        noted = {
            "tbl": place[0],
            "id": place[1],
            "bundle": bundle,
            "before": None if before is None else canonical(before),
            "own": canonical(dict(own)),
            "first_at": None if between is None else between[0],
            "due_at": begins if between is None else tell_at(*between, begins, *self._hours()),
        }
        self._store.put("to_tell", noted)

    def _hours(self) -> tuple[Quiet, str]:
        """When the club is quiet, and on whose clock; read again only when the club says something else of itself."""
        row = self._store.get("setting", CLUB)
        said = None if row is None else row["value"]
        if self._known is None or self._known[0] != said:
            self._known = said, hours_of(self._facts)
        return self._known[1]


def unheard(facts: Facts, line: Row, now: int) -> Row | None:
    """What stays of a line when it was told: where an activity is off before anybody but who made it heard of it, the
    others must hear of it as new once it is on again.
    """
    activity = facts.get(ACTIVITY, line["id"]) if line["tbl"] == ACTIVITY and line["before"] is None else None
    begins = begins_at(None, activity, now)
    if activity is None or not activity["cancelled"] or begins is None:
        return None
    own = dict.fromkeys(image(line["own"]) or {}, kept(activity))
    return {**line, "own": canonical(own), "first_at": None, "due_at": begins}


def hours_of(facts: ServerFacts) -> tuple[Quiet, str]:
    """When this club is quiet, and on whose clock."""
    return quiet_of(club_card(facts).get("quiet")), zone_of_club(facts)


def club_card(facts: ServerFacts) -> Mapping[str, Any]:
    """What the club says of itself: name, language, quiet hours."""
    row = facts.get("setting", CLUB)
    card = None if row is None or row["value"] is None else json.loads(row["value"])
    return card if isinstance(card, dict) else {}
