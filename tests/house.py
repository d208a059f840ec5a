"""The house that tests live in: a clock, a club with believable people, and phones on a strict wire.

Olga owns the club, Sara is its secretary, Tom its treasurer, Eef keeps the equipment. Karel coaches the U12,
Cas the U13. Piet and Mia are the parents of Kim (U12) and Bo (no team); Ann is the mother of Zoe (U13).
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from shared.actions import book
from shared.refusals import Refusal
from shared.register import Register, Row
from shared.replica.ledger import DEVICE_REGISTER
from shared.replica.outcomes import Committed
from shared.replica.replica import Replica
from shared.replica.shelf import Shelf
from shared.rights import actor
from shared.storage import SqliteStorage, Store
from shared.sync import strict
from shared.sync.change import Change
from shared.sync.protocol import ActionCall, Page, Receipt, Reply, read_reply, read_request
from shared.tables import REGISTER
from sync_server.checkpoint import Checkpoints
from sync_server.club import Club
from sync_server.packages import Packages
from sync_server.packing import pack_sets, pack_slices
from sync_server.referee import Referee
from sync_server.store.copying import copy_rows
from sync_server.store.tables import SERVER_REGISTER

START = 1_795_000_000_000  # a Wednesday in November 2026, UTC milliseconds
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
EPOCH = "epoch-1"
LABEL, BLANK_LABEL = "0" * 26, "0" * 23 + "1" + "00"
ROLES = {
    "olga": ("owner", None),
    "sara": ("secretary", None),
    "tom": ("treasurer", None),
    "eef": ("equipment", None),
    "karel": ("coach", "team-u12"),
    "cas": ("coach", "team-u13"),
    "piet": (None, None),
    "ann": (None, None),
}


class Clock:
    """Stands still until a test moves it."""

    def __init__(self, now: int = START) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now

    def wait(self, ms: int) -> int:
        """Let time pass."""
        self.now += ms
        return self.now


class Ids:
    """Ids that can be read and count up: `changeset-0007`."""

    def __init__(self) -> None:
        self._made = 0

    def __call__(self, noun: str = "changeset") -> str:
        self._made += 1
        return f"{noun}-{self._made:04d}"


class House:
    """One server on a store of its own, in this process."""

    def __init__(self, store: Store | None = None) -> None:
        self.clock = Clock()
        self.new_id = Ids()
        self.store: Any = store or SqliteStorage(":memory:", SERVER_REGISTER)
        self.referee = Referee(self.store)
        self.referee.found(EPOCH)
        self.checkpoints = Checkpoints(self.store, self.referee.audiences, self.referee.tallies)
        self.packages: Packages | None = None
        self.facts = self.referee.facts

    def do(self, verb: str, /, **args: Any) -> Receipt:
        """A wish of the club itself. Raises the refusal."""
        return self.referee.perform(self.new_id(), self.clock.wait(1), ActionCall(verb, 1, args))

    def decide(self, user: str, verb: str, /, **args: Any) -> list[Change]:
        """What `user` would change by this, without changing it. Raises the refusal."""
        return self.decide_all(user, (verb, args))

    def decide_all(self, user: str, *wishes: tuple[str, dict[str, Any]]) -> list[Change]:
        """The same for several actions of one gesture."""
        now = self.clock.now
        decided = book.decide(
            self.facts,
            [ActionCall(verb, 1, args) for verb, args in wishes],
            actor(self.facts, f"user-{user}"),
            now=now,
            stamp=f"{now:012x}000000.phone-{user}.00000001",
            estimated=now,
            received=now,
        )
        return [change for _, change in decided]

    def refusal(self, user: str, verb: str, /, **args: Any) -> str:
        """The code of the refusal `user` gets; for an invalid field which one and why; "" for none."""
        try:
            self.decide(user, verb, **args)
        except Refusal as refusal:
            about = refusal.about
            return f"{about['field']} {about['reason']}" if refusal.code == "invalid" else refusal.code
        return ""

    def no(self, verb: str, /, **args: Any) -> str:
        """The code with which the referee turns down a wish of the club itself; "" when it was done."""
        try:
            self.do(verb, **args)
        except Refusal as refusal:
            return str(refusal.about.get("rule", refusal.code))
        return ""

    def row(self, table: str, *key: Any) -> Row | None:
        """A row as the club has it."""
        return self.store.get(table, *key)

    def phone(self, user: str, name: str = "phone") -> "Phone":
        """A new device of this user, with nothing on it yet."""
        device = f"{name}-{user}"
        with self.store.transaction():
            self.referee.enrol_device(device, f"user-{user}", None, name)
        return Phone(self, f"user-{user}", device)

    def club(self) -> Club:
        """The same club as the app wants it."""
        return Club(self.store, self.referee, self.checkpoints, self.clock, self.store.close, self.packages)

    def load_in_parts(self, folder: Path, apart: int = 8) -> Packages:
        """From now on first loads of so few rows come in two parts, the second as a package kept in this folder."""

        def make(scopes: frozenset[str], target: Path) -> tuple[int, int]:
            if isinstance(self.store, SqliteStorage):
                return pack_sets(self.store.connection, scopes, target)
            return pack_slices(self.store, scopes, target)

        self.packages = Packages(folder, self.store, make, self.clock)
        told = self.referee.audiences, self.referee.tallies
        self.checkpoints = Checkpoints(self.store, *told, apart=apart, package=self.packages.find)
        return self.packages


class Phone:
    """One device: a real replica, and a wire that passes JSON through the strict decoder both ways."""

    def __init__(self, house: House, user: str, device: str) -> None:
        self.house, self.user, self.device = house, user, device
        self.store = twin_of(blank_device())
        self.replica = Replica(self.store, "test")
        self.replica.enrol(user, device, EPOCH)
        self.shelf: Shelf | None = None
        self.skew = 0

    def restart(self, shelf: Path | None = None) -> None:
        """The app starts anew on what the file holds; from now on with a shelf in this folder, where one is given."""
        self.shelf = self.shelf if shelf is None else Shelf(shelf)
        self.replica = Replica(self.store, "test", self.shelf)
        self.replica.sweep()

    @property
    def now(self) -> int:
        """What this phone's clock says."""
        return self.house.clock.now + self.skew

    def do(self, verb: str, /, **args: Any) -> Committed:
        """One gesture of the person."""
        return self.do_all((verb, args))

    def do_all(self, *wishes: tuple[str, dict[str, Any]]) -> Committed:
        """Several actions of one gesture."""
        actions = [ActionCall(verb, 1, args) for verb, args in wishes]
        return self.replica.commit(actions, self.house.new_id(), self.now)

    def exchange(self, reply_gets_lost: bool = False) -> tuple[Reply, bool]:
        """One round trip; answers the reply and whether the checkpoint is complete. Raises Fault."""
        house, sent_at = self.house, self.now
        request = read_request(wire(self.replica.request(sent_at).to_wire()))
        receipts: Sequence[Receipt] = ()
        if request.push:
            receipts = house.referee.submit(self.user, request.device, request.push, house.clock.now)
        worth = house.checkpoints.worth_packing(self.user, request)
        if house.packages is not None and worth and house.packages.find(worth) is None:
            house.packages.make(worth)
        page = house.checkpoints.page(self.user, request)
        reply = read_reply(wire(Reply(house.clock.now, tuple(receipts), page).to_wire()))
        if reply_gets_lost:
            return reply, False
        received = self.replica.receive(reply, sent_at, self.now)
        return reply, received.done and not received.partial

    def fetch(self) -> bool:
        """Fetch the package that this phone waits for, and unpack it; True when it is there."""
        package, packages = self.replica.staging.wanted(), self.house.packages
        granted = self.house.checkpoints.granted(self.user)
        path = packages.open(package.id, granted) if package is not None and packages is not None else None
        if package is None or path is None or self.shelf is None:
            self.replica.without_package()
            return False
        self.shelf.add(package, path.read_bytes()[self.shelf.have(package) :])
        return self.shelf.unpack(package)

    def pull(self) -> Page | None:
        """One round trip that carries nothing unsent, as behind a door that lets nothing in; answers the page."""
        request = read_request(wire(replace(self.replica.request(self.now), push=()).to_wire()))
        page = self.house.checkpoints.page(self.user, request)
        reply = read_reply(wire(Reply(self.house.clock.now, (), page).to_wire()))
        self.replica.receive(reply, self.now, self.now)
        return reply.page

    def sync(self) -> list[str]:
        """Exchange until this checkpoint is complete; answers the outcomes: "applied", "refused gone" ..."""
        self.house.clock.wait(1)
        outcomes: list[str] = []
        done = False
        while not done:
            if self.replica.staging.wanted() is not None:
                self.fetch()
            reply, done = self.exchange()
            outcomes += [f"{one.outcome} {one.code or ''}".strip() for one in reply.receipts]
        return outcomes

    def row(self, table: str, id: str) -> Row | None:
        """A row as this phone shows it."""
        return self.store.get(table, id)

    def ids(self, table: str) -> set[str]:
        """The ids of the rows of a table on this phone."""
        return {row["id"] for row in self.store.find(table)}

    def holds(self) -> dict[str, dict[str, Row]]:
        """Every row of the club on this phone, by table and id."""
        found = {table.name: {row["id"]: row for row in self.store.find(table.name)} for table in REGISTER}
        return {name: rows for name, rows in found.items() if rows}


