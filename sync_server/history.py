"""What happened to rows: who, when, from which device, the fields before and after, what lost a merge (feature B17).

Who may read a row may read its history; for anybody else it has none. A name is told to whom may see that person.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from shared.domain.contact import display_name
from shared.register import Row
from shared.rights import SYSTEM
from shared.storage import Store
from shared.tables import REGISTER
from sync_server.audiences import Audiences
from sync_server.facts import image
from sync_server.log import Place

LINES = 40
"""On one page."""


@dataclass(frozen=True)
class Line:
    """One row in one changeset. `at` is UTC ms at the server; `by` is me, club (a job, an import) or somebody; `who`
    and `device` are names, None where the reader may not know them. `before` and `after` hold the fields that
    changed, `lost` what was said and gave way to a later word. `kind`: insert, patch or remove.
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

    def to_wire(self) -> dict[str, Any]:
        """As it travels."""
        return dict(vars(self))


class History:
    """Answers for one club; reads only."""

    def __init__(self, store: Store, audiences: Audiences) -> None:
        self._store = store
        self._audiences = audiences

    def page(self, user: str, places: Sequence[Place], before: int | None = None, most: int = LINES) -> list[Line]:
        """The last lines of these rows, newest first; with `before` those below this seq. At most `most`, and then as
        many more as belong to the same seq: ask for the rest with the last line's.
        """
        with self._store.snapshot():
            self._audiences.at(int((self._store.get("club", "club") or {"seq": 0})["seq"]))
            granted = frozenset(row["scope"] for row in self._store.find("user_scope", user=user))
            seen = [place for place in dict.fromkeys(places) if self._visible(place, granted)]
            told = [(row, change) for place in seen for row, change in self._changes(place)]
            told = [one for one in told if before is None or one[0]["seq"] < before]
            told.sort(key=lambda one: (-one[0]["seq"], one[0]["tbl"], one[0]["id"]))
            if len(told) > most:
                last = told[most - 1][0]["seq"]
                told = [one for one in told if one[0]["seq"] >= last]
            return [self._line(user, granted, row, change) for row, change in told]

    def _visible(self, place: Place, granted: frozenset[str]) -> bool:
        """Whether the row reaches this user; of one that was deleted, whether it did."""
        version = self._store.get("row_version", *place) if place[0] in REGISTER else None
        return version is not None and bool(self._audiences.scopes(version["audience"]) & granted)

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

    def _line(self, user: str, granted: frozenset[str], row: Row, change: tuple[Row, Row]) -> Line:
        entry = self._store.get("log", row["seq"]) or {}
        author = str(entry["user"])
        name = self._name(author, user, granted)
        device = self._store.get("device", entry["device"]) if name is not None else None
        by = "club" if author == SYSTEM.user else "me" if author == user else "somebody"
        what = (row["tbl"], row["id"], row["kind"], *change, image(row["lost"]) or {})
        return Line(int(row["seq"]), int(entry["received_ms"]), by, name, device["name"] if device else None, *what)

    def _name(self, author: str, reader: str, granted: frozenset[str]) -> str | None:
        """The author's name, where the reader may see the author."""
        profile = self._store.get("user_profile", author)
        if profile is None:
            return None
        person = ("contact", str(profile["contact"]))
        row = self._store.get(*person)
        if row is not None and self._visible(person, granted):
            return display_name(row["given_name"], row["family_name"])
        return (
            str(profile["username"]) if author == reader or self._visible(("user_profile", author), granted) else None
        )


def _said(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "id" and value is not None}
