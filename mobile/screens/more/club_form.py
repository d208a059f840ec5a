"""What the club says of itself, its seasons and its teams: asked of an owner, at the start and later (feature 33)."""

from collections.abc import Callable, Mapping
from datetime import date, time
from functools import partial

import flet as ft

from mobile.reader.teams import Team
from mobile.screens.equipment.custody import asking
from mobile.screens.equipment.custom_fields import SETTINGS
from mobile.touchline import Touchline, use_replica, use_touchline
from mobile.widgets.card import big_button, rows_card
from mobile.widgets.fields_form import Entry, FieldsForm
from mobile.widgets.row import row
from shared.domain.calendar import parse_time
from shared.domain.iban import format_iban, parse_iban
from shared.refusals import Invalid

FIRST_MONTH = 7
"""Sports years begin on 1 July."""


def year_of(today: date) -> tuple[str, str, str]:
    """The sports year of this day: its name, its first and its last day."""
    first = today.year if today.month >= FIRST_MONTH else today.year - 1
    return f"{first}-{first + 1}", f"{first}-07-01", f"{first + 1}-06-30"


@ft.component
def ClubForm(close: Callable[[], None]) -> ft.Control:
    """Its name, the account that invoices ask to be paid to, and the hours in which it tells nobody anything."""
    touchline = use_touchline()
    words, card = touchline.words, touchline.reader.clubs.card()
    iban = format_iban(card.iban) if card.iban else ""
    quiet = touchline.reader.notices.quiet()
    entries = (
        Entry("name", words("club.name"), card.name),
        Entry("iban", words("club.iban"), iban),
        Entry("quiet", words("club.quiet"), hours_text(quiet), hint="22:00-07:00"),
    )

    def save(changes: Mapping[str, str]) -> Mapping[str, str]:
        said: dict[str, object] = dict(changes)
        if "name" in said and not said["name"]:
            return {"name": words.reason("required")}
        try:
            if iban := changes.get("iban"):
                said["iban"] = parse_iban(iban)
            if "quiet" in said:
                said["quiet"] = read_hours(changes["quiet"])
        except Invalid as problem:
            return {str(problem.about["field"]): words.reason(str(problem.about["reason"]))}
        value = {**touchline.reader.clubs.said(), **said}
        return touchline.try_all(("setting.put", {"id": "club", "value": value}))

    return FieldsForm(entries, save, close)


def hours_text(quiet: tuple[time, time] | None) -> str:
    """Two times as they are typed; the same twice where the club is never quiet."""
    begins, ends = quiet or (time(), time())
    return f"{begins:%H:%M}-{ends:%H:%M}"


def read_hours(text: str) -> list[str] | None:
    """What was typed as the club keeps it; None for nothing: the usual hours. Raises Invalid `quiet` `not_time`."""
    if not text.strip():
        return None
    parts = text.split("-")
    if len(parts) != 2:
        raise Invalid("quiet", "not_time")
    return [f"{parse_time(part, 'quiet'):%H:%M}" for part in parts]


