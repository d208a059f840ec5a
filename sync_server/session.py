"""Who is knocking. A password enrols a device key; from then on a signed, single-use nonce buys a short
token.

Nothing to refresh and no cookie: a lost answer locks nobody out, and no form can be forged. Tokens and nonces
live in memory under their SHA-256; a restart of the server costs each device one extra signature.
"""

import base64
import binascii
import secrets
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from shared.domain.sign_in import canonical_name
from shared.errors import Malformed, SignInNeeded, StoreFull
from shared.register import Row
from shared.rights import SYSTEM
from shared.sync.protocol import ActionCall
from sync_server.club import Club
from sync_server.limits import DAY_MS, MAX_KEPT, MINUTE_MS, NONCES_A_DEVICE, Window
from sync_server.referee import SERVER, Wish
from sync_server.settings import Settings
from sync_server.sign_in import passwords
from sync_server.sign_in.pairing import Newcomer
from sync_server.sign_in.shutting import ShutOut

Door = Literal["sync", "poke", "history", "labels", "media", "numbers", "push"]
KEY_BYTES = 32


@dataclass(frozen=True)
class Pass:
    """A device that proved who it is, until `until` (UTC ms)."""

    device: str
    user: str
    until: int


@dataclass(frozen=True)
class SignIn:
    """What a person and their device say together at the first sign-in."""

    username: str
    password: str
    device: str
    public_key: bytes
    name: str
    kind: str | None = None
    code: str | None = None


