"""The agenda in a calendar of one's own: an address is made, shown once, and taken back (feature B13)."""

from collections.abc import Callable
from functools import partial
from secrets import token_bytes

import flet as ft

from mobile.reader.feeds import Address
from mobile.screens.equipment.custody import asking
from mobile.touchline import Touchline, use_replica
from mobile.widgets.card import card, page, rows_card, section
from mobile.widgets.frame import frame
from mobile.widgets.pill import pill
from mobile.widgets.qr import qr_image
from mobile.widgets.row import row
from shared.domain import feed
from shared.domain.calendar import local_date
from shared.domain.codes import CODE_BYTES
from shared.domain.invitation import hash_of


@ft.component
def CalendarAddresses() -> ft.Control:
    """What it is; for me and each of my children the addresses there are, and a way to make one."""
    touchline = use_replica()
    words, me = touchline.words, touchline.state.me
    secret, show = ft.use_state("")
    asked, ask = ft.use_state("")
    known = touchline.reader.feeds.of(me.persons)
    ft.use_dialog(_made(touchline, secret, partial(show, "")) or _revoking(touchline, asked, partial(ask, "")))
    people = sorted(me.persons, key=lambda person: person != me.contact)
    parts: list[ft.Control] = [card(ft.Text(words("feed.what"), color=ft.Colors.ON_SURFACE_VARIANT))]
    for person in people:
        own = tuple(one for one in known if one.contact == person)
        parts.append(_person(touchline, person, own, show, ask, alone=len(people) == 1))
    return frame(touchline, words("feed.title"), page(*parts), back=True)


def _person(
    touchline: Touchline,
    person: str,
    own: tuple[Address, ...],
    show: Callable[[str], None],
    ask: Callable[[str], None],
    *,
    alone: bool,
) -> ft.Control:
    """The addresses of one person, and a button for another."""
    words = touchline.words
    view = touchline.reader.contacts.contact(person)
    name = view.given if view is not None else ""
    title = words("feed.of", name=name)
    if person == touchline.state.me.contact and not alone:
        title = words("feed.of_me")
    rows = [_address(touchline, one, ask) for one in own]
    make = ft.FilledTonalButton(
        words("feed.make"), icon=ft.Icons.ADD_LINK, height=48, on_click=lambda _: show(_make(touchline, person) or "")
    )
    none = ft.Text(words("feed.none"), color=ft.Colors.ON_SURFACE_VARIANT)
    return section(title, rows_card(rows) if rows else none, ft.Row([make]))


def _address(touchline: Touchline, one: Address, ask: Callable[[str], None]) -> ft.Control:
    words = touchline.words
    day = words.iso_day(local_date(one.made_at, touchline.zone).isoformat())
    waits = bool(touchline.reader.outbox.waits_for(one.id))
    state = pill(words("feed.wait"), ft.Icons.CLOUD_UPLOAD_OUTLINED, "waiting") if waits else None
    revoke = ft.TextButton(words("feed.revoke"), height=48, on_click=lambda _: ask(one.id))
    return row(
        words("feed.since", day=day), state, leading=ft.Icon(ft.Icons.EVENT_REPEAT, size=24), action=revoke, key=one.id
    )


def _make(touchline: Touchline, person: str) -> str | None:
    """A new address: nobody but who looks at this screen has its secret."""
    secret = feed.secret_of(token_bytes(CODE_BYTES))
    made = {"id": touchline.writer.new_id(), "contact": person, "secret_hash": hash_of(secret)}
    return secret if touchline.do("calendar_feed.make", **made).refusal is None else None


def _made(touchline: Touchline, secret: str, close: Callable[[], None]) -> ft.AlertDialog | None:
    """The address, this once."""
    if not secret:
        return None
    words, address = touchline.words, feed.address(touchline.server or touchline.state.preferences.server, secret)
    rows: list[ft.Control] = [
        ft.Text(words("feed.made"), size=15),
        ft.Row([qr_image(address, words("feed.title"), 200)], alignment=ft.MainAxisAlignment.CENTER),
        ft.Text(address, size=13, color=ft.Colors.ON_SURFACE_VARIANT),
        ft.FilledButton(
            words("feed.open"),
            icon=ft.Icons.EVENT_AVAILABLE,
            height=48,
            on_click=lambda _: touchline.open_url(feed.for_app(address)),
        ),
        ft.FilledTonalButton(
            words("feed.copy"),
            icon=ft.Icons.COPY,
            height=48,
            action=ft.CopyToClipboard(address),
            on_click=lambda _: touchline.tell(words("login.copied")),
        ),
    ]
    if touchline.state.sync.offline:
        rows.append(pill(words("feed.wait"), ft.Icons.CLOUD_UPLOAD_OUTLINED, "waiting"))
    dialog = asking(touchline, words("feed.title"), ft.Column(rows, spacing=14, tight=True), close)
    dialog.scrollable = True
    return dialog


def _revoking(touchline: Touchline, id: str, close: Callable[[], None]) -> ft.AlertDialog | None:
    """The question before it is taken back: that is for good."""
    if not id:
        return None
    words = touchline.words

    def revoke() -> None:
        close()
        if touchline.do("calendar_feed.revoke", id=id).refusal is None:
            touchline.tell(words("feed.revoked"))

    return ft.AlertDialog(
        title=ft.Text(words("feed.revoke.title")),
        content=ft.Text(words("feed.revoke.text")),
        actions=[
            ft.TextButton(words("dialog.cancel"), height=48, on_click=lambda _: close()),
            ft.FilledButton(words("feed.revoke"), icon=ft.Icons.LINK_OFF, height=48, on_click=lambda _: revoke()),
        ],
        on_dismiss=lambda _: close(),
    )
