"""The teams of a season, and the ways into one: its people at the field, its season in figures (features 33, 34)."""

from collections.abc import Sequence
from functools import partial

import flet as ft

from mobile.places import SPOTS
from mobile.reader.teams import SeasonName, Team
from mobile.screens.equipment.custody import asking
from mobile.screens.more.club_form import TeamsForm
from mobile.screens.teams.team import TeamPage
from mobile.screens.teams.team_manage import TeamManage
from mobile.screens.teams.team_season import PlayerSeason, SeasonPage
from mobile.touchline import Touchline, use_replica, use_touchline
from mobile.widgets.card import page, rows_card, section
from mobile.widgets.empty import empty
from mobile.widgets.filters import filters
from mobile.widgets.frame import frame
from mobile.widgets.row import row
from mobile.widgets.tap import icon_button

SEASON, MANAGE = "season", "manage"
"""What follows the team in the address of its figures, and of what is kept of it."""


@ft.component
def TeamsList(selected: str | None = None) -> ft.Control:
    """Seasons above, the newest first; below my teams, and then the others."""
    touchline = use_replica()
    words, reader = touchline.words, touchline.reader.teams
    seasons = reader.seasons()
    chosen, choose = ft.use_state("")
    season = chosen or _season_of(touchline, seasons, selected)
    chips = filters([(one.id, one.name) for one in seasons], season, choose) if len(seasons) > 1 else None
    teams = reader.of_season(season)
    mine = [team for team in teams if team.id in touchline.state.me.teams]
    others = [team for team in teams if team not in mine]
    parts = []
    if mine:
        parts.append(section(words("teams.mine"), rows_card([_row(touchline, team, selected) for team in mine])))
    if others:
        title = words("teams.others" if mine else "place.teams")
        parts.append(section(title, rows_card([_row(touchline, team, selected) for team in others])))
    body = page(*parts) if parts else empty(SPOTS["teams"].icon, words("teams.none"), words("teams.none.why"))
    asked, ask = ft.use_state(False)
    close = partial(ask, False)
    form = partial(TeamsForm, close, key="teams")
    ft.use_dialog(asking(touchline, words("club.teams"), form, close, scrolls=True) if asked else None)
    actions = []
    if may_make(touchline):
        actions.append(icon_button(ft.Icons.ADD, words("club.teams"), partial(ask, True)))
    return frame(touchline, words("place.teams"), body, under=chips, actions=actions)


def _season_of(touchline: Touchline, seasons: Sequence[SeasonName], selected: str | None) -> str:
    """The season of the team that is open beside the list; else the one that runs, or the newest."""
    opened = touchline.reader.teams.team(selected.partition("/")[0]) if selected else None
    if opened is not None:
        return opened.season
    return next((one.id for one in seasons if one.current), seasons[0].id if seasons else "")


def may_make(touchline: Touchline) -> bool:
    """Whether teams are mine to make, in the season of today."""
    season = touchline.reader.clubs.season()
    new = {"id": "00000000", "name": "x", "kind": "team", "season": season}
    return season is not None and touchline.writer.may("group.create", **new)


def _row(touchline: Touchline, team: Team, selected: str | None) -> ft.Control:
    words = touchline.words
    counted = words.plural("teams.players" if team.kind == "team" else "teams.members", team.players)
    facts = (words("group.workgroup") if team.kind != "team" else team.category or "", counted)
    note = " · ".join(part for part in (*facts, words("group.archived") if team.status == "archived" else "") if part)
    return row(
        team.name,
        note,
        leading=ft.Icon(SPOTS["teams"].icon, color=ft.Colors.PRIMARY),
        trailing=ft.Icon(ft.Icons.CHEVRON_RIGHT, color=ft.Colors.OUTLINE),
        selected=selected is not None and selected.partition("/")[0] == team.id,
        on_click=partial(touchline.go, f"/teams/{team.id}"),
        key=team.id,
    )


@ft.component
def TeamOpened(opened: str) -> ft.Control:
    """The team, what is kept of it, its season, or the season of one of its players."""
    use_touchline()
    group, _, rest = opened.partition("/")
    what, _, contact = rest.partition("/")
    if what == SEASON and contact:
        return PlayerSeason(group, contact, key=opened)
    if what == MANAGE:
        return TeamManage(group, key=opened)
    return SeasonPage(group, key=opened) if what == SEASON else TeamPage(group, key=opened)
