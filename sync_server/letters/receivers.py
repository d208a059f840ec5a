"""Whom something concerns: a person and who acts for them; the people of a team, its coaches; who pays an invoice.

Read in a few questions for all that is told at once. Nobody is among them who could not see the same in the app: the
rules are those of `shared/rights.py`, read the other way round.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from typing import Any

from shared.domain.attendance import GUEST, PLAYER, expected
from shared.facts import Facts
from shared.kin import persons_of
from shared.register import Row
from shared.storage import Store
from sync_server.facts import ServerFacts

TABLE = "activity_guest"
People = frozenset[str]
NOBODY: People = frozenset()

Concerned = tuple[str, bool]
"""A group, and whether its players are expected; who leads a team hears of all it does."""


def expects_players(activity: Mapping[str, Any]) -> bool:
    """Whether players are expected, or those who lead the team alone."""
    return PLAYER in expected(activity["expects"])


def of_groups(store: Store, groups: Set[str]) -> dict[Concerned, People]:
    """The contacts that activities of these groups concern, with their players and without."""
    names = sorted(groups)
    found: dict[str, set[str]] = defaultdict(set)
    leading: dict[str, set[str]] = defaultdict(set)
    members: dict[str, set[str]] = defaultdict(set)
    for row in store.among("group_member", "group", names, present=1):
        if (row["function"] or PLAYER) == PLAYER:
            members[str(row["contact"])].add(str(row["group"]))
        else:
            leading[str(row["group"])].add(str(row["contact"]))
    for contact, teams in members.items():
        for team in teams:
            found[team].add(contact)
    for guardian, child in _guardians(store, members.keys()):
        for team in members[child]:
            found[team].add(guardian)
    coaches = store.among("role_assignment", "group", names, role="coach", present=1)
    users = {row["id"]: row for row in store.among("user_profile", "id", sorted({str(row["user"]) for row in coaches}))}
    for row in coaches:
        profile = users.get(row["user"])
        if profile is not None and profile["contact"] is not None:
            leading[str(row["group"])].add(str(profile["contact"]))
    told = {(group, True): frozenset(found[group] | leading[group]) for group in names}
    return told | {(group, False): frozenset(leading[group]) for group in names}


def of_guests(store: Store, activities: Set[str]) -> dict[str, People]:
    """Who was brought along to these activities from outside their teams, and who acts for them, by activity."""
    return _brought(store, store.among(TABLE, "activity", sorted(activities), function=GUEST))


def of_former_guests(store: Store, activities: Set[str]) -> dict[str, People]:
    """The same of activities that were deleted: their guests left with them."""
    facts = ServerFacts(store)
    return _brought(store, (row for id in sorted(activities) for row in _left_with(facts, id)))


def _left_with(facts: Facts, activity: str) -> list[Row]:
    """The guests from outside its team that left with this activity; none while it is there."""
    left = facts.removed_with("activity", activity)
    return [row for table, row in left if (table, row.get("activity"), row.get("function")) == (TABLE, activity, GUEST)]


def _brought(store: Store, guests: Iterable[Row]) -> dict[str, People]:
    found: dict[str, set[str]] = defaultdict(set)
    invited: dict[str, set[str]] = defaultdict(set)
    for row in guests:
        found[str(row["activity"])].add(str(row["contact"]))
        invited[str(row["contact"])].add(str(row["activity"]))
    for guardian, child in _guardians(store, invited.keys()):
        for activity in invited[child]:
            found[activity].add(guardian)
    return {activity: frozenset(people) for activity, people in found.items()}


def of_people(store: Store, people: Set[str]) -> dict[str, People]:
    """These contacts, each with who acts for them: `persons_of` the other way round."""
    found = {person: {person} for person in people}
    for guardian, child in _guardians(store, people):
        found[child].add(guardian)
    return {person: frozenset(those) for person, those in found.items()}


def of_accounts(store: Store, accounts: Set[str]) -> dict[str, People]:
    """Who is written to about the bills of these accounts: who pays, else the first of who acts for the others."""
    found: dict[str, People] = {}
    links: dict[str, list[Row]] = defaultdict(list)
    for link in store.among("account_link", "account", sorted(accounts), present=1):
        links[str(link["account"])].append(link)
    for account, inside in links.items():
        paying = [link for link in inside if link["is_payer"]] or [link for link in inside if link["may_act_for"]][:1]
        found[account] = frozenset(str(link["contact"]) for link in paying)
    return found


def _guardians(store: Store, people: Iterable[str]) -> Iterable[tuple[str, str]]:
    """Who acts for whom of these people: pairs of contacts."""
    children = store.among("account_link", "contact", sorted(people), function="child", present=1)
    homes: dict[str, list[str]] = defaultdict(list)
    for link in children:
        homes[str(link["account"])].append(str(link["contact"]))
    for link in store.among("account_link", "account", sorted(homes), may_act_for=1, present=1):
        for child in homes[str(link["account"])]:
            yield str(link["contact"]), child


def concerns(facts: Facts, contact: str, activity: Mapping[str, Any], id: str) -> bool:
    """Whether this activity still concerns this contact: as a guest, a player, somebody who acts for one, or a leader
    of its team; one of the whole club everybody of any team.
    """
    people, group = persons_of(facts, contact), activity["group"]
    if any(facts.find(TABLE, activity=id, contact=person, function=GUEST) for person in people):
        return True
    if any(guest["contact"] in people for guest in _left_with(facts, id)):
        return True
    held = {} if group is None else {"group": group}
    players = group is None or expects_players(activity)
    for person in people:
        for row in facts.find("group_member", contact=person, present=1, **held):
            plays = (row["function"] or PLAYER) == PLAYER
            if (plays and players) or (not plays and person == contact):
                return True
    return _coaches(facts, contact, **held)


def leads(facts: Facts, contact: str, group: str) -> bool:
    """Whether this contact still leads this group: coaches it, or is in it as another than a player."""
    inside = facts.find("group_member", contact=contact, group=group, present=1)
    return any((row["function"] or PLAYER) != PLAYER for row in inside) or _coaches(facts, contact, group=group)


def _coaches(facts: Facts, contact: str, **held: str) -> bool:
    return any(
        facts.find("role_assignment", user=profile["id"], role="coach", present=1, **held)
        for profile in facts.find("user_profile", contact=contact)
    )


def pays(facts: Facts, contact: str, account: str) -> bool:
    """Whether the bills of this account are still this contact's to see."""
    links = facts.find("account_link", contact=contact, account=account, present=1)
    return any(link["is_payer"] or link["may_act_for"] for link in links)


