"""What somebody does for the club, from when until when; an owner gives it and takes it away (features 38, 62)."""

from collections.abc import Callable, Mapping
from functools import partial

import flet as ft

from mobile.reader.sign_ins import Held
from mobile.screens.people.role_days import DAYS, period
from mobile.touchline import Touchline, use_replica, use_touchline
from mobile.widgets.card import card, rows_card, section
from mobile.widgets.fields_form import Entry, FieldsForm
from mobile.widgets.row import row
from mobile.widgets.tap import icon_button
from shared.domain.calendar import parse_date
from shared.refusals import Invalid

GIVEN = ("coach", "equipment", "treasurer", "secretary", "owner")


def roles_of(touchline: Touchline, contact: str) -> list[ft.Control]:
    """The section, for whoever may know: an owner, and people themselves once there is something."""
    user = touchline.reader.sign_ins.user_of(contact)
    if user is None or not (may_give(touchline, user) or _held(touchline, user)):
        return []
    return [Roles(user, key="roles")]


def _held(touchline: Touchline, user: str) -> tuple[Held, ...]:
    return touchline.reader.sign_ins.roles(user, touchline.today.isoformat())


def may_give(touchline: Touchline, user: str) -> bool:
    """Whether I give roles."""
    return touchline.writer.may("role.grant", id="00000000", user=user, role="treasurer")


@ft.component
def Roles(user: str) -> ft.Control:
    """Each with its days and a way to end it; below, one more."""
    touchline = use_replica()
    words = touchline.words
    giving, give = ft.use_state(False)
    held, may = _held(touchline, user), may_give(touchline, user)
    lines = [_line(touchline, user, one, may=may) for one in held] or [row(words("role.member"), words("roles.none"))]
    parts: list[ft.Control] = [rows_card(lines)]
    if giving:
        parts.append(GiveRole(user, partial(give, False), key="give"))
    elif may:
        parts.append(
            ft.OutlinedButton(words("roles.give"), icon=ft.Icons.ADD, height=52, on_click=lambda _: give(True))
        )
    return section(words("roles.title"), *parts)


def _line(touchline: Touchline, user: str, held: Held, *, may: bool) -> ft.Control:
    words = touchline.words
    name = _name(touchline, held)

    def end() -> None:
        if not touchline.do("role.withdraw", id=held.id):
            return
        days = {"from_on": held.from_on, "to_on": held.to_on}
        back = {"id": touchline.writer.new_id(), "user": user, "role": held.role, "group": held.group, **days}
        touchline.tell(words("roles.ended", role=name), words("undo"), partial(touchline.do, "role.grant", **back))

    bin_ = None
    if may:
        bin_ = icon_button(ft.Icons.DELETE_OUTLINED, words("roles.end", role=name), end, color=ft.Colors.ERROR)
    icon = ft.Icons.BADGE_OUTLINED if held.present else ft.Icons.SCHEDULE
    return row(
        name,
        period(touchline.words, held.from_on, held.to_on),
        leading=ft.Icon(icon, color=ft.Colors.PRIMARY),
        action=bin_,
        key=held.id,
    )


def _name(touchline: Touchline, held: Held) -> str:
    role = touchline.words(f"role.{held.role}")
    return f"{role} {held.team}" if held.team else role


@ft.component
def GiveRole(user: str, close: Callable[[], None]) -> ft.Control:
    """Which, of which team, and between which days; without days it counts at once and for good."""
    touchline = use_touchline()
    words = touchline.words

    def save(changes: Mapping[str, str]) -> Mapping[str, str]:
        if not changes.get("role"):
            return {"role": words.reason("required")}
        wish: dict[str, str | None] = {name: text or None for name, text in changes.items()}
        if wish["role"] != "coach":
            wish["group"] = None
        try:
            for name in DAYS:
                if text := wish.get(name):
                    wish[name] = parse_date(text, name, today=touchline.today).isoformat()
        except Invalid as problem:
            return {str(problem.about["field"]): words.reason(str(problem.about["reason"]))}
        id = touchline.writer.new_id()
        back = (("role.withdraw", {"id": id}),)
        return touchline.try_all(("role.grant", {"id": id, "user": user, **wish}), said=words("undo.saved"), back=back)

    roles = tuple((role, words(f"role.{role}")) for role in GIVEN)
    teams = tuple((team.id, team.name) for team in touchline.reader.people.teams())
    entries = (
        Entry("role", words("field.role"), choices=roles),
        Entry("group", words("field.group"), choices=teams, beside=("role", "coach")),
        *(Entry(name, words(f"field.{name}"), pick="day") for name in DAYS),
    )
    why = ft.Container(ft.Text(words("roles.days"), size=14, color=ft.Colors.ON_SURFACE_VARIANT), padding=16)
    return card(why, FieldsForm(entries, save, close), padding=0)
