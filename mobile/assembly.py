"""Puts the living objects of one device together over a folder: replica, reader, writer, courier, what is watched.

Knows the platform (folder, keys, whose address the server has) and no screen.
"""

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from mobile.app_lock import AppLock
from mobile.courier import Courier
from mobile.device import wiping
from mobile.device.home import WEB, fixed_server, new_id, now, secret_of_link
from mobile.device.keeping import keeps
from mobile.device.naming import this_device
from mobile.device.push import push_door
from mobile.device.secrets import Secrets, secrets_in, verify
from mobile.device.slow_hash import stretch
from mobile.drafts import Drafts
from mobile.entrance import FrontDoor
from mobile.importing import Plan, read_plan
from mobile.line import client_of
from mobile.media.errand import Parcels
from mobile.media.porter import Porter
from mobile.media.shelf import open_shelf
from mobile.pairing import FirstDevice, SecondDevice
from mobile.past import Past, Place, question, read_past
from mobile.pictures import Pictures
from mobile.poke import Poke
from mobile.privacy import Privacy
from mobile.progress import Progress
from mobile.reader import Reader
from mobile.replica_file import open_replica
from mobile.second_step import SecondStep
from mobile.state import Link, Preferences, State
from mobile.touchline import Touchline
from mobile.waking import Waking
from mobile.words import pick_language
from mobile.writer import Writer
from shared.domain.contact import display_name
from shared.errors import Unreachable
from shared.replica.replica import Replica
from shared.rights import actor
from shared.sealed_storage import Lock
from shared.storage import SqliteStorage

CHOICES = "preferences.json"
CHOSEN = ("language", "theme", "server", "sound", "later")
AFTER_START_S, PAUSE_S = 0.3, 0.01
"""The first picture comes first; then taps find their turn between the pieces of work that nobody asked for yet."""
GOODBYE_LOOKS = 400
"""How often somebody who signs out looks whether the club has heard it: for four seconds."""


class Cancellable(Protocol):
    """A running task, as far as it must be ended."""

    def cancel(self) -> object:
        """End it."""


Spawn = Callable[[Callable[[], Awaitable[None]]], Cancellable]


@dataclass
class Device:
    """One device while the app runs. `touchline` is what screens see of it."""

    folder: Path
    store: SqliteStorage
    replica: Replica
    porter: Porter
    touchline: Touchline = field(init=False)
    courier: Courier | None = None
    _server: str = ""
    _spawn: Spawn | None = None
    _loop: Cancellable | None = None
    _poke: Poke | None = None
    _ear: Cancellable | None = None
    _over: bool = False
    _leaving: bool = False
    _wiping: bool = False

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
        if self.touchline.waking is not None and not self._over:
            await self.touchline.waking.keep()

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
        """The app is in front again: fetch what is new, and hear of what comes; it may be shut by now."""
        lock = self.touchline.app_lock
        if lock is not None and lock.came_back(unsaved=self.touchline.state.place.unsaved):
            self._clear()
        self.wake()
        self._listen()

    def put_away(self) -> None:
        """Something else is in front: the app may be shut at once, so that what the machine shows of it is shut too."""
        lock = self.touchline.app_lock
        if lock is not None and lock.left(unsaved=self.touchline.state.place.unsaved):
            self._clear()
        self.left()

    def _clear(self) -> None:
        """What stands over the page is the club's too."""
        if self._spawn is not None and self.touchline.hush is not None:
            self._spawn(self.touchline.hush)

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
        me.contact, me.roles, me.teams = who.contact, who.roles, who.teams
        me.persons, me.close = who.persons, who.close
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

    async def ask(self, path: str, wish: dict[str, Any]) -> Mapping[str, Any]:
        """What only the server can answer. Raises Fault or Malformed."""
        if self.courier is None:
            raise Unreachable
        return await self.courier.ask(path, wish)

    async def labels(self, codes: Sequence[str]) -> Mapping[str, str]:
        """The signed texts of these labels. Raises Fault or Malformed; Unreachable for an answer that is not ours."""
        if self.courier is None:
            raise Unreachable
        answer = (await self.courier.ask("/api/labels", {"codes": list(codes)})).get("labels")
        if not isinstance(answer, dict) or set(answer) != set(codes):
            raise Unreachable
        return answer

    async def plan_agenda(self, group: str | None, text: str) -> Plan:
        """What importing a calendar would do, after what was done here. Raises Fault or Malformed."""
        if self.courier is not None:
            await self.courier.catch_up()
        return read_plan(await self.ask("/api/agenda/plan", {"group": group, "text": text}))

    async def numbers(self, what: str, wish: Mapping[str, str]) -> Mapping[str, Any]:
        """Look at, enter, show or drop a national number. Raises Fault, Malformed or Invalid."""
        if self.courier is None:
            raise Unreachable
        return await self.courier.ask(f"/api/numbers/{what}", dict(wish))

    async def sign_in(self, server: str, username: str, password: str, mine: bool = True, code: str = "") -> None:
        """Enrol this device, or another in memory when it is not `mine`. Raises SignInNeeded (wrong), CodeNeeded,
        CodeWrong, TooMany, Unreachable, Malformed.
        """
        if not mine and self.touchline.pass_by is not None:
            await self.touchline.pass_by(server, username, password, code)
            return
        await self.reach(server).sign_in(username, password, *this_device(), code=code)
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
        await self._say_goodbye()
        if self._wiping:
            return
        if self._loop is not None:
            self._loop.cancel()
        await self._wipe()

    async def _say_goodbye(self) -> None:
        """Let the club shut this device out, where it hears that soon: else it stands in the person's list for good.
        Not after what was to be thrown away, which would be sent too.
        """
        self._leaving, known = True, self.replica.state()
        sync = self.touchline.state.sync
        if self._loop is None or known is None or sync.offline or self.replica.waiting():
            return
        if self.touchline.writer.do("user_device.revoke", id=known["device"]).refusal is not None:
            return
        for _ in range(GOODBYE_LOOKS):
            if self._wiping or sync.offline:
                return
            await asyncio.sleep(PAUSE_S)

    async def obey(self) -> None:
        """The club has revoked this device. Called by the courier, whose loop ends by itself."""
        await self._wipe()

    async def _wipe(self) -> None:
        self._wiping = True
        why = "signed_out" if self._leaving else "revoked"
        wiping.begin(self.folder, why, self.touchline.state.preferences.language)
        if self.touchline.hush is not None:
            await self.touchline.hush()
        if self.touchline.waking is not None:
            await self.touchline.waking.forget()
        self.close()
        await go_on_wiping(self.folder, passing=self.touchline.passing)
        if self.touchline.again is not None:
            await self.touchline.again()

    def keep_choices(self) -> None:
        """Write language, look and server's address beside the replica."""
        mine = self.touchline.state.preferences
        chosen = {name: getattr(mine, name) for name in CHOSEN}
        (self.folder / CHOICES).write_text(json.dumps(chosen), encoding="utf-8")


