"""Fields and tables that no device may set, slipped in beside those it may (mass assignment)."""

from typing import Any

from shared.actions.book import BOOK
from shared.rights import MAY
from shared.tables import REGISTER
from sync_server.store.tables import KEPT
from tests.attacks.arena import Arena, Device
from tests.attacks.attack import attack, attack_alone
from tests.shared.test_rights import OWN, call

PATCHED = sorted(name.removesuffix(".patch") for name in MAY if name.endswith(".patch"))
OF_THE_SERVER = sorted({field.name for table in REGISTER for field in table.fields if field.merge == "server"})
INVENTED = ("role", "balance", "is_admin", "seq", "audience", "stamp", "__proto__", "password", "epoch")
WORTH = {"integer": 1, "boolean": 1, "text": "x", "json": "{}"}


def not_done(device: Device, wishes: list[tuple[str, dict[str, Any]]], *codes: str) -> None:
    """All of these are refused, for one of these reasons."""
    for start in range(0, len(wishes), 400):
        part = wishes[start : start + 400]
        said = device.push(*(device.changeset(wish) for wish in part))
        done = [wish for wish, one in zip(part, said, strict=True) if one not in {f"refused {code}" for code in codes}]
        assert not done, f"{done[:3]}, of {len(done)}: {said[part.index(done[0])]}"


@attack
def patch_what_is_not_mine_to_set(arena: Arena) -> None:
    """An owner, who may do all, patches a field of the server's own, a fixed one, or one of no table."""
    wishes = []
    for table in PATCHED:
        fields = [field for field in REGISTER[table].fields if field.merge != "last"]
        odd = {field.name: WORTH[field.kind] for field in fields} | dict.fromkeys(INVENTED, "x")
        verb = f"{table}.patch"
        wishes += [(verb, {**call(verb, OWN), "set": {name: value}}) for name, value in odd.items()]
    assert len(wishes) > 100
    not_done(arena.device("olga"), wishes, "invalid", "gone", "dependency")


@attack
def grow_up_for_the_length_of_a_gesture(arena: Arena) -> None:
    """Where the year of birth is all that is known: made older, yes said for oneself, and put back in one breath."""
    for name, whom in (("piet", "contact-piet"), ("piet", "contact-kim"), ("ann", "contact-zoe")):
        device = arena.device(name)
        older, back = ({"id": whom, "set": {"birth_year": year}} for year in (1990, 2014))
        gives = {"id": arena.new_id(), "contact": whom, "purpose": "photo"}
        gesture = [("contact.patch", older), ("consent.give", gives), ("contact.patch", back)]
        assert device.push(device.changeset(*gesture)) == ["refused not_allowed"], whom
        undo = {"table": "contact", "id": whom, "set": {"birth_year": 1990}, "still": {"birth_year": None}}
        assert device.do("row.undo", **undo) == "refused not_allowed", whom


@attack_alone
def undo_to_what_is_not_mine_to_set(arena: Arena) -> None:
    """An undo is a patch by another door, and its lock was forgotten."""
    wishes = []
    for table in PATCHED:
        for field in REGISTER[table].fields:
            if field.merge != "last":
                at = {"table": table, "id": call(f"{table}.patch", OWN)["id"]}
                wishes.append(("row.undo", {**at, "set": {field.name: WORTH[field.kind]}, "still": {field.name: None}}))
    not_done(arena.device("olga"), wishes, "invalid", "gone")


@attack
def bring_more_arguments_than_asked(arena: Arena) -> None:
    """A verb that makes a row takes what it was not asked for along: who did it, a number, a state."""
    wishes = []
    for (verb, _), entry in BOOK.items():
        known = {field.name for field in entry.args}
        odd = [name for name in (*OF_THE_SERVER, *INVENTED) if name not in known]
        wishes += [(verb, {**call(verb, OWN), name: 1}) for name in odd]
    assert len(wishes) > 1000
    not_done(arena.device("olga"), wishes, "invalid")


