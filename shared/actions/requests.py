"""Who somebody is is the office's word: a member asks for a correction, the office does it or says why not.

What is asked lies before the office as a parked change, with the actions that would do it; who does it sends those
along, by the own hand, when settling it. Whoever asked hears the answer.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from shared.actions.verb import ID, SET, Call, Verb, inserted, need, new
from shared.domain.derived_id import derived_id
from shared.facts import Facts
from shared.kin import birth_year
from shared.refusals import AlreadyAsked, Invalid
from shared.register import Field, Row, check_patch
from shared.rights import Subject
from shared.sync.change import Change
from shared.tables import REGISTER

REQUESTED = "requested"
WORDS = Field("words")


def _named(facts: Facts, args: Mapping[str, Any]) -> Sequence[Subject]:
    return (Subject(contact=args["contact"]),)


def _ask(facts: Facts, call: Call) -> Sequence[Change]:
    """One at a time for each person, so that nobody is asked twice for the same."""
    id, contact = call.args["id"], need(facts, "contact", call.args["contact"])
    values = check_patch(REGISTER["contact_identity"], call.args["set"])
    if not values:
        raise Invalid("set", "required")
    new(facts, "parked_change", id)
    for other in facts.find("parked_change", user=call.actor.user, reason=REQUESTED, state="waiting"):
        if about(other) == contact["id"]:
            raise AlreadyAsked(table="parked_change", id=other["id"])
    line = {"id": id, "user": call.actor.user, "changeset": id, "reason": REQUESTED, "code": REQUESTED}
    line |= {
        "asked": corrections(contact["id"], birth_year(facts, contact), values),
        "created_at": call.estimated,
        "state": "waiting",
    }
    return (inserted("parked_change", line),)


def corrections(contact: str, year: int | None, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The actions (as they travel) that say this of this contact, whose `year` of birth goes along with the day."""
    found = [_action("contact_identity.patch", contact, values)]
    born = values.get("birth_date")
    if born is not None and int(born[:4]) != year:
        found.append(_action("contact_personal.patch", contact, {"birth_year": int(born[:4])}))
    return found


def _action(name: str, id: str, values: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": name, "version": 1, "args": {"id": id, "set": dict(values)}}


def about(request: Row) -> str | None:
    """The contact that a request is about; None once its words are gone."""
    asked = json.loads(request["asked"] or "[]")
    return str(asked[0]["args"]["id"]) if asked else None


def answer(call: Call, request: Row) -> Sequence[Change]:
    """Whoever asked hears what became of it, with the words of who settled it; nobody is told what they did themselves.

    Raises Invalid for words about anything else, which nobody would read.
    """
    words = call.args["words"]
    if request["reason"] != REQUESTED:
        if words is not None:
            raise Invalid("words", "unknown_field")
        return ()
    if request["user"] == call.actor.user:
        return ()
    detail = {"asked": json.loads(request["asked"] or "[]"), "words": words}
    told = {"id": derived_id("answered", request["id"]), "user": request["user"], "kind": "told", "detail": detail}
    told |= {"code": f"request_{call.args['outcome']}", "created_at": call.heard}
    return (inserted("inbox_item", told),)


VERBS = (Verb("contact_identity.ask", "guarded", (ID, Field("contact", required=True), SET), _named, _ask),)
