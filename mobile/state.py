"""What the screens are watching: who I am, where I am, what changed, how sync is doing.

Each part is an observable of its own, so that a tick of sync re-renders the badge and nothing else: a component reads
one part with `ft.use_state(touchline.state.sync)` and is drawn again when a field of that part changes.
"""

from dataclasses import dataclass, field
from datetime import date

import flet as ft

WIDE = 900
"""Logical pixels from which list and detail stand side by side."""


@ft.observable
@dataclass
class Me:
    """Who holds the device. `user` is None until somebody signed in."""

    user: str | None = None
    contact: str | None = None
    name: str = ""
    roles: frozenset[str] = frozenset()
    teams: frozenset[str] = frozenset()
    persons: frozenset[str] = frozenset()
    close: frozenset[str] = frozenset()

    def has(self, *roles: str) -> bool:
        """Whether I have one of these roles."""
        return not self.roles.isdisjoint(roles)


@ft.observable
@dataclass
class SyncState:
    """How sync is doing. Times are UTC milliseconds; `progress` runs from 0 to 1 during a first load; `partial`: its
    first part is here and the rest is not.
    """

    waiting: int = 0
    offline: bool = False
    syncing: bool = False
    needs_you: int = 0
    last_synced_at: int | None = None
    last_compared_at: int | None = None
    rows_compared: int | None = None
    skew_ms: int | None = None
    progress: float | None = None
    partial: bool = False
    error: str | None = None


@ft.observable
@dataclass
class Replica:
    """Counts up whenever rows on this device changed, by my own hand or by sync: screens then ask `reader` again."""

    version: int = 0

    def changed(self) -> None:
        """Rows changed."""
        self.version += 1


@ft.observable
@dataclass
class Place:
    """Where the person is. `route` is the path, `wide` the layout, `room` whether the window has room for the wide one
    (None: nobody has looked), `pending` a path asked for over unsaved work.

    `trail` are the paths that "back" leads to, the last one first of all: something of another place was opened there.
    """

    route: str = "/"
    wide: bool = False
    room: bool | None = None
    unsaved: bool = False
    pending: str | None = None
    trail: tuple[str, ...] = ()


@ft.observable
@dataclass
class Preferences:
    """The person's own choices: language of the words, "system", "light" or "dark", the club's server, whether a scan
    may be heard ("on" or "off"), and when they put off a second step (UTC ms as text, "" for never)."""

    language: str = "nl"
    theme: str = "system"
    server: str = ""
    sound: str = "on"
    later: str = ""


@ft.observable
@dataclass
class Lock:
    """The lock of the app on this device. `shut`: nothing of the club is drawn. `after` are minutes away until it is,
    `wrong` the tries since it last opened, and before `wait_until` (UTC ms) there is no other.
    """

    on: bool = False
    shut: bool = False
    pin: bool = True
    after: int = 0
    wrong: int = 0
    wait_until: int = 0


@ft.observable
@dataclass
class Link:
    """The link that somebody came by: its secret, and the server it is of; both empty when they came by no link."""

    secret: str = ""
    server: str = ""


@ft.observable
@dataclass
class Finding:
    """What the list of people is narrowed to; kept while one looks at somebody and comes back.

    `asked` counts the times another screen set it: the field is then made anew, with the cursor in it.
    """

    query: str = ""
    team: str = ""
    asked: int = 0

    def ask(self, query: str = "", team: str = "") -> None:
        """Narrow the list from elsewhere."""
        self.query, self.team = query, team
        self.asked += 1


@ft.observable
@dataclass
class Looking:
    """How the agenda is looked at: a list, a day, a week or a month around the day `on` (None is today), of what, and
    what is looked for in the list; kept while one looks at an activity and comes back, and when the screen is turned.
    """

    view: str = "list"
    show: str = ""
    on: date | None = None
    query: str = ""


@dataclass(frozen=True)
class State:
    """All parts together; the parts change, this holder does not."""

    me: Me = field(default_factory=Me)
    sync: SyncState = field(default_factory=SyncState)
    replica: Replica = field(default_factory=Replica)
    place: Place = field(default_factory=Place)
    preferences: Preferences = field(default_factory=Preferences)
    finding: Finding = field(default_factory=Finding)
    looking: Looking = field(default_factory=Looking)
    link: Link = field(default_factory=Link)
    lock: Lock = field(default_factory=Lock)
