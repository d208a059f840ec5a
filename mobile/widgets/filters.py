"""What narrows a list: the search field, and below it a row of chips of which one is chosen."""

from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import Any

import flet as ft

from mobile.touchline import Touchline
from mobile.widgets import lean
from mobile.widgets.field import search_field
from mobile.widgets.paged import use_kept
from mobile.widgets.theme import EDGE

MANY = 16
"""Chips that are drawn at first, and so many more each time somebody scrolls towards the last."""
NEAR = 400

INSIDE: lean.Look = {"left": 6, "right": 6, "top": 10, "bottom": 10}
EDGED: lean.Look = {"width": 1, "color": ft.Colors.OUTLINE_VARIANT}
BARE: lean.Look = {"width": 1, "color": ft.Colors.TRANSPARENT}
CHOSEN: lean.Look = {"size": 15, "color": ft.Colors.ON_PRIMARY_CONTAINER}
PLAIN: lean.Look = {"size": 15, "color": ft.Colors.ON_SURFACE_VARIANT}


def filters(
    choices: Sequence[tuple[str, str]], chosen: str, on_choose: Callable[[str], None], *, edge: int = EDGE
) -> ft.Control:
    """Chips for (value, words), scrolling sideways from `edge` pixels off the side."""
    drawn: ft.Control = _Chips(tuple(choices), chosen, on_choose, edge)
    return drawn


def few(choices: Sequence[tuple[str, str]], chosen: str, on_choose: Callable[[str], None]) -> ft.Control:
    """Chips for a handful of (value, words), all of them in view: what does not fit goes on a next line."""
    chips: list[ft.Control] = [_chip(value, words, value == chosen, on_choose) for value, words in choices]
    return ft.Row(chips, wrap=True, spacing=8, run_spacing=4)


def several(
    choices: Sequence[tuple[str, str]], chosen: Collection[str], on_change: Callable[[tuple[str, ...]], None]
) -> ft.Control:
    """The same where any number of them may be chosen; `on_change` is told those that are, in their order."""

    def turn(value: str) -> None:
        on_change(tuple(one for one, _ in choices if (one in chosen) != (one == value)))

    chips: list[ft.Control] = [_chip(value, words, value in chosen, turn) for value, words in choices]
    return ft.Row(chips, wrap=True, spacing=8, run_spacing=4)


@ft.component
def _Chips(
    choices: tuple[tuple[str, str], ...], chosen: str, on_choose: Callable[[str], None], edge: int
) -> ft.Control:
    kept = use_kept()
    shown, set_shown = ft.use_state(MANY)
    latest: Any = ft.use_ref(None)  # a chip that is kept calls what the last drawing was given
    latest.current = on_choose

    def choose(value: str) -> None:
        latest.current(value)

    def on_scroll(event: ft.OnScrollEvent) -> None:
        if event.pixels > event.max_scroll_extent - NEAR:
            set_shown(shown + MANY)

    chips: list[ft.Control] = [
        kept.row(value, (words, value == chosen), partial(_chip, value, words, value == chosen, choose))
        for value, words in in_view(choices, chosen, shown)
    ]
    if edge:
        chips = [ft.Container(width=edge - 8), *chips, ft.Container(width=8)]
    more = on_scroll if len(choices) > shown else None
    return ft.Row(chips, scroll=ft.ScrollMode.HIDDEN, spacing=8, on_scroll=more)


def in_view(choices: Sequence[tuple[str, str]], chosen: str, shown: int) -> list[tuple[str, str]]:
    """The first of many; a chosen one from further on stands second, so that it is never out of sight."""
    near = list(choices[:shown])
    if all(value != chosen for value, _ in near):
        near[1:1] = [choice for choice in choices[shown:] if choice[0] == chosen]
    return near


def _chip(value: str, label: str, on: bool, choose: Callable[[str], None]) -> ft.Control:
    return lean.Chip(
        label=label,
        selected=on,
        show_checkmark=on,
        selected_color=ft.Colors.PRIMARY_CONTAINER,
        bgcolor=ft.Colors.SURFACE,
        label_text_style=CHOSEN if on else PLAIN,
        check_color=ft.Colors.ON_PRIMARY_CONTAINER,
        border_side=BARE if on else EDGED,
        padding=INSIDE,
        on_select=lambda _: choose(value),
        key=f"chip {value}",
    )


def in_all(touchline: Touchline, choose: Callable[[], None]) -> ft.Control:
    """For a search that found nothing among what a chip narrowed: the same words in the whole list."""
    text = touchline.words("search.in_all")
    return ft.FilledTonalButton(text, icon=ft.Icons.FILTER_LIST_OFF, height=48, on_click=lambda _: choose())


def search_and_filters(hint: str, on_search: Callable[[str], None], chips: ft.Control) -> ft.Control:
    """What stays below the title of a list. `on_search` must be the same function at each render."""
    box = ft.Container(search_field(hint, on_search), padding=ft.Padding.symmetric(horizontal=EDGE))
    rows = ft.Column([box, chips], spacing=8, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    return ft.Container(rows, padding=ft.Padding.only(bottom=8))
