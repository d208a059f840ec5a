"""A small club behind a real server: sixteen players of the U11, their coach, two families, one ball bag.

Its next training starts in two hours of the real clock. Everybody signs in with the same password.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from shared.domain.codes import code_bytes, code_text, typed_short
from shared.sync.protocol import ActionCall
from sync_server.app import create_app
from sync_server.club import Club, open_club
from sync_server.keys.label_key import LabelKey, open_label_key
from sync_server.settings import Settings
from sync_server.sign_in.users import NewUser, create_user
from tests.journeys.serving import Served

PATIENCE = 200
PASSWORD = "een-bal-en-een-veld"
HOST, IBAN, NAME = "kvdemeers.example", "BE68539007547034", "KV De Meers"
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
PLAYERS = (
    "Lars Peeters|Noor Claes|Milan De Smet|Fien Maes|Jef Wouters|Amina El Amrani|Wout Jacobs|Louise Goossens|"
    "Rayan Vermeulen|Tuur Willems|Elif Özdemir|Seppe Hermans|Marie Lemmens|Vince Aerts|Anouk Segers|Bram Thijs"
).split("|")
STAFF = {"karel": "Karel Claes", "sara": "Sara De Backer", "eef": "Eef Van Hoof", "luc": "Luc Cools"}
ROLES = {"karel": "coach", "sara": "secretary", "eef": "equipment", "luc": "equipment"}


def now_ms() -> int:
    """The real clock: browsers cannot be given another one."""
    return time.time_ns() // 1_000_000


def day(away: int) -> str:
    """The date `away` days from now."""
    return (datetime.now(UTC) + timedelta(days=away)).date().isoformat()


@dataclass
class SmallClub:
    """The club's server side. `ids` are the rows that a story speaks of, under short names."""

    club: Club
    settings: Settings
    key: LabelKey
    ids: dict[str, str] = field(default_factory=dict)
    server: Served | None = None
    """What answers on a port, where something does."""

    def do(self, verb: str, /, **args: Any) -> None:
        """A wish of the club itself. Raises the refusal."""
        wish = partial(self.club.referee.perform, self.club.new_id(), now_ms(), ActionCall(verb, 1, args))
        if self.server is None:
            wish()
        else:
            self.server.between_turns(wish)

    def make(self, called: str, verb: str, /, **args: Any) -> str:
        """The same for a verb that makes a row; answers its id."""
        self.ids[called] = id = self.club.new_id()
        self.do(verb, id=id, **args)
        return id

    def person(self, called: str, name: str) -> str:
        """A contact."""
        given, _, family = name.partition(" ")
        return self.make(called, "contact.create", given_name=given, family_name=family)

    def label(self, called: str) -> str:
        """The text in the QR code of the label of a thing."""
        return self.key.label(HOST, self.ids[f"code of {called}"])

    def typed(self, called: str) -> str:
        """What stands in letters under that label."""
        return typed_short(code_bytes(self.ids[f"code of {called}"]))

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """What the club's own file says, read beside the running server."""
        reading = sqlite3.connect(f"file:{self.settings.database}?mode=ro", uri=True)
        try:
            return reading.execute(sql, values).fetchall()
        finally:
            reading.close()

    def comes_to_say(self, wanted: list[tuple[Any, ...]], sql: str, *values: object) -> None:
        """Waits until the club's own file says so: a badge may still speak of the change before."""
        for _ in range(PATIENCE):
            if self.rows(sql, *values) == wanted:
                return
            time.sleep(0.1)
        assert self.rows(sql, *values) == wanted


def settings_of(data: Path, site: Path) -> Settings:
    """A server on this data; sync limits as in a club, sign-ins as many as a story has people."""
    return Settings(data, site, "127.0.0.1", 0, ("localhost", "127.0.0.1"))


def found(data: Path, site: Path) -> SmallClub:
    """Found the club in an empty folder."""
    settings = settings_of(data, site)
    small = SmallClub(
        open_club(settings.database, now_ms, keys=settings.key_file), settings, open_label_key(settings.key_file)
    )
    card = {"name": NAME, "host": HOST, "iban": IBAN, "bic": "", "language": "nl"}
    small.do("setting.put", id="club", value={**card, "label_keys": small.key.public_keys})
    season = small.make("season", "season.create", name="2026-2027", start_on=day(-140), end_on=day(220))
    for team in ("U11", "U13"):
        small.make(team, "group.create", name=team, kind="team", category=team, season=season)
    _players(small)
    _family(small)
    _agenda(small)
    _things(small)
    for name, full in STAFF.items():
        _sign_in(small, name, small.person(name, full), ROLES[name])
    return small


