"""The frame every screen stands in: a head that stays (back, title, actions, sync badge) and a body below it."""

from collections.abc import Sequence

import flet as ft

from mobile.touchline import Touchline
from mobile.widgets.first_load import StillComing
from mobile.widgets.foot import FormFoot
from mobile.widgets.sync_badge import SyncBadge
from mobile.widgets.tap import icon_button
from mobile.widgets.theme import EDGE

LONG, A_SIGN, A_WORD, LONG_SIZE = 21, 4, 7, 18
"""Signs that fit on the head of a phone, how many of them each sign or button with a word beside it takes, and how a
longer title is written: smaller, so that its number is not broken.
"""
BESIDE_A_FACE = 15
"""Signs that fit where a photo or a tile stands before the name."""
HEAD = 56
"""Height of the head, the same above a list and above the detail beside it."""


def frame(
    touchline: Touchline,
    title: str,
    body: ft.Control,
    *,
    back: bool = False,
    actions: Sequence[ft.Control] = (),
    worded: bool = False,
    head: ft.Control | None = None,
    under: ft.Control | None = None,
) -> ft.Control:
    """A screen. `back` shows the arrow where the list, or the place this was opened from, is not in view; `head` stands
    in for the title (a photo and a name); `under` is a row that stays below it (search, tabs); `worded` actions are
    buttons with a word. `body` gets all the room that is left, and forms in it have their buttons below it."""
    place = touchline.state.place
    arrow: list[ft.Control] = []
    if back and (place.trail or not place.wide):
        arrow = [icon_button(ft.Icons.ARROW_BACK, touchline.words("shell.back"), touchline.back)]
    long = not place.wide and len(title) > LONG - (A_WORD if worded else A_SIGN) * len(actions)
    name = head if head is not None else heading(title, size=LONG_SIZE if long else None)
    bar = ft.Container(
        ft.Row(
            [
                *arrow,
                ft.Container(
                    name,
                    expand=True,
                    height=HEAD if head is None else None,
                    alignment=ft.Alignment.CENTER_LEFT,
                    padding=ft.Padding.only(left=0 if arrow else EDGE),
                ),
                *actions,
                *([] if place.wide else [SyncBadge()]),
            ],
            spacing=4,
            vertical_alignment=ft.CrossAxisAlignment.CENTER,
        ),
        padding=ft.Padding.only(left=4 if arrow else 0, right=8, top=4, bottom=4),
    )
    rows: list[ft.Control] = [bar]
    if touchline.state.sync.partial:
        rows.append(StillComing())
    if under is not None:
        rows.append(under)
    rows.append(ft.Container(body, expand=True))
    rows.append(FormFoot(key="foot"))
    return ft.Column(rows, spacing=0, expand=True)


def name_size(touchline: Touchline, name: str) -> int | None:
    """How large the name beside a photo or a tile is written, so that what tells it from another is not cut off."""
    return LONG_SIZE if not touchline.state.place.wide and len(name) > BESIDE_A_FACE else None


def heading(text: str, level: int = 1, size: int | None = None) -> ft.Control:
    """A title that screen readers know as one. Level 1 names the screen, 2 a part of it."""
    style = ft.TextThemeStyle.TITLE_LARGE if level == 1 else ft.TextThemeStyle.TITLE_MEDIUM
    line = ft.Text(text, theme_style=style, size=size, max_lines=2, overflow=ft.TextOverflow.ELLIPSIS)
    return ft.Semantics(content=line, header=True, heading_level=level, container=True)
