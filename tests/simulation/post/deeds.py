"""What people of the town do: the words that go to the club, and what is true in the town once they are done."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any

from shared.domain.calendar import local_date, to_utc_ms
from shared.domain.invitation import LIFE_MS
from shared.domain.notices import KINDS
from tests.house import DAY, HOUR, MINUTE
from tests.simulation.post.town import (
    AT,
    ENDPOINT,
    SHUT,
    TEAM_A,
    TEAM_B,
    Activity,
    Invited,
    Lent,
    Town,
    contact_of,
    late,
)

Call = tuple[str, Mapping[str, Any]]
Tell = Callable[[Town], None]
ZONE = "Europe/Brussels"


def nothing(town: Town) -> None:
    """The town is as it was."""


@dataclass(frozen=True)
class Deed:
    """One gesture. `about` are activities that may be another one then, `issues` invoices, `shares` evaluations,
    `invites` invitations by letter; `puts` is a row that a door of the server writes by itself.
    """

    calls: Sequence[Call]
    tell: Tell = nothing
    by: str | None = None
    about: Sequence[str] = ()
    issues: Sequence[str] = ()
    shares: Sequence[str] = ()
    invites: Sequence[str] = ()
    moves: Sequence[str] = ()
    puts: tuple[str, Mapping[str, Any]] | None = None


Maker = Callable[[Town, random.Random, str, int], Deed | None]


def _open(town: Town, rng: random.Random, now: int) -> str | None:
    """An activity that is still to begin."""
    found = [id for id, one in town.activities.items() if min(one.starts) > now + 2 * MINUTE]
    return rng.choice(found) if found else None


def _author(town: Town, rng: random.Random, group: str | None) -> str | None:
    """The coach of this team, or the office."""
    coaches = [name for name, one in town.people.items() if one.there and group in one.leads and one.user]
    open_ones = [name for name in coaches if town.devices[f"phone-{name}"][1] != SHUT]
    return rng.choice([*open_ones, None, None])


def make(town: Town, rng: random.Random, n: str, now: int) -> Deed | None:
    """A new activity, soon or in weeks."""
    id, group, tag = f"activity-{n}", rng.choice((None, TEAM_A, TEAM_A, TEAM_B)), f"P-{n}"
    start = now + rng.choice((2 * HOUR, 9 * HOUR, 13 * HOUR, 8 * DAY, 15 * DAY, 30 * DAY)) + rng.randint(5, 55) * MINUTE
    row = {"id": id, "kind": "training", "title": id, "group": group, "zone": ZONE, "location": tag, "start_at": start}

    def tell(town: Town) -> None:
        town.activities[id] = Activity(group, start, tag)

    return Deed([("activity.create", row)], tell, _author(town, rng, group), [id])


def move(town: Town, rng: random.Random, n: str, now: int) -> Deed | None:
    """To another place, and perhaps another time."""
    id = _open(town, rng, now)
    if id is None:
        return None
    tag, start = f"P-{n}", town.activities[id].start
    if rng.random() < 0.3:
        start = now + rng.choice((12 * HOUR, 9 * DAY, 20 * DAY)) + rng.randint(5, 55) * MINUTE

    def tell(town: Town) -> None:
        town.activities[id].plan(tag, start)

    by = _author(town, rng, town.activities[id].group)
    return Deed([("activity.patch", {"id": id, "set": {"location": tag, "start_at": start}})], tell, by, [id])


def back(town: Town, rng: random.Random, n: str, now: int) -> Deed | None:
    """Where it was at first, whether or not somebody heard that it had moved."""
    found = [id for id, one in town.activities.items() if min(one.starts) > now + HOUR]
    id = rng.choice(found) if found else None
    if id is None:
        return None
    tag, start = town.activities[id].first_tag, town.activities[id].starts[0]

    def tell(town: Town) -> None:
        town.activities[id].plan(tag, start)

    by = _author(town, rng, town.activities[id].group)
    return Deed([("activity.patch", {"id": id, "set": {"location": tag, "start_at": start}})], tell, by, [id])


def call_off(town: Town, rng: random.Random, n: str, now: int) -> Deed | None:
    """Called off, or taken up again."""
    id = _open(town, rng, now)
    if id is None:
        return None
    one, reason = town.activities[id], f"R-{n}"
    off = not one.off

    def tell(town: Town) -> None:
        one = town.activities[id]
        one.off, one.was_off, one.reason = off, True, reason if off else "-"

    by = _author(town, rng, one.group)
    call = ("activity.cancel", {"id": id, "reason": reason}) if off else ("activity.reinstate", {"id": id})
    return Deed([call], tell, by, [id])


def write_down(town: Town, rng: random.Random, n: str, now: int) -> Deed | None:
    """A note is no news."""
    id = _open(town, rng, now)
    return None if id is None else Deed([("activity.patch", {"id": id, "set": {"note": f"water {n}"}})])


def bill(town: Town, rng: random.Random, n: str, now: int) -> Deed | None:
    """An invoice is drafted and issued in one gesture."""
    id, account = f"invoice-{n}", rng.choice(sorted(town.acting))
    line = {"id": f"line-{n}", "description": "Stage", "quantity": 1, "unit_cents": 5_000}
    draft = ("invoice.draft", {"id": id, "account": account, "lines": [line]})
    return Deed([draft, ("invoice.issue", {"id": id, "issued_on": "2026-11-18", "due_on": "2027-06-18"})], issues=[id])


def share(town: Town, rng: random.Random, n: str, now: int) -> Deed | None:
    """The coach, or the office, evaluates a player and lets them read it."""
    names = [name for name, one in town.people.items() if one.there and one.teams]
    if not names:
        return None
    name, template, criterion = rng.choice(names), f"T-{n}", f"criterion-{n}"
    (group,) = town.people[name].teams
    which = {"template": f"template-{n}", "contact": contact_of(name), "round_on": "2026-11-01"}
    asked = {"id": criterion, "category": "Play", "name": "Passing", "scale": "stars"}
    made = {"id": which["template"], "name": template, "group": group, "criteria": [asked]}

    def tell(town: Town) -> None:
        town.shared[template] = name

    calls: list[Call] = [("evaluation_template.create", made)]
    calls += [("evaluation.score", {**which, "criterion": criterion, "value": 4}), ("evaluation.finish", which)]
    by = _author(town, rng, group)
    return Deed([*calls, ("evaluation.share", which)], tell, by, shares=[template])


def lend(town: Town, rng: random.Random, n: str, now: int) -> Deed | None:
    """A thing goes out, a new one or one that was out, to be back tonight or tomorrow night."""
    to = rng.choice([TEAM_A, TEAM_B, *(name for name, one in town.people.items() if one.there)])
    out = sorted(town.lent)
    before = rng.choice(out) if out and rng.random() < 0.3 else None
    thing = f"L-{n}" if before is None else town.lent[before].thing
    day = local_date(now, ZONE) + timedelta(days=rng.choice((0, 0, 1)))
    lent = Lent(thing, to, day.isoformat())

    def tell(town: Town) -> None:
        town.lent.pop(before or "", None)
        town.lent[late(thing, day.day)] = lent

    holder = {"to_kind": "group", "to_id": to} if to in (TEAM_A, TEAM_B) else contact_holder(to)
    first: Call = ("resource.create", {"id": f"thing-{thing}", "name": thing, "kind": "single"})
    if before is not None:
        first = ("custody.take_back", {"id": f"back-{n}-of", "resource": f"thing-{thing}"})
    out_of_it = {"id": f"lending-{n}", "resource": f"thing-{thing}", "due_at": to_utc_ms(day, time(23, 59), ZONE)}
    return Deed([first, ("custody.hand_out", {**out_of_it, **holder})], tell)


def contact_holder(name: str) -> dict[str, str]:
    """Who takes a thing."""
    return {"to_kind": "contact", "to_id": contact_of(name)}


def bring_back(town: Town, rng: random.Random, n: str, now: int) -> Deed | None:
    """A thing comes back, late or not."""
    if not town.lent:
        return None
    what = rng.choice(sorted(town.lent))
    args = {"id": f"back-{n}-of", "resource": f"thing-{town.lent[what].thing}"}

    def tell(town: Town) -> None:
        town.lent.pop(what, None)

    return Deed([("custody.take_back", args)], tell)


def choose(town: Town, rng: random.Random, n: str, now: int) -> Deed | None:
    """What somebody wants to hear of."""
    name = rng.choice([name for name, one in town.people.items() if one.there])
    kind, way, on = rng.choice(KINDS), rng.choice(("mail", "push")), int(rng.random() < 0.6)

    def tell(town: Town) -> None:
        deaf = town.people[name].deaf
        deaf.discard((kind, way)) if on else deaf.add((kind, way))

    return Deed([("notice.choose", {"contact": contact_of(name), "kind": kind, "way": way, "on": on})], tell)


def move_house(town: Town, rng: random.Random, n: str, now: int) -> Deed | None:
    """Another address."""
    names = [name for name, one in town.people.items() if one.there and one.address is not None]
    name, address = rng.choice(names), f"{rng.choice(('new' + n, 'two', 'dirk'))}{AT}"

    def tell(town: Town) -> None:
        town.people[name].address = address

    return Deed([("contact_point.patch", {"id": f"mail-{name}", "set": {"value": address}})], tell, moves=[name])


def leave_team(town: Town, rng: random.Random, n: str, now: int) -> Deed | None:
    """A player leaves, from today on."""
    names = [name for name, one in town.people.items() if one.there and one.teams]
    if not names or rng.random() < 0.6:
        return None
    name = rng.choice(names)
    (team,) = town.people[name].teams

    def tell(town: Town) -> None:
        town.people[name].teams.clear()

    id = f"member-{name}-{team[-1]}"
    return Deed([("group.remove_member", {"id": id, "to_on": "2026-11-17"})], tell)


def lose_role(town: Town, rng: random.Random, n: str, now: int) -> Deed | None:
    """A coach is coach no more."""
    names = [name for name, one in town.people.items() if one.there and one.leads]
    if not names or rng.random() < 0.7:
        return None
    name = rng.choice(names)
    return Deed([("role.withdraw", {"id": f"role-{name}"})], lambda town: town.people[name].leads.clear())


def erase(town: Town, rng: random.Random, n: str, now: int) -> Deed | None:
    """Somebody is erased, or put away for good."""
    names = [name for name, one in town.people.items() if one.there]
    if rng.random() < 0.7:
        return None
    name, erased = rng.choice(names), rng.random() < 0.5

    def tell(town: Town) -> None:
        town.people[name].put_away = True
        if not erased:
            return
        town.people[name].there = False
        for device, (who, _) in list(town.devices.items()):
            if who == name:
                town.devices[device] = (who, SHUT)
        for one in town.invited.values():
            one.waits = one.waits and one.contact != name

    if erased:
        return Deed([("contact.erase", {"id": contact_of(name)})], tell)
    return Deed([("contact.patch", {"id": contact_of(name), "set": {"status": "archived"}})], tell)


def revoke(town: Town, rng: random.Random, n: str, now: int) -> Deed | None:
    """A device is shut out, or a browser says where it is woken."""
    device = rng.choice(sorted(town.devices))
    name, endpoint = town.devices[device]
    if endpoint == SHUT or not town.people[name].there:
        return None
    if rng.random() < 0.3:
        return Deed([("user_device.revoke", {"id": device})], lambda town: town.devices.update({device: (name, SHUT)}))
    row = {"id": device, "user": f"user-{name}", "endpoint": f"{ENDPOINT}{n}/{device}", "since": now}
    at = str(row["endpoint"])
    return Deed([], lambda town: town.devices.update({device: (name, at)}), puts=("push_address", row))


def invite(town: Town, rng: random.Random, n: str, now: int) -> Deed | None:
    """By letter: to come in, or to another password."""
    names = [name for name, one in town.people.items() if one.there and one.address is not None]
    name, id = rng.choice(names), f"invitation-{n}"
    one = town.people[name]
    assert one.address is not None
    purpose = "reset" if one.user else "join"
    made = Invited(name, one.address, purpose, now + LIFE_MS[purpose])

    def tell(town: Town) -> None:
        for other in town.invited.values():
            other.waits = other.waits and other.contact != name
        town.invited[id] = made

    args = {"id": id, "contact": contact_of(name), "purpose": purpose, "how": "mail", "point": f"mail-{name}"}
    return Deed([("invitation.make", args)], tell, invites=[id])


def withdraw(town: Town, rng: random.Random, n: str, now: int) -> Deed | None:
    """The office thinks better of it."""
    found = [id for id, one in town.invited.items() if one.waits]
    if not found:
        return None
    id = rng.choice(found)

    def tell(town: Town) -> None:
        town.invited[id].waits = False

    return Deed([("invitation.withdraw", {"id": id})], tell)


DEEDS: Sequence[Maker] = (
    *(make, make, move, move, move, move, back, call_off, call_off, write_down, bill, bill, choose, choose),
    *(choose, move_house, leave_team, lose_role, erase, revoke, revoke, invite, invite, withdraw),
    *(share, share, lend, lend, lend, bring_back),
)
