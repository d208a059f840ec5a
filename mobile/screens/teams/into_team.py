"""Somebody joins a team: which one, and as what (features 33, 34)."""

from functools import partial

import flet as ft

from mobile.reader.contact import Contact
from mobile.touchline import Touchline, use_replica
from mobile.widgets.card import card, section
from mobile.widgets.filters import few
from shared.domain.attendance import FUNCTIONS


@ft.component
def IntoTeam(view: Contact) -> ft.Control:
    """The teams of this season that the person is not in; one tap joins, and can be taken back."""
    touchline = use_replica()
    words = touchline.words
    function, set_function = ft.use_state(FUNCTIONS[0])
    within = {belongs.group for belongs in view.groups if belongs.current}
    teams = [(team.id, team.name) for team in touchline.reader.people.teams() if team.id not in within]
    kinds = [(name, words(f"function.{name}").capitalize()) for name in FUNCTIONS]
    join = partial(joined, touchline, view, function)
    if not teams:
        return ft.Container()
    return section(words("team.join"), card(few(kinds, function, set_function), few(teams, "", join)))


def joined(touchline: Touchline, view: Contact, function: str, group: str) -> None:
    """Put them in from today on."""
    words, id = touchline.words, touchline.writer.new_id()
    made = touchline.do("group.add_member", id=id, contact=view.id, group=group, function=function)
    if made.refusal is None:
        text = words("team.joined", name=view.name)
        touchline.tell(text, words("undo"), lambda: touchline.do("group.remove_member", id=id))


def may_join(touchline: Touchline, contact: str) -> bool:
    """Whether I may put this contact in a team."""
    return touchline.writer.may("group.add_member", id="00000000", contact=contact, group="00000000")
