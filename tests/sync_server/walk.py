"""Random wishes that move who sees what: teams, families, roles, holders, people that come and go."""

import random
from collections.abc import Callable
from typing import Any

from tests.house import START, House

Wish = tuple[str, dict[str, Any]]
EVENT = {"kind": "event", "title": "E", "start_at": START, "zone": "UTC"}
TAKEN = {"what": "medium", "form": "file", "holds": ["picture"], "people": 1}


def some_wish(house: House, rng: random.Random) -> Wish:
    """One verb with arguments that are mostly about rows that are there."""
    new = house.new_id("made-by-walk")

    def one(table: str, **equals: Any) -> str:
        rows = house.store.find(table, **equals)
        return str(rng.choice(rows)["id"]) if rows else "none-such"

    person, flag = one("contact"), rng.randrange(2)
    if rng.random() < 0.5:  # a small town: families, teams and bags cross
        person = f"contact-{rng.choice(['piet', 'mia', 'kim', 'bo', 'ann', 'zoe'])}"
    holder = rng.choice([("contact", person), ("contact", one("contact")), ("group", one("group"))])
    to = {"to_kind": holder[0], "to_id": holder[1]}
    link = {"contact": person, "function": rng.choice(["parent", "child", None]), "may_act_for": flag}
    line = {"id": f"{new}-line", "description": "L", "quantity": 1, "unit_cents": 5}
    cash = {"allocation": f"{new}-part", "received_on": "2026-11-20", "amount_cents": 1, "method": "cash"}
    account = {"id": new, "kind": "family", "name": "F", "link_id": f"{new}-link"}
    member = {"id": new, "contact": person, "type": "type-player", "start_on": "2026-09-01"}
    which = {"template": one("evaluation_template"), "contact": person, "round_on": f"2026-11-{rng.randint(1, 3):02}"}
    score = {**which, "criterion": one("criterion", template=which["template"]), "value": 3}
    asked = {"id": f"{new}-asked", "category": "C", "name": "A", "scale": "stars"}
    role = rng.choice(["owner", "secretary", "treasurer", "coach", "equipment", "member"])
    paper = {"id": new, "kind": rng.choice(["photo", "document"]), "sent_hash": "ab" * 32, "sent_size": 9}
    kept = rng.choice([None, ["equipment"], ["staff", "treasurer"], ["secretary"], ["owner"]])
    field = {"id": new, "entity": "resource", "name": "F", "kind": "text", "view_roles": kept}
    told = {"field": one("custom_field"), "resource": one("resource"), "value": new}
    wishes: list[Callable[[], Wish]] = [
        lambda: ("contact.create", {"id": new, "given_name": "X"}),
        lambda: ("contact.delete", {"id": person}),
        lambda: ("row.restore", {"table": "contact", "id": gone(house, rng)}),
        lambda: ("contact_point.add", {"id": new, "contact": person, "kind": "web", "value": "a.be"}),
        lambda: ("contact_address.add", {"id": new, "contact": person}),
        lambda: ("contact_emergency.patch", {"id": person, "set": {"alert": new}}),
        lambda: ("contact_finance.patch", {"id": person, "set": {"mandate": new}}),
        lambda: ("account.create", {**account, **link}),
        lambda: ("account.link", {"id": new, "account": one("account"), "is_payer": flag, **link}),
        lambda: ("account_link.patch", {"id": one("account_link"), "set": {"may_act_for": flag}}),
        lambda: ("account_link.patch", {"id": one("account_link"), "set": {"function": link["function"]}}),
        lambda: ("account_link.patch", {"id": one("account_link"), "set": {"is_payer": flag}}),
        lambda: ("account.unlink", {"id": one("account_link", present=1)}),
        lambda: ("group.create", {"id": new, "name": "T", "kind": "team", "season": "season-26"}),
        lambda: ("group.add_member", {"id": new, "contact": person, "group": one("group")}),
        lambda: ("group.remove_member", {"id": one("group_member", present=1)}),
        lambda: ("membership.start", member),
        lambda: ("activity.create", {"id": new, "group": rng.choice([None, one("group")]), **EVENT}),
        lambda: ("attendance.declare", {"activity": one("activity"), "contact": person, "declared": "yes"}),
        lambda: ("attendance.guest", {"activity": one("activity"), "contact": person, "on": flag}),
        lambda: ("injury.note", {"id": new, "contact": person, "from_on": "2026-11-02", "note": new}),
        lambda: ("export_log.hand_out", {**TAKEN, "id": new, "contact": person, "user": one("user_profile")}),
        lambda: ("injury.drop", {"id": one("injury")}),
        lambda: ("custody.hand_out", {"id": new, "resource": one("resource"), **to}),
        lambda: ("custody.take_back", {"id": new, "resource": one("resource")}),
        lambda: ("invoice.draft", {"id": new, "contact": person, "lines": [line]}),
        lambda: ("invoice.issue", {"id": one("invoice", status="draft"), "issued_on": "2026-11-20"}),
        lambda: ("invoice.record_payment", {"id": new, "invoice": one("invoice", status="issued"), **cash}),
        lambda: ("medium.add", {**paper, "contact": person}),
        lambda: ("medium.add", {**paper, "resource": one("resource")}),
        lambda: ("medium.delete", {"id": one("medium")}),
        lambda: ("evaluation_template.create", {"id": new, "name": "E", "criteria": [asked]}),
        *(lambda name=name: (f"{name}.score", score) for name in ("evaluation", "self_evaluation") for _ in range(3)),
        *(lambda name=name: (f"{name}.finish", which) for name in ("evaluation", "self_evaluation")),
        *(lambda name=name: (f"{name}.reopen", which) for name in ("evaluation", "self_evaluation")),
        lambda: ("evaluation.share", which),
        lambda: ("custom_field.define", field),
        lambda: ("custom_field.patch", {"id": one("custom_field"), "set": {"view_roles": kept}}),
        *(lambda: ("custom_value.set", told) for _ in range(2)),
        lambda: ("user.enrol", {"id": new, "contact": rng.choice([None, person]), "username": new}),
        lambda: ("role.grant", {"id": new, "user": one("user_profile"), "role": role, "group": one("group")}),
        lambda: ("role.withdraw", {"id": one("role_assignment", present=1)}),
    ]  # fmt: skip
    return rng.choice(wishes)()


def gone(house: House, rng: random.Random) -> str:
    """A contact that was deleted."""
    rows = house.store.find("row_version", tbl="contact", deleted=1)
    return str(rng.choice(rows)["id"]) if rows else "none-such"
