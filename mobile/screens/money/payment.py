"""The treasury's two questions about an invoice: has it been paid, and may it go out. Asked in a dialog."""

from collections.abc import Callable

import flet as ft

from mobile.reader.money import Whole
from mobile.touchline import Touchline
from mobile.widgets.choice import Option, choice
from mobile.widgets.field import field
from shared.domain import money
from shared.refusals import Invalid

METHODS = {
    "transfer": ft.Icons.ACCOUNT_BALANCE,
    "cash": ft.Icons.PAYMENTS_OUTLINED,
    "card": ft.Icons.CREDIT_CARD,
}


@ft.component
def RecordPayment(touchline: Touchline, whole: Whole, close: Callable[[], None]) -> ft.Control:
    """How much and how; today. The amount begins as what is open."""
    words = touchline.words
    begin = money.decimal_text(whole.invoice.open_cents).replace(".", words("number.decimal"))
    amount = ft.use_ref(begin)
    method, set_method = ft.use_state("transfer")
    error, set_error = ft.use_state("")

    def write(text: str) -> None:
        amount.current = text

    def save() -> None:
        try:
            cents = money.parse_cents(amount.current)
        except Invalid as problem:
            set_error(words.invalid("amount_cents", str(problem.about["reason"])))
            return
        writer = touchline.writer
        done = touchline.do(
            "invoice.record_payment",
            id=writer.new_id(),
            invoice=whole.invoice.id,
            allocation=writer.new_id(),
            received_on=touchline.today.isoformat(),
            amount_cents=cents,
            method=method,
        )
        if done.refusal is not None:
            set_error(words.refusal(done.refusal.code, done.refusal.about))
            return
        close()
        touchline.tell(words("payment.recorded", amount=words.money(cents), who=whole.invoice.payer))

    options = [
        Option(name, words(f"payment.method.{name}"), icon, ft.Colors.PRIMARY, ft.Colors.ON_PRIMARY)
        for name, icon in METHODS.items()
    ]
    rows: list[ft.Control] = [
        field(
            begin,
            ft.use_callback(write, []),
            label=words("field.amount_cents"),
            keyboard_type=ft.KeyboardType.NUMBER,
            prefix="€ ",
        ),
        choice(options, method, set_method, label=words("payment.method")),
    ]
    if error:
        rows.append(ft.Text(error, color=ft.Colors.ERROR))
    rows.append(ft.FilledButton(words("form.save"), icon=ft.Icons.CHECK, height=52, on_click=lambda _: save()))
    return ft.Column(rows, spacing=14, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


@ft.component
def Issue(touchline: Touchline, whole: Whole, close: Callable[[], None]) -> ft.Control:
    """What issuing means, in words, before it happens."""
    words, item = touchline.words, whole.invoice

    def issue() -> None:
        close()
        today = touchline.today.isoformat()
        done = touchline.do("invoice.issue", id=item.id, issued_on=today)
        if done.state == "pending":
            touchline.tell(words("invoice.issue.pending"))

    text = words("invoice.issue.text", who=item.payer, amount=words.money(item.total_cents))
    return ft.Column(
        [
            ft.Text(text, size=16),
            ft.FilledButton(words("invoice.issue"), icon=ft.Icons.SEND, height=52, on_click=lambda _: issue()),
        ],
        spacing=16,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
