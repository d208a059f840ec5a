"""One contact (features 1, 28, 33-35, 49, 84): whose page it is stays in view, the rest stands in tabs."""

from collections.abc import Sequence

import flet as ft

from mobile.places import SPOTS
from mobile.reader.contact import Contact as View
from mobile.reader.equipment import Taker
from mobile.screens.about import use_about
from mobile.screens.equipment.loans import LoansPart
from mobile.screens.evaluations.evaluation_tab import evaluations_tab, has_evaluations
from mobile.screens.media import Face
from mobile.screens.people.bulk_invite import INVITE, BulkInvite, may_invite_many
from mobile.screens.people.contact_agenda import ContactAgenda
from mobile.screens.people.contact_tabs import info_tab, money_tab
from mobile.screens.people.contact_teams import ContactTeams
from mobile.screens.people.parents import first, parents
from mobile.screens.people.people import born
from mobile.screens.people.person_form import NewPerson
from mobile.screens.people.sign_in_tab import SignInTab, may_see_sign_in
from mobile.screens.teams.into_team import IntoTeam, may_join
from mobile.touchline import Touchline, use_replica, use_touchline
from mobile.widgets.card import page
from mobile.widgets.first_load import missing
from mobile.widgets.frame import frame, heading, name_size
from mobile.widgets.tap import icon_button
from mobile.widgets.theme import EDGE

TABS = ("info", "teams", "agenda", "evaluations", "money", "login")
NEW = "new"


@ft.component
def Contact(opened: str) -> ft.Control:
    """The page of the contact with the id `opened`, or of one to be made."""
    touchline = use_touchline()
    if opened == NEW:
        return frame(touchline, touchline.words("contact.new"), page(NewPerson()), back=True)
    if opened == INVITE and may_invite_many(touchline):
        return frame(touchline, touchline.words("bulk.title"), BulkInvite(), back=True)
    return Card(opened)


@ft.component
def Card(opened: str) -> ft.Control:
    """Head, tabs, and what may be corrected."""
    touchline = use_replica()
    words = touchline.words
    tab, set_tab = ft.use_state(0)
    editing, set_editing = ft.use_state("")
    about = use_about(touchline, "contact", opened)
    view = touchline.reader.contacts.contact(opened)
    if view is None:
        return frame(
            touchline,
            words("place.people"),
            missing(touchline, SPOTS["people"].icon, words("contact.gone"), words("contact.gone.why")),
            back=True,
        )
    hidden = {"money"} if not touchline.reader.contacts.bills(opened) else set()
    hidden |= {"evaluations"} if not has_evaluations(touchline, opened) else set()
    hidden |= {"login"} if not may_see_sign_in(touchline, opened) else set()
    names = [name for name in TABS if name not in hidden]
    chosen = names[min(tab, len(names) - 1)]
    bar = ft.Tabs(
        ft.TabBar(
            [ft.Tab(label=words(f"contact.tab.{name}"), height=48) for name in names],
            scrollable=True,
            tab_alignment=ft.TabAlignment.START,
            divider_color=ft.Colors.OUTLINE_VARIANT,
            indicator_thickness=3,
        ),
        length=len(names),
        selected_index=names.index(chosen),
        on_change=lambda event: set_tab(int(event.data)),
    )
    if chosen == "agenda":
        body = ContactAgenda(opened, key="agenda")
    elif chosen == "info":
        body = page(*info_tab(touchline, view, editing, set_editing))
    else:
        body = page(*_parts(touchline, view, chosen))
    actions = [about]
    if touchline.writer.may("contact.patch", id=view.id, set={"given_name": view.given}):
        actions.append(icon_button(ft.Icons.EDIT_OUTLINED, words("contact.edit"), lambda: set_editing("person")))
    wide = touchline.state.place.wide  # else the name gets the room of the head
    under = ft.Column([_reach(touchline, view, () if wide else actions), bar], spacing=8)
    head, beside = _head(touchline, view), actions if wide else ()
    return frame(touchline, view.name, body, back=True, head=head, under=under, actions=beside)


def _parts(touchline: Touchline, view: View, chosen: str) -> list[ft.Control]:
    """What stands in a tab that is a page."""
    if chosen == "money":
        return money_tab(touchline, touchline.reader.contacts.bills(view.id))
    if chosen == "login":
        return [SignInTab(view.id, view.name, key="login")]
    if chosen == "evaluations":
        return evaluations_tab(touchline, view)
    teams = ", ".join(belongs.name for belongs in view.groups if belongs.current)
    parts = [ContactTeams(view, key="teams"), LoansPart(Taker("contact", view.id, view.name, teams), key="loans")]
    return [*parts, IntoTeam(view, key="join")] if may_join(touchline, view.id) else parts


def _head(touchline: Touchline, view: View) -> ft.Control:
    """Photo and name: whose page this is, whatever is scrolled below."""
    now = [belongs for belongs in view.groups if belongs.current]
    teams = ", ".join(
        f"{belongs.name} #{belongs.shirt}" if belongs.shirt is not None else belongs.name for belongs in now
    )
    note = " · ".join(part for part in (teams, born(touchline.words, view.birth_year)) if part)
    lines: list[ft.Control] = [heading(view.name, size=name_size(touchline, view.name))]
    if note:
        lines.append(ft.Text(note, size=14, color=ft.Colors.ON_SURFACE_VARIANT))
    return ft.Row(
        [Face(view.id, view.initials, view.photo), ft.Column(lines, spacing=0, tight=True, expand=True)],
        spacing=14,
    )


def _reach(touchline: Touchline, view: View, actions: Sequence[ft.Control]) -> ft.Control:
    """Call and write, in one tap each; a player without a number is reached through the parents, and nobody calls
    oneself. `actions` stand at the other side."""
    words = touchline.words
    buttons: list[ft.Control] = []
    points = () if view.id == touchline.state.me.contact else view.points
    phones = [point.value for point in points if point.kind in ("mobile", "phone")]
    mails = [point.value for point in points if point.kind == "email"]
    if phones:
        buttons.append(_button(touchline, ft.Icons.CALL, words("contact.call"), f"tel:{phones[0]}"))
        buttons.append(_button(touchline, ft.Icons.SMS_OUTLINED, words("contact.text"), f"sms:{phones[0]}"))
    if mails:
        buttons.append(_button(touchline, ft.Icons.MAIL_OUTLINED, words("contact.mail"), f"mailto:{mails[0]}"))
    if not phones:
        buttons += [
            _button(
                touchline, ft.Icons.CALL, words("contact.call_parent", name=first(parent)), f"tel:{parent.phones[0]}"
            )
            for parent in parents(view)[:2]
            if parent.phones and parent.contact != touchline.state.me.contact
        ]
    reach = ft.Row([ft.Container(width=EDGE - 8), *buttons], spacing=8, scroll=ft.ScrollMode.HIDDEN, expand=True)
    return ft.Row([reach, *actions, ft.Container(width=4)], spacing=0, visible=bool(buttons or actions))


def _button(touchline: Touchline, icon: ft.IconData, text: str, url: str) -> ft.Control:
    flat = ft.Colors.TRANSPARENT  # a style of one's own brings a shadow
    three_fit = ft.ButtonStyle(padding=ft.Padding.symmetric(horizontal=14), shadow_color=flat)
    return ft.FilledTonalButton(text, icon=icon, height=48, style=three_fit, on_click=lambda _: touchline.open_url(url))
