"""What somebody has of the club, what is kept for them, and a way to give them more. (features 33, 88)"""

from collections.abc import Callable
from functools import partial

import flet as ft

from mobile.reader.equipment import Item, Taker
from mobile.screens.equipment.booking import booking_row
from mobile.screens.equipment.custody import asking, may_hand_out
from mobile.screens.equipment.hand_over import HandOut
from mobile.screens.equipment.handing import in_the_way
from mobile.screens.equipment.resources import STAFF, thing_row, tile
from mobile.screens.scan.scanning import blocker_text
from mobile.touchline import Touchline, use_replica, use_touchline
from mobile.widgets.card import card, rows_card, section
from mobile.widgets.empty import empty
from mobile.widgets.field import search_field
from mobile.widgets.row import row
from mobile.widgets.tap import icon_button

SHOWN = 40
NOTHING: Item | None = None


@ft.component
def LoansPart(taker: Taker) -> ft.Control:
    """The things, what is due first, and the bookings; staff may hand out another one from here."""
    touchline = use_replica()
    words, room = touchline.words, touchline.reader.store_room
    giving, give = ft.use_state(False)
    close = partial(give, False)
    title = words("loans.pick", who=taker.name)
    ft.use_dialog(asking(touchline, title, Pick(taker, close), close, height=560) if giving else None)
    me = touchline.state.me
    own = taker.id in (*me.persons, *me.teams)
    if not (own or me.has(*STAFF)) or taker.kind == "resource":
        return ft.Container()
    rows = [thing_row(touchline, item) for item in room.loans(taker.kind, taker.id)[:SHOWN]]
    rows += [booking_row(touchline, one, False, thing=True) for one in room.bookings_of(taker.id, touchline.now())]
    parts = [rows_card(rows) if rows else card(ft.Text(words("loans.none"), color=ft.Colors.ON_SURFACE_VARIANT))]
    if may_hand_out(touchline, "0" * 26, taker):
        text = words("loans.add")
        parts.append(ft.OutlinedButton(text, icon=ft.Icons.ARROW_OUTWARD, height=48, on_click=lambda _: give(True)))
    return section(words("loans.title"), *parts)


@ft.component
def Pick(taker: Taker, close: Callable[[], None]) -> ft.Control:
    """What is in store, by name, and what is out when it is searched; then how many and until when."""
    touchline = use_touchline()
    words = touchline.words
    text, set_text = ft.use_state("")
    chosen, choose = ft.use_state(NOTHING)
    search = ft.use_callback(set_text, [])
    if chosen is not None:
        other = icon_button(ft.Icons.EDIT_OUTLINED, words("loans.other"), partial(choose, None))
        what = row(chosen.name, _under(chosen), leading=tile(chosen), action=other)
        question = HandOut(touchline, chosen, close, taker, key=chosen.id)
        return ft.Column([what, question], spacing=10, scroll=ft.ScrollMode.AUTO)
    found = touchline.reader.equipment.items(text, which="things" if text.strip() else "free", limit=SHOWN)
    rows = [_choice(touchline, item, taker, partial(choose, item)) for item in found]
    if not rows:
        why = words("equipment.none.search.why" if text.strip() else "equipment.none.in.why")
        rows = [
            empty(ft.Icons.SEARCH_OFF, words("equipment.none.search" if text.strip() else "equipment.none.in"), why)
        ]
    return ft.Column(
        [search_field(words("equipment.search"), search, value=text), ft.ListView(rows, expand=True)],
        expand=True,
        spacing=8,
    )


def _choice(touchline: Touchline, item: Item, taker: Taker, take: Callable[[], None]) -> ft.Control:
    """A thing, and what stands in the way of it."""
    stops = [blocker_text(touchline, one) for one in in_the_way(touchline, item, taker, None, 1)]
    mark = ft.Icon(ft.Icons.WARNING_AMBER, color=ft.Colors.ERROR) if stops else None
    under = " · ".join([*stops, *([text] if (text := _under(item)) else [])])
    return row(item.name, under, leading=tile(item), trailing=mark, on_click=take, key=item.id)


def _under(item: Item) -> str:
    return " · ".join(part for part in (item.tag_no, item.category, item.place) if part)
