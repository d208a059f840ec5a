"""The second step while signing in: six digits of the app on a phone, or a recovery code."""

from collections.abc import Awaitable, Callable

import flet as ft

from mobile.touchline import Touchline
from mobile.widgets.field import field

NEEDED = "signin.error.code_needed"
"""What went wrong is that nothing went wrong: the first step was right."""


def code_field(
    touchline: Touchline,
    write: Callable[[str], None],
    entered: Callable[[object], Awaitable[None]] | None = None,
    *,
    focus: bool = True,
) -> ft.Control:
    """One field for both kinds of code, with the focus in it; Enter goes on where there is somewhere to go. `write` and
    `entered` are the same functions at each render.
    """
    look = {} if entered is None else {"on_submit": entered}
    return field(
        "",
        write,
        label=touchline.words("second.code"),
        helper=touchline.words("second.code.help"),
        prefix_icon=ft.Icons.PIN_OUTLINED,
        autofill_hints=ft.AutofillHint.ONE_TIME_CODE,
        autocorrect=False,
        enable_suggestions=False,
        autofocus=focus,
        key="code",
        **look,
    )


def code_step(
    touchline: Touchline, box: ft.Control, trouble: list[ft.Control], go: ft.Control, back: Callable[[], None]
) -> list[ft.Control]:
    """What stands in the place of name and password once those were right."""
    words = touchline.words
    return [
        ft.Text(words("second.ask"), size=16, text_align=ft.TextAlign.CENTER),
        box,
        *trouble,
        go,
        ft.TextButton(words("second.back"), height=48, on_click=lambda _: back()),
    ]
