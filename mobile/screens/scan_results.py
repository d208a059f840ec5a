"""Below the camera: the newest result with what can be done, the last five, and the bag of a round."""

from collections.abc import Callable

import flet as ft

from mobile.reader.equipment import Item
from mobile.screens.custody import may_hand_out
from mobile.screens.resources import tile, where
from mobile.screens.scanning import Scanning
from mobile.screens.verdict import Verdict
from mobile.touchline import Touchline
from mobile.widgets.card import card, rows_card
from mobile.widgets.frame import heading
from mobile.widgets.pill import pill
from mobile.widgets.tap import icon_button
from shared.domain.codes import code_bytes, typed_short

Ask = Callable[[str | None], None]

ICONS = {
    "blank": ft.Icons.QR_CODE_2,
    "revoked": ft.Icons.BLOCK,
    "unheard": ft.Icons.CLOUD_SYNC_OUTLINED,
    "forged": ft.Icons.GPP_BAD_OUTLINED,
    "damaged": ft.Icons.BROKEN_IMAGE_OUTLINED,
    "foreign": ft.Icons.DO_NOT_DISTURB_ALT,
    "other": ft.Icons.BADGE_OUTLINED,
    "mistyped": ft.Icons.KEYBOARD_OUTLINED,
    "many": ft.Icons.CONTENT_COPY,
}


