"""Verbs about people. A contact's side tables are made when first written, under the contact's own id."""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.actions import removing
from shared.actions.caring import stay_grown
from shared.actions.days import today
from shared.actions.verb import (
    ID,
    SET,
    Call,
    Verb,
    fields_of,
    inserted,
    need,
    new,
    nobody,
    patch_verb,
    patched,
)
from shared.domain.account import Link, may_unlink
from shared.domain.contact_point import MOST, normalise
from shared.domain.iban import parse_bic, parse_iban
from shared.errors import Unknown
from shared.facts import Facts
from shared.refusals import Exists, Invalid, LastContact, NotAllowed, NotDeleted, StillHolds
from shared.register import Field, Row, check_patch
from shared.rights import Subject
from shared.sync.change import Change, Insert, Patch, Remove
from shared.tables import REGISTER

# Whether somebody is a minor, and so whose consent counts, follows from the year of birth.
OFFICE_FIELDS = frozenset(("status", "member_no", "birth_year"))
BORN = frozenset(("birth_year", "birth_date"))
PERSONAL_FIELDS = frozenset(REGISTER["contact"].moved)
DETAILS = ("contact_point", "contact_address")
OWNED = (
    *(*DETAILS, "medium", "consent", "calendar_feed", "evaluation", "score", "notice_choice"),
    *("custody_signature", "injury"),
)
BANKING = {"iban": parse_iban, "bic": parse_bic}
SIDES = ("contact_personal", "contact_identity", "contact_finance", "contact_emergency", "contact_medical")


def _self(facts: Facts, args: Mapping[str, Any]) -> Sequence[Subject]:
    return (Subject(contact=args["id"]),)


def _owner_of(table: str) -> Any:
    def about(facts: Facts, args: Mapping[str, Any]) -> Sequence[Subject]:
        return (Subject(contact=need(facts, table, args["id"])["contact"]),)

    return about


def _named(facts: Facts, args: Mapping[str, Any]) -> Sequence[Subject]:
    return (Subject(contact=args["contact"]),)


def _of_kind(facts: Facts, args: Mapping[str, Any]) -> Sequence[Subject]:
    return (Subject(contact=args["contact"], kind=args["kind"]),)


def _of_kinds(facts: Facts, args: Mapping[str, Any]) -> Sequence[Subject]:
    """What it is, and what it is to become: no number turns into an address."""
    row = need(facts, "contact_point", args["id"])
    kinds = dict.fromkeys((str(row["kind"]), str(args["set"].get("kind") or row["kind"])))
    return tuple(Subject(contact=row["contact"], kind=kind) for kind in kinds)


def _create(facts: Facts, call: Call) -> Sequence[Change]:
    """With a name come a number, a year and a language, in a row of their own. Somebody who signs in and was deleted
    comes back by being restored: another person under that id would be who they are.
    """
    id = call.args["id"]
    new(facts, "contact", id)
    if facts.find("user_profile", contact=id):
        raise Exists(table="contact", id=id)
    name, personal = _apart(call.args)
    made = (inserted("contact", name),)
    said = any(value not in (None, "") for value in personal.values())
    return (*made, inserted("contact_personal", {**personal, "id": id})) if said else made


def _apart(values: Mapping[str, Any]) -> tuple[Row, Row]:
    """What is said of a contact, and of it what is kept beside the name: an app of before says both in one breath."""
    name = {field: value for field, value in values.items() if field not in PERSONAL_FIELDS}
    return name, {field: value for field, value in values.items() if field in PERSONAL_FIELDS}


def _patch(facts: Facts, call: Call) -> Sequence[Change]:
    """People correct their own names; what the club counts on is the office's."""
    _only_office(call)
    id = call.args["id"]
    name, personal = _apart(call.args["set"])
    changes: Sequence[Change] = () if personal and not name else (patched(facts, "contact", id, name),)
    return (*changes, *_said(facts, call, "contact_personal", personal)) if personal else changes


def _personal(facts: Facts, call: Call) -> Sequence[Change]:
    """The language is one's own to choose, the rest is the office's."""
    _only_office(call)
    return _said(facts, call, "contact_personal", call.args["set"])


def _only_office(call: Call) -> None:
    if OFFICE_FIELDS & set(call.args["set"]) and not {"owner", "secretary"} & call.actor.roles:
        raise NotAllowed(table="contact", id=call.args["id"])


def _delete(facts: Facts, call: Call) -> Sequence[Change]:
    """A contact leaves with its own details, its teams and its accounts.

    What others built on it (invoices, attendance) keeps its id. Refused while it is the last of an active account,
    or holds equipment.
    """
    id = call.args["id"]
    need(facts, "contact", id)
    if facts.find("resource", holder_kind="contact", holder_id=id):
        raise StillHolds(table="contact", id=id)
    leaves = {"present": 0, "to_on": today(facts, call)}
    left = [Patch("group_member", row["id"], leaves) for row in facts.find("group_member", contact=id, present=1)]
    left += [Patch("booking", row["id"], {"present": 0}) for row in facts.find("booking", contact=id, present=1)]
    left += [_left(facts, link) for link in facts.find("account_link", contact=id, present=1)]
    gone = [Remove(table, row["id"]) for table in OWNED for row in facts.find(table, contact=id)]
    gone += [Remove(table, id) for table in SIDES if facts.get(table, id) is not None]
    return (*left, *gone, Remove("contact", id))


def _left(facts: Facts, link: Row) -> Patch:
    """The link without its contact; the account must keep another."""
    account = need(facts, "account", link["account"])
    links = [
        Link(other["id"], other["contact"], bool(other["present"]))
        for other in facts.find("account_link", account=account["id"])
        if other["contact"] != link["contact"]
    ]
    if account["status"] == "active" and not may_unlink(links, link["id"]):
        if not facts.complete("account_link"):
            raise Unknown
        raise LastContact(table="account", id=account["id"])
    return Patch("account_link", link["id"], {"present": 0})


