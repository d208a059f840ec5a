"""A person is erased: what goes, what is kept without a name, and what stays because the law asks for it.

Decided by the server alone, which holds every row. What must leave the books as well (history, receipts, words that
wait) is in `sync_server/privacy/erasing.py`.
"""

import json
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any, Literal

from shared.actions.verb import ID, Call, Verb, nobody
from shared.errors import Unknown
from shared.facts import Facts
from shared.register import Row, Table, canonical
from shared.sync.change import Change, Patch, Remove
from shared.sync.protocol import ActionCall
from shared.tables import REGISTER

Fate = Literal["goes", "counted", "renamed", "books", "fact"]

ERASE = "contact.erase"
NO_NAME = "—"
"""The name of an account that must stay for its invoices, once the person it was is erased."""

# What becomes of rows about a person. What is not named here and points at a contact or a user goes: a new table is
# forgotten with the person unless somebody writes down why not.
FATES: Mapping[str, Fate] = {
    "account": "renamed",  # goes when nothing of the books hangs on it
    "activity_guest": "counted",  # who came becomes one more who came, without a name
    # Issued invoices, and what was paid: kept as they are while the law asks (`sync_server/privacy/retention.py`).
    "invoice": "books",
    "invoice_status": "books",
    "invoice_line": "books",
    "payment": "books",
    "allocation": "books",
    # Who had a thing stays an id behind which nobody is any more: the chain of hands must not break.
    "custody_event": "fact",
}
CAME = ("present", "late")
SILENT = canonical({"about": {}})
BARE: Mapping[str, tuple[str, str | None]] = {
    "account": ("name", NO_NAME),
    "inbox_item": ("detail", SILENT),
    "parked_change": ("asked", None),
}
"""Rows that stay and lose what they say of the person: the field, and what it says from then on."""


def sides_of(noun: str) -> tuple[Table, ...]:
    """The tables that share the ids of this noun's own."""
    return tuple(table for table in REGISTER if table.noun == noun and table.root == "id" and table.name != noun)


def about(into: str) -> Iterator[tuple[Table, str]]:
    """The tables that go with whom their rows are about, and the field that says so: not one that only mentions
    somebody, such as who settled a change.
    """
    for table in REGISTER:
        for name, ref in table.refs:
            if ref == into and name in ("contact", "user") and table.name not in FATES:
                yield table, name


def _erase(facts: Facts, call: Call) -> Sequence[Change]:
    """Everything in one changeset. What is not there (any more) needs no erasing, so it can be told again at any time.

    Raises Unknown on a device.
    """
    if not facts.complete("inbox_item"):
        raise Unknown
    return erasure(facts, call.args["id"])


def erasure(facts: Facts, id: str) -> list[Change]:
    """The changes that erase this contact, from complete facts; the same for who only wants to see what it would do."""
    gone = list(_rows(facts, id))
    accounts = list(_accounts(facts, id))
    changes: list[Change] = [Remove(table, row) for table, row in gone]
    changes += accounts
    changes += _guests(facts, id)
    changes += [Patch("contact", row["id"], {"merged_into": None}) for row in facts.find("contact", merged_into=id)]
    ids = {id, *(row for _, row in gone), *(change.id for change in accounts if isinstance(change, Remove))}
    return [*changes, *_words(facts, ids, set(gone))]


def _rows(facts: Facts, contact: str) -> Iterator[tuple[str, str]]:
    """The rows that go: of the person, and of the users the person is."""
    named = {("contact", contact): None} if facts.get("contact", contact) is not None else {}
    people = [("contact", "contact", contact)]
    people += [("user", "user_profile", row["id"]) for row in facts.find("user_profile", contact=contact)]
    for noun, into, id in people:
        for table in sides_of(noun):
            if facts.get(table.name, id) is not None:
                named[table.name, id] = None
        for table, field in about(into):
            named |= dict.fromkeys((table.name, row["id"]) for row in facts.find(table.name, **{field: id}))
    yield from named


