"""Sign-in: which server, who you are, in your language. Once; offline works from then on. (features 38,
39)
"""

from collections.abc import Awaitable, Callable
from functools import partial

import flet as ft

from mobile.screens.doors.code_entry import NEEDED, code_field, code_step
from mobile.screens.doors.front_door import front_door, promise, trouble
from mobile.screens.doors.other_ways import OtherWays, address
from mobile.screens.equipment.custody import asking
from mobile.screens.security.pairing import BringCode
from mobile.touchline import Touchline, use_touchline
from mobile.widgets.choice import Option, choice
from mobile.widgets.field import field, password_field
from shared.errors import TouchlineError


@ft.component
def SignIn() -> ft.Control:
    """The page before there is anybody."""
    touchline = use_touchline()
    words = touchline.words
    preferences, _ = ft.use_state(touchline.state.preferences)
    busy, set_busy = ft.use_state(False)
    error, set_error = ft.use_state(None)
    mine, set_mine = ft.use_state(True)
    second, ask_second = ft.use_state(False)
    known = touchline.server or preferences.server or ""
    typed, _ = ft.use_state({"server": known, "username": "", "password": "", "code": ""})

    async def submit() -> None:
        server, username = address(typed["server"]), typed["username"].strip()
        if busy or touchline.sign_in is None:
            return
        if server is None or not username or not typed["password"]:
            set_error("signin.address" if server is None else "signin.both")
            return
        set_busy(True)
        set_error(None)
        said = typed["code"] if second else ""
        wrong = await trouble_key(touchline, server, username, typed["password"], mine=mine, code=said)
        ask_second(second or wrong == NEEDED)
        set_error(wrong if wrong != NEEDED or second else None)
        set_busy(False)

    def start_again() -> None:
        typed["password"] = typed["code"] = ""
        ask_second(False)
        set_error(None)

    latest = ft.use_ref(None)
    latest.current = submit

    async def entered(_: object) -> None:
        await latest.current()

    bringing, bring = ft.use_state(bool(touchline.pair_code))

    def server_typed() -> str | None:
        return address(typed["server"])

    close = partial(bring, False)
    other = BringCode(server_typed, touchline.pair_code, close, key="bring")
    ft.use_dialog(asking(touchline, touchline.words("pair.here"), other, close) if bringing else None)
    enter, write_code = ft.use_callback(entered, []), ft.use_callback(keeper(typed, "code"), [])
    fields = _fields(touchline, typed, enter)
    amiss = [trouble(words(error))] if error is not None else []
    form = [
        *fields,
        *([_whose(touchline, mine, set_mine)] if touchline.pass_by is not None else []),
        *amiss,
        _button(touchline, submit, busy),
        *([_other_device(touchline, lambda: bring(True))] if mine else []),
        OtherWays(key="other ways"),
    ]
    if second:
        box, go = code_field(touchline, write_code, enter), _button(touchline, submit, busy)
        form = code_step(touchline, box, amiss, go, start_again)
    title, server = words("signin.title"), touchline.server or ""
    return front_door(touchline, title, server, *_farewell(touchline), *form, promise(touchline))


async def trouble_key(
    touchline: Touchline, server: str, username: str, password: str, *, mine: bool = True, code: str = ""
) -> str:
    """Sign in; the key of what went wrong, "" when nothing did."""
    assert touchline.sign_in is not None, "asked where somebody can sign in"
    try:
        await touchline.sign_in(server, username, password, mine, code)
    except TouchlineError as problem:
        return _key(touchline, problem.code)
    return ""


def _key(touchline: Touchline, code: str) -> str:
    """What went wrong while signing in: its own sentence where there is one."""
    words = touchline.words
    keys = (f"signin.error.{code}", f"fault.{code}")
    return next((key for key in keys if words.has(key)), "signin.error.other")


def _fields(
    touchline: Touchline, typed: dict[str, str], entered: Callable[[object], Awaitable[None]]
) -> list[ft.Control]:
    """Server where it has to be typed, username, password; Enter in the last one signs in."""
    words = touchline.words
    write = {name: ft.use_callback(keeper(typed, name), []) for name in ("server", "username", "password")}
    plain = {"autocorrect": False, "enable_suggestions": False, "capitalization": ft.TextCapitalization.NONE}
    rows: list[ft.Control] = []
    if touchline.server is None:
        label = words("signin.server")
        look = {
            "label": label,
            "prefix_icon": ft.Icons.DNS_OUTLINED,
            "keyboard_type": ft.KeyboardType.URL,
            **plain,
        }
        rows.append(field(typed["server"], write["server"], key="server", **look))
    rows.append(
        field(
            "",
            write["username"],
            label=words("signin.username"),
            prefix_icon=ft.Icons.PERSON_OUTLINE,
            autofill_hints=ft.AutofillHint.USERNAME,
            key="username",
            **plain,
        )
    )
    rows.append(password_field(words("signin.password"), write["password"], on_submit=entered))
    return rows


def keeper(typed: dict[str, str], name: str) -> Callable[[str], None]:
    """What writes one field into `typed`."""

    def keep(text: str) -> None:
        typed[name] = text

    return keep


def _button(touchline: Touchline, submit: Callable[[], Awaitable[None]], busy: bool) -> ft.Control:
    words = touchline.words

    async def go(_: object) -> None:
        await submit()

    ring = ft.ProgressRing(width=22, height=22, stroke_width=3)
    waiting = ft.Row([ring, ft.Text(words("signin.busy"))], alignment=ft.MainAxisAlignment.CENTER, spacing=12)
    return ft.FilledButton(waiting if busy else words("signin.enter"), height=56, disabled=busy, on_click=go)


def _farewell(touchline: Touchline) -> list[ft.Control]:
    """Why there is nothing here any more, where there was something."""
    words = touchline.words
    if touchline.farewell is None:
        return []
    text = ft.Text(words(f"wiped.{touchline.farewell}"), size=15, expand=True)
    line = ft.Row([ft.Icon(ft.Icons.PHONELINK_ERASE), text], spacing=12)
    return [ft.Container(line, bgcolor=ft.Colors.SURFACE_CONTAINER_HIGH, border_radius=14, padding=14)]


def _whose(touchline: Touchline, mine: bool, choose: Callable[[bool], None]) -> ft.Control:
    """Whether anything may stay on this device."""
    words = touchline.words
    options = [
        Option("mine", words("signin.mine"), ft.Icons.HOME_OUTLINED, ft.Colors.PRIMARY, ft.Colors.ON_PRIMARY),
        Option("other", words("signin.other"), ft.Icons.NO_ACCOUNTS_OUTLINED, ft.Colors.PRIMARY, ft.Colors.ON_PRIMARY),
    ]
    why = words("signin.mine.why" if mine else "signin.other.why")

    def chosen(value: str) -> None:
        choose(value == "mine")

    return ft.Column(
        [
            choice(options, "mine" if mine else "other", chosen, label=words("signin.whose")),
            ft.Text(why, size=14, color=ft.Colors.ON_SURFACE_VARIANT),
        ],
        spacing=8,
        tight=True,
    )


def _other_device(touchline: Touchline, bring: Callable[[], None]) -> ft.Control:
    """The way without a password."""
    return ft.TextButton(touchline.words("pair.here"), icon=ft.Icons.QR_CODE_2, height=48, on_click=lambda _: bring())
