"""Everything that has no place in the bar, and the person's own choices: language and light or dark."""

from collections.abc import Callable
from functools import partial

import flet as ft

from mobile import places
from mobile.screens.doors.sign_out import SignOut
from mobile.screens.more.club_form import ClubRows, may_keep_club
from mobile.touchline import Touchline, use_touchline
from mobile.widgets.avatar import avatar
from mobile.widgets.card import card, page, rows_card, section
from mobile.widgets.choice import Option, choice
from mobile.widgets.frame import frame
from mobile.widgets.row import row
from mobile.words import LANGUAGES
from shared.domain.contact import initials

THEMES = (
    ("system", ft.Icons.BRIGHTNESS_AUTO_OUTLINED),
    ("light", ft.Icons.LIGHT_MODE_OUTLINED),
    ("dark", ft.Icons.DARK_MODE_OUTLINED),
)


SOUNDS = (("on", ft.Icons.VOLUME_UP_OUTLINED), ("off", ft.Icons.VOLUME_OFF_OUTLINED))


@ft.component
def More(selected: str | None = None) -> ft.Control:
    """Me, the further places, my choices."""
    touchline = use_touchline()
    words = touchline.words
    preferences, _ = ft.use_state(touchline.state.preferences)
    ft.use_state(touchline.state.me)

    def speak(language: str) -> None:
        preferences.language = language

    def dress(theme: str) -> None:
        preferences.theme = theme

    def hear(sound: str) -> None:
        preferences.sound = sound

    languages = [_option(name, words(f"language.{name}"), ft.Icons.TRANSLATE) for name in LANGUAGES]
    themes = [_option(name, words(f"theme.{name}"), icon) for name, icon in THEMES]
    sounds = [_option(name, words(f"sound.{name}"), icon) for name, icon in SOUNDS]
    parts = [
        _me(touchline),
        _places(touchline),
        section(words("more.language"), _choose(languages, preferences.language, speak, words("more.language"))),
        section(words("more.theme"), _choose(themes, preferences.theme, dress, words("more.theme"))),
        section(words("more.sound"), _choose(sounds, preferences.sound, hear, words("more.sound"))),
        *([section(words("more.club"), ClubRows(key="club"))] if may_keep_club(touchline) else []),
        SignOut(),
    ]
    return frame(touchline, words("place.more"), page(*parts))


def _option(value: str, label: str, icon: ft.IconData) -> Option:
    return Option(value, label, icon, ft.Colors.PRIMARY, ft.Colors.ON_PRIMARY)


def _choose(options: list[Option], chosen: str, choose: Callable[[str], None], label: str) -> ft.Control:
    return card(choice(options, chosen, choose, label=label), padding=12)


def _me(touchline: Touchline) -> ft.Control:
    words, me = touchline.words, touchline.state.me
    given, _, family = me.name.partition(" ")
    roles = [words(f"role.{role}") for role in sorted(me.roles) if role != "member" or me.roles == {"member"}]
    return rows_card(
        [
            row(
                me.name,
                ", ".join(roles),
                leading=avatar(me.contact or "", initials(given, family), None, 48),
                trailing=ft.Icon(ft.Icons.CHEVRON_RIGHT, color=ft.Colors.OUTLINE),
                on_click=lambda: touchline.go(f"/people/{me.contact}"),
            )
        ]
    )


def _places(touchline: Touchline) -> ft.Control:
    """What the bar has no room for."""
    roles, words = touchline.state.me.roles, touchline.words
    shown = set(places.bar(roles)) if not touchline.state.place.wide else set(places.rail(roles))
    names = [name for name in (*places.rail(roles), "notices", "sync", "devices", "security") if name not in shown]
    return rows_card(
        [
            row(
                words(f"place.{name}"),
                leading=ft.Icon(places.SPOTS[name].icon, color=ft.Colors.PRIMARY),
                trailing=ft.Icon(ft.Icons.CHEVRON_RIGHT, color=ft.Colors.OUTLINE),
                on_click=partial(touchline.go, places.SPOTS[name].path),
                key=name,
            )
            for name in names
        ]
    )
