"""Another password, for whoever knows the old one."""

from collections.abc import Callable
from functools import partial

import flet as ft

from mobile.screens.doors.code_entry import code_field
from mobile.screens.doors.sign_in import keeper
from mobile.screens.equipment.custody import asking
from mobile.touchline import Touchline, use_touchline
from mobile.widgets.card import rows_card
from mobile.widgets.field import password_field
from mobile.widgets.row import row
from mobile.words import Words
from shared.domain.sign_in import check_password
from shared.errors import TouchlineError
from shared.refusals import Invalid


@ft.component
def PasswordRow() -> ft.Control:
    """A row that opens the question."""
    touchline = use_touchline()
    words = touchline.words
    asked, ask = ft.use_state(False)
    close = partial(ask, False)
    title = words("more.password")
    ft.use_dialog(asking(touchline, title, ChangePassword(close, key="password"), close) if asked else None)
    lock = ft.Icon(ft.Icons.LOCK_OUTLINE, color=ft.Colors.PRIMARY)
    return rows_card([row(title, leading=lock, on_click=lambda: ask(True))])


@ft.component
def ChangePassword(close: Callable[[], None]) -> ft.Control:
    """The old one and the new one; what is wrong is said here, and what was typed stays."""
    touchline = use_touchline()
    words = touchline.words
    typed, _ = ft.use_state({"old": "", "new": "", "code": ""})
    second = touchline.reader.devices.second_since(touchline.state.me.user) is not None
    error, set_error = ft.use_state("")

    def write_new(text: str) -> None:
        typed["new"] = text
        set_error(amiss(words, text) if text else "")

    async def save(_: object) -> None:
        said = amiss(words, typed["new"]) or await _changed(touchline, typed)
        set_error(said)
        if not said:
            close()
            touchline.tell(words("password.changed"))

    rows: list[ft.Control] = [
        password_field(words("password.old"), ft.use_callback(keeper(typed, "old"), []), key="old"),
        password_field(words("password.new"), ft.use_callback(write_new, []), new=True, key="new"),
    ]
    write_code = ft.use_callback(keeper(typed, "code"), [])
    if second:
        rows.append(code_field(touchline, write_code, focus=False))
    if error:
        rows.append(ft.Text(error, color=ft.Colors.ERROR))
    else:
        rows.append(ft.Text(words("welcome.rule"), size=14, color=ft.Colors.ON_SURFACE_VARIANT))
    rows.append(ft.FilledButton(words("welcome.renew"), icon=ft.Icons.CHECK, height=52, on_click=save))
    return ft.Column(rows, spacing=14, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def amiss(words: Words, password: str) -> str:
    """What is wrong with a password, in words; "" when nothing is."""
    try:
        check_password(password)
    except Invalid as problem:
        return words.reason(str(problem.about["reason"]))
    return ""


async def _changed(touchline: Touchline, typed: dict[str, str]) -> str:
    """Why it could not be changed; "" when it was."""
    words = touchline.words
    try:
        if touchline.entrance is None:
            raise TouchlineError
        await touchline.entrance.change(typed["old"] or " ", typed["new"], typed["code"])
    except TouchlineError as problem:
        keys = [f"{where}.{problem.code}" for where in ("password.error", "signin.error", "fault")]
        return words(next((key for key in keys if words.has(key)), "signin.error.other"))
    return ""
