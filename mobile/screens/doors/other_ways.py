"""Ways in beside a name and a password: a link or a code from an invitation, and a password that was forgotten."""

from collections.abc import Awaitable, Callable
from functools import partial
from urllib.parse import urlsplit

import flet as ft

from mobile.screens.equipment.custody import asking
from mobile.touchline import Touchline, use_touchline
from mobile.widgets.field import field
from shared.domain.invitation import read_link
from shared.errors import TouchlineError

LOOPBACK = ("localhost", "127.0.0.1", "::1")


def address(typed: str) -> str | None:
    """The server's address in what a person types: `club.be` is https://club.be. None when it is no address.

    Plain http is for this machine only: passwords travel over it.
    """
    text = typed.strip().rstrip("/")
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host, _ = parts.hostname or "", parts.port
    except ValueError:  # half an IPv6 address, or a port that is none
        return None
    near = host in LOOPBACK
    if parts.username or parts.path or parts.query or " " in parts.netloc or not (near or "." in host):
        return None
    if parts.scheme == "http" and not near:
        return None
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") else None


@ft.component
def OtherWays() -> ft.Control:
    """Two buttons, and the question that each opens."""
    touchline = use_touchline()
    words = touchline.words
    asked, ask = ft.use_state("")
    close = partial(ask, "")
    titles = {"link": words("otherways.link"), "forgot": words("otherways.forgot")}
    forms: dict[str, Callable[[], ft.Control]] = {
        "link": lambda: ByLink(close, key="link"),
        "forgot": lambda: Forgot(close, key="forgot"),
    }
    ft.use_dialog(asking(touchline, titles[asked], forms[asked](), close) if asked else None)
    return ft.Column(
        [ft.TextButton(title, height=48, on_click=lambda _, name=name: ask(name)) for name, title in titles.items()],
        spacing=0,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


@ft.component
def ByLink(close: Callable[[], None]) -> ft.Control:
    """Whoever could not open the link pastes it, or types the code in it."""
    touchline = use_touchline()
    words = touchline.words
    typed = ft.use_ref("")
    error, set_error = ft.use_state("")

    def write(text: str) -> None:
        typed.current = text

    async def go() -> None:
        secret, server = read_link(str(typed.current)), server_in(touchline, str(typed.current))
        if secret is None or server is None:
            set_error("otherways.link.wrong" if secret is None else "otherways.link.whole")
            return
        close()
        link = touchline.state.link
        link.server, link.secret = server, secret

    box = field("", ft.use_callback(write, []), label=words("otherways.link.field"), autofocus=True, key="link")
    return _form(touchline, words("otherways.link.why"), box, words(error) if error else "", go)


def server_in(touchline: Touchline, text: str) -> str | None:
    """The server a link is of; of a code alone the one that is known here."""
    before = text.strip().partition("/#/")[0] if "/#/" in text else ""
    return touchline.server or address(before or touchline.state.preferences.server)


@ft.component
def Forgot(close: Callable[[], None]) -> ft.Control:
    """Asks for a letter. The answer is the same whoever asks for whom."""
    touchline = use_touchline()
    words = touchline.words
    typed = ft.use_ref("")
    error, set_error = ft.use_state("")
    sent, set_sent = ft.use_state(False)

    def write(text: str) -> None:
        typed.current = text

    async def go() -> None:
        server, name = touchline.server or address(touchline.state.preferences.server), str(typed.current).strip()
        if not name or server is None or touchline.entrance is None:
            set_error("otherways.forgot.name" if not name else "signin.address")
            return
        try:
            await touchline.entrance.forgot(server, name)
        except TouchlineError as problem:
            key = f"signin.error.{problem.code}"
            set_error(key if words.has(key) else "signin.error.other")
        else:
            set_sent(True)

    if sent:
        said = ft.Text(words("otherways.forgot.sent"), size=16)
        return ft.Column(
            [said, ft.FilledButton(words("dialog.close"), height=48, on_click=lambda _: close())], tight=True
        )
    box = field(
        "",
        ft.use_callback(write, []),
        label=words("signin.username"),
        autofocus=True,
        autocorrect=False,
        capitalization=ft.TextCapitalization.NONE,
        key="forgot",
    )
    return _form(touchline, words("otherways.forgot.why"), box, words(error) if error else "", go)


def _form(touchline: Touchline, why: str, box: ft.Control, error: str, go: Callable[[], Awaitable[None]]) -> ft.Control:
    async def press(_: object) -> None:
        await go()

    rows: list[ft.Control] = [ft.Text(why, size=15), box]
    if error:
        rows.append(ft.Text(error, color=ft.Colors.ERROR))
    rows.append(ft.FilledButton(touchline.words("otherways.go"), height=52, on_click=press))
    return ft.Column(rows, spacing=14, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
