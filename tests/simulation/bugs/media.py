"""Bugs in the bytes of media: on the server's disk, in its slices, and on the phone that took the picture."""

from hashlib import sha256
from typing import Any
from unittest.mock import patch

from mobile.media.errand import Parcels
from sync_server.media.blobs import Blobs
from sync_server.media.desk import Media, Work
from tests.simulation.bugs.planting import both


def stored_before_synced() -> Any:
    """The club is told that bytes are stored while they are still on their way to the disk."""

    def keep(self: Blobs, data: bytes) -> str:
        name = sha256(data).hexdigest()
        path = self._path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return name

    return patch.object(Blobs, "keep", keep)


def folder_not_synced() -> Any:
    """The bytes are on the disk, their name is not."""
    return patch("sync_server.media.blobs._sync_folder", lambda folder: None)


def hash_not_compared() -> Any:
    """As many bytes as were announced are taken for the ones that were."""

    def take(self: Media, user: str, device: str, id: str, offset: int, data: bytes) -> Work | None:
        row = self._row(id)
        if row["state"] != "waiting" or self.blobs.take(id, device, offset, data) < int(row["sent_size"]):
            return None
        return Work(id, row["kind"], row["sent_hash"], self.blobs.gathered(id, device), self.blobs)

    return patch.object(Media, "take", take)


def offset_trusted() -> Any:
    """A slice is added wherever it says that it begins."""

    def take(self: Blobs, medium: str, device: str, offset: int, data: bytes) -> int:
        return real(self, medium, device, self.have(medium, device), data)

    real = Blobs.take
    return both(patch.object(Blobs, "take", take), hash_not_compared())


def dropped_when_the_row_was_heard() -> Any:
    """The row is acknowledged, so the picture must be there."""

    def tidy(self: Parcels) -> None:
        for parcel in self.shelf.parcels():
            if self.row(parcel["medium"]) is not None and not self._is_under_way(parcel["medium"]):
                self.shelf.released(parcel["medium"])
                self.shelf._drop([parcel["hash"]])
        real(self)

    real = Parcels.tidy
    return patch.object(Parcels, "tidy", tidy)


def never_sent_again() -> Any:
    """A row that waits again after a restore finds nobody who still has its bytes."""

    return patch.object(Parcels, "_awaited", lambda self: {})


def copies_stay() -> Any:
    """Bytes of rows that left stay on the phone."""
    return patch("mobile.media.shelf.Shelf.sweep", lambda self, wanted: None)


def shown_to_all() -> Any:
    """Whoever knows the id of a medium gets its bytes."""
    return patch.object(Media, "_reaches", lambda self, user, id: True)
