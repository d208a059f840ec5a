"""From which day to which day a role is held: two buttons that open a calendar, and a way back to always."""

from collections.abc import Callable
from functools import partial

import flet as ft

from mobile.touchline import use_touchline
from mobile.widgets.picking import calendar
from mobile.words import Words
from shared.domain.calendar import numeric_date, parse_date

DAYS = ("from_on", "to_on")
Chosen = tuple[str | None, str | None]
ALWAYS: Chosen = (None, None)


def period(words: Words, first: str | None, last: str | None) -> str:
    """From when until when (`YYYY-MM-DD`), where that was said."""
    key = {(True, True): "roles.between", (True, False): "roles.from", (False, True): "roles.until"}.get(
        (bool(first), bool(last)), "roles.always"
    )
    return words(key, first=words.iso_day(first), last=words.iso_day(last))


@ft.component
def RoleDays(chosen: Chosen, choose: Callable[[Chosen], None]) -> ft.Control:
    """Both days as they were chosen; what is over is no answer."""
    touchline = use_touchline()
    words, today = touchline.words, touchline.today
    picking, pick = ft.use_state("")
    close = partial(pick, "")

    def picked(text: str) -> None:
        day = parse_date(text).isoformat()
        choose((day, chosen[1]) if picking == DAYS[0] else (chosen[0], day))

    stands = dict(zip(DAYS, chosen, strict=True)).get(picking)
    text = numeric_date(parse_date(stands) if stands else today, words.language)
    ft.use_dialog(calendar(words, text, today, picked, close, past=False) if picking else None)
    buttons: list[ft.Control] = []
    for name, day in zip(DAYS, chosen, strict=True):
        said = (
            words(f"roles.pick.{name}") if day is None else period(words, *((day, None), (None, day))[name == "to_on"])
        )
        press = partial(pick, name)
        buttons.append(
            ft.OutlinedButton(said, icon=ft.Icons.CALENDAR_MONTH_OUTLINED, height=48, on_click=lambda _, go=press: go())
        )
    if chosen != ALWAYS:
        buttons.append(ft.TextButton(words("roles.pick.always"), height=48, on_click=lambda _: choose(ALWAYS)))
    return ft.Row(buttons, wrap=True, spacing=8, run_spacing=8)
