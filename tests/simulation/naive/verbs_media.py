"""What the naive club knows of pictures and papers."""

from typing import Any

from tests.simulation.naive.club import Row
from tests.simulation.naive.deed import Deed, No, named_for


def _may(deed: Deed, row: Row) -> Any:
    """The office; who keeps things, of a thing; of a person themselves, their parents and their coach."""
    person, thing = row.get("contact"), row.get("resource")
    theirs = person is not None and (deed.own(person) or deed.trains_person(person))
    return deed.office() or theirs or (deed.things() and thing is not None)


def medium_add(deed: Deed, args: Row) -> None:
    deed.allow(_may(deed, args))
    deed.fresh("medium", args["id"])
    if (args.get("contact") is None) == (args.get("resource") is None):
        raise No("invalid")
    for table in ("contact", "resource"):
        if args.get(table) is not None:
            deed.need(table, args[table])
    if len(args["sent_hash"]) != 64 or args["sent_size"] > 8 * 1024 * 1024:
        raise No("invalid")
    deed.create("medium", {**args, "by_user": deed.user, "state": "waiting"})


def medium_patch(deed: Deed, args: Row) -> None:
    deed.allow(_may(deed, deed.need("medium", args["id"])))
    deed.merge("medium", args["id"], args["set"])


def medium_delete(deed: Deed, args: Row) -> None:
    deed.allow(_may(deed, deed.need("medium", args["id"])))
    take_down(deed, args["id"])
    deed.remove("medium", args["id"])


def take_down(deed: Deed, medium: str) -> None:
    for table in ("contact", "resource"):
        for row in list(deed.club.all(table, photo=medium)):
            deed.say(table, row["id"], {"photo": None})


def medium_settle(deed: Deed, args: Row) -> None:
    deed.allow("system" in deed.roles)
    row = deed.need("medium", args["id"])
    if row["state"] != ("stored" if args["state"] == "waiting" else "waiting"):
        raise No("already_settled")
    said = {name: args.get(name) for name in ("code", "mime", "size", "hash", "preview")}
    deed.write("medium", row["id"], {**said, "state": args["state"]})
    if args["state"] == "rejected":
        take_down(deed, row["id"])
        told = {"about": {"table": "medium", "id": row["id"]}}
        deed.inbox(row["by_user"], "refused", named_for("medium_rejected", row["id"]), args["code"], told, apart=True)


def contact_set_photo(deed: Deed, args: Row) -> None:
    deed.allow(deed.office() or deed.own(args["id"]))
    _set_photo(deed, "contact", args)


def resource_set_photo(deed: Deed, args: Row) -> None:
    deed.allow(deed.things())
    _set_photo(deed, "resource", args)


def _set_photo(deed: Deed, table: str, args: Row) -> None:
    deed.need(table, args["id"])
    if args.get("medium") is not None:
        row = deed.need("medium", args["medium"])
        if row[table] != args["id"] or row["kind"] != "photo" or row["state"] == "rejected":
            raise No("invalid")
    deed.merge(table, args["id"], {"photo": args.get("medium")})
