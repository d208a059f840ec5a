"""Sheets of blank labels that were printed: how many of each are still free, and a lost sheet withdrawn whole. (B6)"""

from collections.abc import Callable
from datetime import date
from functools import partial

import flet as ft

from mobile.reader.store_room import BlankSheet
from mobile.touchline import GESTURE, Touchline, use_replica
from mobile.widgets.card import page, rows_card
from mobile.widgets.empty import empty
from mobile.widgets.row import row
from mobile.widgets.tap import icon_button

SIGNS = 4
"""Of the name of a sheet: read out from a sticker, and no two of one day alike."""
NO_SHEET: BlankSheet | None = None


def named(today: date, code: str) -> str:
    """What a new sheet with this code on it is called: the day and the code's first signs, `2026-11-28 7ZK3`."""
    return f"{today.isoformat()} {code[:SIGNS]}"


def short(sheet: str) -> str:
    """The part of that name that stands on each sticker; another name as it is."""
    return _parts(sheet)[1]


def _parts(sheet: str) -> tuple[str | None, str]:
    day, _, name = sheet.partition(" ")
    try:
        return date.fromisoformat(day).isoformat(), name or sheet
    except ValueError:
        return None, sheet


@ft.component
def BlankSheets() -> ft.Control:
    """The newest first; what is used of a sheet stays as it is when the rest is withdrawn."""
    touchline = use_replica()
    words = touchline.words
    asked, ask = ft.use_state(NO_SHEET)
    close = partial(ask, NO_SHEET)
    ft.use_dialog(_withdrawing(touchline, asked, close) if asked is not None else None)
    found = touchline.reader.store_room.blank_sheets()
    if not found:
        return empty(ft.Icons.TASK_ALT, words("sheets.none"), words("sheets.none.why"))
    return page(ft.Text(words("sheets.why")), rows_card([_row(touchline, one, partial(ask, one)) for one in found]))


def _row(touchline: Touchline, one: BlankSheet, press: Callable[[], None]) -> ft.Control:
    words = touchline.words
    day, name = _parts(one.name)
    free = words("sheets.free", free=words.number(one.free), all=words.number(one.all))
    label = words("sheets.withdraw_one", name=name)
    under = " · ".join(part for part in (words.iso_day(day) if day else "", free) if part)
    away = icon_button(ft.Icons.DELETE_OUTLINE, label, press)
    return row(words("sheets.one", name=name), under, leading=ft.Icon(ft.Icons.QR_CODE_2), action=away)


def _withdrawing(touchline: Touchline, one: BlankSheet, close: Callable[[], None]) -> ft.AlertDialog:
    """Asked first, since a label that was withdrawn never counts again."""
    words, name = touchline.words, short(one.name)

    def withdraw() -> None:
        close()
        codes = touchline.reader.store_room.free_codes(one.name)
        wishes = [("label.revoke", {"code": code}) for code in codes]
        parts = [wishes[at : at + GESTURE] for at in range(0, len(wishes), GESTURE)]
        if all(touchline.do_all(*part).refusal is None for part in parts):
            touchline.tell(words("sheets.withdrawn", name=name))

    return ft.AlertDialog(
        modal=True,
        title=ft.Text(words("sheets.withdraw.title", name=name)),
        content=ft.Text(words.plural("sheets.withdraw.text", one.free)),
        actions=[
            ft.TextButton(words("dialog.cancel"), height=48, on_click=lambda _: close()),
            ft.FilledButton(words("sheets.withdraw"), height=48, on_click=lambda _: withdraw()),
        ],
    )
