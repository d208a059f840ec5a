"""The chain of who did what: every line follows the one before it, and says no value."""

from collections.abc import Callable
from typing import Any

import pytest

from shared.register import Row
from sync_server.keys.guarding import judged
from sync_server.privacy.audit import Audit, Deed, hash_of, verify
from tests.house import START, House
from tests.postgres import told_on_both
from tests.sync_server.test_parking import blindly

pytestmark = told_on_both


def lines(house: House) -> list[Row]:
    found: list[Row] = house.store.above("audit", ("seq",), (0,), 10_000)
    return found


def test_roles_revocations_and_deletions_leave_a_line(house: House) -> None:
    before = len(lines(house))
    house.do("role.grant", id="role-piet", user="user-piet", role="treasurer")
    house.do("role.withdraw", id="role-piet")
    phone = house.phone("olga")
    phone.sync()
    phone.do("contact.delete", id="contact-eef")
    assert phone.sync() == ["applied"]
    house.do("user_device.add", id="phone-olga", user="user-olga", name="phone")
    house.do("user_device.revoke", id="phone-olga")
    found = [(line["kind"], line["actor"], line["tbl"], line["id"], line["detail"]) for line in lines(house)[before:]]
    role, gone = (f'{{"role":"treasurer",{more}"user":"user-piet"}}' for more in ("", '"to_on":"2026-11-17",'))
    assert found == [
        ("role_given", "system", "role_assignment", "role-piet", role),
        ("role_withdrawn", "system", "role_assignment", "role-piet", gone),
        ("deleted", "user-olga", "contact", "contact-eef", None),
        ("device_revoked", "system", "user_device", "phone-olga", '{"user":"user-olga"}'),
    ]
    assert verify(house.store).broken is None


def test_a_role_that_is_to_begin_or_to_end_leaves_a_line_on_the_day_it_is_said(house: House) -> None:
    before = len(lines(house))
    house.do("role.grant", id="role-piet", user="user-piet", role="treasurer", from_on="2026-11-20")
    house.do("role.turn", id="role-piet", day="2026-11-20")
    house.do("role.withdraw", id="role-piet", to_on="2026-12-01")
    house.do("role.turn", id="role-piet", day="2026-12-02")
    found = [(line["kind"], line["detail"]) for line in lines(house)[before:]]
    first = '{"from_on":"2026-11-20","role":"treasurer","user":"user-piet"}'
    both = '{"from_on":"2026-11-20","role":"treasurer","to_on":"2026-12-01","user":"user-piet"}'
    assert found == [
        ("role_planned", first),
        ("role_given", first),
        ("role_planned", both),
        ("role_withdrawn", both),
    ]


def test_what_was_taken_out_leaves_a_line_that_says_no_word_of_it(house: House) -> None:
    karel, before = house.phone("karel"), len(lines(house))
    karel.sync()
    taken = {"what": "team_list", "form": "pdf", "holds": ["name"], "people": 14, "group": "team-u12"}
    karel.do("export_log.note", id="list-of-karel", **taken)
    assert karel.sync() == ["applied"]
    archive = {"what": "archive", "form": "zip", "holds": ["everything"], "people": 1}
    house.do("export_log.hand_out", id="file-of-kim", user="user-sara", **archive)
    (line,) = lines(house)[before:]
    made = (house.row("export_log", "list-of-karel") or {})["made_at"]
    assert (line["kind"], line["actor"], line["tbl"], line["id"], line["detail"]) == (
        "taken_out",
        "user-karel",
        "export_log",
        "list-of-karel",
        f'{{"made_at":{made},"people":14,"what":"team_list"}}',
    )
    assert verify(house.store).broken is None


def test_another_password_and_the_switch_of_numbers_leave_a_line(house: House) -> None:
    before = len(lines(house))
    house.do("user.password_changed", id="told-of-piet", user="user-piet")
    house.do("user.second_step", id="told-of-step", user="user-piet", what="spent")
    for value in ({"on": True}, {"on": True, "note": "x"}, {"on": False}, [1], None):
        house.do("setting.put", id="national_numbers", value=value)
    house.do("setting.put", id="club", value={"on": True})
    found = [(line["kind"], line["tbl"], line["id"], line["detail"]) for line in lines(house)[before:]]
    assert found == [
        ("password_changed", "user_profile", "user-piet", None),
        ("numbers_on", "setting", "national_numbers", None),
        ("numbers_off", "setting", "national_numbers", None),
    ]


