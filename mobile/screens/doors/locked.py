"""A shut app: the PIN or the passphrase opens it; so does the password, for who forgot it or tried too often."""

import asyncio
from collections.abc import Callable
from functools import partial

import flet as ft

from mobile.app_lock import AppLock
from mobile.screens.doors.code_entry import NEEDED, code_field
from mobile.screens.doors.front_door import front_door, trouble
from mobile.screens.doors.sign_in import keeper, trouble_key
from mobile.touchline import Touchline, use_touchline
from mobile.widgets.field import field, password_field


@ft.component
def Locked() -> ft.Control:
    """Nothing of the club stands on it but whose device it is."""
    touchline = use_touchline()
    words = touchline.words
    ft.use_state(touchline.state.preferences)
    lock, _ = ft.use_state(touchline.state.lock)
    forgot, forget = ft.use_state(False)
    guard = touchline.app_lock
    assert guard is not None, "only a lock shuts"
    if forgot or guard.spent:
        part = ByPassword(guard, None if guard.spent else partial(forget, False), key="password")
    else:
        part = ByPin(guard, lock.pin, partial(forget, True), key="pin")
    return front_door(touchline, words("lock.shut"), "", part)


@ft.component
def ByPin(guard: AppLock, pin: bool, forget: Callable[[], None]) -> ft.Control:
    """One field; after a few wrong tries the next one has to wait, and it says how long."""
    touchline = use_touchline()
    words = touchline.words
    typed, _ = ft.use_state({"pin": ""})
    wait, set_wait = ft.use_state(guard.wait_s())
    tries, count = ft.use_state(0)
    busy, set_busy = ft.use_state(False)

    async def tick() -> None:
        while (left := guard.wait_s()) > 0:
            set_wait(left)
            await asyncio.sleep(1)
        set_wait(0)

    ft.use_effect(tick, [tries])

    async def submit() -> None:
        if busy or not typed["pin"]:
            return
        set_busy(True)
        right = await guard.opens(typed["pin"])
        typed["pin"] = ""
        if not right:
            count(tries + 1)
            set_wait(guard.wait_s())
        set_busy(False)

    latest = ft.use_ref(None)
    latest.current = submit

    async def entered(_: object) -> None:
        await latest.current()

    rows: list[ft.Control] = [
        _who(touchline),
        secret_field(touchline, pin, ft.use_callback(keeper(typed, "pin"), []), ft.use_callback(entered, []), tries),
    ]
    if wait:
        rows.append(trouble(words("lock.wait", n=words.number(wait))))
    elif tries:
        rows.append(trouble(words("lock.wrong")))
    off = busy or wait > 0
    rows.append(ft.FilledButton(words("lock.open"), height=56, disabled=off, on_click=ft.use_callback(entered, [])))
    rows.append(ft.TextButton(words("lock.forgot"), height=48, on_click=lambda _: forget()))
    return _column(rows)


def secret_field(
    touchline: Touchline,
    pin: bool,
    write: Callable[[str], None],
    entered: Callable[..., object] | None,
    made: int,
    label: str = "",
) -> ft.Control:
    """Figures for a PIN, letters for a passphrase; another `made` empties it."""
    look = {} if entered is None else {"on_submit": entered, "autofocus": True}
    return field(
        "",
        write,
        label=label or touchline.words("lock.pin" if pin else "lock.phrase"),
        prefix_icon=ft.Icons.PIN_OUTLINED if pin else ft.Icons.PASSWORD,
        password=True,
        can_reveal_password=True,
        keyboard_type=ft.KeyboardType.NUMBER if pin else ft.KeyboardType.TEXT,
        key=f"{label} {made}",
        **look,
    )


@ft.component
def ByPassword(guard: AppLock, back: Callable[[], None] | None) -> ft.Control:
    """The password as at the first sign-in, which the server compares; the lock is off then."""
    touchline = use_touchline()
    words = touchline.words
    typed, _ = ft.use_state({"password": "", "code": ""})
    second, ask_second = ft.use_state(False)
    error, set_error = ft.use_state("")
    busy, set_busy = ft.use_state(False)
    username = touchline.reader.devices.username(touchline.state.me.user)

    async def submit(_: object) -> None:
        if busy or touchline.sign_in is None or not typed["password"]:
            return
        set_busy(True)
        server = touchline.server or touchline.state.preferences.server
        wrong = await trouble_key(touchline, server, username, typed["password"], code=typed["code"])
        set_busy(False)
        ask_second(second or wrong == NEEDED)
        set_error(wrong if wrong != NEEDED or second else "")
        if not wrong:
            guard.take_off()
            touchline.tell(words("lock.is_off"))
            touchline.sync_now()

    write_code = ft.use_callback(keeper(typed, "code"), [])
    why = "lock.password" if back is not None else "lock.spent"
    rows: list[ft.Control] = [
        ft.Text(words(why, who=username), size=16, text_align=ft.TextAlign.CENTER),
        password_field(words("signin.password"), ft.use_callback(keeper(typed, "password"), [])),
    ]
    if second:
        rows.append(code_field(touchline, write_code))
    if error:
        rows.append(trouble(words(error)))
    text = words("signin.busy" if busy else "signin.enter")
    rows.append(ft.FilledButton(text, height=56, disabled=busy, on_click=submit))
    if back is not None:
        leave = back
        rows.append(ft.TextButton(words("lock.back"), height=48, on_click=lambda _: leave()))
    return _column(rows)


def _who(touchline: Touchline) -> ft.Control:
    return ft.Text(touchline.words("lock.who", name=touchline.state.me.name), size=16, text_align=ft.TextAlign.CENTER)


def _column(rows: list[ft.Control]) -> ft.Control:
    return ft.Column(rows, spacing=14, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
