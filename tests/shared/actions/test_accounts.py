"""Families, companies and who belongs to them: an account never stands alone."""

from typing import Any

import pytest

from shared.actions.accounts import individual_account
from shared.domain.derived_id import derived_id
from shared.refusals import NeedsOwner
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


def test_nobody_waits_where_the_bills_of_a_lone_contact_will_come(house: House) -> None:
    """An account under the id that Eef's own will have, with somebody else as who pays."""
    waits = {**NEW, "id": derived_id("individual_account", "contact-eef"), "contact": "contact-sara", "is_payer": 1}
    for id in (waits["id"], str(waits["id"]).upper(), str(waits["id"]).replace("-", "")):
        assert house.refusal("sara", "account.create", **{**waits, "id": id}) == "id not_an_id"
    assert house.refusal("sara", "account.create", **{**waits, "id": "01890a5d-ac96-774b-bcce-b302099a8057"}) == ""


# ---- who acts for whom, and on whose word

GUARD = {"function": "parent", "may_act_for": 1}
CHILD = {"id": "link-brand-new", "account": "family-maes", "function": "child"}


def test_no_office_makes_itself_a_parent(house: House) -> None:
    """By a family of its own, by joining one, by a patch, or by taking a patch back."""
    own = {**NEW, "contact": "contact-sara", **GUARD}
    victim = {"id": "link-of-victim", "account": "family-new", "contact": "contact-kim", "function": "child"}
    for name in ("kim", "bo", "tom"):
        linked = ("account.link", {**victim, "contact": f"contact-{name}"})
        with pytest.raises(NeedsOwner):
            house.decide_all("sara", ("account.create", own), linked)
    joins = {**CHILD, "contact": "contact-sara", **GUARD}
    assert house.refusal("sara", "account.link", **joins) == "needs_owner"
    assert house.refusal("sara", "account.link", **{**joins, "may_act_for": 0}) == ""
    house.do("account.link", **{**joins, "may_act_for": 0})
    acts = {"may_act_for": 1}
    assert house.refusal("sara", "account_link.patch", id="link-brand-new", set=acts) == "needs_owner"
    assert house.decide("olga", "account_link.patch", id="link-brand-new", set=acts)[0] == Patch(
        "account_link", "link-brand-new", acts
    )
    house.do("account_link.patch", id="link-brand-new", set=acts)
    house.do("account_link.patch", id="link-brand-new", set={"may_act_for": 0})
    back = {"table": "account_link", "id": "link-brand-new", "set": acts, "still": {"may_act_for": 0}}
    assert house.refusal("sara", "row.undo", **back) == "needs_owner"
    assert house.refusal("olga", "row.undo", **back) == ""


def test_the_office_makes_families_for_others_all_day(house: House) -> None:
    """A child, known as one or of whom nobody knows the age; not an adult, nor somebody who signs in for themselves."""
    house.do("contact.create", id="contact-new", given_name="Nour")
    link = {**CHILD, "contact": "contact-new"}
    assert house.refusal("sara", "account.link", **link) == ""
    assert house.refusal("sara", "account.link", **{**link, "contact": "contact-kim"}) == ""
    for year, said in ((2020, ""), (2008, ""), (2007, "needs_owner")):
        house.do("contact.patch", id="contact-new", set={"birth_year": year})
        assert house.refusal("sara", "account.link", **link) == said, year
    house.do("contact.patch", id="contact-new", set={"birth_year": None})
    house.do("user.enrol", id="user-new", contact="contact-new", username="nour")
    assert house.refusal("sara", "account.link", **link) == "needs_owner"
    house.do("contact.patch", id="contact-new", set={"birth_year": 2012})
    assert house.refusal("sara", "account.link", **link) == ""
    house.do("role.grant", id="role-new", user="user-new", role="coach", group="team-u12")
    assert house.refusal("sara", "account.link", **link) == "needs_owner"
    assert house.refusal("olga", "account.link", **link) == ""


