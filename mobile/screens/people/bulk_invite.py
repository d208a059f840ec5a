"""Inviting many people at once: who, what will happen, and what became of it. (features 39, 62, 96, 101)"""

from collections.abc import Callable
from functools import partial

import flet as ft

from mobile.places import said
from mobile.reader.invitees import FRESH, INVITED, LISTS, NO_MAIL, Invitee
from mobile.screens.equipment.custody import asking
from mobile.screens.people.bulk_invite_run import Look, NoSent, Running, Sent, withdrawn
from mobile.screens.people.sign_in_tab import may_invite
from mobile.touchline import Touchline, use_replica
from mobile.widgets.card import card
from mobile.widgets.empty import empty
from mobile.widgets.field import search_field
from mobile.widgets.filters import few, filters
from mobile.widgets.paged import paged, use_length
from mobile.widgets.theme import EDGE
from mobile.widgets.tick import tick
from shared.domain.calendar import local_date
from shared.domain.invitation import A_DAY

INVITE = "invite"
"""The page of people on which many are invited."""
NOBODY: frozenset[str] = frozenset()
Choose = Callable[[frozenset[str]], None]


def may_invite_many(touchline: Touchline) -> bool:
    """Whether I may let anybody in."""
    return may_invite(touchline, "00000000")


@ft.component
def BulkInvite() -> ft.Control:
    """Choose, look, do: one after the other on one page. The address may name a list, `?which=invited`, or people,
    `?who=...`."""
    touchline = use_replica()
    asked = next((name for name in said(touchline.state.place.route, "which") if name in LISTS), FRESH)
    which, set_which = ft.use_state(asked)
    chosen, choose = ft.use_state(lambda: frozenset(said(touchline.state.place.route, "who")))
    looks, set_looks = ft.use_state(False)
    sent, set_sent = ft.use_state(NoSent)

    def narrow(name: str) -> None:
        set_which(name)
        choose(NOBODY)

    def done(result: tuple[Sent, ...]) -> None:
        set_sent(result)
        set_looks(False)

    def again() -> None:
        set_sent(None)
        choose(NOBODY)

    if sent is not None:
        return Running(sent, again, key="sent")
    if looks:
        return Look(chosen, done, partial(set_looks, False), key="look")
    return Choosing(which, narrow, chosen, choose, partial(set_looks, True), key=f"choosing {which}")


@ft.component
def Choosing(
    which: str, narrow: Callable[[str], None], chosen: frozenset[str], choose: Choose, look: Callable[[], None]
) -> ft.Control:
    """The lists, narrowed by a team and a few letters; what is ticked stays ticked while somebody looks further."""
    touchline = use_replica()
    words = touchline.words
    team, set_team = ft.use_state("")
    text, set_text = ft.use_state("")
    find = ft.use_callback(set_text, [])
    ids = _listed(touchline, which, team, text)
    teams = [("", words("people.all")), *((one.id, one.name) for one in touchline.reader.people.teams())]
    box = ft.Container(search_field(words("bulk.search"), find), padding=ft.Padding.symmetric(horizontal=EDGE))
    kinds = few([(name, words(f"bulk.which.{name}")) for name in LISTS], which, narrow)
    top = [ft.Container(kinds, padding=ft.Padding.symmetric(horizontal=EDGE)), filters(teams, team, set_team), box]
    body = (
        Ticks(ids, which, chosen, choose, key="ticks")
        if ids
        else _nobody(touchline, which, narrowed=bool(team or text))
    )
    return ft.Column(
        [
            ft.Container(ft.Column(top, spacing=8, tight=True), padding=ft.Padding.only(bottom=8)),
            ft.Container(body, expand=True),
            ft.Container(_foot(touchline, which, chosen, choose, look), padding=ft.Padding.all(EDGE)),
        ],
        spacing=0,
        expand=True,
    )