@ft.component
def SeasonForm(close: Callable[[], None]) -> ft.Control:
    """This sports year in one tap, or other days."""
    touchline = use_touchline()
    words = touchline.words
    name, first, last = year_of(touchline.today)
    entries = (
        Entry("name", words("field.name"), hint=name),
        Entry("start_on", words("club.season.first"), hint=first, pick="day"),
        Entry("end_on", words("club.season.last"), hint=last, pick="day"),
    )

    def save(changes: Mapping[str, str]) -> Mapping[str, str]:
        made = {"name": name, "start_on": first, "end_on": last, **{key: text for key, text in changes.items() if text}}
        return touchline.try_all(("season.create", {"id": touchline.writer.new_id(), **made}))

    def usual() -> None:
        if not save({}):
            close()

    text = words("club.season.usual", name=name)
    rows = [
        big_button(text, ft.Icons.EVENT_AVAILABLE, usual),
        ft.Text(words("club.season.other"), size=15, color=ft.Colors.ON_SURFACE_VARIANT),
        FieldsForm(entries, save, close, key="other"),
    ]
    return ft.Column(rows, spacing=14, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


@ft.component
def TeamsForm(close: Callable[[], None]) -> ft.Control:
    """Several at once: their names with commas between them, teams of one age or work groups. They belong to the season
    of today."""
    touchline = use_touchline()
    words = touchline.words
    entries = (
        Entry("teams", words("club.teams.names"), lines=2, hint="U9, U11 A, U11 B"),
        *_kind_and_age(touchline, "team", ""),
    )

    def save(changes: Mapping[str, str]) -> Mapping[str, str]:
        names = list(dict.fromkeys(" ".join(name.split()) for name in changes.get("teams", "").split(",")))
        kind = changes.get("kind", "team")
        age = changes.get("category") if kind == "team" else None
        made = [_team(touchline, name, kind, age or None) for name in names if name]
        if not made:
            return {"teams": words.reason("required")}
        return touchline.try_all(*made)

    why = ft.Text(words("club.teams.why"), size=15, color=ft.Colors.ON_SURFACE_VARIANT)
    return ft.Column([why, FieldsForm(entries, save, close, key="teams")], spacing=8, tight=True)


def _team(touchline: Touchline, name: str, kind: str, category: str | None) -> tuple[str, dict[str, object]]:
    made = {"id": touchline.writer.new_id(), "name": name, "kind": kind, "category": category}
    return "group.create", {**made, "season": touchline.reader.clubs.season()}


def _kind_and_age(touchline: Touchline, kind: str, category: str) -> tuple[Entry, ...]:
    """What a group is; of a team its age, by which evaluations find it."""
    words = touchline.words
    kinds = tuple((name, words(f"group.{name}")) for name in ("team", "workgroup"))
    ages = tuple((age, age) for age in touchline.reader.evaluations.categories())
    return (
        Entry("kind", words("field.kind"), kind, choices=kinds),
        Entry("category", words("club.age"), category, quick=ages, hint="U11", beside=("kind", "team")),
    )


@ft.component
def GroupForm(team: Team) -> ft.Control:
    """A team or a work group corrected: its name, what it is, its age, and whether it goes on."""
    touchline = use_touchline()
    words = touchline.words
    saved, set_saved = ft.use_state(0)
    states = tuple((name, words(f"group.{name}")) for name in ("active", "archived"))
    entries = (
        Entry("name", words("field.name"), team.name),
        *_kind_and_age(touchline, team.kind, team.category or ""),
        Entry("status", words("field.status"), team.status, choices=states),
    )

    def save(changes: Mapping[str, str]) -> Mapping[str, str]:
        if not changes.get("name", team.name):
            return {"name": words.reason("required")}
        fields = {name: text or None for name, text in changes.items()}
        return touchline.try_all(("group.patch", {"id": team.id, "set": fields}), said=words("undo.saved"))

    return FieldsForm(entries, save, lambda: set_saved(saved + 1), stands=True, key=str(saved))


CLUB_FORMS: Mapping[str, Callable[..., ft.Control]] = {"named": ClubForm, "season": SeasonForm, "teams": TeamsForm}


def ask_of_club(touchline: Touchline, asked: str, close: Callable[[], None]) -> ft.AlertDialog:
    """One of these forms over the page."""
    title = touchline.words(f"start.{asked}")
    return asking(touchline, title, lambda: CLUB_FORMS[asked](close, key=asked), close, scrolls=True)


@ft.component
def ClubRows() -> ft.Control:
    """The same later, among the further places of an owner."""
    touchline = use_replica()
    words = touchline.words
    asked, ask = ft.use_state("")
    close = partial(ask, "")
    ft.use_dialog(ask_of_club(touchline, asked, close) if asked else None)
    fields = partial(touchline.go, SETTINGS)
    icons = {"named": ft.Icons.SHIELD_OUTLINED, "season": ft.Icons.EVENT_NOTE, "teams": ft.Icons.GROUPS_OUTLINED}
    return rows_card(
        [
            row(words(f"club.{name}"), leading=ft.Icon(icon, color=ft.Colors.PRIMARY), on_click=partial(ask, name))
            for name, icon in icons.items()
        ]
        + [row(words("club.fields"), leading=ft.Icon(ft.Icons.TUNE, color=ft.Colors.PRIMARY), on_click=fields)]
    )


def may_keep_club(touchline: Touchline) -> bool:
    """Whether I may say what the club is called."""
    return touchline.writer.may("setting.put", id="club", value={})
