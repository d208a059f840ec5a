"""Anything drawn that is one button: for a finger, a keyboard and a screen reader alike."""

from collections.abc import Callable
from typing import Any

import flet as ft


def tappable(
    content: ft.Control, label: str, on_click: Callable[[], object], *, identifier: str | None = None, **look: Any
) -> ft.Control:
    """`content` on a ground (`look` are properties of `ft.Container`) that says `label` and does one thing."""
    face = ft.Container(content, ink=True, on_click=lambda _: on_click(), **look)
    return ft.Semantics(
        content=face,
        label=label,
        identifier=identifier,
        button=True,
        exclude_semantics=True,
        container=True,
        on_tap=lambda _: on_click(),
    )
