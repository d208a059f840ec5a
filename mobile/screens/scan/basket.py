"""A round of scanning outlives its page: kept with each scan, brought back at the next start. (feature B5)

What is kept are ids, how many, and in what state things come back. Left out are a note, which is words, and that
something goes along although it is in somebody's way: what is in the way is looked up anew.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

import flet as ft

from mobile.places import said, split
from mobile.screens.scan import audit
from mobile.screens.scan.scanning import Line, Mode, Scanning, looked_at
from mobile.touchline import Touchline
from mobile.widgets.card import card

NAME = "basket"
MODES: tuple[Mode, ...] = ("give", "take", "audit")
BACK = ("good", "damaged", "lost")
ROUND = ("mode", "lines", "taker", "term", "brought", "results")
PLACE = ("place", "began", "expected", "unknown")
"""What one round of `Scanning` is, and what going through a place adds."""


def use_round(touchline: Touchline, scanning: Scanning) -> None:
    """Keep the round that is scanned on this page, go on with the one that was kept, or begin the one that the address
    asks for. Who leaves with a full basket is asked, and leaves without it.
    """
    place, full = touchline.state.place, scanning.mode != "look" and bool(scanning.bag)
    ft.use_memo(lambda: bring_back(touchline, scanning), [])
    kept = as_kept(scanning)
    wanted = next(iter(said(place.route, "audit")), None)

    def keep() -> None:
        if not kept:
            scanning.brought = False
        if touchline.drafts is not None:
            touchline.drafts.keep(NAME, kept)

    def begin() -> None:
        if wanted is None or scanning.brought or (scanning.mode, scanning.place) == ("audit", wanted):
            return
        if touchline.reader.equipment.item(wanted) is not None:
            audit.start(touchline, scanning, wanted)

    def mark() -> None:
        place.unsaved = full

    def leave() -> None:
        place.unsaved = False
        # A lock over the page, or the end of all, is no leaving.
        if touchline.drafts is not None and touchline.state.me.user is not None and split(place.route)[0] != "scan":
            touchline.drafts.keep(NAME, {})

    ft.use_effect(keep, [str(kept)])
    ft.use_effect(begin, [wanted, scanning.brought])
    ft.use_effect(mark, [full])
    ft.use_effect(lambda: None, [], cleanup=leave)


def as_kept(scanning: Scanning) -> Mapping[str, Any]:
    """The round as it is kept; empty when there is nothing to lose."""
    if scanning.mode not in MODES or not scanning.lines:
        return {}
    taker = scanning.taker
    lines = [
        [line.item.id, line.quantity, line.condition, *([line.giver.id] if line.giver is not None else [])]
        for line in scanning.lines
    ]
    return {
        "mode": scanning.mode,
        "taker": None if taker is None else [taker.kind, taker.id],
        "place": scanning.place,
        "began": scanning.began,
        "lines": lines,
    }


def bring_back(touchline: Touchline, scanning: Scanning) -> None:
    """Go on with the round that was kept, as far as its things are here still and it is this person's to do."""
    kept = {} if touchline.drafts is None else touchline.drafts.read(NAME)
    mode, place = kept.get("mode"), kept.get("place")
    if mode not in MODES or not touchline.state.me.has("owner", "equipment", "coach"):
        return
    if mode == "audit":
        if not isinstance(place, str) or touchline.reader.equipment.item(place) is None:
            return
        audit.start(touchline, scanning, place)
        began = kept.get("began")
        scanning.began = began if isinstance(began, int) else scanning.began
    scanning.mode = mode
    match kept.get("taker"):
        case ["contact" | "group" as kind, str(id)]:
            scanning.taker = touchline.reader.equipment.taker(kind, id)
    lines = kept.get("lines")
    found = [_line(touchline, scanning, line) for line in lines] if isinstance(lines, list) else []
    scanning.lines = tuple(line for line in found if line is not None)
    scanning.brought = bool(scanning.lines)


def _line(touchline: Touchline, scanning: Scanning, kept: object) -> Line | None:
    match kept:
        case [str(id), int() | None as quantity, str(condition), *whose]:
            item, state = touchline.reader.equipment.item(id), condition if condition in BACK else "good"
            givers = [one.taker for one in touchline.reader.store_room.holdings(id) if one.taker.id in whose]
            if item is not None:
                giver = givers[0] if givers else None
                return looked_at(touchline, scanning, Line(item, quantity, condition=state, giver=giver))
    return None


def brought(touchline: Touchline, scanning: Scanning) -> list[ft.Control]:
    """The sentence over a round that was brought back, and the two ways on."""
    words = touchline.words
    if not scanning.brought or not scanning.lines:
        return []

    def go_on() -> None:
        scanning.brought = False

    text = ft.Text(words.plural(f"basket.{scanning.mode}", len(scanning.lines)), size=15)
    drop = ft.TextButton(words("basket.drop"), height=48, on_click=lambda _: scanning.give_up())
    on = ft.FilledTonalButton(words("basket.on"), height=48, on_click=lambda _: go_on())
    return [card(text, ft.Row([drop, on], alignment=ft.MainAxisAlignment.END, wrap=True))]


def remind(touchline: Touchline) -> None:
    """At the start: something lies in the basket still."""
    state = touchline.state
    if touchline.drafts is None or state.lock.shut or split(state.place.route)[0] == "scan":
        return
    scanning = Scanning()
    bring_back(touchline, scanning)
    if scanning.brought:
        text = touchline.words.plural("basket.waits", len(scanning.lines))
        touchline.tell(text, touchline.words("basket.on"), lambda: touchline.go("/scan"))


def switch(touchline: Touchline, scanning: Scanning, mode: Mode) -> None:
    """Another round, or none; the things of this one can be had back."""
    if mode != scanning.mode:
        _swap(touchline, scanning, {**{name: getattr(Scanning, name) for name in ROUND}, "mode": mode})


def _swap(touchline: Touchline, scanning: Scanning, other: Mapping[str, Any]) -> None:
    """The other round instead of this one; whatever was in this one is a tap away."""
    words, lost = touchline.words, len(scanning.bag)
    this = {name: getattr(scanning, name) for name in ROUND}
    for name, value in other.items():
        setattr(scanning, name, value)
    scanning.refresh(touchline)
    if lost:
        back = partial(_swap, touchline, scanning, this)
        touchline.tell(words.plural("basket.emptied", lost), words("undo"), back)


def stop(touchline: Touchline, scanning: Scanning) -> None:
    """Leave a place half gone through; for as long as the words about it stand, it is a tap away."""
    kept, drafts, words = as_kept(scanning), touchline.drafts, touchline.words
    this = {name: getattr(scanning, name) for name in (*ROUND, *PLACE)}
    scanning.choose("look")
    touchline.state.place.unsaved = False
    touchline.go(f"/equipment/{scanning.place}")

    def back() -> None:
        if drafts is not None:  # for a page that is drawn anew; what lies below another one is there still
            drafts.keep(NAME, kept)
        for name, value in this.items():
            setattr(scanning, name, value)
        touchline.go("/scan")

    if kept:
        touchline.tell(words.plural("basket.emptied", len(kept["lines"])), words("undo"), back)
