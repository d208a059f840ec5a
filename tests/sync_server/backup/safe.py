"""A club in a folder with its ledger and media, the keys of its backups, and the commands that one would type."""

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from shared.storage import SqliteStorage
from sync_server.__main__ import main
from sync_server.backup.keys import make_pair
from sync_server.keys.resealing import open_sealed
from sync_server.outside import NoLedger
from sync_server.store.copying import copy_rows
from sync_server.store.tables import SERVER_REGISTER
from tests.house import House
from tests.sync_server.store.test_copying import with_media


class Safe:
    """`old` is where the club lives, `new` an empty place; `file` its backup."""

    def __init__(self, house: House, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.file, self.key = folder, folder / "club.touchline", folder / "private.key"
        self.old, self.new = folder / "old", folder / "new"
        self.public = make_pair(self.key)
        self._set = monkeypatch.setenv
        self.names = with_media(house, self.old / "media")
        monkeypatch.setenv("TOUCHLINE_KEY_FILE", str(folder / "server.key"))
        with closing(SqliteStorage(self.old / "club.db", SERVER_REGISTER)) as store:
            copy_rows(house.store, store)
            open_sealed(store, NoLedger(), folder / "server.key")
            self.rows = sum(store.count(table.name) for table in store.register)

    def run(self, where: Path, *words: Any) -> int:
        """A command of the server whose folder this is."""
        self._set("TOUCHLINE_DATA", str(where))
        return main([str(word) for word in words])

    def back_up(self) -> int:
        """Into the file."""
        return self.run(self.old, "backup", self.file, "--to", self.public)

    def restore(self, *more: str, where: Path | None = None) -> int:
        """From the file, into the empty place unless another is named."""
        return self.run(where or self.new, "restore", self.file, "--key", self.key, *more)

    def left(self) -> list[str]:
        """The names of all files in the new place."""
        return sorted(path.name for path in self.new.rglob("*") if path.is_file())
