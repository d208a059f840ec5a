"""What may be done to users, settings and lines of inboxes of the naive club: one function a verb."""

import json

from tests.simulation.naive.club import Row
from tests.simulation.naive.deed import SECRET, Deed, No, named_for, text_of


def user_enrol(deed: Deed, args: Row) -> None:
    deed.allow("system" in deed.roles)
    deed.fresh("user_profile", args["id"])
    deed.create("user_profile", args)


def setting_put(deed: Deed, args: Row) -> None:
    deed.allow("owner" in deed.roles)
    value = {"value": text_of(args["value"])}
    if deed.club.get("setting", args["id"]) is None:
        deed.create("setting", {**value, "id": args["id"]})
    else:
        deed.say("setting", args["id"], value)


def inbox_done(deed: Deed, args: Row) -> None:
    deed.allow(deed.need("inbox_item", args["id"])["user"] == deed.user)
    deed.write("inbox_item", args["id"], {"done_at": deed.estimated})


def inbox_ask(deed: Deed, args: Row) -> None:
    """The office gets the author's words, unless they are of a bank account or of somebody's health."""
    item = deed.need("inbox_item", args["id"])
    deed.allow(item["user"] == deed.user)
    id = named_for("asked", item["id"])
    if item["kind"] == "parked" or deed.club.get("parked_change", id) is not None:
        raise No("already_asked")
    told_already = item["detail"] is not None  # else it is asked for in the same breath, after a restore
    asked = json.loads(item["detail"]).get("asked") if told_already else deed.club.wires.get(item["changeset"])
    asked = asked or []
    if item["code"] == "erased":
        raise No("gone")
    secret = any(one["name"].partition(".")[0] in SECRET or one["args"].get("table") in SECRET for one in asked)
    deed.allow(not secret)
    told = {"id": id, "user": deed.user, "changeset": item["changeset"] or item["id"], "reason": "asked"}
    told |= {"code": item["code"], "asked": text_of(asked), "created_at": deed.estimated, "state": "waiting"}
    deed.create("parked_change", told)


def parked_settle(deed: Deed, args: Row) -> None:
    row = deed.need("parked_change", args["id"])
    deed.allow(deed.office() or row["user"] == deed.user)
    if row["state"] != "waiting":
        raise No("already_settled")
    if args.get("words") and row["reason"] != "requested":
        raise No("invalid")
    deed.write("parked_change", args["id"], {"state": args["outcome"], "settled_by": deed.user})
    if row["reason"] == "requested" and row["user"] != deed.user:
        said = {"asked": json.loads(row["asked"] or "[]"), "words": args.get("words")}
        item = named_for("answered", row["id"])
        deed.inbox(row["user"], "told", item, f"request_{args['outcome']}", said, apart=True)
