"""The ways to reach somebody, each corrected in place: a tap on the pencil, type, save (features 3, 5, 6, 9)."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import flet as ft

from mobile.reader.contact import Point
from mobile.screens.people.parents import Parent
from mobile.touchline import Touchline, use_touchline
from mobile.widgets import lean
from mobile.widgets.card import rows_card
from mobile.widgets.fields_form import Entry, FieldsForm
from mobile.widgets.mark import mark
from mobile.widgets.row import row
from mobile.widgets.tap import icon_button
from shared.domain.contact_point import format_phone, is_doubtful, normalise
from shared.refusals import Invalid

KINDS = {
    "mobile": (ft.Icons.SMARTPHONE, "tel:", ft.KeyboardType.PHONE),
    "phone": (ft.Icons.CALL_OUTLINED, "tel:", ft.KeyboardType.PHONE),
    "email": (ft.Icons.MAIL_OUTLINED, "mailto:", ft.KeyboardType.EMAIL),
    "web": (ft.Icons.LANGUAGE, "", ft.KeyboardType.URL),
}
NEW = ("mobile", "email")
"""The kinds that can be added with one tap."""


@ft.component
def Points(
    contact: str,
    points: tuple[Point, ...],
    marks: tuple[tuple[str, str | None], ...],
    parents: tuple[Parent, ...] = (),
) -> ft.Control:
    """One row for each, of which one may be open for editing; those of the parents, with whose they are; and the ways
    to add one."""
    touchline = use_touchline()
    editing, set_editing = ft.use_state("")
    close = partial(set_editing, "")
    state = dict(marks)
    rows = [
        Edit(contact, point, close, key=f"edit {point.id}")
        if point.id == editing
        else _line(touchline, point, state.get(point.id), partial(set_editing, point.id))
        for point in points
    ]
    for parent in parents:
        rows += _of_parent(touchline, parent)
    if editing in NEW:
        rows.append(Add(contact, editing, close, key=f"add {editing}"))
    elif kinds := [kind for kind in NEW if may_add(touchline, contact, kind)]:
        rows.append(_adders(touchline, kinds, set_editing))
    return rows_card(rows)


def may_add(touchline: Touchline, contact: str, kind: str = "mobile") -> bool:
    """Whether I may add a way of this kind to this contact."""
    return touchline.writer.may("contact_point.add", id="00000000", contact=contact, kind=kind, value="+32")


def shown(point: Point) -> str:
    """The value as people write it."""
    return format_phone(point.value) if point.kind in ("mobile", "phone") else point.value


def breakable(address: str) -> str:
    """An e-mail address that may go on, on the next line, at its @ and nowhere else."""
    return address.replace("@", "\u200b@")  # a space without a width


def _line(
    touchline: Touchline, point: Point, state: str | None, edit: Callable[[], None] | None, who: str = ""
) -> ft.Control:
    """One way, that a tap takes; `who` is whose it is, where that is not whose card it stands on."""
    words = touchline.words
    icon, scheme, _ = KINDS[point.kind]
    pencil: ft.Control | None = None
    if edit is not None and touchline.writer.may("contact_point.patch", id=point.id, set={"value": point.value}):
        pencil = icon_button(ft.Icons.EDIT_OUTLINED, words("point.edit", value=shown(point)), edit)
    name = lean.Text(value=breakable(shown(point)), size=16, weight=ft.FontWeight.W_500, semantics_label=shown(point))
    return row(
        name,
        " · ".join(part for part in (who, point.label or words(f"point.{point.kind}")) if part),
        leading=ft.Icon(icon, color=ft.Colors.PRIMARY),
        trailing=next(iter(mark(words, state)), None),
        action=pencil,
        on_click=lambda: touchline.open_url(f"{scheme}{point.value}"),
        key=point.id,
    )


def _of_parent(touchline: Touchline, parent: Parent) -> list[ft.Control]:
    """A parent's numbers and addresses; one of whom this device holds none is at least named. They are corrected on the
    parent's own card."""
    words = touchline.words
    who = words("contact.parent", name=parent.name, function=parent.function) if parent.function else parent.name
    if not parent.points:
        sign = ft.Icon(ft.Icons.PERSON_OUTLINE, color=ft.Colors.PRIMARY)
        card = partial(touchline.go, f"/people/{parent.contact}")
        return [row(who, words("contact.parent.none"), leading=sign, on_click=card, key=parent.contact)]
    return [_line(touchline, point, None, None, who) for point in parent.points]


