"""What a club that just began still needs: a short list on its owner's front page that ticks itself and then goes."""

from functools import partial

import flet as ft

from mobile.reader.starting import STEPS
from mobile.screens.more.club_form import ask_of_club
from mobile.screens.people.bulk_invite import INVITE
from mobile.touchline import use_replica
from mobile.widgets.card import rows_card, section
from mobile.widgets.row import row

WAYS = {"people": "/people/new", "invited": f"/people/{INVITE}"}
"""Steps that are taken on a page of their own; the others are asked here."""
NEEDS = {"teams": "season", "invited": "people"}


@ft.component
def GettingStarted() -> ft.Control:
    """Each step with what it is good for. What needs another one first says so by waiting."""
    touchline = use_replica()
    words = touchline.words
    asked, ask = ft.use_state("")
    close = partial(ask, "")
    start = touchline.reader.starting.stands(touchline.state.me.contact)
    ft.use_dialog(ask_of_club(touchline, asked, close) if asked else None)
    rows = []
    for step in STEPS:
        taken = getattr(start, step)
        ready = step not in NEEDS or getattr(start, NEEDS[step])
        go = partial(touchline.go, WAYS[step]) if step in WAYS else partial(ask, step)
        sign = ft.Icons.CHECK_CIRCLE if taken else ft.Icons.RADIO_BUTTON_UNCHECKED
        colour = ft.Colors.PRIMARY if taken or ready else ft.Colors.OUTLINE
        note = words("start.taken") if taken else words(f"start.{step}.why")
        if not ready:
            note = words("start.after", step=words(f"start.{NEEDS[step]}"))
        open_ = ready and not taken
        rows.append(
            row(
                words(f"start.{step}"),
                note,
                leading=ft.Icon(sign, color=colour),
                trailing=ft.Icon(ft.Icons.CHEVRON_RIGHT, color=ft.Colors.OUTLINE) if open_ else None,
                on_click=go if open_ else None,
                key=step,
            )
        )
    return section(words("start.title"), rows_card(rows))
