"""Roles, settings and the inbox."""

from typing import Any

import pytest

from shared.sync.change import Insert, Patch
from tests.house import House

GRANT = {"id": "role-new", "user": "user-piet", "role": "treasurer"}


def test_a_role_is_granted_and_withdrawn(house: House) -> None:
    (made,) = house.decide("olga", "role.grant", **GRANT)
    assert isinstance(made, Insert)
    assert dict(made.values) == {**GRANT, "group": None, "from_on": None, "to_on": None, "present": 1}
    assert house.decide("olga", "role.withdraw", id="role-sara") == [
        Patch("role_assignment", "role-sara", {"present": 0, "to_on": "2026-11-17"})
    ]


# It is 18 November.
@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (None, "2026-11-18", 1),
        ("2026-11-18", None, 1),
        ("2026-11-19", None, 0),
        ("2026-11-19", "2026-11-19", 0),
        ("2025-01-01", "2027-01-01", 1),
        (None, "2026-11-17", "bad_period"),
        ("2026-11-20", "2026-11-19", "bad_period"),
        ("2026-11-31", None, "from_on not_a_date"),
        ("tomorrow", None, "from_on not_a_date"),
        (None, 7, "to_on not_text"),
    ],
)
def test_a_role_may_begin_and_end_on_a_day(house: House, first: Any, last: Any, said: Any) -> None:
    wish = {**GRANT, "from_on": first, "to_on": last}
    if isinstance(said, str):
        assert house.refusal("olga", "role.grant", **wish) == said
        return
    (made,) = house.decide("olga", "role.grant", **wish)
    assert isinstance(made, Insert)
    assert (made.values["present"], made.values["from_on"], made.values["to_on"]) == (said, first, last)


def test_a_role_is_withdrawn_from_a_day_on_and_before_it_began(house: House) -> None:
    def withdrawn(**more: Any) -> Any:
        (patch,) = house.decide("olga", "role.withdraw", id="role-new", **more)
        assert isinstance(patch, Patch)
        return patch.values

    house.do("role.grant", **GRANT, from_on="2026-11-20")
    assert withdrawn() == {"present": 0, "to_on": "2026-11-17"}
    assert withdrawn(to_on="2026-11-25") == {"present": 0, "to_on": "2026-11-25"}
    assert house.refusal("olga", "role.withdraw", id="role-new", to_on="2026-11-19") == "bad_period"
    house.do("role.withdraw", id="role-new")
    assert house.refusal("olga", "role.withdraw", id="role-new") == "gone"
    assert house.decide("olga", "role.withdraw", id="role-eef", to_on="2026-11-18") == [
        Patch("role_assignment", "role-eef", {"present": 1, "to_on": "2026-11-18"})
    ]
    assert house.refusal("olga", "role.withdraw", id="role-eef", to_on="2026-11-17") == "bad_period"


def test_a_club_keeps_an_owner(house: House) -> None:
    assert house.refusal("olga", "role.withdraw", id="role-olga") == "last_owner"
    house.do("role.grant", id="role-new", user="user-sara", role="owner")
    assert house.refusal("olga", "role.withdraw", id="role-olga") == ""


def test_a_setting_is_made_then_changed(house: House) -> None:
    (made,) = house.decide("olga", "setting.put", id="club.colour", value={"hex": "#0a5"})
    assert made == Insert("setting", {"id": "club.colour", "value": '{"hex":"#0a5"}'})
    assert house.decide("olga", "setting.put", id="club.name", value='"FC"') == [
        Patch("setting", "club.name", {"value": '"FC"'})
    ]


def test_only_its_own_reader_puts_an_inbox_item_away(house: House) -> None:
    phone = house.phone("piet")
    phone.sync()
    phone.do("contact.patch", id="contact-kim", set={"given_name": "K"})
    house.do("account.unlink", id="link-of-kim")
    assert phone.sync() == ["refused not_allowed"]
    (item,) = house.store.find("inbox_item")
    assert house.decide("piet", "inbox.done", id=item["id"]) == [
        Patch("inbox_item", item["id"], {"done_at": house.clock.now})
    ]
    assert house.refusal("ann", "inbox.done", id=item["id"]) == "not_allowed"


@pytest.mark.parametrize(
    ("verb", "args", "said"),
    [
        ("role.grant", {**GRANT, "id": "role-sara"}, "exists"),
        ("role.grant", {**GRANT, "user": "user-none"}, "gone"),
        ("role.grant", {**GRANT, "role": "system"}, "role not_a_choice"),
        ("role.grant", {**GRANT, "role": "coach"}, "group required"),
        ("role.grant", {**GRANT, "role": "coach", "group": "team-none"}, "gone"),
        ("role.grant", {**GRANT, "present": 1}, "present unknown_field"),
        ("role.withdraw", {"id": "role-none"}, "gone"),
        ("setting.put", {"id": "club.name", "value": "{"}, "value not_json"),
        ("setting.put", {"id": "club.name", "value": "[" * 50_000}, "value not_json"),
        ("inbox.done", {"id": "item-none"}, "gone"),
        ("user.enrol", {"id": "user-new", "username": "new"}, "not_allowed"),
        ("user.signed_in", {"id": "user-piet"}, "not_allowed"),
    ],
)
def test_refusals(house: House, verb: str, args: dict[str, Any], said: str) -> None:
    assert house.refusal("olga", verb, **args) == said