def wire(value: Any) -> Any:
    """What arrives of a JSON value."""
    return strict.decode(json.dumps(value).encode(), 8 * 1024 * 1024)


def furnish(house: House) -> House:
    """Fill an empty house with the club of the module's docstring."""
    families = {"Claes": "olga sara tom eef karel cas", "Peeters": "piet mia kim bo", "Maes": "ann zoe"}
    for family, names in families.items():
        for name in names.split():
            number = {"member_no": f"LID-{name}"} if name in ("kim", "zoe") else {}
            called = {"given_name": name.capitalize(), "family_name": family}
            house.do("contact.create", id=f"contact-{name}", **called, **number)
    house.do("season.create", id="season-26", name="2026", start_on="2026-07-01", end_on="2027-06-30")
    house.do("membership_type.create", id="type-player", name="Speler", fee_cents=25000)
    _account(house, "peeters", "piet mia", "kim bo")
    _account(house, "maes", "ann", "zoe")
    _team(house, "u12", "kim")
    _team(house, "u13", "zoe")
    for name, (role, group) in ROLES.items():
        user = f"user-{name}"
        house.do("user.enrol", id=user, contact=f"contact-{name}", username=name)
        if role is not None:
            house.do("role.grant", id=f"role-{name}", user=user, role=role, group=group)
    for name in ("piet", "mia", "ann"):
        point = {"contact": f"contact-{name}", "kind": "mobile", "value": "0470 12 34 56"}
        house.do("contact_point.add", id=f"phone-of-{name}", **point)
    _child(house, "kim")
    _child(house, "zoe")
    _things(house)
    _invoice(house, "peeters")
    _invoice(house, "maes")
    house.do("setting.put", id="club.name", value='"KV De Meers"')
    return house


