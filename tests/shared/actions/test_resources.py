"""Equipment: labels belong to one thing, scans are facts, and a thing has at most one holder (promise 12)."""

from typing import Any

import pytest

from shared.sync.change import Insert, Patch
from tests.house import BLANK_LABEL, DAY, LABEL, START, House

RED, BLUE = "ball-bag-red", "ball-bag-blue"
TO_U12 = {"to_kind": "group", "to_id": "team-u12"}
TO_KIM = {"to_kind": "contact", "to_id": "contact-kim"}


def holder(house: House, id: str) -> tuple[Any, ...]:
    row = house.row("resource", id) or {}
    return row["holder_kind"], row["holder_id"], row["disputed"]


def test_a_hand_out_is_a_fact_and_a_holder(house: House) -> None:  # feature 88
    now = house.clock.now
    event, held = house.decide("eef", "custody.hand_out", id="custody-2", resource=RED, **TO_KIM, due_at=START + DAY)
    assert isinstance(event, Insert)
    assert {name: value for name, value in event.values.items() if value is not None} == {
        "id": "custody-2",
        "resource": RED,
        "kind": "out",
        **TO_KIM,
        "by_user": "user-eef",
        "due_at": START + DAY,
        "claimed_at": now,
        "estimated_at": now,
        "received_at": now,
        "stamp": f"{now:012x}000000.phone-eef.00000001",
    }
    assert held == Patch(
        "resource",
        RED,
        {
            "holder_kind": "contact",
            "holder_id": "contact-kim",
            "held_since": now,
            "due_at": START + DAY,
            "disputed": 0,
            "place": None,
            "trouble": None,
            "out_count": None,
            "broken_count": None,
            "missing_count": None,
        },
    )


def test_a_return_leaves_nobody_holding(house: House) -> None:
    house.do("custody.take_back", id="custody-2", resource=BLUE, condition="nat")
    assert holder(house, BLUE) == (None, None, 0)


def test_a_second_hand_out_is_kept_and_disputed(house: House) -> None:  # feature B5
    house.do("custody.hand_out", id="custody-2", resource=BLUE, **TO_U12)
    assert holder(house, BLUE) == ("group", "team-u12", 1)
    house.do("custody.take_back", id="custody-3", resource=BLUE)
    assert holder(house, BLUE) == (None, None, 0)


def test_the_same_holder_twice_is_no_dispute(house: House) -> None:
    house.do("custody.hand_out", id="custody-2", resource=BLUE, to_kind="group", to_id="team-u13")
    assert holder(house, BLUE) == ("group", "team-u13", 0)


def test_a_blank_label_is_claimed_once(house: House) -> None:  # feature B6
    assert house.decide("eef", "label.claim", code=BLANK_LABEL, resource=BLUE) == [
        Patch("resource_code", BLANK_LABEL, {"resource": BLUE, "claimed_at": house.clock.now})
    ]
    assert house.refusal("eef", "label.claim", code=LABEL, resource=BLUE) == "code_claimed"
    assert house.refusal("eef", "label.claim", code=LABEL, resource=RED) == ""


def test_a_lost_sticker_is_revoked_for_good(house: House) -> None:
    house.do("label.revoke", code=LABEL)
    assert house.refusal("eef", "label.revoke", code=LABEL) == "code_revoked"
    assert house.refusal("eef", "label.claim", code=LABEL, resource=RED) == "code_revoked"


def test_a_coach_lends_to_their_team_and_brings_back_what_it_had(house: House) -> None:
    assert house.refusal("karel", "custody.hand_out", id="custody-2", resource=RED, **TO_U12) == ""
    assert house.refusal("karel", "custody.hand_out", id="custody-2", resource=RED, **TO_KIM) == "not_allowed"
    assert house.refusal("karel", "custody.take_back", id="custody-2", resource=BLUE) == "not_allowed"
    assert house.refusal("cas", "custody.take_back", id="custody-2", resource=BLUE) == ""


def test_a_return_that_was_overtaken_is_still_a_fact(house: House) -> None:
    """Cas scans the bag back without a network; before his phone is heard Eef hands it to the U12."""
    cas = house.phone("cas")
    cas.sync()
    house.clock.wait(1000)
    assert cas.do("custody.take_back", id="custody-back", resource=BLUE).state == "waiting"
    house.clock.wait(1000)
    house.do("custody.hand_out", id="custody-out", resource=BLUE, **TO_U12)
    assert cas.sync() == ["applied"]
    assert holder(house, BLUE) == ("group", "team-u12", 0)


