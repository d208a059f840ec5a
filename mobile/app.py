"""Where everything is put together: look, routes, the living objects. The only place that knows one platform from another."""

import flet as ft

from mobile import places
from mobile.screens.activity import Activity
from mobile.screens.agenda import Agenda
from mobile.screens.contact import Contact
from mobile.screens.more import More
from mobile.screens.people import People
from mobile.state import WIDE, State
from mobile.touchline import Touchline, provide
from mobile.widgets.shell import Screen, Shell
from mobile.widgets.theme import DARK, LIGHT, theme
from mobile.words import pick_language

SCREENS = {
    "today": Screen(More),
    "people": Screen(People, Contact),
    "agenda": Screen(Agenda, Activity),
    "more": Screen(More),
}
"""Which components stand in which place: `List(selected=)`, and `Detail(opened=)` where something can be opened."""


@ft.component
def App(touchline: Touchline) -> object:
    """The sign-in page until somebody is known, the shell from then on."""
    return provide(touchline, lambda: Shell(SCREENS))


def show(page: ft.Page, touchline: Touchline) -> None:
    """Dress the page and draw the app on it. Everything the first picture needs is on the device already."""
    state = touchline.state
    page.title = touchline.words("app.name")
    page.theme, page.dark_theme = theme(LIGHT), theme(DARK)
    page.theme_mode = ft.ThemeMode(state.preferences.theme)
    page.padding = 0
    state.place.route = (page.route or "/").split("?")[0]
    state.place.wide = (page.width or 0) >= WIDE
    _listen(page, touchline)
    page.render_views(App, touchline)


def _listen(page: ft.Page, touchline: Touchline) -> None:
    state = touchline.state

    def on_resize(event: ft.PageResizeEvent) -> None:
        state.place.wide = event.width >= WIDE

    def on_route_change(event: ft.RouteChangeEvent) -> None:
        if event.route != state.place.route:
            touchline.go(event.route)

    def on_view_pop(event: ft.ViewPopEvent) -> None:
        touchline.go(places.parent(state.place.route))

    def on_preferences(sender: object, field: str | None) -> None:
        page.theme_mode = ft.ThemeMode(state.preferences.theme)
        page.update()

    page.on_resize = on_resize
    page.on_route_change = on_route_change
    page.on_view_pop = on_view_pop
    state.preferences.subscribe(on_preferences)


def preferred(page: ft.Page, state: State) -> None:
    """The language of the machine, until the person chose one."""
    locales = page.locale_configuration.supported_locales if page.locale_configuration else []
    state.preferences.language = pick_language([locale.language_code or "" for locale in locales])


async def main(page: ft.Page) -> None:
    """Start the app on a page."""
    raise NotImplementedError