def _sign_in(small: SmallClub, name: str, contact: str, role: str | None) -> None:
    roles = () if role is None else ((role, small.ids["U11"] if role == "coach" else None),)
    create_user(small.club, NewUser(name, PASSWORD, contact, roles), now_ms())


def _players(small: SmallClub) -> None:
    for number, name in enumerate(PLAYERS, 1):
        player = small.person(name, name)
        member = {"contact": player, "group": small.ids["U11"], "function": "player", "shirt_number": number}
        small.do("group.add_member", id=small.club.new_id(), **member)


def _family(small: SmallClub) -> None:
    """Lars Peeters with his mother Mia, who pays, and a paid and two open invoices: her own and his."""
    mia, lars = small.person("mia", "Mia Peeters"), small.ids["Lars Peeters"]
    payer = {"contact": mia, "function": "parent", "is_primary": 1, "is_payer": 1, "may_act_for": 1}
    account = small.make(
        "family", "account.create", kind="family", name="Gezin Peeters", link_id=small.club.new_id(), **payer
    )
    small.do("account.link", id=small.club.new_id(), account=account, contact=lars, function="child")
    point = {"contact": mia, "kind": "mobile", "value": "0470 12 34 56", "label": "Gsm mama"}
    small.make("phone of mia", "contact_point.add", **point)
    care = {"call_name": "Oma Peeters", "call_phone": "+32485112233", "alert": "Pindanoten: EpiPen in de tas"}
    small.do("contact_emergency.patch", id=lars, set=care)
    _invoice(small, "bill of lars", "Lidgeld U11", 25000, lars, paid=10000)
    _invoice(small, "bill of mia", "Eetfestijn", 3650, mia)
    _sign_in(small, "mia", mia, None)


def _invoice(small: SmallClub, called: str, what: str, cents: int, about: str, paid: int = 0) -> None:
    line = {"id": small.club.new_id(), "description": what, "quantity": 1, "unit_cents": cents}
    lines = [{**line, "about_contact": about}]
    id = small.make(called, "invoice.draft", account=small.ids["family"], lines=lines)
    small.do("invoice.issue", id=id, issued_on=day(-10), due_on=day(20))
    if paid:
        money = {"received_on": day(-4), "amount_cents": paid, "method": "transfer"}
        part = small.club.new_id()
        small.do("invoice.record_payment", id=small.club.new_id(), invoice=id, allocation=part, **money)


def _agenda(small: SmallClub) -> None:
    start = (now_ms() // HOUR + 2) * HOUR
    field = {"zone": "Europe/Brussels", "location": "Sportpark De Meers, veld 2", "group": small.ids["U11"]}
    for called, kind, title, at in (
        ("training", "training", "Training U11", start),
        ("match", "match", "U11 - SK Berlare", start + 3 * DAY),
    ):
        when = {"start_at": at, "end_at": at + 90 * MINUTE}
        id = small.make(called, "activity.create", kind=kind, title=title, **when, **field)
        for name in PLAYERS[:9]:
            answer = {"activity": id, "contact": small.ids[name], "declared": "yes"}
            small.do("attendance.declare", **answer)


def _things(small: SmallClub) -> None:
    for number, thing in enumerate(("Ballenzak rood", "Ballenzak blauw"), 1):
        resource = {"name": thing, "category": "Ballen", "kind": "single", "tag_no": f"BAL-{number:03d}"}
        made = small.make(thing, "resource.create", **resource)
        small.ids[f"code of {thing}"] = code = code_text(bytes(range(number, number + 16)))
        small.do("label.print", codes=[code], batch="2026-A")
        small.do("label.claim", code=code, resource=made)


@contextmanager
def served(data: Path, site: Path) -> Iterator[tuple[SmallClub, Served]]:
    """The club of this module, answering on a real port."""
    small = found(data, site)
    with Served(create_app(small.settings, small.club)) as server:
        small.server = server
        yield small, server
    small.club.close()