def _account(house: House, name: str, parents: str, children: str) -> None:
    """An account `family-<name>`: the first parent pays, all parents act for all children."""
    account = f"family-{name}"
    first, *others = parents.split()
    paying = {"is_primary": 1, "is_payer": 1, "function": "parent", "may_act_for": 1}
    opened = {"link_id": f"link-of-{first}", "contact": f"contact-{first}", **paying}
    house.do("account.create", id=account, kind="family", name=f"Gezin {name.capitalize()}", **opened)
    for person in [*others, *children.split()]:
        how = {"function": "parent", "may_act_for": 1} if person in others else {"function": "child"}
        link = {"id": f"link-of-{person}", "account": account, "contact": f"contact-{person}"}
        house.do("account.link", **link, **how)


def _team(house: House, name: str, player: str) -> None:
    team, zone = f"team-{name}", "Europe/Brussels"
    house.do("group.create", id=team, name=name.upper(), kind="team", season="season-26")
    member = {"contact": f"contact-{player}", "group": team, "function": "player"}
    house.do("group.add_member", id=f"member-{player}", **member)
    training = {"kind": "training", "title": "Training", "start_at": START + DAY, "zone": zone}
    house.do("activity.create", id=f"training-{name}", group=team, **training)
    house.do("attendance.declare", activity=f"training-{name}", contact=f"contact-{player}", declared="yes")


