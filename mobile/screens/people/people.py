"""People: found by a few letters, a few digits or a piece of an e-mail address; by team; by letter
(features 27, 90).
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import flet as ft

from mobile.places import said
from mobile.reader.people import NO_EMERGENCY, Person, Team
from mobile.screens.people.bulk_invite import INVITE, may_invite_many
from mobile.screens.people.people_chosen import Chosen, stop_button
from mobile.touchline import Touchline, use_replica, use_touchline
from mobile.widgets.field import search_field
from mobile.widgets.filters import filters, in_all
from mobile.widgets.first_load import missing
from mobile.widgets.frame import frame
from mobile.widgets.head import Deed, deeds
from mobile.widgets.paged import FIRST, one_of, paged, use_kept, use_length
from mobile.widgets.row import person_row
from mobile.widgets.theme import EDGE
from mobile.words import Words
from shared.domain.contact_point import format_phone

EVERYBODY = ("", "")
"""No query and no team."""


@ft.component
def People(selected: str | None = None) -> ft.Control:
    """Search and filter above, the list below."""
    touchline = use_replica()
    words, people = touchline.words, touchline.reader.people
    finding, _ = ft.use_state(touchline.state.finding)
    picking, pick_some = ft.use_state(False)
    last = ft.use_ref(None)
    # The same controls at each letter that is typed: Flet passes over them.
    adds = ft.use_memo(
        lambda: deeds(words, _deeds(touchline, partial(pick_some, True))), [words.language, touchline.state.me.roles]
    )
    ft.use_memo(partial(_as_asked, touchline), [])
    query, team = finding.query.strip(), finding.team
    found = people.search(query, team=team or None, limit=FIRST)

    def search(text: str) -> None:
        finding.query = text

    def pick(group: str) -> None:
        finding.team = group

    chips = filters(_choices(touchline, people.teams()), team, pick)
    box = search_field(
        words("people.search"),
        ft.use_callback(search, []),
        autofocus=finding.asked > 0 and not team,
        value=finding.query,
        key=f"search {finding.asked}",
    )
    under = ft.Column(
        [ft.Container(box, padding=ft.Padding.symmetric(horizontal=EDGE)), chips, ft.Container(height=4)],
        spacing=8,
        tight=True,
    )
    if picking:
        stop = partial(pick_some, False)
        chosen = Chosen(query, team, stop, key="chosen")
        return frame(touchline, words("people.select"), chosen, actions=[stop_button(words, stop)], under=under)
    count = ft.Text(words.plural("people.count", found.total), color=ft.Colors.ON_SURFACE_VARIANT)
    body = _body(touchline, (query, team), bool(found.rows), selected, last)
    fits = touchline.state.place.wide or len(adds) < 2  # on a phone two leave no room beside the name of the page
    return frame(touchline, words("place.people"), body, actions=[*([count] if fits else []), *adds], under=under)


def _deeds(touchline: Touchline, pick_some: Callable[[], None]) -> list[Deed]:
    """Somebody new, several at once, many to be invited: as far as my role goes."""
    words, found = touchline.words, []
    if touchline.writer.may("contact.create", id="00000000", given_name="x", status="active"):
        new = partial(touchline.go, "/people/new")
        found.append(Deed(ft.Icons.PERSON_ADD_ALT_1, words("contact.new"), words("head.new"), new))
    found.append(Deed(ft.Icons.CHECKLIST, words("people.select"), words("people.select.short"), pick_some))
    if may_invite_many(touchline):
        go = partial(touchline.go, f"/people/{INVITE}")
        found.append(Deed(ft.Icons.FORWARD_TO_INBOX, words("bulk.title"), words("bulk.title"), go))
    return found


def _as_asked(touchline: Touchline) -> None:
    """The address may say who is looked for: `/people?q=mia`."""
    if asked := next(iter(said(touchline.state.place.route, "q")), ""):
        touchline.state.finding.ask(asked)


def _body(touchline: Touchline, asked: tuple[str, str], anybody: bool, selected: str | None, last: Any) -> ft.Control:
    """Everybody, or before them who was found. The list that is not in sight is left as it was: the first letter
    that is typed takes no page of rows away, and the last that is wiped out brings none."""
    words, version = touchline.words, touchline.state.replica.version
    if asked != EVERYBODY and anybody:
        last.current = asked
    layers = {"everybody": _everybody(selected, version, key="everybody")}
    if last.current is not None:
        layers["found"] = _found(last.current, selected, version, key="found")
    if not anybody:
        wider = in_all(touchline, partial(setattr, touchline.state.finding, "team", "")) if asked[1] else None
        none = words("people.none"), words("people.none.why")
        layers["nobody"] = missing(touchline, ft.Icons.PERSON_SEARCH, *none, wider)
    return one_of(layers, "nobody" if not anybody else "everybody" if asked == EVERYBODY else "found")


@ft.component
def _Everybody(selected: str | None, version: int) -> ft.Control:
    """All people under their letters. A row goes by the person, wherever the list moves it."""
    touchline, kept = use_touchline(), use_kept()
    length, grow = use_length()
    found = touchline.reader.people.search(limit=length)
    rows: list[ft.Control] = []
    letter = None
    for person in found.rows:
        if person.letter != letter:
            letter = person.letter
            rows.append(kept.row(letter, None, partial(_letter, letter)))
        chosen = person.id == selected
        rows.append(kept.row(person.id, (person, chosen), partial(_row, touchline, person, chosen, person.id)))
    return paged(rows, found.total > len(found.rows), grow)


@ft.component
def _Found(asked: tuple[str, str], selected: str | None, version: int) -> ft.Control:
    """Who was asked for. A row goes by its place: with each letter other people take the places, and only the words
    in the rows change."""
    touchline, kept = use_touchline(), use_kept()
    query, team = asked
    length, grow = use_length(asked)
    found = touchline.reader.people.search(query, team=team or None, limit=length)
    rows = []
    for place, person in enumerate(found.rows):
        chosen = person.id == selected
        rows.append(kept.row(place, (person, chosen), partial(_row, touchline, person, chosen, None)))
    return paged(rows, found.total > len(found.rows), grow)


_everybody, _found = ft.memo(_Everybody), ft.memo(_Found)


def _choices(touchline: Touchline, teams: tuple[Team, ...]) -> list[tuple[str, str]]:
    """My teams first, after everybody."""
    words, mine = touchline.words, touchline.state.me.teams
    named = [
        (team.id, words("people.my_team", team=team.name) if team.id in mine else team.name)
        for team in sorted(teams, key=lambda team: team.id not in mine)
    ]
    lacking = [(NO_EMERGENCY, words("people.no_emergency"))] if touchline.state.me.has("owner", "secretary") else []
    return [("", words("people.all")), *lacking, *named]


def person_row_to(touchline: Touchline, person: Person) -> ft.Control:
    """A row elsewhere that leads to this person's page."""
    return _row(touchline, person, False, person.id)


def _row(touchline: Touchline, person: Person, chosen: bool, key: str | None) -> ft.Control:
    open_ = partial(touchline.go, f"/people/{person.id}")
    return person_row(person, _note(touchline.words, person), chosen, open_, key, touchline.picture(person.photo))


def _letter(letter: str) -> ft.Control:
    text = ft.Text(letter, size=14, weight=ft.FontWeight.W_700, color=ft.Colors.PRIMARY)
    return ft.Container(text, padding=ft.Padding.only(left=EDGE + 16, top=12, bottom=2), key=f"letter {letter}")


def born(words: Words, year: int | None) -> str:
    """ "°2014"; empty when nobody knows."""
    return words("people.born", year=year) if year else ""


def _note(words: Words, person: Person) -> str:
    if person.found is not None:
        return format_phone(person.found) if person.found.startswith("+") else person.found
    parts = [", ".join(person.teams), born(words, person.birth_year)]
    return " · ".join(part for part in parts if part)
