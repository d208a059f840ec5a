"""The decoders of sealed cells: at the server, on a phone and in a browser."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from mobile.device.locks import AesLock, SpongeLock
from shared.errors import Damaged
from shared.sealed_storage import Lock
from shared.storage import SqliteStorage
from sync_server.keys.data_keys import DataKeys
from sync_server.keys.key_file import KeyFile, NoKey
from sync_server.keys.sealing import Sealer
from sync_server.keys.seals import Seal
from sync_server.store.tables import SERVER_REGISTER
from tests.fuzz.decoder import Decoder, as_text

KEY = b"k" * 32
PLACE = ("contact_finance", "contact-kim", "iban")
ROW = {**dict.fromkeys(SERVER_REGISTER["contact_finance"].names), "id": "contact-kim"}


@cache
def _sealer() -> Sealer:
    """With one data key, as a club has it."""
    folder = TemporaryDirectory(prefix="touchline-fuzz-")
    file = KeyFile(Path(folder.name) / "club.key")
    file.add()
    store = SqliteStorage(":memory:", SERVER_REGISTER)
    keys = DataKeys(store, file)
    with store.transaction():
        keys.make("C")
    return Sealer(SERVER_REGISTER, keys)


def _cell(data: bytes) -> object:
    """As it stands in the database, where a hand or a disk may have been at it."""
    return _sealer().open("contact_finance", {**ROW, "iban": as_text(data)})


def _shut(lock: Lock) -> bytes:
    return lock.shut("BE68539007547034", *PLACE).encode()


def _cells() -> tuple[bytes, ...]:
    good = str(_sealer().shut("contact_finance", {**ROW, "iban": "BE68539007547034"}, 1)["iban"])
    return good.encode(), good.replace("1.", "2.", 1).encode(), b"1.", b"BE68539007547034"


def _lock(name: str, lock: Lock) -> Decoder:
    return Decoder(name, lambda data: lock.open(as_text(data), *PLACE), (_shut(lock),), (Damaged,), "text", share=0.3)


SEALED = (
    Decoder("sealed_cell", _cell, _cells(), (Damaged, NoKey), "text", (".", "1.", "٣.", "9" * 5000 + "."), share=0.4),
    _lock("seal", Seal(KEY)),
    _lock("lock_of_a_phone", AesLock(KEY)),
    _lock("lock_of_a_browser", SpongeLock(KEY)),
)
