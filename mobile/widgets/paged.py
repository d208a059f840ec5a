"""A long list that is drawn as far as somebody looks: a page at first, and one more each time its foot comes near."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any

import flet as ft

NEAR = 900
"""Logical pixels before the foot at which the next page is fetched."""


class Kept:
    """The rows of the last drawing. Flet passes over a control that is the very same object as before: a list of
    600 rows costs as much to draw again as those of them that changed.
    """

    def __init__(self) -> None:
        self._before: dict[Hashable, ft.Control] = {}
        self._now: dict[Hashable, ft.Control] = {}

    def turn(self) -> None:
        """A new drawing begins: what the last one did not use is forgotten."""
        self._before, self._now = self._now, {}

    def row(self, shows: Hashable, draw: Callable[[], ft.Control]) -> ft.Control:
        """The row drawn before for exactly what this one `shows`, or a new one."""
        found = self._before.get(shows)
        if found is None:
            found = draw()
        self._now[shows] = found
        return found


def use_kept() -> Kept:
    """The rows of this component's last drawing. A hook."""
    kept: Any = ft.use_ref(Kept).current  # Flet calls what can be called, and types it as if it did not
    assert isinstance(kept, Kept)
    kept.turn()
    return kept


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
