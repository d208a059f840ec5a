"""The desk where the bytes of media come in and go out: who may, how much is here, and what became of them.

Rows are read and settled here, between awaits; what takes long (`Work.done`) touches no row and may run in a thread.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from shared.actions.verb import MAX_ID
from shared.errors import Malformed
from shared.refusals import Refusal
from shared.register import Row
from shared.sync.protocol import ActionCall
from sync_server.club import Club
from sync_server.facts import image
from sync_server.media.blobs import Blobs
from sync_server.media.pictures import judged

GRACE_S = 30 * 24 * 3600
"""How long bytes that no row refers to stay: a deleted row may be restored, a club may wake up in yesterday."""


@dataclass(frozen=True)
class Found:
    """A file to be read by somebody who may."""

    path: Path
    mime: str
    hash: str


@dataclass(frozen=True)
class Work:
    """All bytes of a medium are here, and they are the ones that its row announced."""

    medium: str
    kind: str
    sent_hash: str
    data: bytes
    blobs: Blobs

    def done(self) -> dict[str, Any]:
        """Look at the bytes and keep what is worth keeping; answers what the row will say. Raises StoreFull."""
        try:
            kept = judged(self.kind, self.data)
        except Refusal as refusal:
            return {"state": "rejected", "code": refusal.code}
        preview = None if kept.preview is None else self.blobs.keep(kept.preview)
        said = {"mime": kept.mime, "size": len(kept.data), "preview": preview}
        return {"state": "stored", "hash": self.blobs.keep(kept.data), **said}


class Media:
    """Bytes of one club. Who may not see a medium learns nothing: it is absent, as one that never was."""

    def __init__(self, club: Club, blobs: Blobs, new_id: Callable[[], str] | None = None) -> None:
        self._club = club
        self.blobs = blobs
        self._new_id = new_id or club.new_id

    # ---- out

    def find(self, user: str, id: str, *, preview: bool = False) -> Found:
        """The file of a medium whose row reaches this user. Raises Malformed `absent` (404)."""
        row = self._row(id)
        if not self._reaches(user, id) or row["state"] != "stored":
            raise _absent()
        name = row["preview"] if preview else row["hash"]
        path = None if name is None else self.blobs.find(str(name))
        if path is None:
            raise _absent()
        mime = str(row["mime"])
        if preview:  # written as one of two kinds
            mime = "image/png" if path.read_bytes()[:4] == b"\x89PNG" else "image/jpeg"
        return Found(path, mime, str(name))

    def _row(self, id: str) -> Row:
        if not 0 < len(id) <= MAX_ID or not id.isascii() or not id.isprintable():
            raise _absent()
        row = self._club.store.get("medium", id)
        if row is None:
            raise _absent()
        return row

    def _reaches(self, user: str, id: str) -> bool:
        """Whether one of the user's scopes carries the row now."""
        version = self._club.store.get("row_version", "medium", id)
        audience = None if version is None else self._club.store.get("audience", version["audience"])
        scopes = [] if audience is None else image(audience["scopes"])
        return not self._club.referee.granted(user).keys().isdisjoint(scopes)

    # ---- in

    def standing(self, user: str, device: str, id: str) -> dict[str, Any]:
        """How a medium stands: state, code, the SHA-256 that was announced, and how much of it is here. For its author,
        and for who may see its row: whoever has the announced bytes may send them, since their author's phone may be
        lost.

        Raises Malformed `absent` (404) for anybody else.
        """
        row = self._row(id)
        if row["by_user"] != user and not self._reaches(user, id):
            raise _absent()
        have = self.blobs.have(id, device) if row["state"] == "waiting" else 0
        return {"state": row["state"], "code": row["code"], "hash": row["sent_hash"], "have": have}

    def take(self, user: str, device: str, id: str, offset: int, data: bytes) -> Work | None:
        """Take a slice; answers the work to do when it was the last one. Whoever asks hears `standing` next.

        A slice that does not begin where the last one ended changes nothing. Raises Malformed: `absent`, `too_large`.
        """
        standing, row = self.standing(user, device, id), self._row(id)
        if standing["state"] != "waiting":
            return None
        size = int(row["sent_size"])
        if offset + len(data) > size:
            raise Malformed("too_large", 413)
        if self.blobs.take(id, device, offset, data) < size:
            return None
        whole = self.blobs.gathered(id, device)
        if sha256(whole).hexdigest() != row["sent_hash"]:
            self.blobs.forget(id, device)
            return None
        return Work(id, str(row["kind"]), str(row["sent_hash"]), whole, self.blobs)

    def settle(self, work: Work, device: str, said: dict[str, Any]) -> None:
        """Tell the club what became of the bytes, through the door of all changes. Nothing when it is told already."""
        row = self._club.store.get("medium", work.medium)
        if row is not None and row["state"] == "waiting" and row["sent_hash"] == work.sent_hash:
            self._say({"id": work.medium, **said})
        self.blobs.forget(work.medium, device)

    def _say(self, args: dict[str, Any]) -> None:
        self._club.referee.perform(self._new_id(), self._club.now(), ActionCall("medium.settle", 1, args))

    # ---- by and by

    def tend(self) -> tuple[int, int]:
        """Ask again for bytes that are said to be here and are not, and let go of those that nobody refers to.

        Answers how many of each. After a restore both may happen.
        """
        lost = self._ask_again()
        rows = self._club.store.find("medium", state="stored")
        wanted = {name for row in rows for name in (row["hash"], row["preview"]) if name is not None}
        return lost, self.blobs.sweep(wanted, self._club.now() / 1000 - GRACE_S)

    def look_after(self) -> int:
        """What was told again since a restore may say of bytes that they are here: those that are not are asked for
        again; answers how many. Nothing to do at any other time.
        """
        if not self._club.referee.settled_again:
            return 0
        lost = self._ask_again()
        self._club.referee.settled_again = False
        return lost

    def _ask_again(self) -> int:
        lost = [row for row in self._club.store.find("medium", state="stored") if self.blobs.find(row["hash"]) is None]
        for row in lost:
            self._say({"id": row["id"], "state": "waiting"})
        return len(lost)


def _absent() -> Malformed:
    return Malformed("absent", 404)
