"""A form of a few fields in place: Save lights up when something differs, undo takes it back, what is wrong stands
beside its field, and leaving with unsaved work asks (features 4, 5, 6).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import flet as ft

from mobile.touchline import Touchline, use_touchline
from mobile.widgets.card import fact
from mobile.widgets.field import field
from mobile.widgets.filters import few, filters, several
from mobile.widgets.form import Form, use_form
from mobile.widgets.picking import pick_button, picker
from mobile.widgets.theme import EDGE
from mobile.words import Words

TOP = ft.CrossAxisAlignment.START
FEW = 7
"""Choices that are all in view; of more the first, and the rest sideways."""


@dataclass(frozen=True)
class Entry:
    """One field: the name it has in the register, its label, the text it starts with, the keyboard it wants.

    Of `choices`, as (text, words), one is chosen instead of typed, or with `many` any number, a space between them;
    `quick` ones are put into the field by a tap. With `pick` ("day" or "clock") a calendar or a clock may be opened
    beside the field; empty it opens at the `hint`. It stands there only when the entry named first in `beside` has one
    of the texts that follow.
    """

    name: str
    label: str
    value: str = ""
    keyboard: ft.KeyboardType = ft.KeyboardType.TEXT
    lines: int = 1
    choices: tuple[tuple[str, str], ...] = ()
    quick: tuple[tuple[str, str], ...] = ()
    hint: str | None = None
    pick: str = ""
    many: bool = False
    beside: tuple[str, ...] = ()


Save = Callable[[Mapping[str, str]], Mapping[str, str]]
"""Given the changed texts by name; answers what is wrong by name, nothing when it was saved. "" is the whole form."""
Foresee = Callable[[Mapping[str, str]], str]
"""Given the same before anything is saved; answers what would come of it, "" for nothing to say yet."""


@ft.component
def FieldsForm(
    entries: tuple[Entry, ...],
    save: Save,
    close: Callable[[], None],
    extra: ft.Control | None = None,
    foresee: Foresee | None = None,
) -> ft.Control:
    """The fields and their buttons; `extra` stands left of them (a way to delete), above them what is foreseen."""
    touchline = use_touchline()
    words, place = touchline.words, touchline.state.place
    form = use_form({entry.name: entry.value for entry in entries})
    wrong, set_wrong = ft.use_state({})
    _, redraw = ft.use_state(0)
    picked, pick = ft.use_state("")
    seen = _use_foresight(form, foresee)

    def mark_unsaved() -> None:
        place.unsaved = form.dirty

    def forget() -> None:
        place.unsaved = False

    ft.use_effect(mark_unsaved, [form.dirty])
    ft.use_effect(lambda: None, [], cleanup=forget)

    def press_save() -> None:
        problems = save(form.changes())
        if problems:
            set_wrong(dict(problems))
        else:  # nothing is drawn any more in a form that closes
            forget()
            close()

    def press_undo() -> None:
        set_wrong({})
        form.undo()

    def put(name: str, text: str) -> None:
        form.put(name, text)
        redraw(lambda times: times + 1)

    ft.use_dialog(_picking(touchline, form, entries, picked, put, partial(pick, "")))
    boxes: list[ft.Control] = []
    for entry in _standing(form, entries):
        parts = _parts(form, entry, wrong.get(entry.name), entry is entries[0], partial(put, entry.name))
        if entry.pick:
            button = pick_button(words, entry.pick, entry.label, partial(pick, entry.name))
            parts[0] = ft.Row([ft.Container(parts[0], expand=True), button], spacing=8, vertical_alignment=TOP)
        boxes += parts
    if whole := wrong.get(""):
        boxes.append(ft.Text(whole, color=ft.Colors.ERROR))
    boxes += seen
    buttons = _buttons(words, form.dirty, press_save, press_undo, close)
    foot = ft.Row([*([extra] if extra is not None else []), ft.Container(expand=True), *buttons], spacing=8)
    return ft.Container(ft.Column([*boxes, foot], spacing=12, tight=True), padding=EDGE)


def _use_foresight(form: Form, foresee: Foresee | None) -> list[ft.Control]:
    """What is foreseen of what was typed so far, read out when it changes. A hook."""
    said, say = ft.use_state("")
    form.heard = (lambda: say(foresee(form.changes()))) if foresee is not None else lambda: None
    line = ft.Semantics(content=fact(ft.Icons.INFO_OUTLINE, said), live_region=True, container=True)
    return [line] if said else []


def _standing(form: Form, entries: Sequence[Entry]) -> list[Entry]:
    """Those that belong to what was chosen so far."""
    return [one for one in entries if not one.beside or form.value(one.beside[0]) in one.beside[1:]]


def _picking(
    touchline: Touchline,
    form: Form,
    entries: Sequence[Entry],
    name: str,
    put: Callable[[str, str], None],
    close: Callable[[], None],
) -> ft.DialogControl | None:
    """The calendar or the clock of the entry with this name."""
    entry = next((one for one in entries if one.name == name), None)
    if entry is None:
        return None
    today = touchline.today
    text = form.value(entry.name) or entry.hint or ""
    return picker(touchline.words, entry.pick, text, today, partial(put, entry.name), close)


def _parts(form: Form, entry: Entry, problem: str | None, first: bool, put: Callable[[str], None]) -> list[ft.Control]:
    """A field, and what can be tapped instead of typing into it."""
    if not entry.choices:
        box = _box(form, entry, problem, first)
        quick = filters(entry.quick, form.value(entry.name), put, edge=0) if entry.quick else None
        return [box, *([quick] if quick is not None else [])]
    name = ft.Text(entry.label, size=13, color=ft.Colors.ON_SURFACE_VARIANT)
    if entry.many:
        chips = several(entry.choices, form.value(entry.name).split(), lambda chosen: put(" ".join(chosen)))
    else:
        draw = few if len(entry.choices) <= FEW else partial(filters, edge=0)
        chips = draw(entry.choices, form.value(entry.name), put)
    parts: list[ft.Control] = [ft.Column([name, chips], spacing=6, tight=True)]
    if problem:
        parts.append(ft.Text(problem, color=ft.Colors.ERROR, size=13))
    return parts


def _box(form: Form, entry: Entry, problem: str | None, first: bool) -> ft.Control:
    return field(
        form.value(entry.name),
        form.setter(entry.name),
        key=form.key(entry.name),
        label=entry.label,
        keyboard_type=entry.keyboard,
        autofocus=first,
        autocorrect=False,
        multiline=entry.lines > 1,
        min_lines=entry.lines,
        error=problem,
        hint_text=entry.hint,
    )


def _buttons(
    words: Words, dirty: bool, save: Callable[[], None], undo: Callable[[], None], close: Callable[[], None]
) -> Sequence[ft.Control]:
    if not dirty:
        return (
            ft.TextButton(words("form.close"), height=48, on_click=lambda _: close()),
            ft.FilledButton(words("form.save"), height=48, disabled=True),
        )
    return (
        ft.TextButton(words("form.undo"), height=48, on_click=lambda _: undo()),
        ft.FilledButton(words("form.save"), icon=ft.Icons.CHECK, height=48, on_click=lambda _: save()),
    )
