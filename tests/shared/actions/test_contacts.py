"""People: what each verb changes, to the field, and every refusal it knows."""

from typing import Any

import pytest

from shared.sync.change import Insert, Patch, Remove
from tests.house import House

KIM, PIET = "contact-kim", "contact-piet"


def test_a_new_contact_is_active(house: House) -> None:  # feature 29
    (made,) = house.decide("sara", "contact.create", id="contact-new", given_name="Lou")
    assert isinstance(made, Insert)
    assert {name: value for name, value in made.values.items() if value is not None} == {
        "id": "contact-new",
        "given_name": "Lou",
        "status": "active",
    }


def test_a_patch_touches_the_given_fields_only(house: House) -> None:  # feature 4
    assert house.decide("sara", "contact.patch", id=KIM, set={"given_name": "Kimmie", "shirt_number": ""}) == [
        Patch("contact", KIM, {"given_name": "Kimmie", "shirt_number": None})
    ]


def test_beside_a_name_stands_what_is_not_for_everybody_who_may_know_it(house: House) -> None:
    new = {"id": "contact-new", "given_name": "Nel", "member_no": "12", "birth_year": 2014, "language": "nl"}
    name, personal = house.decide("sara", "contact.create", **new)
    assert isinstance(name, Insert) and isinstance(personal, Insert)
    assert {key: value for key, value in name.values.items() if value is not None} == {
        "id": "contact-new", "given_name": "Nel", "status": "active"
    }  # fmt: skip
    assert personal == Insert(
        "contact_personal", {"id": "contact-new", "member_no": "12", "birth_year": 2014, "language": "nl"}
    )
    bare = house.decide("sara", "contact.create", id="contact-new", given_name="Nel", member_no="")
    assert [change.table for change in bare] == ["contact"]


def test_an_app_of_before_says_both_in_one_breath(house: House) -> None:
    both = {"given_name": "Kimmie", "birth_year": 2013, "member_no": "9"}
    assert house.decide("sara", "contact.patch", id=KIM, set=both) == [
        Patch("contact", KIM, {"given_name": "Kimmie"}),
        Patch("contact_personal", KIM, {"birth_year": 2013, "member_no": "9"}),
    ]
    assert house.decide("sara", "contact.patch", id=PIET, set={"birth_year": 1980}) == [
        Insert("contact_personal", {"id": PIET, "birth_year": 1980})
    ]
    for verb in ("contact.patch", "contact_personal.patch"):
        assert house.refusal("piet", verb, id=KIM, set={"language": "fr"}) == ""
        assert house.refusal("piet", verb, id=KIM, set={"birth_year": 2000}) == "not_allowed"
        assert house.refusal("karel", verb, id=KIM, set={"member_no": "1"}) == "not_allowed"


def test_a_parent_corrects_a_child_but_number_and_status_are_the_offices(house: House) -> None:
    assert house.refusal("piet", "contact.patch", id=KIM, set={"given_name": "K"}) == ""
    assert house.refusal("piet", "contact.patch", id=KIM, set={"status": "archived"}) == "not_allowed"
    assert house.refusal("sara", "contact.patch", id=KIM, set={"status": "archived"}) == ""  # feature 15


def test_deleting_takes_the_persons_own_details_along(house: House) -> None:  # feature 30
    assert house.decide("sara", "contact.delete", id=KIM) == [
        Patch("group_member", "member-kim", {"present": 0, "to_on": "2026-11-18"}),
        Patch("account_link", "link-of-kim", {"present": 0}),
        Remove("contact_address", "address-kim"),
        Remove("contact_personal", KIM),
        Remove("contact_identity", KIM),
        Remove("contact_finance", KIM),
        Remove("contact_emergency", KIM),
        Remove("contact_medical", KIM),
        Remove("contact", KIM),
    ]


def test_the_last_of_an_account_stays(house: House) -> None:  # feature 67
    house.do("account.unlink", id="link-of-zoe")
    assert house.refusal("sara", "contact.delete", id="contact-ann") == "last_contact"


def test_who_holds_equipment_stays(house: House) -> None:
    to = {"to_kind": "contact", "to_id": KIM}
    house.do("custody.hand_out", id="custody-2", resource="ball-bag-red", **to)
    assert house.refusal("sara", "contact.delete", id=KIM) == "still_holds"


def test_restoring_brings_back_the_very_row(house: House) -> None:
    before = house.row("contact_point", "phone-of-piet")
    house.do("contact_point.delete", id="phone-of-piet")
    assert house.decide("sara", "row.restore", table="contact_point", id="phone-of-piet") == [
        Insert("contact_point", before or {})
    ]


