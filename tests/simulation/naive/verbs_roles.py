"""Roles of the naive club: given and taken away by an owner, now or from a day on."""

from datetime import date, timedelta

from tests.simulation.naive.club import Row
from tests.simulation.naive.days import last_of
from tests.simulation.naive.deed import Deed, No


def role_grant(deed: Deed, args: Row) -> None:
    deed.allow("owner" in deed.roles)
    deed.fresh("role_assignment", args["id"])
    deed.need("user_profile", args["user"])
    if args["role"] == "coach" and not args.get("group"):
        raise No("invalid")
    if args.get("group"):
        deed.need("group", args["group"])
    first, last = args.get("from_on") or "", args.get("to_on") or "9999"
    if last < first or last < deed.day:
        raise No("bad_period")
    until = last_of(deed.club, {"group": None, **args}, deed.day)
    present = first <= deed.day <= (until or "9999")
    deed.create("role_assignment", {**args, "to_on": until, "present": int(present)})


def role_withdraw(deed: Deed, args: Row) -> None:
    """Now, or after the day that is said; what has not begun will not begin."""
    deed.allow("owner" in deed.roles)
    row = deed.need("role_assignment", args["id"])
    first, last = row["from_on"] or "", args.get("to_on")
    comes = first > deed.day and (row["to_on"] or "9999") >= first
    if not row["present"] and not comes:
        raise No("gone")
    if last and (last < deed.day or last < first):
        raise No("bad_period")
    if row["present"]:
        _somebody_owns(deed, row)
    yesterday = (date.fromisoformat(deed.day) - timedelta(1)).isoformat()
    deed.write("role_assignment", row["id"], {"present": row["present"] if last else 0, "to_on": last or yesterday})


def role_turn(deed: Deed, args: Row) -> None:
    deed.allow("system" in deed.roles)
    row = deed.need("role_assignment", args["id"])
    until = last_of(deed.club, row, args["day"])
    holds = (row["from_on"] or "") <= args["day"] <= (until or "9999")
    if row["present"] and not holds:
        _somebody_owns(deed, row)
    deed.write("role_assignment", row["id"], {"present": int(holds), "to_on": until})


def _somebody_owns(deed: Deed, row: Row) -> None:
    """Whoever else it is."""
    owners = [held for held in deed.club.all("role_assignment", role="owner", present=1) if held["id"] != row["id"]]
    if row["role"] == "owner" and not owners:
        raise No("last_owner")
