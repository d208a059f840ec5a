"""A team at the field: who is in it with number and age, a parent one tap away, who is injured, whom to call."""

from collections.abc import Callable
from functools import partial

import flet as ft

from mobile.places import SPOTS
from mobile.reader.equipment import Taker
from mobile.reader.injuries import Injury
from mobile.reader.teams import Member, Team
from mobile.screens.about import use_about
from mobile.screens.equipment.loans import LoansPart
from mobile.screens.equipment.resources import STAFF
from mobile.screens.people.people import born
from mobile.screens.teams.emergency import use_emergency
from mobile.screens.teams.injury import ask_injury, lasts, may_note
from mobile.screens.teams.team_manage import may_manage
from mobile.screens.teams.team_papers import TeamPapers
from mobile.touchline import Touchline, use_replica
from mobile.widgets.avatar import avatar
from mobile.widgets.card import big_button, card, page, rows_card, section
from mobile.widgets.first_load import missing
from mobile.widgets.frame import frame
from mobile.widgets.pill import pill
from mobile.widgets.row import person_name, row
from mobile.widgets.tap import icon_button


@ft.component
def TeamPage(group: str) -> ft.Control:
    """Everything that a coach reaches for with one hand."""
    touchline = use_replica()
    words, reader = touchline.words, touchline.reader
    hurt, ask_hurt = ft.use_state("")
    team, roster = reader.teams.team(group), reader.teams.roster(group)
    players = [member for member in roster if member.plays]
    open_emergency = use_emergency(touchline, [member.contact for member in players])
    done = partial(ask_hurt, "")
    ft.use_dialog(ask_injury(touchline, hurt, done) if hurt else None)
    about = use_about(touchline, "group", group)
    if team is None:
        gone = missing(touchline, SPOTS["teams"].icon, words("teams.gone"), words("teams.gone.why"))
        return frame(touchline, words("place.teams"), gone, back=True)
    injuries = reader.injuries.now([member.contact for member in roster], touchline.today)
    calls = may_call(touchline, team)
    parts: list[ft.Control] = _other_season(touchline, team)
    if calls:
        parts.append(big_button(words("emergency.title"), ft.Icons.EMERGENCY, open_emergency))
    parts.append(_ways(touchline, team))
    rows = [_line(touchline, member, injuries.get(member.contact), ask_hurt) for member in players]
    parts.append(section(words.plural("teams.players", len(players)), rows_card(rows)))
    if others := [member for member in roster if not member.plays]:
        rows = [_line(touchline, member, injuries.get(member.contact), ask_hurt) for member in others]
        parts.append(section(words("teams.around"), rows_card(rows)))
    if group in touchline.state.me.teams or touchline.state.me.has(*STAFF):
        parts.append(LoansPart(Taker("group", group, team.name, team.category or ""), key="loans"))
    if touchline.writer.may("group.attend_by_default", id=group, on=1):
        parts.append(_by_default(touchline, team))
    if calls and players:
        parts.append(TeamPapers(team, key="papers"))
    return frame(touchline, team.name, page(*parts), back=True, actions=[about])


def _other_season(touchline: Touchline, team: Team) -> list[ft.Control]:
    """Which season this is, unless it is the one that runs: the same team has the same name each year."""
    season = next((one for one in touchline.reader.teams.seasons() if one.id == team.season), None)
    if season is None or season.current:
        return []
    return [ft.Row([pill(touchline.words("teams.season", season=season.name), ft.Icons.HISTORY, "waiting")])]


def may_call(touchline: Touchline, team: Team) -> bool:
    """Whether whom to call about these players is for me: the coach of the team, the office."""
    me = touchline.state.me
    return team.id in me.teams or me.has("owner", "secretary")


def _ways(touchline: Touchline, team: Team) -> ft.Control:
    ways = [("season.title", ft.Icons.BAR_CHART, "season")]
    if may_manage(touchline, team):
        ways.append(("teams.manage", ft.Icons.FORMAT_LIST_NUMBERED, "manage"))
    return ft.Row([_way(touchline, team, *way) for way in ways], wrap=True, spacing=8, run_spacing=8)


def _way(touchline: Touchline, team: Team, text: str, icon: ft.IconData, place: str) -> ft.Control:
    go = partial(touchline.go, f"/teams/{team.id}/{place}")
    return ft.OutlinedButton(touchline.words(text), icon=icon, height=48, on_click=lambda _: go())


def _line(touchline: Touchline, member: Member, injury: Injury | None, note: Callable[[str], None]) -> ft.Control:
    """One person: the number on the shirt, name and age, an injury; and the first phone as a button of its own."""
    words = touchline.words
    age = born(words, member.birth_year)
    role = "" if member.plays else words(f"function.{member.function}")
    facts: list[ft.Control] = []
    if text := " · ".join(part for part in (role, age) if part):
        facts.append(ft.Text(text, size=14, color=ft.Colors.ON_SURFACE_VARIANT))
    if injury is not None:
        facts.append(pill(lasts(touchline, injury), ft.Icons.HEALING, "error"))
    number = None if member.shirt is None else str(member.shirt)
    initials = member.initials
    sides: list[ft.Control] = []
    if member.plays and injury is None and may_note(touchline, member.contact):
        label = words("injury.note_of", name=member.name)
        sides.append(icon_button(ft.Icons.HEALING, label, partial(note, member.contact)))
    if member.calls:
        name, phone = member.calls[0]
        label = words("contact.call_name", name=name)
        call = partial(touchline.open_url, f"tel:{phone}")
        sides.append(icon_button(ft.Icons.CALL, label, call, color=ft.Colors.PRIMARY))
    return row(
        person_name(member.given, member.family),
        ft.Row(facts, wrap=True, spacing=8, run_spacing=4) if facts else None,
        leading=avatar(member.contact, initials, touchline.picture(member.photo), 44, number),
        action=ft.Row(sides, spacing=0, tight=True) if sides else None,
        on_click=partial(touchline.go, f"/people/{member.contact}"),
        key=f"{member.contact} {member.function}",
    )


def _by_default(touchline: Touchline, team: Team) -> ft.Control:
    """Whether the players come unless they say no."""
    words = touchline.words

    def choose(event: ft.Event[ft.Switch]) -> None:
        touchline.do("group.attend_by_default", id=team.id, on=int(bool(event.control.value)))

    switch = ft.Switch(label=words("teams.attending"), value=team.attending, on_change=choose, key="attending")
    why = ft.Text(words("teams.attending.why"), size=14, color=ft.Colors.ON_SURFACE_VARIANT)
    return section(words("teams.answers"), card(ft.Container(switch, height=48), why))
