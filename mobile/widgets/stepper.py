"""How many: one less, one more, ten more, all there are, or a number that is typed."""

from collections.abc import Callable
from functools import partial
from typing import Any

import flet as ft

from mobile.touchline import use_touchline
from mobile.widgets.field import field
from mobile.widgets.tap import icon_button

DIGITS = 6
"""More of them is a slip of the finger."""
NARROW = ft.ButtonStyle(padding=ft.Padding.symmetric(horizontal=8))
"""All of it stands in one line on a phone."""


@ft.component
def Stepper(count: int, every: int, put: Callable[[int], None]) -> ft.Control:
    """`put` is told each number, and 0 for what is no number from 1 on; `every` is how many "all" means, where there
    are more than one.
    """
    words = use_touchline().words
    said: Any = ft.use_ref(count)
    drawn: Any = ft.use_ref(0)
    latest: Any = ft.use_ref(None)
    latest.current = put
    if said.current != count:  # a button said otherwise: the field begins anew with that
        said.current, drawn.current = count, drawn.current + 1

    def write(text: str) -> None:
        said.current = number_in(text)
        latest.current(said.current)

    def step(to: int) -> None:
        put(max(1, to))

    box = field(
        str(count or ""),
        ft.use_callback(write, []),
        key=f"count {drawn.current}",
        label=words("field.quantity"),
        keyboard_type=ft.KeyboardType.NUMBER,
    )
    parts: list[ft.Control] = [
        icon_button(ft.Icons.REMOVE, words("store.less"), partial(step, count - 1)),
        ft.Container(box, width=84, padding=ft.Padding.only(top=6)),
        icon_button(ft.Icons.ADD, words("store.more"), partial(step, count + 1)),
        ft.TextButton(words("store.ten"), height=48, style=NARROW, on_click=lambda _: step(count + 10)),
    ]
    if every > 1:
        parts.append(ft.TextButton(words("store.all"), height=48, style=NARROW, on_click=lambda _: step(every)))
    rows: list[ft.Control] = [ft.Row(parts, wrap=True, spacing=0, run_spacing=4)]
    if not count:
        rows.append(ft.Text(words("store.count.none"), size=13, color=ft.Colors.ERROR))
    return ft.Column(rows, spacing=4, tight=True)


def number_in(text: str) -> int:
    """What was typed as a number; 0 where it is none from 1 on."""
    text = text.strip()
    return int(text) if text.isdecimal() and len(text) <= DIGITS else 0
