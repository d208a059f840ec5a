"""A real server process that is killed while real devices push to it over HTTP."""

from __future__ import annotations

import asyncio
import os
import random
import secrets
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mobile.courier import Courier
from mobile.device.secrets import secrets_in
from mobile.line import client_of
from mobile.replica_file import open_replica
from mobile.writer import Writer
from shared.domain.uuid7 import RANDOM_BITS, uuid7
from sync_server.club import open_club
from sync_server.turning import recheck_all
from tests.edition import ROOT
from tests.journeys.club import PASSWORD, PLAYERS, SmallClub, found, now_ms

MARKS = ("present", "late", "absent")


@dataclass
class Outcome:
    """How it went: answers that devices received, and how many of them the club no longer knew after a kill."""

    kills: int = 0
    acknowledged: int = 0
    lost: int = 0


class ServerProcess:
    """`python -m sync_server serve` on a data folder, at one port for all its lives."""

    def __init__(self, data: Path, web: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self.url = f"http://localhost:{self._port}"
        own = {"TOUCHLINE_DATA": str(data), "TOUCHLINE_WEB": str(web), "TOUCHLINE_PORT": str(self._port)}
        self._environment = {**os.environ, **own}

    def start(self) -> None:
        """Returns when it answers."""
        command = [sys.executable, "-m", "sync_server", "serve"]
        quiet = subprocess.DEVNULL
        self._process = subprocess.Popen(command, cwd=ROOT, env=self._environment, stdout=quiet, stderr=quiet)
        for _ in range(600):
            assert self._process.poll() is None, "the server did not start"
            try:
                with urllib.request.urlopen(f"{self.url}/api/health", timeout=5):
                    return
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.1)
        raise AssertionError("the server never answered")

    def kill(self) -> None:
        """As if the plug was pulled: no handler runs, no file is closed."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()


@dataclass
class Pusher:
    """One device with a real replica file, key and courier; `wish` makes its next (verb, arguments)."""

    name: str
    folder: Path
    url: str
    wish: Callable[[], tuple[str, dict[str, Any]]]
    answered: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True)
        opened = open_replica(self.folder)
        self.store, self.replica = opened.store, opened.replica
        self.writer = Writer(opened.replica, now_ms, new_id, lambda: None)
        keys = secrets_in(self.folder)
        self.courier = Courier(
            client_of(self.url),
            opened.replica,
            keys,
            now=now_ms,
            new_id=new_id,
            tell=lambda _: None,
            changed=lambda: None,
        )

    async def push_on(self) -> None:
        """Write and send, for ever; a fault is tried again at once."""
        while True:
            for _ in range(3):
                verb, args = self.wish()
                assert self.writer.do(verb, **args).refusal is None
                await asyncio.sleep(0)
            await self.sync()
            await asyncio.sleep(0.02)

    async def sync(self) -> bool:
        """One sync; remembers every answer that this device has on disk."""
        whole = await self.courier.sync()
        self.answered |= {id for (id,) in self.store.connection.execute("SELECT id FROM receipt")}
        return whole


def new_id() -> str:
    """A UUIDv7 of now."""
    return uuid7(now_ms(), secrets.randbits(RANDOM_BITS))


def integrity(database: Path) -> list[str]:
    """What SQLite itself says of a file: ["ok"]."""
    reading = sqlite3.connect(database)
    try:
        return [line for (line,) in reading.execute("PRAGMA integrity_check")]
    finally:
        reading.close()


def server_kills(folder: Path, web: Path, times: int, rng: random.Random) -> Outcome:
    """Kill the server `times` times while three devices push. Raises AssertionError for a broken store or digest."""
    small = found(folder / "club", web)
    small.club.close()
    server = ServerProcess(folder / "club", web)
    server.start()
    try:
        return asyncio.run(_rounds(small, server, folder, times, rng))
    finally:
        server.kill()


async def _rounds(small: SmallClub, server: ServerProcess, folder: Path, times: int, rng: random.Random) -> Outcome:
    devices = [
        Pusher(name, folder / name, server.url, wish(small, rng))
        for name, wish in (("karel", _marks), ("sara", _labels), ("eef", _loans))
    ]
    for device in devices:
        await device.courier.sign_in(device.name, PASSWORD, "test")
        assert await device.sync()
    outcome = Outcome()
    for _ in range(times):
        wanted = sum(len(device.answered) for device in devices) + rng.randint(6, 20)
        pushing = [asyncio.ensure_future(device.push_on()) for device in devices]
        while sum(len(device.answered) for device in devices) < wanted:
            assert not any(task.done() for task in pushing), [task for task in pushing if task.done()]
            await asyncio.sleep(0.01)
        await asyncio.sleep(rng.random() * 0.1)  # anywhere between two answers
        server.kill()
        for task in pushing:
            task.cancel()
        await asyncio.gather(*pushing, return_exceptions=True)
        outcome.kills += 1
        outcome.lost += _lost(small, devices)
        server.start()
    await _settled(devices)
    outcome.lost += _lost(small, devices)
    outcome.acknowledged = sum(len(device.answered) for device in devices)
    server.kill()
    _audited(small)
    server.start()
    return outcome


def _lost(small: SmallClub, devices: list[Pusher]) -> int:
    """Answers that devices hold and the club's file does not, after checking that the file is whole."""
    assert integrity(small.settings.database) == ["ok"]
    known = {id for (id,) in small.rows("SELECT id FROM receipt")}
    seqs = [seq for (seq,) in small.rows("SELECT seq FROM log ORDER BY seq")]
    assert seqs == list(range(1, len(seqs) + 1)), "the log has a gap"
    return sum(len(device.answered - known) for device in devices)


async def _settled(devices: list[Pusher]) -> None:
    """Nothing waits anywhere, and every device holds what the club says it holds."""
    for _ in range(2):  # the second time everybody hears of what the others brought
        for device in devices:
            assert await device.sync(), f"{device.name}: {device.courier.progress.error}"
    for device in devices:
        assert device.replica.waiting() == 0
        state = device.replica.state()
        assert state is not None and state["doubt"] == 0, f"the digest of {device.name} differs"


def _audited(small: SmallClub) -> None:
    """Every scope, worked out again, is what the log made of it."""
    club = open_club(small.settings.database, now_ms, keys=small.settings.key_file)
    try:
        assert recheck_all(club.referee, now_ms()) == 0
    finally:
        club.close()


Wishes = Callable[[], tuple[str, dict[str, Any]]]


def _marks(small: SmallClub, rng: random.Random) -> Wishes:
    """The coach marks players."""
    return lambda: (
        "attendance.confirm",
        {
            "activity": small.ids["training"],
            "contact": small.ids[rng.choice(PLAYERS)],
            "confirmed": rng.choice(MARKS),
            "reason": None,
        },
    )


def _labels(small: SmallClub, rng: random.Random) -> Wishes:
    """The secretary changes what stands beside a number."""
    return lambda: ("contact_point.patch", {"id": small.ids["phone of mia"], "set": {"label": f"{rng.random()}"}})


def _loans(small: SmallClub, rng: random.Random) -> Wishes:
    """The equipment manager hands bags from team to team."""
    return lambda: (
        "custody.hand_out",
        {
            "id": new_id(),
            "resource": small.ids[rng.choice(("Ballenzak rood", "Ballenzak blauw"))],
            "to_kind": "group",
            "to_id": small.ids[rng.choice(("U11", "U13"))],
        },
    )
