"""People: found by a few letters, a few digits or a piece of an e-mail address; by team; by letter (features 27, 90)."""

import flet as ft

from mobile.reader.people import PAGE, Person, Team
from mobile.touchline import Touchline, use_replica
from mobile.widgets.empty import empty
from mobile.widgets.field import search_field
from mobile.widgets.frame import frame
from mobile.widgets.paged import paged
from mobile.widgets.phone import shown_phone
from mobile.widgets.row import person_row
from mobile.widgets.theme import EDGE


@ft.component
def People(selected: str | None = None) -> ft.Control:
    """Search and filter above, the list below."""
    touchline = use_replica()
    words = touchline.words
    query, set_query = ft.use_state("")
    team, set_team = ft.use_state(None)
    limit, set_limit = ft.use_state(PAGE)

    def search(text: str) -> None:
        set_query(text)
        set_limit(PAGE)

    def pick(group: str | None) -> None:
        set_team(group)
        set_limit(PAGE)

    found = touchline.reader.people.search(query, team=team, limit=limit)
    under = ft.Column(
        [
            ft.Container(
                search_field(words("people.search"), ft.use_callback(search, [])),
                padding=ft.Padding.symmetric(horizontal=EDGE),
            ),
            _filters(touchline, touchline.reader.people.teams(), team, pick),
        ],
        spacing=8,
    )
    if not found.rows:
        body = empty(ft.Icons.PERSON_SEARCH, words("people.none"), words("people.none.why"))
    else:
        lettered = not query.strip() and team is None
        rows = _rows(touchline, found.rows, selected, lettered)
        body = paged(rows, found.total > len(found.rows), lambda: set_limit(len(found.rows) + PAGE))
    count = ft.Text(words.plural("people.count", found.total), color=ft.Colors.ON_SURFACE_VARIANT)
    return frame(touchline, words("place.people"), body, actions=[count], under=under)


def _filters(touchline: Touchline, teams: tuple[Team, ...], chosen: str | None, pick: object) -> ft.Control:
    mine = touchline.state.me.teams
    ordered = sorted(teams, key=lambda team: team.id not in mine)
    chips: list[ft.Control] = [chip(touchline.words("people.all"), chosen is None, lambda: pick(None))]  # type: ignore[operator]
    for team in ordered:
        label = team.name if team.id not in mine else touchline.words("people.my_team", team=team.name)
        chips.append(chip(label, chosen == team.id, lambda id=team.id: pick(id)))  # type: ignore[misc, operator]
    return ft.Row(
        [ft.Container(width=EDGE - 8), *chips, ft.Container(width=8)], scroll=ft.ScrollMode.HIDDEN, spacing=8
    )


def chip(label: str, on: bool, on_click: object) -> ft.Control:
    """A filter: chosen or not."""
    return ft.Chip(
        label=label,
        selected=on,
        show_checkmark=on,
        selected_color=ft.Colors.PRIMARY_CONTAINER,
        bgcolor=ft.Colors.SURFACE,
        label_text_style=ft.TextStyle(
            size=15, color=ft.Colors.ON_PRIMARY_CONTAINER if on else ft.Colors.ON_SURFACE_VARIANT
        ),
        check_color=ft.Colors.ON_PRIMARY_CONTAINER,
        border_side=ft.BorderSide(1, ft.Colors.TRANSPARENT if on else ft.Colors.OUTLINE_VARIANT),
        padding=ft.Padding.symmetric(horizontal=6, vertical=10),
        on_select=lambda _: on_click(),  # type: ignore[operator]
    )


def _rows(
    touchline: Touchline, people: tuple[Person, ...], selected: str | None, lettered: bool
) -> list[ft.Control]:
    rows: list[ft.Control] = []
    letter = None
    for person in people:
        if lettered and person.letter != letter:
            letter = person.letter
            rows.append(_letter(letter))
        rows.append(
            person_row(
                person, _note(person), person.id == selected, lambda id=person.id: touchline.go(f"/people/{id}")  # type: ignore[misc]
            )
        )
    return rows


def _letter(letter: str) -> ft.Control:
    text = ft.Text(letter, size=14, weight=ft.FontWeight.W_700, color=ft.Colors.PRIMARY)
    return ft.Container(text, padding=ft.Padding.only(left=EDGE + 16, top=12, bottom=2), key=f"letter {letter}")


def _note(person: Person) -> str:
    if person.found is not None:
        return shown_phone(person.found) if person.found.startswith("+") else person.found
    parts = [", ".join(person.teams), str(person.birth_year) if person.birth_year else ""]
    return " · ".join(part for part in parts if part)