@dataclass
class Known:
    """What is known of some contacts, read at once: the row, where mail goes, what they chose, their devices that may
    be woken.
    """

    contacts: dict[str, Row] = field(default_factory=dict)
    mail: dict[str, str] = field(default_factory=dict)
    choices: dict[tuple[str, str], Row] = field(default_factory=dict)
    devices: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    users: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


def known(store: Store, contacts: Iterable[str]) -> Known:
    """The same for contacts that are there, and not archived or merged into another."""
    told, names = Known(), sorted(set(contacts))
    for row in store.among("contact", "id", names):
        if row["status"] != "archived" and row["merged_into"] is None:
            told.contacts[row["id"]] = row
    alive = sorted(told.contacts)
    told.mail |= addresses(store, alive)
    for row in store.among("notice_choice", "contact", alive):
        told.choices[row["contact"], row["kind"]] = row
    profiles = {row["id"]: str(row["contact"]) for row in store.among("user_profile", "contact", alive)}
    for user, contact in profiles.items():
        told.users[contact].add(user)
    browsers = store.among("push_address", "user", sorted(profiles))
    open_ones = {row["id"]: row for row in store.among("device", "id", sorted(row["id"] for row in browsers))}
    for row in sorted(browsers, key=lambda one: str(one["id"])):
        device = open_ones.get(row["id"])
        if device is not None and device["revoked_at"] is None and device["user"] == row["user"]:
            told.devices[profiles[row["user"]]].append(row["id"])
    return told


def mail_of(store: Store, contact: str) -> str | None:
    """The address to which letters for this contact go."""
    return addresses(store, [contact]).get(contact)


def addresses(store: Store, contacts: list[str]) -> dict[str, str]:
    """The same for several; who has none is not among them."""
    found: dict[str, list[Row]] = defaultdict(list)
    for point in store.among("contact_point", "contact", contacts, kind="email"):
        found[str(point["contact"])].append(point)
    return {contact: str(first_of(points)["value"]) for contact, points in found.items()}


def first_of(points: Iterable[Row]) -> Row:
    """The one of somebody's addresses to which letters go."""
    return min(points, key=lambda one: (not one["is_primary"], one["id"]))


def heir_of(store: Store, address: str) -> str | None:
    """Somebody whose letters go to this address; None when there is nobody (any more)."""
    points = store.find("contact_point", kind="email", value=address)
    readers = sorted(known(store, (str(point["contact"]) for point in points)).mail.items())
    return next((contact for contact, reads_at in readers if reads_at == address), None)