def test_restoring_a_person_brings_back_what_left_with_them(house: House) -> None:
    before = {name: house.row(name, KIM) for name in ("contact", "contact_identity", "contact_emergency")}
    house.do("contact.delete", id=KIM)
    house.do("row.restore", table="contact", id=KIM)
    assert {name: house.row(name, KIM) for name in before} == before
    assert house.row("contact_address", "address-kim") is not None


@pytest.mark.parametrize("deleted_again", [False, True])
def test_a_person_takes_nothing_back_whose_id_became_somebody_elses(house: House, *, deleted_again: bool) -> None:
    house.do("group.remove_member", id="member-kim")
    house.do("contact.delete", id=KIM)
    house.do("contact_address.add", id="address-kim", contact="contact-bo", street="Kerkstraat")
    if deleted_again:
        house.do("contact_address.delete", id="address-kim")
    house.do("row.restore", table="contact", id=KIM)
    assert house.row("contact_identity", KIM) is not None
    row = house.row("contact_address", "address-kim")
    assert (row and row["contact"]) == (None if deleted_again else "contact-bo")


def test_a_detail_is_not_restored_without_its_person(house: House) -> None:
    mobile = {"contact": KIM, "kind": "mobile", "value": "0470 12 34 56"}
    house.do("contact_point.add", id="phone-of-kim", **mobile)
    house.do("contact.delete", id=KIM)
    for table, id in (("contact_point", "phone-of-kim"), ("contact_address", "address-kim"), ("contact_identity", KIM)):
        assert house.refusal("sara", "row.restore", table=table, id=id) == "gone"
        assert house.no("row.restore", table=table, id=id) == "gone"


@pytest.mark.parametrize("table", ["contact", "invoice", "custody_event", "role_assignment"])
def test_what_was_never_deleted_is_not_restored(house: House, table: str) -> None:
    ids = {"contact": KIM, "invoice": "invoice-maes", "custody_event": "custody-1"}
    assert house.refusal("sara", "row.restore", table=table, id=ids.get(table, "none-such")) == "not_deleted"


def test_a_phone_number_is_kept_in_one_form(house: House) -> None:  # feature 9
    to = {"contact": PIET, "kind": "mobile", "label": "werk"}
    (made,) = house.decide("karel", "contact_point.add", id="point-new", value="0479/11.22.33", **to)
    assert isinstance(made, Insert)
    assert made.values["value"] == "+32479112233"
    assert house.decide("karel", "contact_point.patch", id="phone-of-piet", set={"value": "0032479112233"}) == [
        Patch("contact_point", "phone-of-piet", {"value": "+32479112233"})
    ]


def test_a_coach_corrects_numbers_and_no_addresses(house: House) -> None:
    """Not by adding one, not by making one of a number, not by taking one back."""
    mail = {"contact": PIET, "kind": "email", "value": "piet@club.example"}
    house.do("contact_point.add", id="mail-of-piet", **mail)
    for kind, said in (("mobile", ""), ("phone", ""), ("email", "not_allowed"), ("web", "not_allowed")):
        value = {"email": "thief@club.example", "web": "club.be"}.get(kind, "0479 11 22 33")
        new = {"contact": PIET, "kind": kind, "value": value}
        assert house.refusal("karel", "contact_point.add", id="point-new", **new) == said, kind
    for id, patch, said in (
        ("mail-of-piet", {"value": "thief@club.example"}, "not_allowed"),
        ("mail-of-piet", {"is_primary": 0}, "not_allowed"),
        ("mail-of-piet", {"kind": "mobile", "value": "0479 11 22 33"}, "not_allowed"),
        ("phone-of-piet", {"kind": "email", "value": "thief@club.example"}, "not_allowed"),
        ("phone-of-piet", {"kind": ["email"], "value": "thief@club.example"}, "not_allowed"),
        ("phone-of-piet", {"kind": "phone", "value": "09 222 33 44"}, ""),
        ("phone-of-ann", {"value": "0479 11 22 33"}, "not_allowed"),
    ):
        assert house.refusal("karel", "contact_point.patch", id=id, set=patch) == said, (id, patch)
    back = {"table": "contact_point", "id": "mail-of-piet", "set": {"label": "x"}, "still": {"label": None}}
    assert house.refusal("karel", "row.undo", **back) == "not_allowed"
    assert house.refusal("piet", "row.undo", **back) == ""


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("email", "An@Club.BE ", ""),
        ("email", "an@", "value not_email"),
        ("mobile", "911", "value too_short"),
        ("web", "club.be", ""),
        ("web", "javascript:alert(1)", "value not_web"),
        ("fax", "1", "kind not_a_choice"),
        ("email", None, "value required"),
    ],
)
def test_ways_to_reach_somebody_are_checked(house: House, kind: str, value: Any, said: str) -> None:
    to = {"contact": PIET, "kind": kind, "value": value}
    assert house.refusal("sara", "contact_point.add", id="point-new", **to) == said


