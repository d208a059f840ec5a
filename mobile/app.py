"""Where everything is put together: look, routes, the living objects, and what the machine tells the app."""

import asyncio
import time
from itertools import count
from typing import Any

import flet as ft

from mobile import places
from mobile.assembly import Device, go_on_wiping, open_device
from mobile.device.connectivity import Connectivity
from mobile.device.doors import Doors
from mobile.device.home import WEB, device_folder, is_durable, passing_folder
from mobile.device.late_answers import forgive_late_answers
from mobile.device.locks import lock_of
from mobile.device.secrets import secrets_in
from mobile.screens.agenda.activity import Activity
from mobile.screens.agenda.agenda import Agenda
from mobile.screens.doors.locked import Locked
from mobile.screens.doors.sign_in import SignIn
from mobile.screens.doors.welcome import Welcome
from mobile.screens.equipment.fields_page import FieldsPage
from mobile.screens.equipment.resource import ResourcePage
from mobile.screens.equipment.resources import Resources
from mobile.screens.evaluations.evaluations import Evaluation, Evaluations
from mobile.screens.inbox.inbox import Inbox
from mobile.screens.inbox.sync import SyncPage
from mobile.screens.money.invoice import InvoicePage
from mobile.screens.money.money import MoneyList
from mobile.screens.more.more import More
from mobile.screens.more.notices import NoticesPage
from mobile.screens.people.contact import Contact
from mobile.screens.people.people import People
from mobile.screens.scan.basket import remind
from mobile.screens.scan.scan import Scan
from mobile.screens.security.devices import MyDevices
from mobile.screens.security.security import Guarding, Security
from mobile.screens.teams.teams import TeamOpened, TeamsList
from mobile.screens.today.today import Today
from mobile.state import WIDE
from mobile.touchline import Touchline, provide
from mobile.widgets.shell import Screen, Shell
from mobile.widgets.theme import DARK, LIGHT, theme
from mobile.words import LANGUAGES
from shared.errors import TouchlineError

SCREENS = {
    "today": Screen(Today),
    "people": Screen(People, Contact),
    "teams": Screen(TeamsList, TeamOpened),
    "agenda": Screen(Agenda, Activity, spreads=True),
    "scan": Screen(Scan),
    "equipment": Screen(Resources, ResourcePage),
    "money": Screen(MoneyList, InvoicePage),
    "inbox": Screen(Inbox),
    "sync": Screen(SyncPage),
    "devices": Screen(MyDevices),
    "evaluations": Screen(Evaluations, Evaluation),
    "security": Screen(Security, Guarding),
    "notices": Screen(NoticesPage),
    "more": Screen(More, FieldsPage, spreads=True),
}
"""Which components stand in which place: `List(selected=)`, and `Detail(opened=)` where something can be opened."""


STARTS = (f"start {number}" for number in count(1))
CLIENT_S = 0.3
"""How long the client is given to close a question by itself."""


@ft.component
def App(touchline: Touchline) -> object:
    """The page that a link leads to, the sign-in page until somebody is known, a shut lock; else the shell."""
    me, _ = ft.use_state(touchline.state.me)
    link, _ = ft.use_state(touchline.state.link)
    lock, _ = ft.use_state(touchline.state.lock)
    if link.secret:
        return provide(touchline, lambda: _front_door(Welcome()))
    if me.user is not None and lock.shut:
        return provide(touchline, lambda: _front_door(Locked()))
    return provide(touchline, lambda: Shell(SCREENS) if me.user is not None else _front_door(SignIn()))


def _front_door(page: ft.Control) -> list[ft.View]:
    return [ft.View(route="/", controls=[ft.SafeArea(page, expand=True)], padding=0, bgcolor=ft.Colors.SURFACE)]


def show(page: ft.Page, touchline: Touchline) -> None:
    """Dress the page and draw the app on it. Everything the first picture needs is on the device already."""
    state = touchline.state
    page.title = touchline.words("app.name")
    page.theme, page.dark_theme = theme(LIGHT), theme(DARK)
    page.theme_mode = ft.ThemeMode(state.preferences.theme)
    page.padding = 0
    page.locale_configuration = _locale(state.preferences.language)
    touchline.opened(page.route or "/")
    touchline.resized(wide=(page.width or 0) >= WIDE)
    _listen(page, touchline)
    page.update()  # the look travels first: drawing views alone does not send it
    page.render_views(App, touchline, key=next(STARTS))  # nothing that was drawn before is remembered
    remind(touchline)


def _listen(page: ft.Page, touchline: Touchline) -> None:
    def on_resize(event: ft.PageResizeEvent) -> None:
        touchline.resized(wide=event.width >= WIDE)

    def on_route_change(event: ft.RouteChangeEvent) -> None:
        touchline.arrived(event.route)

    def on_view_pop(event: ft.ViewPopEvent) -> None:
        touchline.back()

    async def on_keyboard(event: ft.KeyboardEvent) -> None:
        question = asked(page)
        if event.key == "Escape" and question is not None:  # it closes, and nothing else
            await close_late(page, question)
        elif not touchline.wedge.key(event.key, time.monotonic(), shift=event.shift):
            shortcut(touchline, event)

    page.on_resize = on_resize
    page.on_route_change = on_route_change
    page.on_view_pop = on_view_pop
    page.on_keyboard_event = on_keyboard


