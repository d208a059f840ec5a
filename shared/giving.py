"""Who may let whom in: roles that are given with an invitation, and addresses at which a password is renewed."""

from collections.abc import Iterable, Mapping
from typing import Any

from shared.facts import Facts
from shared.rights import ROLE_SCOPES, SYSTEM, Actor

# What comes with an invitation is what its maker holds, or less: (role, or None for a member) by the maker's role.
GIVES: Mapping[str, frozenset[str | None]] = {
    "owner": frozenset((None, *ROLE_SCOPES)),
    "secretary": frozenset((None, "secretary", "coach", "member")),
}


def roles_of(facts: Facts, user: str, day: str) -> frozenset[str]:
    """The roles this user holds on that day (`YYYY-MM-DD`), and those that begin later: whoever gets in as the
    treasurer of tomorrow is in tomorrow.
    """
    rows = facts.find("role_assignment", user=user)
    return frozenset(str(row["role"]) for row in rows if row["present"] or day < (row["from_on"] or "") <= _end(row))


def _end(row: Mapping[str, Any]) -> str:
    return row["to_on"] or "9999"


def may_give(who: Actor, roles: Iterable[str | None]) -> bool:
    """True when this actor may let somebody in who holds all of these roles (None: a member)."""
    given = frozenset[str | None]().union(*(GIVES.get(role, ()) for role in who.roles))
    return None in given and given.issuperset(roles)


def may_vouch(facts: Facts, author: Actor, user: str, day: str) -> bool:
    """True when a password that this user forgot may be renewed at an address that `author` wrote: the person, who may
    let in all that the person is, or who acts for somebody without a role.

    Who may write an address may not always let its owner in: a secretary mends the e-mail of the treasurer. Were a
    forgotten password sent to whatever stands there, mending it and asking would be a way into every account.
    """
    if author.user in (user, SYSTEM.user):
        return True
    profile = facts.get("user_profile", user)
    roles = roles_of(facts, user, day)
    cared_for = profile is not None and profile["contact"] in author.close
    return may_give(author, roles) or (cared_for and not roles - {"member"})
