"""What was taken out of the naive club: a line a file, of which nobody takes anything back."""

from tests.simulation.naive.club import Row
from tests.simulation.naive.deed import Deed, No, text_of

WORDS = {
    *("name", "birth_year", "shirt_number", "function", "phone", "email", "emergency", "medical", "evaluation"),
    *("invoice", "picture", "paper", "code", "everything"),
}


def export_log_note(deed: Deed, args: Row) -> None:
    _countable(args)
    deed.allow("system" not in deed.roles)
    if args["what"] == "archive":
        raise No("invalid")
    _write_down(deed, deed.user, args)


def export_log_hand_out(deed: Deed, args: Row) -> None:
    _countable(args)
    deed.allow("system" in deed.roles)
    _write_down(deed, args["user"], args)


def _countable(args: Row) -> None:
    """A form that nobody can fill in says nothing, whoever brings it."""
    if args["people"] < 1:
        raise No("invalid")


def _write_down(deed: Deed, user: str, args: Row) -> None:
    """Who made it, when, of how many: and of whom or which team, as long as these are there."""
    deed.fresh("export_log", args["id"])
    if not args["holds"] or any(word not in WORDS for word in args["holds"]):
        raise No("invalid")
    row: Row = {name: args[name] for name in ("id", "what", "form", "people")}
    for table in ("contact", "group"):
        row[table] = args.get(table) if deed.club.get(table, args.get(table)) is not None else None
    when = {"made_at": deed.estimated, "received_at": deed.received}
    deed.create("export_log", {**row, **when, "user": user, "holds": text_of(sorted(set(args["holds"])))})
