"""What must hold after every guarded or allocated action, looked at again from the outcome, whatever the
action thought.

A new action cannot forget these: the referee asks them of the decided changes before anything is written.
"""

from collections.abc import Iterable

from shared.actions.resources import custody_of
from shared.errors import BrokenRule
from shared.facts import Facts
from shared.sync.change import Change, touched


def check(before: Facts, after: Facts, changes: Iterable[Change]) -> None:
    """Raises BrokenRule naming the rule; `after` is `before` with the changes on top."""
    for table, id in touched(changes):
        if table in ("account", "account_link"):
            _accounts_keep_a_contact(before, after, table, id)
        elif table == "invoice":
            _issued_stays(before, after, id)
        elif table == "invoice_line":
            _lines_stay(before, after, id)
        elif table in ("resource", "custody_event"):
            _holder_is_the_fold(after, table, id)


def _accounts_keep_a_contact(before: Facts, after: Facts, table: str, id: str) -> None:
    """Promise 13: no active account without an active link."""
    row = after.get(table, id) or before.get(table, id)
    account = None if row is None else after.get("account", row["account"] if table == "account_link" else id)
    if account is None or account["status"] != "active":
        return
    if not any(link["present"] for link in after.find("account_link", account=account["id"])):
        raise BrokenRule(rule="account_without_contact", id=account["id"])


def _issued_stays(before: Facts, after: Facts, id: str) -> None:
    """Promise 11: numbers are gapless per series; an issued invoice changes in nothing but what was paid."""
    old, new = before.get("invoice", id), after.get("invoice", id)
    was_issued = old is not None and old["status"] == "issued"
    if was_issued and (new is None or {**(old or {}), "paid_cents": 0} != {**new, "paid_cents": 0}):
        raise BrokenRule(rule="issued_changed", id=id)
    if new is None or new["status"] != "issued" or was_issued:
        return
    if new["number"] != before.highest("invoice", "number", series=new["series"]) + 1:
        raise BrokenRule(rule="number_gap", id=id)


def _lines_stay(before: Facts, after: Facts, id: str) -> None:
    row = before.get("invoice_line", id) or after.get("invoice_line", id)
    invoice = None if row is None else before.get("invoice", row["invoice"])
    if invoice is not None and invoice["status"] == "issued":
        raise BrokenRule(rule="issued_changed", id=invoice["id"])


def _holder_is_the_fold(after: Facts, table: str, id: str) -> None:
    """Promise 12: what the resource says is what its facts say; the fold itself knows at most one holder."""
    event = after.get(table, id) if table == "custody_event" else None
    resource = after.get("resource", event["resource"] if event else id)
    if resource is None:
        return
    rows = after.find("custody_event", resource=resource["id"])
    holder = custody_of(rows).holder
    if (holder.id if holder else None) != resource["holder_id"]:
        raise BrokenRule(rule="holder_is_not_the_fold", id=resource["id"])