def shortcut(touchline: Touchline, event: ft.KeyboardEvent) -> None:
    """Alt with a figure goes to a place of the rail, Ctrl or Cmd with K finds people, Escape closes what is open."""
    place = touchline.state.place
    names = places.rail(touchline.state.me.roles)
    if event.alt and event.key in "123456789"[: len(names)]:
        touchline.go(places.SPOTS[names[int(event.key) - 1]].path)
    elif (event.ctrl or event.meta) and event.key.upper() == "K" and "people" in names:
        touchline.state.finding.ask()
        touchline.go("/people")
    elif event.key == "Escape" and places.split(place.route)[1] is not None:
        touchline.back()


def asked(page: ft.Page) -> ft.DialogControl | None:
    """The sheet or question that stands over the page. What is said at its foot asks nothing."""
    standing = [one for one in page._dialogs.controls if one.open and not isinstance(one, ft.SnackBar)]
    return standing[-1] if standing else None


def close_all(page: ft.Page) -> None:
    """Nothing of who is here stands over the page any more. Before the page itself goes: a question whose page is gone
    would stay.
    """
    for one in page._dialogs.controls:
        if one.open:
            one.open = False
            one.update()


async def close_late(page: ft.Page, question: ft.DialogControl) -> None:
    """The client closes a question on Escape, unless the key came before the question had the focus. One that must be
    answered stays."""
    await asyncio.sleep(CLIENT_S)
    if asked(page) is question and not getattr(question, "modal", False):
        question.open = False
        question.update()


def _locale(language: str) -> ft.LocaleConfiguration:
    """The language of what Flet itself says: "close", "tab 2 of 5" to a screen reader, "select all"."""
    return ft.LocaleConfiguration([ft.Locale(name) for name in LANGUAGES], ft.Locale(language))


def _languages(page: ft.Page) -> list[str]:
    configured = page.locale_configuration.supported_locales if page.locale_configuration else []
    return [locale.language_code or "" for locale in configured]


async def main(page: ft.Page) -> None:
    """Start the app on a page: its data is there at once, the server whenever it answers."""
    forgive_late_answers()
    opener = ft.UrlLauncher()

    def open_url(url: str) -> None:
        page.run_task(opener.launch_url, url)

    async def again() -> None:
        await main(page)

    async def hush() -> None:
        close_all(page)
        await asyncio.sleep(CLIENT_S)

    async def pass_by(server: str, username: str, password: str, code: str) -> None:
        passing = open_device(passing_folder(), _languages(page), doors, passing=True)
        try:
            await passing.sign_in(server, username, password, code=code)
        except TouchlineError:
            passing.close()
            raise
        await hush()
        device.close()
        _start(page, passing)

    doors = {
        "show": page.show_dialog,
        "navigate": page.navigate,
        "open_url": open_url,
        "again": again,
        "hush": hush,
        "pair_code": next(iter(places.said(page.route or "/", "pair")), ""),
        "device": Doors(),
    }
    folder, durable = device_folder(), is_durable()
    await go_on_wiping(folder, passing=not durable)
    own = {"pass_by": pass_by} if WEB and durable else {}
    sealed = await lock_of(folder, secrets_in(folder)) if durable else (None, False)
    device = open_device(folder, _languages(page), {**doors, **own}, passing=not durable, sealed=sealed)
    _start(page, device)


def _start(page: ft.Page, device: Device) -> None:
    """Draw this device's app, and let its courier work."""
    _keep_choices(page, device)
    show(page, device.touchline)
    _say_language(device)
    _tell_page()
    _carry(page, device)


def _keep_choices(page: ft.Page, device: Device) -> None:
    preferences = device.touchline.state.preferences

    def chosen(sender: object, name: str | None) -> None:
        page.theme_mode = ft.ThemeMode(preferences.theme)
        page.locale_configuration = _locale(preferences.language)
        page.update()
        device.keep_choices()
        _say_language(device)

    # Observables hold their listeners weakly: the page keeps this one alive as long as it lives itself.
    watched: Any = preferences  # Flet makes an observable of the class behind its back
    page.session.store.set("choices", watched.subscribe(chosen))


def _say_language(device: Device) -> None:
    """What the page in the browser says by itself is in the language of the app, which may not be the browser's."""
    if WEB and not device.touchline.passing:
        from mobile.web.page import speak

        speak(device.touchline.state.preferences.language)


def _tell_page() -> None:
    """In the browser the page around the app waits for the first picture."""
    if WEB:
        from mobile.web.page import usable

        usable()


def _carry(page: ft.Page, device: Device) -> None:
    """Let the courier work, and wake it when the network comes back or the app is looked at again."""

    def changed(online: bool) -> None:
        if online:
            device.wake()
        else:
            device.touchline.state.sync.offline = True

    connectivity = Connectivity(page, changed, device.looked_at, device.put_away)
    page.run_task(connectivity.start)
    device.carry(page.run_task)
    page.run_task(device.prepare)
    if WEB:
        from mobile.web.page import on_news

        on_news(device.wake)
