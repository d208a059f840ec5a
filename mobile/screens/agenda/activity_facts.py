"""When and where an activity is, and what may be changed about it. Above an attendance list on a phone all but the
first line waits behind one tap: a coach came for the players.
"""

from collections.abc import Callable
from functools import partial
from urllib.parse import quote

import flet as ft

from mobile.reader.agenda import Activity
from mobile.screens.agenda import rhythm
from mobile.screens.agenda.activities import hours, kind_sign, when
from mobile.screens.agenda.calling_off import reinstate
from mobile.screens.equipment.booking import booking_row
from mobile.touchline import Touchline, use_touchline
from mobile.widgets.card import card, fact
from mobile.widgets.pill import pill
from mobile.widgets.tap import icon_button, tappable
from mobile.widgets.theme import GAP, RADIUS
from mobile.words import Words
from shared.domain.calendar import local_date

CHANGES = frozenset(f"activity.{what}" for what in "create patch move cancel reinstate delete".split())
SERIES = frozenset(f"activity_series.{what}" for what in "create change extend cancel reinstate delete".split())
SIGNS = {
    "edit": ft.Icons.EDIT_OUTLINED,
    "copy": ft.Icons.COPY,
    "cancel": ft.Icons.EVENT_BUSY,
    "delete": ft.Icons.DELETE_OUTLINE,
}
MAP = "https://www.openstreetmap.org/directions?to="
"""Asked of the world only when somebody taps the way there."""
ONE_LINE: dict[str, object] = {"max_lines": 1, "overflow": ft.TextOverflow.ELLIPSIS}


