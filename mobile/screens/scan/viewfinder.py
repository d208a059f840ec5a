"""What the camera sees, with a frame that says how the last scan went: a colour, a sign and a word."""

from collections.abc import Callable
from typing import Any

import flet as ft

from mobile.device.camera import Camera
from mobile.screens.scan.scanning import Scanning, blocker_text
from mobile.screens.scan.verdict import Verdict
from mobile.touchline import Touchline

SIDE, LOW, BELOW = 220, 160, 68
"""The box to hold a label in, the same in a low room, and twice the way from its foot to the middle of the words below
it, in pixels.
"""
GOOD, CARE, BAD, IDLE = "#7FDAB0", "#F3BE6A", "#FFB4AA", "#FFFFFF"
"""Colours on a dark picture, whatever the theme."""

SAID_ANYWHERE = frozenset({"camera_denied", "camera_no_decoder"})
"""What helps against these is the same in a round, where no photo can be picked."""


def colour_of(verdict: Verdict | None) -> str:
    """Green for a thing, amber for a blank or unknown label, red for what is not ours."""
    if verdict is None:
        return IDLE
    if verdict.kind == "thing":
        return GOOD
    return CARE if verdict.kind in ("blank", "unheard", "many", "mistyped") else BAD


@ft.component
def _Live(view: ft.Control) -> ft.Control:
    """The camera's own picture, drawn once: a control that was drawn again would lose its camera."""
    return view


_live = ft.memo(_Live)


@ft.component
def _Room(camera: Camera) -> ft.Control:
    """The picture, enlarged until it fills its room; what stands out is cut off."""
    room, set_room = ft.use_state(0.0)
    shape, set_shape = ft.use_state(0.0)
    camera.on_shape(set_shape)
    return ft.Container(
        ft.Container(_live(camera.view), scale=cover(room, shape), alignment=ft.Alignment.CENTER, expand=True),
        expand=True,
        bgcolor=ft.Colors.BLACK,
        alignment=ft.Alignment.CENTER,
        clip_behavior=ft.ClipBehavior.HARD_EDGE,
        size_change_interval=200,
        on_size_change=lambda event: set_room(event.width / event.height if event.height else 0.0),
    )


def cover(room: float, picture: float) -> float:
    """How much a picture that fits in a room must grow to fill it; both are width by height, 0 is unknown."""
    return max(room / picture, picture / room) if room > 0 and picture > 0 else 1.0


def viewfinder(
    touchline: Touchline,
    scanning: Scanning,
    camera: Camera,
    light: Callable[[object], Any],
    zoom: Callable[[float], Any],
) -> ft.Control:
    """The picture, the frame, the light and the zoom; or why there is no picture."""
    words = touchline.words
    running = scanning.camera in ("starting", "running")
    layers: list[ft.Control] = [_Room(camera)]
    if running:
        layers.append(_frame(touchline, scanning))
        layers.append(_tools(touchline, scanning, light, zoom))
    else:
        alone = scanning.mode == "look" or scanning.camera in SAID_ANYWHERE
        why = f"scan.{scanning.camera}.why" if alone else "scan.round.why"
        layers.append(_no_picture(words(f"scan.{scanning.camera}"), words(why)))
    return ft.Container(
        ft.Stack(layers, expand=True, fit=ft.StackFit.EXPAND),
        bgcolor=ft.Colors.BLACK,
        clip_behavior=ft.ClipBehavior.HARD_EDGE,
        border_radius=16 if touchline.state.place.wide else 0,
        expand=True,
    )


