"""Sign-in: which server, who you are, in your language. Once; offline works from then on. (features 38, 39)"""

from collections.abc import Awaitable, Callable

import flet as ft

from mobile.touchline import Touchline
from mobile.widgets.field import field
from mobile.widgets.pill import pill
from mobile.words import LANGUAGES
from shared.errors import TouchlineError

WIDTH = 420
Enter = Callable[[str, str], Awaitable[None]]
"""(username, password) -> enrolled, or a TouchlineError whose code says why not."""


@ft.component
def SignIn(touchline: Touchline, server: str, enter: Enter) -> ft.Control:
    """The page before there is anybody. `server` is the address shown, `enter` does it."""
    preferences, _ = ft.use_state(touchline.state.preferences)
    busy, set_busy = ft.use_state(False)
    error, set_error = ft.use_state(None)
    username, password = ft.use_ref(""), ft.use_ref("")
    words = touchline.words

    def name(text: str) -> None:
        username.current = text

    def secret(text: str) -> None:
        password.current = text

    async def submit() -> None:
        if busy:
            return
        if not username.current.strip() or not password.current:
            set_error("signin.both")
            return
        set_busy(True)
        set_error(None)
        try:
            await enter(username.current.strip(), password.current)
        except TouchlineError as problem:
            set_error(_key(touchline, problem.code))
        finally:
            set_busy(False)

    form = _form(touchline, (ft.use_callback(name, []), ft.use_callback(secret, [])), submit, busy, error)
    return ft.Container(
        ft.Column(
            [
                ft.Container(_languages(touchline, preferences.language), alignment=ft.Alignment.TOP_RIGHT),
                ft.Container(_brand(touchline, server), padding=ft.Padding.only(top=24, bottom=8)),
                *form,
                _promise(touchline),
            ],
            spacing=14,
            width=WIDTH,
            scroll=ft.ScrollMode.AUTO,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        alignment=ft.Alignment.TOP_CENTER if not touchline.state.place.wide else ft.Alignment.CENTER,
        padding=ft.Padding.symmetric(horizontal=20, vertical=16),
        expand=True,
        bgcolor=ft.Colors.SURFACE,
        key=f"signin {words.language}",
    )


def _key(touchline: Touchline, code: str) -> str:
    """What went wrong while signing in: its own sentence where there is one."""
    own = f"signin.error.{code}"
    return (
        own
        if touchline.words.has(own)
        else f"fault.{code}"
        if touchline.words.has(f"fault.{code}")
        else "signin.error.other"
    )


def _form(
    touchline: Touchline,
    write: tuple[Callable[[str], None], Callable[[str], None]],
    submit: Callable[[], Awaitable[None]],
    busy: bool,
    error: str | None,
) -> list[ft.Control]:
    words = touchline.words

    async def go(_: object) -> None:
        await submit()

    rows: list[ft.Control] = [
        field(
            "",
            write[0],
            label=words("signin.username"),
            prefix_icon=ft.Icons.PERSON_OUTLINE,
            autocorrect=False,
            enable_suggestions=False,
            capitalization=ft.TextCapitalization.NONE,
            autofill_hints=ft.AutofillHint.USERNAME,
            key="username",
        ),
        field(
            "",
            write[1],
            label=words("signin.password"),
            prefix_icon=ft.Icons.LOCK_OUTLINE,
            password=True,
            can_reveal_password=True,
            autofill_hints=ft.AutofillHint.PASSWORD,
            key="password",
        ),
    ]
    if error is not None:
        rows.append(_problem(words(error)))
    ring = ft.ProgressRing(width=22, height=22, stroke_width=3)
    waiting = ft.Row([ring, ft.Text(words("signin.busy"))], alignment=ft.MainAxisAlignment.CENTER, spacing=12)
    rows.append(
        ft.FilledButton(waiting if busy else words("signin.enter"), height=56, disabled=busy, on_click=go)
    )
    return rows


def _problem(text: str) -> ft.Control:
    return ft.Container(
        ft.Row(
            [
                ft.Icon(ft.Icons.ERROR_OUTLINE, color=ft.Colors.ON_ERROR_CONTAINER),
                ft.Text(text, color=ft.Colors.ON_ERROR_CONTAINER, size=15, expand=True),
            ],
            spacing=12,
        ),
        bgcolor=ft.Colors.ERROR_CONTAINER,
        border_radius=14,
        padding=14,
    )


def _brand(touchline: Touchline, server: str) -> ft.Control:
    words = touchline.words
    ball = ft.Container(
        ft.Icon(ft.Icons.SPORTS_SOCCER, size=44, color=ft.Colors.ON_PRIMARY),
        width=76,
        height=76,
        border_radius=24,
        bgcolor=ft.Colors.PRIMARY,
        alignment=ft.Alignment.CENTER,
    )
    return ft.Column(
        [
            ball,
            ft.Text(
                words("signin.title"),
                theme_style=ft.TextThemeStyle.HEADLINE_SMALL,
                text_align=ft.TextAlign.CENTER,
            ),
            pill(server, ft.Icons.DNS_OUTLINED),
        ],
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
    )


def _promise(touchline: Touchline) -> ft.Control:
    words = touchline.words
    return ft.Row(
        [
            ft.Icon(ft.Icons.CLOUD_OFF, size=20, color=ft.Colors.ON_SURFACE_VARIANT),
            ft.Text(words("signin.offline"), color=ft.Colors.ON_SURFACE_VARIANT, expand=True, size=14),
        ],
        spacing=12,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )


def _languages(touchline: Touchline, chosen: str) -> ft.Control:
    """Each language in its own name."""

    def speak(name: str) -> None:
        touchline.state.preferences.language = name

    buttons: list[ft.Control] = [
        ft.TextButton(
            touchline.words(f"language.{name}"),
            icon=ft.Icons.CHECK if name == chosen else None,
            on_click=lambda _, name=name: speak(name),
        )
        for name in LANGUAGES
    ]
    return ft.Row(buttons, spacing=4, alignment=ft.MainAxisAlignment.END)