@ft.component
def Facts(view: Activity, short: bool, ask: Callable[[str], None]) -> ft.Control:
    """The card. `short` shows the day, the hours and the place; the rest opens below them with a tap."""
    touchline = use_touchline()
    words = touchline.words
    opened, open_ = ft.use_state(False)
    rows: list[ft.Control] = [_called_off(words, view)] if view.cancelled else []
    rows.append(_summary(touchline, view, opened, lambda: open_(not opened)) if short else _when(touchline, view))
    under_way = touchline.reader.outbox.waits_for(view.id) & CHANGES
    if view.repeats and view.series:
        under_way |= touchline.reader.outbox.waits_for(view.series) & SERIES
    if under_way:
        waits = pill(words("change.waiting"), ft.Icons.CLOUD_UPLOAD_OUTLINED, "waiting")
        rows.append(ft.Row([waits]))
    rest = [*_about(touchline, view), *_kept(touchline, view)] if opened or not short else []
    if may_change(touchline, view) and (opened or not short):
        rest.append(_again(touchline, view, ask) if view.cancelled else _changes(touchline, view, ask))
    if not short:
        return card(*rows, *rest)
    if rest:
        below = ft.Column(rest, spacing=GAP, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
        rows.append(ft.Container(below, padding=ft.Padding.only(left=8, right=8, bottom=8)))
    return card(*rows, padding=8)


def may_change(touchline: Touchline, view: Activity) -> bool:
    """Whether I may move, correct or call off this activity, or say that it takes place after all."""
    return touchline.writer.may("activity.patch", id=view.id, set={"title": view.title})


def _when(touchline: Touchline, view: Activity) -> ft.Control:
    """The sign of its kind, the day, the hours."""
    day = touchline.words.long_day(local_date(view.start_at, view.zone))
    lines: list[ft.Control] = [
        ft.Text(day[:1].upper() + day[1:], weight=ft.FontWeight.W_600),
        ft.Text(hours(touchline, view), size=20, weight=ft.FontWeight.W_700),
    ]
    return ft.Row([kind_sign(view.kind), ft.Column(lines, spacing=0, expand=True)], spacing=14)


def _summary(touchline: Touchline, view: Activity, opened: bool, turn: Callable[[], None]) -> ft.Control:
    """The same and the place, in the height of two lines; one button that opens what else there is, and closes it."""
    words, place = touchline.words, view.location or ""
    time = when(touchline, view)
    lines: list[ft.Control] = [ft.Text(time[:1].upper() + time[1:], weight=ft.FontWeight.W_600, **ONE_LINE)]
    if place:
        lines.append(ft.Text(place, size=14, color=ft.Colors.ON_SURFACE_VARIANT, **ONE_LINE))
    more = ft.Text(words("activity.details"), size=14, weight=ft.FontWeight.W_600, color=ft.Colors.PRIMARY)
    way = ft.Icon(ft.Icons.EXPAND_LESS if opened else ft.Icons.EXPAND_MORE, color=ft.Colors.PRIMARY)
    inside = ft.Row(
        [kind_sign(view.kind, 40), ft.Column(lines, spacing=0, tight=True, expand=True), more, way], spacing=8
    )
    label = ", ".join(part for part in (words("activity.details"), time, place) if part)
    button = tappable(inside, label, turn, padding=8, border_radius=RADIUS)
    button.expanded = opened
    return button


def _called_off(words: Words, view: Activity) -> ft.Control:
    """In red, first on the card."""
    text = ft.Text(_off(words, view), size=17, weight=ft.FontWeight.W_600, color=ft.Colors.ERROR, expand=True)
    return ft.Row([ft.Icon(ft.Icons.EVENT_BUSY, color=ft.Colors.ERROR), text], spacing=10)


def _off(words: Words, view: Activity) -> str:
    """That it was called off, and why."""
    return words("activity.off_because", reason=view.cancel_reason) if view.cancel_reason else words("agenda.cancelled")


def _about(touchline: Touchline, view: Activity) -> list[ft.Control]:
    """Where it was before, how often it is, against whom, where to be, and what else there is to know."""
    words = touchline.words
    rows: list[ft.Control] = []
    if view.was_start_at is not None and not view.cancelled:
        before = words.moment(view.was_start_at, view.zone, touchline.today)
        rows.append(fact(ft.Icons.UPDATE, words("activity.was", when=before)))
    series = touchline.reader.repeating.series(view.series) if view.repeats else None
    if series is not None:
        rows.append(fact(ft.Icons.EVENT_REPEAT, rhythm.sentence(words, series)))
    if view.opponent:
        rows.append(fact(ft.Icons.SPORTS_OUTLINED, words("activity.against", opponent=view.opponent)))
    if view.location:
        rows.append(_place(touchline, ft.Icons.PLACE_OUTLINED, view.location))
    if view.meeting_point:
        rows.append(_place(touchline, ft.Icons.FLAG_OUTLINED, view.meeting_point))
    if view.expects:
        functions = (words(f"function.{name}") for name in view.expects.split(" "))
        rows.append(fact(ft.Icons.GROUP_OUTLINED, words("activity.expects", functions=", ".join(functions))))
    if view.note:
        rows.append(fact(ft.Icons.NOTES, view.note))
    return rows


def _kept(touchline: Touchline, view: Activity) -> list[ft.Control]:
    """What of the club is kept for it; a tap leads there."""
    found = touchline.reader.store_room.bookings_for(view.id)
    title = ft.Text(touchline.words("booking.section"), size=14, weight=ft.FontWeight.W_600)
    return [title, *(booking_row(touchline, one, True, thing=True) for one in found)] if found else []


def _place(touchline: Touchline, icon: ft.IconData, place: str) -> ft.Control:
    """A place, and the way there."""
    label = touchline.words("activity.route", place=place)
    way = icon_button(ft.Icons.DIRECTIONS_OUTLINED, label, lambda: touchline.open_url(MAP + quote(place)))
    return ft.Row([ft.Container(fact(icon, place), expand=True), way], spacing=4)


def _again(touchline: Touchline, view: Activity, ask: Callable[[str], None]) -> ft.Control:
    """The way back, as long as somebody may want it; or it was a mistake altogether."""
    back = ft.OutlinedButton(
        touchline.words("activity.reinstate"),
        icon=ft.Icons.EVENT_AVAILABLE,
        height=48,
        on_click=lambda _: reinstate(touchline, view),
    )
    return ft.Row([back, _deed(touchline, "delete", partial(ask, "delete"))], wrap=True, spacing=8, run_spacing=8)


def _changes(touchline: Touchline, view: Activity, ask: Callable[[str], None]) -> ft.Control:
    """Move or correct it, plan another like it, call it off, delete what was a mistake."""
    deeds: dict[str, Callable[[], None]] = {
        "edit": partial(ask, "edit" if view.repeats else "one"),
        "copy": partial(touchline.go, f"/agenda/new?copy={view.id}"),
        "cancel": partial(ask, "cancel"),
        "delete": partial(ask, "delete"),
    }
    buttons = [_deed(touchline, what, press) for what, press in deeds.items()]
    return ft.Row(buttons, wrap=True, spacing=8, run_spacing=8)


def _deed(touchline: Touchline, what: str, press: Callable[[], None]) -> ft.Control:
    return ft.OutlinedButton(
        touchline.words(f"activity.{what}"),
        icon=SIGNS[what] if touchline.state.place.wide else None,  # on a phone they stand close together
        height=48,
        style=ft.ButtonStyle(padding=ft.Padding.symmetric(horizontal=14)),
        on_click=lambda _: press(),
    )
