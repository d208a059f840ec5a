"""A name and a value: what a form says when it is not being filled in."""

import flet as ft


def detail(name: str, value: str, trailing: ft.Control | None = None) -> ft.Control:
    """`value` under its name; `trailing` acts on it."""
    pair = ft.Column(
        [
            ft.Text(name, size=13, color=ft.Colors.ON_SURFACE_VARIANT),
            ft.Text(value, size=16),
        ],
        spacing=1,
        tight=True,
    )
    spoken = ft.Semantics(content=pair, label=f"{name}: {value}", exclude_semantics=True, container=True, expand=True)
    return ft.Row([spoken, *([trailing] if trailing else [])], vertical_alignment=ft.CrossAxisAlignment.CENTER)
