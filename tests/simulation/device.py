"""A phone: a real replica on a real file, a clock that is wrong, and a person who may lose it."""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mobile.media.errand import Ask, Errand, Parcels
from mobile.media.shelf import SHELF_REGISTER, Shelf
from shared.domain.contact import fold
from shared.errors import EpochChanged, Fork, Malformed, OutOfOrder, Restart, StoreFull, Unreachable
from shared.refusals import Refusal
from shared.register import Register, Row, canonical
from shared.replica.ledger import DEVICE_REGISTER
from shared.replica.outcomes import Committed, Received
from shared.replica.replica import Replica
from shared.replica.shelf import Shelf as PackageShelf
from shared.sealed_storage import SealedStorage
from shared.storage import SqliteStorage
from shared.sync import strict
from shared.sync.package import Package
from shared.sync.protocol import ActionCall, read_reply
from shared.tables import REGISTER
from tests.older import OLDER, older_replica, older_store
from tests.simulation.fragile import Killed, burning, copy_store, full_disk
from tests.simulation.sealed import LOCK

REPLY_BYTES = 8 * 1024 * 1024
SLICE = 200
"""Made-up pictures have few bytes, so slices are small: a paper takes several."""


@dataclass
class InTheAir:
    """A reply on its way: what was sent when, what came back, and what the naive club says it should amount to."""

    sent_at: int
    status: int
    body: bytes
    visible: dict[str, dict[str, Row]] | None
    near: dict[str, dict[str, Row]] | None = None
    epoch: str = ""


@dataclass
class Clock:
    """The phone's idea of time, in UTC ms: an error that grows with the days and jumps."""

    error: int
    drift: float

    def wall(self, now: int, since: int) -> int:
        """What the phone shows when the truth is `now`."""
        return max(1, now + self.error + int((now - since) * self.drift))


