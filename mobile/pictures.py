"""The door for pictures and papers: show what is here, ask for what is not, keep what somebody took or chose."""

from collections.abc import Callable
from typing import Any

from mobile.media.porter import Porter, Wanted
from mobile.writer import Done, Writer
from shared.actions.media import MAX_MEDIUM_BYTES
from shared.errors import StoreFull
from shared.refusals import Invalid, NoRoom
from shared.replica.replica import Replica

SMALL, SMALL_BYTES = 64, 64 * 1024
"""So many small pictures are remembered: a list that scrolls reads none of them twice."""


class Pictures:
    """`hurry` lets the courier fetch what is missing."""

    def __init__(self, replica: Replica, porter: Porter, writer: Writer, hurry: Callable[[], None]) -> None:
        self._replica = replica
        self._porter = porter
        self._writer = writer
        self._hurry = hurry
        self._small: dict[str, bytes] = {}

    def show(self, medium: str | None, *, small: bool = True) -> bytes | None:
        """The picture of a medium, or what is here of it; the rest is fetched, and screens are told when it came.

        Before the server has it, that is the picture as it was taken: only its author's device has that.
        """
        row = None if medium is None else self._replica.facts().get("medium", medium)
        if row is None or row["state"] == "rejected":
            return None
        best = row["preview"] if small and row["preview"] is not None else row["hash"]
        missing = best is not None and not self._porter.shelf.has(best)
        if missing and self._porter.want(Wanted(row["id"], best == row["preview"], best)):
            self._hurry()
        for name in (best, row["sent_hash"], row["preview"], row["hash"]):
            data = None if name is None else self._read(name)
            if data is not None:
                return data
        return None

    def whole(self, medium: str) -> bytes | None:
        """All its bytes as they were sent or are stored, where they are here; never a smaller picture."""
        row = self._replica.facts().get("medium", medium)
        if row is None or row["state"] == "rejected":
            return None
        found = (self._porter.shelf.read(name) for name in (row["hash"], row["sent_hash"]) if name is not None)
        return next((data for data in found if data is not None), None)

    def _read(self, name: str) -> bytes | None:
        if name not in self._small:
            data = self._porter.shelf.read(name)
            if data is None:
                return None
            if len(data) > SMALL_BYTES:
                return data
            if len(self._small) >= SMALL:
                self._small.pop(next(iter(self._small)))
            self._small[name] = data
        return self._small[name]

    def keep(self, kind: str, data: bytes, *, title: str | None = None, face: bool = False, **on: str) -> Done:
        """Keep bytes on this device and announce them: a "photo" or a "document" of `contact` or `resource`.

        With `face` it becomes the photo that is shown. On disk, and to be seen, when this returns.
        """
        id = self._writer.new_id()
        if not 0 < len(data) <= MAX_MEDIUM_BYTES:
            return Done("refused", Invalid("sent_size", "file_too_large"), "")
        try:
            name = self._porter.shelf.post(id, data)
        except StoreFull:
            return Done("refused", NoRoom(), "")
        wish = {"id": id, "kind": kind, "title": title, "sent_hash": name, "sent_size": len(data), **on}
        wishes: list[tuple[str, dict[str, Any]]] = [("medium.add", wish)]
        wishes += [(f"{table}.set_photo", {"id": root, "medium": id}) for table, root in on.items() if face]
        done = self._writer.do_all(*wishes)
        if done.refusal is not None:
            self._porter.shelf.released(id)
            self.tidy()
        return done

    def unsent(self) -> int:
        """How many pictures and papers this device has not brought to the server yet."""
        return self._porter.parcels.unsent()

    def tidy(self) -> None:
        """Rows moved: bytes of rows that left are forgotten, in memory too."""
        self._small.clear()
        self._porter.parcels.tidy()
