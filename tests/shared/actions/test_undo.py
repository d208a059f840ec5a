"""Taking a correction back, as long as nobody corrected it since. # feature B17"""

from typing import Any

import pytest

from shared.actions.undo import PATCHES
from shared.sync.change import Patch
from shared.tables import REGISTER
from tests.house import House

POINT = {"table": "contact_point", "id": "phone-of-piet"}


def test_the_old_value_comes_back(house: House) -> None:
    house.do("contact_point.patch", id="phone-of-piet", set={"label": "werk"})
    undo = {**POINT, "set": {"label": None}, "still": {"label": "werk"}}
    assert house.decide("karel", "row.undo", **undo) == [Patch("contact_point", "phone-of-piet", {"label": None})]


def test_somebody_else_s_word_is_not_taken_back(house: House) -> None:
    house.do("contact_point.patch", id="phone-of-piet", set={"label": "thuis"})
    undo = {**POINT, "set": {"label": None}, "still": {"label": "werk"}}
    assert house.refusal("karel", "row.undo", **undo) == "changed_since"


def test_what_changes_beside_it_does_not_matter(house: House) -> None:
    house.do("contact_point.patch", id="phone-of-piet", set={"label": "werk", "is_primary": True})
    undo = {**POINT, "set": {"label": None}, "still": {"label": "werk"}}
    assert house.decide("karel", "row.undo", **undo) != []


@pytest.mark.parametrize(
    ("table", "id", "back", "still", "said"),
    [
        ("contact", "contact-nobody", {"photo": None}, {"photo": None}, "gone"),
        ("contact_emergency", "contact-eef", {"alert": None}, {"alert": None}, "gone"),  # it never makes a row
        ("contact_point", "phone-of-piet", {}, {}, "set required"),
        ("contact_point", "phone-of-piet", {"label": "x"}, {}, "still unknown_field"),
        ("contact_point", "phone-of-piet", {"label": "x"}, {"kind": "mobile"}, "still unknown_field"),
        ("contact_point", "phone-of-piet", {"value": "geen nummer"}, {"value": "+32470123456"}, "value not_phone"),
        ("contact_point", "phone-of-piet", {"verified_at": 1}, {"verified_at": None}, "verified_at unknown_field"),
        ("contact", "contact-kim", {"given_name": "x"}, {"given_name": None}, "changed_since"),
        ("activity", "training-u12", {"end_at": 0}, {"end_at": None}, "bad_period"),
        ("resource", "ball-bag-red", {"holder_id": None}, {"holder_id": None}, "holder_id unknown_field"),
        ("invoice", "invoice-peeters", {"status": "draft"}, {"status": "issued"}, "table not_a_choice"),
        ("custody_event", "custody-red", {"note": None}, {"note": None}, "table not_a_choice"),
        ("account", "family-peeters", {"status": "active"}, {"status": "archived"}, "changed_since"),
    ],
)
def test_refusals(house: House, table: str, id: str, back: dict[str, Any], still: dict[str, Any], said: str) -> None:
    assert house.refusal("olga", "row.undo", table=table, id=id, set=back, still=still) == said


def test_the_rules_of_the_patch_hold(house: House) -> None:
    """A member may not give themselves a number by undoing; who says it of the contact has an app of before."""
    house.do("contact.patch", id="contact-kim", set={"member_no": None})
    undo = {"table": "contact", "id": "contact-kim", "set": {"member_no": "1"}, "still": {"member_no": None}}
    assert house.refusal("piet", "row.undo", **undo) == "not_allowed"
    back = [Patch("contact_personal", "contact-kim", {"member_no": "1"})]
    assert house.decide("sara", "row.undo", **undo) == back
    undo["table"] = "contact_personal"
    assert house.refusal("piet", "row.undo", **undo) == "not_allowed"
    assert house.decide("sara", "row.undo", **undo) == back


def test_what_moved_to_a_row_of_its_own_is_compared_there(house: House) -> None:
    """An undo noted by an app of before: nobody corrected it since, somebody did, and there is no such row."""
    house.do("contact.patch", id="contact-kim", set={"member_no": "7", "given_name": "Kimmy"})
    undo = {"table": "contact", "id": "contact-kim", "set": {"member_no": "6", "given_name": "Kim"}}
    assert house.decide("sara", "row.undo", **undo, still={"member_no": "7", "given_name": "Kimmy"}) == [
        Patch("contact", "contact-kim", {"given_name": "Kim"}),
        Patch("contact_personal", "contact-kim", {"member_no": "6"}),
    ]
    house.do("contact_personal.patch", id="contact-kim", set={"member_no": "8"})
    still = {"member_no": "7", "given_name": "Kimmy"}
    assert house.refusal("sara", "row.undo", **undo, still=still) == "changed_since"
    nobody = {"table": "contact", "id": "contact-eef", "set": {"member_no": "6"}, "still": {"member_no": None}}
    assert house.refusal("sara", "row.undo", **nobody) == "gone"


def test_every_table_with_a_patch_can_be_undone_and_no_other() -> None:
    """Facts, documents and memberships have none; of who is in a team the number on the shirt."""
    assert set(PATCHES) == {
        "account", "account_link", "activity", "contact", "contact_address", "contact_emergency",
        "contact_finance", "contact_identity", "contact_medical", "contact_personal", "contact_point", "criterion",
        "custom_field", "evaluation_template", "group", "group_member", "injury", "resource", "resource_value",
        "user_device",
    }  # fmt: skip
    assert all(REGISTER[table].patchable() for table in PATCHES)


def test_offline_both_take_back_and_the_later_is_asked_to_look(house: House) -> None:
    """A guarded verb: shown at once, decided by the club, and refused when somebody was there first."""
    house.do("contact_point.patch", id="phone-of-piet", set={"label": "werk"})
    karel, sara = house.phone("karel"), house.phone("sara")
    karel.sync()
    sara.sync()
    karel.do("row.undo", **POINT, set={"label": None}, still={"label": "werk"})
    assert (karel.row("contact_point", "phone-of-piet") or {})["label"] is None
    sara.do("contact_point.patch", id="phone-of-piet", set={"label": "op het werk"})
    sara.sync()
    assert karel.sync() == ["refused changed_since"]
    assert (karel.row("contact_point", "phone-of-piet") or {})["label"] == "op het werk"
    assert [item["code"] for item in karel.store.find("inbox_item")] == ["changed_since"]