def test_no_office_shows_itself_the_bills_of_others(house: House) -> None:
    """As who pays, or as who acts in an account without children; by a link, a patch, or taking a patch back."""
    joins = {"id": "link-brand-new", "account": "family-maes", "contact": "contact-sara"}
    for how in ({"is_payer": 1}, {"may_act_for": 1}):
        assert house.refusal("sara", "account.link", **joins, **how) == "needs_owner"
        assert house.refusal("olga", "account.link", **joins, **how) == ""
    assert house.refusal("sara", "account.link", **{**joins, "contact": "contact-bo"}, is_payer=1) == ""
    house.do("account.link", **joins)
    pays, stands = {"is_payer": 1}, {"table": "account_link", "id": "link-brand-new"}
    assert house.refusal("sara", "account_link.patch", id="link-brand-new", set=pays) == "needs_owner"
    house.do("account_link.patch", id="link-brand-new", set=pays)
    assert house.refusal("sara", "account_link.patch", id="link-brand-new", set={"description": "x"}) == ""
    house.do("account_link.patch", id="link-brand-new", set={"is_payer": 0})
    assert house.refusal("sara", "row.undo", **stands, set=pays, still={"is_payer": 0}) == "needs_owner"
    house.do("role.grant", id="role-more", user="user-sara", role="treasurer")
    assert house.refusal("sara", "account_link.patch", id="link-brand-new", set=pays) == "", "who reads them anyhow"


def test_an_office_pays_for_its_own_children_in_an_account_that_it_reads(house: House) -> None:
    own = {**NEW, "contact": "contact-sara", **GUARD}
    house.do("account.create", **own)
    child = {"id": "link-of-nour", "account": "family-new", "contact": "contact-bo", "function": "child"}
    house.do("account.link", **child)
    assert house.refusal("sara", "account_link.patch", id="link-of-nour", set={"is_payer": 1}) == ""
    other = {"id": "link-other", "account": "family-maes", "contact": "contact-bo", "function": "child"}
    assert house.refusal("sara", "account.link", **other, is_payer=1) == "needs_owner", "by the child of one's own"


def test_nobody_makes_a_minor_of_an_adult_who_signs_in_but_an_owner(house: House) -> None:
    """Whoever acted for them next would read their account number."""
    house.do("contact_identity.patch", id="contact-ann", set={"birth_date": "1980-05-01"})
    young = {"birth_date": "2015-05-01"}
    assert house.refusal("sara", "contact_identity.patch", id="contact-ann", set=young) == "needs_owner"
    assert house.refusal("sara", "contact_identity.patch", id="contact-ann", set={"birth_date": None}) == "needs_owner"
    assert house.refusal("sara", "contact_identity.patch", id="contact-ann", set={"birth_date": "1981-05-01"}) == ""
    assert house.refusal("olga", "contact_identity.patch", id="contact-ann", set=young) == ""
    house.do("contact_personal.patch", id="contact-ann", set={"birth_year": 1980})
    house.do("contact_identity.patch", id="contact-ann", set={"birth_date": None})
    for verb in ("contact.patch", "contact_personal.patch"):
        for year in (2015, None):
            assert house.refusal("sara", verb, id="contact-ann", set={"birth_year": year}) == "needs_owner"
        assert house.refusal("ann", verb, id="contact-ann", set={"language": "en"}) == ""
    back = {"table": "contact_personal", "set": {"birth_year": 2015}, "still": {"birth_year": 1980}}
    assert house.refusal("sara", "row.undo", id="contact-ann", **back) == "needs_owner"
    house.do("contact_identity.patch", id="contact-bo", set={"birth_date": "1980-05-01"})
    assert house.refusal("sara", "contact_identity.patch", id="contact-bo", set=young) == "", "a typing error"


def test_nobody_is_born_anew_under_the_id_of_somebody_who_signs_in(house: House) -> None:
    """Deleted and made again, Ann would be a child: her account number, restored, would be her guardian's to read."""
    house.do("account.link", id="link-of-other", account="family-maes", contact="contact-bo")
    house.do("contact.delete", id="contact-ann")
    again = {"id": "contact-ann", "given_name": "Ann", "birth_year": 2015}
    assert house.refusal("sara", "contact.create", **again) == "exists"
    assert house.refusal("sara", "row.restore", table="contact", id="contact-ann") == ""


def test_who_is_acted_for_and_who_did_before_are_told(house: House) -> None:
    house.do("user.enrol", id="user-kim", contact="contact-kim", username="kim")
    link, *told = house.decide("sara", "account.link", **CHILD, contact="contact-kim")
    assert isinstance(link, Insert)
    assert [given(item) for item in told] == [
        {
            "id": given(item)["id"],
            "user": user,
            "kind": "told",
            "code": "acting_given",
            "detail": '{"about":{"id":"link-brand-new","table":"account_link"}}',
            "created_at": house.clock.now,
        }
        for item, user in zip(told, ("user-kim", "user-piet"), strict=True)
    ]
    house.do("account.link", **CHILD, contact="contact-kim")
    assert house.store.find("inbox_item") == [], "what the club itself brings about is no news"
    assert len(house.decide("sara", "account_link.patch", id="link-brand-new", set={"description": "x"})) == 1


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
