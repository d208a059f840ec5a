"""What somebody agreed to, everything the club keeps of them, and how to have it erased (on the contact's page)."""

from collections.abc import Callable, Sequence
from functools import partial

import flet as ft

from mobile.reader.consents import Consent
from mobile.screens.people.erasing import ErasePerson
from mobile.screens.security.taken_out import taken_of
from mobile.touchline import Touchline, use_replica, use_touchline
from mobile.widgets.card import fact, rows_card, section
from mobile.widgets.field import field
from mobile.widgets.frame import heading
from mobile.widgets.row import row
from mobile.widgets.tap import icon_button
from mobile.widgets.theme import EDGE
from shared.domain.calendar import local_date
from shared.errors import SignInNeeded, TooMany, TouchlineError
from shared.rights import ERASERS
from shared.tables.contacts import PURPOSES

ARCHIVE, ERASE = "archive", "erase"
ICONS = {
    "photo": ft.Icons.PHOTO_CAMERA_OUTLINED,
    "newsletter": ft.Icons.MAIL_OUTLINED,
    "data_sharing": ft.Icons.SHARE_OUTLINED,
}


def has_privacy(touchline: Touchline, contact: str) -> bool:
    """Whether there is something of it that I may see or do."""
    consents = touchline.reader.consents.of(contact)
    return bool(consents) or may_give(touchline, contact) or may_have(touchline, contact)


def may_give(touchline: Touchline, contact: str) -> bool:
    """Whether this is me or somebody I act for."""
    return touchline.writer.may("consent.give", id="00000000", contact=contact, purpose=PURPOSES[0])


def may_have(touchline: Touchline, contact: str) -> bool:
    """Whether I may have everything that is kept of this person: my own people's, and anybody's at the office."""
    me = touchline.state.me
    return touchline.privacy is not None and (contact in me.close or bool({"owner", "secretary"} & me.roles))


@ft.component
def PrivacyPart(contact: str, name: str) -> ft.Control:
    """The part of the contact's page."""
    touchline = use_replica()
    words, me = touchline.words, touchline.state.me
    opened, open_sheet = ft.use_state("")
    close = partial(open_sheet, "")
    inside = {ARCHIVE: AskArchive, ERASE: ErasePerson}.get(opened)
    ft.use_dialog(_sheet(inside(contact, name, close), close) if inside is not None else None)
    given = touchline.reader.consents.of(contact)
    lines = [_consent(touchline, contact, purpose, given) for purpose in PURPOSES]
    if may_have(touchline, contact):
        lines.append(
            _way(
                words("privacy.archive"),
                words("privacy.archive.what"),
                ft.Icons.FOLDER_ZIP_OUTLINED,
                partial(open_sheet, ARCHIVE),
            )
        )
    if touchline.privacy is not None and ERASERS & me.roles:
        lines.append(
            _way(
                words("privacy.erase"),
                words("privacy.erase.what"),
                ft.Icons.DELETE_FOREVER_OUTLINED,
                partial(open_sheet, ERASE),
            )
        )
    return section(words("privacy.title"), rows_card(lines), *taken_of(touchline, contact))


def _way(title: str, what: str, icon: ft.IconData, go: Callable[[], object]) -> ft.Control:
    arrow = ft.Icon(ft.Icons.CHEVRON_RIGHT, color=ft.Colors.OUTLINE)
    return row(title, what, leading=ft.Icon(icon, color=ft.Colors.PRIMARY), trailing=arrow, on_click=go, key=title)


