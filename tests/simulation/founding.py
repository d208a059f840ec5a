"""The club every seed starts from: founded once through the real referee and told to the naive club word for word."""

import pickle
import random
import tempfile
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from shared.domain.contact import fold
from shared.replica.ledger import DEVICE_REGISTER
from shared.replica.replica import Replica
from shared.sealed_storage import SealedStorage
from shared.storage import SqliteStorage
from shared.sync.protocol import ActionCall, Changeset, Reply
from shared.tables import SCHEMA
from sync_server.checkpoint import Checkpoints
from sync_server.keys.resealing import open_sealed
from sync_server.outside import NoLedger
from sync_server.referee import Referee
from sync_server.store.copying import copy_rows
from sync_server.store.postgres import PostgresStorage
from sync_server.store.tables import SERVER_REGISTER
from tests.postgres import Cluster
from tests.simulation.keepers import Databases, Files, Keeper
from tests.simulation.naive.club import Club
from tests.simulation.naive.decide import decide
from tests.simulation.sealed import LOCK, Front

DAY = 86_400_000
START = 1_790_000_000_000
EPOCH = "epoch-00001"
TEMPLATE = "founded"
LETTERS = "abcdefghijklmnoprstuvwxy0123456789"

# user, contact, role, team. A parent and a member hold no role; one person wears two hats.
PEOPLE = (
    ("u-owner01", "c-olga001", (("owner", None),)),
    ("u-secre01", "c-sara001", (("secretary", None),)),
    ("u-treas01", "c-tom0001", (("treasurer", None),)),
    ("u-coach01", "c-karel01", (("coach", "g-u12-001"),)),
    ("u-coach02", "c-kim0001", (("coach", "g-u14-001"), ("coach", "g-u12-001"))),
    ("u-equip01", "c-eef0001", (("equipment", None),)),
    ("u-equip02", "c-edwin01", (("equipment", None), ("coach", "g-u16-001"))),
    ("u-paren01", "c-piet001", ()),
    ("u-membe01", "c-mia0001", (("member", None),)),
)
CHILDREN = ("c-kai0001", "c-lou0001", "c-nia0001", "c-bo00001")
OTHERS = tuple(f"c-other{number:02}" for number in range(3))
GROUPS = ("g-u12-001", "g-u14-001", "g-u16-001")


def canary(rng: random.Random) -> str:
    """A word that nobody else has."""
    return "".join(rng.choices(LETTERS, k=8)) + "qzq"


@dataclass(frozen=True)
class Founded:
    """Files to copy and a naive club to copy, the same for every seed. Without `fills` the server's disk has room."""

    server: Path
    keys: Path
    device: Path
    loaded: dict[str, tuple[str, Path]]  # by user: a phone that has everything already, and its device id
    club: bytes
    cluster: Cluster | None = None
    fills: bool = True

    def keeper(self, seed: int, folder: Path) -> Keeper:
        """A copy of the club for the server of this seed: in this folder, or on PostgreSQL."""
        if self.cluster is None:
            return Files(folder, self.server, fills=self.fills)
        return Databases(self.cluster, f"seed_{seed}", TEMPLATE)

    @property
    def impossible(self) -> tuple[str, ...]:
        """Faults that cannot be made where the server keeps its club."""
        return () if self.cluster is None else ("server full",)


class Founder:
    """Speaks as the server itself."""

    def __init__(self, path: Path) -> None:
        self.keys = path.with_name("club.key")
        raw = SqliteStorage(path, SERVER_REGISTER, synchronous="OFF", alone=True)
        open_sealed(raw, NoLedger(), self.keys)
        self.store = Front(raw, self.keys)
        self.referee = Referee(self.store)
        self.referee.found(EPOCH)
        self.club = Club()
        self.rng = random.Random("founding")
        self.count = 0

    def word(self) -> str:
        """A fresh canary."""
        return canary(self.rng)

    def id(self, noun: str) -> str:
        """A fresh id."""
        self.count += 1
        return f"{noun}-{self.count:06}"

    def do(self, verb: str, /, **args: object) -> None:
        """One action, decided twice: by the referee and by the naive club."""
        self.count += 1
        now, n = START - 30 * DAY + self.count * 1000, self.club.seq + 1
        call = ActionCall(verb, 1, args)
        wish = Changeset(
            f"cs-{self.count:07}", "server", n, EPOCH, (call,), self.club.seq, now, now, 0, SCHEMA, "server"
        )
        receipt = self.referee.submit("system", "server", [wish], now)[0]
        told = decide(self.club, "system", asdict(wish), now)
        if (receipt.outcome, receipt.code) != told or told[1] is not None:
            raise AssertionError(f"founding: {verb} {args} is {receipt}, and {told} to the naive club")


