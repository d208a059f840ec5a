"""The screens without a server: `python -m tests.mobile.stage` serves the app over the made-up club.

STAGE_ROLE (coach, member, secretary, treasurer, equipment), STAGE_LANGUAGE, STAGE_THEME and PORT say how; the query of
the address may say the same: /?role=member&language=en&theme=dark
"""

import os
from itertools import count
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import flet as ft

from mobile import app
from mobile.drafts import Drafts
from mobile.reader import Reader
from mobile.state import Me, Preferences, State, SyncState
from mobile.touchline import Touchline
from mobile.writer import Writer
from shared.replica.replica import Replica
from shared.rights import actor
from tests.mobile.club import HERE, NOW, Club, small_club
from tests.mobile.goods import furnish
from tests.mobile.stock import stocked


def touchline_of(club: Club, role: str, language: str = "nl", theme: str = "system", **doors: Any) -> Touchline:
    """The living objects for the member of the club with this role; what they do waits for a server that is not."""
    replica = Replica(club.store, "stage")
    replica.enrol(f"user-{role}", HERE, "epoch")
    who = actor(replica.facts(), f"user-{role}")
    row = club.store.get("contact", who.contact) or {}
    name = f"{row.get('given_name')} {row.get('family_name')}"
    state = State(
        me=Me(who.user, who.contact, name, who.roles, who.teams, who.persons, who.close),
        sync=SyncState(last_synced_at=NOW - 240000, last_compared_at=NOW - 240000, rows_compared=1243),
        preferences=Preferences(language, theme),
    )
    ids = count()

    def wake() -> None:
        state.sync.waiting = replica.waiting()

    doors = {"drafts": Drafts(club.store, replica), **doors}
    writer = Writer(replica, lambda: NOW, lambda: f"01934b00-0000-7000-8000-{next(ids):012x}", wake)
    return Touchline(Reader(club.store.connection), writer, state, lambda: NOW, **doors)


def main(page: ft.Page) -> None:
    """One visitor, one club."""
    query = dict(parse_qsl(urlsplit(page.route or "").query))
    wanted = {name: query.get(name) or os.environ.get(f"STAGE_{name.upper()}", default) for name, default in DEFAULTS}
    club = stocked(furnish(small_club()))
    touchline = touchline_of(
        club, wanted["role"], wanted["language"], wanted["theme"], show=page.show_dialog, navigate=page.navigate
    )
    app.show(page, touchline)


DEFAULTS = (("role", "coach"), ("language", "nl"), ("theme", "light"))

if __name__ == "__main__":
    os.environ.setdefault("FLET_FORCE_WEB_SERVER", "1")
    ft.run(main, host="127.0.0.1", port=int(os.environ.get("PORT", "8611")), view=None, no_cdn=True)
