"""Ids that two devices make alike without talking: UUID version 5 (RFC 9562, section 5.5) of what they stand
for.
"""

from uuid import UUID, uuid5

NAMESPACE = UUID(bytes=b"touchline domain")
"""Fixed for ever: another namespace would give every guest and every individual account a second row."""


def derived_id(noun: str, *ids: str) -> str:
    """The id of the one `noun` that belongs to these `ids`, in this order: UUID text, lower case."""
    return str(uuid5(NAMESPACE, ":".join((noun, *ids))))
