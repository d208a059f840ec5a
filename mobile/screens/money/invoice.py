"""One invoice: what it is for, what is open, and a QR code that any banking app can pay. (features 84,
B10)
"""

from collections.abc import Callable

import flet as ft

from mobile.reader.money import Line, Whole
from mobile.screens.about import use_about
from mobile.screens.equipment.custody import asking
from mobile.screens.money.invoice_form import NewInvoice
from mobile.screens.money.money import state_pill
from mobile.screens.money.pay import Pay, has_to_pay
from mobile.screens.money.payment import Issue, RecordPayment
from mobile.touchline import Touchline, use_replica
from mobile.widgets.card import card, page, section
from mobile.widgets.detail import detail
from mobile.widgets.first_load import missing
from mobile.widgets.frame import frame
from mobile.widgets.pill import pill
from mobile.words import Words


@ft.component
def InvoicePage(opened: str) -> ft.Control:
    """The invoice with id `opened`."""
    touchline = use_replica()
    asked, ask = ft.use_state(None)
    words = touchline.words
    today = touchline.today
    whole = touchline.reader.money.invoice(opened, today)
    ft.use_dialog(_question(touchline, whole, asked, lambda: ask(None)))
    bare = whole is not None and whole.invoice.bare
    about = use_about(touchline, "invoice_status" if bare else "invoice", opened)
    if opened == "new":
        return frame(touchline, words("invoice.new"), NewInvoice(), back=True)
    if whole is None:
        gone = missing(touchline, ft.Icons.SEARCH_OFF, words("invoice.gone"), words("invoice.gone.why"))
        return frame(touchline, words("place.money"), gone, back=True)
    under_way = touchline.reader.outbox.waits_for(opened)
    parts = [_summary(touchline, whole, under_way, ask)]
    if has_to_pay(whole):
        parts.append(Pay(whole, touchline.reader.clubs.card(), key="pay"))
    parts += [_lines(words, whole), *_payments(words, whole)]
    item = whole.invoice
    title = words("invoice.title", number=item.number_text) if item.number_text else words("invoice.draft.title")
    return frame(touchline, title, page(*parts), back=True, actions=[about])


def _question(
    touchline: Touchline, whole: Whole | None, asked: str | None, close: Callable[[], None]
) -> ft.AlertDialog | None:
    words = touchline.words
    if whole is None or asked is None:
        return None
    if asked == "paid":
        return asking(touchline, words("payment.record"), RecordPayment(touchline, whole, close), close)
    return asking(touchline, words("invoice.issue.title"), Issue(touchline, whole, close), close)


def _summary(touchline: Touchline, whole: Whole, under_way: frozenset[str], ask: Callable[[str], None]) -> ft.Control:
    words, item = touchline.words, whole.invoice
    amount = item.open_cents or item.total_cents
    label = "invoice.open_amount" if item.open_cents else "invoice.total"
    marks: list[ft.Control] = [state_pill(touchline, item)]
    if "invoice.issue" in under_way:
        marks = [pill(words("invoice.number_follows"), ft.Icons.CLOUD_UPLOAD_OUTLINED, "waiting")]
    if "invoice.record_payment" in under_way:
        marks.append(pill(words("change.waiting"), ft.Icons.CLOUD_UPLOAD_OUTLINED, "waiting"))
    facts = [
        ("invoice.payer", item.payer),
        ("invoice.issued_on", words.iso_day(item.issued_on)),
        ("invoice.due_on", words.iso_day(item.due_on)),
    ]
    figure = ft.Column(
        [
            ft.Text(words(label), color=ft.Colors.ON_SURFACE_VARIANT),
            ft.Text(words.money(amount), size=34, weight=ft.FontWeight.W_700),
        ],
        spacing=0,
        tight=True,
    )
    rows: list[ft.Control] = [
        *([] if item.bare else [figure]),
        ft.Row(marks, wrap=True, spacing=8, run_spacing=8),
        ft.Row(
            [ft.Container(detail(words(key), value), width=200) for key, value in facts if value],
            wrap=True,
            spacing=16,
            run_spacing=10,
        ),
    ]
    button = _button(touchline, whole, under_way, ask)
    return card(*rows, *([button] if button is not None else []))


