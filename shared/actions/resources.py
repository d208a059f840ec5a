"""Verbs about equipment: the thing, what it is worth, and its labels. Who has it is in `custody.py`."""

from collections.abc import Sequence
from typing import Any

from shared.actions.verb import ID, SET, Call, Verb, fields_of, inserted, need, new, nobody, patched
from shared.domain.codes import code_bytes
from shared.facts import Facts
from shared.refusals import CodeClaimed, CodeRevoked, Invalid
from shared.register import Field, check_patch
from shared.sync.change import Change, Insert, Patch
from shared.tables import REGISTER

MAX_SHEET = 500


def _create(facts: Facts, call: Call) -> Sequence[Change]:
    new(facts, "resource", call.args["id"])
    _check_parent(facts, call.args["id"], call.args["parent"])
    return (inserted("resource", call.args),)


def _patch(facts: Facts, call: Call) -> Sequence[Change]:
    patch = patched(facts, "resource", call.args["id"], call.args["set"])
    _check_parent(facts, patch.id, patch.values.get("parent"))
    return (patch,)


def _check_parent(facts: Facts, id: str, parent: Any) -> None:
    """A kit is there, and is not inside what it contains."""
    above, passed = parent, {id}
    while above is not None:
        if above in passed:
            raise Invalid("parent", "not_a_choice")
        passed.add(above)
        above = need(facts, "resource", above)["parent"]


def _print(facts: Facts, call: Call) -> Sequence[Change]:
    """Blank labels: codes that belong to nothing yet (feature B6)."""
    codes = call.args["codes"]
    if not codes or len(codes) > MAX_SHEET or not all(isinstance(code, str) for code in codes):
        raise Invalid("codes", "not_a_code")
    if len(set(codes)) < len(codes):
        raise Invalid("codes", "not_a_code")
    for code in codes:
        code_bytes(code)
        new(facts, "resource_code", code)
    return tuple(Insert("resource_code", {"id": code, "batch": call.args["batch"]}) for code in codes)


def _claim(facts: Facts, call: Call) -> Sequence[Change]:
    need(facts, "resource", call.args["resource"])
    code = need(facts, "resource_code", call.args["code"])
    if code["revoked_at"] is not None:
        raise CodeRevoked(table="resource_code", id=code["id"])
    if code["resource"] not in (None, call.args["resource"]):
        raise CodeClaimed(table="resource_code", id=code["id"])
    return (Patch("resource_code", code["id"], {"resource": call.args["resource"], "claimed_at": call.estimated}),)


def _revoke(facts: Facts, call: Call) -> Sequence[Change]:
    code = need(facts, "resource_code", call.args["code"])
    if code["revoked_at"] is not None:
        raise CodeRevoked(table="resource_code", id=code["id"])
    return (Patch("resource_code", code["id"], {"revoked_at": call.estimated}),)


def _value(facts: Facts, call: Call) -> Sequence[Change]:
    """What it cost; the row is made when it is not there yet, and merges when it is."""
    id = call.args["id"]
    need(facts, "resource", id)
    values = check_patch(REGISTER["resource_value"], call.args["set"])
    if not values:
        raise Invalid("set", "required")
    if (values.get("price_cents") or 0) < 0:
        raise Invalid("price_cents", "out_of_range")
    if facts.get("resource_value", id) is not None:
        return (Patch("resource_value", id, values),)
    return (Insert("resource_value", {**values, "id": id}),)


VERBS = (
    Verb("resource.create", "guarded", fields_of("resource"), nobody, _create),
    Verb("resource.patch", "mergeable", (ID, SET), nobody, _patch),
    Verb(
        "label.print",
        "guarded",
        (Field("codes", "json", required=True, choices=("list",)), Field("batch")),
        nobody,
        _print,
    ),
    Verb(
        "label.claim",
        "guarded",
        (Field("code", required=True), Field("resource", required=True)),
        nobody,
        _claim,
    ),
    Verb("label.revoke", "guarded", (Field("code", required=True),), nobody, _revoke),
    Verb("resource_value.patch", "mergeable", (ID, SET), nobody, _value),
)
