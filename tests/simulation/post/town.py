"""The people of this simulation: founded once through the real referee, and the same as a naive town of dicts."""

import copy
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from shared.domain.notices import KINDS
from shared.storage import SqliteStorage
from sync_server.store.tables import SERVER_REGISTER
from tests.house import DAY, START, House

FAMILIES = (
    ("one", "mia=mia piet=piet", "kim:a"),
    ("two", "ann=two bert=two", "zoe:a"),
    ("three", "cas=cas", "eva:a finn:b"),
    ("four", "dirk=dirk", "gus:b"),
)
"""Account, guardians with their address, children with their team. Ann and Bert share an address, Gus has Dirk's."""
ALONE = "hans=hans:b iris=:a"
"""Grown-up players: Iris has no address."""
COACHES = "karel=karel:a lena=lena:b"
USERS = ("mia", "piet", "ann", "cas", "hans", "karel", "lena")
SHUT = "shut"
ENDPOINT = "https://fcm.googleapis.com/fcm/send/"
AT = "@club.example"
TEAM_A, TEAM_B = "team-of-a", "team-of-b"


def contact_of(name: str) -> str:
    """The id of this person's contact."""
    return f"contact-{name}"


def late(thing: str, day: int) -> str:
    """How a letter names a thing that was to be back on this day of a month."""
    return f"{thing} of {day}"


def team_of(letter: str) -> str:
    """The id of this team."""
    return f"team-of-{letter}"


@dataclass
class Person:
    """Somebody, as the town knows them. `teams` are those they play in, `leads` those they coach. Who was
    put away is written to no more, and who acts for them is.
    """

    address: str | None = None
    teams: set[str] = field(default_factory=set)
    leads: set[str] = field(default_factory=set)
    guards: set[str] = field(default_factory=set)
    there: bool = True
    put_away: bool = False
    deaf: set[tuple[str, str]] = field(default_factory=set)
    user: bool = False

    @property
    def reads(self) -> bool:
        """Whether they are told anything at all."""
        return self.there and not self.put_away


@dataclass
class Activity:
    """What the town knows of one. `tag` is the place that nobody else has, `starts` are all the moments
    at which it was to begin, `begins` says when who knows a tag expects it to.
    """

    group: str | None
    start: int
    tag: str
    off: bool = False
    was_off: bool = False
    changed_at: int = 0
    reason: str = "-"
    starts: list[int] = field(default_factory=list)
    first_tag: str = ""
    begins: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.first_tag = self.tag
        self.plan(self.tag, self.start)

    def plan(self, tag: str, start: int) -> None:
        """It is to begin then, in that place."""
        self.tag, self.start = tag, start
        self.starts.append(start)
        self.begins[tag] = start

    @property
    def state(self) -> str:
        """What people must know of it: where it is, or that it is off."""
        return "off" if self.off else self.tag


@dataclass
class Invited:
    """An invitation by letter that the town knows of."""

    contact: str
    address: str
    purpose: str
    until: int
    waits: bool = True


@dataclass
class Lent:
    """A thing that went out to a person or a team, to be back on a day (`YYYY-MM-DD`). `asked` says that the day after
    began while it was out.
    """

    thing: str
    to: str
    due_on: str
    asked: bool = False


@dataclass
class Town:
    """All that is true of the club, told by who played the story, never read from the server. `shared` are the players
    by the template of an evaluation that they may read, `lent` what is out, as `late` names it.
    """

    people: dict[str, Person] = field(default_factory=dict)
    activities: dict[str, Activity] = field(default_factory=dict)
    acting: dict[str, list[str]] = field(default_factory=dict)
    bills: dict[str, str] = field(default_factory=dict)
    devices: dict[str, tuple[str, str]] = field(default_factory=dict)
    invited: dict[str, Invited] = field(default_factory=dict)
    shared: dict[str, str] = field(default_factory=dict)
    lent: dict[str, Lent] = field(default_factory=dict)
    quiet: tuple[int, int] = (22, 7)

    def copy(self) -> "Town":
        """Another one with the same people."""
        return copy.deepcopy(self)

    def at(self, address: str) -> list[str]:
        """Who reads what comes to this address."""
        return [name for name, one in self.people.items() if one.reads and one.address == address]

    def reaches(self, name: str, group: str | None) -> bool:
        """Whether what befalls this team concerns this person; None is the whole club."""
        one = self.people[name]
        teams = one.teams | one.leads
        for child in one.guards:
            teams = teams | (self.people[child].teams if self.people[child].there else set())
        return one.reads and (bool(teams) if group is None else group in teams)

    def pays(self, account: str) -> str | None:
        """Who is written to about the bills of this account: who pays, else the first who acts for the others."""
        return next((name for name in self.acting[account] if self.people[name].there), None)

    def once(self, name: str, what: str) -> str:
        """Under which kind this evaluation, or thing that is late, concerns this person; "" when it does not."""
        one, thing = self.people[name], self.lent.get(what)
        mine = {person for person in (name, *one.guards) if self.people[person].there}
        if not one.reads:
            return ""
        if thing is not None and thing.asked:
            return "loan" if thing.to in mine | one.leads else ""
        return "evaluation" if self.shared.get(what) in mine else ""

    def hears(self, name: str, kind: str, way: str) -> bool:
        """Whether this person wants to hear of this."""
        return (kind, way) not in self.people[name].deaf