def found(folder: Path) -> Founded:
    """Make the templates in this folder."""
    founder = Founder(folder / "founded.db")
    _people(founder)
    _families(founder)
    _things(founder)
    _money(founder)
    _evaluations(founder)
    loaded = {user: (f"device-9{place:05}", folder / f"{user}.db") for place, (user, _, _) in enumerate(PEOPLE)}
    for user, (device, path) in loaded.items():
        _load(founder, user, device, path)
    founder.store.close()
    blank = SealedStorage(folder / "blank.db", DEVICE_REGISTER, LOCK, fold=fold, synchronous="OFF", alone=True)
    blank.close()
    return Founded(folder / "founded.db", founder.keys, folder / "blank.db", loaded, pickle.dumps(founder.club))


def moved(founded: Founded, cluster: Cluster) -> Founded:
    """The same club with its server on PostgreSQL."""
    cluster.create(TEMPLATE)
    source = SqliteStorage(founded.server, SERVER_REGISTER)
    with closing(source), closing(PostgresStorage(cluster.url(TEMPLATE), SERVER_REGISTER)) as target:
        copy_rows(source, target)
    return replace(founded, cluster=cluster)


def _load(founder: Founder, user: str, device: str, path: Path) -> None:
    """A phone that was signed in and has fetched everything before the story begins."""
    with founder.store.transaction():
        founder.referee.enrol_device(device, user, None, "simulated")
    store = SealedStorage(path, DEVICE_REGISTER, LOCK, fold=fold, synchronous="OFF", alone=True)
    replica = Replica(store, "simulated")
    replica.enrol(user, device, EPOCH)
    pages = Checkpoints(founder.store, founder.referee.audiences, founder.referee.tallies)
    done = False
    while not done:
        page = pages.page(user, replica.request(START))
        done = replica.receive(Reply(START, (), page), START, START).done
    store.close()


def scratch() -> Path:
    """A folder in memory where there is one: nothing here must outlive the run."""
    memory = Path("/dev/shm")
    return Path(tempfile.mkdtemp(prefix="simulate-", dir=memory if memory.is_dir() else None))


def _people(founder: Founder) -> None:
    founder.do("season.create", id="season-01", name="2026", start_on="2026-07-01", end_on="2027-06-30")
    for group in GROUPS:
        founder.do("group.create", id=group, name=group[2:5], kind="team", category=group[2:5], season="season-01")
    for place, contact in enumerate((*(contact for _, contact, _ in PEOPLE), *CHILDREN, *OTHERS)):
        founder.do("contact.create", id=contact, given_name=founder.word(), family_name=founder.word())
        founder.do(
            "contact_point.add",
            id=founder.id("cp"),
            contact=contact,
            kind="email",
            value=f"{founder.word()}@club.example",
            label=founder.word(),
        )
        if place % 2:  # every other person: the smaller the club, the more often two people want the same row
            continue
        founder.do("contact_emergency.patch", id=contact, set={"call_name": founder.word(), "alert": founder.word()})
        founder.do("contact_identity.patch", id=contact, set={"profession": founder.word(), "birth_date": "2014-01-31"})
        founder.do(
            "contact_finance.patch", id=contact, set={"account_holder": founder.word(), "mandate": founder.word()}
        )
        founder.do("contact_medical.patch", id=contact, set={"allergies": founder.word(), "doctor": founder.word()})
        founder.do(
            "contact_address.add", id=founder.id("ca"), contact=contact, street=founder.word(), city=founder.word()
        )
    founder.do("membership_type.create", id="mt-youth1", name="Youth", fee_cents=25000)
    for user, contact, roles in PEOPLE:
        founder.do("user.enrol", id=user, contact=contact, username=user)
        for role, group in roles:
            founder.do("role.grant", id=founder.id("ra"), user=user, role=role, group=group)
        for _ in range(2):  # devices that lie in a drawer: to be named, and to be shut out
            founder.do("user_device.add", id=founder.id("ud"), user=user, name=founder.word(), kind="phone")