def _child(house: House, name: str) -> None:
    id = f"contact-{name}"
    house.do("contact_identity.patch", id=id, set={"birth_date": "2014-03-09"})
    house.do("contact_emergency.patch", id=id, set={"call_name": "Oma", "alert": "EpiPen"})
    house.do("contact_finance.patch", id=id, set={"iban": "BE68539007547034"})
    house.do("contact_medical.patch", id=id, set={"allergies": "Noten", "doctor": "Dr. Peere"})
    house.do("contact_medical.open", id=f"opening-{name}", contact=id)
    house.do("contact_address.add", id=f"address-{name}", contact=id, street="Dorpsstraat", city="Gent")
    start = {"contact": id, "type": "type-player", "season": "season-26", "start_on": "2026-07-01"}
    house.do("membership.start", id=f"membership-{name}", **start)


def _things(house: House) -> None:
    """A red bag with a label, in store; a blue one with the U13; one blank label; a feast for everybody."""
    for colour in ("red", "blue"):
        house.do("resource.create", id=f"ball-bag-{colour}", name=f"Ballenzak {colour}", kind="single")
    house.do("label.print", codes=[LABEL, BLANK_LABEL], batch="sheet-1")
    house.do("label.claim", code=LABEL, resource="ball-bag-red")
    house.do("custody.hand_out", id="custody-1", resource="ball-bag-blue", to_kind="group", to_id="team-u13")
    feast = {"kind": "event", "title": "Feest", "start_at": START + 9 * DAY, "zone": "Europe/Brussels"}
    house.do("activity.create", id="club-feast", **feast)


def _invoice(house: House, name: str) -> None:
    """Issued for 250 euro, of which 100 was paid."""
    id = f"invoice-{name}"
    line = {"id": f"line-{name}", "description": "Lidgeld", "quantity": 1, "unit_cents": 25000}
    house.do("invoice.draft", id=id, account=f"family-{name}", lines=[line])
    house.do("invoice.issue", id=id, issued_on="2026-11-01")
    paid = {"received_on": "2026-11-05", "amount_cents": 10000, "method": "transfer"}
    house.do("invoice.record_payment", id=f"payment-{name}", invoice=id, allocation=f"part-{name}", **paid)


def copy_of(house: House, store: Store | None = None) -> House:
    """A second house with the same rows, clock and counters: quicker than to furnish it again.

    `store` holds the same rows already; without it they are copied.
    """
    twin = House(store or twin_of(house.store))
    twin.clock.now = house.clock.now
    twin.new_id._made = house.new_id._made
    return twin


def twin_of(store: Any) -> SqliteStorage:
    """A second store in memory with the same tables and rows."""
    if not isinstance(store, SqliteStorage):
        twin = SqliteStorage(":memory:", store.register)
        copy_rows(store, twin)
        return twin
    twin = SqliteStorage(":memory:", Register(()))
    store.connection.backup(twin.connection)
    twin.register, twin._sql = store.register, store._sql
    return twin


@cache
def blank_device() -> SqliteStorage:
    """The store of a device before its first day; to be copied."""
    return SqliteStorage(":memory:", DEVICE_REGISTER)


def everything(store: Store) -> dict[str, list[Row]]:
    """Every row of every table, in order of its key."""
    return {table.name: store.find(table.name) for table in store.register}
