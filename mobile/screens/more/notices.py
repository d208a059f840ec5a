"""What I want to hear of, and how: by mail, or by a push that wakes this app. (feature B19)"""

from collections.abc import Callable
from functools import partial

import flet as ft

from mobile.reader.notices import Choice
from mobile.touchline import Touchline, use_replica, use_touchline
from mobile.waking import Standing, Waking
from mobile.widgets.card import card, fact, page, section
from mobile.widgets.frame import frame
from shared.domain.notices import WAYS
from shared.errors import TouchlineError

ICONS = {
    "agenda_changed": ft.Icons.EDIT_CALENDAR_OUTLINED,
    "agenda_new": ft.Icons.EVENT_OUTLINED,
    "invoice": ft.Icons.EURO_OUTLINED,
    "evaluation": ft.Icons.INSIGHTS_OUTLINED,
    "loan": ft.Icons.SPORTS_SOCCER_OUTLINED,
}


@ft.component
def NoticesPage(selected: str | None = None) -> ft.Control:
    """Where letters go, one card a kind, this device, and the hours in which nobody is told anything."""
    touchline = use_replica()
    words, me = touchline.words, touchline.state.me.contact
    address = touchline.reader.notices.mail_of(me)
    kinds = [_kind(touchline, choice) for choice in touchline.reader.notices.of(me)]
    parts = [
        _where(touchline, address),
        section(words("notices.what"), *kinds),
    ]
    if touchline.waking is not None:
        parts.append(section(words("notices.device"), ThisDevice(touchline.waking, key="device")))
    if (quiet := touchline.reader.notices.quiet()) is not None:
        begins, ends = (f"{at.hour:02d}:{at.minute:02d}" for at in quiet)
        parts.append(fact(ft.Icons.BEDTIME_OUTLINED, words("notices.quiet", begins=begins, ends=ends)))
    return frame(touchline, words("place.notices"), page(*parts), back=True)


def _where(touchline: Touchline, address: str | None) -> ft.Control:
    """The address that the club writes to; without one, the way to add it."""
    words = touchline.words
    if address is not None:
        return fact(ft.Icons.MAIL_OUTLINE, words("notices.address", address=address))
    mine = ft.OutlinedButton(
        words("notices.add_address"),
        icon=ft.Icons.ADD,
        height=48,
        on_click=lambda _: touchline.go(f"/people/{touchline.state.me.contact}"),
    )
    return card(fact(ft.Icons.WARNING_AMBER, words("notices.no_address"), ft.Colors.ERROR), ft.Row([mine]))


def _kind(touchline: Touchline, choice: Choice) -> ft.Control:
    """One kind of news: a switch for each way."""
    words = touchline.words
    title = ft.Row(
        [
            ft.Icon(ICONS[choice.kind], color=ft.Colors.PRIMARY),
            ft.Text(words(f"notices.{choice.kind}"), size=16, weight=ft.FontWeight.W_600, expand=True),
        ],
        spacing=12,
    )
    switches = [_switch(touchline, choice, way, getattr(choice, way)) for way in WAYS]
    return card(title, ft.Row(switches, wrap=True, spacing=24, run_spacing=0))


def _switch(touchline: Touchline, choice: Choice, way: str, on: bool) -> ft.Control:
    words = touchline.words
    label = words("notices.way.label", way=words(f"notices.{way}"), kind=words(f"notices.{choice.kind}"))
    choose = partial(_choose, touchline, choice.kind, way)
    switch = ft.Switch(
        label=words(f"notices.{way}"),
        value=on,
        on_change=lambda event: choose(bool(event.control.value)),
        key=f"{choice.kind} {way}",
    )
    return ft.Semantics(content=ft.Container(switch, height=48), label=label, container=True)


def _choose(touchline: Touchline, kind: str, way: str, on: bool) -> None:
    touchline.do("notice.choose", contact=touchline.state.me.contact, kind=kind, way=way, on=int(on))


@ft.component
def ThisDevice(waking: Waking) -> ft.Control:
    """Whether this browser may be woken, and the other way."""
    touchline = use_touchline()
    words = touchline.words
    standing, set_standing = ft.use_state("")
    busy, set_busy = ft.use_state(False)

    async def look() -> None:
        set_standing(await waking.standing())

    ft.use_effect(look, [])

    async def ask(do: Callable[[], object]) -> None:
        set_busy(True)
        try:
            set_standing(await do())
        except TouchlineError:
            touchline.tell(words("notices.offline"))
        set_busy(False)

    async def allow(_: object) -> None:
        await ask(waking.allow)

    async def stop(_: object) -> None:
        await ask(waking.stop)

    if standing == "":
        return card(ft.Text(words("notices.looking"), color=ft.Colors.ON_SURFACE_VARIANT))
    on = standing == "on"
    icon, colour = LOOKS.get(standing, LOOKS["failed"])
    rows: list[ft.Control] = [fact(icon, words(f"notices.push.{standing}"), colour)]
    if standing in ("on", "off", "failed"):
        button = ft.OutlinedButton if on else ft.FilledButton
        text = words("notices.push.stop" if on else "notices.push.allow")
        rows.append(ft.Row([button(text, height=48, disabled=busy, on_click=stop if on else allow)]))
    return card(*rows)


LOOKS: dict[str | Standing, tuple[ft.IconData, ft.ColorValue]] = {
    "on": (ft.Icons.NOTIFICATIONS_ACTIVE_OUTLINED, ft.Colors.PRIMARY),
    "off": (ft.Icons.NOTIFICATIONS_NONE, ft.Colors.ON_SURFACE_VARIANT),
    "denied": (ft.Icons.NOTIFICATIONS_OFF_OUTLINED, ft.Colors.ERROR),
    "unsupported": (ft.Icons.NOTIFICATIONS_OFF_OUTLINED, ft.Colors.ON_SURFACE_VARIANT),
    "failed": (ft.Icons.ERROR_OUTLINE, ft.Colors.ERROR),
}
