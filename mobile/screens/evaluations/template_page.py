"""A template as it is kept: its words, its criteria, a new round, a copy, and that it is no longer used (feature 36).

What was scored keeps its meaning: words may be mended, but another weight or scale is another criterion, and the old
one is asked no more.
"""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

import flet as ft

from mobile.places import SPOTS
from mobile.reader.evaluations import Asked, Template
from mobile.screens.about import use_about
from mobile.screens.equipment.custody import asking
from mobile.screens.evaluations.criteria import SIGNS, CriteriaField, criteria_of, scale_text, scale_written, scales_of
from mobile.touchline import Touchline, use_replica, use_touchline
from mobile.widgets.card import big_button, card, page, rows_card, section
from mobile.widgets.fields_form import Entry, FieldsForm
from mobile.widgets.first_load import missing
from mobile.widgets.frame import frame
from mobile.widgets.pill import pill
from mobile.widgets.row import row
from mobile.widgets.tap import icon_button
from shared.domain.calendar import coming_day, numeric_date, parse_date
from shared.refusals import Invalid

ROUND, MORE = "round", "more"
"""What is asked over the page beside a criterion, which is named by its id."""


def may_keep(touchline: Touchline, template: str) -> bool:
    """Whether this template is mine to change."""
    return touchline.writer.may("evaluation_template.patch", id=template, set={"archived": 0})


@ft.component
def TemplatePage(template: str) -> ft.Control:
    """What it asks, and what may become of it."""
    touchline = use_replica()
    words, reader = touchline.words, touchline.reader.evaluations
    asked, ask = ft.use_state("")
    close = partial(ask, "")
    found = reader.template(template)
    about = use_about(touchline, "evaluation_template", template)
    ft.use_dialog(_question(touchline, found, asked, close) if found is not None else None)
    if found is None or not may_keep(touchline, template):
        gone = missing(touchline, SPOTS["evaluations"].icon, words("evaluations.gone"), words("evaluations.gone.why"))
        return frame(touchline, words("place.evaluations"), gone, back=True)
    criteria = reader.asked(template)
    used = [_criterion(touchline, one, partial(ask, one.criterion.id)) for one in criteria if not one.retired]
    over = [_criterion(touchline, one, None) for one in criteria if one.retired]
    more = ft.OutlinedButton(words("template.add"), icon=ft.Icons.ADD, height=52, on_click=lambda _: ask(MORE))
    parts: list[ft.Control] = [
        _deeds(touchline, found, partial(ask, ROUND)),
        section(words("template.itself"), card(EditTemplate(found, key=f"{found}"), padding=0)),
        section(words("template.criteria"), _why(words("template.fixed")), rows_card(used), ft.Row([more])),
    ]
    if over:
        parts.append(section(words("template.over"), rows_card(over)))
    return frame(touchline, found.name, page(*parts), back=True, actions=[about])


def _why(text: str) -> ft.Control:
    return ft.Text(text, size=14, color=ft.Colors.ON_SURFACE_VARIANT)


def _deeds(touchline: Touchline, found: Template, new_round: Callable[[], None]) -> ft.Control:
    """A round that goes on with the same template, a copy, and to stop with it."""
    words = touchline.words
    first, last = words.iso_day(found.from_on), words.iso_day(found.to_on)
    lines: list[ft.Control] = []
    if found.archived:
        lines.append(ft.Row([pill(words("template.archived"), ft.Icons.HISTORY)]))
    if first:
        text = words("evaluations.period", first=first, last=last) if last else words("template.since", day=first)
        lines.append(ft.Text(text, size=16))
    if not found.archived:
        lines.append(big_button(words("template.round"), ft.Icons.EVENT_REPEAT, new_round))
        lines.append(_why(words("template.round.why")))
    copy = partial(touchline.go, f"/evaluations/new/{found.id}")
    stop = words("template.use" if found.archived else "template.stop")
    icon = ft.Icons.UNARCHIVE_OUTLINED if found.archived else ft.Icons.ARCHIVE_OUTLINED
    buttons: list[ft.Control] = [
        ft.OutlinedButton(words("template.copy"), icon=ft.Icons.COPY, height=48, on_click=lambda _: copy()),
        ft.OutlinedButton(stop, icon=icon, height=48, on_click=lambda _: _archive(touchline, found)),
    ]
    lines.append(ft.Row(buttons, wrap=True, spacing=8, run_spacing=8))
    return card(*lines)


def _archive(touchline: Touchline, found: Template) -> None:
    done = touchline.do("evaluation_template.patch", id=found.id, set={"archived": int(not found.archived)})
    if done.refusal is None:
        text = touchline.words("template.used" if found.archived else "template.stopped", name=found.name)
        touchline.offer_undo(done.changeset, text)


