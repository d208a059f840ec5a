"""Why somebody is not there: a few words that are always the same, one tap each, and a field for any other."""

from collections.abc import Callable, Sequence
from functools import partial

import flet as ft

from mobile.touchline import use_touchline
from mobile.widgets.field import field
from mobile.widgets.tap import icon_button
from mobile.words import Words

REASONS = ("ill", "injured", "school", "family")
"""Keys of words; what is stored is the word itself, as a person would have typed it."""


def ready(words: Words) -> list[tuple[str, str]]:
    """The reasons that are one tap, as (what is stored, what the button says)."""
    return [(words(f"reason.{key}"),) * 2 for key in REASONS]


@ft.component
def Reason(
    question: str, choices: Sequence[tuple[str, str]], give: Callable[[str], None], said: str = ""
) -> ft.Control:
    """`choices` are (what `give` is told, what the button says); own words are `give`n without spaces around them, and
    begin as `said`."""
    words = use_touchline().words
    text, latest = ft.use_ref(said), ft.use_ref(None)
    latest.current = give

    def write(value: str) -> None:
        text.current = value

    def send(_: object = None) -> None:
        if own := (text.current or "").strip():
            latest.current(own)

    buttons = [_ready(label, partial(give, value)) for value, label in choices]
    own = field(
        said,
        ft.use_callback(write, []),
        label=words("reason.own"),
        capitalization=ft.TextCapitalization.SENTENCES,
        on_submit=ft.use_callback(send, []),
    )
    send_it = icon_button(ft.Icons.CHECK, words("reason.own.keep"), send, color=ft.Colors.PRIMARY)
    return ft.Column(
        [
            ft.Text(question, size=14, weight=ft.FontWeight.W_600),
            ft.Row(buttons, wrap=True, spacing=8, run_spacing=8),
            ft.Row([ft.Container(own, expand=True), send_it], spacing=4),
        ],
        spacing=8,
        tight=True,
    )


def _ready(label: str, on_click: Callable[[], None]) -> ft.Control:
    return ft.OutlinedButton(
        label,
        height=48,
        style=ft.ButtonStyle(padding=ft.Padding.symmetric(horizontal=14), shape=ft.RoundedRectangleBorder(radius=14)),
        on_click=lambda _: on_click(),
    )