def _frame(touchline: Touchline, scanning: Scanning) -> ft.Control:
    """Where to hold the label. It flashes with each scan."""
    words = touchline.words
    verdict, stop = scanning.last, scanning.blocked
    colour = colour_of(verdict) if stop is None else BAD
    sign = {GOOD: ft.Icons.CHECK_CIRCLE, CARE: ft.Icons.INFO, BAD: ft.Icons.CANCEL}.get(colour)
    if scanning.camera == "starting":
        text = words("scan.starting")
    elif verdict is None:
        text = words("scan.hint")
    else:
        text = verdict.item.name if verdict.item else words(f"scan.{verdict.kind}")
    if stop is not None:
        text = f"{text}: {blocker_text(touchline, stop.blockers[0])}"
    line: list[ft.Control] = [ft.Icon(sign, color=colour, size=22)] if sign else []
    line.append(
        ft.Text(
            text,
            color=ft.Colors.WHITE,
            size=16,
            weight=ft.FontWeight.W_600,
            max_lines=3,
            overflow=ft.TextOverflow.ELLIPSIS,
            text_align=ft.TextAlign.CENTER,
        )
    )
    low = scanning.mode != "look" and not touchline.state.place.wide  # a round has its things below
    side = LOW if low else SIDE
    box = ft.Container(
        width=side,
        height=side,
        border_radius=24,
        border=ft.Border.all(4, colour),
        animate=ft.Animation(180, ft.AnimationCurve.EASE_OUT),
        key=f"frame {scanning.count}",
    )
    said = ft.Container(
        ft.Row(line, wrap=True, spacing=8, alignment=ft.MainAxisAlignment.CENTER, tight=True),
        bgcolor="#B3000000",
        border_radius=22,
        padding=ft.Padding.symmetric(horizontal=14, vertical=8),
    )
    # The box itself is the middle of the room; the words hang below it and push nothing aside.
    below = ft.Padding.only(left=16, right=16, top=0 if low else SIDE + BELOW, bottom=6 if low else 0)
    return ft.Stack(
        [
            ft.Container(box, alignment=ft.Alignment.CENTER),
            ft.Container(said, alignment=ft.Alignment.BOTTOM_CENTER if low else ft.Alignment.CENTER, padding=below),
        ],
        expand=True,
        fit=ft.StackFit.EXPAND,
    )


def _tools(
    touchline: Touchline, scanning: Scanning, light: Callable[[object], Any], zoom: Callable[[float], Any]
) -> ft.Control:
    words = touchline.words
    tools: list[ft.Control] = []
    low, high = scanning.abilities.zoom_min, scanning.abilities.zoom_max
    if high > low:
        twice = min(high, max(low, 2.0))
        factor = low if scanning.zoom > low else twice

        async def change(_: object) -> None:
            await zoom(factor)

        tools.append(_tool(ft.Icons.ZOOM_OUT if scanning.zoom > low else ft.Icons.ZOOM_IN, words("scan.zoom"), change))
    if scanning.abilities.torch:
        icon = ft.Icons.FLASHLIGHT_OFF if scanning.torch else ft.Icons.FLASHLIGHT_ON
        tools.append(_tool(icon, words("scan.torch"), light))
    return ft.Container(
        ft.Column(tools, spacing=8, tight=True), alignment=ft.Alignment.BOTTOM_RIGHT, padding=12, expand=True
    )


def _tool(icon: ft.IconData, label: str, act: Callable[[object], Any]) -> ft.Control:
    return ft.IconButton(
        ft.Icon(icon, size=26, color=ft.Colors.WHITE, semantics_label=label),
        bgcolor="#B3000000",
        width=52,
        height=52,
        on_click=act,
    )


def _no_picture(title: str, why: str) -> ft.Control:
    return ft.Container(
        ft.Column(
            [
                ft.Icon(ft.Icons.NO_PHOTOGRAPHY_OUTLINED, size=44, color=ft.Colors.WHITE),
                ft.Text(
                    title,
                    color=ft.Colors.WHITE,
                    size=17,
                    weight=ft.FontWeight.W_600,
                    text_align=ft.TextAlign.CENTER,
                ),
                ft.Text(why, color="#DDE3DE", size=15, text_align=ft.TextAlign.CENTER),
            ],
            alignment=ft.MainAxisAlignment.CENTER,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            spacing=8,
        ),
        bgcolor="#FF161D19",
        padding=24,
        alignment=ft.Alignment.CENTER,
        expand=True,
    )
