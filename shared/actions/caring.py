"""Who comes to act for whom by a link, and whose word is enough for it.

Who acts for somebody reads and writes what is theirs: account number, medical sheet, consents. So an office that makes
families all day does so for others: nobody's own word widens for whom they act, and over an adult or somebody with a
role it takes an owner. Whoever it concerns, and who looks after them already, is told.
"""

from collections.abc import Iterable

from shared.actions.consents import is_minor
from shared.actions.days import today
from shared.actions.verb import Call
from shared.domain.derived_id import derived_id
from shared.errors import Unknown
from shared.facts import Facts
from shared.giving import roles_of
from shared.kin import cares, close_to, guardians_of
from shared.refusals import NeedsOwner
from shared.register import Row, canonical
from shared.rights import SYSTEM
from shared.sync.change import Insert


def widened(facts: Facts, call: Call, link: Row) -> list[Insert]:
    """The lines that tell people what this link, as it is to be, lets others do for them. Raises NeedsOwner."""
    others = facts.find("account_link", account=link["account"], present=1)
    pairs = cares([link, *(other for other in others if other["id"] != link["id"])])
    new = sorted((one, child) for one, child in pairs if child not in close_to(facts, one))
    if "owner" not in call.actor.roles:
        for guardian, child in new:
            if guardian == call.actor.contact or not _is_ward(facts, call, child):
                raise NeedsOwner(table="contact", id=child)
    return _told(facts, call, link, {child for _, child in new})


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
