"""Who comes to act for whom by a link, and whose word is enough for it.

Who acts for somebody reads and writes what is theirs: account number, medical sheet, consents. So an office that makes
families all day does so for others: nobody's own word widens for whom they act, and over an adult or somebody with a
role it takes an owner. An adult who signs in is made no minor first. Who pays reads the bills, which an office does
not: nobody's own word shows them those. Whoever it concerns, and who looks after them already, is told.
"""

from collections.abc import Iterable, Sequence

from shared.actions.consents import is_minor
from shared.actions.days import today
from shared.actions.verb import Call
from shared.domain.derived_id import derived_id
from shared.errors import Unknown
from shared.facts import Facts, Overlay
from shared.giving import roles_of
from shared.kin import cares, close_to, guardians_of
from shared.refusals import NeedsOwner
from shared.register import Row, canonical
from shared.rights import SYSTEM
from shared.sync.change import Change, Insert
from shared.tables import REGISTER

BOOKKEEPERS = frozenset(("owner", "treasurer"))
"""Who reads every bill anyhow."""


def widened(facts: Facts, call: Call, link: Row) -> list[Insert]:
    """The lines that tell people what this link, as it is to be, lets others do for them. Raises NeedsOwner."""
    others = facts.find("account_link", account=link["account"], present=1)
    pairs = cares([link, *(other for other in others if other["id"] != link["id"])])
    new = sorted((one, child) for one, child in pairs if child not in close_to(facts, one))
    if "owner" not in call.actor.roles:
        for guardian, child in new:
            if guardian == call.actor.contact or not _is_ward(facts, call, child):
                raise NeedsOwner(table="contact", id=child)
    stood = facts.find("account_link", account=link["account"])
    if _shows_bills(call, link) and not any(_shows_bills(call, one) for one in stood):
        raise NeedsOwner(table="account", id=link["account"])
    return _told(facts, call, link, {child for _, child in new})


def _shows_bills(call: Call, link: Row) -> bool:
    """Whether by this link its account's bills are the author's to read, who reads them by no role: as who pays, and
    as who acts in it themselves.
    """
    who = call.actor
    if BOOKKEEPERS & who.roles:
        return False
    reads = link["is_payer"] or (link["contact"] == who.contact and link["may_act_for"])
    return bool(link["present"] and reads and link["contact"] in who.persons)


def stay_grown(facts: Facts, call: Call, contact: str, changes: Sequence[Change]) -> Sequence[Change]:
    """The same changes. Raises NeedsOwner where they make somebody who signs in, and is known to be of age, a minor, or
    of an age that nobody knows: whoever acts for them next would read what is theirs.
    """
    if "owner" in call.actor.roles or is_minor(facts, contact, today(facts, call)) is not False:
        return changes
    after = Overlay(facts, REGISTER)
    after.apply(changes)
    if is_minor(after, contact, today(facts, call)) is not False and facts.find("user_profile", contact=contact):
        raise NeedsOwner(table="contact", id=contact)
    return changes


def _is_ward(facts: Facts, call: Call, contact: str) -> bool:
    """Whether the office may say who looks after this person: a minor without a role, or who never signed in and whose
    age nobody knows.
    """
    day, users = today(facts, call), [row["id"] for row in facts.find("user_profile", contact=contact)]
    roles = {role for user in users for role in roles_of(facts, user, day)}
    if users and not facts.complete("role_assignment"):
        raise Unknown
    minor = is_minor(facts, contact, day)
    return not roles - {"member"} and (bool(minor) or (minor is None and not users))


def _told(facts: Facts, call: Call, link: Row, children: Iterable[str]) -> list[Insert]:
    """By the server alone, as disputes are; what the club itself brings about is no news."""
    if call.received is None or call.actor == SYSTEM:
        return []
    people = {person for child in children for person in (child, *guardians_of(facts, child))}
    users = {str(row["id"]) for person in people for row in facts.find("user_profile", contact=person)}
    item = {"kind": "told", "code": "acting_given", "created_at": call.received}
    about = canonical({"about": {"table": "account_link", "id": link["id"]}})
    return [
        Insert(
            "inbox_item",
            {**item, "id": derived_id("acting", link["id"], call.stamp, user), "user": user, "detail": about},
        )
        for user in sorted(users - {call.actor.user})
    ]
