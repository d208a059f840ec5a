"""Whom the club asks for a second step and who has none yet is reminded of it, and may put it off for a week."""

import flet as ft

from mobile.touchline import Touchline
from mobile.widgets.card import card
from shared.rights import ASKED_SECOND_STEP

WEEK_MS = 7 * 24 * 3600 * 1000


def second_step_nudge(touchline: Touchline) -> list[ft.Control]:
    """A card with one thing to do and one to put it off; nothing for everybody else."""
    state, words = touchline.state, touchline.words
    devices, me = touchline.reader.devices, state.me
    here = touchline.second_step is not None and bool(devices.username(me.user))
    if not here or not me.has(*ASKED_SECOND_STEP) or devices.second_since(me.user) is not None:
        return []
    if state.preferences.later.isdecimal() and 0 <= touchline.now() - int(state.preferences.later) < WEEK_MS:
        return []

    def put_off(_: object) -> None:
        state.preferences.later = str(touchline.now())

    sign = ft.Icon(ft.Icons.SHIELD_OUTLINED, color=ft.Colors.PRIMARY)
    title = ft.Text(words("second.nudge"), size=17, weight=ft.FontWeight.W_600, expand=True)
    go = ft.FilledButton(words("second.nudge.go"), height=48, on_click=lambda _: touchline.go("/security/second"))
    later = ft.TextButton(words("second.nudge.later"), height=48, on_click=put_off)
    return [
        card(
            ft.Row([sign, title], spacing=12),
            ft.Text(words("second.nudge.why"), size=15),
            ft.Row([go, later], wrap=True, spacing=8, run_spacing=8),
        )
    ]