def _adders(touchline: Touchline, kinds: Sequence[str], open_: Callable[[str], None]) -> ft.Control:
    buttons = [
        ft.TextButton(
            touchline.words(f"point.add.{kind}"),
            icon=ft.Icons.ADD,
            height=48,
            on_click=lambda _, kind=kind: open_(kind),
        )
        for kind in kinds
    ]
    return ft.Container(ft.Row(buttons, spacing=4, wrap=True), padding=4)


class Checked:
    """Turns a typed value into the stored one, and asks once about a number that no list of numbers knows."""

    def __init__(self, touchline: Touchline, kind: str) -> None:
        self._words, self._kind = touchline.words, kind
        self._doubted = ""

    def __call__(self, text: str) -> tuple[str, Mapping[str, str]]:
        """The value, and what is wrong with it by field. The same unusual number once more means: it is right."""
        try:
            value = normalise(self._kind, text)  # type: ignore[arg-type]  # the column's own choices
        except Invalid as wrong:
            return "", {"value": self._words.reason(str(wrong.about["reason"]))}
        if self._kind in ("mobile", "phone") and is_doubtful(value) and self._doubted != value:
            self._doubted = value
            return "", {"value": self._words("point.doubtful")}
        return value, {}


@ft.component
def Edit(contact: str, point: Point, close: Callable[[], None]) -> ft.Control:
    """The row while it is being corrected."""
    touchline = use_touchline()
    words = touchline.words
    check = ft.use_memo(lambda: Checked(touchline, point.kind), [point.kind])

    def save(changes: Mapping[str, str]) -> Mapping[str, str]:
        wanted: dict[str, str | None] = {"label": changes["label"] or None} if "label" in changes else {}
        if "value" in changes:  # a field that was not touched is not sent: somebody else may be correcting it
            wanted["value"], wrong = check(changes["value"])
            if wrong:
                return wrong
        return replace(touchline, point, wanted)

    def delete() -> None:
        touchline.state.place.unsaved = False
        if touchline.do("contact_point.delete", id=point.id).refusal is None:
            touchline.tell(
                words("point.deleted", value=shown(point)), words("undo"), partial(again, touchline, contact, point)
            )
            close()

    bin_: ft.Control | None = None
    if touchline.writer.may("contact_point.delete", id=point.id):
        bin_ = icon_button(
            ft.Icons.DELETE_OUTLINED, words("point.delete", value=shown(point)), delete, color=ft.Colors.ERROR
        )
    _, _, keyboard = KINDS[point.kind]
    entries = (
        Entry("value", words(f"point.{point.kind}"), shown(point), keyboard),
        Entry("label", words("field.label"), point.label or ""),
    )
    return FieldsForm(entries, save, close, bin_)


def replace(touchline: Touchline, point: Point, wanted: Mapping[str, str | None]) -> Mapping[str, str]:
    """Save these fields, and offer the old ones back; what is wrong by field."""
    patch = ("contact_point.patch", {"id": point.id, "set": dict(wanted)})
    return touchline.try_all(patch, said=touchline.words("point.saved"))


def again(touchline: Touchline, contact: str, point: Point) -> None:
    """A deleted way to reach somebody, made anew under another id: that works without a network."""
    touchline.do(
        "contact_point.add",
        id=touchline.writer.new_id(),
        contact=contact,
        kind=point.kind,
        value=point.value,
        label=point.label,
        is_primary=int(point.primary),
    )


@ft.component
def Add(contact: str, kind: str, close: Callable[[], None]) -> ft.Control:
    """A new number or address."""
    touchline = use_touchline()
    words = touchline.words
    check = ft.use_memo(lambda: Checked(touchline, kind), [kind])

    def save(changes: Mapping[str, str]) -> Mapping[str, str]:
        value, wrong = check(changes["value"])
        if wrong:
            return wrong
        new = {"id": touchline.writer.new_id(), "contact": contact, "kind": kind, "value": value}
        label = changes.get("label") or None
        return touchline.try_all(("contact_point.add", {**new, "label": label, "is_primary": 0}))

    _, _, keyboard = KINDS[kind]
    entries = (Entry("value", words(f"point.{kind}"), "", keyboard), Entry("label", words("field.label")))
    return FieldsForm(entries, save, close)
