"""What the club says of itself, its seasons and its teams: asked of an owner, at the start and later (feature 33)."""

from collections.abc import Callable, Mapping
from datetime import date, time
from functools import partial

import flet as ft

from mobile.screens.custody import asking
from mobile.screens.custom_fields import SETTINGS
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
    """Several at once: their names with commas between them. They belong to the season of today."""
    touchline = use_touchline()
    words = touchline.words
    entries = (Entry("teams", words("club.teams.names"), lines=2, hint="U9, U11 A, U11 B"),)

    def save(changes: Mapping[str, str]) -> Mapping[str, str]:
        names = list(dict.fromkeys(" ".join(name.split()) for name in changes.get("teams", "").split(",")))
        made = [_team(touchline, name) for name in names if name]
        if not made:
            return {"teams": words.reason("required")}
        return touchline.try_all(*made)

    why = ft.Text(words("club.teams.why"), size=15, color=ft.Colors.ON_SURFACE_VARIANT)
    return ft.Column([why, FieldsForm(entries, save, close, key="teams")], spacing=8, tight=True)


def _team(touchline: Touchline, name: str) -> tuple[str, dict[str, object]]:
    season = touchline.reader.clubs.season()
    return "group.create", {"id": touchline.writer.new_id(), "name": name, "kind": "team", "season": season}


CLUB_FORMS: Mapping[str, Callable[..., ft.Control]] = {"named": ClubForm, "season": SeasonForm, "teams": TeamsForm}


@ft.component
def ClubRows() -> ft.Control:
    """The same later, among the further places of an owner."""
    touchline = use_replica()
    words = touchline.words
    asked, ask = ft.use_state("")
    close = partial(ask, "")
    ft.use_dialog(
        asking(touchline, words(f"start.{asked}"), CLUB_FORMS[asked](close, key=asked), close) if asked else None
    )
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
