"""What must hold after every guarded or allocated action, looked at again from the outcome, whatever the
action thought.

A new action cannot forget these: the referee asks them of the decided changes before anything is written.
"""

from collections.abc import Collection

from shared.actions.bookings import booked, bookings, room_of
from shared.actions.custody import held
from shared.domain.booking import overbooked
from shared.facts import Facts
from shared.refusals import BrokenRule, Gone, LastContact
from shared.tables import REGISTER

FACTS = frozenset(("custody_event", "payment", "allocation"))


def check(before: Facts, after: Facts, changes: Collection[tuple[str, str]]) -> None:
    """Raises BrokenRule naming the rule, LastContact, or Gone for a reference to nothing.

    `after` is what would be stored; `changes` names the rows written.
    """
    _series_are_gapless(before, after, changes)
    for table, id in changes:
        _references_stand(before, after, table, id)
        if table in FACTS:
            _facts_stay(before, after, table, id)
        if table in ("account", "account_link"):
            _accounts_keep_a_contact(before, after, table, id)
        elif table == "contact":
            for link in before.find("account_link", contact=id, present=1):
                _accounts_keep_a_contact(before, after, "account_link", link["id"])
        elif table == "invoice":
            _issued_stays(before, after, id)
        elif table == "evaluation":
            _shared_stays(before, after, id)
        elif table == "invoice_line":
            _lines_stay(before, after, id)
        elif table in ("resource", "custody_event", "booking"):
            _things_add_up(before, after, table, id)


def _facts_stay(before: Facts, after: Facts, table: str, id: str) -> None:
    """Promise 12: every scan and every payment is accounted for: added, never changed, never taken away."""
    old = before.get(table, id)
    if old is not None and after.get(table, id) != old:
        raise BrokenRule(rule="fact_changed", id=id)


def _shared_stays(before: Facts, after: Facts, id: str) -> None:
    """What somebody was given to read stays what they read; it goes with the person, whole."""
    old, new = before.get("evaluation", id), after.get("evaluation", id)
    if old is not None and old["shared_at"] is not None and new is not None and new != old:
        raise BrokenRule(rule="shared_changed", id=id)


def _references_stand(before: Facts, after: Facts, table: str, id: str) -> None:
    """Promise 7: what a row newly points at is there; a side table's row stands beside its noun's."""
    old, new, entry = before.get(table, id), after.get(table, id), REGISTER[table]
    if new is None:
        return
    for name, into in entry.refs:
        value = new[name]
        fresh = value is not None and (old is None or old[name] != value)
        if fresh and after.get(into, value) is None:
            raise Gone(table=into, id=value)
    beside = entry.root == "id" and entry.noun != table and entry.noun in REGISTER
    if beside and old is None and after.get(entry.noun, id) is None:
        raise Gone(table=entry.noun, id=id)


def _accounts_keep_a_contact(before: Facts, after: Facts, table: str, id: str) -> None:
    """Promise 13: no active account without an active link to somebody."""
    row = after.get(table, id) or before.get(table, id)
    account = None if row is None else after.get("account", row["account"] if table == "account_link" else id)
    if account is None or account["status"] != "active":
        return
    links = after.find("account_link", account=account["id"], present=1)
    if not any(after.get("contact", link["contact"]) for link in links):
        raise LastContact(table="account", id=account["id"])  # a guard that saw a word which lost its merge let it pass


def _issued_stays(before: Facts, after: Facts, id: str) -> None:
    """Promise 11: an issued invoice changes in nothing but what was paid."""
    old, new = before.get("invoice", id), after.get("invoice", id)
    was_issued = old is not None and old["status"] == "issued"
    if was_issued and (new is None or {**(old or {}), "paid_cents": 0} != {**new, "paid_cents": 0}):
        raise BrokenRule(rule="issued_changed", id=id)


def _series_are_gapless(before: Facts, after: Facts, changes: Collection[tuple[str, str]]) -> None:
    """Promise 11: what is issued here takes the next numbers of its series, each once, or the one it had before."""
    drawn: dict[str, list[int]] = {}
    for table, id in changes:
        old, new = (before.get(table, id), after.get(table, id)) if table == "invoice" else (None, None)
        if new is None or new["status"] != "issued" or (old is not None and old["status"] == "issued"):
            continue
        if after.kept_number(id) != (new["series"], new["number"]):
            drawn.setdefault(new["series"], []).append(new["number"])
    for series, numbers in drawn.items():
        last = before.highest("invoice", "number", series=series)
        if sorted(numbers) != list(range(last + 1, last + 1 + len(numbers))):
            raise BrokenRule(rule="number_gap", series=series)


def _lines_stay(before: Facts, after: Facts, id: str) -> None:
    row = before.get("invoice_line", id) or after.get("invoice_line", id)
    invoice = None if row is None else before.get("invoice", row["invoice"])
    if invoice is not None and invoice["status"] == "issued":
        raise BrokenRule(rule="issued_changed", id=invoice["id"])


def _things_add_up(before: Facts, after: Facts, table: str, id: str) -> None:
    if table == "booking":
        _bookings_fit(before, after, id)
    else:
        _holder_is_the_fold(after, table, id)


def _holder_is_the_fold(after: Facts, table: str, id: str) -> None:
    """Promise 12: what the resource says is what its facts say; the fold itself knows at most one holder."""
    event = after.get(table, id) if table == "custody_event" else None
    resource = after.get("resource", event["resource"] if event else id)
    if resource is None:
        return
    told = held(after.find("custody_event", resource=resource["id"]))
    if any((resource[name] or None) != (value or None) for name, value in told.items()):
        raise BrokenRule(rule="holder_is_not_the_fold", id=resource["id"])


def _bookings_fit(before: Facts, after: Facts, id: str) -> None:
    """What is kept for somebody from now on was free."""
    old, new = before.get("booking", id), after.get("booking", id)
    if new is None or not new["present"] or (old is not None and old["present"]):
        return
    resource = after.get("resource", new["resource"])
    if resource is not None and overbooked(booked(new), bookings(after, resource["id"]), room_of(resource)) is not None:
        raise BrokenRule(rule="booked_twice", id=id)
