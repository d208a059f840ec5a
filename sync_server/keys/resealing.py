"""Seals what is not sealed yet, or not with the newest key: a club of before its first key, and a rotation.

In steps, each a transaction that notes how far it came, so that a kill costs nothing and other processes are let in.
While a club is sealed for the first time nobody is answered: its cells are plain above that place and sealed below it.
In a rotation every cell says which version sealed it, so a server goes on meanwhile.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from shared.register import Row, canonical
from shared.rights import SYSTEM
from shared.storage import Store
from sync_server.keys.data_keys import CLASSES, DataKeys
from sync_server.keys.key_file import MISSING, KeyFile, NoKey
from sync_server.keys.sealed_ledger import SealedLedger
from sync_server.keys.sealing import CELLS, SealedStore, Sealer
from sync_server.outside import Ledger
from sync_server.privacy.audit import Audit, Deed
from sync_server.store.tables import below_all

STEP = 500
UNNAMED = "What is sensitive in this club is sealed, and nobody said where the key file is. Nothing was changed."


class Renewable(Store, Protocol):
    """A store itself, and not one that stands in front of it."""

    def renew(self, tables: Iterable[str]) -> None:
        """Leave no byte of what these tables held before."""


def open_sealed(store: Renewable, ledger: Ledger, path: Path | None) -> tuple[Store, Ledger, bool]:
    """The club behind its keys, all of it sealed; and whether it was there before and was not.

    The file is made when nothing was ever sealed with one. Without a path nothing is sealed. Raises NoKey.
    """
    sealed = bool(store.count("data_key"))
    if path is None:
        if sealed:
            raise NoKey(UNNAMED)
        return store, ledger, False
    file = KeyFile(path)
    if sealed and not path.exists():
        raise NoKey(MISSING.format(path=path))
    keys, told = DataKeys(store, file), SealedLedger(ledger, file)
    if not sealed:
        _begin(store, keys, file, told)
    keys.load()
    finish(store, keys)
    return SealedStore(store, keys), told, not sealed and bool(store.count("club"))


def _begin(store: Store, keys: DataKeys, file: KeyFile, ledger: SealedLedger) -> None:
    """The first keys. The ledger goes first: once a club has keys, all that it ever wrote is taken to be sealed."""
    if file.newest is None:
        file.add()
    ledger.seal_anew()
    with store.transaction():
        if not store.count("data_key"):  # another process was first
            for klass in CLASSES:
                keys.make(klass)
            _note(store, plain=True)


def _note(store: Store, *, plain: bool) -> None:
    """Everything is to be sealed, from its first row."""
    lines = [{"tbl": name, "about": about, "last": None, "plain": int(plain)} for name, about in _parts()]
    store.put("to_seal", *lines)


def _parts() -> list[tuple[str, str]]:
    return [(name, about) for name, cells in CELLS.items() for about in sorted(cells.about or ("",))]


def finish(store: Renewable, keys: DataKeys, most: int = STEP) -> None:
    """Seal what is left, and forget the keys that nothing is sealed with any more."""
    if not store.above("to_seal", ("tbl", "about"), ("", ""), 1):
        return
    while step(store, keys, most):
        pass
    with store.transaction():
        if not store.count("to_seal"):
            keys.drop_old()
    store.renew(CELLS)


def step(store: Store, keys: DataKeys, most: int = STEP) -> bool:
    """Seal at most so many rows, in one transaction; False when nothing is left."""
    with store.transaction():
        place = next(iter(store.above("to_seal", ("tbl", "about"), ("", ""), 1)), None)
        if place is None:
            return False
        rows = _next_rows(store, place, most)
        sealer, name = Sealer(store.register, keys), place["tbl"]
        version = sealer.newest(name)
        plain = rows if place["plain"] else [sealer.open(name, row) for row in rows]
        store.put(name, *[sealer.shut(name, row, version) for row in plain])
        if len(rows) < most:
            store.delete("to_seal", name, place["about"])
        else:
            last = store.register[name].key_of(rows[-1])
            store.put("to_seal", {**place, "last": canonical(last)})
    return True


def _next_rows(store: Store, place: Row, most: int) -> list[Row]:
    table = store.register[place["tbl"]]
    about = {"tbl": place["about"]} if place["about"] else {}
    last = dict(
        zip(table.key, json.loads(place["last"]) if place["last"] else below_all(table, table.key), strict=True)
    )
    names = [name for name in table.key if name not in about]
    return store.above(table.name, names, [last[name] for name in names], most, **about)


def rotate(store: Renewable, ledger: Ledger, file: KeyFile, at: int) -> int:
    """New keys for everything, the file's own among them; answers the version of class C. `store` is the real one, and
    `at` now (UTC ms).

    Cut off, it is gone on with when the club is opened, or by a second rotation. Raises NoKey, StoreFull.
    """
    keys = DataKeys(store, file)
    keys.load()
    finish(store, keys)
    wrapper = file.add()
    with store.transaction():
        keys.wrap_anew()
        for klass in CLASSES:
            keys.make(klass)
        _note(store, plain=False)
        Audit(store).note(Deed("keys_rotated", at, SYSTEM.user, detail={"version": keys.newest("C")}))
    finish(store, keys)
    with store.transaction():  # nobody writes in the ledger meanwhile, and who does after it looks at the file first
        SealedLedger(ledger, file).seal_anew()
        file.keep_only(wrapper)
    return keys.newest("C")
