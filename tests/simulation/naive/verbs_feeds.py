"""What the naive club knows of addresses at which a calendar reads."""

from tests.simulation.naive.club import Row
from tests.simulation.naive.deed import Deed, No


def calendar_feed_make(deed: Deed, args: Row) -> None:
    deed.allow(deed.own(args["contact"]))
    deed.fresh("calendar_feed", args["id"])
    deed.need("contact", args["contact"])
    good = [row for row in deed.club.all("calendar_feed", contact=args["contact"]) if row["revoked_at"] is None]
    if any(deed.club.all("calendar_feed", secret_hash=args["secret_hash"])) or len(good) >= 10:
        raise No("invalid")
    deed.create("calendar_feed", {**args, "user": deed.user, "made_at": deed.received})


def calendar_feed_revoke(deed: Deed, args: Row) -> None:
    """Whoever does it first has done it."""
    row = deed.need("calendar_feed", args["id"])
    deed.allow(deed.office() or deed.own(row["contact"]))
    if row["revoked_at"] is None:
        deed.write("calendar_feed", row["id"], {"revoked_at": deed.received, "revoked_by": deed.user})
