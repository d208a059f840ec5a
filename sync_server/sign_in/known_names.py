"""Names that whoever guesses at a password knows: of its owner and of the club."""

from sync_server.club import Club
from sync_server.facts import image


def names_of(club: Club, contact: str | None) -> tuple[str, ...]:
    """The names of this person and of the club: no good passwords."""
    row = (club.store.get("contact", contact) if contact is not None else None) or {}
    card = image((club.store.get("setting", "club") or {}).get("value"))
    said = (row.get("given_name"), row.get("family_name"), card.get("name") if isinstance(card, dict) else None)
    return tuple(name for name in said if isinstance(name, str))
