"""What people want once something was decided: take back, ask again, decide about what others could not do."""

import json
import random
from typing import TYPE_CHECKING

from tests.simulation.naive.club import canaries

if TYPE_CHECKING:
    from tests.simulation.wishes import Call, Wisher

UNDONE = {
    "contact_point": ("label",),
    "contact_address": ("street", "city"),
    "contact_emergency": ("alert", "call_name"),
    "contact_identity": ("profession", "nationality"),
    "contact_finance": ("account_holder",),
    "contact_medical": ("allergies", "note"),
    "injury": ("note",),
    "contact": ("family_name", "given_name", "member_no"),
    "activity": ("note",),
    "resource": ("note", "condition"),
    "resource_value": ("supplier",),
    "account": ("name",),
    "group": ("name",),
    "user_device": ("name",),
    "evaluation_template": ("name",),
    "criterion": ("name",),
    "custom_field": ("name",),
}


def row_restore(wisher: "Wisher", rng: random.Random) -> "Call":
    """Whoever restores has read the refusal in the inbox, or tries what was never deleted."""
    table = rng.choice(("contact", "contact_point", "contact_point", "contact_emergency", "medium"))
    return "row.restore", {"table": table, "id": wisher.removed(table) if rng.random() < 0.8 else wisher.pick(table)}


def row_undo(wisher: "Wisher", rng: random.Random) -> "Call":
    """Back to some word, if the phone still shows what stands; some remember it wrongly."""
    table = rng.choice([*UNDONE, "contact_point", "contact_emergency", "activity"])
    id, name = wisher.pick(table), rng.choice(UNDONE[table])
    if name == "member_no":
        return _number(wisher, rng, id)
    stands = wisher.field(table, id, name)
    for word in canaries(stands or ""):
        wisher.quotes(word)
    still = wisher.word() if rng.random() < 0.1 else stands
    return "row.undo", {"table": table, "id": id, "set": {name: wisher.word()}, "still": {name: still}}


def _number(wisher: "Wisher", rng: random.Random, id: str) -> "Call":
    """As an app of before or as one of today says it."""
    stands = wisher.field("contact_personal", id, "member_no")
    for word in canaries(stands or ""):
        wisher.quotes(word)
    still, word = wisher.word() if rng.random() < 0.1 else stands, wisher.word()
    args = {"id": id, "set": {"member_no": word}, "still": {"member_no": still}}
    return "row.undo", {"table": table_of(word), **args}


def table_of(word: str) -> str:
    """Half of those who say something of a member number say it of the contact, as before it had a row of its own."""
    return "contact" if ord(word[-5]) % 2 else "contact_personal"


def look(wisher: "Wisher", rng: random.Random) -> "Call":
    """Into somebody's medical sheet."""
    return "contact_medical.open", {"id": wisher.id("op", "opening"), "contact": wisher.pick("contact")}


def settle(wisher: "Wisher", rng: random.Random) -> "Call":
    where = "WHERE state = 'waiting'" if rng.random() < 0.9 else ""
    return "parked.settle", {"id": wisher.pick("parked_change", where), "outcome": rng.choice(("done", "dropped"))}


def done_after_all(wisher: "Wisher", rng: random.Random) -> "list[Call]":
    """What somebody else could not do any more, and that this was settled by it."""
    id = wisher.pick("parked_change", "WHERE state = 'waiting' AND asked IS NOT NULL")
    text = wisher.field("parked_change", id, "asked") or "[]"
    asked = json.loads(text)
    for word in canaries(text):
        wisher.quotes(word)
    settled = ("parked.settle", {"id": id, "outcome": "done"})
    return [*((action["name"], action["args"]) for action in asked), settled] if asked else []