def keys_of(folder: Path, *, passing: bool) -> Secrets:
    """The keys of the device over this folder; of one that is `passing`, they end with the page."""
    return secrets_in(folder, passing=passing)


async def go_on_wiping(folder: Path, *, passing: bool = False) -> bool:
    """Before anything of this folder is opened: end a wipe that was begun; True when there was one."""
    return await wiping.finish(folder, keys_of(folder, passing=passing).wipe)


def read_choices(folder: Path, languages: list[str]) -> Preferences:
    """What was chosen on this device; a fresh one speaks the first of the machine's `languages` that we know."""
    fresh = Preferences(pick_language([*wiping.spoken(folder), *languages]))
    try:
        chosen = json.loads((folder / CHOICES).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return fresh
    for name in CHOSEN:
        if isinstance(chosen, dict) and isinstance(chosen.get(name), str):
            setattr(fresh, name, chosen[name])
    return fresh


def open_device(
    folder: Path,
    languages: list[str],
    doors: dict[str, Callable[..., Any] | object],
    *,
    passing: bool = False,
    sealed: tuple[Lock | None, bool] = (None, False),
) -> Device:
    """Everything over the files in `folder`, ready for the first picture; nothing waits for a server. `passing`: the
    folder ends with the page. `sealed`: the lock of the replica, and whether its key is new (`mobile/device/locks.py`).

    `doors` are the fields of `Touchline` that only the page can give (show, navigate, open_url, device).
    """
    opened = open_replica(folder, sealed[0], fresh=sealed[1])
    state = State(preferences=read_choices(folder, languages), link=Link(secret_of_link(), fixed_server() or ""))
    porter = Porter(Parcels(opened.store, open_shelf(folder, now, "TRUNCATE" if WEB else "WAL")), state.replica.changed)
    device = Device(folder, opened.store, opened.replica, porter)
    writer = Writer(opened.replica, now, new_id, device.wake)
    device.touchline = Touchline(
        Reader(opened.store.connection),
        writer,
        state,
        now,
        sync_now=device.wake,
        sign_in=device.sign_in,
        sign_out=device.sign_out,
        first_device=FirstDevice(lambda: device),
        second_device=SecondDevice(lambda: device, this_device),
        passing=passing,
        farewell=wiping.told(folder),
        entrance=FrontDoor(device.reach, device.arrive, lambda: state.preferences.server),
        history=device.history,
        drafts=Drafts(opened.store, opened.replica),
        app_lock=None if passing else AppLock(folder, state.lock, now, stretch),
        second_step=SecondStep(device.ask),
        waking=None if passing else Waking(device.ask, push_door()),
        keeps=None if passing else keeps,
        privacy=Privacy(device.ask, lambda: fixed_server() or state.preferences.server),
        labels=device.labels,
        numbers=device.numbers,
        plan_agenda=device.plan_agenda,
        server=fixed_server(),
        rescued=opened.rescued if opened.broken else None,
        pictures=Pictures(opened.replica, porter, writer, device.hurry),
        **doors,  # type: ignore[arg-type]  # the page's own functions, by name
    )
    device.recognise()
    server = fixed_server() or state.preferences.server
    if server:
        device.connect(server)
    return device
