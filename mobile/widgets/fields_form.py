"""A form of a few fields in place: what is wrong stands beside its field and is shown; what keeps it or takes it back
stands at the foot of the page, and leaving with unsaved work asks (features 4, 5, 6).
"""

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import flet as ft

from mobile.touchline import Touchline, use_touchline
from mobile.widgets.field import field
from mobile.widgets.filters import few, filters, several
from mobile.widgets.foot import Foot, FormFoot, Open, use_foot
from mobile.widgets.form import Form, use_form
from mobile.widgets.picking import pick_button, picker
from mobile.widgets.theme import EDGE
from mobile.words import Words

TOP = ft.CrossAxisAlignment.START
FEW = 7
"""Choices that are all in view; of more the first, and the rest sideways."""
GAP = 12
DRAWN_S = 0.05
"""Until what was refused is drawn: it takes room."""
IN_VIEW_S = 0.2
"""Until a browser knows that a field came into view: it gives none the focus that is not."""


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
    stands: bool = False,
) -> ft.Control:
    """The fields. Their buttons, what is foreseen and what was refused stand at the foot of the page; `extra` (a way to
    delete) below the fields. A form that `stands` is always there: there is nothing to close.
    """
    touchline = use_touchline()
    words, place, page = touchline.words, touchline.state.place, ft.context.page
    form = use_form({entry.name: entry.value for entry in entries})
    wrong, set_wrong = ft.use_state({})
    _, redraw = ft.use_state(0)
    picked, pick = ft.use_state("")
    kept: Any = ft.use_ref(lambda: Open(form))
    one: Open = kept.current
    one.stands, one.close, one.said = stands, close, _use_foresight(form, foresee)
    standing = _standing(form, entries)
    one.wrong = _refused(words, standing, wrong)
    foot, own = _use_foot_of(touchline, one)

    def keep() -> bool:
        problems = dict(save(form.changes()))
        if problems:
            set_wrong(problems)
            page.run_task(_show, form, next((entry.name for entry in standing if entry.name in problems), None))
            return False
        one.kept = True  # nothing is drawn any more in a form that closes
        place.unsaved = foot.unsaved()
        return True

    def undo() -> None:
        set_wrong({})
        form.undo()

    def put(name: str, text: str) -> None:
        form.put(name, text)
        redraw(lambda times: times + 1)

    one.save, one.undo = keep, undo
    ft.use_dialog(_picking(touchline, form, entries, picked, put, partial(pick, "")))
    boxes: list[ft.Control] = []
    for entry in standing:
        parts = _parts(form, entry, wrong.get(entry.name), entry is entries[0], partial(put, entry.name))
        if entry.pick:
            button = pick_button(words, entry.pick, entry.label, partial(pick, entry.name))
            parts[0] = ft.Row([ft.Container(parts[0], expand=True), button], spacing=8, vertical_alignment=TOP)
        # What can be scrolled to is made anew at each drawing, by the client: a field there would lose its cursor.
        boxes.append(ft.Container(height=0, key=ft.ScrollKey(_spot(form, entry.name))))
        boxes.append(ft.Container(ft.Column(parts, spacing=GAP, tight=True), padding=ft.Padding.only(top=GAP)))
    below = [ft.Container(part, padding=ft.Padding.only(top=GAP)) for part in (*_row(extra), *own)]
    inside = ft.Column([*boxes, *below], spacing=0, tight=True)
    form.ground = ft.Container(inside, padding=ft.Padding.only(left=EDGE, right=EDGE, top=EDGE - GAP, bottom=EDGE))
    return form.ground


def _use_foot_of(touchline: Touchline, one: Open) -> tuple[Foot, list[ft.Control]]:
    """The foot that this form stands above; and the bar, where it is nobody else's. A hook."""
    place = touchline.state.place
    found, alone = use_foot(), ft.use_ref(Foot).current
    foot = found or alone
    assert isinstance(foot, Foot)

    def come() -> None:
        foot.opens(one, unsaved=place.unsaved)

    def tell() -> None:
        place.unsaved = foot.unsaved()
        foot.turns.n += 1

    def go() -> None:
        foot.shuts(one)
        place.unsaved = foot.unsaved()

    ft.use_effect(come, [], cleanup=go)
    ft.use_effect(tell, [one.form.dirty, one.said, one.wrong])
    return foot, [] if found is not None else [FormFoot(foot, bare=True)]


def _row(extra: ft.Control | None) -> list[ft.Control]:
    return [] if extra is None else [ft.Row([extra])]


def _spot(form: Form, name: str) -> str:
    return f"form {form.number} {name}"


def _refused(words: Words, standing: Sequence[Entry], wrong: Mapping[str, str]) -> str:
    """What was refused, for the foot: the first field that is wrong, and all that is said of no field here."""
    labels = {entry.name: entry.label for entry in standing}
    first = next((name for name in labels if name in wrong), None)
    told = [f"{labels[first]}: {wrong[first]}"] if first is not None else []
    for name in (name for name in wrong if name and name not in labels):
        key = f"field.{name}"
        told.append(f"{words(key)}: {wrong[name]}" if words.has(key) else wrong[name])
    parts = [words("form.refused", what=" ".join(told))] if told else []
    return " ".join([*parts, *([wrong[""]] if "" in wrong else [])])


async def _show(form: Form, name: str | None) -> None:
    """Bring the field that is wrong into view, and whoever types into it."""
    if name is None:
        return
    await asyncio.sleep(DRAWN_S)
    with contextlib.suppress(RuntimeError, TimeoutError):  # the page went meanwhile
        if (scroller := _scroller(form.ground)) is not None:
            await scroller.scroll_to(scroll_key=_spot(form, name))
            await asyncio.sleep(IN_VIEW_S)
        if name in form.boxes:
            await form.boxes[name].focus()


def _scroller(control: Any) -> Any:
    """What scrolls around this control."""
    while control is not None and not isinstance(control, ft.ListView) and getattr(control, "scroll", None) is None:
        control = control.parent
    return control


def _use_foresight(form: Form, foresee: Foresee | None) -> str:
    """What is foreseen of what was typed so far. A hook."""
    said, say = ft.use_state("")
    form.heard = (lambda: say(foresee(form.changes()))) if foresee is not None else lambda: None
    return said


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
        seen=form.seer(entry.name),
    )
