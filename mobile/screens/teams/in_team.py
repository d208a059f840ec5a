"""Somebody's place in a team: the number on the shirt, and the last day (features 33, 34)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import flet as ft

from mobile.reader.contact import Belongs, Contact
from mobile.reader.sign_ins import Held
from mobile.reader.teams import Member, Team
from mobile.screens.equipment.custody import asking
from mobile.screens.people.person_form import stored
from mobile.touchline import Touchline, use_touchline
from mobile.widgets.card import big_button
from mobile.widgets.fields_form import Entry, FieldsForm
from mobile.widgets.filters import few
from mobile.widgets.pill import pill
from shared.domain.calendar import parse_date
from shared.refusals import Invalid


@dataclass(frozen=True)
class Place:
    """Who is where: the row `line` says so. `leaves` is the last day that was said; `plays` whether shirts matter."""

    line: str
    name: str
    group: str
    team: str
    shirt: int | None
    plays: bool
    leaves: str | None


def place_of(view: Contact, belongs: Belongs) -> Place:
    """As the contact's page knows it."""
    leaves = belongs.to_on if belongs.current else None
    return Place(belongs.line, view.name, belongs.group, belongs.name, belongs.shirt, belongs.plays, leaves)


def place_in(team: Team, member: Member) -> Place:
    """As the team's page knows it."""
    plays = member.plays and team.kind == "team"
    return Place(member.line, member.name, team.id, team.name, member.own, plays, member.leaves)


def may_number(touchline: Touchline, line: str) -> bool:
    """Whether the number of this place is mine to give."""
    return touchline.writer.may("group_member.patch", id=line, set={"shirt_number": 1})


def may_end(touchline: Touchline, line: str) -> bool:
    """Whether it is mine to say that somebody leaves."""
    return touchline.writer.may("group.remove_member", id=line)


def may_change(touchline: Touchline, place: Place) -> bool:
    """Whether anything of it is mine to change."""
    return may_end(touchline, place.line) or (place.plays and may_number(touchline, place.line))


def ask_place(touchline: Touchline, place: Place, close: Callable[[], None]) -> ft.AlertDialog:
    """The question over the page."""
    title = touchline.words("member.of", name=place.name, team=place.team)
    return asking(touchline, title, lambda: PlaceForm(place, close, key=place.line), close)


