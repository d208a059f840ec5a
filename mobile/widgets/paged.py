"""A long list that is drawn as far as somebody looks: what fits a screen at once, a page a moment later, and one
more each time its foot comes near.
"""

import asyncio
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

import flet as ft

FIRST = 10
"""Rows that are drawn at once: what a phone or a desk shows."""
PAGE = 60
"""Rows more each time; far down an eighth of what is there already, since each time looks at all rows again."""
SOON_S = 0.3
"""After this pause the first page is completed: no scroll would ask for it where all drawn rows are in view, and
a next letter in the search field may come first."""
NEAR = 900
"""Logical pixels before the foot at which the next page is fetched."""


def use_length(*of: Hashable) -> tuple[int, Callable[[], None]]:
    """How many rows to draw, and what asks for a page more. A list `of` something else starts anew. A hook."""
    (held, length), hold = ft.use_state((of, FIRST))
    now = length if held == of else FIRST

    def grow() -> None:
        hold((of, PAGE if now < PAGE else now + max(PAGE, now // 8)))

    async def soon() -> None:
        await asyncio.sleep(SOON_S)
        hold(lambda was: was if was[0] == of and was[1] > FIRST else (of, PAGE))

    ft.use_effect(soon, [of])
    return now, grow


class Kept:
    """The rows of the last drawing. Flet passes over a control that is the very same object as before: a list of
    600 rows costs as much to draw again as those of them that changed.
    """

    def __init__(self) -> None:
        self._before: dict[Hashable, tuple[object, ft.Control]] = {}
        self._now: dict[Hashable, tuple[object, ft.Control]] = {}

    def turn(self) -> None:
        """A new drawing begins: what the last one did not use is forgotten."""
        self._before, self._now = self._now, {}

    def row(self, key: Hashable, shows: object, draw: Callable[[], ft.Control]) -> ft.Control:
        """The row that was drawn before for `key`, if it shows the same now, or a new one. `key` is what Flet knows
        the row by: its key or, without one, its place in the list.
        """
        found = self._before.get(key)
        if found is None or found[0] != shows:
            found = shows, draw()
        self._now[key] = found
        return found[1]


def use_kept() -> Kept:
    """The rows of this component's last drawing. A hook."""
    kept: Any = ft.use_ref(Kept).current  # Flet calls what can be called, and types it as if it did not
    assert isinstance(kept, Kept)
    kept.turn()
    return kept


def paged(rows: Sequence[ft.Control], more: bool, grow: Callable[[], None], *, key: str | None = None) -> ft.Control:
    """`rows` as drawn so far; while there are `more`, scrolling near the foot calls `grow` (see `use_length`)."""

    def on_scroll(event: ft.OnScrollEvent) -> None:
        if event.pixels > event.max_scroll_extent - NEAR:
            grow()

    # Nothing turns at the foot: a page is there before somebody sees it, and what turns out of sight costs battery.
    return ft.ListView(
        [*rows, ft.Container(height=64 if more else 24, key="foot")],
        on_scroll=on_scroll if more else None,
        scroll_interval=120,
        expand=True,
        key=key,
    )


def one_of(layers: Mapping[str, ft.Control], shown: str) -> ft.Control:
    """The layer that is `shown` fills the room; the others are not drawn and keep what they have."""
    parts: list[ft.Control] = [
        ft.Column(
            [layer],
            visible=name == shown,
            expand=True,
            spacing=0,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            key=name,
        )
        for name, layer in layers.items()
    ]
    return ft.Column(parts, spacing=0, expand=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
