"""The ways to reach somebody, each corrected in place: a tap on the pencil, type, save (features 3, 5, 6, 9)."""

from collections.abc import Callable
from functools import partial

import flet as ft

from mobile.reader.contact import Point
from mobile.touchline import Touchline, use_touchline
from mobile.widgets.card import rows_card
from mobile.widgets.field import field
from mobile.widgets.form import Form, use_form
from mobile.widgets.mark import mark
from mobile.widgets.row import row
from mobile.widgets.tap import icon_button
from mobile.widgets.theme import EDGE
from mobile.words import Words
from shared.domain.contact_point import format_phone, is_doubtful, normalise
from shared.errors import Invalid

KINDS = {
    "mobile": (ft.Icons.SMARTPHONE, "tel:", ft.KeyboardType.PHONE),
    "phone": (ft.Icons.CALL_OUTLINED, "tel:", ft.KeyboardType.PHONE),
    "email": (ft.Icons.MAIL_OUTLINED, "mailto:", ft.KeyboardType.EMAIL),
    "web": (ft.Icons.LANGUAGE, "", ft.KeyboardType.URL),
}


@ft.component
def Points(contact: str, points: tuple[Point, ...], marks: tuple[tuple[str, str | None], ...]) -> ft.Control:
    """One row for each; one of them may be open for editing."""
    touchline = use_touchline()
    editing, set_editing = ft.use_state("")
    state = dict(marks)
    rows = [
        Edit(contact, point, lambda: set_editing(""), key=f"edit {point.id}")
        if point.id == editing
        else _line(touchline, contact, point, state.get(point.id), partial(set_editing, point.id))
        for point in points
    ]
    return rows_card(rows)


def shown(point: Point) -> str:
    """The value as people write it."""
    return format_phone(point.value) if point.kind in ("mobile", "phone") else point.value


def _line(touchline: Touchline, contact: str, point: Point, state: str | None, edit: Callable[[], None]) -> ft.Control:
    words = touchline.words
    icon, scheme, _ = KINDS[point.kind]
    pencil: ft.Control | None = None
    if touchline.writer.may("contact_point.patch", id=point.id, set={"value": point.value}):
        pencil = icon_button(ft.Icons.EDIT_OUTLINED, words("point.edit", value=shown(point)), edit)
    label = point.label or words(f"point.{point.kind}")
    return row(
        shown(point),
        label,
        leading=ft.Icon(icon, color=ft.Colors.PRIMARY),
        trailing=next(iter(mark(words, state)), None),
        action=pencil,
        on_click=lambda: touchline.open_url(f"{scheme}{point.value}"),
        key=point.id,
    )


@ft.component
def Edit(contact: str, point: Point, close: Callable[[], None]) -> ft.Control:
    """The row while it is being corrected: Save lights up once something changed, undo takes it back."""
    touchline = use_touchline()
    words, place = touchline.words, touchline.state.place
    form = use_form({"value": shown(point)})
    problem, set_problem = ft.use_state("")
    doubted = ft.use_ref("")
    ft.use_effect(lambda: setattr(place, "unsaved", form.dirty), [form.dirty])
    ft.use_effect(lambda: None, [], cleanup=lambda: setattr(place, "unsaved", False))

    def save() -> None:
        try:
            value = normalise(point.kind, form.value("value"))  # type: ignore[arg-type]  # the column's own choices
        except Invalid as wrong:
            set_problem(words.reason(str(wrong.about["reason"])))
            return
        if point.kind in ("mobile", "phone") and is_doubtful(value) and doubted.current != value:
            doubted.current = value  # saving the same number once more means: yes, it is right
            set_problem(words("point.doubtful"))
            return
        before = point.value
        place.unsaved = False
        done = touchline.do("contact_point.patch", id=point.id, set={"value": value})
        if done.refusal is None:
            touchline.tell(
                words("point.saved"),
                words("undo"),
                lambda: touchline.do("contact_point.patch", id=point.id, set={"value": before}),
            )
            close()

    def undo() -> None:
        set_problem("")
        form.undo()

    _, _, keyboard = KINDS[point.kind]
    box = field(
        form.value("value"),
        form.setter("value"),
        key=f"value {form.generation}",
        label=words(f"point.{point.kind}"),
        keyboard_type=keyboard,
        autofocus=True,
        autocorrect=False,
        error=problem or None,
    )
    return ft.Container(
        ft.Column([box, _buttons(words, form, save, undo, close)], spacing=12, tight=True), padding=EDGE
    )


def _buttons(
    words: Words, form: Form, save: Callable[[], None], undo: Callable[[], None], close: Callable[[], None]
) -> ft.Control:
    if not form.dirty:
        idle = [
            ft.TextButton(words("form.close"), height=48, on_click=lambda _: close()),
            ft.FilledButton(words("form.save"), height=48, disabled=True),
        ]
        return ft.Row(idle, alignment=ft.MainAxisAlignment.END, spacing=8)
    lit = [
        ft.TextButton(words("form.undo"), icon=ft.Icons.UNDO, height=48, on_click=lambda _: undo()),
        ft.FilledButton(words("form.save"), icon=ft.Icons.CHECK, height=48, on_click=lambda _: save()),
    ]
    return ft.Row(lit, alignment=ft.MainAxisAlignment.END, spacing=8)
