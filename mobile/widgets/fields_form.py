"""A form of a few fields in place: Save lights up when something differs, undo takes it back, what is wrong stands
beside its field, and leaving with unsaved work asks (features 4, 5, 6).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import flet as ft

from mobile.touchline import use_touchline
from mobile.widgets.field import field
from mobile.widgets.form import Form, use_form
from mobile.widgets.theme import EDGE
from mobile.words import Words


@dataclass(frozen=True)
class Entry:
    """One field: the name it has in the register, its label, the text it starts with, the keyboard it wants."""

    name: str
    label: str
    value: str = ""
    keyboard: ft.KeyboardType = ft.KeyboardType.TEXT
    lines: int = 1


Save = Callable[[Mapping[str, str]], Mapping[str, str]]
"""Given the changed texts by name; answers what is wrong by name, nothing when it was saved. "" is the whole form."""


@ft.component
def FieldsForm(
    entries: tuple[Entry, ...], save: Save, close: Callable[[], None], extra: ft.Control | None = None
) -> ft.Control:
    """The fields and their buttons; `extra` stands left of them (a way to delete)."""
    touchline = use_touchline()
    words, place = touchline.words, touchline.state.place
    form = use_form({entry.name: entry.value for entry in entries})
    wrong, set_wrong = ft.use_state({})

    def mark_unsaved() -> None:
        place.unsaved = form.dirty

    def forget() -> None:
        place.unsaved = False

    ft.use_effect(mark_unsaved, [form.dirty])
    ft.use_effect(lambda: None, [], cleanup=forget)

    def press_save() -> None:
        problems = save(form.changes())
        set_wrong(dict(problems))
        if not problems:
            forget()
            close()

    def press_undo() -> None:
        set_wrong({})
        form.undo()

    boxes = [_box(form, entry, wrong.get(entry.name), entry is entries[0]) for entry in entries]
    if whole := wrong.get(""):
        boxes.append(ft.Text(whole, color=ft.Colors.ERROR))
    buttons = _buttons(words, form.dirty, press_save, press_undo, close)
    foot = ft.Row([*([extra] if extra is not None else []), ft.Container(expand=True), *buttons], spacing=8)
    return ft.Container(ft.Column([*boxes, foot], spacing=12, tight=True), padding=EDGE)


def _box(form: Form, entry: Entry, problem: str | None, first: bool) -> ft.Control:
    return field(
        form.value(entry.name),
        form.setter(entry.name),
        key=f"{entry.name} {form.generation}",
        label=entry.label,
        keyboard_type=entry.keyboard,
        autofocus=first,
        autocorrect=False,
        multiline=entry.lines > 1,
        min_lines=entry.lines,
        error=problem,
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
