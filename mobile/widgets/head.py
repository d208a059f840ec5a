"""What can be done from the head of a list: one thing as a button with its word, the others in a menu of words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import flet as ft

from mobile.widgets.tap import tappable
from mobile.words import Words


@dataclass(frozen=True)
class Deed:
    """`label` is said and stands in the menu; `short` is the word on a button, where there is little room."""

    icon: ft.IconData
    label: str
    short: str
    press: Callable[[], object]


def deeds(words: Words, them: Sequence[Deed]) -> list[ft.Control]:
    """Nothing for none of them; the likeliest comes first."""
    if not them:
        return []
    first, *others = them
    button = tappable(_worded(first.icon, first.short, ft.Colors.PRIMARY), first.label, first.press, **_LOOK)
    return [button, _menu(words, others)] if others else [button]


_LOOK = {"height": 48, "padding": ft.Padding.symmetric(horizontal=8), "border_radius": 24}


def _worded(icon: ft.IconData, word: str, color: ft.ColorValue) -> ft.Control:
    text = ft.Text(word, size=15, weight=ft.FontWeight.W_600, color=color)
    return ft.Row([ft.Icon(icon, size=20, color=color), text], spacing=4, tight=True)


def _menu(words: Words, them: Sequence[Deed]) -> ft.Control:
    """One way to all others, each with its sign and its words; a tooltip would be read out as a second name."""
    face = ft.Container(_worded(ft.Icons.MORE_VERT, words("head.more"), ft.Colors.ON_SURFACE_VARIANT), **_LOOK)
    items = [
        ft.PopupMenuItem(content=one.label, icon=one.icon, on_click=lambda _, press=one.press: press()) for one in them
    ]
    return ft.PopupMenuButton(
        content=face, items=items, tooltip="", menu_position=ft.PopupMenuPosition.UNDER, padding=0
    )