def _consent(touchline: Touchline, contact: str, purpose: str, given: Sequence[Consent]) -> ft.Control:
    """What stands, since when and from whom; and the other way, where I may go it."""
    words = touchline.words
    of_it = [one for one in given if one.purpose == purpose]
    stands = bool(of_it) and of_it[0].withdrawn_at is None
    args = {"contact": contact, "purpose": purpose}
    action: ft.Control | None = None
    if stands and touchline.writer.may("consent.withdraw", **args):
        action = _button(words("consent.withdraw"), lambda: touchline.do("consent.withdraw", **args))
    elif not stands and may_give(touchline, contact):
        action = _button(
            words("consent.give"), lambda: touchline.do("consent.give", id=touchline.writer.new_id(), **args)
        )
    mark = ft.Icon(ICONS[purpose], color=ft.Colors.PRIMARY if stands else ft.Colors.OUTLINE)
    return row(words(f"consent.{purpose}"), said(touchline, of_it), leading=mark, action=action, key=purpose)


def said(touchline: Touchline, of_it: Sequence[Consent]) -> str:
    """Every time it was given and withdrawn, the newest first; or that nobody was asked."""
    words = touchline.words
    today = touchline.today

    def day(at: int) -> str:
        return words.day(local_date(at, touchline.zone), today)

    lines = []
    for one in of_it:
        if one.withdrawn_at is not None:
            lines.append(words("consent.was", given=day(one.given_at), withdrawn=day(one.withdrawn_at)))
        elif one.by:
            lines.append(words("consent.by", day=day(one.given_at), name=one.by))
        else:
            lines.append(words("consent.since", day=day(one.given_at)))
    return "\n".join(lines) or words("consent.none")


def _button(text: str, press: Callable[[], object]) -> ft.Control:
    return ft.TextButton(text, height=48, on_click=lambda _: press())


def _sheet(inside: ft.Control, close: Callable[[], None]) -> ft.BottomSheet:
    return ft.BottomSheet(
        ft.Container(inside, padding=ft.Padding.only(left=EDGE, right=EDGE, bottom=32)),
        scrollable=True,
        show_drag_handle=True,
        use_safe_area=True,
        bgcolor=ft.Colors.SURFACE,
        on_dismiss=lambda _: close(),
    )


@ft.component
def AskArchive(contact: str, name: str, close: Callable[[], None]) -> ft.Control:
    """The password again, and then a button that fetches the file: a browser opens it only inside a tap."""
    touchline = use_touchline()
    words = touchline.words
    address, set_address = ft.use_state("")
    problem, set_problem = ft.use_state("")
    busy, set_busy = ft.use_state(False)
    typed = ft.use_ref("")
    password = ft.use_callback(lambda text: setattr(typed, "current", text))

    async def ask(_: object) -> None:
        assert touchline.privacy is not None, "who has none is offered no sheet"
        set_busy(True)
        set_problem("")
        try:
            set_address(await touchline.privacy.archive(contact, typed.current))
        except TouchlineError as trouble:
            set_problem(why_no_archive(trouble))
        set_busy(False)

    def fetch(_: object) -> None:
        touchline.open_url(address)
        close()

    title = ft.Row(
        [heading(words("privacy.archive.title", name=name)), icon_button(ft.Icons.CLOSE, words("dialog.close"), close)]
    )
    title.alignment = ft.MainAxisAlignment.SPACE_BETWEEN
    rows: list[ft.Control] = [title, ft.Text(words("privacy.archive.why"))]
    if address:
        rows.append(ft.FilledButton(words("privacy.archive.fetch"), icon=ft.Icons.DOWNLOAD, height=56, on_click=fetch))
    else:
        rows.append(field("", password, label=words("signin.password"), password=True, can_reveal_password=True))
        if problem:
            rows.append(fact(ft.Icons.ERROR_OUTLINE, words(problem), ft.Colors.ERROR))
        rows.append(ft.FilledButton(words("privacy.archive.make"), height=56, disabled=busy, on_click=ask))
    return ft.Column(rows, spacing=14, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def why_no_archive(trouble: TouchlineError) -> str:
    """The key of the sentence that says what to do."""
    if isinstance(trouble, TooMany):
        return "privacy.archive.too_many"
    if isinstance(trouble, SignInNeeded) or trouble.code == "invalid":
        return "privacy.archive.password"
    return "privacy.offline"
