"""A few big buttons side by side of which one is chosen: made for cold fingers, readable without colour."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import flet as ft

from mobile.widgets.tap import Spoken

TWO_LINES = 1.5
"""A word this much higher than the lowest one was broken."""


@dataclass(frozen=True)
class Option:
    """One of the buttons. `ground` and `colour` are worn when it is chosen."""

    value: str
    label: str
    icon: ft.IconData
    ground: ft.ColorValue
    colour: ft.ColorValue


def choice(
    options: Sequence[Option],
    chosen: str | None,
    choose: Callable[[str], None],
    *,
    label: str,
    compact: bool = False,
) -> ft.Control:
    """Buttons of 52 high or more; `compact` ones show the sign alone, and say their word to a screen reader with
    `label`."""
    if not compact:
        wide: ft.Control = _Worded(tuple(options), chosen, choose, label)
        return wide
    buttons = []
    for option in options:
        on = option.value == chosen
        sign = ft.Icon(option.icon, size=24, color=_colour(option, on))
        buttons.append(_button(option, on, partial(choose, option.value), label, sign, width=48, height=52))
    return ft.Row(buttons, spacing=5, tight=True)


@ft.component
def _Worded(options: tuple[Option, ...], chosen: str | None, choose: Callable[[str], None], label: str) -> ft.Control:
    """Side by side while every word fits on a line; below each other where large letters leave no room for that."""
    stacked, stack = ft.use_state(False)
    heights: Any = ft.use_ref(dict).current

    def measured(value: str, height: float) -> None:
        heights[value] = height
        if len(heights) == len(options) and max(heights.values()) > TWO_LINES * min(heights.values()):
            stack(True)

    buttons: list[ft.Control] = []
    for option in options:
        on = option.value == chosen
        word = ft.Text(
            option.label,
            size=15,
            weight=ft.FontWeight.W_700 if on else ft.FontWeight.W_500,
            color=_colour(option, on),
            text_align=ft.TextAlign.CENTER,
            expand=True,
            expand_loose=True,  # as wide as its letters, and no wider than the button
            on_size_change=lambda event, value=option.value: measured(value, event.height),
        )
        sign = ft.Icon(option.icon, size=20, color=_colour(option, on))
        line = ft.Row([sign, word], alignment=ft.MainAxisAlignment.CENTER, spacing=4)
        room = ft.Padding.symmetric(horizontal=4, vertical=16)
        buttons.append(_button(option, on, partial(choose, option.value), label, line, padding=room))
    if stacked:
        return ft.Column(buttons, spacing=8, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    for button in buttons:
        button.expand = True
    return ft.Row(buttons, spacing=8)


def _colour(option: Option, on: bool) -> ft.ColorValue:
    return option.colour if on else ft.Colors.ON_SURFACE_VARIANT


def _button(
    option: Option, on: bool, press: Callable[[], None], label: str, inside: ft.Control, **size: Any
) -> ft.Control:
    face = ft.Container(
        inside,
        border_radius=14,
        bgcolor=option.ground if on else ft.Colors.SURFACE_CONTAINER_HIGHEST,
        alignment=ft.Alignment.CENTER,
        ink=True,
        on_click=lambda _: press(),
        **size,
    )
    return Spoken(
        content=face,
        label=f"{label}: {option.label}",
        button=True,
        checked=on,
        exclude_semantics=True,
        container=True,
        on_click=lambda _: press(),
    )
