"""What a device keeps of how rows were, so that a correction can be taken back, until it forgets. # feature B17"""

import json
from typing import Any

from shared.replica.queue import KEPT_RECEIPTS
from tests.house import DAY, House, Phone


def noted(phone: Phone) -> list[tuple[str, str, Any, Any]]:
    return [
        (row["tbl"], row["id"], json.loads(row["before"]), json.loads(row["after"])) for row in phone.store.find("was")
    ]


def test_a_correction_is_noted_with_what_was_there(house: House) -> None:
    karel = house.phone("karel")
    karel.sync()
    karel.do("contact_point.patch", id="phone-of-piet", set={"label": "werk", "is_primary": True})
    wanted = [
        ("contact_point", "phone-of-piet", {"label": None, "is_primary": None}, {"label": "werk", "is_primary": 1})
    ]
    assert noted(karel) == wanted
    karel.sync()
    assert noted(karel) == wanted  # the receipt came; the way back stays


def test_two_corrections_of_one_gesture_are_one_way_back(house: House) -> None:
    sara = house.phone("sara")
    sara.sync()
    patch = "contact_point.patch"
    sara.do_all(
        (patch, {"id": "phone-of-piet", "set": {"label": "werk"}}),
        (patch, {"id": "phone-of-piet", "set": {"label": "thuis"}}),
    )
    assert noted(sara) == [("contact_point", "phone-of-piet", {"label": None}, {"label": "thuis"})]


def test_a_bank_account_is_not_kept_twice_and_a_new_row_has_no_way_back(house: House) -> None:
    """Nor has what is no patch: that has verbs of its own."""
    tom, piet = house.phone("tom"), house.phone("piet")
    tom.sync()
    piet.sync()
    tom.do("contact_finance.patch", id="contact-kim", set={"account_holder": "P. Peeters"})
    piet.do("contact_point.add", id="new-point", contact="contact-piet", kind="web", value="a.be")
    piet.do("attendance.declare", activity="training-u12", contact="contact-kim", declared="no", reason=None)
    assert (noted(tom), noted(piet)) == ([], [])


def test_the_way_back_is_kept_for_a_month(house: House) -> None:
    """What an address said before is in the club's history; a phone keeps no history of its own."""
    sara = house.phone("sara")
    sara.sync()
    sara.do("contact_point.patch", id="phone-of-piet", set={"label": "werk"})
    assert sara.sync() == ["applied"]
    for days, kept in ((29, 1), (2, 0)):
        house.clock.wait(days * DAY)
        house.do("setting.put", id="club.name", value=f'"KV {days}"')
        sara.sync()
        assert (len(noted(sara)), sara.store.count("sent")) == (kept, kept)
    assert sara.store.count("receipt") == 1


def test_what_was_refused_needs_no_way_back(house: House) -> None:
    karel = house.phone("karel")
    karel.sync()
    karel.do("contact_point.patch", id="phone-of-piet", set={"label": "werk"})
    house.do("contact_point.delete", id="phone-of-piet")
    assert karel.sync() == ["refused gone"]
    assert noted(karel) == []


def test_the_way_back_leaves_with_the_row(house: House) -> None:  # promise 6
    """Karel coaches nobody any more: how the number was called before is none of his business."""
    karel = house.phone("karel")
    karel.sync()
    karel.do("contact_point.patch", id="phone-of-piet", set={"label": "werk"})
    karel.sync()
    house.do("role.withdraw", id="role-karel")
    karel.sync()
    assert karel.row("contact_point", "phone-of-piet") is None
    assert noted(karel) == []


def test_old_receipts_take_their_way_back_along(house: House) -> None:
    sara = house.phone("sara")
    sara.sync()
    for number in range(KEPT_RECEIPTS + 20):
        sara.do("contact_point.patch", id="phone-of-piet", set={"label": f"{number}"})
    sara.sync()
    assert {row["changeset"] for row in sara.store.find("was")} == {row["id"] for row in sara.store.find("receipt")}
    assert len(noted(sara)) == KEPT_RECEIPTS
