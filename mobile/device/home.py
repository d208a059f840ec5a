"""The ground a device stands on: its clock, its ids, the folder for its files, whose address the server has."""

import os
import secrets
import sys
import tempfile
import time
from pathlib import Path

from shared.domain.invitation import read_link
from shared.domain.uuid7 import RANDOM_BITS, uuid7

WEB = sys.platform == "emscripten"


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
