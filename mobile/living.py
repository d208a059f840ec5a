"""Brings the living objects to life: the replica is opened, the courier set on its rounds, the state told of both.

Nothing here waits for the server. The app shows what is on the device; the rest follows when it can.
"""

import os
import secrets
import sys
import time
from pathlib import Path
from typing import Any

import flet as ft

from mobile.courier import Courier, Progress, open_client
from mobile.device.connectivity import Connectivity
from mobile.device.secrets import secrets_in
from mobile.reader import Reader
from mobile.replica_file import Opened, open_replica
from mobile.state import State
from mobile.touchline import Touchline
from mobile.writer import Writer
from shared.domain.contact import display_name
from shared.domain.uuid7 import RANDOM_BITS, uuid7
from shared.rights import actor

WEB = sys.platform == "emscripten"
LOCAL_SERVER = "http://localhost:8000"


def now() -> int:
    """The device's clock: UTC milliseconds."""
    return time.time_ns() // 1_000_000


def new_id() -> str:
    """A UUIDv7 of this moment."""
    return uuid7(now(), secrets.randbits(RANDOM_BITS))


def data_folder() -> Path:
    """Where this device keeps its files: the browser's private file system, or the app's own folder."""
    if WEB:
        from mobile.web import storage

        return storage.folder()
    folder = Path(os.environ.get("FLET_APP_STORAGE_DATA", "data/device"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def server_address() -> str:
    """The club's server: where the page came from in a browser; a setting elsewhere."""
    if WEB:
        import js

        return str(js.location.origin)
    return os.environ.get("TOUCHLINE_SERVER", LOCAL_SERVER)


def bring_to_life(page: ft.Page, state: State) -> Touchline:
    """Open what is on this device and start the courier; answers the holder that every screen gets."""
    folder = data_folder()
    opened = open_replica(folder)
    keys = secrets_in(folder)

    def tell(progress: Progress) -> None:
        _show_progress(opened, state, progress)

    def changed() -> None:
        recognise(opened, state)
        state.replica.changed()

    courier = Courier(
        open_client(server_address()),
        opened.replica,
        keys,
        now=now,
        new_id=new_id,
        tell=tell,
        changed=changed,
    )

    async def sign_in(username: str, password: str) -> None:
        await courier.sign_in(username, password, _device_name(page))
        recognise(opened, state)

    def network(online: bool) -> None:
        if online:
            courier.wake()

    connectivity = Connectivity(page, network, courier.wake)
    recognise(opened, state)
    tell(_remembered(opened))
    page.run_task(courier.run)
    return Touchline(
        Reader(opened.store.connection),
        Writer(opened.replica, now, new_id, courier.wake),
        state,
        now,
        sync_now=courier.wake,
        open_url=lambda url: _launch(page, url),
        navigate=lambda path: _navigate(page, path),
        show=page.show_dialog,
        sign_in=sign_in,
        rescued=opened.rescued if opened.broken else None,
        network=connectivity,
    )


def recognise(opened: Opened, state: State) -> None:
    """Who holds this device, as its own rows say now: roles and teams may have changed with a sync."""
    row = opened.replica.state()
    if row is None or row["user"] is None:
        return
    who = actor(opened.replica.facts(), row["user"])
    person = None if who.contact is None else opened.store.get("contact", who.contact)
    me = state.me
    name = "" if person is None else display_name(person["given_name"], person["family_name"])
    found = (who.user, who.contact, name, who.roles, who.teams, who.persons)
    if found != (me.user, me.contact, me.name, me.roles, me.teams, me.persons):
        me.user, me.contact, me.name, me.roles, me.teams, me.persons = found


def _remembered(opened: Opened) -> Progress:
    """What the device knows of its last sync before the first one of this start."""
    row = opened.replica.state() or {}
    return Progress(
        waiting=opened.replica.waiting(),
        synced_at=row.get("synced_at"),
        compared_at=row.get("compared_at"),
        rows=row.get("rows"),
    )


def _show_progress(opened: Opened, state: State, progress: Progress) -> None:
    sync = state.sync
    sync.waiting, sync.offline, sync.syncing = progress.waiting, progress.offline, progress.syncing
    sync.last_synced_at, sync.last_compared_at = progress.synced_at, progress.compared_at
    sync.rows_compared, sync.skew_ms, sync.error = progress.rows, progress.skew_ms, progress.error
    if not progress.syncing:
        sync.needs_you = _needing(opened, state)


def _needing(opened: Opened, state: State) -> int:
    """Refusals, disputes and doubts that wait for this person."""
    if state.me.user is None:
        return 0
    open_items = opened.store.count("inbox_item", user=state.me.user, done_at=None)
    return open_items + opened.store.count("queue", state="doubtful")


def _device_name(page: ft.Page) -> str:
    platform = page.platform.value if page.platform is not None else "device"
    return f"{platform} {'browser' if page.web else 'app'}"


def _launch(page: ft.Page, url: str) -> None:
    page.run_task(_open, page, url)


async def _open(page: ft.Page, url: str) -> None:
    launcher: Any = ft.UrlLauncher()
    await launcher.launch_url(url)


def _navigate(page: ft.Page, path: str) -> None:
    page.run_task(page.push_route, path)