def _button(
    touchline: Touchline, whole: Whole, under_way: frozenset[str], ask: Callable[[str], None]
) -> ft.Control | None:
    """What the treasury does next with it: issue a draft, note a payment."""
    words, writer, item = touchline.words, touchline.writer, whole.invoice
    today = touchline.today.isoformat()
    if item.status == "draft":
        if "invoice.issue" in under_way or not writer.may("invoice.issue", id=item.id, issued_on=today):
            return None
        return ft.FilledButton(words("invoice.issue"), icon=ft.Icons.SEND, height=52, on_click=lambda _: ask("issue"))
    payment = {
        "invoice": item.id,
        "allocation": writer.new_id(),
        "received_on": today,
        "amount_cents": 1,
        "method": "cash",
    }
    if not item.open_cents or not writer.may("invoice.record_payment", id=writer.new_id(), **payment):
        return None
    return ft.FilledTonalButton(
        words("payment.record"), icon=ft.Icons.ADD_CARD, height=52, on_click=lambda _: ask("paid")
    )


def _lines(words: Words, whole: Whole) -> ft.Control:
    if whole.invoice.bare:
        return card(ft.Text(words("invoice.bare"), color=ft.Colors.ON_SURFACE_VARIANT))
    rows: list[ft.Control] = [_line(words, line) for line in whole.lines]
    if not rows:
        rows = [ft.Text(words("invoice.lines.hidden"), color=ft.Colors.ON_SURFACE_VARIANT)]
    sums: list[ft.Control] = []
    if whole.sums.vat_cents:
        sums.append(_sum(words("invoice.net"), words.money(whole.sums.net_cents)))
        sums += [
            _sum(words("invoice.vat", rate=_rate(words, group.rate)), words.money(group.vat_cents))
            for group in whole.sums.groups
            if group.rate
        ]
    sums.append(_sum(words("invoice.total"), words.money(whole.invoice.total_cents), strong=True))
    line = ft.Divider(height=1, thickness=1, color=ft.Colors.OUTLINE_VARIANT)
    return section(words("invoice.lines"), card(*rows, line, *sums))


def _line(words: Words, line: Line) -> ft.Control:
    small = [line.about] if line.about else []
    if line.quantity != 1:
        small.append(words("invoice.quantity", n=words.number(line.quantity), unit=words.money(line.unit_cents)))
    texts: list[ft.Control] = [ft.Text(line.description, size=16)]
    if small:
        texts.append(ft.Text(" · ".join(small), size=14, color=ft.Colors.ON_SURFACE_VARIANT))
    return ft.Row(
        [
            ft.Column(texts, spacing=1, tight=True, expand=True),
            ft.Text(words.money(line.net_cents), size=16),
        ],
        spacing=16,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )


def _sum(name: str, amount: str, strong: bool = False) -> ft.Control:
    weight = ft.FontWeight.W_700 if strong else ft.FontWeight.W_400
    return ft.Row([ft.Text(name, expand=True, weight=weight, size=16), ft.Text(amount, weight=weight, size=16)])


def _rate(words: Words, rate: int) -> str:
    """2100 as 21, 550 as 5,5."""
    whole, rest = divmod(rate, 100)
    return str(whole) if not rest else f"{whole}{words('number.decimal')}{str(rest).rjust(2, '0').rstrip('0')}"


def _payments(words: Words, whole: Whole) -> list[ft.Control]:
    if not whole.payments:
        return []
    rows: list[ft.Control] = [
        _sum(
            f"{words.iso_day(one.received_on)} · {words(f'payment.method.{one.method}')}",
            words.money(one.amount_cents),
        )
        for one in whole.payments
    ]
    return [section(words("invoice.payments"), card(*rows))]
