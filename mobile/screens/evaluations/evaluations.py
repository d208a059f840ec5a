"""Evaluations (feature 36): how far each team is, and the ways into a round, a report, a template."""

from functools import partial

import flet as ft

from mobile.places import SPOTS
from mobile.reader.evaluations import Round, Template
from mobile.screens.evaluations.evaluation_fill import FillOne
from mobile.screens.evaluations.evaluation_report import ReportPage
from mobile.screens.evaluations.evaluation_round import RoundPage
from mobile.screens.evaluations.evaluation_tab import report_row
from mobile.screens.evaluations.evaluation_template import NewTemplate
from mobile.screens.evaluations.template_page import TemplatePage, may_keep
from mobile.touchline import Touchline, use_replica, use_touchline
from mobile.widgets.card import page, rows_card, section
from mobile.widgets.empty import empty
from mobile.widgets.frame import frame
from mobile.widgets.pill import Mood, pill
from mobile.widgets.row import row
from mobile.widgets.tap import icon_button
from mobile.widgets.theme import EDGE
from shared.domain.evaluation import Standing

STANDING: dict[Standing, tuple[ft.IconData, Mood]] = {
    "overdue": (ft.Icons.WARNING_AMBER, "error"),
    "due": (ft.Icons.SCHEDULE, "waiting"),
    "later": (ft.Icons.EVENT_OUTLINED, "calm"),
    "none": (ft.Icons.ALL_INCLUSIVE, "calm"),
    "done": (ft.Icons.CHECK, "good"),
}
NEW, OF, OWN, AGAIN, TEMPLATE = "new", "of", "self", "again", "template"
"""What an address under this place may begin with, besides a template and a team."""


def my_rounds(touchline: Touchline) -> tuple[Round, ...]:
    """Of the teams I coach; of all teams for an owner."""
    me = touchline.state.me
    groups = None if me.has("owner") else me.teams
    return touchline.reader.evaluations.rounds(groups, touchline.today.isoformat()) if groups is None or groups else ()


def may_ask(touchline: Touchline) -> bool:
    """Whether templates are mine to make: an owner's for everybody, a coach's for the own team."""
    me = touchline.state.me
    return me.has("owner") or bool(me.teams)


@ft.component
def Evaluations(selected: str | None = None) -> ft.Control:
    """Every round of my teams, the most urgent first."""
    touchline = use_replica()
    words = touchline.words
    found = my_rounds(touchline)
    kept = _kept(touchline, selected)
    if found or kept:
        rows = [rows_card([_row(touchline, one, selected) for one in found])] if found else []
        body: ft.Control = ft.ListView([*rows, *kept], padding=ft.Padding.all(EDGE), expand=True, spacing=20)
    elif mine := _mine(touchline):
        body = page(*mine)
    else:
        why = "evaluations.none.why" if may_ask(touchline) else "evaluations.none.read"
        body = empty(SPOTS["evaluations"].icon, words("evaluations.none"), words(why))
    actions = []
    if may_ask(touchline):
        actions = [icon_button(ft.Icons.ADD, words("evaluations.new"), partial(touchline.go, f"/evaluations/{NEW}"))]
    return frame(touchline, words("place.evaluations"), body, actions=actions)


def _kept(touchline: Touchline, selected: str | None) -> list[ft.Control]:
    """The templates that are mine to keep, those that are no longer used last."""
    words = touchline.words
    rows = [
        row(
            one.name,
            words.plural(
                "template.asks", sum(not asked.retired for asked in touchline.reader.evaluations.asked(one.id))
            ),
            leading=ft.Icon(ft.Icons.TUNE, color=ft.Colors.PRIMARY),
            trailing=pill(words("template.archived"), ft.Icons.HISTORY) if one.archived else None,
            selected=selected == f"{TEMPLATE}/{one.id}",
            on_click=partial(touchline.go, f"/evaluations/{TEMPLATE}/{one.id}"),
            key=f"template {one.id}",
        )
        for one in touchline.reader.evaluations.templates()
        if may_keep(touchline, one.id)
    ]
    return [section(words("template.all"), rows_card(rows))] if rows else []


