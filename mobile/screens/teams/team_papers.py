"""The papers of a team: the list for the referee and the emergency sheet, made here without a connection.

What the medical sheets say stands on paper only for who may open them, and each that is printed is opened under one's
name, as it is on a screen.
"""

from collections.abc import Sequence

import flet as ft

from mobile.paper.team import Cared, EmergencySheet, Listed, RefereeList, emergency_sheet, referee_list
from mobile.reader.agenda import Activity, Attendance, Row
from mobile.reader.teams import Member, Team
from mobile.taking_out import written_down
from mobile.touchline import Touchline, use_touchline
from mobile.widgets.card import card, section
from mobile.widgets.machine import use_files
from mobile.words import Words
from shared.domain.contact import fold
from shared.domain.contact_point import format_phone

SIGNS = ("papers.sign.coach", "papers.sign.delegate", "papers.sign.referee")
ON_A_LIST = ("name", "birth_year", "shirt_number", "function")
ON_A_SHEET = ("name", "phone", "emergency")
MOST = 200
"""Openings that one gesture may note."""


@ft.component
def TeamPapers(team: Team) -> ft.Control:
    """The buttons that make them."""
    touchline = use_touchline()
    words, files = touchline.words, use_files()
    roster = touchline.reader.teams.roster(team.id)
    players = [member for member in roster if member.plays]
    sheets = [member.contact for member in players if touchline.reader.sensitive.medical(member.contact) is not None]

    async def the_list(_: object) -> None:
        if _listed_out(touchline, [member.contact for member in roster], team.id):
            await files.save(file_name(words("papers.list"), team.name), referee_list(list_of(touchline, team, roster)))

    async def the_sheet(_: object) -> None:
        if _sheet_out(touchline, players, team.id):
            content = emergency_sheet(sheet_of(touchline, team, players))
            await files.save(file_name(words("papers.sheet"), team.name), content)

    async def with_medical(_: object) -> None:
        if opened(touchline, sheets) and _sheet_out(touchline, players, team.id, "medical"):
            content = emergency_sheet(sheet_of(touchline, team, players, medical=True))
            await files.save(file_name(words("papers.sheet"), team.name), content)

    buttons: list[ft.Control] = [
        _button(words("papers.list"), ft.Icons.FORMAT_LIST_NUMBERED, the_list),
        _button(words("papers.sheet"), ft.Icons.EMERGENCY_OUTLINED, the_sheet),
    ]
    parts: list[ft.Control] = [ft.Row(buttons, wrap=True, spacing=8, run_spacing=8)]
    if sheets:
        parts.append(_button(words("papers.medical"), ft.Icons.MEDICAL_INFORMATION_OUTLINED, with_medical))
        parts.append(ft.Text(words("papers.medical.why"), size=14, color=ft.Colors.ON_SURFACE_VARIANT))
    return section(words("papers.title"), card(*parts))


@ft.component
def MatchPaper(activity: Activity, attendance: Attendance) -> ft.Control:
    """On the page of a match: the list for the referee, of who comes."""
    touchline = use_touchline()
    words, files = touchline.words, use_files()

    async def the_list(_: object) -> None:
        name = file_name(words("papers.list"), activity.title)
        came, beside = who_was_there(touchline, activity, attendance)
        people = [*(one.contact for one in came), *(one.contact for one in beside)]
        if _listed_out(touchline, people, activity.group):
            await files.save(name, referee_list(list_of_match(touchline, activity, attendance)))

    return ft.Row([_button(words("papers.list"), ft.Icons.PICTURE_AS_PDF_OUTLINED, the_list)])


def _button(text: str, icon: ft.IconData, act: object) -> ft.Control:
    return ft.OutlinedButton(text, icon=icon, height=48, on_click=act)


def _listed_out(touchline: Touchline, people: Sequence[str], group: str | None) -> bool:
    return written_down(touchline, "team_list", "pdf", ON_A_LIST, people, group)


def _sheet_out(touchline: Touchline, players: Sequence[Member], group: str, *more: str) -> bool:
    people = [member.contact for member in players]
    return written_down(touchline, "emergency_sheet", "pdf", (*ON_A_SHEET, *more), people, group)


