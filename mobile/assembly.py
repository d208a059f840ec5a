"""Puts the living objects of one device together over a folder: replica, reader, writer, courier, what is watched.

Knows the platform (folder, keys, whose address the server has) and no screen.
"""

import asyncio
import base64
import json
import os
import secrets
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from mobile.courier import Courier, Progress
from mobile.device import wiping
from mobile.device.naming import this_device
from mobile.device.secrets import Secrets, secrets_in, verify
from mobile.entrance import FrontDoor
from mobile.line import client_of
from mobile.media.errand import Parcels
from mobile.media.porter import Porter
from mobile.media.shelf import open_shelf
from mobile.pairing import FirstDevice, SecondDevice
from mobile.past import Past, Place, question, read_past
from mobile.pictures import Pictures
from mobile.poke import Poke
from mobile.reader import Reader
from mobile.replica_file import open_replica
from mobile.state import Link, Preferences, State
from mobile.touchline import Touchline
from mobile.words import pick_language
from mobile.writer import Writer
from shared.domain.contact import display_name
from shared.domain.invitation import read_link
from shared.domain.uuid7 import RANDOM_BITS, uuid7
from shared.errors import Unreachable
from shared.replica.replica import Replica
from shared.rights import actor
from shared.storage import SqliteStorage

WEB = sys.platform == "emscripten"
CHOICES = "preferences.json"
AFTER_START_S, PAUSE_S = 0.3, 0.01
"""The first picture comes first; then taps find their turn between the pieces of work that nobody asked for yet."""


class Cancellable(Protocol):
    """A running task, as far as it must be ended."""

    def cancel(self) -> object:
        """End it."""


Spawn = Callable[[Callable[[], Awaitable[None]]], Cancellable]


def now() -> int:
    """UTC milliseconds by this device's clock."""
    return time.time_ns() // 1_000_000


def new_id() -> str:
    """A UUIDv7 of now."""
    return uuid7(now(), secrets.randbits(RANDOM_BITS))


def device_folder() -> Path:
    """Where this device keeps its files: the browser's private store, the app's own folder, or ./data/device."""
    if WEB:
        from mobile.web import storage

        return storage.folder()
    folder = Path(os.environ.get("FLET_APP_STORAGE_DATA") or "data/device")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def is_durable() -> bool:
    """Whether what is kept in the device's folder is there at the next start: not so in a private window."""
    if WEB:
        from mobile.web import storage

        return storage.is_durable()
    return True


def passing_folder() -> Path:
    """A folder in memory, which ends with the page, for who signs in on a device that is not theirs."""
    return Path(tempfile.mkdtemp(prefix="passing-"))  # in the browser all but one folder is memory


def secret_of_link() -> str:
    """The secret in the address that opened the app, which the page took out of sight already; "" without one."""
    if not WEB:
        return ""
    from mobile.web.page import opened_by

    return read_link(opened_by()) or ""


def fixed_server() -> str | None:
    """The server's address where nobody has to type it: the page's own origin, or TOUCHLINE_SERVER."""
    if WEB:
        import js

        return str(js.location.origin)
    return os.environ.get("TOUCHLINE_SERVER")


