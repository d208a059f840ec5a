"""Couriers in one process: a real app behind a network that a test can spoil, and devices with real keys."""

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from mobile.courier import Courier
from mobile.device.secrets import verify
from mobile.line import client_of
from mobile.media.errand import Parcels
from mobile.media.porter import Porter
from mobile.media.shelf import SHELF_REGISTER, Shelf
from mobile.pictures import Pictures
from mobile.poke import Poke
from mobile.progress import Progress
from mobile.writer import Done, Writer
from shared.register import Row
from shared.replica.replica import Replica
from shared.replica.shelf import Shelf as PackageShelf
from shared.storage import SqliteStorage
from tests.fakes import BadNetwork
from tests.house import blank_device, twin_of
from tests.sync_server.desk import PASSWORD, Desk


class Signer:
    """A device key in memory."""

    def __init__(self) -> None:
        self.key = Ed25519PrivateKey.generate()

    async def public_key(self) -> bytes:
        """Raw, as everywhere."""
        return self.key.public_key().public_bytes_raw()

    async def sign(self, message: bytes) -> bytes:
        """Ed25519."""
        return self.key.sign(message)


class Device:
    """A person's device with everything but screens: replica, writer, courier."""

    def __init__(self, desk: Desk, name: str, weather: Iterable[str] = (), shelf: Path | None = None) -> None:
        self.desk, self.name = desk, name
        self.store = twin_of(blank_device())
        self.replica = Replica(self.store, "test", None if shelf is None else PackageShelf(shelf))
        self.signer = Signer()
        self.network = BadNetwork(httpx.ASGITransport(desk.app, raise_app_exceptions=False), *weather)
        self.told: list[Progress] = []
        self.arrived = 0
        self.wiped = 0
        self.skew = 0
        self.shelf = Shelf(SqliteStorage(":memory:", SHELF_REGISTER), self.now)
        self.courier = self.new_courier()
        self.writer = Writer(self.replica, self.now, self.new_id, lambda: None)
        self.pictures = self.new_pictures()

    def new_courier(self) -> Courier:
        """As after a start of the app: token and nonce are forgotten."""
        client = httpx.AsyncClient(transport=self.network, base_url="http://test")
        courier = Courier(
            client,
            self.replica,
            self.signer,
            now=self.now,
            new_id=self.new_id,
            tell=self.told.append,
            changed=lambda: None,
        )
        courier.porter = Porter(Parcels(self.store, self.shelf), self.count)
        courier.verify, courier.wipe = verify, self.wipe
        return courier

    async def wipe(self) -> None:
        """What the club orders, as far as a test wants it: it is counted."""
        self.wiped += 1

    def count(self) -> None:
        """Bytes came that a screen waits for."""
        self.arrived += 1

    def new_pictures(self) -> Pictures:
        """As after a start of the app: nothing is remembered."""
        assert self.courier.porter is not None
        return Pictures(self.replica, self.courier.porter, self.writer, lambda: None)

    def live(self, url: str) -> None:
        """From now on over a real line to this address, as an app does: with an ear, and news when rows came."""
        client = client_of(url)
        self.news = asyncio.Event()
        hears = {"tell": self.told.append, "changed": self.news.set}
        self.courier = Courier(client, self.replica, self.signer, now=self.now, new_id=self.new_id, **hears)
        self.poke = Poke(client, self.courier, self.replica.state)

    def now(self) -> int:
        """What this device's clock says."""
        return self.desk.house.clock.now + self.skew

    def new_id(self) -> str:
        """Ids of this device, in the order of their making."""
        return self.desk.house.new_id(f"made-by-{self.name}")

    def sign_in(self, name: str | None = None) -> "Device":
        """The first sign-in; raises what the courier raises."""
        asyncio.run(self.courier.sign_in(name or self.name, PASSWORD, "phone"))
        return self

    def sync(self, *weather: str) -> bool:
        """One sync in this weather; True when it came to its end."""
        self.network.weather[:] = weather
        self.desk.house.clock.wait(1)
        return asyncio.run(self.courier.sync())

    def do(self, verb: str, /, **args: Any) -> Done:
        """One gesture of the person."""
        self.desk.house.clock.wait(1)
        return self.writer.do(verb, **args)

    def row(self, table: str, id: str) -> Row:
        """A row as this device shows it."""
        return self.store.get(table, id) or {}

    def badge(self) -> tuple[int, bool, str | None]:
        """What the badge says: how many wait, whether we are offline, what is wrong."""
        progress = self.courier.progress
        return progress.waiting, progress.offline, progress.error

    def answers(self) -> list[tuple[str, str | None]]:
        """Outcome and code of each answered wish, in the order they were made."""
        lines = sorted(self.store.find("receipt"), key=lambda row: (row["at"], row["n"]))
        return [(row["outcome"], row["code"]) for row in lines]


def desk_of(house: Any, folder: Path) -> Desk:
    """A desk that never says that it is too much."""
    return Desk(house, folder, sync_tries=10**6)