@ft.component
def EditTemplate(found: Template) -> ft.Control:
    """Its name, until when this round is due, and whether players answer too."""
    touchline = use_touchline()
    words = touchline.words
    saved, set_saved = ft.use_state(0)
    yes_no = (("", words("template.no")), ("1", words("template.yes")))
    last = Entry("to_on", words("field.to_on"), _typed(found.to_on), ft.KeyboardType.DATETIME, pick="day")
    entries = (
        Entry("name", words("field.name"), found.name),
        *([last] if found.from_on is not None else []),
        Entry("self_too", words("field.self_too"), "1" if found.self_too else "", choices=yes_no),
    )

    def save(changes: Mapping[str, str]) -> Mapping[str, str]:
        fields: dict[str, Any] = dict(changes)
        try:
            if changes.get("to_on"):
                fields["to_on"] = parse_date(changes["to_on"], "to_on", today=touchline.today).isoformat()
        except Invalid as problem:
            return {"to_on": words.reason(str(problem.about["reason"]))}
        if "self_too" in fields:
            fields["self_too"] = int(bool(fields["self_too"]))
        fields = {name: None if value == "" else value for name, value in fields.items()}
        return touchline.try_all(
            ("evaluation_template.patch", {"id": found.id, "set": fields}), said=words("undo.saved")
        )

    return FieldsForm(entries, save, lambda: set_saved(saved + 1), stands=True, key=str(saved))


def _typed(day: str | None) -> str:
    """A stored day as a person types it."""
    return "" if day is None else numeric_date(date.fromisoformat(day))


def _criterion(touchline: Touchline, one: Asked, ask: Callable[[], None] | None) -> ft.Control:
    """One that is asked opens to be mended; one that is not may be asked again."""
    words = touchline.words
    kind = scale_text(one.criterion, words)
    note = kind if one.criterion.category == one.name else f"{one.criterion.category} · {kind}"
    if ask is not None:
        button = icon_button(ft.Icons.EDIT_OUTLINED, words("criterion.change", name=one.name), ask)
    else:
        again = partial(_ask_again, touchline, one, retired=0)
        button = icon_button(ft.Icons.UNDO, words("criterion.again", name=one.name), again)
    sign = ft.Icon(SIGNS[one.criterion.scale], color=ft.Colors.PRIMARY if ask is not None else ft.Colors.OUTLINE)
    return row(one.name, note, leading=sign, action=button, key=one.criterion.id)


def _ask_again(touchline: Touchline, one: Asked, *, retired: int) -> bool:
    """Ask it no more, or again; with a way back. False when that was refused."""
    done = touchline.do("criterion.patch", id=one.criterion.id, set={"retired": retired})
    if done.refusal is None:
        text = touchline.words("criterion.retired" if retired else "criterion.asked", name=one.name)
        touchline.offer_undo(done.changeset, text)
    return done.refusal is None


def _question(touchline: Touchline, found: Template, asked: str, close: Callable[[], None]) -> ft.AlertDialog | None:
    words = touchline.words
    if asked == ROUND:
        return asking(
            touchline, words("template.round"), lambda: NewRound(found, close, key=ROUND), close, scrolls=True
        )
    if asked == MORE:
        return asking(touchline, words("template.add"), MoreCriteria(found, close, key=MORE), close)
    one = next((one for one in touchline.reader.evaluations.asked(found.id) if one.criterion.id == asked), None)
    if one is None:
        return None
    title = words("criterion.change", name=one.name)
    return asking(touchline, title, lambda: CriterionForm(found.id, one, close, key=asked), close, scrolls=True)


