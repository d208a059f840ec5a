"""Stand-ins for what a test cannot have: a camera, a decoder, keys, a file dialog, the platform's network
hints.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterable

import flet as ft

from mobile.device.camera import Abilities, CameraUnavailable
from shared.errors import Damaged


class FakeCamera:
    """Shows the given pictures one after the other, then the last one for ever; `fails` names a
    CameraUnavailable.
    """

    def __init__(
        self, pictures: Iterable[bytes] = (), abilities: Abilities | None = None, fails: str | None = None
    ) -> None:
        self.pictures = list(pictures)
        self.abilities = abilities or Abilities()
        self.fails = fails
        self.taken = 0
        self.torch = False
        self.zoom = 1.0
        self.view: ft.Control = ft.Container()

    def on_shape(self, told: Callable[[float], None]) -> None:
        told(16 / 9)

    async def open(self) -> Abilities:
        if self.fails:
            raise CameraUnavailable(self.fails)
        return self.abilities

    async def take_picture(self) -> bytes:
        if self.fails or not self.pictures:
            raise CameraUnavailable(self.fails or "camera_lost")
        self.taken += 1
        return self.pictures[min(self.taken, len(self.pictures)) - 1]

    async def set_torch(self, on: bool) -> bool:
        self.torch = on and self.abilities.torch
        return self.abilities.torch

    async def set_zoom(self, factor: float) -> None:
        self.zoom = factor


class FakeDecoder:
    """Reads pictures that are UTF-8 text beginning with "QR:"; everything else shows no code."""

    available = True

    async def decode(self, picture: bytes) -> str | None:
        return picture[3:].decode() if picture.startswith(b"QR:") else None


class FakeSecrets:
    """Keys that are the same in every run: HMAC stands in for signature and cipher."""

    def __init__(self, seed: bytes = b"device") -> None:
        self.seed = seed
        self.wiped = False

    async def public_key(self) -> bytes:
        return hashlib.sha256(self.seed).digest()

    async def sign(self, message: bytes) -> bytes:
        return hmac.digest(self.seed, message, "sha512")

    async def seal(self, plain: bytes, context: bytes) -> bytes:
        return hmac.digest(self.seed, context + plain, "sha256") + plain[::-1]

    async def unseal(self, sealed: bytes, context: bytes) -> bytes:
        plain = sealed[32:][::-1]
        if hmac.digest(self.seed, context + plain, "sha256") != sealed[:32]:
            raise Damaged("sealed value")
        return plain

    async def wipe(self) -> None:
        self.seed = b"wiped:" + self.seed
        self.wiped = True


class FakeFiles:
    """A person who always picks `picture`, and a folder where saved files land."""

    def __init__(self, picture: bytes | None = None) -> None:
        self.picture = picture
        self.saved: dict[str, bytes] = {}

    async def pick_picture(self) -> bytes | None:
        return self.picture

    async def save(self, name: str, content: bytes) -> None:
        self.saved[name] = content


class FakeConnectivity:
    """A network that comes and goes, and an app that is looked at again, when the test says so."""

    def __init__(self, changed: Callable[[bool], None], awake: Callable[[], None]) -> None:
        self.say_online = lambda: changed(True)
        self.say_offline = lambda: changed(False)
        self.look_at_app = awake

    async def start(self) -> None:
        return
