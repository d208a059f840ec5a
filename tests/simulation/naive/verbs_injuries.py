"""Who cannot play in the naive club, and who is brought along instead."""

from tests.simulation.naive.club import Row
from tests.simulation.naive.deed import Deed, No, named_for


def _close(deed: Deed, person: str) -> bool:
    return deed.office() or person in deed.close or deed.trains_person(person)


def injury_note(deed: Deed, args: Row) -> None:
    deed.allow(_close(deed, args["contact"]))
    deed.fresh("injury", args["id"])
    deed.need("contact", args["contact"])
    _in_order(args)
    deed.create("injury", args)


def injury_patch(deed: Deed, args: Row) -> None:
    row = deed.need("injury", args["id"])
    deed.allow(_close(deed, row["contact"]))
    _in_order({**row, **args["set"]})
    deed.merge("injury", row["id"], args["set"])


def injury_drop(deed: Deed, args: Row) -> None:
    row = deed.need("injury", args["id"])
    deed.allow(_close(deed, row["contact"]))
    deed.remove("injury", row["id"])


def _in_order(row: Row) -> None:
    if row.get("to_on") is not None and row["to_on"] < row["from_on"]:
        raise No("bad_period")


def group_attend_by_default(deed: Deed, args: Row) -> None:
    deed.allow(deed.office() or deed.trains(args["id"]))
    deed.need("group", args["id"])
    deed.merge("group", args["id"], {"attending": args["on"]})


def attendance_guest(deed: Deed, args: Row) -> None:
    activity = deed.need("activity", args["activity"])
    deed.allow(deed.office() or deed.trains(activity["group"]))
    deed.need("contact", args["contact"])
    id = named_for("activity_guest", activity["id"], args["contact"])
    said: Row = {"function": "guest" if args["on"] else None}
    if deed.club.get("activity_guest", id) is None:
        said |= {"id": id, "activity": activity["id"], "contact": args["contact"]}
    deed.merge("activity_guest", id, said)
    if args["on"] and not activity["with_guests"]:
        deed.merge("activity", activity["id"], {"with_guests": 1})
