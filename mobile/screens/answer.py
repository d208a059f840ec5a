"""Yes, maybe, no: what a member answers for oneself or a child, in one tap."""

import flet as ft

from mobile.reader.agenda import Mine
from mobile.touchline import use_touchline
from mobile.widgets.card import card
from mobile.widgets.choice import Option, choice
from mobile.widgets.mark import mark
from shared.domain.attendance import guest_id

OPTIONS = (
    ("yes", ft.Icons.CHECK, ft.Colors.PRIMARY, ft.Colors.ON_PRIMARY),
    ("maybe", ft.Icons.QUESTION_MARK, ft.Colors.TERTIARY, ft.Colors.ON_TERTIARY),
    ("no", ft.Icons.CLOSE, ft.Colors.ERROR, ft.Colors.ON_ERROR),
)


@ft.component
def Answer(item: Mine, note: ft.Control | None = None) -> ft.Control:
    """The card of one person at one activity; `note` says which activity, where that is not the page itself."""
    touchline = use_touchline()
    words = touchline.words

    def declare(value: str) -> None:
        touchline.do("attendance.declare", activity=item.activity.id, contact=item.contact, declared=value, reason=None)

    options = [Option(value, words(f"answer.{value}"), icon, ground, colour) for value, icon, ground, colour in OPTIONS]
    me = item.contact == touchline.state.me.contact
    state = touchline.reader.on_the_way.marks(touchline.now()).of(guest_id(item.activity.id, item.contact))
    who = words("answer.me") if me else words("answer.child", name=item.given)
    name = ft.Text(who, size=16, weight=ft.FontWeight.W_600, expand=note is None)
    line = ft.Row(
        [*([ft.Container(note, expand=True)] if note is not None else []), name, *mark(words, state)],
        spacing=8,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )
    return card(line, choice(options, item.declared, declare, label=who))