class Device:
    """One replica of one user."""

    def __init__(self, folder: Path, name: str, user: str, clock: Clock) -> None:
        self._folder = folder
        self._lives = 0
        self.name = name
        self.user = user
        self.clock = clock
        self.path = folder / f"{name}.db"
        self.packages = folder / f"{name}.packages"
        self.spoilt = 0
        self.air: InTheAir | None = None
        self.said: set[str] = set()
        self.forgiven: set[str] = set()
        self.ever_kept: set[str] = set()
        self.blind = False
        self.rotten = False
        self.older = False
        self.full = False
        self.wiped = False
        self.posted: dict[str, bytes] = {}
        self.let_go: set[str] = set()
        self.errand: Errand | None = None
        self.late_asks: list[Ask] = []
        self._answered: dict[str, tuple[str, str | None]] = {}

    def open(self) -> None:
        """Start the app on what the file holds."""
        if self.older:
            self.store = older_store(self.path, LOCK, synchronous="OFF", alone=True)
            self.replica = older_replica(self.store)
        else:
            self.store = SealedStorage(self.path, DEVICE_REGISTER, LOCK, fold=fold, synchronous="OFF", alone=True)
            self.replica = Replica(self.store, "simulated", PackageShelf(self.packages))
        self.replica.sweep()
        shelf = SqliteStorage(self.shelf_path, SHELF_REGISTER, synchronous="OFF", alone=True)
        self.shelf = Shelf(shelf, lambda: 0, piece=SLICE)
        self.parcels = Parcels(self.store, self.shelf)
        self.errand = None
        self._answered_at = -1

    @property
    def register(self) -> Register:
        """The club's tables as this app knows them."""
        return OLDER if self.older else REGISTER

    def close(self) -> None:
        """End the app."""
        self.store.close()
        self.shelf.close()

    @property
    def shelf_path(self) -> Path:
        """Where the bytes of media are, beside the replica."""
        return self.path.with_suffix(".media")

    @property
    def id(self) -> str:
        """The device id the server knows."""
        state = self.replica.state()
        return str(state["device"]) if state else ""

    def queue(self) -> set[str]:
        """Ids of what was not answered yet."""
        return {id for (id,) in self.store.connection.execute("SELECT id FROM queue")}

    def unsent(self) -> str:
        """The words that are still to be sent, or to be offered again."""
        lines = [*self.store.find("queue"), *(line for line in self.store.find("sent") if line["n"] is not None)]
        return "\n".join(line["actions"] for line in lines)

    def answered(self) -> dict[str, tuple[str, str | None]]:
        """Outcome and code of what was. Read again only when something was written since."""
        written = self.store.connection.total_changes
        if written != self._answered_at:
            rows = self.store.connection.execute("SELECT id, outcome, code FROM receipt")
            self._answered = {id: (outcome, code) for id, outcome, code in rows}
            self._answered_at = written
        return self._answered

    def kept(self) -> set[str]:
        """Ids of what was answered and would be offered again."""
        return {id for (id,) in self.store.connection.execute("SELECT id FROM sent")}

    def offers(self) -> bool:
        """Whether something must still be offered again."""
        return self.replica._answered.offered() > 0

    # ---- what the person does

    def commit(self, actions: list[ActionCall], changeset: str, wall: int) -> Committed:
        """Do something."""
        return self.replica.commit(actions, changeset, wall)

    def post(self, medium: str, data: bytes) -> None:
        """Keep the bytes of a picture, before its row is made."""
        self.shelf.post(medium, data)
        self.posted[medium] = data

    def commit_blindly(self, actions: list[ActionCall], changeset: str, wall: int) -> Committed:
        """Do something without asking first: an older app, or one that was tampered with."""
        self.blind = True
        prediction = self.replica._prediction
        prediction.run = lambda *_: ("pending", [])
        try:
            return self.replica.commit(actions, changeset, wall)
        finally:
            del prediction.run

    def guess(self, actions: list[ActionCall], now: int) -> tuple[str, str | None]:
        """What the phone would say to this at this true time, without doing it: waiting, pending or refused, and the
        refusal's code.
        """
        state = self.replica.state() or {}
        told = canonical([action.to_wire() for action in actions])
        line = {"n": state["last_n"] + 1, "actions": told, "now": now, "wall": now, "offset": 0}
        try:
            prediction, facts = self.replica._prediction, self.replica.facts()
            return prediction.run(facts, state["user"], state["device"], line)[0], None
        except Refusal as refusal:
            return "refused", refusal.code

    # ---- the network

    def ask(self, wall: int) -> bytes:
        """The bytes of the next request."""
        return json.dumps(self.replica.request(wall).to_wire(), ensure_ascii=False, separators=(",", ":")).encode()

    def take(self, air: InTheAir, wall: int) -> Received | None:
        """Hear a reply. None when it was a fault; raises Fork for the caller, who finds this phone a new id."""
        try:
            _check(air.status, air.body)
            return self.replica.receive(read_reply(strict.decode(air.body, REPLY_BYTES)), air.sent_at, wall)
        except Restart:
            self.replica.restart()
        except EpochChanged as problem:
            self.replica.new_epoch(problem.epoch)
        except (Malformed, Unreachable):
            return None
        return None

    def waits_for(self) -> Package | None:
        """The package it has to fetch before its checkpoint can go on."""
        return self.replica.staging.wanted()

    def take_package(self, package: Package, data: bytes | None) -> None:
        """More bytes of a package came, or the word that it is not there. As the courier does."""
        shelf = self.replica.staging.shelf
        assert shelf is not None
        if data is None:
            self.replica.without_package()
            return
        shelf.add(package, data)
        if shelf.have(package) >= package.size and not shelf.unpack(package):
            self.spoilt += 1
            if self.spoilt % 2 == 0:
                self.replica.without_package()

    def on_shelf(self) -> set[str]:
        """The ids of packages that lie beside the replica, whole or in part."""
        return {path.stem for path in self.packages.iterdir()} if self.packages.exists() else set()

    # ---- trouble

    def dies(self, doing: Callable[[], object], rng: random.Random, statements: int) -> bool:
        """Killed before or after some statement of `doing`; False when it lived. Then the app starts again."""
        self._lives += 1
        copy, store = self._folder / f"{self.name}-{self._lives}.db", self.store
        if rng.random() < 0.2:
            store = self.shelf._store

        def burn() -> None:
            copy_store(self.path, copy)
            copy_store(self.shelf_path, copy.with_suffix(".media"))

        try:
            with burning(store, rng.randint(1, statements), after=rng.random() < 0.5, burn=burn):
                doing()
        except Killed:
            self.close()
            self.path = copy
            self.open()
            return True
        return False

    def runs_full(self, doing: Callable[[], object]) -> bool:
        """No room on the disk while `doing`; True when that stopped it."""
        self.full = True
        try:
            with full_disk(self.store), full_disk(self.shelf._store):
                doing()
        except StoreFull:
            return True
        finally:
            self.full = False
        return False

    def cloned(self, name: str) -> "Device":
        """A second phone with the same file, id and all: a restored backup."""
        twin = Device(self._folder, name, self.user, Clock(self.clock.error, self.clock.drift))
        copy_store(self.path, twin.path)
        copy_store(self.shelf_path, twin.shelf_path)
        twin.posted, twin.let_go = dict(self.posted), set(self.let_go)
        twin.said, twin.forgiven, twin.ever_kept = set(self.said), set(self.forgiven), set(self.ever_kept)
        twin.rotten, twin.blind, twin.older = self.rotten, self.blind, self.older
        twin.open()
        return twin


def _check(status: int, body: bytes) -> None:
    """Raise what an answer that is not 200 means. A captive portal answers 200 too: the decoder finds out."""
    if status == 200:
        return
    try:
        told = strict.decode(body)
    except Malformed as problem:
        raise Unreachable from problem
    code = told.get("code") if isinstance(told, dict) else None
    if code == EpochChanged.code:
        raise EpochChanged(str(told.get("epoch")))
    if code == OutOfOrder.code:
        raise OutOfOrder(int(told.get("expected", 1)))
    for kind in (Fork, Restart):
        if code == kind.code:
            raise kind
    raise Unreachable