def test_a_number_does_not_become_an_address_by_its_kind(house: House) -> None:
    assert house.refusal("sara", "contact_point.patch", id="phone-of-piet", set={"kind": "email"}) == (
        "value not_email"
    )


def test_a_side_is_made_when_first_written_and_patched_from_then_on(house: House) -> None:
    assert house.decide("olga", "contact_emergency.patch", id=PIET, set={"alert": "Bijen"}) == [
        Insert("contact_emergency", {"alert": "Bijen", "id": PIET})
    ]
    assert house.decide("olga", "contact_emergency.patch", id=KIM, set={"alert": "Bijen"}) == [
        Patch("contact_emergency", KIM, {"alert": "Bijen"})
    ]


def test_an_account_number_is_checked_and_kept_bare(house: House) -> None:
    assert house.decide("piet", "contact_finance.patch", id=KIM, set={"iban": "be68 5390 0754 7034"}) == [
        Patch("contact_finance", KIM, {"iban": "BE68539007547034"})
    ]
    bad = {"iban": "BE68539007547035"}
    assert house.refusal("piet", "contact_finance.patch", id=KIM, set=bad) == "iban iban_checksum"


@pytest.mark.parametrize(
    ("verb", "args", "said"),
    [
        ("contact.create", {"id": "contact-kim", "given_name": "Kim"}, "exists"),
        ("contact.create", {"id": "short", "given_name": "Kim"}, "id not_an_id"),
        ("contact.create", {"id": "x" * 65, "given_name": "Kim"}, "id not_an_id"),
        ("contact.create", {"id": "contact-ñandu", "given_name": "Kim"}, "id not_an_id"),
        ("contact.create", {"id": "contact-new"}, "given_name required"),
        (
            "contact.create",
            {"id": "contact-new", "given_name": "K", "merged_into": KIM},
            "merged_into unknown_field",
        ),
        ("contact.patch", {"id": KIM, "set": {}}, "set required"),
        ("contact.patch", {"id": KIM, "set": []}, "set not_json"),
        ("contact.patch", {"id": KIM, "set": "{}"}, "set not_json"),
        ("contact.patch", {"id": KIM, "set": None}, "set not_json"),
        ("contact.patch", {"id": KIM, "set": {"merged_into": PIET}}, "merged_into unknown_field"),
        ("contact.patch", {"id": KIM, "set": {"given_name": {"a": 1}}}, "given_name not_text"),
        ("contact.patch", {"id": KIM, "set": {"birth_year": True}}, "birth_year not_integer"),
        ("contact_personal.patch", {"id": KIM, "set": {}}, "set required"),
        ("contact_personal.patch", {"id": KIM, "set": {"language": "de"}}, "language not_a_choice"),
        ("contact_personal.patch", {"id": KIM, "set": {"given_name": "K"}}, "given_name unknown_field"),
        ("contact_personal.patch", {"id": "contact-nobody", "set": {"language": "nl"}}, "gone"),
        ("contact.patch", {"id": "contact-nobody", "set": {"given_name": "K"}}, "gone"),
        ("contact.patch", {"id": ["contact-kim"], "set": {"given_name": "K"}}, "id not_text"),
        ("contact.delete", {"id": "contact-nobody"}, "gone"),
        ("row.restore", {"table": "user_secret", "id": "user-olga"}, "table not_a_choice"),
        ("contact_point.patch", {"id": "phone-of-piet", "set": {}}, "set required"),
        ("contact_point.patch", {"id": "phone-of-nobody", "set": {"label": "x"}}, "gone"),
        ("contact_point.patch", {"id": "phone-of-piet", "set": {"contact": KIM}}, "contact unknown_field"),
        (
            "contact_point.add",
            {"id": "point-new", "contact": "contact-nobody", "kind": "web", "value": "a.be"},
            "gone",
        ),
        ("contact_point.delete", {"id": "phone-of-nobody"}, "gone"),
        ("contact_address.add", {"id": "address-kim", "contact": KIM}, "exists"),
        ("contact_address.patch", {"id": "address-none", "set": {"city": "Gent"}}, "gone"),
        ("contact_identity.patch", {"id": KIM, "set": {"birth_date": "9 maart"}}, "birth_date not_a_date"),
        ("contact_identity.patch", {"id": KIM, "set": {}}, "set required"),
        ("contact_identity.patch", {"id": "contact-nobody", "set": {"sex": "f"}}, "gone"),
    ],
)
def test_refusals(house: House, verb: str, args: dict[str, Any], said: str) -> None:
    assert house.refusal("sara", verb, **args) == said
