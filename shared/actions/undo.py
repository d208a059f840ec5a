"""The one verb that takes a correction back, as long as nobody corrected it since. (feature B17)

Whoever may patch the row may undo a patch of it, by the same rules: the patch of the row's table decides what the old
values must satisfy. So what no patch may set (a fact, an issued invoice, a number of the server's) no undo brings back.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from shared.actions import accounts, agenda, contacts, devices, evaluations, fields, groups, injuries, resources
from shared.actions.verb import ID, SET, Call, Verb, need
from shared.errors import Unknown
from shared.facts import Facts
from shared.refusals import ChangedSince, Invalid
from shared.register import Field, check_patch
from shared.rights import Subject
from shared.sync.change import Change, Patch
from shared.tables import REGISTER

TOLD = "inbox_item"
"""Who must hear of a patch hears of it taken back as well."""
PATCHES: Mapping[str, Verb] = {
    verb.name.removesuffix(".patch"): verb
    for noun in (contacts, accounts, groups, agenda, resources, devices, evaluations, injuries, fields)
    for verb in noun.VERBS
    if verb.name.endswith(".patch")
}
"""The verb that patches rows of a table, by table."""


def _patch(args: Mapping[str, Any]) -> Mapping[str, Any]:
    """The arguments of the patch that an undo is."""
    return {"id": args["id"], "set": args["set"]}


def _about(facts: Facts, args: Mapping[str, Any]) -> Sequence[Subject]:
    return PATCHES[args["table"]].about(facts, _patch(args))


def _undo(facts: Facts, call: Call) -> Sequence[Change]:
    """`set` are the values to go back to, `still` those that must stand now: the same fields."""
    table, wanted, still = call.args["table"], call.args["set"], call.args["still"]
    row = need(facts, table, call.args["id"])
    changes = PATCHES[table].decide(facts, call._replace(args=_patch(call.args)))
    if wanted.keys() != still.keys():
        raise Invalid("still", "unknown_field")
    for name, value, place in _seen(table, still):
        stands = row if place == table else need(facts, place, row["id"])
        if place == table and name not in row:  # an app that was set back does not know the field: the club does
            raise Unknown
        if stands.get(name) != value:
            raise ChangedSince(table=place, id=row["id"], field=name)
    return [change for change in changes if isinstance(change, Patch) or change.table == TOLD]


def _seen(table: str, still: Mapping[str, Any]) -> Iterator[tuple[str, Any, str]]:
    """What the author saw, as a row would say it, and in which table it stands by now. Nothing may have been seen where
    something is required: a damaged cell looks like that, and is no reason to call the wish malformed."""
    for name, value in still.items():
        place = REGISTER[table].moved.get(name, table)
        yield name, None if value is None else check_patch(REGISTER[place], {name: value})[name], place


def _right(args: Mapping[str, Any]) -> str:
    return PATCHES[args["table"]].name


TABLE = Field("table", required=True, choices=tuple(PATCHES))
STILL = Field("still", "json", required=True, choices=("object",))

VERBS = (Verb("row.undo", "guarded", (TABLE, ID, SET, STILL), _about, _undo, right=_right),)
