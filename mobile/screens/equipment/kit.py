"""What belongs in a box or a set: shown on it and on each part, and chosen from its page. (feature 87)"""

from collections.abc import Callable
from functools import partial
from typing import Any

import flet as ft

from mobile.reader.equipment import Item, Resource
from mobile.screens.equipment.custody import asking
from mobile.screens.equipment.resources import thing_row, where
from mobile.touchline import Touchline, use_replica, use_touchline
from mobile.widgets.card import card, rows_card, section
from mobile.widgets.field import search_field
from mobile.widgets.row import row
from mobile.widgets.tap import icon_button
from mobile.widgets.tick import tick

SHOWN = 40
Wishes = list[tuple[str, dict[str, Any]]]


def belongs(touchline: Touchline, thing: Resource) -> list[ft.Control]:
    """Of a part: to which box or set it belongs, one tap away."""
    kit = touchline.reader.store_room.kit_of(thing.item.id)
    if kit is None:
        return []
    go, text = partial(touchline.go, f"/equipment/{kit.id}"), touchline.words("kit.part_of", what=kit.name)
    line = row(text, where(touchline, kit), leading=ft.Icon(ft.Icons.INVENTORY_2_OUTLINED), on_click=go)
    return [rows_card([line])]


def gone_along(touchline: Touchline, item: Item) -> list[ft.Control]:
    """Who has the box that it lies in, in large type, and which box that is."""
    words = touchline.words
    who = item.along_with or words("equipment.somebody")
    return [
        ft.Text(words("equipment.now.out"), color=ft.Colors.ON_SURFACE_VARIANT),
        ft.Text(who, theme_style=ft.TextThemeStyle.HEADLINE_SMALL),
        ft.Text(words("kit.along", what=item.along or ""), color=ft.Colors.ON_SURFACE_VARIANT),
    ]


@ft.component
def Contents(thing: Resource) -> ft.Control:
    """What belongs in it, wherever each is now; who keeps the store room chooses it."""
    touchline = use_replica()
    words, id = touchline.words, thing.item.id
    filling, fill = ft.use_state(False)
    close = partial(fill, False)
    title = words("kit.fill.title", what=thing.item.name)
    ft.use_dialog(asking(touchline, title, Filling(thing.item, close), close, height=600) if filling else None)
    items = touchline.reader.store_room.contents(id)
    may = touchline.writer.may("resource.patch", id=id, set={"parent": None})
    rows = [thing_row(touchline, item) for item in items[:SHOWN]]
    here = rows_card(rows) if rows else card(ft.Text(words("kit.empty" if may else "equipment.inside.none")))
    pencil = icon_button(ft.Icons.EDIT_OUTLINED, words("kit.fill"), partial(fill, True)) if may else None
    return section(words("equipment.inside", n=words.number(len(items))), here, action=pencil)


@ft.component
def Filling(kit: Item, close: Callable[[], None]) -> ft.Control:
    """Things of the club, what is in it first, each ticked or not; nothing changes before the button."""
    touchline = use_touchline()
    words, reader = touchline.words, touchline.reader
    text, set_text = ft.use_state("")
    before, _ = ft.use_state(lambda: {item.id: item for item in reader.store_room.contents(kit.id)})
    chosen, choose = ft.use_state(frozenset(before))
    outside = {kit.id, *reader.store_room.around(kit.id)}
    found = [item for item in reader.equipment.items(text) if item.id not in outside and item.kind != "location"]
    if not text.strip():
        found = list({item.id: item for item in (*before.values(), *found)}.values())

    def save(_: object) -> None:
        close()
        fill(touchline, kit, chosen - before.keys(), before.keys() - chosen)

    rows = [_line(touchline, item, item.id in chosen, partial(choose, chosen ^ {item.id})) for item in found]
    count = words.plural("kit.fill.save", len(chosen))
    same = chosen == frozenset(before)
    return ft.Column(
        [
            search_field(words("equipment.search"), ft.use_callback(set_text, [])),
            ft.ListView(rows or [ft.Text(words("equipment.none.search"))], expand=True),
            ft.FilledButton(count, icon=ft.Icons.CHECK, height=52, disabled=same, on_click=save),
        ],
        expand=True,
        spacing=8,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _line(touchline: Touchline, item: Item, on: bool, toggle: Callable[[], None]) -> ft.Control:
    under = " · ".join(part for part in (item.tag_no, item.category, where(touchline, item)) if part)
    return tick(item.name, under, on, toggle, item.id)


def fill(touchline: Touchline, kit: Item, more: frozenset[str], less: frozenset[str]) -> None:
    """`more` things belong in it and lie there, `less` do not any longer; one gesture, with a way to undo all of it."""
    room, new_id = touchline.reader.store_room, touchline.writer.new_id
    wishes, back = Wishes(), Wishes()
    for id in (*sorted(more), *sorted(less)):
        wishes.append(("resource.patch", {"id": id, "set": {"parent": kit.id if id in more else None}}))
        place = room.place_of(id)
        # What was put somewhere lies there until it is put elsewhere: choosing it for the box says that it is put.
        to = room.place_before(id, kit.id) if id in less and place == kit.id else kit.id if id in more else place
        if place is not None and to is not None and to != place:
            for moves, where_to in ((wishes, to), (back, place)):
                put = {"id": new_id(), "resource": id, "to_kind": "resource", "to_id": where_to}
                moves.append(("custody.move", put))
    done = touchline.do_all(*wishes)
    if done.refusal is None:
        undo = touchline.reader.outbox.undo_of(done.changeset)
        touchline.offer_undo(done.changeset, touchline.words("kit.filled", what=kit.name), (*undo, *back))
