"""A blank label finds its thing: the one that asked for it, one from the list, or a new one. (feature B6)"""

from collections.abc import Callable
from typing import Any

import flet as ft

from mobile.reader.equipment import Item
from mobile.screens.equipment.resources import tile
from mobile.touchline import Touchline
from mobile.widgets.field import search_field
from mobile.widgets.row import row


@ft.component
def Claim(touchline: Touchline, code: str, wanted: str | None, done: Callable[[], None]) -> ft.Control:
    """A search field over the equipment; what was typed can also become a new thing."""
    text, set_text = ft.use_state("")
    words, writer = touchline.words, touchline.writer
    reader = touchline.reader.equipment
    items = reader.items(text, limit=40)
    first = reader.item(wanted) if wanted and not text else None
    if first is not None:
        items = (first, *(item for item in items if item.id != first.id))

    def claim(item_id: str, name: str, *before: tuple[str, dict[str, Any]]) -> None:
        done()
        fresh = [] if reader.code(code) is not None else [("label.print", {"codes": [code], "batch": "foreign"})]
        wishes = (*before, *fresh, ("label.claim", {"code": code, "resource": item_id}))
        if touchline.do_all(*wishes).state != "refused":
            touchline.tell(words("claim.done", what=name))

    def create() -> None:
        name, new = text.strip(), writer.new_id()
        claim(new, name, ("resource.create", {"id": new, "name": name, "kind": "single"}))

    rows: list[ft.Control] = [_choice(item, item is first, claim) for item in items]
    if text.strip() and writer.may("resource.create", id=writer.new_id(), name=text.strip(), kind="single"):
        plus = ft.Container(ft.Icon(ft.Icons.ADD), width=44, height=44, alignment=ft.Alignment.CENTER)
        rows.append(row(words("claim.new", name=text.strip()), words("claim.new.why"), leading=plus, on_click=create))
    if not rows:
        rows = [ft.Container(ft.Text(words("claim.none")), padding=16)]
    return ft.Column(
        [search_field(words("claim.search"), ft.use_callback(set_text, [])), ft.ListView(rows, expand=True)],
        expand=True,
        spacing=8,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _choice(item: Item, chosen: bool, claim: Callable[[str, str], None]) -> ft.Control:
    under = " · ".join(part for part in (item.tag_no, item.category) if part)
    return row(
        item.name,
        under,
        leading=tile(item),
        selected=chosen,
        on_click=lambda: claim(item.id, item.name),
        key=item.id,
    )