@pytest.mark.parametrize("now", [-(2**62), 0, 2**62])
def test_no_clock_makes_a_scan_fail(house: House, now: int) -> None:  # promise 9
    eef = house.phone("eef")
    eef.sync()
    eef.skew = now - house.clock.now
    eef.do("custody.hand_out", id="custody-2", resource=RED, **TO_KIM)
    assert eef.sync() == ["applied"]
    assert holder(house, RED) == ("contact", "contact-kim", 0)
    event = house.row("custody_event", "custody-2") or {}
    assert 0 <= event["estimated_at"] <= event["received_at"]


KIT = {"id": "resource-new", "name": "x", "kind": "kit"}
OUT = {"id": "custody-2", "resource": RED}


@pytest.mark.parametrize(
    ("verb", "args", "said"),
    [
        ("resource.create", {"id": RED, "name": "x", "kind": "single"}, "exists"),
        ("resource.create", {**KIT, "holder_id": "x"}, "holder_id unknown_field"),
        ("resource.create", {**KIT, "parent": "none-such"}, "gone"),
        ("resource.create", {**KIT, "parent": "resource-new"}, "parent not_a_choice"),
        ("resource.patch", {"id": RED, "set": {"holder_id": "contact-kim"}}, "holder_id unknown_field"),
        ("resource.patch", {"id": RED, "set": {"parent": RED}}, "parent not_a_choice"),
        ("resource.patch", {"id": "none-such", "set": {"name": "x"}}, "gone"),
        ("label.print", {"codes": []}, "codes not_a_code"),
        ("label.print", {"codes": [1]}, "codes not_a_code"),
        ("label.print", {"codes": [[]]}, "codes not_a_code"),
        ("label.print", {"codes": {"a": 1}}, "codes not_json"),
        ("label.print", {"codes": "abc"}, "codes not_json"),
        ("label.print", {"codes": ["too-short"]}, "code not_a_code"),
        ("label.print", {"codes": [LABEL]}, "exists"),
        ("label.print", {"codes": ["0" * 22 + "1000"] * 2}, "codes not_a_code"),
        ("label.print", {"codes": ["0" * 26] * 501}, "codes not_a_code"),
        ("label.claim", {"code": "0" * 22 + "1000", "resource": RED}, "gone"),
        ("label.claim", {"code": LABEL, "resource": "none-such"}, "gone"),
        ("label.revoke", {"code": "0" * 22 + "1000"}, "gone"),
        ("custody.hand_out", {"id": "custody-1", "resource": RED, **TO_KIM}, "exists"),
        ("custody.hand_out", {"id": "custody-2", "resource": "none-such", **TO_KIM}, "gone"),
        ("custody.hand_out", {**OUT, "to_kind": "contact", "to_id": "none-such"}, "gone"),
        ("custody.hand_out", {**OUT, "to_kind": "contact"}, "to_id required"),
        ("custody.hand_out", {**OUT, "to_kind": "user_secret", "to_id": "x"}, "to_kind not_a_choice"),
        ("custody.hand_out", {**OUT, "to_kind": "resource", "to_id": RED}, "to_id not_a_choice"),
        ("custody.hand_out", {**OUT, **TO_KIM, "quantity": 0}, "quantity out_of_range"),
        ("custody.hand_out", {**OUT, **TO_KIM, "stamp": "9"}, "stamp unknown_field"),
        ("custody.hand_out", {**OUT, **TO_KIM, "by_user": "user-cas"}, "by_user unknown_field"),
        ("custody.take_back", {"id": "custody-2", "resource": BLUE, "to_id": "contact-kim"}, "to required"),
        ("custody.take_back", {"id": "custody-2", "resource": BLUE, "to_kind": "contact"}, "to required"),
        ("custody.take_back", {"id": "custody-2", "resource": "none-such"}, "gone"),
    ],
)  # fmt: skip
def test_refusals(house: House, verb: str, args: dict[str, Any], said: str) -> None:
    assert house.refusal("eef", verb, **args) == said
