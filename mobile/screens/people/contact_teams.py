"""The teams of a contact by season, what may be changed of them, and the memberships (features 33, 34, 41)."""

from functools import partial

import flet as ft

from mobile.reader.contact import Belongs, Contact, Membership
from mobile.screens.teams.in_team import ask_place, leaving_pill, may_change, place_of
from mobile.touchline import Touchline, use_replica
from mobile.widgets.card import rows_card, section
from mobile.widgets.empty import empty
from mobile.widgets.pill import pill
from mobile.widgets.row import row
from mobile.widgets.tap import icon_button


@ft.component
def ContactTeams(view: Contact) -> ft.Control:
    """A tap opens the team; a pencil beside it where the number or the last day is mine to say."""
    touchline = use_replica()
    words = touchline.words
    asked, ask = ft.use_state("")
    close = partial(ask, "")
    found = next((belongs for belongs in view.groups if belongs.line == asked), None)
    ft.use_dialog(ask_place(touchline, place_of(view, found), close) if found is not None else None)
    parts: list[ft.Control] = []
    for season in dict.fromkeys(belongs.season for belongs in view.groups):
        of_season = [belongs for belongs in view.groups if belongs.season == season]
        rows = [_team(touchline, view, belongs, partial(ask, belongs.line)) for belongs in of_season]
        parts.append(section(words("contact.season", season=season), rows_card(rows)))
    parts += _figures(touchline, view)
    if view.memberships:
        parts.append(
            section(words("contact.memberships"), rows_card([_paid(touchline, one) for one in view.memberships]))
        )
    if not parts:
        parts.append(empty(ft.Icons.GROUPS_OUTLINED, words("contact.no_teams"), words("contact.no_teams.why")))
    return ft.Column(parts, spacing=20, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def _team(touchline: Touchline, view: Contact, belongs: Belongs, ask: partial[None]) -> ft.Control:
    words = touchline.words
    function = words(f"function.{belongs.function}") if belongs.function else ""
    shirt = words("contact.shirt", number=belongs.shirt) if belongs.shirt is not None else ""
    note = " · ".join(part for part in (function, shirt) if part)
    state: ft.Control | None = None
    if not belongs.current:
        state = pill(words("contact.ended"), ft.Icons.HISTORY)
    elif belongs.to_on is not None:
        state = leaving_pill(touchline, belongs.to_on)
    pencil = None
    if belongs.current and may_change(touchline, place_of(view, belongs)):
        pencil = icon_button(ft.Icons.EDIT_OUTLINED, words("member.change", team=belongs.name), ask)
    return row(
        belongs.name,
        note,
        leading=ft.Icon(ft.Icons.GROUPS_OUTLINED, color=ft.Colors.PRIMARY),
        trailing=state,
        action=pencil,
        on_click=partial(touchline.go, f"/teams/{belongs.group}"),
        key=belongs.line,
    )


def _figures(touchline: Touchline, view: Contact) -> list[ft.Control]:
    """How often somebody came, team by team; of who reads only of themselves and their children, these."""
    words, teams, now = touchline.words, touchline.reader.teams, touchline.now()
    playing = dict.fromkeys((one.group, one.name) for one in view.groups if one.current and one.plays)
    rows = []
    for group, name in playing:
        mine = teams.season(group, now).players.get(view.id)
        if mine is None:
            continue
        rows.append(
            row(
                words("season.of", team=name),
                words("season.came", came=mine.came, all=mine.marked),
                leading=ft.Icon(ft.Icons.BAR_CHART, color=ft.Colors.PRIMARY),
                trailing=ft.Text(f"{mine.share} %", size=17, weight=ft.FontWeight.W_700),
                on_click=partial(touchline.go, f"/teams/{group}/season/{view.id}"),
                key=f"season {group}",
            )
        )
    return [section(words("season.title"), rows_card(rows))] if rows else []


def _paid(touchline: Touchline, membership: Membership) -> ft.Control:
    words = touchline.words
    over = membership.end_on is not None and membership.end_on < touchline.today.isoformat()
    note = words("contact.member_since", day=words.iso_day(membership.start_on))
    if until := words.iso_day(membership.end_on):
        note = words("contact.member_until", start=words.iso_day(membership.start_on), end=until)
    state = pill(words("contact.active"), ft.Icons.CHECK, "good")
    if over:
        state = pill(words("contact.ended"), ft.Icons.HISTORY)
    return row(membership.type, note, trailing=state)
