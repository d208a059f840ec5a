"""A thing kept for somebody: what is booked already stands above what is asked, and the server has the last word."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

import flet as ft

from mobile.reader.agenda import Activity
from mobile.reader.equipment import Resource, Taker
from mobile.reader.store_room import Booking
from mobile.screens.equipment.custody import TakerPicker, asking
from mobile.screens.equipment.whom_to_ask import whom_to_ask
from mobile.touchline import Touchline, use_replica, use_touchline
from mobile.widgets.card import card, section
from mobile.widgets.fields_form import Entry, FieldsForm
from mobile.widgets.pill import pill
from mobile.widgets.row import row
from mobile.widgets.tap import icon_button
from shared.domain.booking import Booked, next_start, overbooked
from shared.domain.calendar import coming_day, local_date, numeric_date, parse_time, to_utc_ms
from shared.refusals import Invalid

HOUR = 3_600_000
NEAR = 7
"""Days of which each is one tap."""
NOBODY: Taker | None = None
AROUND = 8
"""Coming activities that are one tap."""


def may_book(touchline: Touchline, resource: str, taker: Taker | None = None) -> bool:
    """Whether I may have this kept for `taker`, or without one: for anybody at all."""
    me = touchline.state.me
    tries = (
        [(taker.kind, taker.id)] if taker is not None else [("contact", "0" * 26), *(("group", t) for t in me.teams)]
    )
    when = {"id": "0" * 26, "resource": resource, "from_at": 0, "to_at": 1}
    return any(touchline.writer.may("booking.make", **when, **{kind: id}) for kind, id in tries if kind != "resource")


@ft.component
def BookingsPart(thing: Resource) -> ft.Control:
    """Who has it when, and a way to be next."""
    touchline = use_replica()
    words = touchline.words
    asked, ask = ft.use_state(False)
    close = partial(ask, False)
    id = thing.item.id
    found = touchline.reader.store_room.bookings(id, touchline.now())
    may = may_book(touchline, id) and not thing.archived
    title = words("booking.title", what=thing.item.name)
    ft.use_dialog(asking(touchline, title, lambda: BookForm(thing, close), close, height=600) if asked else None)
    if not may:  # what is booked is no secret; who wants it too hears whom to ask
        standing = [booking_row(touchline, one, may) for one in found]
        asked_of = whom_to_ask(touchline)
        if not standing:
            return asked_of
        parts: list[ft.Control] = [section(words("booking.section"), card(*standing)), asked_of]
        return ft.Column(parts, spacing=20, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    rows = [booking_row(touchline, one, may) for one in found]
    if not rows:
        rows = [ft.Text(words("booking.none"), color=ft.Colors.ON_SURFACE_VARIANT)]
    text = words("booking.make")
    rows.append(ft.OutlinedButton(text, icon=ft.Icons.EVENT_AVAILABLE, height=48, on_click=lambda _: ask(True)))
    return section(words("booking.section"), card(*rows))


def when(touchline: Touchline, one: Booking) -> str:
    """From when until when, in words; one day is said once."""
    words, zone, today = touchline.words, touchline.zone, touchline.today
    first, last = local_date(one.start, zone), local_date(one.end, zone)
    until = words.time(one.end, zone) if first == last else words.moment(one.end, zone, today)
    return words("booking.when", start=words.moment(one.start, zone, today), end=until)


def booking_row(touchline: Touchline, one: Booking, may: bool, *, thing: bool = False) -> ft.Control:
    """For whom and when; `thing` says what instead of for whom. Who may book may take it off again."""
    words = touchline.words
    name = one.what if thing else one.who or words("equipment.somebody")
    if one.quantity > 1:
        name = f"{name} · {words.number(one.quantity)}"
    mark = pill(words("booking.pending"), ft.Icons.HOURGLASS_EMPTY, "waiting") if one.pending else None

    def cancel() -> None:
        again = {"id": touchline.writer.new_id(), **touchline.reader.store_room.asked_for(one.id)}
        done = touchline.do("booking.cancel", id=one.id)
        if done.refusal is None:
            touchline.offer_undo(done.changeset, words("booking.cancelled"), (("booking.make", again),))

    allowed = may and touchline.writer.may("booking.cancel", id=one.id)
    away = icon_button(ft.Icons.EVENT_BUSY, words("booking.cancel"), cancel) if allowed else None
    go = partial(touchline.go, f"/equipment/{one.resource}") if thing else None
    return row(name, when(touchline, one), leading=ft.Icon(ft.Icons.EVENT), trailing=mark, action=away, on_click=go)


@ft.component
def BookForm(thing: Resource, close: Callable[[], None]) -> ft.Control:
    """For a person, a team or an activity; then when. What is booked already is in sight."""
    touchline = use_touchline()
    words, id = touchline.words, thing.item.id
    taker, choose = ft.use_state(NOBODY)
    new = ft.use_memo(touchline.writer.new_id, [])
    standing = touchline.reader.store_room.bookings(id, touchline.now())
    taken = [ft.Text(f"{one.who} · {when(touchline, one)}", size=14) for one in standing[:4]]
    above: list[ft.Control] = [ft.Text(words("booking.standing"), size=13), *taken] if taken else []
    if len(standing) > len(taken):
        above.append(ft.Text(words.plural("booking.standing.more", len(standing) - len(taken)), size=14))
    if taker is None:
        picker = TakerPicker(touchline, None, choose, lambda one: may_book(touchline, id, one))
        coming = _coming(touchline, thing, new, close)
        return ft.Column([*above, *coming, ft.Container(picker, expand=True)], expand=True, spacing=8)

    def save(texts: Mapping[str, str]) -> Mapping[str, str]:
        try:
            start, end = span(touchline, texts)
        except Invalid as problem:
            return {str(problem.about["field"]): words.reason(str(problem.about["reason"]))}
        more: dict[str, Any] = {"quantity": _many(texts), "note": texts.get("note") or None}
        return book(touchline, thing, new, {taker.kind: taker.id, "from_at": start, "to_at": end, **more})

    whom = row(taker.name, taker.detail, leading=ft.Icon(ft.Icons.CHECK), on_click=partial(choose, None))
    form = FieldsForm(_entries(touchline, thing), save, close, foresee=partial(foreseen, touchline, thing))
    return ft.Column([*above, whom, form], spacing=8, scroll="auto")


def _many(texts: Mapping[str, str]) -> int | None:
    """How many of what is counted were typed."""
    return int(texts["quantity"]) if texts.get("quantity", "").isdecimal() else None


def foreseen(touchline: Touchline, thing: Resource, texts: Mapping[str, str]) -> str:
    """Whether it is free at the typed hours; else whose it is then, and from when it is free for as long. "" while
    the hours are not all there.
    """
    words, room = touchline.words, touchline.reader.store_room
    try:
        start, end = span(touchline, texts)
    except Invalid:
        return ""
    standing = {one.id: one for one in room.bookings(thing.item.id, min(start, touchline.now()))}
    others = [Booked(one.id, one.start, one.end, one.quantity) for one in standing.values()]
    wish = Booked("", start, end, _many(texts) or 1)
    there = (thing.item.quantity or 1) if thing.item.counted else 1
    clash = overbooked(wish, others, there)
    if clash is None:
        return words("booking.free")
    free = next_start(wish, others, there)
    if free is None:
        return words("booking.too_many", n=words.number(there))
    one, moment = standing[clash], words.moment(free, touchline.zone, touchline.today)
    who = one.who or words("equipment.somebody")
    return f"{words('booking.clash', who=who, when=when(touchline, one))} {words('booking.free_from', when=moment)}"


def _entries(touchline: Touchline, thing: Resource) -> tuple[Entry, ...]:
    words, today = touchline.words, touchline.today
    days = [today + timedelta(days=ahead) for ahead in range(NEAR)]
    near = tuple((numeric_date(day, words.language), words.day(day, today)) for day in days)
    clocks = {"keyboard": ft.KeyboardType.DATETIME}
    counted = (
        (Entry("quantity", words("field.quantity"), keyboard=ft.KeyboardType.NUMBER),) if thing.item.counted else ()
    )
    return (
        Entry("day", words("activity.day"), quick=near, pick="day", **clocks),
        Entry("start", words("field.from_at"), hint="18:00", pick="clock", **clocks),
        Entry("end", words("field.to_at"), hint="21:00", pick="clock", **clocks),
        Entry("last", words("booking.last"), pick="day", **clocks),
        *counted,
        Entry("note", words("field.note")),
    )


def span(touchline: Touchline, texts: Mapping[str, str]) -> tuple[int, int]:
    """Typed day and hours in UTC ms; without a last day it ends on the first. Raises Invalid with the field."""
    today, zone = touchline.today, touchline.zone
    first = coming_day(texts.get("day", ""), "day", today)
    last = coming_day(texts["last"], "last", today) if texts.get("last", "").strip() else first
    start = to_utc_ms(first, parse_time(texts.get("start", ""), "start"), zone)
    end = to_utc_ms(last, parse_time(texts.get("end", ""), "end"), zone)
    if end <= start:
        raise Invalid("end", "before_start")
    return start, end


def book(touchline: Touchline, thing: Resource, id: str, what: Mapping[str, Any]) -> Mapping[str, str]:
    """Ask for it; what stands in the way comes back in words, with whose it is."""
    words = touchline.words
    wrong = touchline.try_all(("booking.make", {"id": id, "resource": thing.item.id, **what}))
    clashes = touchline.reader.store_room.clashes(thing.item.id, what["from_at"], what["to_at"]) if wrong else ()
    if clashes and "" in wrong:
        return {"": words("booking.clash", who=clashes[0].who, when=when(touchline, clashes[0]))}
    if not wrong:
        touchline.tell(words("booking.asked"))
    return wrong


def _coming(touchline: Touchline, thing: Resource, new: str, close: Callable[[], None]) -> list[ft.Control]:
    """Activities of which one tap keeps the thing from an hour before until an hour after."""
    words = touchline.words
    me = touchline.state.me
    everybody = me.has("owner", "equipment")
    found = touchline.reader.agenda.coming(touchline.now(), teams=None if everybody else me.teams, limit=AROUND)

    def take(one: Activity) -> None:
        end = one.end_at if one.end_at is not None else one.start_at + 2 * HOUR
        times = {"from_at": max(0, one.start_at - HOUR), "to_at": end + HOUR}
        wrong = book(touchline, thing, new, {"activity": one.id, **times})
        if wrong:
            touchline.tell(next(iter(wrong.values())))
        else:
            close()

    chips: list[ft.Control] = [
        ft.OutlinedButton(
            f"{one.title} · {words.moment(one.start_at, one.zone, touchline.today)}",
            height=48,
            on_click=lambda _, one=one: take(one),
        )
        for one in found
        if not one.cancelled
    ]
    return [ft.Row(chips, scroll=ft.ScrollMode.HIDDEN, spacing=8)] if chips else []