@ft.component
def NewRound(found: Template, close: Callable[[], None]) -> ft.Control:
    """Everybody has an empty sheet again; what was scored before stays, and its line goes on."""
    touchline = use_touchline()
    words = touchline.words
    entries = (
        Entry("from_on", words("field.from_on"), keyboard=ft.KeyboardType.DATETIME, pick="day"),
        Entry("to_on", words("field.to_on"), keyboard=ft.KeyboardType.DATETIME, pick="day"),
    )

    def save(changes: Mapping[str, str]) -> Mapping[str, str]:
        try:
            days = {
                name: coming_day(changes[name], name, touchline.today).isoformat()
                for name in ("from_on", "to_on")
                if changes.get(name)
            }
        except Invalid as problem:
            return {str(problem.about["field"]): words.reason(str(problem.about["reason"]))}
        if "from_on" not in days:
            return {"from_on": words.reason("required")}
        if found.from_on is not None and days["from_on"] <= found.from_on:
            return {"from_on": words("template.round.later", day=words.iso_day(found.from_on))}
        wish = ("evaluation_template.patch", {"id": found.id, "set": {"to_on": None, **days}})
        return touchline.try_all(wish, said=words("template.round.begun", name=found.name))

    rows: list[ft.Control] = [_why(words("template.round.why"))]
    if drafts := touchline.reader.evaluations.drafts(found.id, found.from_on):
        rows.append(pill(words.plural("template.drafts", drafts), ft.Icons.WARNING_AMBER, "waiting"))
    rows.append(FieldsForm(entries, save, close))
    return ft.Column(rows, spacing=12, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


@ft.component
def CriterionForm(template: str, one: Asked, close: Callable[[], None]) -> ft.Control:
    """Its words; or another scale or weight, which makes a new criterion in its place."""
    touchline = use_touchline()
    words = touchline.words
    how = scale_written(one.criterion, words).removeprefix(":").strip()
    entries = (
        Entry("name", words("criterion.name"), one.name),
        Entry("how", words("criterion.how"), how, hint="0-10 x2"),
    )

    def save(changes: Mapping[str, str]) -> Mapping[str, str]:
        name = changes.get("name", one.name)
        if not name or ":" in name:
            return {"name": words.reason("required" if not name else "not_text")}
        if "how" not in changes:
            wish = ("criterion.patch", {"id": one.criterion.id, "set": {"name": name}})
            return touchline.try_all(wish, said=words("undo.saved"))
        return _replaced(touchline, template, one, name, changes["how"])

    def retire(_: object) -> None:
        if _ask_again(touchline, one, retired=1):
            close()

    stop = ft.TextButton(words("criterion.retire"), icon=ft.Icons.BLOCK, height=48, on_click=retire)
    rows: list[ft.Control] = [_why(words("template.fixed")), FieldsForm(entries, save, close), ft.Row([stop])]
    return ft.Column(rows, spacing=8, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def _replaced(touchline: Touchline, template: str, one: Asked, name: str, how: str) -> Mapping[str, str]:
    """The old one is asked no more, and one that is answered in the new way is: one gesture, and one way back."""
    words, new = touchline.words, touchline.writer.new_id()
    weight_alone = how.lower().startswith(("x", "×"))
    line = f"{name} {how}" if weight_alone or not how else f"{name}: {how}"
    category = "" if one.criterion.category == one.name else f"# {one.criterion.category}\n"
    try:
        made = criteria_of(category + line, *scales_of(words))
    except Invalid as problem:
        return {"how": words.reason(str(problem.about["reason"]))}
    if len(made) != 1:  # a # in front makes a category of it
        return {"name": words.reason("not_text")}
    old = one.criterion.id
    wishes = (
        ("criterion.patch", {"id": old, "set": {"retired": 1}}),
        ("evaluation_template.add_criteria", {"id": template, "criteria": [{"id": new, **made[0]}]}),
    )
    back = (
        ("criterion.patch", {"id": new, "set": {"retired": 1}}),
        ("criterion.patch", {"id": old, "set": {"retired": 0}}),
    )
    return touchline.try_all(*wishes, said=words("criterion.replaced", name=name), back=back)


@ft.component
def MoreCriteria(found: Template, close: Callable[[], None]) -> ft.Control:
    """More of them, as they are written in a new template."""
    touchline = use_touchline()
    words = touchline.words
    typed: Any = ft.use_ref("")
    wrong, set_wrong = ft.use_state("")

    def write(text: str) -> None:
        typed.current = text

    def add() -> None:
        try:
            said = criteria_of(typed.current or "", *scales_of(words))
        except Invalid as problem:
            return set_wrong(words.reason(str(problem.about["reason"])))
        made = [{"id": touchline.writer.new_id(), **one} for one in said]
        back = tuple(("criterion.patch", {"id": one["id"], "set": {"retired": 1}}) for one in made)
        wish = ("evaluation_template.add_criteria", {"id": found.id, "criteria": made})
        problems = touchline.try_all(wish, said=words.plural("template.added", len(made)), back=back)
        return set_wrong(next(iter(problems.values()))) if problems else close()

    rows: list[ft.Control] = [_why(words("template.how")), CriteriaField("", write)]
    rows.append(ft.Text(wrong, color=ft.Colors.ERROR, visible=bool(wrong)))
    rows.append(big_button(words("template.add"), ft.Icons.ADD, add))
    return ft.Column(
        rows,
        spacing=12,
        tight=True,
        scroll=ft.ScrollMode.AUTO,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
