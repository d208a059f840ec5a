"""How the very first owner comes in: by a link that the server says at its start for as long as nobody owns the club.

The link is an invitation like all others, of a contact that is kept ready; whoever opens it also says the club's name
and their own. It is said on the terminal alone: its secret stands in no log and, but for its hash, nowhere else.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass

from shared.actions.invitations import user_of
from shared.domain.derived_id import derived_id
from shared.domain.invitation import SECRET_BYTES, hash_of, link, secret_of
from shared.register import Row
from shared.storage import Store
from shared.sync.protocol import ActionCall
from sync_server.club import Club
from sync_server.facts import image
from sync_server.keys.label_key import open_label_key
from sync_server.settings import LOOPBACK, Settings

FOUNDER = derived_id("founder")
"""The contact of whoever founds a club, until then without a name of its own."""
CARD = "club"
NAMELESS = "Touchline"


@dataclass(frozen=True)
class Founding:
    """What the first owner says of the club and of themselves."""

    club: str
    given_name: str
    family_name: str | None


def has_owner(store: Store) -> bool:
    """Whether somebody holds the right to everything."""
    return bool(store.find("role_assignment", role="owner", present=1))


def founds(row: Row) -> bool:
    """Whether this invitation is one that founds the club. Where there is an owner it opens nothing any more."""
    return bool(row["contact"] == FOUNDER and row["role"] == "owner" and row["by"] is None)


def founding_link(club: Club, settings: Settings) -> str | None:
    """A new link for the first owner, good for seven days; the last one ends. None where there is an owner."""
    if has_owner(club.store):
        return None
    if club.store.get("contact", FOUNDER) is None:
        _do(club, "contact.create", id=FOUNDER, given_name=NAMELESS)
    return _link(club, settings, FOUNDER, "join", role="owner")


def way_back(club: Club, settings: Settings, username: str) -> str | None:
    """A link to another password for a user who cannot ask for a letter, good for an hour; None where nobody has this
    name, or it stands for no contact.
    """
    found = club.store.find("user_secret", username=username.strip().lower())
    profile = club.store.get("user_profile", found[0]["id"]) if found else None
    contact = None if profile is None else profile["contact"]
    if profile is None or contact is None or user_of(club.referee.facts, contact) != profile["id"]:
        return None
    return _link(club, settings, contact, "reset")


def _link(club: Club, settings: Settings, contact: str, purpose: str, **more: str) -> str:
    secret = secret_of(secrets.token_bytes(SECRET_BYTES))
    wish = {"id": club.new_id(), "contact": contact, "purpose": purpose, "how": "code", "secret_hash": hash_of(secret)}
    _do(club, "invitation.make", **wish, **more)
    return link(settings.address, secret)


def first_words(founding: Founding, card: Row | None) -> Iterator[ActionCall]:
    """What the founder says, as wishes of the club. `card` is what the club says of itself so far."""
    names = {"given_name": founding.given_name, "family_name": founding.family_name}
    yield ActionCall("contact.patch", 1, {"id": FOUNDER, "set": names})
    yield ActionCall("setting.put", 1, {"id": CARD, "value": {**_said(card), "name": founding.club}})


def introduce(club: Club, settings: Settings) -> None:
    """Devices verify labels by what the club says of itself: where it answers and by which key it signs. A club that
    was tried out on its own machine first is told its real host once there is one; from then on labels bear it.
    """
    card = _said(club.store.get("setting", CARD))
    keys = open_label_key(settings.key_file).public_keys
    host = settings.label_host if card.get("host") in (None, "", *LOOPBACK) else card["host"]
    known = {"name": "", **card, "host": host, "label_keys": card.get("label_keys") or keys}
    if known != card:
        _do(club, "setting.put", id=CARD, value=known)
    founder = club.store.get("contact", FOUNDER)
    if founder is not None and founder["given_name"] == NAMELESS and has_owner(club.store):
        _do(club, "contact.delete", id=FOUNDER)  # the first owner came in by a command


def told(club: Club, settings: Settings) -> str:
    """What a terminal says to who is to become the first owner; "" where there is an owner."""
    address = founding_link(club, settings)
    if address is None:
        return ""
    elsewhere = FROM_ELSEWHERE if settings.label_host in LOOPBACK and not settings.url else ""
    return FIRST.format(link=address, elsewhere=elsewhere)


FIRST = """
This club has no owner yet. Whoever opens this link within seven days becomes the first one, once:

    {link}
{elsewhere}"""
FROM_ELSEWHERE = """
It works on this machine. For others say where the club answers: TOUCHLINE_ALLOWED_HOSTS and TOUCHLINE_URL.
"""


def _said(card: Row | None) -> Row:
    value = image((card or {}).get("value"))
    return value if isinstance(value, dict) else {}


def _do(club: Club, verb: str, **args: object) -> None:
    club.referee.perform(club.new_id(), club.now(), ActionCall(verb, 1, args))
