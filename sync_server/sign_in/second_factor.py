"""The second step of signing in: whose it is, what it is compared with, and how it ends.

In force is what both say: the row that bears the secret, and the profile that tells people since when. After a restore
they may be of different days, and then there is none: what nobody can prove must lock nobody out.
"""

import os
import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from shared.domain.second_factor import DIGITS, RECOVERY_BYTES, canonical_code, recovery_code
from shared.domain.sign_in import canonical_name
from shared.errors import Malformed
from shared.refusals import Gone, NotAllowed
from shared.register import Row
from shared.rights import ASKED_SECOND_STEP, RESETS_SECOND_STEP, SYSTEM, actor
from shared.sync.protocol import ActionCall
from sync_server.club import Club
from sync_server.facts import image
from sync_server.limits import CODES_A_DAY, DAY_MS, PROVE_MS, PROVING, Window
from sync_server.privacy.audit import Audit, Deed
from sync_server.referee import SERVER, Refused, Wish
from sync_server.sign_in import totp

CODES = 10

Verdict = Literal["right", "code_needed", "code_wrong"]
What = Literal["on", "off", "reset", "spent", "lost"]


@dataclass(frozen=True)
class Standing:
    """Whether somebody has one, since when (UTC ms), how many recovery codes are left, and whether the club asks it."""

    on: bool
    since: int | None
    codes: int
    asked: bool


@dataclass(frozen=True)
class Offer:
    """A secret that was shown on one device, and is not proved yet. `until` in UTC ms."""

    user: str
    secret: str
    until: int


