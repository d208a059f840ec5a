"""Invoices by state: a member's own and the children's, a treasurer's whole club. (features 76, 84, B10)"""

from collections.abc import Callable
from functools import partial

import flet as ft

from mobile.places import narrowed
from mobile.reader.money import Invoice, Totals
from mobile.touchline import Touchline, use_replica
from mobile.widgets.card import card
from mobile.widgets.empty import empty
from mobile.widgets.filters import filters, in_all, search_and_filters
from mobile.widgets.frame import frame
from mobile.widgets.paged import paged, use_kept, use_length
from mobile.widgets.pill import Mood, pill
from mobile.widgets.row import row
from mobile.widgets.tap import icon_button
from mobile.widgets.theme import EDGE

OFFICE = ("owner", "treasurer", "secretary")
TREASURY = ("owner", "treasurer")

LOOK: dict[str, tuple[ft.IconData, Mood]] = {
    "draft": (ft.Icons.EDIT_NOTE, "calm"),
    "open": (ft.Icons.HOURGLASS_EMPTY, "waiting"),
    "overdue": (ft.Icons.ERROR_OUTLINE, "error"),
    "paid": (ft.Icons.CHECK_CIRCLE_OUTLINE, "good"),
    "credited": (ft.Icons.UNDO, "calm"),
}


@ft.component
def MoneyList(selected: str | None = None) -> ft.Control:
    """The sums, a search field, the list. The address may say of which state: `/money?which=overdue`."""
    touchline = use_replica()
    text, set_text = ft.use_state("")
    which, set_which = ft.use_state(lambda: narrowed(touchline.state.place.route, LOOK) or "all")
    shown, grow = use_length(text, which)
    kept = use_kept()
    words, me = touchline.words, touchline.state.me
    office = me.has(*OFFICE)
    persons = None if office else me.persons
    today = touchline.today
    reader = touchline.reader.money
    items = reader.invoices(today, text, which, shown + 1, persons)
    totals = reader.totals(today, persons)

    find = ft.use_callback(set_text, [])
    rows: list[ft.Control] = [] if text.strip() else [_sums(touchline, totals, office, set_which)]
    looks = (office, today, words.language)
    for item in items[:shown]:
        chosen = item.id == selected
        rows.append(kept.row(item.id, (item, chosen, looks), partial(_row, touchline, item, office, chosen)))
    if items:
        body = paged(rows, len(items) > shown, grow)
    else:
        none = "search" if text.strip() else which
        why = words(f"invoice.none.{none}.why") if words.has(f"invoice.none.{none}.why") else ""
        wider = in_all(touchline, partial(set_which, "all")) if text.strip() and which != "all" else None
        body = empty(ft.Icons.RECEIPT_LONG_OUTLINED, words(f"invoice.none.{none}"), why, wider)
    chips = filters(_choices(touchline, totals, office), which, set_which)
    under = (
        search_and_filters(words("invoice.search"), find, chips)
        if office
        else ft.Container(chips, padding=ft.Padding.only(bottom=8))
    )
    actions: list[ft.Control] = []
    if touchline.writer.may("invoice.draft", id=touchline.writer.new_id(), lines=[]):
        actions = [icon_button(ft.Icons.ADD, words("invoice.new"), lambda: touchline.go("/money/new"))]
    return frame(touchline, words("place.money"), body, actions=actions, under=under)


def _choices(touchline: Touchline, totals: Totals, office: bool) -> list[tuple[str, str]]:
    words = touchline.words
    figures = {"open": totals.open_count, "overdue": totals.overdue_count, "paid": totals.paid_count}
    names = ("all", "open", "overdue", "paid", "draft") if office else ("all", "open", "paid")
    return [
        (
            name,
            words(f"invoice.filter.{name}") + (f" {words.number(figures[name])}" if name in figures else ""),
        )
        for name in names
    ]


def _sums(touchline: Touchline, totals: Totals, office: bool, choose: Callable[[str], None]) -> ft.Control:
    """What is still to come in, large; for the office a bar of paid, open and late with their figures. Who keeps no
    money reads how many there are.
    """
    words = touchline.words
    around = ft.Padding.only(left=EDGE, right=EDGE, bottom=8)
    if office and not touchline.state.me.has(*TREASURY):
        return ft.Container(card(_legend(touchline, totals, amounts=False)), padding=around)
    head: list[ft.Control] = [
        ft.Text(words("invoice.to_come" if office else "invoice.to_pay"), color=ft.Colors.ON_SURFACE_VARIANT),
        ft.Text(words.money(totals.open_cents), size=32, weight=ft.FontWeight.W_700),
    ]
    if not totals.open_cents:
        head.append(ft.Row([pill(words("invoice.nothing_open"), ft.Icons.CHECK_CIRCLE_OUTLINE, "good")]))
    parts: list[ft.Control] = [ft.Column(head, spacing=2, tight=True)]
    if office:
        parts += shares(touchline, totals)
    elif totals.overdue_cents:
        text = words("invoice.of_which_overdue", amount=words.money(totals.overdue_cents))
        parts.append(ft.Row([pill(text, ft.Icons.ERROR_OUTLINE, "error")]))
    return ft.Container(card(*parts), padding=around)


