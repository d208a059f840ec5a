"""What is kept of a team: the numbers of its players typed down the list, who leaves, what it is (features 33, 34)."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import flet as ft

from mobile.places import SPOTS
from mobile.reader.teams import Member, Team
from mobile.screens.more.club_form import GroupForm
from mobile.screens.people.person_form import stored
from mobile.screens.teams.in_team import ask_place, leaving_pill, may_end, may_number, place_in
from mobile.touchline import Touchline, use_replica, use_touchline
from mobile.widgets.avatar import avatar
from mobile.widgets.card import card, fact, page, rows_card, section
from mobile.widgets.empty import empty
from mobile.widgets.fields_form import Entry, FieldsForm
from mobile.widgets.first_load import missing
from mobile.widgets.frame import frame
from mobile.widgets.row import person_name, row
from mobile.widgets.tap import icon_button
from shared.actions.groups import HIGHEST_SHIRT


def may_manage(touchline: Touchline, team: Team) -> bool:
    """Whether the numbers are mine to give, or the team mine to correct."""
    me = touchline.state.me
    return team.id in me.teams or touchline.writer.may("group.patch", id=team.id, set={"name": team.name})


@ft.component
def TeamManage(group: str) -> ft.Control:
    """The numbers first: a coach comes for them. Below, for the office, who is in it, and the team itself."""
    touchline = use_replica()
    words, teams = touchline.words, touchline.reader.teams
    asked, ask = ft.use_state("")
    team, roster = teams.team(group), teams.roster(group)
    found = next((member for member in roster if member.line == asked), None)
    shown = team is not None and found is not None
    ft.use_dialog(ask_place(touchline, place_in(team, found), partial(ask, "")) if shown else None)
    if team is None or not may_manage(touchline, team):
        gone = missing(touchline, SPOTS["teams"].icon, words("teams.gone"), words("teams.gone.why"))
        return frame(touchline, words("place.teams"), gone, back=True)
    parts: list[ft.Control] = []
    numbered = [member for member in roster if member.plays and may_number(touchline, member.line)]
    if team.kind == "team" and numbered:
        parts.append(_shirts(touchline, team, numbered, _doubles(touchline, roster)))
    today = touchline.today.isoformat()
    there = [member for member in roster if member.leaves is None or member.leaves >= today]
    if leaving := [member for member in there if may_end(touchline, member.line)]:
        rows = [_line(touchline, member, partial(ask, member.line)) for member in leaving]
        parts.append(section(words("teams.people"), rows_card(rows)))
    if touchline.writer.may("group.patch", id=group, set={"name": team.name}):
        parts.append(section(words("teams.itself"), card(GroupForm(team, key=f"{team}"), padding=0)))
    if not parts:
        parts.append(empty(SPOTS["teams"].icon, words("teams.nobody"), words("contact.no_teams.why")))
    return frame(touchline, words("teams.manage.of", team=team.name), page(*parts), back=True)


def _shirts(touchline: Touchline, team: Team, players: Sequence[Member], below: Sequence[ft.Control]) -> ft.Control:
    # Whoever comes or leaves makes other fields; a number that comes from elsewhere must not wipe out what is typed, so
    # what is said of it stands below.
    return section(
        touchline.words("shirts.title"),
        card(Shirts(team.id, tuple(players), key=" ".join(one.line for one in players)), padding=0),
        *below,
    )


@ft.component
def Shirts(group: str, players: tuple[Member, ...]) -> ft.Control:
    """A field for each player, down the list; all that was typed is kept in one gesture."""
    touchline = use_touchline()
    words, (saved, set_saved) = touchline.words, ft.use_state(0)
    entries = tuple(
        Entry(
            one.line,
            one.name,
            "" if one.own is None else str(one.own),
            ft.KeyboardType.NUMBER,
            hint=None if one.own is not None or one.shirt is None else str(one.shirt),
        )
        for one in players
    )

    def save(changes: Mapping[str, str]) -> Mapping[str, str]:
        wishes, wrong = [], {}
        for line, text in changes.items():
            number = stored("shirt_number", text)
            if isinstance(number, str) or (number is not None and number > HIGHEST_SHIRT):
                wrong[line] = words.reason("out_of_range" if text.isdecimal() else "not_integer")
            wishes.append(("group_member.patch", {"id": line, "set": {"shirt_number": number}}))
        if wrong:
            return wrong
        return touchline.try_all(*wishes, said=words.plural("shirts.saved", len(wishes)))

    return FieldsForm(entries, save, lambda: set_saved(saved + 1), stands=True, key=str(saved))


def doubles(roster: Sequence[Member]) -> dict[int, list[str]]:
    """The numbers that more than one player bears, and who."""
    found: dict[int, list[str]] = {}
    for member in roster:
        if member.plays and member.shirt is not None:
            found.setdefault(member.shirt, []).append(member.name)
    return {number: names for number, names in sorted(found.items()) if len(names) > 1}


def _doubles(touchline: Touchline, roster: Sequence[Member]) -> list[ft.Control]:
    words = touchline.words
    lines = [
        fact(ft.Icons.WARNING_AMBER, words("shirts.twice", number=number, names=", ".join(names)), ft.Colors.ERROR)
        for number, names in doubles(roster).items()
    ]
    return [card(*lines)] if lines else []


def _line(touchline: Touchline, member: Member, ask: Callable[[], None]) -> ft.Control:
    words = touchline.words
    note = words(f"function.{member.function}")
    number = None if member.shirt is None else str(member.shirt)
    return row(
        person_name(member.given, member.family),
        note,
        leading=avatar(member.contact, member.initials, None, 40, number),
        trailing=leaving_pill(touchline, member.leaves) if member.leaves is not None else None,
        action=icon_button(ft.Icons.EDIT_OUTLINED, words("member.change_of", name=member.name), ask),
        on_click=partial(touchline.go, f"/people/{member.contact}"),
        key=member.line,
    )