class SecondSteps:
    """Those of one club. What is only offered is in memory: a restart costs somebody one more look at a QR code."""

    def __init__(self, club: Club) -> None:
        self._club = club
        self._offers: dict[str, Offer] = {}
        self._codes = Window(CODES_A_DAY, DAY_MS)

    def in_force(self, user: str) -> Row | None:
        """The row of this user, None where nothing is asked."""
        store = self._club.referee.store
        row, profile = store.get("second_factor", user), store.get("user_profile", user)
        return row if row is not None and profile is not None and row["since"] == profile["second_since"] else None

    def look(self, user: str) -> Standing:
        """How it stands."""
        row = self.in_force(user)
        left = 0 if row is None else self._club.store.count("recovery_code", user=user)
        asked = bool(actor(self._club.referee.facts, user).roles & ASKED_SECOND_STEP)
        return Standing(row is not None, None if row is None else row["since"], left, asked)

    # ---- is it right?

    def judge(self, user: str, typed: str | None) -> Verdict:
        """Whether this code lets this user in, whose password was right: it serves once. Raises TooMany."""
        if self.in_force(user) is None:
            return "right"
        if typed is None:
            return "code_needed"
        now = self._club.now()
        self._codes.knock(user, now)
        code = canonical_code(typed)
        right = self._digits(user, code, now) if len(code) == DIGITS else self._recovers(user, code)
        if right:
            self._codes.forgive(user)
        return "right" if right else "code_wrong"

    def _digits(self, user: str, digits: str, now: int) -> bool:
        """Their step is noted in the transaction that compares them: of two who bring the same, one is second. Where
        the club does not believe the machine's clock, digits of that moment say that another clock agrees with it.
        """
        store, doubted = self._club.store, self._club.doubted
        steps: list[int | None] = []
        with store.transaction():
            row = store.get("second_factor", user)
            if row is not None:
                moments = (now,) if doubted is None else (now, doubted)
                steps = [totp.step_of(row["secret"], digits, at, row["last_step"]) for at in moments]
            right = max((step for step in steps if step is not None), default=None)
            if right is not None:
                store.update("second_factor", (user,), {"last_step": right})
        if doubted is not None and right is not None and right == steps[-1]:
            self._club.witness(doubted)
        return right is not None

    def _recovers(self, user: str, code: str) -> bool:
        """It is taken away in the transaction that finds it, and its owner is told."""
        wanted = _hash(user, code)
        with self._club.referee.writing(SYSTEM.user, SERVER) as (club, server):
            store = self._club.referee.store
            rows = store.find("recovery_code", user=user)
            found = [row for row in rows if secrets.compare_digest(row["hash"], wanted)]
            for row in found[:1]:
                store.delete("recovery_code", row["id"])
                self._tell(club, server, user, "spent")
        return bool(found)

    # ---- how it begins

    def offer(self, user: str, device: str) -> tuple[str, str]:
        """A new secret for this user's app, and the address of its QR code; an earlier offer of this device ends.
        Raises Malformed where there is one in force.
        """
        if self.in_force(user) is not None:
            raise Malformed("second_on", 409)
        now, secret = self._club.now(), totp.new_secret()
        self._offers = {key: one for key, one in self._offers.items() if one.until > now and key != device}
        while len(self._offers) >= PROVING:
            self._offers.pop(next(iter(self._offers)))
        self._offers[device] = Offer(user, secret, now + PROVE_MS)
        profile = self._club.store.get("user_profile", user) or {}
        return secret, totp.address_of(secret, str(profile.get("username")), self._name())

    def confirm(self, user: str, device: str, typed: str) -> tuple[str, ...]:
        """The first code of the secret that was offered on this device: from now on it is asked. Answers the recovery
        codes, once. Raises Malformed when nothing is offered any more, or when that is not the code.
        """
        offer, now = self._offers.get(device), self._club.now()
        if offer is None or offer.user != user or offer.until <= now:
            raise Malformed("second_gone", 404)
        step = totp.step_of(offer.secret, canonical_code(typed), now, 0)
        if step is None:
            raise Malformed("code_wrong", 422)
        codes = _fresh()
        with self._club.referee.writing(SYSTEM.user, SERVER) as (club, server):
            if self.in_force(user) is not None:
                raise Malformed("second_on", 409)
            self._tell(club, server, user, "on")
            store = self._club.referee.store
            since = (store.get("user_profile", user) or {})["second_since"]
            store.put("second_factor", {"id": user, "secret": offer.secret, "since": since, "last_step": step})
            self._keep(user, codes)
            self._note("second_step_on", user, device, user)
        del self._offers[device]
        return codes

    def renew(self, user: str, device: str) -> tuple[str, ...]:
        """Other recovery codes in the place of all that there were. Raises Malformed where nothing is in force."""
        codes = _fresh()
        with self._club.referee.writing(SYSTEM.user, SERVER):
            if self.in_force(user) is None:
                raise Malformed("second_off", 409)
            self._keep(user, codes)
            self._note("recovery_codes_renewed", user, device, user)
        return codes

    # ---- how it ends

    def end(self, user: str, device: str) -> None:
        """Its owner wants it no more, and has proved the second step. Raises Malformed where nothing is in force."""
        if self.in_force(user) is None:
            raise Malformed("second_off", 409)
        self._drop(user, "off", "second_step_off", user, device)

    def reset(self, who: str | None, device: str | None, user: str) -> None:
        """Take it from somebody who lost it. `who` is an owner, None the person at the server; nobody does it to
        themselves without a code. Raises NotAllowed, and Gone when there is none.
        """
        if who is not None:
            roles = actor(self._club.referee.facts, who).roles
            if who == user or not RESETS_SECOND_STEP & roles:
                raise NotAllowed(action="second_step.reset")
        if self.in_force(user) is None:
            raise Gone(table="user_profile", id=user)
        self._drop(user, "reset", "second_step_reset", who or SYSTEM.user, device)

    def mend(self) -> int:
        """After a restore: whose profile speaks of a secret that is not here is told so, and secrets that nobody speaks
        of go. Answers how many.
        """
        store = self._club.store
        claims = {row["id"]: row["second_since"] for row in store.find("user_profile") if row["second_since"]}
        secrets_ = {row["id"]: row["since"] for row in store.find("second_factor")}
        wrong = sorted(user for user in claims | secrets_ if claims.get(user) != secrets_.get(user))
        for user in wrong:
            self._drop(user, "lost", "second_step_lost", SYSTEM.user, None)
        return len(wrong)

    def _drop(self, user: str, what: What, kind: str, who: str, device: str | None) -> None:
        with self._club.referee.writing(SYSTEM.user, SERVER) as (club, server):
            store = self._club.referee.store
            store.delete("second_factor", user)
            self._keep(user, ())
            if store.get("user_profile", user) is not None:
                self._tell(club, server, user, what)
            self._note(kind, who, device, user)

    # ---- inside a write transaction

    def _keep(self, user: str, codes: tuple[str, ...]) -> None:
        store = self._club.referee.store
        store.discard("recovery_code", user=user)
        hashes = [_hash(user, canonical_code(code)) for code in codes]
        store.put("recovery_code", *({"id": self._club.new_id(), "user": user, "hash": one} for one in hashes))

    def _tell(self, club: Row, server: Row, user: str, what: What) -> None:
        """Whose sign-in it is reads it on every device: perhaps it was somebody else."""
        call = ActionCall("user.second_step", 1, {"id": self._club.new_id(), "user": user, "what": what})
        referee = self._club.referee
        receipt = referee.tell(club, server, SYSTEM.user, Wish(self._club.new_id(), self._club.now(), (call,)))
        if receipt.code is not None:
            raise Refused(receipt.code, receipt.detail)

    def _note(self, kind: str, who: str, device: str | None, user: str) -> None:
        deed = Deed(kind, self._club.now(), who, device, "user_profile", user)
        Audit(self._club.referee.store).note(deed)

    def _name(self) -> str:
        """The club's, as it stands in the app beside the digits."""
        return club_name(self._club.referee.facts.get("setting", "club"))


def reset_by_name(club: Club, username: str) -> None:
    """The person at the server takes it from the user with this name. Raises Gone, Invalid."""
    found = club.store.find("user_secret", username=canonical_name(username))
    if not found:
        raise Gone(table="user_secret")
    SecondSteps(club).reset(None, None, str(found[0]["id"]))


def club_name(setting: Row | None) -> str:
    """What the club is called; the app's own name where it did not say."""
    value = image((setting or {}).get("value"))
    name = value.get("name") if isinstance(value, dict) else None
    return name if isinstance(name, str) and name else "Touchline"


def _fresh() -> tuple[str, ...]:
    return tuple(recovery_code(os.urandom(RECOVERY_BYTES)) for _ in range(CODES))


def _hash(user: str, code: str) -> str:
    """Fast is enough: nobody tries out 80 random bits."""
    return sha256(f"{user}.{code}".encode()).hexdigest()
