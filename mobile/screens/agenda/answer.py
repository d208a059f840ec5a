"""Yes, maybe, no: what a member answers for oneself or a child, in one tap; with a no or a maybe, why."""

from collections.abc import Callable

import flet as ft

from mobile.reader.agenda import Mine
from mobile.touchline import Touchline, use_touchline
from mobile.widgets.card import card
from mobile.widgets.choice import Option, choice
from mobile.widgets.mark import mark
from mobile.widgets.reason import Reason, ready
from mobile.words import Words
from shared.domain.attendance import guest_id

OPTIONS = (
    ("yes", ft.Icons.CHECK, ft.Colors.PRIMARY, ft.Colors.ON_PRIMARY),
    ("maybe", ft.Icons.QUESTION_MARK, ft.Colors.TERTIARY, ft.Colors.ON_TERTIARY),
    ("no", ft.Icons.CLOSE, ft.Colors.ERROR, ft.Colors.ON_ERROR),
)


@ft.component
def Answer(item: Mine, note: ft.Control | None = None) -> ft.Control:
    """The card of one person at one activity; `note` says who and which activity, where that is not the page itself."""
    touchline = use_touchline()
    words = touchline.words
    asking, set_asking = ft.use_state(False)

    def declare(value: str, reason: str | None = None) -> None:
        declared = {"activity": item.activity.id, "contact": item.contact, "declared": value, "reason": reason}
        touchline.do("attendance.declare", **declared)

    def press(value: str) -> None:
        if value != item.declared:
            declare(value)
        set_asking(value != "yes")

    def explain(reason: str) -> None:
        set_asking(False)
        if (reason or None) != item.reason:
            declare(item.declared or "no", reason or None)

    options = [Option(value, words(f"answer.{value}"), icon, ground, colour) for value, icon, ground, colour in OPTIONS]
    state = touchline.reader.on_the_way.marks(touchline.now()).of(guest_id(item.activity.id, item.contact))
    who = whose(touchline, item)
    name = ft.Text(who, size=16, weight=ft.FontWeight.W_600, expand=True)
    head = name if note is None else ft.Container(note, expand=True)
    line = ft.Row([head, *mark(words, state)], spacing=8, vertical_alignment=ft.CrossAxisAlignment.START)
    rows = [line, choice(options, item.declared, press, label=who)]
    if item.by_default and item.declared is None:
        me = item.contact == touchline.state.me.contact
        why = words("answer.by_default.why") if me else words("answer.by_default.child", name=item.given)
        rows.append(ft.Text(why, size=14, color=ft.Colors.ON_SURFACE_VARIANT))
    if asking:
        none = ("", words("reason.none"))
        question = words(f"reason.ask.{'maybe' if item.declared == 'maybe' else 'no'}")
        rows.append(Reason(question, [*ready(words), none], explain, item.reason or "", key="why"))
    elif item.declared in ("no", "maybe"):
        rows.append(_why(words, item.reason, lambda: set_asking(True)))
    return card(*rows)


def _why(words: Words, reason: str | None, ask: Callable[[], None]) -> ft.Control:
    """The reason, or that there is none yet; a tap asks for it. Who said "no" in a hurry finds it here later."""
    return ft.TextButton(
        words("reason.given", reason=reason) if reason else words("reason.add"),
        icon=ft.Icons.EDIT_OUTLINED,
        height=48,
        on_click=lambda _: ask(),
    )


def whose(touchline: Touchline, item: Mine) -> str:
    """ "Ik", or the first name of a child."""
    me = item.contact == touchline.state.me.contact
    return touchline.words("answer.me") if me else item.given
