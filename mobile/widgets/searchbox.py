"""The search field above a list, and the row of filters below it."""

from collections.abc import Callable, Sequence

import flet as ft

from mobile.widgets.theme import EDGE


def searchbox(hint: str, on_change: Callable[[str], None], key: str = "search") -> ft.Control:
    """One line to type in. No value is handed to it: what a person types is never overwritten."""
    return ft.Container(
        ft.TextField(
            key=key,
            label=hint,
            prefix_icon=ft.Icons.SEARCH,
            filled=True,
            border=ft.InputBorder.NONE,
            border_radius=28,
            dense=True,
            autocorrect=False,
            on_change=lambda event: on_change(event.control.value or ""),
        ),
        padding=ft.Padding.symmetric(horizontal=EDGE),
    )


def filters(
    choices: Sequence[tuple[str, str]], chosen: str, on_choose: Callable[[str], None]
) -> ft.Control:
    """Chips of which one is chosen: (value, words)."""
    return ft.Row(
        [
            ft.Chip(
                key=value,
                label=ft.Text(words, size=14),
                selected=value == chosen,
                show_checkmark=True,
                on_select=lambda _, value=value: on_choose(value),
                padding=ft.Padding.symmetric(horizontal=4, vertical=8),
            )
            for value, words in choices
        ],
        scroll=ft.ScrollMode.HIDDEN,
        spacing=8,
    )


def under_head(*rows: ft.Control) -> ft.Control:
    """What stays below the title: search, then filters."""
    padded = [row if index == 0 else ft.Container(row, padding=ft.Padding.only(left=EDGE)) for index, row in enumerate(rows)]
    return ft.Container(ft.Column(padded, spacing=8, tight=True), padding=ft.Padding.only(bottom=8))
