"""The keys that seal cells: one a data class and version, kept in the database, wrapped by the key file."""

import os
from base64 import b64decode, b64encode

from shared.register import Klass, Row
from shared.storage import Store
from sync_server.keys.key_file import KeyFile
from sync_server.keys.seals import KEY_BYTES, Seal

CLASSES: tuple[Klass, ...] = ("C", "D")


class DataKeys:
    """Reads the table `data_key` of the store that it is given, and writes it inside the caller's transaction."""

    def __init__(self, store: Store, file: KeyFile) -> None:
        self._store = store
        self._file = file
        self._seals: dict[tuple[Klass, int], Seal] = {}

    def load(self) -> None:
        """Unwrap all that there are. Raises NoKey when the file is missing or not the right one, Damaged."""
        for row in self._store.find("data_key"):
            self.seal(row["klass"], row["version"])

    def newest(self, klass: Klass) -> int:
        """The version that seals now: asked at each write, for another process may have made a new one."""
        return self._store.highest("data_key", "version", klass=klass) or 0

    def seal(self, klass: Klass, version: int) -> Seal:
        """The key of this class and version. Raises NoKey, Damaged."""
        known = self._seals.get((klass, version))
        if known is None:
            row = self._store.get("data_key", _name(klass, version)) or {"id": "", "wrapped": "", "wrapper": ""}
            known = self._seals[klass, version] = Seal(b64decode(self._unwrapped(row)))
        return known

    def make(self, klass: Klass) -> int:
        """A new version of this class, which seals from now on; answers its number."""
        version = self.newest(klass) + 1
        self._wrap({"id": _name(klass, version), "klass": klass, "version": version}, os.urandom(KEY_BYTES))
        return version

    def wrap_anew(self) -> None:
        """Wrap every data key with the newest key of the file."""
        for row in self._store.find("data_key"):
            self._wrap(row, b64decode(self._unwrapped(row)))

    def drop_old(self) -> None:
        """Forget all versions but the newest of each class: nothing is sealed with them any more."""
        newest = {klass: self.newest(klass) for klass in CLASSES}
        for row in self._store.find("data_key"):
            if row["version"] < newest[row["klass"]]:
                self._store.delete("data_key", row["id"])

    def _unwrapped(self, row: Row) -> str:
        return self._file.seal(row["wrapper"]).open(row["wrapped"], "data_key", row["id"], row["wrapper"])

    def _wrap(self, row: Row, key: bytes) -> None:
        wrapper = self._file.newest
        assert wrapper is not None, "the file was given a key before"
        wrapped = self._file.seal(wrapper).shut(b64encode(key).decode(), "data_key", row["id"], wrapper)
        self._store.put("data_key", {**row, "wrapped": wrapped, "wrapper": wrapper})


def _name(klass: Klass, version: int) -> str:
    return f"{klass}.{version}"