def _accounts(facts: Facts, contact: str) -> Iterator[Change]:
    """What becomes of accounts: one that others are in stays theirs; the person's own loses its name, or goes."""
    for account in sorted({link["account"] for link in facts.find("account_link", contact=contact)}):
        row = facts.get("account", account)
        links = facts.find("account_link", account=account, present=1)
        others = any(link["contact"] != contact and facts.get("contact", link["contact"]) for link in links)
        if row is None or others:
            continue
        drafts = facts.find("invoice", account=account, status="draft")
        for draft in drafts:
            yield from (Remove("invoice_line", line["id"]) for line in facts.find("invoice_line", invoice=draft["id"]))
            yield Remove("invoice_status", draft["id"])
            yield Remove("invoice", draft["id"])
        for side in sides_of("account"):
            if side.name not in FATES and facts.get(side.name, account) is not None:
                yield Remove(side.name, account)
        if facts.find("invoice", account=account, status="issued") or facts.find("payment", account=account):
            bare = {"name": NO_NAME, "relation_roles": None, "language": None, "status": "archived"}
            yield Patch("account", account, bare)
        else:
            ended = facts.find("account_link", account=account)  # who left it long ago, too
            yield from (Remove("account_link", link["id"]) for link in ended if link["contact"] != contact)
            yield Remove("account", account)
    for line in facts.find("invoice_line", about_contact=contact):
        invoice = facts.get("invoice", line["invoice"])
        if invoice is not None and invoice["status"] == "draft" and not _alone(facts, invoice["account"], contact):
            yield Remove("invoice_line", line["id"])


def _alone(facts: Facts, account: str, contact: str) -> bool:
    """Whether nobody else is in an account that this person is in: then its drafts go as a whole."""
    links = facts.find("account_link", account=account, present=1)
    return bool(facts.find("account_link", account=account, contact=contact)) and not any(
        link["contact"] != contact and facts.get("contact", link["contact"]) for link in links
    )


def _guests(facts: Facts, contact: str) -> Iterator[Change]:
    for guest in facts.find("activity_guest", contact=contact):
        yield Remove("activity_guest", guest["id"])
        activity = facts.get("activity", guest["activity"])
        if activity is not None and guest["confirmed"] in CAME:
            yield Patch("activity", activity["id"], {"erased_present": (activity["erased_present"] or 0) + 1})


def _words(facts: Facts, ids: set[str], gone: set[tuple[str, str]]) -> Iterator[Change]:
    """Lines of other people's inboxes that quote words about this person lose them; what waits for the office ends."""
    for item in facts.find("inbox_item"):
        if ("inbox_item", item["id"]) not in gone and quotes(item, "detail", ids):
            yield Patch("inbox_item", item["id"], {"detail": SILENT})
    for parked in facts.find("parked_change"):
        if ("parked_change", parked["id"]) not in gone and quotes(parked, "asked", ids):
            ends = {"state": "dropped"} if parked["state"] == "waiting" else {}
            yield Patch("parked_change", parked["id"], {"asked": None, **ends})


def is_bare(table: str, row: Row) -> bool:
    """Whether this row may just have lost its words by an erasure; some never had any."""
    field, silent = BARE.get(table, ("", ""))
    return field != "" and row.get(field) == silent


def is_silent(table: str, row: Row) -> bool:
    """Whether this is a line of an inbox whose words spoke of somebody who was erased."""
    return table == "inbox_item" and row.get("detail") == SILENT


def quotes(row: Row, field: str, ids: set[str]) -> bool:
    """Whether this json field speaks of one of these ids."""
    return row[field] is not None and not ids.isdisjoint(texts(json.loads(row[field])))


def texts(value: Any) -> Iterator[str]:
    """Every text inside a value."""
    if isinstance(value, str):
        yield value
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    for part in parts:
        yield from texts(part)


def erases(call: ActionCall) -> str | None:
    """The contact that this action erases, or None."""
    return str(call.args.get("id")) if call.name == ERASE else None


def speaks_of(call: ActionCall, ids: Set[str]) -> bool:
    """Whether this action says something about one of these ids, other than that it be erased."""
    return call.name != ERASE and not ids.isdisjoint(texts(dict(call.args)))


VERBS = (Verb(ERASE, "guarded", (ID,), nobody, _erase),)
