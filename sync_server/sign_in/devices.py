"""The devices of a user, for the person at the server: which there are, and how one that was lost is shut out."""

from collections.abc import Iterator

from shared.domain.calendar import local_date
from shared.register import Row
from shared.storage import Store
from shared.sync.protocol import ActionCall
from sync_server.club import Club

REVOKED = (
    "Revoked: {title}. From now on it reads nothing and changes nothing, not even on a server that is put back from a"
    " backup. At its next contact what it has not sent is laid before the office, and it wipes itself. Should it never"
    " come, bank accounts leave it 14 days and the numbers by which people are reached 120 days after it last heard"
    " from here. Whoever knows the password of {username} can sign in on it anew, as a new device."
)


class NoDevice(Exception):
    """There is no such user, or no such device of theirs: `what` says it in a sentence."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


def user_named(store: Store, who: str) -> Row:
    """The profile of a user, by id or name. Raises NoDevice."""
    profile = store.get("user_profile", who) or next(iter(store.find("user_profile", username=who)), None)
    if profile is None:
        raise NoDevice(f"There is no user {who}.")
    return profile


def listed(store: Store, who: str) -> Iterator[str]:
    """A line for each device of this user (id or name). Raises NoDevice."""
    profile = user_named(store, who)
    devices = sorted(store.find("device", user=profile["id"]), key=lambda row: (row["revoked_at"] or 0, row["id"]))
    yield (
        f"{profile['username']} has signed in on these devices ({len(devices)}):"
        if devices
        else (f"{profile['username']} has signed in on no device.")
    )
    for device in devices:
        yield f"  {_title(device)}: {_standing(device)}"


def revoke(club: Club, who: str, device: str) -> str:
    """Shut out this device of this user; answers what that means. Raises NoDevice, StoreFull with nothing changed."""
    profile = user_named(club.store, who)
    theirs = club.store.find("device", user=profile["id"])
    row = next((row for row in theirs if device in (row["id"], _shown(row["id"]))), None)
    if row is None:
        raise NoDevice(f"{profile['username']} has no device {device}.")
    if row["revoked_at"] is not None:
        raise NoDevice(f"{_title(row)} was revoked on {local_date(row['revoked_at'])} already.")
    calls = [ActionCall("user_device.revoke", 1, {"id": row["id"]})]
    if club.store.get("user_device", row["id"]) is None:  # signed in before devices were listed
        args = {"id": row["id"], "user": profile["id"], "name": row["name"]}
        calls.insert(0, ActionCall("user_device.add", 1, args))
    club.referee.perform(club.new_id(), club.now(), *calls)
    return REVOKED.format(title=_title(row), username=profile["username"])


def _title(device: Row) -> str:
    id, name = _shown(device["id"]), _shown(device["name"] or "")
    return f"{id} ({name})" if name else id


def _shown(text: str) -> str:
    """The device says how it is called, and with which id: what a terminal would act on is left out."""
    return "".join(letter for letter in text if letter.isprintable())


def _standing(device: Row) -> str:
    if device["revoked_at"] is not None:
        return f"revoked on {local_date(device['revoked_at'])}"
    if device["seen_at"] is None:
        return "not heard yet"
    return f"last heard on {local_date(device['seen_at'])}"
