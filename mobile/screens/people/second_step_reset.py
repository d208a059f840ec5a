"""For an owner, on somebody's page: taking a second step from who lost both the phone and the codes."""

from collections.abc import Callable
from functools import partial

import flet as ft

from mobile.screens.doors.sign_in import keeper
from mobile.screens.equipment.custody import asking
from mobile.screens.security.second_step import asked
from mobile.second_step import SecondStep
from mobile.touchline import Touchline, use_touchline
from mobile.widgets.card import fact, rows_card, section
from mobile.widgets.field import password_field
from mobile.widgets.row import row
from shared.domain.calendar import local_date
from shared.rights import RESETS_SECOND_STEP


def second_step_of(touchline: Touchline, contact: str, name: str) -> list[ft.Control]:
    """How it stands for this person, where that reaches this device."""
    found = touchline.reader.devices.second_of(contact)
    if found is None:
        return []
    return [section(touchline.words("second.title"), SecondOf(*found, name, key="second"))]


@ft.component
def SecondOf(user: str, since: int, name: str) -> ft.Control:
    """Since when; and the way out for an owner, of others."""
    touchline = use_touchline()
    words, me = touchline.words, touchline.state.me
    opened, open_it = ft.use_state(False)
    close = partial(open_it, False)
    question = Reset(user, name, close, key="reset")
    ft.use_dialog(asking(touchline, words("second.reset"), question, close) if opened else None)
    day = words.day(local_date(since, touchline.zone), touchline.today)
    sign = ft.Icon(ft.Icons.PIN_OUTLINED, color=ft.Colors.PRIMARY)
    rows = [row(words("second.since", day=day), leading=sign)]
    if me.has(*RESETS_SECOND_STEP) and user != me.user and touchline.second_step is not None:
        off = ft.Icon(ft.Icons.NO_ENCRYPTION_OUTLINED, color=ft.Colors.ERROR)
        rows.append(row(words("second.reset"), leading=off, on_click=partial(open_it, True)))
    return rows_card(rows)


@ft.component
def Reset(user: str, name: str, close: Callable[[], None]) -> ft.Control:
    """What it means, and the owner's own password."""
    touchline = use_touchline()
    words = touchline.words
    typed, _ = ft.use_state({"password": ""})
    problem, set_problem = ft.use_state("")

    async def go(_: object) -> None:
        if await asked(touchline, lambda step: _done(step, user, typed["password"] or " "), set_problem):
            close()
            touchline.tell(words("second.reset.done", name=name))
            touchline.sync_now()

    rows: list[ft.Control] = [
        ft.Text(words("second.reset.why", name=name), size=15),
        password_field(words("second.reset.password"), ft.use_callback(keeper(typed, "password"), [])),
        *([fact(ft.Icons.ERROR_OUTLINE, problem, ft.Colors.ERROR)] if problem else []),
        ft.FilledButton(
            words("second.reset"), height=52, bgcolor=ft.Colors.ERROR, color=ft.Colors.ON_ERROR, on_click=go
        ),
    ]
    return ft.Column(rows, spacing=14, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


async def _done(step: SecondStep, user: str, password: str) -> bool:
    await step.reset(user, password)
    return True
