"""The camera in a dialog: what it sees, and one button."""

from collections.abc import Callable

import flet as ft

from mobile.device.camera import CameraUnavailable
from mobile.device.doors import Doors
from mobile.touchline import use_touchline
from mobile.widgets.theme import RADIUS

HEIGHT = 320


@ft.component
def Shoot(doors: Doors, taken: Callable[[bytes | None], None]) -> ft.Control:
    """`taken` gets the picture, once. A camera that does not open says why."""
    words = use_touchline().words
    camera, _ = ft.use_state(doors.camera)
    state, set_state = ft.use_state("starting")

    async def open_camera() -> None:
        try:
            await camera.open()
        except CameraUnavailable as problem:
            set_state(problem.code)
        else:
            set_state("running")

    async def shoot(_: object) -> None:
        try:
            picture = await camera.take_picture()
        except CameraUnavailable as problem:
            set_state(problem.code)
        else:
            taken(picture)

    ft.use_effect(open_camera, [])
    if state not in ("starting", "running"):
        why = ft.Text(words(f"scan.{state}.why"))
        return ft.Column([ft.Text(words(f"scan.{state}"), weight=ft.FontWeight.W_600), why], tight=True)
    view = ft.Container(
        camera.view, height=HEIGHT, border_radius=RADIUS, clip_behavior=ft.ClipBehavior.HARD_EDGE, expand=False
    )
    button = ft.FilledButton(
        words("media.shoot"), icon=ft.Icons.PHOTO_CAMERA, height=52, on_click=shoot, disabled=state == "starting"
    )
    return ft.Column([view, button], tight=True, spacing=12, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
