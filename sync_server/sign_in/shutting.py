"""What a device gets that was shut out: its unsent work is set aside, and it is told to wipe itself.

Nothing that it brings is done. Who holds it may not be its user, so the office decides about each change; its user
reads the words in the inbox of another device.
"""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from shared.actions.erasing import speaks_of
from shared.actions.verb import MAX_ID
from shared.domain.derived_id import derived_id
from shared.errors import Revoked
from shared.register import Row, canonical
from shared.rights import SYSTEM
from shared.sync.protocol import MAX_ACTIONS, ActionCall, Changeset
from shared.sync.wipe import Wipe
from sync_server.club import Club
from sync_server.keys.label_key import open_label_key
from sync_server.limits import SET_ASIDE, SHARE_BYTES
from sync_server.referee import SERVER, Refused, Wish
from sync_server.told import parked_id

QUARANTINE = "parked.quarantine"


class ShutOut(Revoked):
    """This device has proved its key, by signing `nonce`, and is revoked."""

    def __init__(self, device: str, user: str, nonce: str) -> None:
        super().__init__()
        self.device, self.user, self.nonce = device, user, nonce


@dataclass(frozen=True)
class Gate:
    """Where revoked devices of one club end up. `key_file` holds the club's key."""

    club: Club
    key_file: Path

    def public_key(self) -> str:
        """What devices pin when they sign in: the raw Ed25519 key that signs wipe orders, in base64."""
        return base64.b64encode(open_label_key(self.key_file).secret.public_key().public_bytes_raw()).decode()

    def order(self, out: ShutOut) -> Wipe:
        """The order to wipe itself, for this device and this answer alone."""
        bare = Wipe(out.device, out.nonce, self.club.now())
        signature = open_label_key(self.key_file).secret.sign(bare.message)
        return Wipe(bare.device, bare.nonce, bare.at, base64.b64encode(signature).decode())

    def take(self, out: ShutOut, pushed: Sequence[Changeset]) -> int:
        """Set aside what a revoked device brings; answers how many changes.

        Each once, in as many pushes as it takes: an older one may arrive before the last, and an order to wipe may be
        lost on its way while its user goes on. What was decided before
        it was revoked is not brought: only its answer was lost. Of somebody who was erased nothing is kept. Raises
        StoreFull.
        """
        store, referee, now = self.club.store, self.club.referee, self.club.now()
        with referee.writing(SYSTEM.user, SERVER) as (club, server):
            row = store.get("device", out.device) or {}
            new = () if store.get("user_profile", out.user) is None else self._new(pushed)
            erased = referee.erased.ids()  # of whom nothing is set aside either
            laid = (_set_aside(out.user, changeset) for changeset in new)
            actions, weight = _what_fits([call for call in laid if not speaks_of(call, erased)], _weighed(row))
            if actions:
                store.update("device", (out.device,), {"quarantined_at": now, "set_aside": weight})
            if row.get("wiped_at") is None:
                store.update("device", (out.device,), {"wiped_at": now})
                if store.get("user_device", out.device) is not None:
                    actions.append(ActionCall("user_device.wiped", 1, {"id": out.device}))
            for place in range(0, len(actions), MAX_ACTIONS):
                part = tuple(actions[place : place + MAX_ACTIONS])
                receipt = referee.tell(club, server, SYSTEM.user, Wish(self.club.new_id(), now, part))
                if receipt.code is not None:  # nothing is kept: then there is no order either
                    raise Refused(receipt.code, receipt.detail)
        return sum(call.name == QUARANTINE for call in actions)

    def _new(self, pushed: Sequence[Changeset]) -> Iterator[Changeset]:
        """Each once, also when the office has decided about it and that is long ago; an id that is none cannot be kept
        under its name.
        """
        seen, store = set[str](), self.club.store
        for changeset in pushed:
            known = store.get("receipt", changeset.id) or store.get(
                "row_version", "parked_change", parked_id(changeset.id)
            )
            if known is None and changeset.id not in seen and len(changeset.id) <= MAX_ID:
                seen.add(changeset.id)
                yield changeset


def _weighed(row: Row) -> int:
    """What was set aside of this device already. Earlier servers took one push and did not weigh it."""
    if row.get("set_aside") is None:
        return 0 if row.get("quarantined_at") is None else SET_ASIDE
    return int(row["set_aside"])


def _what_fits(calls: Sequence[ActionCall], weight: int) -> tuple[list[ActionCall], int]:
    """The first of these that there is still room for, and what all that was set aside weighs then."""
    fits: list[ActionCall] = []
    for call in calls:
        weight += 1 + len(canonical(call.args["asked"])) // SHARE_BYTES
        if weight > SET_ASIDE:
            return fits, SET_ASIDE
        fits.append(call)
    return fits, weight


def _set_aside(user: str, changeset: Changeset) -> ActionCall:
    asked = [{"name": call.name, "version": call.version, "args": dict(call.args)} for call in changeset.actions]
    args = {
        "id": parked_id(changeset.id),
        "item": derived_id("inbox", changeset.id, "parked"),
        "user": user,
        "changeset": changeset.id,
        "asked": asked,
    }
    return ActionCall(QUARANTINE, 1, args)
