"""Accounts: what the club bills and writes to as a unit, and how contacts hang on them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from shared.domain.derived_id import derived_id
from shared.refusals import Invalid

Kind = Literal["individual", "family", "company"]

RELATION_ROLES = ("prospect", "customer", "supplier", "sponsor", "other")
"""What an account is to the club; a set, in this order (feature 54)."""

FUNCTIONS = ("parent", "guardian", "child", "partner", "contact_person", "ceo", "accountant", "employee")
"""The functions a form offers, as catalogue keys; any other text is the person's own (feature 12)."""


@dataclass(frozen=True)
class Link:
    """A contact's place in one account."""

    id: str
    contact: str
    present: bool = True


def individual_account_id(contact_id: str) -> str:
    """The id of a lone contact's own account, the same on every device, so that it is never made twice."""
    return derived_id("individual_account", contact_id)


def check_roles(roles: Iterable[str]) -> tuple[str, ...]:
    """`roles` once each, in the order of RELATION_ROLES. Raises Invalid `relation_roles` `not_a_choice`."""
    wanted = set(roles)
    if not wanted <= set(RELATION_ROLES):
        raise Invalid("relation_roles", "not_a_choice")
    return tuple(role for role in RELATION_ROLES if role in wanted)


def may_unlink(links: Iterable[Link], link_id: str) -> bool:
    """Whether `link_id` may leave: an active account keeps at least one active link (feature 67)."""
    return any(link.present and link.id != link_id for link in links)
