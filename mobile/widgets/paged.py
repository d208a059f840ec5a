"""A long list that is drawn as far as somebody looks: a page at first, and one more each time its foot comes near."""

from collections.abc import Callable, Sequence

import flet as ft

NEAR = 900
"""Logical pixels before the foot at which the next page is fetched."""


def paged(rows: Sequence[ft.Control], more: bool, grow: Callable[[], None], *, key: str | None = None) -> ft.Control:
    """`rows` as drawn so far; while there are `more`, scrolling near the foot calls `grow`."""

    def on_scroll(event: ft.OnScrollEvent) -> None:
        if more and event.pixels > event.max_scroll_extent - NEAR:
            grow()

    foot = [ft.Container(ft.ProgressRing(width=28, height=28), alignment=ft.Alignment.CENTER, padding=16)]
    return ft.ListView(
        [*rows, *(foot if more else [ft.Container(height=24)])],
        on_scroll=on_scroll,
        scroll_interval=120,
        expand=True,
        key=key,
    )