def shares(touchline: Touchline, totals: Totals) -> list[ft.Control]:
    """A bar of what is paid, open and late, and the figures of its parts."""
    return [_bar(totals), _legend(touchline, totals)]


def _shares(totals: Totals) -> list[tuple[str, int, int, ft.Colors]]:
    """(state, cents, how many, colour), in the order of the bar."""
    not_late = totals.open_cents - totals.overdue_cents
    return [
        ("paid", totals.paid_cents, totals.paid_count, ft.Colors.PRIMARY),
        ("open", not_late, totals.open_count - totals.overdue_count, ft.Colors.TERTIARY),
        ("overdue", totals.overdue_cents, totals.overdue_count, ft.Colors.ERROR),
    ]


def _bar(totals: Totals) -> ft.Control:
    shares = [(cents, colour) for _, cents, _, colour in _shares(totals) if cents > 0]
    whole = sum(cents for cents, _ in shares) or 1
    parts: list[ft.Control] = [
        ft.Container(bgcolor=colour, expand=max(1, cents * 1000 // whole), height=14) for cents, colour in shares
    ]
    return ft.Container(
        ft.Row(parts or [ft.Container(bgcolor=ft.Colors.OUTLINE_VARIANT, expand=True, height=14)], spacing=2),
        border_radius=7,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
    )


def _legend(touchline: Touchline, totals: Totals, *, amounts: bool = True) -> ft.Control:
    """The figures of the bar, beside its colours."""
    words = touchline.words
    rows: list[ft.Control] = [
        ft.Row(
            [
                ft.Container(width=12, height=12, border_radius=6, bgcolor=colour),
                ft.Text(words(f"invoice.filter.{state}"), expand=True, size=15),
                ft.Text(words.number(count), size=14, color=ft.Colors.ON_SURFACE_VARIANT),
                *([ft.Text(words.money(cents), size=15, weight=ft.FontWeight.W_600, no_wrap=True)] if amounts else []),
            ],
            spacing=10,
        )
        for state, cents, count, colour in _shares(totals)
    ]
    return ft.Column(rows, spacing=6, tight=True)


def _row(touchline: Touchline, item: Invoice, office: bool, chosen: bool) -> ft.Control:
    words = touchline.words
    title = item.payer if office else item.what or item.payer
    small = [item.number_text or words("invoice.no_number"), about(item) if office else item.given]
    amount = ft.Text(words.money(item.open_cents or item.total_cents), size=16, weight=ft.FontWeight.W_600)
    return row(
        ft.Text(title, size=16, weight=ft.FontWeight.W_500, max_lines=2, overflow=ft.TextOverflow.ELLIPSIS),
        ft.Text(
            " · ".join(part for part in small if part),
            size=14,
            color=ft.Colors.ON_SURFACE_VARIANT,
            max_lines=2,
            overflow=ft.TextOverflow.ELLIPSIS,
        ),
        trailing=ft.Column(
            [*([] if item.bare else [amount]), state_pill(touchline, item)],
            spacing=4,
            tight=True,
            alignment=ft.MainAxisAlignment.CENTER,
            horizontal_alignment=ft.CrossAxisAlignment.END,
        ),
        selected=chosen,
        on_click=lambda: touchline.go(f"/money/{item.id}"),
        key=item.id,
    )


def about(item: Invoice) -> str:
    """Whom an invoice is about; what it is for, where the payer's name says that already."""
    return item.what if item.about in ("", item.payer) else item.about


def state_pill(touchline: Touchline, item: Invoice) -> ft.Control:
    """Open until when, late by how much, paid: in a word with a sign."""
    words = touchline.words
    icon, mood = LOOK[item.status]
    if item.status == "overdue":
        return pill(words.plural("invoice.days_late", item.days_overdue), icon, mood)
    if item.status == "open" and item.due_on:
        return pill(words("invoice.before", day=words.iso_day(item.due_on)), icon, mood)
    return pill(words(f"invoice.status.{item.status}"), icon, mood)
