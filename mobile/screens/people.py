"""People: found by a few letters, a few digits or a piece of an e-mail address; by team; by letter
(features 27, 90).
"""

from functools import partial

import flet as ft

from mobile.reader.people import PAGE, Person, Team
from mobile.touchline import Touchline, use_replica
from mobile.widgets.empty import empty
from mobile.widgets.field import search_field
from mobile.widgets.filters import filters
from mobile.widgets.frame import frame
from mobile.widgets.paged import Kept, paged, use_kept
from mobile.widgets.row import person_row
from mobile.widgets.tap import icon_button
from mobile.widgets.theme import EDGE
from shared.domain.contact_point import format_phone

EVERYBODY = ""


@ft.component
def People(selected: str | None = None) -> ft.Control:
    """Search and filter above, the list below."""
    touchline = use_replica()
    words = touchline.words
    finding, _ = ft.use_state(touchline.state.finding)
    limit, set_limit = ft.use_state(PAGE)
    kept = use_kept()

    def search(text: str) -> None:
        finding.query = text
        set_limit(PAGE)

    def pick(group: str) -> None:
        finding.team = group
        set_limit(PAGE)

    query, team = finding.query, finding.team
    found = touchline.reader.people.search(query, team=team or None, limit=limit)
    chips = filters(_choices(touchline, touchline.reader.people.teams()), team, pick)
    box = search_field(
        words("people.search"),
        ft.use_callback(search, []),
        autofocus=finding.asked > 0 and not team,
        value=query,
        key=f"search {finding.asked}",
    )
    under = ft.Column(
        [ft.Container(box, padding=ft.Padding.symmetric(horizontal=EDGE)), chips, ft.Container(height=4)],
        spacing=8,
        tight=True,
    )
    if not found.rows:
        body = empty(ft.Icons.PERSON_SEARCH, words("people.none"), words("people.none.why"))
    else:
        lettered = not query.strip() and not team
        rows = _rows(touchline, kept, found.rows, selected, lettered)
        body = paged(rows, found.total > len(found.rows), lambda: set_limit(len(found.rows) + PAGE))
    adds = []
    if touchline.writer.may("contact.create", id="00000000", given_name="x", status="active"):
        adds = [
            icon_button(
                ft.Icons.PERSON_ADD_ALT_1,
                words("contact.new"),
                partial(touchline.go, "/people/new"),
                color=ft.Colors.PRIMARY,
            )
        ]
    count = ft.Text(words.plural("people.count", found.total), color=ft.Colors.ON_SURFACE_VARIANT)
    return frame(touchline, words("place.people"), body, actions=[count, *adds], under=under)


def _choices(touchline: Touchline, teams: tuple[Team, ...]) -> list[tuple[str, str]]:
    """My teams first, after everybody."""
    words, mine = touchline.words, touchline.state.me.teams
    named = [
        (team.id, words("people.my_team", team=team.name) if team.id in mine else team.name)
        for team in sorted(teams, key=lambda team: team.id not in mine)
    ]
    return [(EVERYBODY, words("people.all")), *named]


def _rows(
    touchline: Touchline, kept: Kept, people: tuple[Person, ...], selected: str | None, lettered: bool
) -> list[ft.Control]:
    rows: list[ft.Control] = []
    letter = None
    for person in people:
        if lettered and person.letter != letter:
            letter = person.letter
            rows.append(kept.row(letter, partial(_letter, letter)))
        chosen = person.id == selected
        go = partial(touchline.go, f"/people/{person.id}")
        rows.append(kept.row((person, chosen), partial(person_row, person, _note(person), chosen, go)))
    return rows


def _letter(letter: str) -> ft.Control:
    text = ft.Text(letter, size=14, weight=ft.FontWeight.W_700, color=ft.Colors.PRIMARY)
    return ft.Container(text, padding=ft.Padding.only(left=EDGE + 16, top=12, bottom=2), key=f"letter {letter}")


def _note(person: Person) -> str:
    if person.found is not None:
        return format_phone(person.found) if person.found.startswith("+") else person.found
    parts = [", ".join(person.teams), str(person.birth_year) if person.birth_year else ""]
    return " · ".join(part for part in parts if part)
