"""The link that ends letters: it says for whom and about what, and that the club wrote it. Nothing of it is kept.

It ends letters and does nothing else, so whoever finds an old letter can do no more than its reader could. What it says
goes through the referee like every choice, and the person finds it in the app.
"""

import base64
import hmac
from collections.abc import Iterable
from hashlib import sha256

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shared.actions.verb import MAX_ID
from shared.domain.notices import KINDS
from shared.sync.protocol import ActionCall
from sync_server.club import Club
from sync_server.keys.label_key import LabelKey
from sync_server.sign_in.welcome import dead_link

SIGNATURE_BYTES = 16
LONGEST = 256
"""Signs of a token."""


def token_of(key: LabelKey, contact: str, kinds: Iterable[str]) -> str:
    """What stands in the link of a letter of these kinds to this contact."""
    said = f"{contact}.{'.'.join(sorted(kinds))}".encode()
    return _text(_signature(key, said) + said)


def read_token(key: LabelKey, token: str) -> tuple[str, tuple[str, ...]]:
    """The contact and the kinds of a letter. Raises Malformed `dead_link` for what the club did not write."""
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), b"-_", validate=True)
        contact, *kinds = raw[SIGNATURE_BYTES:].decode("ascii").split(".")
    except ValueError as problem:
        raise dead_link() from problem
    good = hmac.compare_digest(raw[:SIGNATURE_BYTES], _signature(key, raw[SIGNATURE_BYTES:]))
    if not good or not kinds or _text(raw) != token or len(contact) > MAX_ID or not set(kinds) <= set(KINDS):
        raise dead_link()
    return contact, tuple(kinds)


def end_letters(club: Club, contact: str, kinds: Iterable[str]) -> None:
    """From now on this contact gets no letters of these kinds; nothing happens to who is there no more."""
    if club.store.get("contact", contact) is None:
        return
    off = {"contact": contact, "way": "mail", "on": 0}
    calls = [ActionCall("notice.choose", 1, {**off, "kind": kind}) for kind in kinds]
    club.referee.perform(club.new_id(), club.now(), *calls)


def _signature(key: LabelKey, said: bytes) -> bytes:
    kdf = HKDF(SHA256(), 32, None, b"touchline unsubscribe")
    return hmac.digest(kdf.derive(key.secret.private_bytes_raw()), said, sha256)[:SIGNATURE_BYTES]


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
