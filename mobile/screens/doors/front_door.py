"""What the pages before there is anybody have in common: the ball, the languages, what went wrong."""

from urllib.parse import urlsplit

import flet as ft

from mobile.touchline import Touchline
from mobile.widgets.pill import pill
from mobile.words import LANGUAGES

WIDTH = 420


def front_door(touchline: Touchline, title: str, server: str, *parts: ft.Control) -> ft.Control:
    """A page of its own: what it is, whose server it speaks to, where that is known, and below it the `parts`."""
    top = ft.Container(_languages(touchline, touchline.state.preferences.language), alignment=ft.Alignment.TOP_RIGHT)
    mark = ft.Container(_brand(title, server), padding=ft.Padding.only(top=24, bottom=8))
    return ft.Container(
        ft.Column(
            [top, mark, *parts],
            spacing=14,
            width=WIDTH,
            scroll=ft.ScrollMode.AUTO,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        alignment=ft.Alignment.CENTER if touchline.state.place.wide else ft.Alignment.TOP_CENTER,
        padding=ft.Padding.symmetric(horizontal=20, vertical=16),
        expand=True,
        bgcolor=ft.Colors.SURFACE,
    )


def trouble(text: str) -> ft.Control:
    """What went wrong, so that nobody misses it."""
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


def _brand(title: str, server: str) -> ft.Control:
    """The ball, what this page is, and whose server it speaks to, where that is known."""
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
                title,
                theme_style=ft.TextThemeStyle.HEADLINE_SMALL,
                text_align=ft.TextAlign.CENTER,
            ),
            *([pill(urlsplit(server).netloc, ft.Icons.DNS_OUTLINED)] if server else []),
        ],
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
    )


def promise(touchline: Touchline) -> ft.Control:
    """Once with a network, then without."""
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
