"""Families, companies and who belongs to them: an account never stands alone."""

from typing import Any

import pytest

from shared.actions.accounts import individual_account
from shared.domain.derived_id import derived_id
from shared.sync.change import Insert, Patch
from tests.house import House

NEW = {"id": "family-new", "kind": "family", "name": "Gezin", "link_id": "link-new", "contact": "contact-bo"}


def given(insert: object) -> dict[str, Any]:
    assert isinstance(insert, Insert)
    return {name: value for name, value in insert.values.items() if value is not None}


def test_an_account_is_made_with_its_first_link(house: House) -> None:  # feature 60
    account, link = house.decide("sara", "account.create", **NEW, function="parent", is_payer=True)
    assert given(account) == {"id": "family-new", "kind": "family", "name": "Gezin", "status": "active"}
    assert given(link) == {
        "id": "link-new",
        "account": "family-new",
        "contact": "contact-bo",
        "function": "parent",
        "is_payer": 1,
        "present": 1,
    }


def test_relation_roles_are_a_set_in_one_order(house: House) -> None:  # feature 54
    roles = {"relation_roles": ["sponsor", "customer", "sponsor"]}
    assert house.decide("sara", "account.patch", id="family-maes", set=roles) == [
        Patch("account", "family-maes", {"relation_roles": '["customer","sponsor"]'})
    ]


def test_a_description_is_of_one_link_alone(house: House) -> None:  # feature 61
    assert house.decide("sara", "account_link.patch", id="link-of-mia", set={"description": "CEO"}) == [
        Patch("account_link", "link-of-mia", {"description": "CEO"})
    ]


def test_the_last_contact_stays(house: House) -> None:  # feature 67
    assert house.decide("sara", "account.unlink", id="link-of-zoe") == [
        Patch("account_link", "link-of-zoe", {"present": 0})
    ]
    house.do("account.unlink", id="link-of-zoe")
    assert house.refusal("sara", "account.unlink", id="link-of-ann") == "last_contact"
    assert house.refusal("sara", "account.unlink", id="link-of-zoe") == "gone"


def test_an_archived_account_may_be_left_by_all_and_does_not_wake_up_empty(house: House) -> None:
    house.do("account.patch", id="family-maes", set={"status": "archived"})
    house.do("account.unlink", id="link-of-zoe")
    house.do("account.unlink", id="link-of-ann")
    back = {"status": "active"}
    assert house.no("account.patch", id="family-maes", set=back) == "last_contact"


def test_two_devices_make_the_same_account_for_a_lone_contact(house: House) -> None:
    id, (account, link) = individual_account(house.facts, "contact-eef")
    assert id == derived_id("individual_account", "contact-eef")
    assert given(account) == {"id": id, "kind": "individual", "name": "Eef Claes", "status": "active"}
    assert given(link)["id"] == derived_id("individual_link", "contact-eef")


@pytest.mark.parametrize(
    ("verb", "args", "said"),
    [
        ("account.create", {**NEW, "id": "family-maes"}, "exists"),
        ("account.create", {**NEW, "link_id": "link-of-ann"}, "exists"),
        ("account.create", {**NEW, "contact": "contact-nobody"}, "gone"),
        ("account.create", {**NEW, "kind": "club"}, "kind not_a_choice"),
        ("account.create", {**NEW, "balance": 5}, "balance unknown_field"),
        ("account.create", {**NEW, "relation_roles": ["friend"]}, "relation_roles not_a_choice"),
        ("account.create", {**NEW, "relation_roles": [[]]}, "relation_roles not_json"),
        ("account.create", {**NEW, "relation_roles": {"a": 1}}, "relation_roles not_json"),
        ("account.patch", {"id": "family-maes", "set": {"relation_roles": 1}}, "relation_roles not_json"),
        ("account.patch", {"id": "family-none", "set": {"name": "x"}}, "gone"),
        ("account.patch", {"id": "family-maes", "set": {"name": ""}}, "name required"),
        ("account.link", {"id": "link-new", "account": "family-none", "contact": "contact-bo"}, "gone"),
        ("account.link", {"id": "link-new", "account": "family-maes", "contact": "contact-none"}, "gone"),
        ("account.link", {"id": "link-of-bo", "account": "family-maes", "contact": "contact-bo"}, "exists"),
        ("account_link.patch", {"id": "link-of-bo", "set": {"present": 0}}, "present unknown_field"),
        ("account.unlink", {"id": "link-none"}, "gone"),
    ],
)
def test_refusals(house: House, verb: str, args: dict[str, Any], said: str) -> None:
    assert house.refusal("sara", verb, **args) == said