def results_card(touchline: Touchline, scanning: Scanning, ask: Ask, wanted: str | None) -> ft.Control:
    """The newest result large, the ones before it small."""
    words = touchline.words
    if scanning.last is None:
        return ft.Container(
            ft.Text(
                words("scan.nothing" if scanning.mode == "look" else f"scan.nothing.{scanning.mode}"),
                color=ft.Colors.ON_SURFACE_VARIANT,
                text_align=ft.TextAlign.CENTER,
            ),
            padding=16,
            alignment=ft.Alignment.CENTER,
        )
    parts: list[ft.Control] = [] if _in_bag(scanning, scanning.last) else [_newest(touchline, scanning, ask, wanted)]
    earlier = [one for one in scanning.results[1:] if not _in_bag(scanning, one)]
    if earlier:
        parts.append(ft.Container(heading(words("scan.earlier"), 2), padding=ft.Padding.only(top=4)))
        parts.append(rows_card([_line(touchline, one) for one in earlier]))
    return ft.Column(parts, spacing=12, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def _in_bag(scanning: Scanning, verdict: Verdict) -> bool:
    item = verdict.item
    return item is not None and any(item.id == one.id for one in scanning.bag)


def _newest(touchline: Touchline, scanning: Scanning, ask: Ask, wanted: str | None) -> ft.Control:
    verdict = scanning.last
    assert verdict is not None
    if verdict.item is not None:
        return _thing(touchline, verdict.item, ask)
    words = touchline.words
    text: list[ft.Control] = [
        ft.Text(words(f"scan.{verdict.kind}"), size=17, weight=ft.FontWeight.W_600),
        ft.Text(words(f"scan.{verdict.kind}.why"), color=ft.Colors.ON_SURFACE_VARIANT),
    ]
    if verdict.shown:
        text.append(ft.Text(f"“{verdict.shown}”", size=13, max_lines=4, overflow=ft.TextOverflow.ELLIPSIS))
    elif verdict.code is not None:
        text.append(ft.Text(typed_short(code_bytes(verdict.code)), size=15, font_family="monospace"))
    rows: list[ft.Control] = [
        ft.Row(
            [ft.Icon(ICONS[verdict.kind], size=32), ft.Column(text, spacing=4, tight=True, expand=True)],
            spacing=14,
            vertical_alignment=ft.CrossAxisAlignment.START,
        )
    ]
    if verdict.kind == "blank" and verdict.code is not None:
        rows += _claiming(touchline, verdict.code, ask, wanted)
    if verdict.kind == "unheard":
        rows.append(
            ft.FilledTonalButton(words("sync.now"), icon=ft.Icons.SYNC, on_click=lambda _: touchline.sync_now())
        )
    return card(*rows, tone=None if verdict.good else ft.Colors.SURFACE_CONTAINER_HIGH)


def _claiming(touchline: Touchline, code: str, ask: Ask, wanted: str | None) -> list[ft.Control]:
    """A blank label: for the thing that asked for one, or for one to be chosen."""
    words = touchline.words
    if not touchline.writer.may("label.claim", code=code, resource=wanted or "0" * 26):
        return []
    return [ft.FilledButton(words("claim.choose"), icon=ft.Icons.LINK, height=52, on_click=lambda _: ask("claim"))]


def _thing(touchline: Touchline, item: Item, ask: Ask) -> ft.Control:
    words, writer = touchline.words, touchline.writer
    marks: list[ft.Control] = []
    if item.disputed:
        marks.append(pill(words("equipment.disputed"), ft.Icons.WARNING_AMBER, "error"))
    if item.late(touchline.now()):
        marks.append(pill(words("equipment.late"), ft.Icons.SCHEDULE, "waiting"))
    lines: list[ft.Control] = [
        ft.Text(item.name, size=18, weight=ft.FontWeight.W_600),
        ft.Text(where(touchline, item), color=ft.Colors.ON_SURFACE_VARIANT),
    ]
    if marks:
        lines.append(ft.Row(marks, wrap=True, spacing=8))
    buttons: list[ft.Control] = []
    out = item.holder is not None
    if out and writer.may("custody.take_back", id=writer.new_id(), resource=item.id):
        buttons.append(
            ft.FilledButton(
                words("custody.take"),
                icon=ft.Icons.KEYBOARD_RETURN,
                expand=True,
                height=48,
                on_click=lambda _: ask("in"),
            )
        )
    elif not out and may_hand_out(touchline, item.id):
        buttons.append(
            ft.FilledButton(
                words("custody.give"),
                icon=ft.Icons.ARROW_OUTWARD,
                expand=True,
                on_click=lambda _: ask("out"),
            )
        )
    buttons.append(
        ft.OutlinedButton(
            words("scan.open"), expand=True, height=48, on_click=lambda _: touchline.go(f"/equipment/{item.id}")
        )
    )
    head = ft.Row(
        [tile(item, 52), ft.Column(lines, spacing=2, tight=True, expand=True)],
        spacing=14,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )
    return card(head, ft.Row(buttons, spacing=10))


def _line(touchline: Touchline, verdict: Verdict) -> ft.Control:
    words, item = touchline.words, verdict.item
    if item is not None:
        return ft.ListTile(
            leading=tile(item, 40),
            title=ft.Text(item.name, size=15),
            subtitle=ft.Text(where(touchline, item), size=13, color=ft.Colors.ON_SURFACE_VARIANT),
            on_click=lambda _: touchline.go(f"/equipment/{item.id}"),
        )
    return ft.ListTile(
        leading=ft.Container(ft.Icon(ICONS[verdict.kind]), width=40),
        title=ft.Text(words(f"scan.{verdict.kind}"), size=15),
        subtitle=ft.Text(verdict.shown, size=13, max_lines=1) if verdict.shown else None,
    )


def bag_card(touchline: Touchline, scanning: Scanning, ask: Ask) -> ft.Control | None:
    """The things of this round, each with what stands in the way, and the button that does it to all of
    them.
    """
    words = touchline.words
    if not scanning.bag:
        return None
    rows = [_bagged(touchline, scanning, item) for item in scanning.bag]
    give = scanning.mode == "give"
    text = words.plural("scan.give.all" if give else "scan.take.all", len(scanning.bag))
    button = ft.FilledButton(
        text,
        icon=ft.Icons.ARROW_OUTWARD if give else ft.Icons.KEYBOARD_RETURN,
        height=56,
        on_click=lambda _: ask("out" if give else "in"),
    )
    return ft.Column(
        [button, rows_card(rows)], spacing=10, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
    )


def _bagged(touchline: Touchline, scanning: Scanning, item: Item) -> ft.Control:
    words = touchline.words
    blocker = None
    if scanning.mode == "give" and item.holder is not None:
        blocker = words("scan.blocker.out", who=item.holder or words("equipment.somebody"))
    elif scanning.mode == "take" and item.holder is None:
        blocker = words("scan.blocker.in")
    under: ft.Control = ft.Text(where(touchline, item), size=13, color=ft.Colors.ON_SURFACE_VARIANT)
    if blocker is not None:
        under = ft.Row([pill(blocker, ft.Icons.WARNING_AMBER, "waiting")])
    return ft.ListTile(
        key=item.id,
        leading=tile(item, 40),
        title=ft.Text(item.name, size=15),
        subtitle=under,
        trailing=icon_button(ft.Icons.CLOSE, words("scan.drop", what=item.name), lambda: scanning.drop(item.id)),
    )
