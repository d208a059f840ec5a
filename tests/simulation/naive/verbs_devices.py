"""What may be done to devices in the naive club: one function a verb."""

from tests.simulation.naive.club import Row
from tests.simulation.naive.deed import Deed


def user_device_add(deed: Deed, args: Row) -> None:
    deed.allow("system" in deed.roles)
    deed.fresh("user_device", args["id"])
    deed.need("user_profile", args["user"])
    deed.create("user_device", args)


def user_device_patch(deed: Deed, args: Row) -> None:
    row = deed.need("user_device", args["id"])
    deed.allow(deed.office() or row["user"] == deed.user)
    deed.merge("user_device", args["id"], args["set"])


def user_device_revoke(deed: Deed, args: Row) -> None:
    """Once and for all; who says it again changes nothing."""
    row = deed.need("user_device", args["id"])
    deed.allow(deed.office() or row["user"] == deed.user)
    deed.write("user_device", args["id"], {"revoked_at": row["revoked_at"] or deed.estimated})
