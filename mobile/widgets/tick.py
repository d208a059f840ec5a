"""A row that is ticked or not: one box for a finger and for a screen reader."""

from collections.abc import Callable

import flet as ft

from mobile.widgets.row import row
from mobile.widgets.tap import Spoken


def tick(title: str, note: str, on: bool, toggle: Callable[[], None], key: str) -> ft.Control:
    """`title` over `note`, with a box before them."""
    sign = ft.Icons.CHECK_BOX if on else ft.Icons.CHECK_BOX_OUTLINE_BLANK
    colour = ft.Colors.PRIMARY if on else ft.Colors.OUTLINE
    tile = row(title, note, leading=ft.Icon(sign, color=colour), selected=on, on_click=toggle)
    label = f"{title}, {note}" if note else title
    said_so = {"label": label, "checked": on, "container": True, "exclude_semantics": True}
    return Spoken(content=tile, on_click=lambda _: toggle(), key=key, **said_so)
