"""What the naive club knows of taking back."""

from tests.simulation.naive import (
    verbs_devices,
    verbs_evaluations,
    verbs_fields,
    verbs_injuries,
    verbs_people,
    verbs_things,
)
from tests.simulation.naive.club import Row
from tests.simulation.naive.deed import Deed, No

PATCHES = {
    name.removesuffix("_patch"): patch
    for module in (verbs_people, verbs_things, verbs_devices, verbs_evaluations, verbs_injuries, verbs_fields)
    for name, patch in vars(module).items()
    if name.endswith("_patch")
}


def row_undo(deed: Deed, args: Row) -> None:
    """A patch at the server's time, for as long as the fields say what the author saw in them."""
    patch = PATCHES.get(args["table"])
    if patch is None or set(args["set"]) != set(args["still"]):
        raise No("invalid")
    before = deed.club.get(args["table"], args["id"])
    if args["table"] == "contact" and set(args["still"]) & set(verbs_people.PERSONAL):
        before = deed.club.get("contact_personal", args["id"])  # said by an app of before
    deed.whole_words = True
    patch(deed, {"id": args["id"], "set": args["set"]})
    deed.whole_words = False
    if before is None:
        raise No("gone")
    if any(before[name] != value for name, value in args["still"].items()):
        raise No("changed_since")
