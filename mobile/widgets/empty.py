"""A page or a part with nothing in it: it says so, and what to do."""

import flet as ft

from mobile.widgets.theme import GAP


def empty(icon: ft.IconData, title: str, why: str = "", action: ft.Control | None = None) -> ft.Control:
    """A sign, one line, a reason, and the one thing to do."""
    rows: list[ft.Control] = [
        ft.Icon(icon, size=48, color=ft.Colors.OUTLINE),
        ft.Text(title, theme_style=ft.TextThemeStyle.TITLE_MEDIUM, text_align=ft.TextAlign.CENTER),
    ]
    if why:
        rows.append(ft.Text(why, color=ft.Colors.ON_SURFACE_VARIANT, text_align=ft.TextAlign.CENTER))
    if action is not None:
        rows.append(action)
    return ft.Container(
        ft.Column(rows, spacing=GAP, tight=True, horizontal_alignment=ft.CrossAxisAlignment.CENTER),
        alignment=ft.Alignment.CENTER,
        padding=32,
    )
