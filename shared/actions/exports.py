"""What is taken out of the app: each file with data of people leaves a line, said by the device that made it."""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.actions.verb import Call, Verb, fields_of, inserted, new, nobody
from shared.facts import Facts
from shared.refusals import Invalid
from shared.register import Field
from shared.sync.change import Change
from shared.tables.exports import ARCHIVE, HOLDS


def _note(facts: Facts, call: Call) -> Sequence[Change]:
    """A fact: the file was made, whatever has become since of whom it was about."""
    if call.args["what"] == ARCHIVE:  # made by the server, and told by it
        raise Invalid("what", "not_a_choice")
    return _line(facts, call, call.actor.user, call.args)


def _hand_out(facts: Facts, call: Call) -> Sequence[Change]:
    """The server made it, for this user."""
    return _line(facts, call, call.args["user"], call.args)


def _line(facts: Facts, call: Call, user: str, args: Mapping[str, Any]) -> Sequence[Change]:
    """Who is no more is left out: that something was made stays true, and no text stands where an id should."""
    new(facts, "export_log", args["id"])
    holds = args["holds"]
    if not holds or not all(isinstance(one, str) for one in holds) or not set(holds) <= set(HOLDS):
        raise Invalid("holds", "not_a_choice")
    about = {name: args[name] if _is_there(facts, name, args[name]) else None for name in ("contact", "group")}
    times = {"made_at": call.estimated, "received_at": call.received}
    return (inserted("export_log", {**args, **about, **times, "holds": sorted(set(holds)), "user": user}),)


def _is_there(facts: Facts, table: str, id: str | None) -> bool:
    return id is not None and facts.get(table, id) is not None


KINDS = Field("holds", "json", required=True, choices=("list",))
LINE = (*(one for one in fields_of("export_log") if one.name != "holds"), KINDS)

VERBS = (
    Verb("export_log.note", "fact", LINE, nobody, _note),
    Verb("export_log.hand_out", "guarded", (*LINE, Field("user", required=True)), nobody, _hand_out),
)
