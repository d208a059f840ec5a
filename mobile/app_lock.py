"""The lock of the app on one device: a PIN or a passphrase, asked at the start and after a while away.

It keeps curious eyes out and no thief: nothing is sealed with it, for four digits can be tried out by whoever has the
files. What it is compared with lies beside the replica and goes with it; it never leaves the device.
"""

import hmac
import json
import os
from base64 import b64decode, b64encode
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

from mobile.device.slow_hash import ROUNDS, Stretch
from mobile.state import Lock
from shared.refusals import Invalid

FILE = "applock.json"
SALT_BYTES, HASH_BYTES = 16, 32
SHORTEST_PIN, LONGEST_PIN = 4, 8
SHORTEST, LONGEST = 8, 128
MOST_WRONG = 10
"""From here on only the password opens it."""
WAITS_S = (0, 0, 0, 5, 15, 30, 60, 120, 300, 600)
"""How long there is no other try after so many wrong ones."""
MINUTES = (0, 1, 5, 15)
WITH_UNSAVED = 5
"""Minutes that somebody has who is in the middle of writing: what is not kept yet would be lost."""
MINUTE_MS = 60_000


def check_secret(text: str) -> None:
    """Raises Invalid: a PIN has 4 to 8 digits that are no row, anything else at least 8 characters."""
    if text.isascii() and text.isdecimal():
        if not SHORTEST_PIN <= len(text) <= LONGEST_PIN:
            raise Invalid("pin", "pin_length")
        steps = {int(after) - int(before) for before, after in pairwise(text)}
        if len(steps) == 1 and abs(next(iter(steps))) <= 1:
            raise Invalid("pin", "pin_simple")
    elif not SHORTEST <= len(text) <= LONGEST:
        raise Invalid("pin", "pin_length")


class AppLock:
    """The lock over one folder. `state` is what screens watch; `now` answers UTC ms."""

    def __init__(self, folder: Path, state: Lock, now: Callable[[], int], stretch: Stretch) -> None:
        self._path = folder / FILE
        self._state = state
        self._now = now
        self._stretch = stretch
        self._kept: dict[str, Any] = {}
        self._left_at: int | None = None
        self._read()

    @property
    def spent(self) -> bool:
        """Whether too many tries were wrong: only the password opens it now."""
        return self._state.wrong >= MOST_WRONG

    async def put_on(self, secret: str, after: int) -> None:
        """From now on this opens the app, and so many minutes away shut it. Raises Invalid."""
        check_secret(secret)
        salt = os.urandom(SALT_BYTES)
        made = await self._stretch(secret.encode(), salt, ROUNDS)
        self._kept = {"salt": b64encode(salt).decode(), "hash": b64encode(made).decode(), "rounds": ROUNDS}
        state = self._state
        state.on, state.pin, state.after, state.wrong, state.wait_until = True, secret.isdecimal(), after, 0, 0
        self._write()

    def linger(self, minutes: int) -> None:
        """So many minutes away shut it."""
        self._state.after = minutes
        self._write()

    async def opens(self, secret: str) -> bool:
        """Whether this is it; then the app is open. A try is written down before it is compared, so that nobody gains
        one by ending the app; while there is a wait, or too many were wrong, nothing is compared.
        """
        state = self._state
        if self.spent or self.wait_s() > 0:
            return False
        state.wrong += 1
        state.wait_until = self._now() + WAITS_S[min(state.wrong, len(WAITS_S) - 1)] * 1000
        self._write()
        made = await self._stretch(secret.encode(), b64decode(self._kept["salt"]), self._kept["rounds"])
        if not hmac.compare_digest(made, b64decode(self._kept["hash"])):
            state.shut = state.shut or self.spent
            return False
        state.wrong, state.wait_until, state.shut = 0, 0, False
        self._write()
        return True

    def wait_s(self) -> int:
        """Seconds until another try is heard; never more than was meant, whatever became of the clock."""
        state, now = self._state, self._now()
        most = now + WAITS_S[min(state.wrong, len(WAITS_S) - 1)] * 1000
        return max(0, (min(state.wait_until, most) - now + 999) // 1000)

    def take_off(self) -> None:
        """It is asked no more: whoever asks has proved who they are."""
        self._path.unlink(missing_ok=True)
        self._kept = {}
        state = self._state
        state.on, state.shut, state.wrong, state.wait_until = False, False, 0, 0

    def shut(self) -> None:
        """Now."""
        self._state.shut = self._state.on

    def left(self, *, unsaved: bool) -> bool:
        """Nobody looks any more; True when that shuts it at once."""
        self._left_at = self._now()
        return self._state.after == 0 and self._shuts(unsaved=unsaved)

    def came_back(self, *, unsaved: bool) -> bool:
        """Somebody looks again; True when it is shut by now. A clock that was put back while nobody looked shuts it."""
        shuts = self._left_at is not None and self._shuts(unsaved=unsaved)
        self._left_at = None
        return shuts

    def _shuts(self, *, unsaved: bool) -> bool:
        least = max(self._state.after, WITH_UNSAVED) if unsaved else self._state.after
        away = self._now() - (self._left_at or 0)
        if self._state.on and not 0 <= away < least * MINUTE_MS:
            self._state.shut = True
        return self._state.shut

    def _read(self) -> None:
        """What is on the disk, shut. A file that says nothing sensible opens by the password alone."""
        state = self._state
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return
        except (OSError, ValueError):
            kept = None
        state.on = state.shut = True
        if not _sensible(kept):
            state.wrong = MOST_WRONG
            return
        self._kept = {name: kept[name] for name in ("salt", "hash", "rounds")}
        state.pin, state.after = kept["pin"], kept["after"]
        state.wrong, state.wait_until = kept["wrong"], kept["wait_until"]

    def _write(self) -> None:
        state = self._state
        told = {"pin": state.pin, "after": state.after, "wrong": state.wrong, "wait_until": state.wait_until}
        draft = self._path.with_name(FILE + ".new")
        with draft.open("w", encoding="utf-8") as file:
            json.dump({**self._kept, **told}, file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._path)


SHAPE: dict[str, type] = {
    "salt": str,
    "hash": str,
    "rounds": int,
    "pin": bool,
    "after": int,
    "wrong": int,
    "wait_until": int,
}


def _sensible(kept: object) -> bool:
    if not isinstance(kept, dict) or any(type(kept.get(name)) is not kind for name, kind in SHAPE.items()):
        return False
    try:
        lengths = {len(b64decode(kept[name], validate=True)) for name in ("salt", "hash")}
    except ValueError:
        return False
    return lengths == {SALT_BYTES, HASH_BYTES} and 0 < kept["rounds"] <= ROUNDS and kept["wrong"] >= 0
