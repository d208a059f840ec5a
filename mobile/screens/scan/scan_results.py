"""Below the camera: the newest result with what can be done, and the last five."""

from collections.abc import Callable
from functools import partial

import flet as ft

from mobile.reader.equipment import Item
from mobile.screens.equipment.custody import may_hand_out
from mobile.screens.equipment.hand_over import who_has
from mobile.screens.equipment.handing import by_number, in_the_way
from mobile.screens.equipment.resources import tile, where
from mobile.screens.scan.audit import start
from mobile.screens.scan.scanning import PLACES, Scanning, blocker_text, moved
from mobile.screens.scan.verdict import Verdict
from mobile.touchline import Touchline
from mobile.widgets.card import card, rows_card
from mobile.widgets.filters import few
from mobile.widgets.frame import heading
from mobile.widgets.pill import pill
from mobile.widgets.tap import icon_button
from shared.domain.codes import code_bytes, typed_short

Ask = Callable[[str | None], None]
_CLAIM = {"code": "0" * 26, "resource": "0" * 26}

UNREAD = ("damaged", "many", "mistyped", "revoked", "unheard")
"""What says too little, while the thing may be called by its name."""

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
    parts: list[ft.Control] = [_moving(touchline, scanning)] if scanning.moving is not None else []
    if not _in_bag(scanning, scanning.last):
        parts.append(_newest(touchline, scanning, ask, wanted))
    earlier = [one for one in scanning.results[1:] if not _in_bag(scanning, one)]
    if earlier:
        parts.append(ft.Container(heading(words("scan.earlier"), 2), padding=ft.Padding.only(top=4)))
        parts.append(rows_card([_line(touchline, one) for one in earlier]))
    return ft.Column(parts, spacing=12, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def _in_bag(scanning: Scanning, verdict: Verdict) -> bool:
    item = verdict.item
    return item is not None and any(item.id == line.item.id for line in scanning.lines)


def _moving(touchline: Touchline, scanning: Scanning) -> ft.Control:
    """What the next place will hold; a place may be tapped instead of scanned."""
    words, thing = touchline.words, scanning.moving
    assert thing is not None
    places = [(place.id, place) for place in touchline.reader.store_room.places() if place.id != thing.id]
    known = dict(places)

    def put(id: str) -> None:
        moved(touchline, scanning, known[id])

    def stop() -> None:
        scanning.moving = None

    title = ft.Row(
        [
            ft.Icon(ft.Icons.MOVE_DOWN, color=ft.Colors.PRIMARY),
            ft.Text(words("move.scan", what=thing.name), size=17, weight=ft.FontWeight.W_600, expand=True),
            icon_button(ft.Icons.CLOSE, words("dialog.cancel"), stop),
        ]
    )
    return card(title, few([(id, place.name) for id, place in places[:12]], "", put))


def _newest(touchline: Touchline, scanning: Scanning, ask: Ask, wanted: str | None) -> ft.Control:
    verdict = scanning.last
    assert verdict is not None
    if verdict.item is not None:
        return _thing(touchline, scanning, verdict.item, ask)
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
    if verdict.kind == "foreign" and verdict.code is not None and touchline.writer.may("label.claim", **_CLAIM):
        rows.append(
            ft.OutlinedButton(words("claim.foreign"), icon=ft.Icons.LINK, height=48, on_click=lambda _: ask("claim"))
        )
    if verdict.kind in UNREAD:
        rows.append(
            ft.FilledTonalButton(words("scan.seek"), icon=ft.Icons.SEARCH, height=48, on_click=lambda _: ask("name"))
        )
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


def _thing(touchline: Touchline, scanning: Scanning, item: Item, ask: Ask) -> ft.Control:
    words, writer = touchline.words, touchline.writer
    marks: list[ft.Control] = []
    if item.disputed:
        marks.append(pill(words("equipment.disputed"), ft.Icons.WARNING_AMBER, "error"))
    if item.late(touchline.now()):
        marks.append(pill(words("equipment.late"), ft.Icons.SCHEDULE, "waiting"))
    lines: list[ft.Control] = [
        ft.Text(item.name, size=18, weight=ft.FontWeight.W_600),
        ft.Text(who_has(touchline, item) or where(touchline, item), color=ft.Colors.ON_SURFACE_VARIANT),
    ]
    found = in_the_way(touchline, item, None, None, 1)
    marks += [pill(blocker_text(touchline, one), ft.Icons.BLOCK, "error") for one in found if one.why != "out"]
    if marks:
        lines.append(ft.Row(marks, wrap=True, spacing=8, run_spacing=6))
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
    goes_out = item.kind != "location" and (not out or by_number(item))
    if goes_out and may_hand_out(touchline, item.id):
        kind = ft.OutlinedButton if buttons else ft.FilledButton
        buttons.append(
            kind(
                words("custody.give"),
                icon=ft.Icons.ARROW_OUTWARD,
                expand=True,
                height=48,
                on_click=lambda _: ask("out"),
            )
        )
    open_it = partial(touchline.go, f"/equipment/{item.id}")
    ways: list[ft.Control] = [
        ft.OutlinedButton(words("scan.open"), expand=True, height=48, on_click=lambda _: open_it())
    ]
    rows = [buttons, ways] if len(buttons) > 1 else [[*buttons, *ways]]  # three words beside each other are cut
    head = ft.Row(
        [tile(item, 52), ft.Column(lines, spacing=2, tight=True, expand=True)],
        spacing=14,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )
    return card(head, *(ft.Row(row, spacing=10) for row in rows), *_putting(touchline, scanning, item))


def _putting(touchline: Touchline, scanning: Scanning, item: Item) -> list[ft.Control]:
    """Into a box or a place; and of a place, going through it."""
    words, writer = touchline.words, touchline.writer
    args = {"id": "0" * 26, "resource": item.id, "to_kind": "resource", "to_id": "0" * 26}
    buttons: list[ft.Control] = []

    def move(_: object) -> None:
        scanning.moving = item

    if writer.may("custody.move", **args):
        buttons.append(ft.OutlinedButton(words("move.begin"), icon=ft.Icons.MOVE_DOWN, height=48, on_click=move))
    if item.kind in PLACES and writer.may("audit.finish", id="0" * 26, place=item.id, started_at=0, lines=[]):
        go = partial(start, touchline, scanning, item.id)
        buttons.append(
            ft.OutlinedButton(
                words("audit.begin"), icon=ft.Icons.FACT_CHECK_OUTLINED, height=48, on_click=lambda _: go()
            )
        )
    return [ft.Row(buttons, spacing=10, wrap=True)] if buttons else []


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
