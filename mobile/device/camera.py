"""The camera as the scanner needs it: open, take pictures one after the other, light, zoom.

Streaming does not exist in the browser, so `watch` asks for still pictures in a loop; that is one code on
every platform (about 100 ms a picture at 720p).
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import flet as ft
import flet_camera as fc  # type: ignore[import-untyped]  # ships no py.typed

from mobile.device.decoder import Decoder
from shared.errors import TouchlineError

REST_SECONDS = 0.04
FORGET_SECONDS = 2.5
LOST_AFTER = 8
UPRIGHT = (ft.DeviceOrientation.PORTRAIT_UP, ft.DeviceOrientation.PORTRAIT_DOWN)


class CameraUnavailable(TouchlineError):
    """No pictures from here. `code`: camera_none, camera_denied, camera_unsupported or camera_lost."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Abilities:
    """What this camera can do besides taking pictures. Zoom is a factor; 1.0 to 1.0 means: no zoom."""

    torch: bool = False
    zoom_min: float = 1.0
    zoom_max: float = 1.0


class Camera(Protocol):
    """What the scan screen asks of a camera."""

    @property
    def view(self) -> ft.Control:
        """The control that shows what the camera sees; it must be on the page before `open`."""

    def on_shape(self, told: Callable[[float], None]) -> None:
        """Calls `told` with width by height of the shown picture, as soon as that is known."""

    async def open(self) -> Abilities:
        """Starts the back camera, or the only one. Raises CameraUnavailable."""

    async def take_picture(self) -> bytes:
        """One encoded picture (JPEG or PNG). Raises CameraUnavailable."""

    async def set_torch(self, on: bool) -> bool:
        """Light on or off; False when this camera has none."""

    async def set_zoom(self, factor: float) -> None:
        """Zooms to `factor`, within the abilities."""


class FletCamera:
    """The camera of `flet_camera`."""

    def __init__(self) -> None:
        self._control = fc.Camera(expand=True, on_state_change=self._on_state)
        self._told: Callable[[float], None] = lambda shape: None
        self._shape = 0.0

    @property
    def view(self) -> ft.Control:
        """Flet's preview."""
        return self._control

    def on_shape(self, told: Callable[[float], None]) -> None:
        """The newest listener counts."""
        self._told = told

    def _on_state(self, event: fc.CameraStateEvent) -> None:
        if not event.aspect_ratio:
            return
        upright = not self._control.page.web and event.device_orientation in UPRIGHT
        shape = 1 / event.aspect_ratio if upright else float(event.aspect_ratio)
        if shape != self._shape:
            self._shape = shape
            self._told(shape)

    async def open(self) -> Abilities:
        """Starts the back camera at 720p; the browser asks the person for permission here."""
        try:
            cameras = await self._control.get_available_cameras()
        except (RuntimeError, TimeoutError) as problem:
            raise CameraUnavailable(_code_of(problem)) from problem
        if not cameras:
            raise CameraUnavailable("camera_none")
        try:
            await self._control.initialize(_best(cameras), fc.ResolutionPreset.HIGH, enable_audio=False)
        except (RuntimeError, TimeoutError) as problem:
            raise CameraUnavailable(_code_of(problem)) from problem
        return await self._abilities()

    async def _abilities(self) -> Abilities:
        try:
            low = await self._control.get_min_zoom_level()
            high = await self._control.get_max_zoom_level()
        except (RuntimeError, TimeoutError):
            low = high = 1.0
        return Abilities(torch=await self.set_torch(on=False), zoom_min=low, zoom_max=high)

    async def take_picture(self) -> bytes:
        """One JPEG."""
        try:
            return bytes(await self._control.take_picture())
        except (RuntimeError, TimeoutError, TypeError) as problem:
            raise CameraUnavailable("camera_lost") from problem

    async def set_torch(self, on: bool) -> bool:
        """Torch mode, or off; the platform answers with an error where there is no light."""
        try:
            await self._control.set_flash_mode(fc.FlashMode.TORCH if on else fc.FlashMode.OFF)
        except (RuntimeError, TimeoutError):
            return False
        return True

    async def set_zoom(self, factor: float) -> None:
        """Zooms; a camera that refuses stays where it was."""
        try:
            await self._control.set_zoom_level(factor)
        except (RuntimeError, TimeoutError):
            return


def _best(cameras: list[fc.CameraDescription]) -> fc.CameraDescription:
    order = {fc.CameraLensDirection.BACK: 0, fc.CameraLensDirection.EXTERNAL: 1}
    return min(cameras, key=lambda camera: order.get(camera.lens_direction, 2))


def _code_of(problem: Exception) -> str:
    words = str(problem).lower()
    if any(word in words for word in ("denied", "notallowed", "permission", "accessrestricted")):
        return "camera_denied"
    if any(word in words for word in ("notfound", "not found", "no camera")):
        return "camera_none"
    if any(word in words for word in ("notsupported", "not supported", "unsupported", "security")):
        return "camera_unsupported"
    return "camera_lost"


async def watch(
    camera: Camera,
    decoder: Decoder,
    found: Callable[[str], None],
    purpose: Callable[[], object] = lambda: None,
    clock: Callable[[], float] = time.monotonic,
    rest: float = REST_SECONDS,
) -> None:
    """Takes pictures until cancelled and calls `found` for each code that comes into view.

    A code that stays in view is reported once for each `purpose`: who looked a thing up and goes on to hand it out
    holds it in view still. After `FORGET_SECONDS` out of view it counts as new. Raises CameraUnavailable when
    `LOST_AFTER` pictures in a row failed.
    """
    seen: dict[str, float] = {}
    meant, failures = purpose(), 0
    while True:
        try:
            picture = await camera.take_picture()
            failures = 0
        except CameraUnavailable:
            failures += 1
            if failures >= LOST_AFTER:
                raise
            await asyncio.sleep(rest * 5)
            continue
        text = await decoder.decode(picture)
        now = clock()
        if purpose() != meant:
            meant, seen = purpose(), {}
        if text is not None:
            if now - seen.get(text, -FORGET_SECONDS - 1) > FORGET_SECONDS:
                found(text)
            seen[text] = now
        await asyncio.sleep(rest)
