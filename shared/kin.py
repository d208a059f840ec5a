"""Whose affairs are whose: for whom people may act, and in which teams they are, from the club's own rows."""

from collections.abc import Iterable

from shared.facts import Facts
from shared.register import Row


def cares(links: Iterable[Row]) -> frozenset[tuple[str, str]]:
    """Of the links of one account: who may act for whom, as (guardian, child)."""
    there = [link for link in links if link["present"]]
    guardians = {str(link["contact"]) for link in there if link["may_act_for"]}
    children = {str(link["contact"]) for link in there if link["function"] == "child"}
    return frozenset((one, child) for one in guardians for child in children - {one})


def persons_of(facts: Facts, contact: str | None) -> frozenset[str]:
    """The contact and the children it may act for (in any account they share)."""
    if contact is None:
        return frozenset()
    found = {contact}
    for link in facts.find("account_link", contact=contact, may_act_for=1, present=1):
        for other in facts.find("account_link", account=link["account"], present=1):
            if other["function"] == "child":
                found.add(str(other["contact"]))
    return frozenset(found)


def close_to(facts: Facts, contact: str | None) -> frozenset[str]:
    """Of `persons_of` those whose sensitive words, and whose consent, are the contact's affair too: not of a child that
    came of age.
    """
    if contact is None:
        return frozenset()
    found = {contact}
    for link in facts.find("account_link", contact=contact, may_act_for=1, present=1):
        for other in facts.find("account_link", account=link["account"], function="child", present=1):
            if other["lapsed"] != 1:
                found.add(str(other["contact"]))
    return frozenset(found)


def is_apart(facts: Facts, contact: str) -> bool:
    """Whether somebody acts for this person who is not close any more."""
    return bool(facts.find("account_link", contact=contact, function="child", lapsed=1, present=1))


def guardians_of(facts: Facts, contact: str) -> frozenset[str]:
    """The contacts that may act for this one: the other direction of `persons_of`."""
    found = set()
    for link in facts.find("account_link", contact=contact, function="child", present=1):
        for other in facts.find("account_link", account=link["account"], may_act_for=1, present=1):
            found.add(str(other["contact"]))
    return frozenset(found)


def birth_year(facts: Facts, contact: Row) -> int | None:
    """The year in which this person was born, as far as this place knows. A device that was not answered since it was
    updated has it where it stood before.
    """
    beside = facts.get("contact_personal", str(contact["id"]))
    year: int | None = (contact if beside is None else beside)["birth_year"]
    return year


def teams_of(facts: Facts, contact: str) -> frozenset[str]:
    """The groups this contact is in now."""
    return frozenset(str(row["group"]) for row in facts.find("group_member", contact=contact, present=1))


PERSON_SIDES = (
    *("contact", "contact_personal", "contact_identity"),
    *("contact_finance", "contact_emergency", "contact_medical"),
)
PERSON_ROWS = (
    "contact_point",
    "contact_address",
    "group_member",
    "membership",
    "medium",
    "consent",
    "calendar_feed",
    "evaluation",
    "score",
    "injury",
)


def rows_of_person(facts: Facts, contact: str) -> set[tuple[str, str]]:
    """The (table, id) of what hangs on this person, and so moves with who acts for them."""
    found = {(side, contact) for side in PERSON_SIDES if facts.get(side, contact) is not None}
    for name in PERSON_ROWS:
        found |= {(name, row["id"]) for row in facts.find(name, contact=contact)}
    return found