def _mine(touchline: Touchline) -> list[ft.Control]:
    """Of who evaluates nobody: what is asked of me and mine, and all that may be read."""
    parts = for_myself(touchline)
    for person in sorted(touchline.state.me.persons):
        found = touchline.reader.evaluations.of_contact(person)
        if found:
            rows = [report_row(touchline, one) for one in found]
            parts.append(section(found[0].line.player.name, rows_card(rows)))
    return parts


def _row(touchline: Touchline, one: Round, selected: str | None) -> ft.Control:
    words = touchline.words
    place = f"{one.template.id}/{one.group}"
    progress = words("evaluations.progress", final=one.final, all=len(one.lines))
    bar = ft.ProgressBar(value=one.final / len(one.lines), bar_height=8, border_radius=4)
    lines: list[ft.Control] = [
        ft.Text(one.template.name, size=14, color=ft.Colors.ON_SURFACE_VARIANT),
        ft.Semantics(content=bar, exclude_semantics=True),  # the row is a button, and its words say the same
        ft.Row([ft.Text(progress, size=13, expand=True), *standing_pill(touchline, one.template, one.standing)]),
    ]
    return row(
        one.team,
        ft.Column(lines, spacing=6, tight=True),
        leading=ft.Icon(SPOTS["evaluations"].icon, color=ft.Colors.PRIMARY),
        selected=selected is not None and selected.startswith(place),
        on_click=partial(touchline.go, f"/evaluations/{place}"),
        key=place,
    )


def standing_pill(touchline: Touchline, template: Template, standing: Standing) -> list[ft.Control]:
    """Until when, since when it is late, or that all is done; nothing where nothing is due."""
    if standing == "none":
        return []
    icon, mood = STANDING[standing]
    day = template.from_on if standing == "later" else template.to_on
    key = f"evaluations.{standing}" if day is not None or standing == "done" else "evaluations.open"
    return [pill(touchline.words(key, day=touchline.words.iso_day(day)), icon, mood)]


@ft.component
def Evaluation(opened: str) -> ft.Control:
    """A round, a report, one's own answers, or a template: one that is there, or one to be made."""
    touchline = use_touchline()
    first, _, rest = opened.partition("/")
    if first == NEW:
        return frame(touchline, touchline.words("evaluations.new"), page(NewTemplate(rest, key=opened)), back=True)
    if first == TEMPLATE:
        return TemplatePage(rest, key=opened)
    if first == OF:
        return ReportPage(rest, key=opened)
    if first in (OWN, AGAIN):
        template, _, contact = rest.partition("/")
        return FillOne(template, contact, "self" if first == OWN else "coach", key=opened)
    group, _, how = rest.partition("/")
    return RoundPage(first, group, how, key=opened)


def for_myself(touchline: Touchline) -> list[ft.Control]:
    """On the front page: what I and my children are asked to say of ourselves."""
    words, me = touchline.words, touchline.state.me
    asked = touchline.reader.evaluations.asks_themselves(me.persons, touchline.today.isoformat())
    rows = [
        row(
            line.player.name,
            words("evaluations.until", name=template.name, day=words.iso_day(template.to_on))
            if template.to_on
            else template.name,
            leading=ft.Icon(ft.Icons.RATE_REVIEW_OUTLINED, color=ft.Colors.TERTIARY),
            trailing=ft.Icon(ft.Icons.CHEVRON_RIGHT, color=ft.Colors.OUTLINE),
            on_click=partial(touchline.go, f"/evaluations/{OWN}/{template.id}/{line.contact}"),
            key=f"{template.id} {line.contact}",
        )
        for template, line in asked
    ]
    return [section(words("evaluations.yourself"), rows_card(rows))] if rows else []


def due_here(touchline: Touchline) -> list[ft.Control]:
    """On the front page of a coach: rounds that are due or late."""
    words = touchline.words
    found = (
        [one for one in my_rounds(touchline) if one.standing in ("due", "overdue")] if touchline.state.me.teams else []
    )
    rows = [_row(touchline, one, None) for one in found[:3]]
    return [section(words("place.evaluations"), rows_card(rows))] if rows else []
