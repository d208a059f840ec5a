"""About one thing: why I see it, from what this device holds, and what happened to it. (features B16, B17)"""

from collections.abc import Callable

import flet as ft

from mobile.reader.why import Reason
from mobile.screens.history import History
from mobile.touchline import Touchline
from mobile.widgets.card import fact
from mobile.widgets.frame import heading
from mobile.widgets.tap import icon_button
from mobile.widgets.theme import EDGE
from mobile.words import Words

ICONS = {
    "user": ft.Icons.PERSON_OUTLINE,
    "contact_self": ft.Icons.PERSON_OUTLINE,
    "account_payer": ft.Icons.RECEIPT_LONG_OUTLINED,
    "account_member": ft.Icons.FAMILY_RESTROOM,
    "team_coach": ft.Icons.SPORTS,
    "team_member": ft.Icons.GROUPS_OUTLINED,
    "club": ft.Icons.PUBLIC,
}


def use_about(touchline: Touchline, table: str, id_: str) -> ft.Control:
    """The button that opens the sheet about this row. A hook: call it in a component, always."""
    shown, set_shown = ft.use_state(False)
    ft.use_dialog(sheet(touchline, table, id_, lambda: set_shown(False)) if shown else None)
    label = touchline.words("about.open")
    return icon_button(ft.Icons.INFO_OUTLINE, label, lambda: set_shown(True))


def sheet(touchline: Touchline, table: str, id_: str, close: Callable[[], None]) -> ft.BottomSheet:
    """The sheet itself."""
    words = touchline.words
    title = ft.Row([heading(words("why.title")), icon_button(ft.Icons.CLOSE, words("dialog.close"), close)])
    title.alignment = ft.MainAxisAlignment.SPACE_BETWEEN
    reasons = touchline.reader.why.reasons(table, id_, touchline.state.me.roles)
    lines: list[ft.Control] = [_line(words, reason, touchline.state.me.name) for reason in reasons]
    if not reasons:
        lines = [fact(ft.Icons.CLOUD_UPLOAD_OUTLINED, words("why.made_here"))]
    inside = ft.Container(
        ft.Column(
            [title, *lines, History(touchline.reader.why.parts(table, id_), key=f"history {table} {id_}")],
            spacing=12,
            tight=True,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        padding=ft.Padding.only(left=EDGE, right=8, bottom=32),
    )
    return ft.BottomSheet(
        inside,
        scrollable=True,
        show_drag_handle=True,
        use_safe_area=True,
        bgcolor=ft.Colors.SURFACE,
        on_dismiss=lambda _: close(),
    )


def why(words: Words, reason: Reason, me: str) -> str:
    """One reason as a sentence."""
    if reason.kind == "contact_self" and reason.name == me:
        return words("why.yourself")
    if reason.role:
        return words(f"why.{reason.kind}", role=words(f"role.{reason.role}"))
    if reason.name:
        return words(f"why.{reason.kind}", name=reason.name)
    return words(f"why.{reason.kind}") if reason.kind in ("club", "user") else words("why.somehow")


def _line(words: Words, reason: Reason, me: str) -> ft.Control:
    return fact(ICONS.get(reason.kind, ft.Icons.BADGE_OUTLINED), why(words, reason, me), ft.Colors.ON_SURFACE)
