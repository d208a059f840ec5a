"""The password once more, on a device that has everything: after a long silence, or when its key was lost."""

import flet as ft

from mobile.screens.doors.code_entry import NEEDED, code_field
from mobile.screens.doors.sign_in import keeper, trouble_key
from mobile.touchline import use_touchline
from mobile.widgets.card import card
from mobile.widgets.field import password_field


@ft.component
def SignInAgain() -> ft.Control:
    """Who it is stands fixed: what waits here is that person's."""
    touchline = use_touchline()
    words = touchline.words
    busy, set_busy = ft.use_state(False)
    error, set_error = ft.use_state("")
    typed, _ = ft.use_state({"password": "", "code": ""})
    second, ask_second = ft.use_state(False)
    username = touchline.reader.devices.username(touchline.state.me.user)

    async def submit(_: object) -> None:
        if busy or touchline.sign_in is None or not typed["password"]:
            return
        set_busy(True)
        server = touchline.state.preferences.server
        wrong = await trouble_key(touchline, server, username, typed["password"], code=typed["code"])
        set_busy(False)
        ask_second(second or wrong == NEEDED)
        set_error(wrong if wrong != NEEDED or second else "")
        if not wrong:
            touchline.sync_now()

    write_code = ft.use_callback(keeper(typed, "code"), [])
    rows: list[ft.Control] = [
        ft.Text(words("signin.again", who=username), size=15),
        password_field(words("signin.password"), ft.use_callback(keeper(typed, "password"), [])),
        *([code_field(touchline, write_code)] if second else []),
        ft.FilledButton(words("signin.busy" if busy else "signin.enter"), height=52, disabled=busy, on_click=submit),
    ]
    if error:
        rows.append(ft.Text(words(error), color=ft.Colors.ERROR))
    return card(*rows)