def opened(touchline: Touchline, contacts: Sequence[str]) -> bool:
    """Note that these medical sheets are looked at; False when one of them may not be. See `open_medical`."""
    others = [contact for contact in contacts if contact not in touchline.state.me.close]
    looks = [("contact_medical.open", {"id": touchline.writer.new_id(), "contact": contact}) for contact in others]
    gestures = [looks[start : start + MOST] for start in range(0, len(looks), MOST)]
    return all(touchline.do_all(*gesture).refusal is None for gesture in gestures)


def list_of(touchline: Touchline, team: Team, roster: Sequence[Member]) -> RefereeList:
    """Everybody of the team."""
    words = touchline.words
    people = [_listed(words, one.shirt, one.name, one.birth_year, one.function) for one in roster]
    return _list(touchline, team.name, words("papers.list.about", day=words.long_day(touchline.today)), people)


def who_was_there(
    touchline: Touchline, activity: Activity, attendance: Attendance
) -> tuple[Sequence[Row], Sequence[Member]]:
    """Who was marked there, by number; until somebody is, who said yes. And who is beside the field."""
    known = touchline.reader.teams.roster(activity.group) if activity.group is not None else ()
    marked = any(row.confirmed is not None for row in attendance.rows)
    came = [
        row for row in attendance.rows if (row.confirmed in ("present", "late") if marked else row.expected == "yes")
    ]
    there = {row.contact for row in came}
    beside = [one for one in known if not one.plays and one.contact not in there]
    return sorted(came, key=lambda row: (row.shirt is None, row.shirt or 0, row.name)), beside


def list_of_match(touchline: Touchline, activity: Activity, attendance: Attendance) -> RefereeList:
    """Both of them, one under the other."""
    words, years = touchline.words, touchline.reader.people
    came, beside = who_was_there(touchline, activity, attendance)
    people = []
    for row in came:
        person = years.person(row.contact)
        people.append(_listed(words, row.shirt, row.name, person.birth_year if person else None, row.function))
    people += [_listed(words, None, one.name, None, one.function) for one in beside]
    when = words.moment(activity.start_at, activity.zone, touchline.today)
    about = " · ".join(part for part in (when, activity.location or "") if part)
    return _list(touchline, activity.title, about, people)


def _list(touchline: Touchline, title: str, about: str, people: Sequence[Listed]) -> RefereeList:
    words = touchline.words
    heads = (words("papers.number"), words("papers.name"), words("papers.born"), words("papers.function"))
    signs = tuple(words(sign) for sign in SIGNS)
    return RefereeList(_club(touchline), title, about, heads, tuple(people), signs, _printed(touchline))


def _listed(words: Words, shirt: int | None, name: str, year: int | None, function: str) -> Listed:
    return Listed(str(shirt) if shirt is not None else "", name, str(year or ""), words(f"function.{function}"))


def sheet_of(touchline: Touchline, team: Team, players: Sequence[Member], *, medical: bool = False) -> EmergencySheet:
    """Whom to call about each; with what the medical sheets say, where they were opened."""
    words, reader = touchline.words, touchline.reader
    people = []
    for call in reader.agenda.emergency([member.contact for member in players]):
        said = reader.sensitive.medical(call.contact) if medical else None
        known = [(words(f"field.{name}"), value) for name, value in said.said] if said is not None else []
        numbers = tuple((name, format_phone(phone)) for name, phone in call.numbers)
        people.append(Cared(call.name, call.alert or "", numbers, tuple(known)))
    about = words("papers.sheet.about", day=words.long_day(touchline.today))
    title = words("papers.sheet.of", team=team.name)
    nobody = words("emergency.no_number")
    return EmergencySheet(_club(touchline), title, about, tuple(people), nobody, _printed(touchline))


def _club(touchline: Touchline) -> str:
    return touchline.reader.clubs.card().name


def _printed(touchline: Touchline) -> str:
    words = touchline.words
    return words("evaluations.printed", day=words.iso_day(touchline.today.isoformat()))


def file_name(what: str, whose: str) -> str:
    """A name that every disk takes."""
    text = fold(f"{what} {whose}").replace("/", " ").replace("'", " ")
    return "-".join("".join(sign for sign in part if sign.isalnum()) for part in text.split()) + ".pdf"