def _families(founder: Founder) -> None:
    def family(id: str, *people: tuple[str, str]) -> None:
        (first, function), *rest = people
        adult = {"function": function, "is_payer": 1, "may_act_for": 1}
        founder.do(
            "account.create",
            id=id,
            kind="family",
            name=founder.word(),
            link_id=founder.id("al"),
            contact=first,
            **adult,
        )
        for contact, name in rest:
            more = {} if name == "child" else {"may_act_for": 1}
            founder.do("account.link", id=founder.id("al"), account=id, contact=contact, function=name, **more)

    # Two homes for Nia: what one parent's account shows must follow what happens in the other's.
    family("a-family1", ("c-piet001", "parent"), ("c-kai0001", "child"), ("c-nia0001", "child"))
    family("a-family2", ("c-mia0001", "guardian"), ("c-nia0001", "child"), ("c-lou0001", "child"))
    family("a-family3", ("c-other00", "parent"), ("c-bo00001", "child"))
    founder.do(
        "account.create",
        id="a-firm001",
        kind="company",
        name=founder.word(),
        link_id=founder.id("al"),
        contact="c-other01",
        function="ceo",
    )
    teams = (("c-kai0001", 0), ("c-nia0001", 0), ("c-lou0001", 1), ("c-bo00001", 1), ("c-mia0001", 2), ("c-other02", 2))
    for contact, place in teams:
        founder.do("group.add_member", id=founder.id("gm"), contact=contact, group=GROUPS[place], function="player")
        founder.do(
            "membership.start",
            id=founder.id("ms"),
            contact=contact,
            type="mt-youth1",
            season="season-01",
            start_on="2026-07-01",
            fee_cents=25000,
        )
    for place, group in enumerate((*GROUPS, None)):
        founder.do(
            "activity.create",
            id=f"act-{place:05}",
            kind="training",
            title=founder.word(),
            start_at=START + place * DAY,
            zone="Europe/Brussels",
            group=group,
        )
    often = {"rule": "FREQ=WEEKLY;BYDAY=TU,TH", "first_on": "2026-12-01", "count": 4, "start": "19:00", "end": "20:30"}
    named = {"id": "as-00000", "kind": "training", "title": founder.word(), "zone": "Europe/Brussels"}
    founder.do("activity_series.create", **named, **often, group=GROUPS[0])
    founder.do("attendance.declare", activity="act-00000", contact="c-kai0001", declared="yes", reason=founder.word())


def _things(founder: Founder) -> None:
    for number in range(5):
        founder.do("resource.create", id=f"res-{number:05}", name=founder.word(), kind="single", note=founder.word())
    codes = [f"{'0' * 21}{number:04}0" for number in range(8)]
    founder.do("label.print", codes=codes, batch="founding")
    founder.do("label.claim", code=codes[0], resource="res-00000")
    founder.do("custody.hand_out", id=founder.id("ev"), resource="res-00000", to_kind="group", to_id="g-u12-001")
    for number, kept in enumerate((None, None, ["equipment"])):
        field = {"id": f"cf-{number:05}", "entity": "resource", "name": founder.word(), "kind": "text"}
        founder.do("custom_field.define", **field, view_roles=kept)
        founder.do("custom_value.set", field=field["id"], resource="res-00000", value=founder.word())
    founder.do("custody.hand_out", id=founder.id("ev"), resource="res-00001", to_kind="contact", to_id="c-mia0001")


def _money(founder: Founder) -> None:
    for number, account in enumerate(("a-family1", "a-family2", "a-firm001")):
        line = {"id": founder.id("il"), "description": founder.word(), "quantity": 1, "unit_cents": 25000 + number}
        founder.do("invoice.draft", id=f"inv-{number:05}", account=account, lines=[line] if number else [])
    founder.do("invoice.issue", id="inv-00001", issued_on="2026-09-01")
    founder.do("setting.put", id="club.name", value={"nl": "FC"})


def _evaluations(founder: Founder) -> None:
    """One template for everybody; Kai was evaluated by the coach, who has not shared it."""
    criteria = [
        {"id": f"cr-{number:05}", "category": founder.word(), "name": founder.word(), "scale": scale, "weight": 1}
        for number, scale in enumerate(("stars", "text"))
    ]
    founder.do("evaluation_template.create", id="et-00001", name=founder.word(), self_too=1, criteria=criteria)
    which = {"template": "et-00001", "contact": "c-kai0001", "round_on": "2026-10-01"}
    founder.do("evaluation.score", **which, criterion="cr-00000", value=4)
    founder.do("evaluation.score", **which, criterion="cr-00001", text=founder.word())
    founder.do("evaluation.finish", **which)
