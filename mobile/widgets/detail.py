"""A name and a value: what a form says when it is not being filled in."""

import flet as ft


def detail(name: str, value: str, trailing: ft.Control | None = None) -> ft.Control:
    """`value` under its name; it can be selected, and `trailing` acts on it."""
    pair = ft.Column(
        [
            ft.Text(name, size=13, color=ft.Colors.ON_SURFACE_VARIANT),
            ft.Text(value, size=16, selectable=True),
        ],
        spacing=1,
        tight=True,
        expand=True,
    )
    return ft.Row([pair, *([trailing] if trailing else [])], vertical_alignment=ft.CrossAxisAlignment.CENTER)
