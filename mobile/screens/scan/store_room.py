"""The store room: for whom, then what, one scan after the other; each thing is a fact of its own. (feature B5)

What stands in the way of a thing is said at once and holds it back, until somebody says that it goes along anyway.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import flet as ft

from mobile.reader.equipment import Taker
from mobile.screens.equipment.custody import SIGNS, TakerPicker, may_hand_out
from mobile.screens.equipment.hand_over import HARD, blocked, whose_is_it
from mobile.screens.equipment.handing import given, taken
from mobile.screens.equipment.resources import tile
from mobile.screens.equipment.until import Until, due_at
from mobile.screens.scan.scanning import Line, Scanning, blocker_text
from mobile.touchline import Touchline
from mobile.widgets.field import field
from mobile.widgets.filters import few
from mobile.widgets.row import row
from mobile.widgets.signature import SignaturePad, Strokes
from mobile.widgets.stepper import Stepper
from mobile.widgets.tap import icon_button

Ask = Callable[[str | None], None]
BACK = ("good", "damaged", "lost")
"""How a thing comes back: whole, damaged, or not at all."""


def basket(touchline: Touchline, scanning: Scanning, ask: Ask) -> list[ft.Control]:
    """For whom it is, and the things of this round, the newest first."""
    parts = [_whom(touchline, scanning, ask)]
    parts += [_line(touchline, scanning, line, ask) for line in scanning.lines]
    return parts


def _whom(touchline: Touchline, scanning: Scanning, ask: Ask) -> ft.Control:
    words, taker, give = touchline.words, scanning.taker, scanning.mode == "give"
    if taker is None:
        text = words("store.whom.give" if give else "store.whom.take")
        kind = ft.FilledButton if give else ft.FilledTonalButton
        return kind(text, icon=ft.Icons.PERSON_SEARCH, height=52, on_click=lambda _: ask("whom"))
    name = words("store.to" if give else "store.from", who=taker.name)
    other = icon_button(ft.Icons.EDIT_OUTLINED, words("store.whom.other"), partial(ask, "whom"))
    return row(name, taker.detail, leading=ft.Icon(SIGNS[taker.kind], color=ft.Colors.PRIMARY), action=other)


def _line(touchline: Touchline, scanning: Scanning, line: Line, ask: Ask) -> ft.Control:
    """One thing: what it is, what stands in its way, how many of it or how it comes back."""
    words, item = touchline.words, line.item
    away = icon_button(ft.Icons.CLOSE, words("scan.drop", what=item.name), partial(scanning.drop, item.id))
    under = " · ".join(part for part in (item.tag_no, item.category) if part)
    texts: list[ft.Control] = [ft.Text(item.name, size=16, weight=ft.FontWeight.W_600)]
    if under:
        texts.append(ft.Text(under, size=13, color=ft.Colors.ON_SURFACE_VARIANT))
    head = ft.Row([tile(item, 40), ft.Column(texts, spacing=0, tight=True, expand=True), away], spacing=12)
    parts: list[ft.Control] = [head]
    if line.blockers:
        parts.append(_stopped(touchline, scanning, line))
    if line.quantity is not None and scanning.mode == "take" and scanning.taker is None:
        parts += _whose(touchline, scanning, line)
    if (line.taken or line.quantity == 0) and line.quantity is not None:
        parts.append(_stepper(touchline, scanning, line))
    if line.taken and scanning.mode == "take":
        parts.append(_coming_back(touchline, scanning, line, ask))
    tone = ft.Colors.ERROR_CONTAINER if not line.taken else ft.Colors.SURFACE_CONTAINER_LOW
    ground = ft.Container(
        ft.Column(parts, spacing=6, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
        bgcolor=tone,
        border_radius=16,
        padding=ft.Padding.only(left=12, right=4, top=6, bottom=8),
        key=item.id,
    )
    return ft.Semantics(content=ground, container=True, key=item.id)


def _stopped(touchline: Touchline, scanning: Scanning, line: Line) -> ft.Control:
    """What stands in its way, in words and with a sign, and the one button that takes it along all the same."""
    parts = blocked(touchline, line.blockers)
    if not line.accepted and all(one.why not in HARD for one in line.blockers):
        parts.append(
            ft.OutlinedButton(
                touchline.words("store.anyway.take" if scanning.mode == "take" else "store.anyway"),
                icon=ft.Icons.WARNING_AMBER,
                height=48,
                style=ft.ButtonStyle(color=ft.Colors.ON_ERROR_CONTAINER, icon_color=ft.Colors.ON_ERROR_CONTAINER),
                on_click=lambda _: scanning.change(line.item.id, accepted=True),
            )
        )
    return ft.Column(parts, spacing=6, tight=True)


def _whose(touchline: Touchline, scanning: Scanning, line: Line) -> list[ft.Control]:
    """Where several have some of it: whose comes back."""
    holdings = {one.taker.id: one for one in touchline.reader.store_room.holdings(line.item.id)}

    def choose(id: str) -> None:
        scanning.change(line.item.id, giver=holdings[id].taker, quantity=holdings[id].count)

    return whose_is_it(touchline, tuple(holdings.values()), _id(line.giver) or "", choose)


def _stepper(touchline: Touchline, scanning: Scanning, line: Line) -> ft.Control:
    """How many; all there are is what they have, or what is in."""
    item, giver = line.item, scanning.taker or line.giver
    every = item.left
    if scanning.mode == "take":
        counts = [one.count or 0 for one in touchline.reader.store_room.holdings(item.id) if one.taker.id == _id(giver)]
        every = counts[0] if counts else item.out_count

    def put(count: int) -> None:
        scanning.change(item.id, quantity=count)
        scanning.refresh(touchline)

    return Stepper(line.quantity or 0, every, put, key=f"count {item.id}")


def _id(taker: Taker | None) -> str | None:
    return None if taker is None else taker.id


def _coming_back(touchline: Touchline, scanning: Scanning, line: Line, ask: Ask) -> ft.Control:
    words, id = touchline.words, line.item.id
    chips = few(
        [(value, words(f"store.back.{value}")) for value in BACK],
        line.condition,
        lambda value: scanning.change(id, condition=value),
    )
    note = icon_button(
        ft.Icons.STICKY_NOTE_2 if line.note else ft.Icons.NOTE_ADD_OUTLINED,
        words("store.note", what=line.item.name),
        partial(ask, f"note {id}"),
    )
    return ft.Row([ft.Container(chips, expand=True), note], vertical_alignment=ft.CrossAxisAlignment.CENTER)


def foot(touchline: Touchline, scanning: Scanning, ask: Ask) -> list[ft.Control]:
    """Under the thumb: take the last scan back, type a code, and the button that ends the round."""
    words, give, count = touchline.words, scanning.mode == "give", len(scanning.bag)
    text = words.plural("scan.give.all" if give else "scan.take.all", count) if count else words("store.empty")
    done = ft.FilledButton(
        text,
        icon=ft.Icons.ARROW_OUTWARD if give else ft.Icons.KEYBOARD_RETURN,
        height=56,
        expand=True,
        disabled=not count,
        on_click=lambda _: ask("whom" if give and scanning.taker is None else "finish"),
    )
    keys = icon_button(ft.Icons.KEYBOARD, words("scan.type"), partial(ask, "type"))
    undo = icon_button(ft.Icons.UNDO, words("store.undo"), scanning.undo) if scanning.lines else _nothing_to_undo()
    return [undo, keys, done]


def _nothing_to_undo() -> ft.Control:
    """In its room: a scan that comes in pushes no button from under a thumb."""
    sign = ft.Icon(ft.Icons.UNDO, size=24, color=ft.Colors.OUTLINE_VARIANT)
    room = ft.Container(sign, width=48, height=48, alignment=ft.Alignment.CENTER)
    return ft.Semantics(content=room, exclude_semantics=True)


@ft.component
def Whom(touchline: Touchline, scanning: Scanning, close: Callable[[], None]) -> ft.Control:
    """A person or a team; when things come back, anybody at all."""

    def choose(taker: Taker) -> None:
        close()
        scanning.name(touchline, taker)

    def anybody(_: object) -> None:
        close()
        scanning.name(touchline, None)

    give = scanning.mode == "give"
    allowed: Callable[[Taker], bool] = partial(may_hand_out, touchline, "0" * 26) if give else lambda taker: True
    picker = ft.Container(TakerPicker(touchline, scanning.taker, choose, allowed), expand=True)
    if give:
        return picker
    away = ft.OutlinedButton(touchline.words("store.anybody"), height=48, on_click=anybody)
    return ft.Column([picker, away], expand=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


@ft.component
def Finish(touchline: Touchline, scanning: Scanning, close: Callable[[], None]) -> ft.Control:
    """Until when, whose signature if one is wanted, and the button that does it."""
    words, give, count = touchline.words, scanning.mode == "give", len(scanning.bag)
    signing, sign = ft.use_state(False)
    strokes: Any = ft.use_ref(())

    def drawn(lines: Strokes) -> None:
        strokes.current = lines

    def done(_: object) -> None:
        close()
        lines = [line for line in scanning.lines if line.taken]
        if give and scanning.taker is not None:
            until = due_at(scanning.term, touchline.today, touchline.zone)
            given(touchline, lines, scanning.taker, until, strokes.current)
        else:
            taken(touchline, lines, scanning.taker, strokes.current)
        scanning.empty()
        scanning.refresh(touchline)

    parts: list[ft.Control] = []
    if give:
        parts.append(Until(touchline, scanning.term, partial(scanning.lend, touchline), key="until"))
    if signing:
        parts.append(SignaturePad(drawn))
    else:
        draw = ft.TextButton(words("signature.ask"), icon=ft.Icons.DRAW, height=48, on_click=lambda _: sign(True))
        parts.append(draw)
    held = len(scanning.lines) - count
    if held:
        parts.append(ft.Text(words.plural("store.held", held), color=ft.Colors.ERROR))
        parts += [_held(touchline, line) for line in scanning.lines if not line.taken]
    who = scanning.taker.name if scanning.taker is not None else ""
    text = words.plural("store.give", count, who=who) if give else words.plural("scan.take.all", count)
    icon = ft.Icons.ARROW_OUTWARD if give else ft.Icons.KEYBOARD_RETURN
    parts.append(ft.FilledButton(text, icon=icon, height=56, disabled=not count, on_click=done))
    stretch = ft.CrossAxisAlignment.STRETCH
    return ft.Column(parts, spacing=10, tight=True, horizontal_alignment=stretch)


def _held(touchline: Touchline, line: Line) -> ft.Control:
    """What stays behind, and why: another day may bring another booking in the way."""
    why = ", ".join(blocker_text(touchline, one) for one in line.blockers)
    return ft.Text(f"{line.item.name}: {why}" if why else line.item.name, size=14)


@ft.component
def Note(line: Line, write: Callable[[str], None], close: Callable[[], None], words: Any) -> ft.Control:
    """What is to be said of a thing that comes back."""
    text: Any = ft.use_ref(line.note)

    def keep(value: str) -> None:
        text.current = value

    def done(_: object) -> None:
        close()
        write(text.current.strip())

    box = field(line.note, ft.use_callback(keep, []), label=words("custody.note"), autofocus=True, multiline=True)
    button = ft.FilledButton(words("form.save"), icon=ft.Icons.CHECK, height=52, on_click=done)
    return ft.Column([box, button], spacing=12, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
