"""Ids that two devices make alike without talking: UUID version 5 (RFC 9562, section 5.5) of what they stand
for.
"""

from uuid import UUID, uuid5

NAMESPACE = UUID(bytes=b"touchline domain")
"""Fixed for ever: another namespace would give every guest and every individual account a second row."""

DERIVED = 5
"""The version of a UUID that follows from what it stands for."""


def derived_id(noun: str, *ids: str) -> str:
    """The id of the one `noun` that belongs to these `ids`, in this order: UUID text, lower case."""
    return str(uuid5(NAMESPACE, ":".join((noun, *ids))))


def is_derived(id: str) -> bool:
    """Whether this could be the id of something that devices make alike: nobody chooses those."""
    try:
        return UUID(id).version == DERIVED
    except ValueError:
        return False
