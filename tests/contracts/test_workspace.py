"""A workspace keeps the promise of the store that it stands in front of."""

from pathlib import Path

from shared.register import Register
from shared.storage import SqliteStorage, Store
from sync_server.workspace import Workspace
from tests.contracts import test_storage


class TestWorkspace(test_storage.StorageContract):
    def open(self, folder: Path, register: Register) -> Store:
        return Workspace(SqliteStorage(folder / "store.db", register))


class TestWorkspaceOnPostgres(test_storage.TestPostgres):
    def open(self, folder: Path, register: Register) -> Store:
        return Workspace(super().open(folder, register))