@dataclass
class Device:
    """One device while the app runs. `touchline` is what screens see of it."""

    folder: Path
    touchline: Touchline
    store: SqliteStorage
    replica: Replica
    porter: Porter
    courier: Courier | None = None
    _server: str = ""
    _spawn: Spawn | None = None
    _loop: Cancellable | None = None
    _poke: Poke | None = None
    _ear: Cancellable | None = None
    _over: bool = False

    def connect(self, server: str) -> Courier:
        """The courier to this server; the one to another server stops working."""
        if self.courier is not None and server == self._server:
            return self.courier
        client = client_of(server)
        self.courier = Courier(
            client,
            self.replica,
            keys_of(self.folder, passing=self.touchline.passing),
            now=now,
            new_id=new_id,
            tell=self.hear,
            changed=self.refresh,
        )
        self._poke = Poke(client, self.courier, self.replica.state)
        self.courier.porter, self.courier.verify, self.courier.wipe = self.porter, verify, self.obey
        self._server = self.touchline.state.preferences.server = server
        self._carry()
        return self.courier

    def carry(self, spawn: Spawn) -> None:
        """From now on couriers work; `spawn` starts a task that ends with the page."""
        self._spawn = spawn
        self._carry()

    async def prepare(self) -> None:
        """What the list of people would wait for is done in small pieces before somebody asks."""
        await asyncio.sleep(AFTER_START_S)
        done = False
        while not done:
            done = self._over or self.touchline.reader.people.prepare()
            await asyncio.sleep(PAUSE_S)

    def _carry(self) -> None:
        if self._spawn is None or self.courier is None:
            return
        if self._loop is not None:
            self._loop.cancel()
        self._loop = self._spawn(self.courier.run)
        self.left()
        self._listen()

    def _listen(self) -> None:
        if self._spawn is not None and self._poke is not None and self._ear is None:
            self._ear = self._spawn(self._poke.run)

    def looked_at(self) -> None:
        """The app is in front again: fetch what is new, and hear of what comes."""
        self.wake()
        self._listen()

    def left(self) -> None:
        """Nobody looks: listening would only cost."""
        if self._ear is not None:
            self._ear.cancel()
            self._ear = None

    def wake(self) -> None:
        """Something waits: the badge counts it, the courier hurries when there is one."""
        self.touchline.state.sync.waiting = self.replica.waiting()
        if self.courier is not None:
            self.courier.wake()

    def hurry(self) -> None:
        """A screen that is being drawn asks for bytes that are not here: the courier comes when it is done."""
        if self.courier is not None and self._loop is not None:
            asyncio.get_running_loop().call_soon(self.courier.wake)

    def hear(self, progress: Progress) -> None:
        """The courier's progress, as the badge watches it."""
        sync = self.touchline.state.sync
        sync.waiting, sync.offline, sync.syncing = progress.waiting, progress.offline, progress.syncing
        sync.skew_ms, sync.error = progress.skew_ms, progress.error
        sync.progress = None if progress.share is None else progress.share / 100
        if progress.synced_at is not None:
            sync.last_synced_at = progress.synced_at
            sync.last_compared_at, sync.rows_compared = progress.compared_at, progress.rows

    def refresh(self) -> None:
        """Rows came: who I am may have changed, and every screen asks again."""
        self.recognise()
        self.touchline.state.replica.changed()

    def recognise(self) -> None:
        """Take from the replica who holds this device, and what waits for them."""
        device, state = self.replica.state(), self.touchline.state
        if device is None:
            return
        who = actor(self.replica.facts(), device["user"])
        row = self.store.get("contact", who.contact) if who.contact is not None else None
        me = state.me
        me.contact, me.roles, me.teams, me.persons = who.contact, who.roles, who.teams, who.persons
        me.name = display_name(row["given_name"], row["family_name"]) if row is not None else ""
        me.user = who.user
        state.sync.waiting = self.replica.waiting()
        state.sync.needs_you = self.touchline.reader.to_do.inbox(who.user)
        state.sync.last_synced_at = device["synced_at"]
        state.sync.partial = bool(device["partial"] and device["cursor"])
        state.sync.last_compared_at, state.sync.rows_compared = device["compared_at"], device["rows"]

    async def history(self, places: Sequence[Place], before: int | None) -> Past:
        """What happened to these rows, as the server tells it. Raises Fault or Malformed."""
        if self.courier is None:
            raise Unreachable
        return read_past(await self.courier.ask("/api/history", question(places, before)))

    async def labels(self, codes: Sequence[str]) -> Mapping[str, str]:
        """The signed texts of these labels. Raises Fault or Malformed; Unreachable for an answer that is not ours."""
        if self.courier is None:
            raise Unreachable
        answer = (await self.courier.ask("/api/labels", {"codes": list(codes)})).get("labels")
        if not isinstance(answer, dict) or set(answer) != set(codes):
            raise Unreachable
        return answer

    async def sign_in(self, server: str, username: str, password: str, mine: bool = True) -> None:
        """Enrol this device, or another in memory when it is not `mine`. Raises SignInNeeded (wrong), TooMany,
        Unreachable, Malformed.
        """
        if not mine and self.touchline.pass_by is not None:
            await self.touchline.pass_by(server, username, password)
            return
        await self.reach(server).sign_in(username, password, *this_device())
        self.arrive()

    def reach(self, server: str) -> Courier:
        """The courier to this server: the one whose loop runs already, where there is one."""
        known = self.courier if self.touchline.state.preferences.server == server else None
        return known or self.connect(server)

    def arrive(self) -> None:
        """Somebody is signed in here from now on."""
        wiping.settle(self.folder)
        self.keep_choices()
        self.recognise()

    async def public_key(self) -> str:
        """This device's, in base64."""
        return base64.b64encode(await keys_of(self.folder, passing=self.touchline.passing).public_key()).decode()

    def close(self) -> None:
        """Nothing is read or written any more; the page shows nobody's data."""
        self._over = True
        self.left()
        self.touchline.state.me.user = None
        self.store.close()
        self.porter.shelf.close()

    async def sign_out(self) -> None:
        """The person has done with this device: remove everything, what was not sent included, and start anew."""
        if self._loop is not None:
            self._loop.cancel()
        await self._wipe("signed_out")

    async def obey(self) -> None:
        """The club has revoked this device. Called by the courier, whose loop ends by itself."""
        await self._wipe("revoked")

    async def _wipe(self, why: str) -> None:
        wiping.begin(self.folder, why)
        self.close()
        await go_on_wiping(self.folder, passing=self.touchline.passing)
        if self.touchline.again is not None:
            await self.touchline.again()

    def keep_choices(self) -> None:
        """Write language, look and server's address beside the replica."""
        mine = self.touchline.state.preferences
        chosen = {"language": mine.language, "theme": mine.theme, "server": mine.server, "sound": mine.sound}
        (self.folder / CHOICES).write_text(json.dumps(chosen), encoding="utf-8")


