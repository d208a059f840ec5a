"""Verbs about accounts and who belongs to them. An active account keeps at least one active link (feature
67).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.actions.caring import widened
from shared.actions.consents import is_minor
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
    patched,
)
from shared.domain.account import Link, check_roles, individual_account_id, may_unlink
from shared.domain.contact import display_name
from shared.domain.derived_id import derived_id, is_derived
from shared.errors import Unknown
from shared.facts import Facts
from shared.refusals import Gone, Invalid, LastContact
from shared.register import Field, Row
from shared.rights import SYSTEM, Subject
from shared.sync.change import Change, Insert, Patch
from shared.tables import REGISTER
from shared.tables.accounts import ACCOUNT_LINK

LINK_FIELDS = tuple(field for field in ACCOUNT_LINK.fields if field.merge == "last")


def _create(facts: Facts, call: Call) -> Sequence[Change]:
    """Not under the id that a lone contact's own account will have: its bills would go to whoever was there first."""
    args = call.args
    new(facts, "account", args["id"])
    if is_derived(args["id"]):
        raise Invalid("id", "not_an_id")
    new(facts, "account_link", args["link_id"])
    need(facts, "contact", args["contact"])
    account = {name: args[name] for name in REGISTER["account"].names if name in args}
    account["relation_roles"] = _roles(args["relation_roles"])
    link = {field.name: args[field.name] for field in LINK_FIELDS}
    return (
        inserted("account", account),
        inserted(
            "account_link",
            {**link, "id": args["link_id"], "account": args["id"], "contact": args["contact"], "present": 1},
        ),
    )


def _patch(facts: Facts, call: Call) -> Sequence[Change]:
    values = dict(call.args["set"])
    if "relation_roles" in values:
        values["relation_roles"] = _roles(values["relation_roles"])
    patch = patched(facts, "account", call.args["id"], values)
    if patch.values.get("status") == "active" and not facts.find("account_link", account=patch.id, present=1):
        if not facts.complete("account_link"):
            raise Unknown
        raise LastContact(table="account", id=patch.id)
    return (patch,)


def _roles(value: Any) -> list[str] | None:
    """A set of relation roles (feature 54), each known, once, in one order."""
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(role, str) for role in value):
        raise Invalid("relation_roles", "not_json")
    return list(check_roles(value))


def _link(facts: Facts, call: Call) -> Sequence[Change]:
    new(facts, "account_link", call.args["id"])
    need(facts, "account", call.args["account"])
    need(facts, "contact", call.args["contact"])
    link = inserted("account_link", {**call.args, "present": 1, "lapsed": _confirmed(facts, call, call.args)})
    return (link, *widened(facts, call, dict(link.values)))


def _link_patch(facts: Facts, call: Call) -> Sequence[Change]:
    patch = patched(facts, "account_link", call.args["id"], call.args["set"])
    return (patch, *widened(facts, call, {**need(facts, "account_link", patch.id), **patch.values}))


def _confirmed(facts: Facts, call: Call, link: Mapping[str, Any]) -> int | None:
    """0 where somebody (an owner: no other may) makes a grown person somebody's child: that does not lapse."""
    if link["function"] != "child" or call.actor == SYSTEM:
        return None
    return 0 if is_minor(facts, link["contact"], today(facts, call)) is False else None


def lapses(facts: Facts, link: Row, day: str) -> bool:
    """Whether the turn of this day must say that a child came of age, or is a minor after all: a year was corrected."""
    if link["lapsed"] == 0 or facts.get("contact", link["contact"]) is None:
        return False
    minor = is_minor(facts, link["contact"], day)
    return minor is not None and minor == bool(link["lapsed"])


def _turn_link(facts: Facts, call: Call) -> Sequence[Change]:
    """Who acted for a child no longer reads what is sensitive about the grown person, nor says yes for them."""
    row = need(facts, "account_link", call.args["id"])
    minor = is_minor(facts, row["contact"], call.args["day"])
    return (Patch("account_link", row["id"], {"lapsed": 1 if minor is False else None}),)


def _unlink(facts: Facts, call: Call) -> Sequence[Change]:
    """The last active contact stays; a device that does not hold all links cannot tell and waits."""
    row = need(facts, "account_link", call.args["id"])
    if not row["present"]:
        raise Gone(table="account_link", id=row["id"])
    account = need(facts, "account", row["account"])
    links = [
        Link(link["id"], link["contact"], bool(link["present"]))
        for link in facts.find("account_link", account=row["account"])
    ]
    if account["status"] == "active" and not may_unlink(links, row["id"]):
        if not facts.complete("account_link"):
            raise Unknown
        raise LastContact(table="account", id=row["account"])
    return (Patch("account_link", row["id"], {"present": 0}),)


def individual_account(facts: Facts, contact: str) -> tuple[str, Sequence[Change]]:
    """The lone contact's own account, and the changes that make it when it is not there yet.

    Its id follows from the contact's, so two devices that make it offline make the same one.
    """
    id = individual_account_id(contact)
    if facts.get("account", id) is not None:
        return id, ()
    person = need(facts, "contact", contact)
    link = {"account": id, "contact": contact, "is_primary": 1, "is_payer": 1, "present": 1}
    return id, (
        inserted(
            "account",
            {
                "id": id,
                "kind": "individual",
                "name": display_name(person["given_name"], person["family_name"]),
            },
        ),
        Insert("account_link", {**link, "id": derived_id("individual_link", contact)}),
    )


def _office(facts: Facts, args: Mapping[str, Any]) -> Sequence[Subject]:
    return (Subject(account=args["id"]),)


CREATE = (
    *fields_of("account"),
    Field("link_id", required=True),
    Field("contact", required=True, ref="contact"),
    *LINK_FIELDS,
)

VERBS = (
    Verb("account.create", "guarded", CREATE, nobody, _create),
    Verb("account.patch", "mergeable", (ID, SET), _office, _patch),
    Verb("account.link", "guarded", fields_of("account_link"), nobody, _link),
    Verb("account_link.patch", "mergeable", (ID, SET), _office, _link_patch),
    Verb("account_link.turn", "guarded", (ID, Field("day", required=True, check="date")), nobody, _turn_link),
    Verb("account.unlink", "guarded", (ID,), _office, _unlink),
)
