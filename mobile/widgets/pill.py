"""A pill: a short state in a colour, with a sign, because colour alone says nothing to some."""

from typing import Literal

import flet as ft

Mood = Literal["calm", "good", "waiting", "error"]

GROUND: dict[Mood, tuple[ft.Colors, ft.Colors]] = {
    "calm": (ft.Colors.SURFACE_CONTAINER_HIGHEST, ft.Colors.ON_SURFACE_VARIANT),
    "good": (ft.Colors.PRIMARY_CONTAINER, ft.Colors.ON_PRIMARY_CONTAINER),
    "waiting": (ft.Colors.TERTIARY_CONTAINER, ft.Colors.ON_TERTIARY_CONTAINER),
    "error": (ft.Colors.ERROR_CONTAINER, ft.Colors.ON_ERROR_CONTAINER),
}


def pill(text: str, icon: ft.IconData, mood: Mood = "calm") -> ft.Control:
    """`text` beside `icon` on a ground that fits the mood."""
    ground, colour = GROUND[mood]
    return ft.Container(
        ft.Row(
            [
                ft.Icon(icon, size=15, color=colour),
                ft.Text(text, size=13, weight=ft.FontWeight.W_600, color=colour),
            ],
            spacing=5,
            tight=True,
        ),
        bgcolor=ground,
        border_radius=20,
        padding=ft.Padding.only(left=8, right=10, top=4, bottom=4),
    )