class Sessions:
    """Sign-ins, nonces and tokens of one club."""

    def __init__(self, club: Club, settings: Settings) -> None:
        self._club = club
        self._settings = settings
        self._tokens: dict[str, Pass] = {}
        self._nonces: dict[str, tuple[str | None, int]] = {}
        self._waiting: dict[str, deque[str]] = {}
        self._accounts = Window(settings.sign_in_tries, settings.sign_in_window)
        self._forgotten = Window(settings.forgotten_tries, settings.forgotten_window)
        self._addresses = Window(settings.address_tries, MINUTE_MS)
        self._doors: dict[Door, Window] = {
            "sync": Window(settings.sync_tries, MINUTE_MS),
            "poke": Window(settings.waiting_tries, MINUTE_MS),
            "history": Window(settings.history_tries, MINUTE_MS),
            "labels": Window(settings.history_tries, MINUTE_MS),
            "media": Window(settings.media_tries, MINUTE_MS),
            "numbers": Window(settings.history_tries, MINUTE_MS),
            "push": Window(settings.history_tries, MINUTE_MS),
        }

    def admit(self, wanted: SignIn, address: str) -> str | None:
        """Count a try at this door; answers the stored hash to compare with, None for nobody. Raises TooMany."""
        self.knock(address)
        username = canonical_name(wanted.username)
        return self.stored_password(username)

    def stored_password(self, username: str) -> str | None:
        """Count a guess at this password; answers the hash to compare with, None for nobody. Raises TooMany."""
        self._accounts.knock(username, self._club.now())
        found = self._club.store.find("user_secret", username=username)
        return found[0]["password"] if found else None

    def unchanged(self, username: str, stored: str | None) -> bool:
        """Whether the hash is still this one, after others had their turn."""
        return [row["password"] for row in self._club.store.find("user_secret", username=username)] == [stored]

    def hashed_anew(self, username: str, stored: str | None, fresh: str) -> None:
        """Keep another hash of the same password, unless it was changed meanwhile; or at the next sign-in."""
        with suppress(StoreFull), self._club.store.transaction():
            for row in self._club.store.find("user_secret", username=username):
                if row["password"] == stored:
                    self._club.store.update("user_secret", (row["id"],), {"password": fresh})

    def guessed(self, user: str) -> None:
        """Count a guess at what this user is asked beside a secret. Raises TooMany."""
        secret = self._club.store.get("user_secret", user)
        if secret is not None:
            self._accounts.knock(secret["username"], self._club.now())

    def forgive(self, username: str) -> None:
        """The guess was right."""
        self._accounts.forgive(username)

    def user_of(self, username: str) -> str | None:
        """The user with this name, whose password was right. None when there is nobody any more."""
        found = self._club.store.find("user_secret", username=canonical_name(username))
        return str(found[0]["id"]) if found else None

    def forgot(self, username: str) -> None:
        """Count a letter that is asked for, whether there is such a user or not. Raises TooMany."""
        self._forgotten.knock(username, self._club.now())

    def enrol(self, wanted: SignIn) -> Pass:
        """The password was right: let this device speak for the user."""
        username = canonical_name(wanted.username)
        self._accounts.forgive(username)
        user = str(self._club.store.find("user_secret", username=username)[0]["id"])
        key = base64.b64encode(wanted.public_key).decode()
        return self._let_in(user, Newcomer(wanted.device, key, wanted.name, wanted.kind))

    def enrol_second(self, first: Pass, newcomer: Newcomer) -> Pass:
        """Whoever holds the first device says that this one is theirs too. Raises SignInNeeded."""
        self._live(first.device)
        return self._let_in(first.user, newcomer)

    def _let_in(self, user: str, wanted: Newcomer) -> Pass:
        key = wanted.public_key
        known = self._club.store.get("device", wanted.device)
        mine = known is None or (known["user"] == user and known["public_key"] == key)
        told = self._club.store.get("user_device", wanted.device)
        if not mine or any(row is not None and row["revoked_at"] is not None for row in (known, told)):
            raise Malformed("device_taken", 409)
        now, referee = self._club.now(), self._club.referee
        calls = self._came(user, now)
        if told is None:
            args = {"id": wanted.device, "user": user, "name": wanted.name[:80], "kind": wanted.kind, "added_at": now}
            calls.append(ActionCall("user_device.add", 1, args))
        # In one transaction: a device that speaks for somebody stands in their list, where it can be revoked.
        with referee.writing(SYSTEM.user, SERVER) as (counter, server):
            if known is None:
                referee.enrol_device(wanted.device, user, key, wanted.name[:80])
            referee.store.update("device", (wanted.device,), {"seen_at": now, "locked_at": None})
            if calls:
                referee.tell(counter, server, SYSTEM.user, Wish(self._club.new_id(), now, tuple(calls)))
        return Pass(wanted.device, user, now + self._settings.token_life)

    def _came(self, user: str, now: int) -> list[ActionCall]:
        """Feature 38: when somebody was last here, told once a day."""
        profile = self._club.store.get("user_profile", user)
        last = None if profile is None else profile["last_login_at"]
        if profile is None or (last is not None and 0 <= now - last < DAY_MS):
            return []
        return [ActionCall("user.signed_in", 1, {"id": user})]

    def knock(self, address: str) -> None:
        """Count a try from this address, at whichever door. Raises TooMany."""
        self._addresses.knock(address, self._club.now())

    def free_for(self, device: str, key: bytes, user: str | None) -> None:
        """Refuse a device that speaks for somebody else, or did once, before anything is used up for it: `user` is
        nobody yet. Raises Malformed.
        """
        known, text = self._club.store.get("device", device), base64.b64encode(key).decode()
        if known is not None and (known["user"] != user or known["public_key"] != text):
            raise Malformed("device_taken", 409)

    def proved(self, proof: str | None, device: str, user: str | None) -> bool:
        """Whether this device is one that the user signed in on before: it signed a nonce with the key that is known
        here. Its id and its public key alone prove nothing.
        """
        if proof is None:
            return False
        try:
            row = self._signer_of(proof)[0]
        except SignInNeeded:
            return False
        return (row["id"], row["user"], row["revoked_at"]) == (device, user, None)

    def again(self, holder: Pass, address: str) -> str | None:
        """Somebody who is in says the password again: counts a try as at the door. Answers the stored hash; TooMany."""
        now = self._club.now()
        self._addresses.knock(address, now)
        secret = self._club.store.get("user_secret", holder.user)
        if secret is not None:
            self._accounts.knock(secret["username"], now)
        return None if secret is None else str(secret["password"])

    def right_again(self, holder: Pass) -> None:
        """It was right, and the device is still one of theirs. Raises SignInNeeded."""
        self._live(holder.device)
        secret = self._club.store.get("user_secret", holder.user)
        self._accounts.forgive("" if secret is None else secret["username"])

    def token(self, holder: Pass) -> str:
        """A fresh token for this pass."""
        self._sweep()
        token = secrets.token_urlsafe(32)
        self._tokens[_hash(token)] = holder
        return token

    def nonce(self, device: str | None = None) -> str:
        """A single-use nonce. One given to a known device waits for its next visit; a stranger's lives a
        minute.
        """
        now = self._club.now()
        life = self._settings.nonce_life if device is None else DAY_MS
        nonce = secrets.token_urlsafe(24)
        key = _hash(nonce)
        while len(self._nonces) >= MAX_KEPT:
            self._nonces.pop(next(iter(self._nonces)))
        self._nonces[key] = (device, now + life)
        if device is not None:
            waiting = self._waiting.setdefault(device, deque())
            waiting.append(key)
            if len(waiting) > NONCES_A_DEVICE:
                self._nonces.pop(waiting.popleft(), None)
        return nonce

    def by_token(self, token: str, door: Door = "sync") -> Pass:
        """Who holds this token. Raises SignInNeeded when it is foreign or expired, TooMany above the limit of the
        door they knock on.
        """
        holder = self._tokens.get(_hash(token))
        if holder is None or holder.until <= self._club.now():
            raise SignInNeeded
        self._live(holder.device)
        self._doors[door].knock(holder.device, self._club.now())
        return holder

    def by_proof(self, proof: str) -> Pass:
        """Who signed this nonce: `device.nonce.signature`, the signature over `touchline nonce <device>
        <nonce>`. Raises SignInNeeded, also after a silence of 400 days; ShutOut for a revoked device; TooMany.
        """
        row, nonce = self._signer_of(proof)
        device, now = str(row["id"]), self._club.now()
        self._doors["sync"].knock(device, now)
        if row["revoked_at"] is not None:
            raise ShutOut(device, str(row["user"]), nonce)
        if row["locked_at"] is not None:
            raise SignInNeeded
        self._visited(row, now)
        return Pass(device, str(row["user"]), now + self._settings.token_life)

    def _signer_of(self, proof: str) -> tuple[Row, str]:
        """The device that signed this, and the nonce, which is used up. Raises SignInNeeded."""
        parts = proof.split(".")
        if len(parts) != 3:
            raise SignInNeeded
        device, nonce, signature = parts
        given = self._nonces.pop(_hash(nonce), None)
        row = self._known(device)
        if given is None or given[1] <= self._club.now() or given[0] not in (None, device):
            raise SignInNeeded
        self._verify(row["public_key"], proof_message(device, nonce), signature)
        return row, nonce

    def _visited(self, row: Row, now: int) -> None:
        """Once a day a device's last contact is noted; one that was silent too long needs its password again."""
        last = row["seen_at"]
        if last is not None and now - last > self._settings.idle_life:
            raise SignInNeeded
        if last is None or now - last >= DAY_MS:
            with suppress(StoreFull), self._club.store.transaction():
                self._club.store.update("device", (row["id"],), {"seen_at": now})
        if calls := self._came(str(row["user"]), now):
            with suppress(StoreFull):  # tomorrow there may be room
                self._club.referee.perform(self._club.new_id(), now, *calls)

    def stands(self, holder: Pass) -> None:
        """Ask again, after others had their turn. Raises SignInNeeded."""
        self._live(holder.device)

    def _known(self, device: str) -> Row:
        row = self._club.store.get("device", device)
        if row is None or row["public_key"] is None:
            raise SignInNeeded
        return row

    def _live(self, device: str) -> Row:
        row = self._known(device)
        if row["revoked_at"] is not None or row["locked_at"] is not None:
            raise SignInNeeded
        return row

    @staticmethod
    def _verify(key: str, message: bytes, signature: str) -> None:
        try:
            raw = base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
            Ed25519PublicKey.from_public_bytes(base64.b64decode(key)).verify(raw, message)
        except (InvalidSignature, ValueError, binascii.Error) as problem:
            raise SignInNeeded from problem

    def _sweep(self) -> None:
        if len(self._tokens) + len(self._nonces) < MAX_KEPT:
            return
        now = self._club.now()
        self._tokens = {key: held for key, held in self._tokens.items() if held.until > now}
        self._nonces = {key: given for key, given in self._nonces.items() if given[1] > now}


def right_password(wanted: SignIn, stored: str | None) -> bool:
    """Slow on purpose: call it in a thread."""
    return right_secret(wanted.password, stored)


def right_secret(password: str, stored: str | None) -> bool:
    """The same for a password by itself."""
    return passwords.matches(password, stored)


def proof_message(device: str, nonce: str) -> bytes:
    """What a device signs."""
    return f"touchline nonce {device} {nonce}".encode()


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()
