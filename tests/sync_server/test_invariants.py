"""The last guard: what must hold after every changeset, whatever a verb thought. The verbs here are rogues."""

from typing import Any

import pytest

from shared.facts import Overlay
from shared.refusals import BrokenRule, Gone, LastContact
from shared.register import Row
from shared.tables import REGISTER
from sync_server import invariants
from tests.house import House

LINE = {"id": "line-new", "description": "x", "quantity": 1, "unit_cents": 1}


def outcome(house: House, *rows: tuple[str, str, Row | None]) -> str:
    """The rule that breaks when these rows (None: removed) would be stored; "" when none does."""
    after = Overlay(house.facts, REGISTER)
    for table, id, values in rows:
        old = house.row(table, id) or dict.fromkeys(REGISTER[table].names)
        after.lay(table, id, None if values is None else {**old, "id": id, **values})
    try:
        invariants.check(house.facts, after, [(table, id) for table, id, _ in rows])
    except BrokenRule as broken:
        return str(broken.about["rule"])
    except (Gone, LastContact) as refusal:
        return f"{refusal.code} {refusal.about['table']}"
    return ""


ISSUED: Row = {"status": "issued", "account": "family-maes", "kind": "invoice", "series": "2026"}


@pytest.mark.parametrize(
    ("rows", "rule"),
    [
        ([("invoice", "invoice-maes", {"total_cents": 1})], "issued_changed"),
        ([("invoice", "invoice-maes", {"due_on": "2027-01-01"})], "issued_changed"),
        ([("invoice", "invoice-maes", {"status": "draft"})], "issued_changed"),
        ([("invoice", "invoice-maes", None)], "issued_changed"),
        ([("invoice", "invoice-maes", {"paid_cents": 1})], ""),
        ([("invoice_line", "line-maes", {"unit_cents": 1})], "issued_changed"),
        ([("invoice_line", "line-maes", None)], "issued_changed"),
        ([("invoice_line", "line-new", {"invoice": "invoice-maes"})], "issued_changed"),
        ([("invoice", "invoice-new", {**ISSUED, "number": 3})], ""),
        ([("invoice", "invoice-new", {**ISSUED, "number": 4})], "number_gap"),
        ([("invoice", "invoice-new", {**ISSUED, "number": 2})], "number_gap"),
        ([("invoice", f"invoice-{n}", {**ISSUED, "number": n}) for n in (3, 4)], ""),
        ([("invoice", f"invoice-{n}", {**ISSUED, "number": 3}) for n in (3, 4)], "number_gap"),
        ([("account_link", f"link-of-{n}", {"present": 0}) for n in ("ann", "zoe")], "last_contact account"),
        ([("account_link", "link-of-zoe", {"present": 0})], ""),
        ([("contact", "contact-zoe", None), ("contact", "contact-ann", None)], "last_contact account"),
        ([("resource", "ball-bag-red", {"holder_id": "contact-kim"})], "holder_is_not_the_fold"),
        ([("resource", "ball-bag-blue", {"holder_id": None})], "holder_is_not_the_fold"),
        ([("custody_event", "custody-1", None)], "fact_changed"),
        ([("custody_event", "custody-1", {"to_id": "team-u12"})], "fact_changed"),
        ([("payment", "payment-maes", {"amount_cents": 1})], "fact_changed"),
        ([("allocation", "part-maes", None)], "fact_changed"),
        ([("group_member", "member-kim", {"group": "team-u99"})], "gone group"),
        ([("resource", "ball-bag-red", {"parent": "kit-none"})], "gone resource"),
        ([("contact_identity", "contact-nobody", {"sex": "f"})], "gone contact"),
        ([("role_assignment", "role-new", {"user": "user-none", "role": "owner"})], "gone user_profile"),
    ],
)
def test_what_cannot_be(house: House, rows: list[tuple[str, str, Row | None]], rule: str) -> None:
    assert outcome(house, *rows) == rule


BILLED = {"id": "invoice-new", "account": "family-maes", "lines": [{**LINE, "about_contact": "contact-none"}]}
JOINED = {"id": "membership-new", "contact": "contact-bo", "type": "type-player", "start_on": "2026-09-01"}


@pytest.mark.parametrize(
    ("verb", "args"), [("invoice.draft", BILLED), ("membership.start", {**JOINED, "season": "season-99"})]
)
def test_a_verb_that_forgets_to_look_leaves_nothing_dangling(house: House, verb: str, args: dict[str, Any]) -> None:
    assert house.no(verb, **args) == "gone"


def test_what_was_shared_stays_what_was_read(house: House) -> None:
    """No verb, however roguish, rewrites an evaluation that a family was given to read (feature 36)."""
    row = {"template": None, "contact": "contact-kim", "side": "coach", "final_at": 5, "shared_at": 6}
    house.store.put("evaluation", {**dict.fromkeys(REGISTER["evaluation"].names), "id": "evaluation-kim", **row})
    assert outcome(house, ("evaluation", "evaluation-kim", {"final_at": None})) == "shared_changed"
    assert outcome(house, ("evaluation", "evaluation-kim", {"shared_at": None})) == "shared_changed"
    assert outcome(house, ("evaluation", "evaluation-kim", None)) == ""
