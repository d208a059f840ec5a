"""A thing without the camera: the code under its label, its number, or its name, in one field."""

from collections.abc import Callable
from functools import partial
from typing import Any

import flet as ft

from mobile.reader.equipment import Item
from mobile.screens.equipment.hand_over import who_has
from mobile.screens.equipment.resources import tile, where
from mobile.screens.scan.scanning import Scanning
from mobile.screens.scan.verdict import judge_typed
from mobile.touchline import Touchline
from mobile.widgets.empty import empty
from mobile.widgets.field import field
from mobile.widgets.row import row

ASKED = ("type", "name")
"""What the page may be asked: an empty field, or one with what was typed before."""
SHOWN = 30


def typed_before(scanning: Scanning, asked: str | None) -> str:
    """With what the field begins: what was typed and said too little."""
    last = scanning.last
    return last.shown if asked == "name" and last is not None and last.kind in ("many", "mistyped") else ""


def found(touchline: Touchline, scanning: Scanning, text: str) -> tuple[Item, ...]:
    """What is called so, or has such a number; a place goes into no round, but things are put there."""
    if not text.strip():
        return ()
    which = "things" if scanning.mode in ("give", "take") else "all"
    return touchline.reader.equipment.items(text, which=which, limit=SHOWN)


def is_name(touchline: Touchline, scanning: Scanning, text: str) -> bool:
    """Whether this is no code and no number, but the name of something: then the list below the field says more."""
    return judge_typed(touchline.reader, text).kind == "mistyped" and bool(found(touchline, scanning, text))


@ft.component
def Seek(
    touchline: Touchline, scanning: Scanning, start: str, enter: Callable[[str], Any], take: Callable[[Item], None]
) -> ft.Control:
    """The field, and below it what is called so. `enter` is told a whole text, `take` what was tapped."""
    text, put = ft.use_state(start)
    words = touchline.words
    typed: Any = ft.use_ref(start)
    latest: Any = ft.use_ref(None)
    latest.current = enter

    def write(value: str) -> None:
        typed.current = value
        put(value)

    async def submit(_: object) -> None:
        if typed.current.strip():
            await latest.current(typed.current)

    things = found(touchline, scanning, text)
    rows: list[ft.Control] = [_choice(touchline, item, partial(take, item)) for item in things]
    if not rows and text.strip():
        rows = [empty(ft.Icons.SEARCH_OFF, words("equipment.none.search"), words("scan.seek.none"))]
    box = field(
        start,
        ft.use_callback(write, []),
        label=words("scan.type.label"),
        autofocus=True,
        autocorrect=False,
        capitalization=ft.TextCapitalization.CHARACTERS,
        on_submit=ft.use_callback(submit, []),
    )
    return ft.Column(
        [
            ft.Text(words("scan.type.why"), size=15),
            box,
            ft.FilledButton(words("scan.type.search"), icon=ft.Icons.SEARCH, height=48, on_click=submit),
            ft.ListView(rows, expand=True),
        ],
        spacing=12,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _choice(touchline: Touchline, item: Item, take: Callable[[], None]) -> ft.Control:
    under = " · ".join([*([item.tag_no] if item.tag_no else []), who_has(touchline, item) or where(touchline, item)])
    return row(item.name, under, leading=tile(item), on_click=take, key=item.id)