@attack
def name_a_table_of_the_server(arena: Arena) -> None:
    """Undo and restore take the name of a table: secrets, devices, counters, issued invoices are tables too."""
    tables = [table.name for table in KEPT] + ["invoice", "payment", "allocation", "custody_event", "role_assignment"]
    wishes: list[tuple[str, dict[str, Any]]] = []
    for table in [*tables, "user_profile", "sqlite_master", "contact; DROP TABLE contact", ""]:
        wishes.append(("row.undo", {"table": table, "id": "user-piet", "set": {"user": "x"}, "still": {"user": "x"}}))
        if table not in ("invoice", "role_assignment"):
            wishes.append(("row.restore", {"table": table, "id": "user-piet"}))
        wishes += [(f"{table}.{verb}", {"id": "user-piet"}) for verb in ("put", "delete", "create")]
    not_done(arena.device("olga"), wishes, "invalid", "unknown_action", "not_deleted", "gone")
    assert arena.row("club", "club") is not None


@attack
def speak_as_the_server(arena: Arena) -> None:
    """Verbs of the server's own are done for an owner: a picture that nobody looked at, a user that nobody invited."""
    olga, id = arena.device("olga"), arena.new_id()
    wish = {"id": id, "contact": "contact-olga", "kind": "document", "sent_hash": "ab" * 32, "sent_size": 9}
    assert olga.do("medium.add", **wish) == "applied"
    stored = {"id": id, "state": "stored", "hash": "ab" * 32, "mime": "text/html", "size": 9}
    wishes = [("medium.settle", stored)] + [
        (verb, call(verb, OWN)) for verb, who in MAY.items() if set(who) == {"system"}
    ]
    not_done(olga, wishes, "not_allowed", "dependency")
    assert (arena.row("medium", id) or {})["state"] == "waiting"
    assert arena.row("user_profile", call("user.enrol", OWN)["id"]) is None


@attack
def make_myself_an_owner(arena: Arena) -> None:
    """Who is no owner grants a role, to themselves or to a friend."""
    for name in ("sara", "tom", "karel", "eef", "piet"):
        device, wishes = arena.device(name), list[tuple[str, dict[str, Any]]]()
        for role in ("owner", "treasurer", "system"):
            wish = {"id": arena.new_id(), "user": f"user-{name}", "role": role}
            wishes += [("role.grant", wish), ("role_assignment.patch", {"id": f"role-{name}", "set": {"role": role}})]
        not_done(device, wishes, "not_allowed", "unknown_action", "invalid")


@attack
def hide_a_field_in_a_line(arena: Arena) -> None:
    """Arguments within arguments are looked at less: a line of a draft that hangs on another invoice."""
    line = {"id": "line-smuggled", "description": "x", "quantity": 1, "unit_cents": 1}
    lines = [
        {**line, name: value} for name, value in (("invoice", "invoice-maes"), ("total_cents", 1), ("status", "x"))
    ]
    wishes = [("invoice.draft", {"id": arena.new_id(), "account": "family-peeters", "lines": [one]}) for one in lines]
    not_done(arena.device("tom"), wishes, "invalid")
    assert arena.row("invoice_line", "line-smuggled") is None


@attack
def change_what_was_issued(arena: Arena) -> None:
    """An issued invoice is issued again, or drafted over, or paid into the negative."""
    paid = {"invoice": "invoice-peeters", "allocation": "part-new-one", "received_on": "2026-11-20", "method": "cash"}
    wishes = [
        ("invoice.issue", {"id": "invoice-peeters", "issued_on": "2026-12-01"}),
        ("invoice.draft", {"id": "invoice-peeters", "account": "family-maes"}),
        ("invoice.record_payment", {"id": "payment-peeters", **paid, "amount_cents": 1}),
        ("row.restore", {"table": "invoice", "id": "invoice-peeters"}),
    ]
    was = arena.row("invoice", "invoice-peeters")
    not_done(arena.device("tom"), wishes, "already_issued", "exists", "not_allowed", "invalid")
    assert arena.row("invoice", "invoice-peeters") == was
