"""Several people of the list at once: written to, put in a team, invited. On a phone as on a wide screen."""

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import quote, urlencode

import flet as ft

from mobile.screens.equipment.custody import asking
from mobile.screens.people.bulk_invite import INVITE, may_invite_many
from mobile.screens.teams.into_team import may_join
from mobile.taking_out import written_down
from mobile.touchline import Touchline, use_replica, use_touchline
from mobile.widgets.card import card
from mobile.widgets.filters import few
from mobile.widgets.paged import paged, use_length
from mobile.widgets.tap import tappable
from mobile.widgets.theme import EDGE
from mobile.widgets.tick import tick
from mobile.words import Words
from shared.domain.attendance import FUNCTIONS

NOBODY: frozenset[str] = frozenset()
MOST = 200
"""Ticked in one tap, and written in one changeset."""
LONG = 1800
"""Signs of a mail address that every mail program takes."""


def stop_button(words: Words, stop: Callable[[], None]) -> ft.Control:
    """Back to the list as it was."""
    text = ft.Text(words("people.select.stop"), size=15, weight=ft.FontWeight.W_600, color=ft.Colors.PRIMARY)
    room = ft.Padding.symmetric(horizontal=12, vertical=14)
    return tappable(text, words("people.select.stop"), stop, padding=room, border_radius=24)


@ft.component
def Chosen(query: str, team: str, stop: Callable[[], None]) -> ft.Control:
    """Who is looked for, each ticked or not, and below what can be done. What is ticked stays ticked while somebody
    looks further."""
    touchline = use_replica()
    words, people = touchline.words, touchline.reader.people
    chosen, choose = ft.use_state(NOBODY)
    shown, grow = use_length((query, team))
    found = people.search(query, team=team or None, limit=shown)
    rows: list[ft.Control] = []
    if 0 < found.total <= MOST:
        all_ = frozenset(one.id for one in people.search(query, team=team or None, limit=MOST).rows)
        every = all_ <= chosen
        title = words("bulk.tick_none") if every else words.plural("bulk.tick_all", len(all_))
        rows.append(tick(title, "", every, lambda: choose(chosen - all_ if every else chosen | all_), "all"))
    for one in found.rows:
        toggle = partial(lambda id: choose(chosen ^ {id}), one.id)
        rows.append(tick(one.name, ", ".join(one.teams), one.id in chosen, toggle, one.id))
    foot = Deeds(chosen, stop, key="deeds")
    return ft.Column(
        [
            ft.Container(paged(rows, found.total > len(found.rows), grow), expand=True),
            ft.Container(foot, padding=ft.Padding.all(EDGE)),
        ],
        spacing=0,
        expand=True,
    )


@ft.component
def Deeds(chosen: frozenset[str], stop: Callable[[], None]) -> ft.Control:
    """How many there are, and what can be done with them."""
    touchline = use_replica()
    words = touchline.words
    asked, ask = ft.use_state(False)
    close = partial(ask, False)
    title = words("team.join")
    form = JoinMany(chosen, close, stop, key="join") if asked else ft.Container()
    ft.use_dialog(asking(touchline, title, form, close) if asked else None)
    count = words.plural("people.chosen", len(chosen)) if chosen else words("people.select.why")
    lines: list[ft.Control] = [ft.Text(count, weight=ft.FontWeight.W_600 if chosen else None)]
    if chosen:
        mailing = touchline.reader.mailings.to(chosen)
        if mailing.without:
            lines.append(ft.Text(words.plural("people.chosen.no_mail", mailing.without), size=14))
        lines.append(ft.Row(_buttons(touchline, chosen, mailing.addresses, partial(ask, True)), wrap=True, spacing=8))
    return card(*lines)


def _buttons(
    touchline: Touchline, chosen: frozenset[str], addresses: tuple[str, ...], join: Callable[[], None]
) -> list[ft.Control]:
    words, buttons = touchline.words, list[ft.Control]()

    def button(text: str, icon: ft.IconData, press: Callable[[], object] | None, **more: Any) -> None:
        told = (lambda _: press()) if press is not None else None
        buttons.append(ft.FilledTonalButton(words(text), icon=icon, height=48, on_click=told, **more))

    if addresses:
        # Blind copies: a family's address is nobody else's business.
        letter = f"mailto:?bcc={quote(','.join(addresses), safe='@,')}"
        if len(letter) <= LONG:
            button("contact.mail", ft.Icons.MAIL_OUTLINED, partial(_write_to, touchline, chosen, letter))
        copied = partial(_copied, touchline, chosen, len(addresses))
        copy = ft.CopyToClipboard("; ".join(addresses))  # browsers copy within the tap only
        button("people.copy", ft.Icons.CONTENT_COPY, copied, action=copy)
    if may_join(touchline, next(iter(chosen))):
        button("team.join", ft.Icons.GROUP_ADD_OUTLINED, join)
    if may_invite_many(touchline):
        path = f"/people/{INVITE}?{urlencode([('who', id) for id in sorted(chosen)])}"
        button("login.invite", ft.Icons.FORWARD_TO_INBOX, partial(touchline.go, path))
    return buttons


def _taken_out(touchline: Touchline, chosen: frozenset[str]) -> bool:
    """Note that addresses go to another program."""
    return written_down(touchline, "addresses", "text", ("email",), chosen)


def _write_to(touchline: Touchline, chosen: frozenset[str], letter: str) -> None:
    if _taken_out(touchline, chosen):
        touchline.open_url(letter)


def _copied(touchline: Touchline, chosen: frozenset[str], addresses: int) -> None:
    """The client copied them within the tap: what cannot be noted is said all the same."""
    if _taken_out(touchline, chosen):
        touchline.tell(touchline.words.plural("people.copied", addresses))


@ft.component
def JoinMany(chosen: frozenset[str], close: Callable[[], None], stop: Callable[[], None]) -> ft.Control:
    """Which team, and as what; one tap puts all in who are not in it yet, and can be taken back."""
    touchline = use_touchline()
    words = touchline.words
    function, set_function = ft.use_state(FUNCTIONS[0])
    kinds = [(name, words(f"function.{name}").capitalize()) for name in FUNCTIONS]
    teams = [(team.id, team.name) for team in touchline.reader.people.teams()]

    def join(group: str) -> None:
        close()
        stop()
        joined(touchline, chosen, function, group)

    return ft.Column([few(kinds, function, set_function), few(teams, "", join)], spacing=16, scroll=ft.ScrollMode.AUTO)


def joined(touchline: Touchline, chosen: frozenset[str], function: str, group: str) -> None:
    """Put them in from today on; who is in it already stays as they are."""
    words, new = touchline.words, touchline.writer.new_id
    within = {person.id for _, person in touchline.reader.people.team(group)}
    coming = {new(): contact for contact in sorted(chosen - within)}
    wishes = [
        ("group.add_member", {"id": id, "contact": contact, "group": group, "function": function})
        for id, contact in coming.items()
    ]
    if _in_parts(touchline, wishes):
        back = [("group.remove_member", {"id": id}) for id in coming]
        undo = (words("undo"), lambda: _in_parts(touchline, back)) if coming else ()
        touchline.tell(words.plural("people.joined", len(coming)), *undo)


def _in_parts(touchline: Touchline, wishes: list[tuple[str, dict[str, Any]]]) -> bool:
    """As many to a changeset as one takes; False once one is refused, which was said."""
    parts = (wishes[at : at + MOST] for at in range(0, len(wishes), MOST))
    return all(touchline.do_all(*part).refusal is None for part in parts)
