"""What the naive club knows of invitations: who may let whom in, and until when."""

from tests.simulation.naive.club import Club, Row
from tests.simulation.naive.deed import Deed, No
from tests.simulation.naive.families import held_or_to_come

HOUR = 3_600_000
GOOD_FOR = {"join": 168 * HOUR, "reset": HOUR}
LESS = {"secretary": {None, "secretary", "coach", "member"}}


def invitation_make(deed: Deed, args: Row) -> None:
    deed.allow(deed.office())
    deed.fresh("invitation", args["id"])
    deed.need("contact", args["contact"])
    _fits(deed, args)
    _days(deed, args)
    _may_give(deed, args)
    address = _address(deed, args)
    older = [row["id"] for row in deed.club.all("invitation", contact=args["contact"], state="waiting")]
    row = {name: args.get(name) for name in ("id", "contact", "purpose", "how", "role", "group", "from_on", "to_on")}
    deed.create("invitation", {**row, "address": address, **_from_now(deed, args)})
    for id in older:
        deed.write("invitation", id, {"state": "withdrawn"})


def invitation_renew(deed: Deed, args: Row) -> None:
    row = deed.need("invitation", args["id"])
    deed.allow(deed.office())
    _still(row)
    if not _good_hash(row["how"], args.get("secret_hash")):
        raise No("invalid")
    _fits(deed, row)
    _days(deed, row)
    _may_give(deed, row)
    deed.write("invitation", row["id"], _from_now(deed, row))


def invitation_withdraw(deed: Deed, args: Row) -> None:
    row = deed.need("invitation", args["id"])
    deed.allow(deed.office())
    _still(row)
    deed.write("invitation", row["id"], {"state": "withdrawn"})


def _still(row: Row) -> None:
    if row["state"] != "waiting":
        raise No("invitation_over")


def _signs_in(club: Club, contact: str) -> str | None:
    return min((row["id"] for row in club.all("user_profile", contact=contact)), default=None)


def _fits(deed: Deed, row: Row) -> None:
    somebody = _signs_in(deed.club, row["contact"])
    if row["purpose"] == "join" and somebody:
        raise No("has_sign_in")
    if row["purpose"] == "reset" and not somebody:
        raise No("no_sign_in")
    if row.get("role") == "coach" and not row.get("group"):
        raise No("invalid")
    if row.get("group"):
        deed.need("group", row["group"])


def _days(deed: Deed, row: Row) -> None:
    """A role can be lent for a time, which has to have a day left."""
    first, last = row.get("from_on"), row.get("to_on")
    if (first or last) and not row.get("role"):
        raise No("invalid")
    if last and (last < deed.day or last < (first or last)):
        raise No("bad_period")


def _may_give(deed: Deed, row: Row) -> None:
    """An owner lets anybody in, a secretary nobody who has the club's money or its balls."""
    roles = {row.get("role")}
    if row["purpose"] == "reset":
        if row.get("role"):
            raise No("invalid")
        user = _signs_in(deed.club, row["contact"])
        roles = held_or_to_come(deed, user)
    deed.allow("owner" in deed.roles or ("secretary" in deed.roles and roles <= LESS["secretary"]))


def _good_hash(how: str, text: str | None) -> bool:
    if how == "mail":
        return text is None
    return text is not None and len(text) == 64 and not set(text) - set("0123456789abcdef")


def _address(deed: Deed, args: Row) -> str | None:
    mail = args["how"] == "mail"
    if mail != bool(args.get("point")) or not _good_hash(args["how"], args.get("secret_hash")):
        raise No("invalid")
    if not mail:
        return None
    point = deed.need("contact_point", args["point"])
    if point["contact"] != args["contact"] or point["kind"] != "email":
        raise No("gone")
    return str(point["value"])


def _mere_member(row: Row) -> bool:
    return row["purpose"] == "join" and row.get("role") is None


def _from_now(deed: Deed, row: Row) -> Row:
    mere = _mere_member(row)
    made = [one for one in deed.club.all("invitation", by=deed.user) if _mere_member(one) == mere]
    lately = [one for one in made if one["asked_at"] > deed.received - (24 if mere else 1) * HOUR]
    if len(lately) >= (500 if mere else 10) and deed.user != "system":
        raise No("too_many_members" if mere else "too_many_invitations")
    by = None if deed.user == "system" else deed.user
    until = deed.received + GOOD_FOR[row["purpose"]]
    told = {"state": "waiting", "by": by, "asked_at": deed.received, "expires_at": until}
    return {**told, "delivery": "queued" if row["how"] == "mail" else None, "sent_at": None}
