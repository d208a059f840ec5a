"""The screens without a server: `python -m tests.mobile.stage` serves the app over the made-up club.

STAGE_ROLE (coach, member, secretary, treasurer, equipment), STAGE_LANGUAGE, STAGE_THEME and PORT say how; the query of
the address may say the same: /?role=member&language=en&theme=dark
"""

import os
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import flet as ft

from mobile import app
from mobile.reader import Reader
from mobile.state import Me, Preferences, State, SyncState
from mobile.touchline import Touchline
from shared.errors import Refusal
from shared.facts import Facts
from shared.rights import actor
from tests.mobile.club import NOW, Club, small_club


@dataclass(frozen=True)
class Done:
    """What became of a wish on the stage: it always waits for a server that does not exist."""

    state: str = "waiting"
    refusal: Refusal | None = None
    changeset: str = ""


@dataclass
class StageWriter:
    """Writes rows at once, without actions or rights: enough to see a screen answer."""

    club: Club
    state: State
    made: int = 0
    done: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def do(self, verb: str, **args: Any) -> Done:
        """Set the fields in question and count one more waiting."""
        self.done.append((verb, args))
        noun, act = verb.split(".")
        if act == "patch":
            self.club.store.update(noun, (args["id"],), args["set"])
        elif noun == "attendance":
            kind = "declared" if act == "declare" else "confirmed"
            row = self.club.store.find("activity_guest", activity=args["activity"], contact=args["contact"])[0]
            values = {kind: args[kind], f"{kind}_reason": args.get("reason")}
            self.club.store.update("activity_guest", (row["id"],), values)
        self.state.sync.waiting += 1
        return Done()

    def may(self, verb: str, **args: Any) -> bool:
        """Everything is offered."""
        return True

    def new_id(self) -> str:
        """Ids that count up."""
        self.made += 1
        return f"01934b00-0000-7000-8000-{self.made:012x}"


class StoreFacts:
    """The club's rows as `shared.rights` asks for them."""

    def __init__(self, club: Club) -> None:
        self.get, self.find = club.store.get, club.store.find


def touchline_of(club: Club, role: str, language: str = "nl", theme: str = "system") -> Touchline:
    """The living objects for the member of the club with this role."""
    facts: Facts = StoreFacts(club)  # type: ignore[assignment]  # rights asks for no more than get and find
    who = actor(facts, f"user-{role}")
    row = club.store.get("contact", who.contact) or {}
    name = f"{row.get('given_name')} {row.get('family_name')}"
    state = State(
        me=Me(who.user, who.contact, name, who.roles, who.teams, who.persons),
        sync=SyncState(last_synced_at=NOW - 240000, last_compared_at=NOW - 240000, rows_compared=1243),
        preferences=Preferences(language, theme),
    )
    return Touchline(Reader(club.store.connection), StageWriter(club, state), state, lambda: NOW)


def main(page: ft.Page) -> None:
    """One visitor, one club."""
    query = dict(parse_qsl(urlsplit(page.route or "").query))
    wanted = {name: query.get(name) or os.environ.get(f"STAGE_{name.upper()}", default) for name, default in DEFAULTS}
    club = small_club()
    touchline = touchline_of(club, wanted["role"], wanted["language"], wanted["theme"])
    app.show(page, touchline)


DEFAULTS = (("role", "coach"), ("language", "nl"), ("theme", "light"))

if __name__ == "__main__":
    os.environ.setdefault("FLET_FORCE_WEB_SERVER", "1")
    ft.run(main, host="127.0.0.1", port=int(os.environ.get("PORT", "8611")), view=None, no_cdn=True)
