"""The emergency sheet: every player of the moment, whom to call, and what must be known. No network, one tap away."""

from collections.abc import Callable, Sequence

import flet as ft

from mobile.reader.agenda import Call
from mobile.touchline import Touchline
from mobile.widgets.empty import empty
from mobile.widgets.frame import heading
from mobile.widgets.tap import icon_button
from mobile.widgets.theme import EDGE
from shared.domain.contact_point import format_phone


def use_emergency(touchline: Touchline, contacts: Sequence[str]) -> Callable[[], None]:
    """A function that opens the sheet over these contacts. A hook: call it in a component, always."""
    shown, set_shown = ft.use_state(False)
    ft.use_dialog(
        ft.BottomSheet(
            _sheet(touchline, touchline.reader.agenda.emergency(contacts), lambda: set_shown(False)),
            scrollable=True,
            show_drag_handle=True,
            use_safe_area=True,
            bgcolor=ft.Colors.SURFACE,
            on_dismiss=lambda _: set_shown(False),
        )
        if shown
        else None
    )
    return lambda: set_shown(True)


def _sheet(touchline: Touchline, calls: Sequence[Call], close: Callable[[], None]) -> ft.Control:
    words = touchline.words
    ordered = sorted(calls, key=lambda call: (not call.alert, not call.numbers))
    rows: list[ft.Control] = [_line(touchline, call) for call in ordered]
    if not rows:
        rows = [empty(ft.Icons.EMERGENCY_OUTLINED, words("emergency.none"), words("emergency.none.why"))]
    # A drag or a tap beside the sheet closes it too; neither can be done by name.
    line = ft.Row([heading(words("emergency.title")), icon_button(ft.Icons.CLOSE, words("dialog.close"), close)])
    line.alignment = ft.MainAxisAlignment.SPACE_BETWEEN
    title = ft.Container(line, padding=ft.Padding.only(left=EDGE, right=8))
    return ft.Column(
        [title, ft.ListView(rows, expand=True, padding=ft.Padding.only(bottom=32))], spacing=8, expand=True
    )


def _line(touchline: Touchline, call: Call) -> ft.Control:
    parts: list[ft.Control] = [ft.Text(call.name, size=17, weight=ft.FontWeight.W_600)]
    if call.alert:
        parts.append(
            ft.Container(
                ft.Row(
                    [
                        ft.Icon(ft.Icons.WARNING_AMBER, size=20, color=ft.Colors.ON_ERROR_CONTAINER),
                        ft.Text(call.alert, color=ft.Colors.ON_ERROR_CONTAINER, expand=True),
                    ],
                    spacing=8,
                ),
                bgcolor=ft.Colors.ERROR_CONTAINER,
                border_radius=12,
                padding=10,
            )
        )
    if not call.numbers:
        parts.append(ft.Text(touchline.words("emergency.no_number"), color=ft.Colors.ON_SURFACE_VARIANT))
    parts += [_number(touchline, name, phone, order == 0) for order, (name, phone) in enumerate(call.numbers)]
    return ft.Container(
        ft.Column(parts, spacing=8, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
        padding=ft.Padding.symmetric(horizontal=EDGE, vertical=12),
        border=ft.Border.only(bottom=ft.BorderSide(1, ft.Colors.OUTLINE_VARIANT)),
        key=call.contact,
    )


def _number(touchline: Touchline, name: str, phone: str, first: bool) -> ft.Control:
    text = f"{name}  {format_phone(phone)}".strip()
    kind = ft.FilledButton if first else ft.OutlinedButton
    return kind(text, icon=ft.Icons.CALL, height=52, on_click=lambda _: touchline.open_url(f"tel:{phone}"))
