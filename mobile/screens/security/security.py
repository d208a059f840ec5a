"""Who gets in here, and how: the password, the second step, and the lock of this app. And what was taken out of it."""

from functools import partial

import flet as ft

from mobile import places
from mobile.screens.security.app_lock import AppLockPage, lock_standing
from mobile.screens.security.password import PasswordRow
from mobile.screens.security.second_step import SecondStepPage
from mobile.screens.security.taken_out import TakenOutPage, has_taken_out
from mobile.touchline import Touchline, use_replica
from mobile.widgets.card import page, rows_card
from mobile.widgets.empty import empty
from mobile.widgets.frame import frame
from mobile.widgets.row import row
from shared.domain.calendar import local_date

SECOND, LOCK, TAKEN = "second", "lock", "taken"


@ft.component
def Security(selected: str | None = None) -> ft.Control:
    """A row for each, with how it stands."""
    touchline = use_replica()
    words = touchline.words
    ft.use_state(touchline.state.lock)
    rows = [
        _row(touchline, SECOND, ft.Icons.PIN_OUTLINED, words("second.title"), second_standing(touchline), selected),
    ]
    if touchline.app_lock is not None:
        rows.append(_row(touchline, LOCK, ft.Icons.LOCK_CLOCK, words("lock.title"), lock_standing(touchline), selected))
    if has_taken_out(touchline):
        rows.append(_row(touchline, TAKEN, ft.Icons.OUTPUT, words("taken.title"), words("taken.what"), selected))
    return frame(touchline, words("place.security"), page(PasswordRow(key="password"), rows_card(rows)), back=True)


def _row(
    touchline: Touchline, name: str, icon: ft.IconData, title: str, standing: str, selected: str | None
) -> ft.Control:
    return row(
        title,
        standing,
        leading=ft.Icon(icon, color=ft.Colors.PRIMARY),
        trailing=ft.Icon(ft.Icons.CHEVRON_RIGHT, color=ft.Colors.OUTLINE),
        selected=selected == name,
        on_click=partial(touchline.go, f"{places.SPOTS['security'].path}/{name}"),
        key=name,
    )


def second_standing(touchline: Touchline) -> str:
    """Since when a code is asked; or that none is."""
    since = touchline.reader.devices.second_since(touchline.state.me.user)
    if since is None:
        return touchline.words("second.off")
    today = touchline.today
    return touchline.words("second.since", day=touchline.words.day(local_date(since, touchline.zone), today))


@ft.component
def Guarding(opened: str) -> ft.Control:
    """What was opened in it."""
    touchline = use_replica()
    if opened == SECOND:
        return SecondStepPage(key=SECOND)
    if opened == LOCK and touchline.app_lock is not None:
        return AppLockPage(key=LOCK)
    if opened == TAKEN and has_taken_out(touchline):
        return TakenOutPage(key=TAKEN)
    words = touchline.words
    nothing = empty(places.SPOTS["security"].icon, words("shell.pick"), words("shell.pick.why"))
    return frame(touchline, words("place.security"), nothing, back=True)