def found(folder: Path) -> tuple[Path, Town]:
    """A file with the club as it begins, and the town that is true of it."""
    house, town = House(), Town()
    house.do("season.create", id="season-26", name="2026", start_on="2026-07-01", end_on="2027-06-30")
    for team in "ab":
        house.do("group.create", id=team_of(team), name=f"Team {team}", kind="team", season="season-26")
    for account, guardians, children in FAMILIES:
        _family(house, town, account, guardians.split(), children.split())
    for person in ALONE.split():
        name, _, rest = person.partition("=")
        address, _, team = rest.partition(":")
        _person(house, town, name, address)
        _plays(house, town, name, team)
    for person in COACHES.split():
        name, _, rest = person.partition("=")
        address, _, team = rest.partition(":")
        _person(house, town, name, address)
        town.people[name].leads.add(team_of(team))
    for name in USERS:
        _user(house, town, name)
    for number in range(4):
        _activity(house, town, f"activity-s{number}", (None, TEAM_A, TEAM_B, TEAM_A)[number], 6 + number)
    house.do("setting.put", id="club", value={"name": "KV Weer", "language": "nl"})
    house.store.discard("to_tell")
    path = folder / "founded.db"
    with closing(SqliteStorage(path, SERVER_REGISTER, synchronous="OFF")) as file:
        house.store.connection.backup(file.connection)
    return path, town


def _person(house: House, town: Town, name: str, address: str) -> None:
    house.do("contact.create", id=contact_of(name), given_name=name.capitalize(), family_name="Weer", language="en")
    town.people[name] = Person(f"{address}{AT}" if address else None)
    if address:
        point = {"contact": contact_of(name), "kind": "email", "value": f"{address}{AT}", "is_primary": 1}
        house.do("contact_point.add", id=f"mail-{name}", **point)


def _plays(house: House, town: Town, name: str, team: str) -> None:
    place = {"contact": contact_of(name), "group": team_of(team), "function": "player"}
    house.do("group.add_member", id=f"member-{name}-{team}", **place)
    town.people[name].teams.add(team_of(team))


def _family(house: House, town: Town, account: str, guardians: list[str], children: list[str]) -> None:
    for person in guardians:
        name, _, address = person.partition("=")
        _person(house, town, name, address)
    for person in children:
        name, _, team = person.partition(":")
        _person(house, town, name, "dirk" if name == "gus" else "")
        _plays(house, town, name, team)
    first, *others = [person.partition("=")[0] for person in guardians]
    paying = {"is_primary": 1, "is_payer": 1, "function": "parent", "may_act_for": 1}
    opened = {"link_id": f"link-of-{first}", "contact": contact_of(first), **paying}
    house.do("account.create", id=f"account-{account}", kind="family", name=f"Gezin {account}", **opened)
    for name in others:
        how = {"function": "parent", "may_act_for": 1}
        house.do("account.link", id=f"link-of-{name}", account=f"account-{account}", contact=contact_of(name), **how)
    for person in children:
        name = person.partition(":")[0]
        link = {"account": f"account-{account}", "contact": contact_of(name), "function": "child"}
        house.do("account.link", id=f"link-of-{name}", **link)
        for guardian in (first, *others):
            town.people[guardian].guards.add(name)
    town.acting[f"account-{account}"] = [first, *others]


def _user(house: House, town: Town, name: str) -> None:
    house.do("user.enrol", id=f"user-{name}", contact=contact_of(name), username=name)
    town.people[name].user = True
    for team in sorted(town.people[name].leads):
        house.do("role.grant", id=f"role-{name}", user=f"user-{name}", role="coach", group=team)
    house.store.put("user_secret", {"id": f"user-{name}", "username": name, "password": None})
    for device in ("phone", "desk") if name == "hans" else ("phone",):
        id = f"{device}-{name}"
        with house.store.transaction():
            house.referee.enrol_device(id, f"user-{name}", None, device)
        house.do("user_device.add", id=id, user=f"user-{name}", name=device, added_at=house.clock.now)
        endpoint = {"id": id, "user": f"user-{name}", "endpoint": ENDPOINT + id, "since": house.clock.now}
        house.store.put("push_address", endpoint)
        town.devices[id] = (name, ENDPOINT + id)


def _activity(house: House, town: Town, id: str, group: str | None, days: int) -> None:
    start, tag = START + days * DAY, f"P-{id}"
    row = {"kind": "training", "title": id, "group": group, "zone": "Europe/Brussels", "location": tag}
    house.do("activity.create", id=id, start_at=start, **row)
    town.activities[id] = Activity(group, start, tag, changed_at=START)


KNOWN = {"agenda_changed", "agenda_new", "invoice", "evaluation", "loan"}
assert set(KINDS) == KNOWN, "what this simulation knows people hear of"
