"""What is the matter with a thing: damaged or lost, with a word about it; mended or found, in a tap. (feature 87)"""

from collections.abc import Callable
from functools import partial

import flet as ft

from mobile.reader.equipment import Resource
from mobile.screens.equipment.custody import asking
from mobile.touchline import Touchline, use_touchline
from mobile.widgets.field import field
from mobile.widgets.stepper import Stepper

BACK = {"lost": "found", "damaged": "repaired"}
"""What ends it; what begins it is asked about first."""


def may_report(touchline: Touchline, thing: Resource) -> bool:
    """Whether I may say what is the matter with it."""
    return touchline.writer.may("custody.report", id="0" * 26, resource=thing.item.id, kind="lost")


def report(
    touchline: Touchline, thing: Resource, kind: str, note: str | None = None, quantity: int | None = None
) -> None:
    """Say it, as a fact of its own; of what is counted, of how many."""
    said = {"id": touchline.writer.new_id(), "resource": thing.item.id, "kind": kind, "note": note}
    if touchline.do("custody.report", **said, quantity=quantity).refusal is None:
        words, what = touchline.words, thing.item.name
        text = words(f"report.done.{kind}", what=what)
        touchline.tell(text if quantity is None else words.plural(f"report.some.{kind}", quantity, what=what))


@ft.component
def Reporting(thing: Resource) -> ft.Control:
    """Lost or found, damaged or mended: what is true of it now offers the other."""
    touchline = use_touchline()
    words = touchline.words
    asked, ask = ft.use_state("")
    done = partial(ask, "")
    question = None
    if asked:
        title = words(f"report.of.{asked}", what=thing.item.name)
        question = asking(touchline, title, ReportForm(thing, asked, done, key=asked), done)
    ft.use_dialog(question)

    def press(kind: str) -> None:
        if kind in BACK or thing.item.counted:
            ask(kind)
        else:
            report(touchline, thing, kind)

    trouble = thing.item.trouble
    kinds = {"lost": ("found",), "damaged": ("repaired", "lost")}.get(trouble or "", ("damaged", "lost"))
    if thing.item.counted and trouble is None:
        over = (("repaired", thing.item.broken), ("found", thing.item.missing))
        kinds = (*kinds, *(kind for kind, count in over if count))
    buttons: list[ft.Control] = [
        ft.OutlinedButton(words(f"report.{kind}"), height=48, on_click=lambda _, kind=kind: press(kind))
        for kind in kinds
    ]
    return ft.Row(buttons, spacing=8, wrap=True)


@ft.component
def ReportForm(thing: Resource, kind: str, done: Callable[[], None]) -> ft.Control:
    """What is broken, or where it was seen last: one line, of what is counted how many, and the button that says it."""
    touchline = use_touchline()
    words, item = touchline.words, thing.item
    some = item.counted and item.trouble is None
    every = {"repaired": item.broken, "found": item.missing}.get(kind, item.quantity or 0)
    count, put = ft.use_state(every if kind in ("repaired", "found") else 1)
    typed = ft.use_ref("")
    keep = ft.use_callback(lambda text: setattr(typed, "current", text), [])

    def save(_: object) -> None:
        report(touchline, thing, kind, (typed.current or "").strip() or None, count if some else None)
        done()

    why = words(f"report.why.{kind}" if kind in BACK else "custody.note")
    rows: list[ft.Control] = [Stepper(count, every, put, key="count")] if some else []
    rows += [
        field("", keep, label=why, capitalization=ft.TextCapitalization.SENTENCES),
        ft.FilledButton(words(f"report.{kind}"), height=56, disabled=some and not count, on_click=save),
    ]
    return ft.Column(rows, spacing=14, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
