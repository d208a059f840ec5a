"""Signing in on a second device by the first: an offer, one claim, and the person's word that the digits are the same.

All of it is in memory, codes and tickets under their SHA-256, as tokens are: a restart costs somebody one more try.
"""

import secrets
from dataclasses import dataclass
from hashlib import sha256

from shared.domain.codes import CODE_BYTES, code_text
from shared.domain.pairing import LIFE_MS, hash_of, six_digits
from shared.errors import Malformed
from sync_server.club import Clock
from sync_server.limits import CLAIMS_A_MINUTE, HOUR_MS, MINUTE_MS, OFFERS_AN_HOUR, PAIRINGS, Window

GONE = "pairing_gone"


@dataclass(frozen=True)
class Newcomer:
    """A device that wants to be let in: its id, raw public key in base64, name and kind."""

    device: str
    public_key: str
    name: str
    kind: str | None


@dataclass
class Offer:
    """One code. `until` in UTC ms; `ticket` is the hash of what its claimant asks with; `let_in` when all is said."""

    device: str
    user: str
    key: str
    until: int
    newcomer: Newcomer | None = None
    ticket: str = ""
    let_in: bool = False


class Pairings:
    """The offers of one club that are open now, by the hash of their code."""

    def __init__(self, now: Clock) -> None:
        self._now = now
        self._offers: dict[str, Offer] = {}
        self._claims = Window(CLAIMS_A_MINUTE, MINUTE_MS)
        self._asked = Window(OFFERS_AN_HOUR, HOUR_MS)

    def offer(self, device: str, user: str, key: str) -> tuple[str, int]:
        """A code for this device's person, and until when it serves (UTC ms); an earlier one of theirs ends. Raises
        TooMany.
        """
        now = self._now()
        self._asked.knock(device, now)
        self._offers = {code: one for code, one in self._offers.items() if one.until > now and one.device != device}
        while len(self._offers) >= PAIRINGS:
            self._offers.pop(next(iter(self._offers)))
        code = code_text(secrets.token_bytes(CODE_BYTES))
        self._offers[hash_of(code)] = Offer(device, user, key, now + LIFE_MS)
        return code, now + LIFE_MS

    def claim(self, code: str, newcomer: Newcomer, address: str) -> tuple[str, str]:
        """The first who brings the code may be let in: answers a ticket, and the key of the device that asked. Whose
        answer was lost may ask again. Raises TooMany, Malformed for a code that is unknown, old or taken.
        """
        self._claims.knock(address, self._now())
        offer = self._open(hash_of(code))
        if offer.newcomer not in (None, newcomer) or offer.let_in:
            raise Malformed(GONE, 404)
        ticket = secrets.token_urlsafe(32)
        offer.newcomer, offer.ticket = newcomer, _hash(ticket)
        return ticket, offer.key

    def look(self, device: str) -> Offer:
        """How the offer of this device stands. Raises Malformed when there is none any more."""
        return self._of(device)[1]

    def settle(self, device: str, digits: str, *, same: bool) -> Newcomer | None:
        """The person's word: the newcomer to be let in, or None when the digits were not the same, which ends it.
        Raises Malformed when there is nobody to let in, or when these are not the digits: that ends it too.
        """
        code, offer = self._of(device)
        if offer.newcomer is None:
            raise Malformed(GONE, 404)
        right = six_digits(code, offer.key, offer.newcomer.public_key)
        if not same or not secrets.compare_digest(right.encode(), digits.encode()):
            del self._offers[code]
            if same:
                raise Malformed("pairing_digits", 409)
            return None
        return offer.newcomer

    def let_in(self, device: str) -> None:
        """Whom the offer of this device brought is enrolled: all that was to be written is. Raises Malformed."""
        self._of(device)[1].let_in = True

    def wait(self, ticket: str) -> Offer:
        """How it stands for the claimant with this ticket. Raises Malformed when it has ended."""
        wanted = _hash(ticket)
        for code, offer in self._offers.items():
            if offer.ticket and secrets.compare_digest(offer.ticket, wanted):
                return self._open(code)
        raise Malformed(GONE, 404)

    def _of(self, device: str) -> tuple[str, Offer]:
        for code, offer in self._offers.items():
            if offer.device == device:
                return code, self._open(code)
        raise Malformed(GONE, 404)

    def _open(self, code: str) -> Offer:
        offer = self._offers.get(code)
        if offer is None or offer.until <= self._now():
            raise Malformed(GONE, 404)
        return offer


def _hash(ticket: str) -> str:
    return sha256(ticket.encode()).hexdigest()
