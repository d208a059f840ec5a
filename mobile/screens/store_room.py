"""The store room: for whom, then what, one scan after the other; each thing is a fact of its own. (feature B5)

What stands in the way of a thing is said at once and holds it back, until somebody says that it goes along anyway.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import flet as ft

from mobile.reader.equipment import Taker
from mobile.screens.custody import SIGNS, TERMS, TakerPicker, due_at, may_hand_out
from mobile.screens.resources import tile
from mobile.screens.scanning import Line, Scanning, blocker_text
from mobile.touchline import Touchline
from mobile.widgets.field import field
from mobile.widgets.filters import few
from mobile.widgets.pill import pill
from mobile.widgets.row import row
from mobile.widgets.signature import SignaturePad, Strokes
from mobile.widgets.tap import icon_button

Ask = Callable[[str | None], None]
Wish = tuple[str, dict[str, Any]]
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
    if line.taken and line.quantity is not None:
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
    marks = [pill(blocker_text(touchline, one), ft.Icons.BLOCK, "error") for one in line.blockers]
    parts: list[ft.Control] = [ft.Row([*marks], wrap=True, spacing=6, run_spacing=6)]
    if not line.accepted and all(one.why not in ("mine", "closed") for one in line.blockers):
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


def _stepper(touchline: Touchline, scanning: Scanning, line: Line) -> ft.Control:
    """How many: one less, one more, ten more, or all there are."""
    words, many = touchline.words, line.quantity or 1
    item = line.item
    every = item.out_count if scanning.mode == "take" else item.left

    def put(count: int) -> None:
        scanning.change(line.item.id, quantity=max(1, count))
        scanning.refresh(touchline)

    return ft.Row(
        [
            icon_button(ft.Icons.REMOVE, words("store.less"), partial(put, many - 1)),
            ft.Text(words.number(many), size=20, weight=ft.FontWeight.W_700),
            icon_button(ft.Icons.ADD, words("store.more"), partial(put, many + 1)),
            ft.TextButton(words("store.ten"), height=48, on_click=lambda _: put(many + 10)),
            *([ft.TextButton(words("store.all"), height=48, on_click=lambda _: put(every))] if every > 1 else []),
        ],
        spacing=8,
    )


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
    undo = icon_button(ft.Icons.UNDO, words("store.undo"), scanning.undo)
    return [*([undo] if scanning.lines else []), keys, done]


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
    term, set_term = ft.use_state("none")
    signing, sign = ft.use_state(False)
    strokes: Any = ft.use_ref(())

    def drawn(lines: Strokes) -> None:
        strokes.current = lines

    def done(_: object) -> None:
        close()
        lines = [line for line in scanning.lines if line.taken]
        if give and scanning.taker is not None:
            given(touchline, lines, scanning.taker, term, strokes.current)
        else:
            taken(touchline, lines, scanning.taker, strokes.current)
        scanning.empty()
        scanning.refresh(touchline)

    parts: list[ft.Control] = []
    if give:
        parts.append(ft.Text(words("custody.until"), size=13, color=ft.Colors.ON_SURFACE_VARIANT))
        parts.append(few([(value, words(f"custody.term.{value}")) for value in TERMS], term, set_term))
    if signing:
        parts.append(SignaturePad(drawn))
    else:
        draw = ft.TextButton(words("signature.ask"), icon=ft.Icons.DRAW, height=48, on_click=lambda _: sign(True))
        parts.append(draw)
    held = len(scanning.lines) - count
    if held:
        parts.append(ft.Text(words.plural("store.held", held), color=ft.Colors.ERROR))
    who = scanning.taker.name if scanning.taker is not None else ""
    text = words.plural("store.give", count, who=who) if give else words.plural("scan.take.all", count)
    icon = ft.Icons.ARROW_OUTWARD if give else ft.Icons.KEYBOARD_RETURN
    parts.append(ft.FilledButton(text, icon=icon, height=56, on_click=done))
    return ft.Column(parts, spacing=10, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


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


def given(touchline: Touchline, lines: Sequence[Line], taker: Taker, term: str, strokes: Strokes = ()) -> int:
    """One hand-out for each thing, the oldest scan first, each standing alone; answers how many were done."""
    until = due_at(term, touchline.today, touchline.zone)
    to = {"to_kind": taker.kind, "to_id": taker.id, "due_at": until}
    wishes = []
    for line in reversed(lines):
        out = {"id": touchline.writer.new_id(), "resource": line.item.id, "quantity": line.quantity, **to}
        wishes.append([("custody.hand_out", out), *_signed(out["id"], strokes)])
    count = _each(touchline, wishes)
    if count:
        touchline.tell(touchline.words.plural("custody.given.many", count, who=taker.name))
    return count


def taken(touchline: Touchline, lines: Sequence[Line], giver: Taker | None, strokes: Strokes = ()) -> int:
    """One return for each thing; what is damaged or did not come back is reported with it."""
    wishes = [_back(touchline, line, giver, strokes) for line in reversed(lines)]
    count = _each(touchline, wishes)
    if count:
        touchline.tell(touchline.words.plural("custody.taken.many", count))
    return count


def _back(touchline: Touchline, line: Line, giver: Taker | None, strokes: Strokes) -> list[Wish]:
    writer, id, note = touchline.writer, line.item.id, line.note or None
    report = {"id": writer.new_id(), "resource": id, "kind": line.condition, "note": note}
    if line.condition == "lost":
        return [("custody.report", report)]
    back: dict[str, Any] = {"id": writer.new_id(), "resource": id, "condition": line.condition, "note": note}
    if line.quantity is not None:
        back["quantity"] = line.quantity
        if giver is not None:
            back |= {"from_kind": giver.kind, "from_id": giver.id}
    wishes: list[Wish] = [("custody.take_back", back), *_signed(back["id"], strokes)]
    if line.condition == "damaged":
        wishes.append(("custody.report", report))
    change = {"id": id, "set": {"condition": line.condition}}
    if writer.may("resource.patch", **change):
        wishes.append(("resource.patch", change))
    return wishes


def _signed(event: Any, strokes: Strokes) -> list[Wish]:
    drawn = [[list(point) for point in stroke] for stroke in strokes]
    return [("custody.sign", {"id": event, "strokes": drawn})] if drawn else []


def _each(touchline: Touchline, gestures: Sequence[Sequence[Wish]]) -> int:
    """Each gesture stands alone; what was refused is said, and the others go on."""
    done = 0
    for wishes in gestures:
        outcome = touchline.writer.do_all(*wishes)
        if outcome.refusal is not None:
            touchline.tell(touchline.words.refusal(outcome.refusal.code, outcome.refusal.about))
        done += outcome.refusal is None
    touchline.state.replica.changed()
    return done