def keys_of(folder: Path, *, passing: bool) -> Secrets:
    """The keys of the device over this folder; of one that is `passing`, they end with the page."""
    return secrets_in(folder, passing=passing)


async def go_on_wiping(folder: Path, *, passing: bool = False) -> bool:
    """Before anything of this folder is opened: end a wipe that was begun; True when there was one."""
    return await wiping.finish(folder, keys_of(folder, passing=passing).wipe)


def read_choices(folder: Path, languages: list[str]) -> Preferences:
    """What was chosen on this device; a fresh one speaks the first of the machine's `languages` that we know."""
    fresh = Preferences(pick_language(languages))
    try:
        chosen = json.loads((folder / CHOICES).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return fresh
    for name in ("language", "theme", "server", "sound"):
        if isinstance(chosen, dict) and isinstance(chosen.get(name), str):
            setattr(fresh, name, chosen[name])
    return fresh


def open_device(
    folder: Path, languages: list[str], doors: dict[str, Callable[..., Any] | object], *, passing: bool = False
) -> Device:
    """Everything over the files in `folder`, ready for the first picture; nothing waits for a server. `passing`: the
    folder ends with the page.

    `doors` are the fields of `Touchline` that only the page can give (show, navigate, open_url, device).
    """
    opened = open_replica(folder)
    state = State(preferences=read_choices(folder, languages), link=Link(secret_of_link(), fixed_server() or ""))
    device: Device

    def wake() -> None:
        device.wake()

    async def sign_in(server: str, username: str, password: str, mine: bool = True) -> None:
        await device.sign_in(server, username, password, mine)

    async def sign_out() -> None:
        await device.sign_out()

    async def history(places: Sequence[Place], before: int | None) -> Past:
        return await device.history(places, before)

    async def labels(codes: Sequence[str]) -> Mapping[str, str]:
        return await device.labels(codes)

    def hurry() -> None:
        device.hurry()

    def reach(server: str) -> Courier:
        return device.reach(server)

    def came() -> None:
        device.arrive()

    entrance = FrontDoor(reach, came, lambda: state.preferences.server)
    writer = Writer(opened.replica, now, new_id, wake)
    shelf = open_shelf(folder, now, "TRUNCATE" if WEB else "WAL")
    porter = Porter(Parcels(opened.store, shelf), state.replica.changed)
    touchline = Touchline(
        Reader(opened.store.connection),
        writer,
        state,
        now,
        sync_now=wake,
        sign_in=sign_in,
        sign_out=sign_out,
        first_device=FirstDevice(lambda: device),
        second_device=SecondDevice(lambda: device, this_device),
        passing=passing,
        farewell=wiping.told(folder),
        entrance=entrance,
        history=history,
        labels=labels,
        server=fixed_server(),
        rescued=opened.rescued if opened.broken else None,
        pictures=Pictures(opened.replica, porter, writer, hurry),
        **doors,  # type: ignore[arg-type]  # the page's own functions, by name
    )
    device = Device(folder, touchline, opened.store, opened.replica, porter)
    device.recognise()
    server = fixed_server() or state.preferences.server
    if server:
        device.connect(server)
    return device
