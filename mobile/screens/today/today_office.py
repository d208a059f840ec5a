"""The front page of the office, the treasurer, the equipment manager, and of whoever has something to pay."""

from functools import partial

import flet as ft

from mobile.places import SPOTS
from mobile.reader.contact import Bill
from mobile.reader.money import without_name
from mobile.reader.people import NO_EMERGENCY
from mobile.screens.agenda.activities import activity_row
from mobile.screens.agenda.agenda import unmarked
from mobile.screens.money.money import shares
from mobile.touchline import Touchline
from mobile.widgets.bars import bars
from mobile.widgets.card import big_button, card, rows_card, section
from mobile.widgets.pill import pill
from mobile.widgets.row import row
from mobile.widgets.tap import tappable
from shared.domain.calendar import day_bounds, local_date

UNMARKED = "/agenda?which=unmarked"
THINGS = 4
SHOWN = 6
"""Activities of a day that the front page shows; the rest is one tap away."""


def search_box(touchline: Touchline) -> ft.Control:
    """Looks like the search field of People, and leads to it."""
    words = touchline.words
    return tappable(
        ft.Row(
            [
                ft.Icon(ft.Icons.SEARCH, color=ft.Colors.ON_SURFACE_VARIANT),
                ft.Text(words("people.search"), size=17, color=ft.Colors.ON_SURFACE_VARIANT, expand=True),
            ],
            spacing=12,
        ),
        words("people.search"),
        lambda: _find(touchline),
        bgcolor=ft.Colors.SURFACE_CONTAINER_HIGH,
        border_radius=28,
        height=56,
        padding=ft.Padding.symmetric(horizontal=18),
    )


def _find(touchline: Touchline) -> None:
    touchline.state.finding.ask()
    touchline.go("/people")


def things(touchline: Touchline) -> list[ft.Control]:
    """A big Scan, and what is out: the longest late first."""
    words, now = touchline.words, touchline.now()
    counts = touchline.reader.equipment.counts(now)
    late, out = (touchline.reader.equipment.items(which=which, now=now, limit=THINGS) for which in ("late", "out"))
    ordered = list({item.id: item for item in (*late, *out)}.values())[:THINGS]
    today = local_date(now, touchline.zone)
    rows: list[ft.Control] = []
    for item in ordered:
        mark = pill(words("thing.late"), ft.Icons.WARNING_AMBER, "error") if item.late(now) else None
        since = words.day(local_date(item.held_since, touchline.zone), today) if item.held_since else ""
        note = words("today.held", name=item.holder or words("thing.somebody"), day=since)
        rows.append(
            row(
                item.name,
                note,
                leading=ft.Icon(SPOTS["equipment"].icon, color=ft.Colors.PRIMARY),
                trailing=mark,
                on_click=partial(touchline.go, f"/equipment/{item.id}"),
                key=item.id,
            )
        )
    if counts.out > len(rows):
        which, n = ("late", counts.late) if counts.late > len(rows) else ("out", counts.out)
        rows.append(
            row(
                words.plural(f"today.all.{which}", n),
                leading=ft.Icon(ft.Icons.CHECKLIST, color=ft.Colors.PRIMARY),
                trailing=ft.Icon(ft.Icons.CHEVRON_RIGHT, color=ft.Colors.OUTLINE),
                on_click=partial(touchline.go, f"/equipment?which={which}"),
                key="more",
            )
        )
    scan = tappable(
        ft.Row(
            [
                ft.Icon(ft.Icons.QR_CODE_SCANNER, size=40, color=ft.Colors.ON_PRIMARY),
                ft.Text(words("today.scan"), size=22, weight=ft.FontWeight.W_700, color=ft.Colors.ON_PRIMARY),
            ],
            alignment=ft.MainAxisAlignment.CENTER,
            spacing=14,
        ),
        words("today.scan"),
        lambda: touchline.go("/scan"),
        bgcolor=ft.Colors.PRIMARY,
        border_radius=24,
        height=112,
    )
    parts: list[ft.Control] = [scan]
    if rows:
        title = words.plural("today.out", counts.out)
        if counts.late:
            title = f"{title}, {words.plural('today.out_late', counts.late)}"
        parts.append(section(title, rows_card(rows)))
    return parts


