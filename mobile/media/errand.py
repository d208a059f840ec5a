"""Which bytes must be sent, and one of them on its way: what to ask next, and what an answer means. No network here.

Nothing is remembered of a sending but the bytes themselves: the server says how much it has, and there we go on.
"""

from collections.abc import Collection
from dataclasses import dataclass

from mobile.media.shelf import Shelf
from shared.errors import Malformed, Unreachable
from shared.register import Row
from shared.storage import Store
from shared.sync import strict

OK, ABSENT = 200, 404


@dataclass(frozen=True)
class Ask:
    """One request about a medium: how much is there (no data), or the next slice from `offset` on."""

    medium: str
    offset: int = 0
    data: bytes | None = None


class Parcels:
    """What this device must send, found from the rows of its replica and the bytes on its shelf."""

    def __init__(self, store: Store, shelf: Shelf) -> None:
        self._store = store
        self.shelf = shelf

    def next(self, but: Collection[str]) -> "Errand | None":
        """An errand for a medium that is none of `but`; None when nothing is to be sent.

        Rows that were not pushed yet come first by another road: their bytes wait for that.
        """
        for medium, name in sorted(self._due().items()):
            if medium not in but and self.shelf.read(name) is not None:
                return Errand(self, medium, name)
        return None

    def _due(self) -> dict[str, str]:
        """Hashes by medium: of parcels, and of rows that wait again for bytes this device still has."""
        due = {row["medium"]: row["hash"] for row in self.shelf.parcels() if not self._is_under_way(row["medium"])}
        due = {medium: name for medium, name in due.items() if (row := self.row(medium)) is None or _waits(row, name)}
        return due | self._awaited()

    def unsent(self) -> int:
        """How many media were kept here and are not with the server yet."""
        rows = [(self.row(parcel["medium"]), parcel["hash"]) for parcel in self.shelf.parcels()]
        return sum(row is not None and _waits(row, name) for row, name in rows)

    def _awaited(self) -> dict[str, str]:
        """Hashes by medium: rows that wait for bytes which are here, whoever announced them: a phone may be lost."""
        rows = self._store.among("medium", "sent_hash", self.shelf.names(), state="waiting")
        here = [row for row in rows if not self._is_under_way(row["id"]) and self.shelf.has(row["sent_hash"])]
        return {row["id"]: row["sent_hash"] for row in here}

    def row(self, medium: str) -> Row | None:
        """The row as this device shows it."""
        return self._store.get("medium", medium)

    def _is_under_way(self, medium: str) -> bool:
        """Whether an unsent changeset speaks of it."""
        return any(medium in line["actions"] for line in self._store.find("queue"))

    def forgotten(self, medium: str) -> bool:
        """Whether neither a row here nor an open line of the inbox, which may be tried again, speaks of it."""
        if self.row(medium) is not None:
            return False
        return not any(medium in (line["detail"] or "") for line in self._store.find("inbox_item", done_at=None))

    def tidy(self) -> None:
        """Let go of parcels whose row says that the server has them or will not, and of copies whose rows are gone."""
        for parcel in self.shelf.parcels():
            medium = parcel["medium"]
            row = self.row(medium)
            if row is not None and not _waits(row, parcel["hash"]) and not self._is_under_way(medium):
                self.shelf.released(medium)
        names = self.shelf.names()
        wanted = {
            row[field]
            for field in ("hash", "preview", "sent_hash")
            for row in self._store.among("medium", field, names)
        }
        self.shelf.sweep(wanted)


def _waits(row: Row, name: str) -> bool:
    return row["state"] == "waiting" and row["sent_hash"] == name


class Errand:
    """One medium's bytes on their way. Ask, hear, ask again, until `over`."""

    def __init__(self, parcels: Parcels, medium: str, name: str) -> None:
        self._parcels = parcels
        self.medium = medium
        self._name = name
        self._have: int | None = None
        self._begun_anew = False
        self.over = False
        self.settled = False

    def ask(self) -> Ask:
        """The next request."""
        if self._have is None:
            return Ask(self.medium)
        return Ask(self.medium, self._have, self._parcels.shelf.slice(self._name, self._have))

    def heard(self, asked: Ask, status: int, body: bytes) -> None:
        """An answer. Raises Unreachable for what is none of the server's; nothing changed then."""
        if status == ABSENT:
            self._absent(body)
            return
        if status != OK:
            self.over = True  # refused at the door: another time
            return
        state, name, have = _standing(body)
        if state != "waiting":
            self.over = self.settled = True
            if name == self._name and self._parcels.row(self.medium) is None:
                self._parcels.shelf.released(self.medium)  # no row will ever tell
            return
        began_anew = self._have is not None and have < self._have
        stands_still = asked.data is not None and have == asked.offset
        self.over = name != self._name or (began_anew and self._begun_anew) or (stands_still and not began_anew)
        self._begun_anew = self._begun_anew or began_anew
        self._have = have

    def _absent(self, body: bytes) -> None:
        """Gone, or never done. A row that is here still says that a later checkpoint will tell."""
        if _object(body).get("code") != "absent":
            raise Unreachable
        self.over = True
        if self._parcels.forgotten(self.medium):
            self._parcels.shelf.released(self.medium)


def _standing(body: bytes) -> tuple[str, str, int]:
    value = _object(body)
    state, name, have = value.get("state"), value.get("hash"), value.get("have")
    if not (isinstance(state, str) and isinstance(name, str) and type(have) is int and have >= 0):
        raise Unreachable
    return state, name, have


def _object(body: bytes) -> dict[str, object]:
    """What a server of ours says; anything else is somebody in between."""
    try:
        value = strict.decode(body)
    except Malformed as problem:
        raise Unreachable from problem
    if not isinstance(value, dict):
        raise Unreachable
    return value
