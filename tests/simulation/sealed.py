"""The simulated server keeps what is sensitive sealed, and a thief of its disk reads none of it."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from mobile.device.locks import AesLock
from shared.storage_statements import quoted
from shared.storage_verbs import SqlVerbs
from sync_server.keys.data_keys import DataKeys
from sync_server.keys.key_file import KeyFile
from sync_server.keys.sealing import SealedStore
from tests.simulation.naive.club import canaries

if TYPE_CHECKING:
    from tests.simulation.naive.club import Club

SENSITIVE = ("contact_finance", "contact_medical", "injury")
LOCK = AesLock(bytes(range(32)))
"""Of every phone: a cloned one has the key too, and one that was restored from a backup."""


class Front(SealedStore):
    """In front of the keeper's store, whose line may be cut and whose disk may be full."""

    def __init__(self, raw: SqlVerbs, keys: Path) -> None:
        super().__init__(raw, DataKeys(raw, KeyFile(keys)))  # type: ignore[arg-type]  # both keepers are stores
        self.raw: Any = raw

    @property
    def connection(self) -> Any:
        """That of the real store."""
        return self.raw.connection

    @connection.setter
    def connection(self, line: Any) -> None:
        self.raw.connection = line

    def close(self) -> None:
        """The process is gone."""
        self.raw.close()


def words_lying_open(store: Front, ledger: list[str], club: "Club") -> set[str]:
    """The canaries of sensitive rows, as they stand or ever stood, that are to be read in a cell or in the ledger."""
    run, tables = store.connection.execute, store.register
    cells = repr([list(run(f"SELECT * FROM {quoted(table.name)}", ())) for table in tables])
    return sensitive(canaries(cells) | canaries("\n".join(ledger)), club)


def sensitive(words: set[str], club: "Club") -> set[str]:
    """Those of these words that stand or ever stood in a sensitive row."""
    return {word for word in words if any(table in SENSITIVE for table, _ in club.stood.get(word, ()))}
