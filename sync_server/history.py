"""What happened to rows: who, when, from which device, the fields before and after, what lost a merge (feature B17).

Who may read a row may read its history; for anybody else it has none. What reaches somebody by being shared begins
for them there, and what is medical is told without its words: those are opened on the person's page, which is written
down. A name is told to whom may see that person.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from shared.actions.requests import REQUESTED
from shared.domain.contact import display_name
from shared.register import Row
from shared.rights import OPENED, SYSTEM
from sync_server.facts import image
from sync_server.log import Place
from sync_server.referee import Referee
from sync_server.sight import Sight

LINES = 40
"""On one page."""
UNTOLD = "•"
"""Instead of words that have to be opened."""


@dataclass(frozen=True)
class Line:
    """One row in one changeset. `at` is UTC ms at the server; `by` is me, club (a job, an import) or somebody; `who`
    and `device` are names, None where the reader may not know them. `before` and `after` hold the fields that
    changed, `lost` what was said and gave way to a later word. `kind`: insert, patch or remove. `asked` is the name of
    somebody at whose request it was done.
    """

    seq: int
    at: int
    by: str
    who: str | None
    device: str | None
    table: str
    id: str
    kind: str
    before: Row
    after: Row
    lost: Row
    asked: str | None = None

    def to_wire(self) -> dict[str, Any]:
        """As it travels."""
        return dict(vars(self))


class History:
    """Answers for one club; reads only."""

    def __init__(self, referee: Referee) -> None:
        self._referee, self._store = referee, referee.store

    def page(self, user: str, places: Sequence[Place], before: int | None = None, most: int = LINES) -> list[Line]:
        """The last lines of these rows, newest first; with `before` those below this seq. At most `most`, and then as
        many more as belong to the same seq: ask for the rest with the last line's.
        """
        with self._store.snapshot():
            sight = Sight(self._referee, user)
            seen = [place for place in dict.fromkeys(places) if sight.sees(place)]
            told = [one for place in seen for one in self._told(place, sight.since(place))]
            told = [one for one in told if before is None or one[0]["seq"] < before]
            told.sort(key=lambda one: (-one[0]["seq"], one[0]["tbl"], one[0]["id"]))
            if len(told) > most:
                last = told[most - 1][0]["seq"]
                told = [one for one in told if one[0]["seq"] >= last]
            return [self._line(user, sight, row, change) for row, change in told]

    def _told(self, place: Place, since: int) -> Iterator[tuple[Row, tuple[Row, Row]]]:
        return ((row, change) for row, change in self._changes(place) if row["seq"] >= since)

    def _changes(self, place: Place) -> Iterator[tuple[Row, tuple[Row, Row]]]:
        """Each line of history with the fields before and after. What a row was when it came follows from what it is
        now and what was changed since.
        """
        stands = self._store.get(*place) or {}
        for row in sorted(self._store.find("history", tbl=place[0], id=place[1]), key=lambda row: -int(row["seq"])):
            before, after = image(row["before"]) or {}, image(row["after"]) or {}
            if row["kind"] == "insert":
                before, after = {}, _said(stands)
            elif row["kind"] == "remove":
                stands, before = before, _said(before)
            else:
                stands = {**stands, **before}
            yield row, (before, after)

    def _line(self, user: str, sight: Sight, row: Row, change: tuple[Row, Row]) -> Line:
        entry = self._store.get("log", row["seq"]) or {}
        author = str(entry["user"])
        name = self._name(author, user, sight)
        device = self._store.get("device", entry["device"]) if name is not None else None
        by = "club" if author == SYSTEM.user else "me" if author == user else "somebody"
        parts = [*change, image(row["lost"]) or {}]
        if row["tbl"] in OPENED:
            parts = [dict.fromkeys(part, UNTOLD) for part in parts]
        before, after, lost = parts
        seq, what = int(row["seq"]), (row["tbl"], row["id"], row["kind"], before, after, lost)
        asked = self._asker(seq, user, sight)
        return Line(seq, int(entry["received_ms"]), by, name, device["name"] if device else None, *what, asked=asked)

    def _asker(self, seq: int, reader: str, sight: Sight) -> str | None:
        """Who asked for what was done in this entry: it settles the request too. To whom may see that."""
        for settled in self._store.find("history", seq=seq, tbl="parked_change"):
            request = self._store.get("parked_change", settled["id"])
            done = request is not None and (request["reason"], request["state"]) == (REQUESTED, "done")
            if request is not None and done and sight.sees(("parked_change", str(request["id"]))):
                return self._name(str(request["user"]), reader, sight)
        return None

    def _name(self, author: str, reader: str, sight: Sight) -> str | None:
        """The author's name, where the reader may see the author."""
        profile = self._store.get("user_profile", author)
        if profile is None:
            return None
        person = ("contact", str(profile["contact"]))
        row = self._store.get(*person)
        if row is not None and sight.sees(person):
            return display_name(row["given_name"], row["family_name"])
        return str(profile["username"]) if author == reader or sight.sees(("user_profile", author)) else None


def _said(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "id" and value is not None}