def _listed(touchline: Touchline, which: str, team: str, text: str) -> tuple[str, ...]:
    """Whom the list holds; asked again when rows changed, and not at each tick."""
    now = touchline.now()
    today, version = local_date(now, touchline.zone), touchline.state.replica.version
    ask = partial(touchline.reader.invitees.ids, which, now, today, team=team, query=text)
    found: tuple[str, ...] = ft.use_memo(ask, [version, which, team, text])
    return found


def _nobody(touchline: Touchline, which: str, *, narrowed: bool) -> ft.Control:
    words = touchline.words
    if narrowed:
        return empty(ft.Icons.SEARCH_OFF, words("people.none"), words("people.none.why"))
    return empty(ft.Icons.TASK_ALT, words(f"bulk.none.{which}"), words(f"bulk.none.{which}.why"))


@ft.component
def Ticks(ids: tuple[str, ...], which: str, chosen: frozenset[str], choose: Choose) -> ft.Control:
    """Everybody on the list, each ticked or not, and all of them in one tap."""
    touchline = use_replica()
    words, version = touchline.words, touchline.state.replica.version
    shown, grow = use_length(ids)
    today = touchline.today
    people = ft.use_memo(partial(touchline.reader.invitees.people, ids[:shown], today), [version, ids[:shown]])
    most = frozenset(ids[:A_DAY])
    every = most <= chosen
    key = "bulk.tick_all" if len(ids) <= A_DAY else "bulk.tick_first"
    title = words("bulk.tick_none") if every else words.plural(key, len(most))
    rows = [tick(title, "", every, lambda: choose(chosen - most if every else chosen | most), "all")]
    for one in people:
        toggle = partial(lambda id: choose(chosen ^ {id}), one.id)
        rows.append(tick(one.name, note_of(touchline, one, which), one.id in chosen, toggle, one.id))
    return paged(rows, len(ids) > shown, grow)


def note_of(touchline: Touchline, one: Invitee, which: str) -> str:
    """In whose hands an invitation of this person comes, or what became of the one that waits."""
    words = touchline.words
    if which == INVITED and one.invitation is not None:
        state = one.invitation.stands(touchline.now())
        mail = one.invitation.how == "mail"
        how = one.invitation.delivery if mail and state == "waiting" else state if state == "expired" else "paper"
        return words(f"bulk.note.{how}", address=one.invitation.address or "")
    if one.guardians:
        return words("bulk.note.guardian", names=", ".join(guardian.name for guardian in one.guardians))
    return one.mail[1] if one.mail is not None else words("bulk.note.no_mail")


def _foot(
    touchline: Touchline, which: str, chosen: frozenset[str], choose: Choose, look: Callable[[], None]
) -> ft.Control:
    words, count = touchline.words, len(chosen)
    asked, ask = ft.use_state(False)
    close = partial(ask, False)

    def withdraw() -> None:
        close()
        withdrawn(touchline, sorted(chosen))
        choose(NOBODY)

    question = ft.Column(
        [
            ft.Text(words("bulk.withdraw.why"), size=15),
            ft.FilledButton(words.plural("bulk.withdraw", count), height=52, on_click=lambda _: withdraw()),
        ],
        spacing=14,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    ft.use_dialog(asking(touchline, words.plural("bulk.withdraw", count), question, close) if asked else None)
    key = "bulk.look_again" if which == INVITED else "bulk.look"
    text = words.plural(key, count) if count else words("bulk.choose")
    rows: list[ft.Control] = [
        ft.FilledButton(text, icon=ft.Icons.ARROW_FORWARD, height=52, disabled=not count, on_click=lambda _: look())
    ]
    if which == INVITED and count:
        text = words.plural("bulk.withdraw", count)
        rows.append(ft.TextButton(text, icon=ft.Icons.BLOCK, height=48, on_click=lambda _: ask(True)))
    if which == NO_MAIL and not count:
        rows.insert(0, ft.Text(words("bulk.no_mail.why"), size=14, color=ft.Colors.ON_SURFACE_VARIANT))
    return card(*rows)
