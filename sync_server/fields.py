"""Whom a club's own fields are kept to, as scopes: the words of a field are those of the roles, and each has one."""

from collections.abc import Mapping

from shared.domain.custom_field import words_of
from shared.facts import Facts
from shared.register import Row
from shared.sync import scope

KEPT_TO: Mapping[str, str] = {
    "staff": scope.STAFF,
    "owner": scope.OWNER,
    "secretary": scope.OFFICE,
    "treasurer": scope.TREASURY,
    "equipment": scope.EQUIPMENT,
}


def kept_to(field: Row | None) -> frozenset[str] | None:
    """The scopes that carry a field and its answers; None where it is kept to nobody. The owner's is always among
    them. A field that is not there carries nothing.
    """
    if field is None:
        return frozenset()
    words = words_of(field["view_roles"])
    return frozenset((scope.OWNER, *(KEPT_TO[word] for word in words if word in KEPT_TO))) if words else None


def answers_of(facts: Facts, field: Row) -> set[tuple[str, str]]:
    """The places of all answers to a field: they go where it goes."""
    return {("custom_value", value["id"]) for value in facts.find("custom_value", field=field["id"])}