@ft.component
def PlaceForm(place: Place, close: Callable[[], None]) -> ft.Control:
    """The number, and below it the way out; what was said of a last day can be taken back."""
    touchline = use_touchline()
    words = touchline.words
    parts: list[ft.Control] = []
    if place.plays and may_number(touchline, place.line):
        parts.append(NumberForm(place, close, key="number"))
    if may_end(touchline, place.line):
        parts.append(ft.Text(words("leave.title"), size=16, weight=ft.FontWeight.W_600))
        if place.leaves is not None:
            parts.append(ft.Text(words("leave.said", day=words.iso_day(place.leaves)), size=15))
            stay = partial(_stay, touchline, place, close)
            parts.append(big_button(words("leave.stay"), ft.Icons.UNDO, stay, main=False))
        parts.append(LeaveForm(place, close, key="leave"))
    return ft.Column(
        parts,
        spacing=12,
        tight=True,
        scroll=ft.ScrollMode.AUTO,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


@ft.component
def NumberForm(place: Place, close: Callable[[], None]) -> ft.Control:
    """One number; one that somebody else of the team bears is kept, and said."""
    touchline = use_touchline()
    words = touchline.words
    value = "" if place.shirt is None else str(place.shirt)
    entries = (Entry("shirt_number", words("field.shirt_number"), value, ft.KeyboardType.NUMBER),)

    def save(changes: Mapping[str, str]) -> Mapping[str, str]:
        number = stored("shirt_number", changes["shirt_number"])
        wish = ("group_member.patch", {"id": place.line, "set": {"shirt_number": number}})
        return touchline.try_all(wish, said=said_of(touchline, place.group, place.line, number))

    return FieldsForm(entries, save, close)


def said_of(touchline: Touchline, group: str, line: str, number: str | int | None) -> str:
    """That it is kept, and who bears the same number."""
    words = touchline.words
    others = [
        member.name
        for member in touchline.reader.teams.roster(group)
        if number is not None and member.plays and member.shirt == number and member.line != line
    ]
    if not others:
        return words("undo.saved")
    return words("shirts.same", number=str(number), names=", ".join(others))


@ft.component
def LeaveForm(place: Place, close: Callable[[], None]) -> ft.Control:
    """Today in one tap, or another day."""
    touchline = use_touchline()
    words = touchline.words
    entries = (Entry("to_on", words("leave.last"), hint="30/06/2027", pick="day"),)
    roles = touchline.reader.sign_ins.coaching(place.line)
    may = all(touchline.writer.may("role.withdraw", id=one.id) for one in roles)
    too, choose = ft.use_state("yes")
    ended = roles if may and too == "yes" else ()

    def leave(day: str) -> None:
        if ends(touchline, place, day, ended):
            close()

    def save(changes: Mapping[str, str]) -> Mapping[str, str]:
        try:
            day = parse_date(changes["to_on"], "to_on", today=touchline.today)
        except Invalid as problem:
            return {"to_on": words.reason(str(problem.about["reason"]))}
        ends(touchline, place, day.isoformat(), ended)
        return {}

    today = partial(leave, touchline.today.isoformat())
    ask: list[ft.Control] = []
    if roles and may:
        yes_or_no = [(value, words(f"leave.role.{value}")) for value in ("yes", "no")]
        ask = [ft.Text(words("leave.role", name=place.name), size=15), few(yes_or_no, too, choose)]
    rows: list[ft.Control] = [
        *ask,
        big_button(words("leave.today"), ft.Icons.LOGOUT, today),
        ft.Text(words("leave.other"), size=15, color=ft.Colors.ON_SURFACE_VARIANT),
        FieldsForm(entries, save, close, key="other"),
    ]
    return ft.Column(rows, spacing=12, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def ends(touchline: Touchline, place: Place, day: str, roles: Sequence[Held] = ()) -> bool:
    """Say the last day (`YYYY-MM-DD`), with a way back; False when it was refused. These roles end on the same day."""
    words, over = touchline.words, day < touchline.today.isoformat()
    wishes: list[tuple[str, dict[str, object]]] = [("group.remove_member", {"id": place.line, "to_on": day})]
    wishes += [("role.withdraw", {"id": one.id} if over else {"id": one.id, "to_on": day}) for one in roles]
    if touchline.do_all(*wishes).refusal is not None:
        return False
    key = "leave.left" if day <= touchline.today.isoformat() else "leave.will"
    text = words(key, name=place.name, team=place.team, day=words.iso_day(day))
    back: list[tuple[str, dict[str, object]]] = [("group.keep_member", {"id": place.line})]
    if place.leaves is not None:
        back.append(("group.remove_member", {"id": place.line, "to_on": place.leaves}))
    for one in roles:  # what has a last day is not given another: it ends now, and is given anew
        days = {"from_on": one.from_on, "to_on": one.to_on}
        back += [] if over else [("role.withdraw", {"id": one.id})]
        new = touchline.writer.new_id()
        back.append(("role.grant", {"id": new, "user": one.user, "role": one.role, "group": one.group, **days}))
    touchline.tell(text, words("undo"), partial(touchline.do_all, *back))
    return True


def _stay(touchline: Touchline, place: Place, close: Callable[[], None]) -> None:
    if touchline.do("group.keep_member", id=place.line).refusal is None:
        close()


def leaving_pill(touchline: Touchline, day: str) -> ft.Control:
    """That somebody leaves, and after which day."""
    words = touchline.words
    return pill(words("leave.after", day=words.iso_day(day)), ft.Icons.LOGOUT, "waiting")