def test_who_may_act_for_whom_leaves_a_line(house: House) -> None:
    sara, before = house.phone("sara"), len(lines(house))
    sara.sync()
    family = {"account": "family-maes", "contact": "contact-mia"}
    sara.do("account.link", id="link-brand-new", **family, function="parent", may_act_for=1)
    sara.do("account_link.patch", id="link-brand-new", set={"description": "x"})
    sara.do("account_link.patch", id="link-brand-new", set={"may_act_for": 0})
    sara.do("account_link.patch", id="link-brand-new", set={"function": "child"})
    sara.do("account.unlink", id="link-brand-new")
    assert sara.sync() == ["applied"] * 5
    found = [(line["kind"], line["actor"], line["id"], line["detail"]) for line in lines(house)[before:]]
    detail = '{"account":"family-maes","as":"%s","contact":"contact-mia"}'
    assert found == [
        ("acting_given", "user-sara", "link-brand-new", detail % "guardian"),
        ("acting_withdrawn", "user-sara", "link-brand-new", detail % "guardian"),
        ("acting_given", "user-sara", "link-brand-new", detail % "child"),
        ("acting_withdrawn", "user-sara", "link-brand-new", detail % "child"),
    ]


def test_what_is_refused_or_said_twice_leaves_none(house: House) -> None:
    karel = house.phone("karel")
    karel.sync()
    before = len(lines(house))
    blindly(karel, ("contact.delete", {"id": "contact-kim"}))
    assert karel.sync() == ["refused not_allowed"]
    assert house.no("role.withdraw", id="nobody") == "gone"
    assert len(lines(house)) == before


def change(house: House) -> None:
    house.store.update("audit", (3,), {"actor": "somebody-else"})


def change_well(house: House) -> None:
    """With its own hash made anew: then the next line does not follow."""
    line = {**(house.store.get("audit", 3) or {}), "actor": "somebody-else"}
    house.store.put("audit", {**line, "hash": hash_of(line)})


def remove(house: House) -> None:
    house.store.delete("audit", 3)


def remove_first(house: House) -> None:
    house.store.delete("audit", 1)


def reorder(house: House) -> None:
    one, other = house.store.get("audit", 3) or {}, house.store.get("audit", 4) or {}
    house.store.put("audit", {**one, "seq": 4}, {**other, "seq": 3})


def insert_again(house: House) -> None:
    """An old line is said once more, at the end."""
    last = lines(house)[-1]
    house.store.put("audit", {**(house.store.get("audit", 2) or {}), "seq": last["seq"] + 1})


@pytest.mark.parametrize(
    ("spoil", "whole", "broken"),
    [
        (change, 2, "changed"),
        (change_well, 3, "missing"),
        (remove, 2, "missing"),
        (remove_first, 0, "missing"),
        (reorder, 2, "missing"),
        (insert_again, 14, "missing"),
    ],
)
def test_a_chain_that_was_tampered_with_is_found(
    house: House, spoil: Callable[[House], None], whole: int, broken: str
) -> None:
    assert (verify(house.store).lines, verify(house.store).broken) == (14, None)  # families, roles, two openings
    with house.store.transaction():
        spoil(house)
    found = verify(house.store)
    assert (found.lines, found.broken) == (whole, broken)
    said, sentence = judged(house.store, None)
    assert (said, sentence.startswith("The chain is broken")) == (False, True)


def cut(house: House) -> None:
    house.store.delete("audit", 14)


def make_anew(house: House) -> None:
    """Whoever can write the whole database can write the whole chain."""
    told = lines(house)
    house.store.discard("audit")
    for line in told:
        deed = Deed(line["kind"], line["at"], "somebody-else", line["device"], line["tbl"], line["id"])
        Audit(house.store).note(deed)


@pytest.mark.parametrize("spoil", [cut, make_anew])
def test_against_a_chain_made_anew_or_cut_off_helps_a_hash_kept_elsewhere(
    house: House, spoil: Callable[[House], None]
) -> None:
    whole, sentence = judged(house.store, None)
    known = sentence.rpartition(" ")[2]
    assert (whole, known) == (True, f"14:{lines(house)[-1]['hash']}")
    house.do("role.withdraw", id="role-eef")
    assert judged(house.store, known)[0]  # it goes on from there
    with house.store.transaction():
        house.store.delete("audit", 15)
        spoil(house)
    assert judged(house.store, None)[0]  # by itself it looks whole
    said, sentence = judged(house.store, known)
    assert (said, "does not lead through" in sentence) == (False, True)


@pytest.mark.parametrize("known", ["", "x", "3", "3:", ":abc", "-1:abc"])
def test_what_is_no_line_and_hash_is_said(house: House, known: str) -> None:
    said = judged(house.store, known)
    assert (said[0], said[1].startswith("What you know is")) == (False, True)


def test_a_chain_without_a_line_is_whole(house: House) -> None:
    with house.store.transaction():
        house.store.discard("audit")
    assert judged(house.store, None) == (True, "The chain is whole: it has no line yet.")


def test_an_unknown_kind_is_a_mistake(house: House) -> None:
    with pytest.raises(KeyError), house.store.transaction():
        Audit(house.store).note(Deed("looked", START, "user-olga"))


def test_a_line_says_no_value(house: House) -> None:
    house.do("contact_finance.patch", id="contact-kim", set={"iban": "BE71096123456769"})
    house.do("contact.delete", id="contact-bo")
    told: Any = repr(lines(house))
    assert "BE71096123456769" not in told
    assert "Peeters" not in told
