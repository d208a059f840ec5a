"""What happened to something: who, when, from which device, before and after. Asked of the club when somebody looks.
(feature B17)
"""

from collections.abc import Mapping, Sequence
from typing import Any

import flet as ft

from mobile.past import Line, Past, Place
from mobile.screens.people.countries import NAMED
from mobile.touchline import Touchline, use_replica
from mobile.widgets.card import fact
from mobile.widgets.frame import heading
from mobile.words import Words
from shared.errors import TouchlineError
from shared.register import Field
from shared.tables import REGISTER

UNSAID = ("id", "present", "sequence")
SEALED = ("C", "D")
UNREAD: Past | None = None


@ft.component
def History(places: tuple[Place, ...]) -> ft.Control:
    """The lines of these rows, newest first, with the rest on demand."""
    touchline = use_replica()
    words = touchline.words
    past, set_past = ft.use_state(UNREAD)
    problem, set_problem = ft.use_state("")

    async def load(before: int | None = None) -> None:
        set_problem("")
        try:
            found = await ask(touchline, places, before)
        except TouchlineError as trouble:
            set_problem(trouble.code)
            return
        set_past(found if before is None or past is None else Past((*past.lines, *found.lines), found.more))

    async def first() -> None:
        await load()

    async def rest(_: object) -> None:
        await load(past.more if past is not None else None)

    ft.use_effect(first, [places])
    rows: list[ft.Control] = [heading(words("history.title"), 2)]
    if past is not None:
        rows += [line(touchline, one, last=one is past.lines[0]) for one in past.lines]
        rows += [] if past.lines else [fact(ft.Icons.HISTORY, words("history.none"))]
    if problem:
        rows.append(fact(ft.Icons.CLOUD_OFF, trouble_text(words, problem)))
        rows.append(ft.TextButton(words("history.again"), icon=ft.Icons.REPLAY, height=48, on_click=rest))
    elif past is None:
        rows.append(ft.ProgressBar(semantics_label=words("history.loading")))
    elif past.more is not None:
        rows.append(ft.TextButton(words("history.more"), height=48, on_click=rest))
    return ft.Column(rows, spacing=14, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


async def ask(touchline: Touchline, places: Sequence[Place], before: int | None) -> Past:
    """One page. Raises TouchlineError, at the latest when there is nobody to ask."""
    if touchline.history is None:
        raise TouchlineError
    return await touchline.history(places, before)


def trouble_text(words: Words, code: str) -> str:
    """Why there is nothing to read: mostly that there is no network."""
    return words(f"fault.{code}") if code != "unreachable" and words.has(f"fault.{code}") else words("history.offline")


def line(touchline: Touchline, one: Line, *, last: bool = False) -> ft.Control:
    """One change, and the way back where it still stands; what went with the `last` change can come back."""
    words = touchline.words
    today = touchline.today
    small = " · ".join(part for part in (words.moment(one.at, touchline.zone, today), one.device) if part)
    parts: list[ft.Control] = [
        ft.Text(author(words, one), weight=ft.FontWeight.W_600),
        *([ft.Text(words("history.asked", who=one.asked), size=14)] if one.asked else []),
        ft.Text(small, size=13, color=ft.Colors.ON_SURFACE_VARIANT),
        *(ft.Text(text, size=15) for text in changes(touchline, one)),
    ]
    if wish := way_back(touchline, one):
        parts.append(_undo(touchline, wish))
    elif last and may_come_back(touchline, one):
        parts.append(_bring_back(touchline, one))
    icon = {"insert": ft.Icons.ADD_CIRCLE_OUTLINE, "remove": ft.Icons.REMOVE_CIRCLE_OUTLINE}.get(
        one.kind, ft.Icons.EDIT_OUTLINED
    )
    return ft.Row(
        [
            ft.Icon(icon, size=20, color=ft.Colors.ON_SURFACE_VARIANT),
            ft.Column(parts, spacing=2, tight=True, expand=True),
        ],
        spacing=12,
        vertical_alignment=ft.CrossAxisAlignment.START,
        key=f"{one.seq} {one.table} {one.id}",
    )


def author(words: Words, one: Line) -> str:
    """Who did it, as far as I may know."""
    if one.by == "somebody":
        return one.who or words("history.somebody")
    return words(f"history.{one.by}")


def changes(touchline: Touchline, one: Line) -> list[str]:
    """Field by field: "Omschrijving: thuis → werk", and what was said and gave way."""
    words = touchline.words
    names = [name for name in {**one.before, **one.after} if name not in UNSAID and REGISTER[one.table].field(name)]
    said = []
    for name in names:
        before, after = (shown(touchline, one.table, name, values.get(name)) for values in (one.before, one.after))
        if one.kind == "patch":
            said.append(words("history.changed", field=label(words, name), before=before, after=after))
        else:
            said.append(words("history.value", field=label(words, name), value=after if one.after else before))
    for name, value in one.lost.items():
        text = shown(touchline, one.table, name, value)
        said.append(words("history.lost", field=label(words, name), value=text))
    return said or [words(f"history.kind.{one.kind}")]


def label(words: Words, name: str) -> str:
    """A field as forms call it."""
    return words(f"field.{name}") if words.has(f"field.{name}") else name.replace("_", " ")


def shown(touchline: Touchline, table: str, name: str, value: Any) -> str:
    """A value as a person reads it; a bank account by its last four signs, nothing else that is sensitive."""
    words, field = touchline.words, REGISTER[table].field(name)
    if value is None or field is None:
        return words("history.empty")
    if REGISTER[table].klass in SEALED:
        return f"•••• {str(value)[-4:]}" if name == "iban" else "••••"
    return _plain(touchline, field, value)


def _plain(touchline: Touchline, field: Field, value: Any) -> str:
    words = touchline.words
    if field.kind == "boolean":
        return words("history.yes" if value else "history.no")
    if field.ref is not None:
        return touchline.reader.outbox.name(field.ref, value) or words("history.elsewhere")
    if field.name.endswith("_cents"):
        return words.money(int(value))
    if field.name.endswith("_at") and field.kind == "integer":
        return words.moment(int(value), touchline.zone, touchline.today)
    if field.check == "date":
        return words.iso_day(str(value))
    if field.choices and words.has(f"choice.{field.name}.{value}"):
        return words(f"choice.{field.name}.{value}")
    return words.country(str(value)) if field.name in NAMED else str(value)


def way_back(touchline: Touchline, one: Line) -> Mapping[str, Any] | None:
    """The arguments of the undo that this line allows; None where something was changed since, or I may not."""
    if one.kind != "patch" or not one.after:
        return None
    args = {"table": one.table, "id": one.id, "set": dict(one.before), "still": dict(one.after)}
    if not touchline.reader.outbox.stands(**args) or not touchline.writer.may("row.undo", **args):
        return None
    return args


def may_come_back(touchline: Touchline, one: Line) -> bool:
    """Whether I may bring back what this line took away: the office, and of what was planned who plans for its team."""
    if one.kind != "remove" or touchline.reader.outbox.row(one.table, one.id):
        return False
    if touchline.reader.outbox.waits_for(one.id) & {"row.restore"}:
        return False
    if one.table != "activity":
        return touchline.writer.may("row.restore", table=one.table, id=one.id)
    plan = {name: one.before.get(name) for name in ("kind", "title", "start_at", "zone", "group")}
    return touchline.writer.may("activity.create", id=one.id, **plan)


def _bring_back(touchline: Touchline, one: Line) -> ft.Control:
    def press() -> None:
        if touchline.do("row.restore", table=one.table, id=one.id).refusal is None:
            touchline.tell(touchline.words("history.back"))

    label = touchline.words("history.bring_back")
    return ft.Row([ft.TextButton(label, icon=ft.Icons.RESTORE, height=48, on_click=lambda _: press())])


def _undo(touchline: Touchline, args: Mapping[str, Any]) -> ft.Control:
    def undo() -> None:
        if touchline.do("row.undo", **args).refusal is None:
            touchline.tell(touchline.words("undo.done"))

    return ft.Row([ft.TextButton(touchline.words("undo"), icon=ft.Icons.UNDO, height=48, on_click=lambda _: undo())])