def office(touchline: Touchline) -> list[ft.Control]:
    """What needs doing, each line with its figure."""
    words, me, now = touchline.words, touchline.state.me, touchline.now()
    reader, today = touchline.reader, touchline.today
    lines: list[tuple[str, int, ft.IconData, str]] = [
        ("today.inbox", reader.to_do.inbox(me.user or ""), ft.Icons.INBOX_OUTLINED, "/inbox"),
        ("today.disputed", reader.equipment.counts(now).disputed, ft.Icons.GAVEL, "/equipment?which=disputed"),
    ]
    if me.has("owner", "treasurer"):
        lines.append(("today.overdue", reader.money.totals(today).overdue_count, ft.Icons.EURO, "/money?which=overdue"))
    if me.has("owner", "secretary"):
        missing = reader.to_do.without_emergency(None)
        lines.append(("today.no_emergency", missing, ft.Icons.EMERGENCY_OUTLINED, "/people"))
        lines.append(("today.unmarked_club", len(unmarked(touchline)), ft.Icons.PENDING_ACTIONS, UNMARKED))
    rows = [
        row(
            words.plural(key, n),
            leading=ft.Icon(icon, color=ft.Colors.PRIMARY),
            trailing=ft.Icon(ft.Icons.CHEVRON_RIGHT, color=ft.Colors.OUTLINE),
            on_click=partial(_open, touchline, path),
            key=key,
        )
        for key, n, icon, path in lines
        if n
    ]
    if not rows:
        done = [ft.Icon(ft.Icons.TASK_ALT, color=ft.Colors.PRIMARY), ft.Text(words("today.all_done"), expand=True)]
        return [section(words("today.to_do"), card(ft.Row(done, spacing=12)))]
    return [section(words("today.to_do"), rows_card(rows))]


def _open(touchline: Touchline, path: str) -> None:
    """The list with exactly what was counted."""
    if path == "/people":
        touchline.state.finding.ask(team=NO_EMERGENCY)
    touchline.go(path)


def club_today(touchline: Touchline) -> list[ft.Control]:
    """What the club does today, or else on the next day it does anything."""
    words, now, agenda = touchline.words, touchline.now(), touchline.reader.agenda
    day = local_date(now, touchline.zone)
    first = next(iter(agenda.coming(now, limit=1)), None)
    if first is not None and local_date(first.start_at, touchline.zone) > day:
        day = local_date(first.start_at, touchline.zone)
    items = agenda.between(*day_bounds(day, touchline.zone), limit=60)
    if not items:
        return []
    heading = words("today.club", day=words.day(day, local_date(now, touchline.zone)))
    rows = [activity_row(touchline, item) for item in items[:SHOWN]]
    if len(items) > SHOWN:
        rows.append(
            row(
                words.plural("today.club.more", len(items) - SHOWN),
                leading=ft.Icon(SPOTS["agenda"].icon, color=ft.Colors.PRIMARY),
                trailing=ft.Icon(ft.Icons.CHEVRON_RIGHT, color=ft.Colors.OUTLINE),
                on_click=lambda: touchline.go("/agenda"),
                key="more",
            )
        )
    return [section(heading, rows_card(rows))]


def in_figures(touchline: Touchline) -> list[ft.Control]:
    """Members by type, and the year's invoices for the treasury: bars with their figures."""
    words, today = touchline.words, touchline.today
    parts: list[ft.Control] = []
    if touchline.state.me.has("owner", "treasurer"):
        totals = touchline.reader.money.totals(today)
        if totals.open_count or totals.paid_count:
            parts.append(section(words("today.invoices"), card(*shares(touchline, totals))))
    members = touchline.reader.figures.members(today)
    if members:
        parts.append(section(words("today.members"), card(bars(words, members))))
    return parts


def bills(touchline: Touchline) -> list[ft.Control]:
    """My own open invoices, each with its payment page one tap away."""
    words, me = touchline.words, touchline.state.me
    today = touchline.today.isoformat()
    found = {
        bill.id: bill
        for person in sorted(me.persons)
        for bill in touchline.reader.contacts.bills(person)
        if bill.is_open and not bill.bare
    }
    cards = []
    for bill in sorted(found.values(), key=lambda bill: bill.due_on or ""):
        late = bill.due_on is not None and bill.due_on < today
        state = (
            pill(words("bill.late"), ft.Icons.WARNING_AMBER, "error")
            if late
            else pill(words("bill.open"), ft.Icons.SCHEDULE, "waiting")
        )
        amount = ft.Text(words.money(bill.open_cents), size=24, weight=ft.FontWeight.W_700, expand=True)
        note = words("bill.note", number=bill.number, day=words.iso_day(bill.due_on or bill.issued_on))
        what = what_for(bill)
        cards.append(
            card(
                ft.Row([amount, state]),
                *([ft.Text(what, weight=ft.FontWeight.W_600)] if what else []),
                ft.Text(note, color=ft.Colors.ON_SURFACE_VARIANT),
                big_button(
                    words("today.pay"),
                    ft.Icons.QR_CODE_2,
                    partial(touchline.go, f"/money/{bill.id}"),
                    main=False,
                ),
            )
        )
    return [section(words("today.bills"), *cards)] if cards else []


def what_for(bill: Bill) -> str:
    """ "Briek, Otis · Lidgeld 2026": whom it is about once, though the club may write the name in the line as well."""
    what = without_name(bill.what, bill.about.split(", "))
    return " · ".join(part for part in (bill.about, what) if part)
