"""A few big buttons side by side of which one is chosen: made for cold fingers, readable without colour."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import flet as ft

from mobile.widgets.tap import Spoken


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
    """Buttons of 52 high; `compact` ones show the sign alone, and say their word to a screen reader with `label`."""
    buttons: list[ft.Control] = [
        _button(option, option.value == chosen, partial(choose, option.value), label, compact) for option in options
    ]
    return ft.Row(buttons, spacing=5 if compact else 8, tight=compact)


def _button(option: Option, on: bool, press: Callable[[], None], label: str, compact: bool) -> ft.Control:
    colour = option.colour if on else ft.Colors.ON_SURFACE_VARIANT
    sign = ft.Icon(option.icon, size=24 if compact else 20, color=colour)
    inside: list[ft.Control] = [sign]
    if not compact:
        weight = ft.FontWeight.W_700 if on else ft.FontWeight.W_500
        inside.append(ft.Text(option.label, size=15, weight=weight, color=colour, no_wrap=True))
    face = ft.Container(
        ft.Row(inside, alignment=ft.MainAxisAlignment.CENTER, spacing=4, tight=compact),
        width=48 if compact else None,
        height=52,
        border_radius=14,
        bgcolor=option.ground if on else ft.Colors.SURFACE_CONTAINER_HIGHEST,
        alignment=ft.Alignment.CENTER,
        ink=True,
        on_click=lambda _: press(),
    )
    return Spoken(
        content=face,
        label=f"{label}: {option.label}",
        button=True,
        checked=on,
        exclude_semantics=True,
        container=True,
        on_click=lambda _: press(),
        expand=None if compact else True,
    )