def _restored(facts: Facts, args: Mapping[str, Any]) -> Sequence[Subject]:
    """Nobody in particular; what was planned is its planner's to bring back."""
    planned = args["table"] in removing.PLANNED
    return (removing.whose(facts, args["table"], args["id"]) if planned else Subject(),)


def _restore_right(args: Mapping[str, Any]) -> str:
    return "activity.delete" if args["table"] in removing.PLANNED else "row.restore"


def _restore(facts: Facts, call: Call) -> Sequence[Change]:
    """The row as it was; a person comes back with the details that left with them, and so does what was planned."""
    table, id = call.args["table"], call.args["id"]
    if facts.get(table, id) is not None:
        raise NotDeleted(table=table, id=id)
    image = facts.deleted(table, id)
    if image is None:
        raise NotDeleted(table=table, id=id)
    if table == "contact":
        return [Insert(name, row) for name, row in facts.removed_with(table, id) if row.get("contact", row["id"]) == id]
    if table in removing.PLANNED:
        return removing.brought_back(facts, table, id, image)
    if table in removing.LISTS:
        need(facts, "activity", image["activity"])
    if table == "activity_guest":
        need(facts, "contact", image["contact"])
    if table in DETAILS + SIDES:  # a detail of somebody who is gone would hang on nobody
        need(facts, "contact", image["contact"] if table in DETAILS else id)
    return (Insert(table, image),)


def _point_value(kind: Any, value: Any) -> str:
    """The one stored form of a value; `kind` was checked to be one of the choices."""
    return normalise(kind, value)


def _point_add(facts: Facts, call: Call) -> Sequence[Change]:
    args = dict(call.args)
    new(facts, "contact_point", args["id"])
    need(facts, "contact", args["contact"])
    if len(facts.find("contact_point", contact=args["contact"])) >= MOST:
        raise Invalid("contact", "too_many_points")
    args["value"] = _point_value(args["kind"], args["value"])
    return (inserted("contact_point", args),)


def _point_patch(facts: Facts, call: Call) -> Sequence[Change]:
    """A new value takes the one form of its kind; a new kind must fit the value that is there."""
    row = need(facts, "contact_point", call.args["id"])
    values = dict(patched(facts, "contact_point", row["id"], call.args["set"]).values)
    if "value" in values:
        values["value"] = _point_value(values.get("kind", row["kind"]), values["value"])
    elif "kind" in values:
        _point_value(values["kind"], row["value"])
    return (Patch("contact_point", row["id"], values),)


def _address_add(facts: Facts, call: Call) -> Sequence[Change]:
    new(facts, "contact_address", call.args["id"])
    need(facts, "contact", call.args["contact"])
    return (inserted("contact_address", call.args),)


def _remove(table: str) -> Any:
    def decide(facts: Facts, call: Call) -> Sequence[Change]:
        need(facts, table, call.args["id"])
        return (Remove(table, call.args["id"]),)

    return decide


def _said(facts: Facts, call: Call, table: str, words: Mapping[str, Any]) -> Sequence[Change]:
    """Patch a side of a contact; the row is made when it is not there yet, and merges when it is."""
    id = need(facts, "contact", call.args["id"])["id"]
    values = check_patch(REGISTER[table], words)
    if not values:
        raise Invalid("set", "required")
    for name, parse in BANKING.items():
        if values.get(name) is not None:
            values[name] = parse(values[name])
    there = facts.get(table, id) is not None
    said: Change = Patch(table, id, values) if there else Insert(table, {**values, "id": id})
    return stay_grown(facts, call, id, (said,)) if BORN & values.keys() else (said,)


def _side_patch(table: str) -> Verb:
    def decide(facts: Facts, call: Call) -> Sequence[Change]:
        return _said(facts, call, table, call.args["set"])

    return Verb(f"{table}.patch", "mergeable", (ID, SET), _self, decide)


def _opened(facts: Facts, call: Call) -> Sequence[Change]:
    """A fact: the sheet was seen, whatever has become of it since. For one's own people no app says so."""
    new(facts, "opening", call.args["id"])
    need(facts, "contact", call.args["contact"])
    seen = {"what": "contact_medical", "user": call.actor.user, "opened_at": call.estimated}
    return (inserted("opening", {**call.args, **seen, "received_at": call.received}),)


TABLE = Field("table", required=True, choices=tuple(table.name for table in REGISTER))

VERBS = (
    Verb("contact.create", "guarded", fields_of("contact"), nobody, _create),
    Verb("contact.patch", "mergeable", (ID, SET), _self, _patch),
    Verb("contact.delete", "guarded", (ID,), _self, _delete),
    Verb("row.restore", "guarded", (TABLE, ID), _restored, _restore, right=_restore_right),
    Verb("contact_point.add", "guarded", fields_of("contact_point"), _of_kind, _point_add),
    Verb("contact_point.patch", "mergeable", (ID, SET), _of_kinds, _point_patch),
    Verb("contact_point.delete", "guarded", (ID,), _owner_of("contact_point"), _remove("contact_point")),
    Verb("contact_address.add", "guarded", fields_of("contact_address"), _named, _address_add),
    patch_verb("contact_address", _owner_of("contact_address")),
    Verb("contact_address.delete", "guarded", (ID,), _owner_of("contact_address"), _remove("contact_address")),
    Verb("contact_personal.patch", "mergeable", (ID, SET), _self, _personal),
    *(_side_patch(table) for table in SIDES if table != "contact_personal"),
    Verb("contact_medical.open", "fact", (ID, Field("contact", required=True)), _named, _opened),
)
