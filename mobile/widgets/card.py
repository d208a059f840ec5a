"""Grounds for things that belong together, and the lines inside them."""

from collections.abc import Callable, Sequence

import flet as ft

from mobile.widgets.frame import heading
from mobile.widgets.theme import EDGE, GAP, RADIUS


def card(*rows: ft.Control, padding: int = EDGE, tone: ft.ColorValue | None = None) -> ft.Control:
    """A quiet ground with round corners."""
    ground = ft.Container(
        ft.Column(list(rows), spacing=GAP, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
        bgcolor=tone or ft.Colors.SURFACE_CONTAINER_LOW,
        border_radius=RADIUS,
        padding=padding,
    )
    return ft.Semantics(content=ground, container=True)  # read on its own, not as part of the whole page


def section(title: str, *rows: ft.Control, action: ft.Control | None = None) -> ft.Control:
    """A part of a page under its own heading."""
    head = ft.Row(
        [ft.Container(heading(title, 2), expand=True), *([action] if action is not None else [])],
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )
    return ft.Column([head, *rows], spacing=8, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def rows_card(rows: Sequence[ft.Control]) -> ft.Control:
    """List rows on one ground, thin lines between them."""
    parts: list[ft.Control] = []
    for row in rows:
        if parts:
            parts.append(ft.Divider(height=1, thickness=1, color=ft.Colors.OUTLINE_VARIANT, leading_indent=EDGE))
        parts.append(row)
    return ft.Container(
        ft.Column(parts, spacing=0, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOW,
        border_radius=RADIUS,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
    )


def fact(icon: ft.IconData, text: str, color: ft.ColorValue = ft.Colors.ON_SURFACE_VARIANT) -> ft.Control:
    """A sign and a line: when, where."""
    return ft.Row(
        [ft.Icon(icon, size=20, color=color), ft.Text(text, color=color, expand=True)],
        spacing=10,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )


def page(*parts: ft.Control, width: int = 720, key: str | None = None) -> ft.Control:
    """Parts of a page one under the other, scrolling, not wider than a line can be read. With another `key` it begins
    at its top again: what stood there before was something else.
    """
    column = ft.Column(
        list(parts), spacing=20, tight=True, width=width, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
    )
    return ft.ListView(
        [ft.Container(column, alignment=ft.Alignment.TOP_LEFT)],
        padding=ft.Padding.only(left=EDGE, right=EDGE, top=12, bottom=32),
        expand=True,
        key=key,
    )


def two_columns(left: Sequence[ft.Control], right: Sequence[ft.Control]) -> ft.Control:
    """A page for a wide screen: what is most urgent on the left."""

    def column(parts: Sequence[ft.Control]) -> ft.Control:
        inside = ft.Column(list(parts), spacing=20, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
        return ft.Container(inside, expand=True)

    both = ft.Row([column(left), column(right)], spacing=24, vertical_alignment=ft.CrossAxisAlignment.START)
    return ft.ListView([both], padding=ft.Padding.only(left=EDGE, right=EDGE + 8, top=12, bottom=32), expand=True)


def big_button(text: str, icon: ft.IconData, on_click: Callable[[], object], *, main: bool = True) -> ft.Control:
    """A button for a cold thumb: 56 high."""
    kind = ft.FilledButton if main else ft.FilledTonalButton
    return kind(text, icon=icon, height=56, on_click=lambda _: on_click())
