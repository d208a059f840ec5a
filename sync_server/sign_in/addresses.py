"""Whose word an e-mail address is, and whether that word is enough to let somebody in who forgot the password.

The author of a value is read from its stamp, which moves with the value: a field beside it would be folded apart from
it, and of two people who write at once the one could be named for the words of the other. What nobody can be named for
is trusted with nothing.
"""

from shared.facts import Facts
from shared.giving import may_vouch
from shared.register import Row
from shared.rights import SYSTEM, actor
from shared.storage import Store
from shared.sync.clock import device_of
from sync_server.facts import image


def open_to(store: Store, facts: Facts, contact: str, user: str, day: str) -> list[Row]:
    """The addresses that a link for this user may go to on that day (`YYYY-MM-DD`), the one they use most first."""
    mails = [point for point in store.find("contact_point", contact=contact) if point["kind"] == "email"]
    mails.sort(key=lambda point: (not point["is_primary"], point["id"]))
    return [point for point in mails if _vouches(facts, _author(store, point), user, day)]


def _vouches(facts: Facts, author: str | None, user: str, day: str) -> bool:
    if author is None:
        return False
    return may_vouch(facts, SYSTEM if author == SYSTEM.user else actor(facts, author), user, day)


def _author(store: Store, point: Row) -> str | None:
    """Who said last what it is."""
    version = store.get("row_version", "contact_point", point["id"]) or {"stamp": "", "stamps": None}
    later = image(version["stamps"]) or {}
    device = store.get("device", device_of(str(later.get("value", version["stamp"]))))
    return None if device is None else str(device["user"])
