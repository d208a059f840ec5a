"""What narrows a list: the search field, and below it a row of chips of which one is chosen."""

from collections.abc import Callable, Sequence

import flet as ft

from mobile.widgets.field import search_field
from mobile.widgets.theme import EDGE


def filters(
    choices: Sequence[tuple[str, str]], chosen: str, on_choose: Callable[[str], None], *, edge: int = EDGE
) -> ft.Control:
    """Chips for (value, words), scrolling sideways from `edge` pixels off the side."""
    chips: list[ft.Control] = [
        _chip(words, value == chosen, lambda value=value: on_choose(value))  # type: ignore[misc]  # a bound default
        for value, words in choices
    ]
    if edge:
        chips = [ft.Container(width=edge - 8), *chips, ft.Container(width=8)]
    return ft.Row(chips, scroll=ft.ScrollMode.HIDDEN, spacing=8)


def _chip(label: str, on: bool, choose: Callable[[], None]) -> ft.Control:
    colour = ft.Colors.ON_PRIMARY_CONTAINER if on else ft.Colors.ON_SURFACE_VARIANT
    return ft.Chip(
        label=label,
        selected=on,
        show_checkmark=on,
        selected_color=ft.Colors.PRIMARY_CONTAINER,
        bgcolor=ft.Colors.SURFACE,
        label_text_style=ft.TextStyle(size=15, color=colour),
        check_color=ft.Colors.ON_PRIMARY_CONTAINER,
        border_side=ft.BorderSide(1, ft.Colors.TRANSPARENT if on else ft.Colors.OUTLINE_VARIANT),
        padding=ft.Padding.symmetric(horizontal=6, vertical=10),
        on_select=lambda _: choose(),
    )


def search_and_filters(hint: str, on_search: Callable[[str], None], chips: ft.Control) -> ft.Control:
    """What stays below the title of a list. `on_search` must be the same function at each render."""
    box = ft.Container(search_field(hint, on_search), padding=ft.Padding.symmetric(horizontal=EDGE))
    rows = ft.Column([box, chips], spacing=8, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    return ft.Container(rows, padding=ft.Padding.only(bottom=8))
