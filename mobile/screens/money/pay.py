"""How an invoice is paid: a QR code for another screen; on the phone itself the code as a picture, for a banking app
that reads one from the gallery, and everything in letters, copied at once or one by one. (features 84, B10)
"""

import flet as ft

from mobile.device.sharing import SharePicture
from mobile.reader.club import Club
from mobile.reader.money import Whole
from mobile.taking_out import written_down
from mobile.touchline import use_touchline
from mobile.widgets.card import card, section
from mobile.widgets.detail import detail
from mobile.widgets.machine import use_doors, use_files
from mobile.widgets.qr import matrix_of, png_of_matrix, qr_image
from mobile.widgets.theme import TARGET
from mobile.words import Words
from shared.domain import ogm, payment_qr
from shared.domain.iban import format_iban
from shared.refusals import Invalid

SCALE = 12
"""Pixels of a module in the picture: some 600 in all, which an app finds in a photo."""
Fact = tuple[str, str, str]
"""The key of its name, how it is shown, what a banking app takes."""


def has_to_pay(whole: Whole) -> bool:
    """Whether there is something to pay, and a reference to pay it with."""
    return bool(whole.invoice.open_cents and not whole.invoice.credit and whole.reference)


@ft.component
def Pay(whole: Whole, club: Club) -> ft.Control:
    """The code and the facts; without an account of the club whom to ask."""
    touchline = use_touchline()
    words, item, reference = touchline.words, whole.invoice, whole.reference or ""
    try:
        text = payment_qr.payload(club.name, club.iban, club.bic or None, item.open_cents, reference)
    except Invalid:
        return section(words("pay.title"), card(ft.Text(words("pay.no_account"))))
    facts = facts_of(words, whole, club)
    amount, spaced = words.money(item.open_cents), ogm.format_reference(reference)
    picture = ft.Container(
        qr_image(text, words("pay.qr", amount=amount, reference=spaced)), alignment=ft.Alignment.CENTER
    )
    letters: list[ft.Control] = [
        ft.Text(words("pay.how"), color=ft.Colors.ON_SURFACE_VARIANT),
        TakeAlong(text, all_of(words, facts), f"qr-{item.number_text or reference}.png", whole.account, key="along"),
        *(_copied(words, *fact) for fact in facts),
    ]
    beside = ft.Column(letters, spacing=10, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    if touchline.state.place.wide:
        body: ft.Control = ft.Row(
            [picture, ft.Container(beside, expand=True)],
            spacing=24,
            vertical_alignment=ft.CrossAxisAlignment.CENTER,
        )
    else:
        body = ft.Column([picture, beside], spacing=16, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    return section(words("pay.title"), card(body))


@ft.component
def TakeAlong(code: str, letters: str, name: str, account: str) -> ft.Control:
    """To the banking app on the same phone: everything in one text, or the code as a picture of this name."""
    touchline = use_touchline()
    words, files, doors = touchline.words, use_files(), use_doors()
    picture = ft.use_memo(lambda: png_of_matrix(matrix_of(code), SCALE), [code])
    share = ft.use_memo(lambda: SharePicture(picture, name) if doors.can_share() else None, [code, name])

    def taken_out() -> bool:
        people = [contact for contact, _ in touchline.reader.money.people_of(account)]
        own = not touchline.state.me.close.isdisjoint(people)
        return own or written_down(touchline, "payment_code", "png", ("invoice",), people)

    async def keep(_: object) -> None:
        if taken_out():
            await files.save(name, picture)

    buttons: list[ft.Control] = [
        ft.FilledTonalButton(
            words("pay.copy_all"),
            icon=ft.Icons.CONTENT_COPY,
            height=48,
            action=ft.CopyToClipboard(letters),  # browsers copy within the tap only
            on_click=lambda _: touchline.tell(words("pay.copied")),
        ),
        ft.OutlinedButton(words("pay.keep"), icon=ft.Icons.DOWNLOAD, height=48, on_click=keep),
    ]
    if share is not None and not touchline.state.place.wide:
        buttons.append(
            ft.OutlinedButton(
                words("pay.share"), icon=ft.Icons.SHARE, height=48, action=share, on_click=lambda _: taken_out()
            )
        )
    return ft.Row(buttons, wrap=True, spacing=8, run_spacing=8)


def facts_of(words: Words, whole: Whole, club: Club) -> tuple[Fact, ...]:
    """What a transfer asks for, in the order in which a banking app asks it."""
    cents, reference = whole.invoice.open_cents, ogm.format_reference(whole.reference or "")
    return (
        ("pay.amount", words.money(cents), f"{cents // 100},{cents % 100:02d}"),
        ("pay.name", club.name, club.name),
        ("pay.iban", format_iban(club.iban), club.iban),
        ("pay.reference", reference, reference),
    )


def all_of(words: Words, facts: tuple[Fact, ...]) -> str:
    """The same as one text, a line each; with plain spaces, whatever it is pasted into."""
    return "\n".join(f"{words(key)}: {shown}" for key, shown, _ in facts).replace("\u00a0", " ")


def _copied(words: Words, key: str, shown: str, copied: str) -> ft.Control:
    name = words("pay.copy", what=words(key))
    # The sign carries the name: a tooltip alone is lost to screen readers. Browsers copy within the tap only.
    sign = ft.Icon(ft.Icons.CONTENT_COPY, semantics_label=name)
    room = ft.BoxConstraints(min_width=TARGET, min_height=TARGET)
    button = ft.IconButton(sign, size_constraints=room, action=ft.CopyToClipboard(copied))
    return detail(words(key), shown, button)
