"""The questions about one thing: to whom, how many and until when; of whom, how many and in what state it is back."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import flet as ft

from mobile.reader.equipment import Item, Taker
from mobile.reader.store_room import Blocker, Holding
from mobile.screens.equipment.custody import SIGNS, TakerPicker, asking, may_hand_out
from mobile.screens.equipment.handing import by_number, given, in_the_way, longer, taken
from mobile.screens.equipment.until import TERMS, Until, due_at
from mobile.screens.scan.scanning import Line, blocker_text
from mobile.touchline import Touchline
from mobile.widgets.field import field
from mobile.widgets.filters import few
from mobile.widgets.pill import pill
from mobile.widgets.row import row
from mobile.widgets.stepper import Stepper
from mobile.widgets.tap import icon_button

CONDITIONS = ("good", "worn", "incomplete", "damaged")
LOST = "lost"
HARD = ("mine", "closed", "along")
"""What nobody goes past."""
WHOM = 520
"""How high the list of people and teams stands, in pixels."""
Close = Callable[[], None]
STRETCH = ft.CrossAxisAlignment.STRETCH


def giving(touchline: Touchline, thing: Item, close: Close) -> ft.AlertDialog:
    """The question to whom this goes."""
    title = touchline.words("custody.give.title", what=thing.name)
    return asking(touchline, title, HandOut(touchline, thing, close), close, scrolls=True)


def taking(touchline: Touchline, thing: Item, close: Close) -> ft.AlertDialog:
    """The question how this comes back."""
    title = touchline.words("custody.take.title", what=thing.name)
    return asking(touchline, title, TakeBack(touchline, thing, close), close, scrolls=True)


def blocked(touchline: Touchline, found: Sequence[Blocker]) -> list[ft.Control]:
    """What stands in the way, each in words with a sign; nothing where there is nothing."""
    marks: list[ft.Control] = [pill(blocker_text(touchline, one), ft.Icons.BLOCK, "error") for one in found]
    return [ft.Row(marks, wrap=True, spacing=6, run_spacing=6)] if marks else []


def who_has(touchline: Touchline, thing: Item, *, left: bool = True) -> str:
    """Of what is counted everybody who has some, and what is `left`; "" for anything else."""
    holdings = touchline.reader.store_room.holdings(thing.id) if by_number(thing) else ()
    if not holdings:
        return ""
    words = touchline.words
    shares = [_share(touchline, one) for one in holdings]
    if left and thing.quantity is not None:
        shares.append(words("equipment.left", n=words.number(thing.left)))
    return " · ".join(shares)


def _share(touchline: Touchline, holding: Holding) -> str:
    words, count = touchline.words, holding.count
    name = holding.taker.name or words("equipment.somebody")
    return name if count is None else f"{name} ({words.number(count)})"


@ft.component
def HandOut(touchline: Touchline, thing: Item, close: Close, taker: Taker | None = None) -> ft.Control:
    """To whom (unless it is said: `taker`), then how many of what is counted and until when; what stands in the way is
    said before the one button that names the taker.
    """
    whom, choose = ft.use_state(taker)
    term, set_term = ft.use_state("none")
    count, put = ft.use_state(1)
    until = due_at(term, touchline.today, touchline.zone)
    counted = by_number(thing)
    found = in_the_way(touchline, thing, whom, until, count)
    if whom is None:
        picker = TakerPicker(touchline, whom, choose, lambda one: may_hand_out(touchline, thing.id, one))
        parts = [*blocked(touchline, found), ft.Container(picker, expand=True)]
        return ft.Container(ft.Column(parts, expand=True, spacing=10), height=WHOM)

    def give() -> None:
        close()
        given(touchline, (Line(thing, count if counted else None),), whom, until)

    parts = [] if taker is not None else [_whom(touchline, whom, partial(choose, None))]
    if counted:
        parts.append(Stepper(count, thing.left, put, key="count"))
    parts += [Until(touchline, term, set_term, key="until"), *blocked(touchline, found)]
    ready = count > 0 and all(one.why not in HARD for one in found)
    parts.append(
        ft.FilledButton(
            _giving(touchline, whom, count if counted else None, found),
            icon=ft.Icons.WARNING_AMBER if found else ft.Icons.ARROW_OUTWARD,
            disabled=not ready,
            height=52,
            on_click=lambda _: give(),
        )
    )
    return ft.Column(parts, spacing=10, tight=True, horizontal_alignment=STRETCH)


def _whom(touchline: Touchline, taker: Taker, other: Callable[[], None]) -> ft.Control:
    """To whom it goes, and a way to choose somebody else."""
    away = icon_button(ft.Icons.EDIT_OUTLINED, touchline.words("store.whom.other"), other)
    return row(taker.name, taker.detail, leading=ft.Icon(SIGNS[taker.kind], color=ft.Colors.PRIMARY), action=away)


def _giving(touchline: Touchline, whom: Taker, count: int | None, found: Sequence[Blocker]) -> str:
    """The word on the button."""
    words = touchline.words
    if found:
        return words("custody.give.anyway", who=whom.name)
    if count:
        return words("custody.give.some", who=whom.name, n=words.number(count))
    return words("custody.give.to", who=whom.name)


@ft.component
def Longer(touchline: Touchline, thing: Item, close: Close) -> ft.Control:
    """Until when whoever has it may keep it; of what is counted, whose share."""
    term, set_term = ft.use_state("week")
    holdings = touchline.reader.store_room.holdings(thing.id)
    whose, choose = ft.use_state(_only(holdings))
    words = touchline.words
    holding = next((one for one in holdings if one.taker.id == whose), None)

    def extend() -> None:
        close()
        until = due_at(term, touchline.today, touchline.zone)
        if holding is not None and until is not None:
            longer(touchline, thing, holding, until)

    parts = [*whose_is_it(touchline, holdings, whose, choose)]
    parts.append(Until(touchline, term, set_term, TERMS[1:], key="until"))
    text = _named(touchline, holding, "custody.longer.to") if holding else words("custody.take.choose")
    button = ft.FilledButton(text, icon=ft.Icons.EVENT_REPEAT, height=52, on_click=lambda _: extend())
    button.disabled = holding is None
    return ft.Column([*parts, button], spacing=10, tight=True, horizontal_alignment=STRETCH)


def _only(holdings: Sequence[Holding]) -> str:
    """The id of the one who has it; "" where several have some, for then somebody says whose."""
    return holdings[0].taker.id if len(holdings) == 1 else ""


def _named(touchline: Touchline, holding: Holding, key: str, **values: object) -> str:
    return touchline.words(key, who=holding.taker.name or touchline.words("equipment.somebody"), **values)


def whose_is_it(
    touchline: Touchline, holdings: Sequence[Holding], chosen: str, choose: Callable[[str], None]
) -> list[ft.Control]:
    """Everybody who has some of it, to choose from; nothing where it is one alone."""
    if len(holdings) < 2:
        return []
    title = ft.Text(touchline.words("custody.whose"), size=13, color=ft.Colors.ON_SURFACE_VARIANT)
    return [title, few([(one.taker.id, _share(touchline, one)) for one in holdings], chosen, choose)]


@ft.component
def TakeBack(touchline: Touchline, thing: Item, close: Close) -> ft.Control:
    """Of whom and how many of what is counted, in which condition it came back, a note, and one button."""
    holdings = touchline.reader.store_room.holdings(thing.id)
    whose, choose = ft.use_state(_only(holdings))
    count, put = ft.use_state(None)
    condition, set_condition = ft.use_state("good")
    note: Any = ft.use_ref("")
    words, counted = touchline.words, by_number(thing)
    holding = next((one for one in holdings if one.taker.id == whose), None)
    every = (holding.count if holding else None) or 0
    many = every if count is None else count

    def of(id: str) -> None:
        put(None)
        choose(id)

    def take() -> None:
        close()
        line = Line(thing, many if counted else None, condition=condition, note=(note.current or "").strip())
        taken(touchline, (line,), holding.taker if holding else None)

    def write(text: str) -> None:
        note.current = text

    parts = [*whose_is_it(touchline, holdings, whose, of)]
    if counted and holding is not None:
        parts.append(Stepper(many, every, put, key=f"count {whose}"))
    parts.append(ft.Text(words("custody.condition"), size=13, color=ft.Colors.ON_SURFACE_VARIANT))
    parts.append(_conditions(touchline, condition, set_condition))
    parts.append(
        field("", ft.use_callback(write, []), label=words("custody.note"), multiline=True, min_lines=1, max_lines=3)
    )
    text = words("custody.take")
    if counted:
        text = words("custody.take.choose")
        if holding is not None:
            text = _named(touchline, holding, "custody.take.some", n=words.number(many))
    ready = not counted or (holding is not None and many > 0)
    parts.append(
        ft.FilledButton(text, icon=ft.Icons.KEYBOARD_RETURN, height=52, disabled=not ready, on_click=lambda _: take())
    )
    return ft.Column(parts, spacing=10, tight=True, horizontal_alignment=STRETCH)


def _conditions(touchline: Touchline, chosen: str, choose: Callable[[str], None]) -> ft.Control:
    """In what state, or that it does not come back; of what is counted it is said of so many."""
    values = (*CONDITIONS, LOST)
    words = touchline.words
    radios: list[ft.Control] = [
        ft.Radio(value=value, label=words(f"condition.{value}"), label_style=ft.TextStyle(size=16)) for value in values
    ]
    return ft.RadioGroup(
        ft.Column(radios, spacing=0), value=chosen, on_change=lambda event: choose(event.control.value)
    )
