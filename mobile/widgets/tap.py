"""Anything drawn that is one button: for a finger, a keyboard and a screen reader alike."""

from collections.abc import Callable
from typing import Any

import flet as ft


@ft.control("Semantics")
class Spoken(ft.Semantics):
    """What a screen reader finds as one button. Flet's client tells a reader's tap as `click`; its own class in Python
    waits for `tap`, which never comes.
    """

    on_click: ft.ControlEventHandler["Spoken"] | None = None


def tappable(
    content: ft.Control, label: str, on_click: Callable[[], object], *, identifier: str | None = None, **look: Any
) -> Spoken:
    """`content` on a ground (`look` are properties of `ft.Container`) that says `label` and does one thing."""
    face = ft.Container(content, ink=True, on_click=lambda _: on_click(), **look)
    return Spoken(
        content=face,
        label=label,
        identifier=identifier,
        button=True,
        exclude_semantics=True,
        container=True,
        on_click=lambda _: on_click(),
    )


def icon_button(
    icon: ft.IconData, label: str, on_click: Callable[[], object], *, color: ft.ColorValue | None = None
) -> ft.Control:
    """A sign of 48 by 48. Flet's own IconButton leaves its tooltip on whatever surrounds it, so that a screen
    reader finds a button without a name; here the name is the button's.
    """
    sign = ft.Icon(icon, size=24, color=color or ft.Colors.ON_SURFACE_VARIANT)
    look = {"width": 48, "height": 48, "border_radius": 24, "alignment": ft.Alignment.CENTER, "tooltip": label}
    return tappable(sign, label, on_click, **look)
