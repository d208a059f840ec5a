"""What may be done to devices in the naive club: one function a verb."""

from tests.simulation.naive.club import Row
from tests.simulation.naive.deed import SECRET, Deed, text_of


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


def user_device_seen(deed: Deed, args: Row) -> None:
    deed.allow("system" in deed.roles)
    deed.need("user_device", args["id"])
    deed.write("user_device", args["id"], {"seen_on": args["day"]})


def user_device_wiped(deed: Deed, args: Row) -> None:
    deed.allow("system" in deed.roles)
    deed.need("user_device", args["id"])
    deed.write("user_device", args["id"], {"wiped_at": deed.now})


def parked_quarantine(deed: Deed, args: Row) -> None:
    """What a device brought that is nobody's any more: the office decides, its person reads the words."""
    deed.allow("system" in deed.roles)
    deed.fresh("parked_change", args["id"])
    asked = args.get("asked") or []
    secret = any(one["name"].partition(".")[0] in SECRET or one["args"].get("table") in SECRET for one in asked)
    told = {"user": args["user"], "changeset": args["changeset"], "code": "device_revoked", "created_at": deed.now}
    laid = None if args.get("asked") is None or secret else text_of(asked)
    deed.create("parked_change", {**told, "id": args["id"], "reason": "revoked", "asked": laid, "state": "waiting"})
    about: Row = {"about": {}} if args.get("asked") is None else {"about": {}, "asked": asked}
    deed.create("inbox_item", {**told, "id": args["item"], "kind": "parked", "detail": text_of(about)})
