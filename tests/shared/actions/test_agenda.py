"""Activities and who comes: one row a person, two voices that never overwrite each other."""

from typing import Any

import pytest

from shared.domain.attendance import guest_id
from shared.sync.change import Insert, Patch
from tests.house import DAY, HOUR, START, House

TRAINING = {"activity": "training-u12", "contact": "contact-kim"}
GUEST = guest_id("training-u12", "contact-kim")
NEW = {
    "id": "match-u12",
    "kind": "match",
    "title": "U12 - Gent",
    "start_at": START,
    "zone": "Europe/Brussels",
}


def news(house: House, sequence: int) -> dict[str, Any]:
    """What tells of a move or a cancellation by Karel."""
    return {"sequence": sequence, "changed_at": house.clock.now, "changed_by": "user-karel"}


def test_the_same_answer_twice_is_one_row(house: House) -> None:  # feature B4
    assert house.decide("piet", "attendance.declare", **TRAINING, declared="no", reason="ziek") == [
        Patch(
            "activity_guest",
            GUEST,
            {"declared": "no", "declared_reason": "ziek", "declared_by": "user-piet"},
        )
    ]


def test_a_coach_marks_a_guest_player_from_another_team(house: House) -> None:
    new = {"activity": "training-u12", "contact": "contact-zoe"}
    assert house.decide("karel", "attendance.confirm", **new, confirmed="late", reason=None) == [
        Insert(
            "activity_guest",
            {
                "id": guest_id("training-u12", "contact-zoe"),
                **new,
                "confirmed": "late",
                "confirmed_reason": None,
                "confirmed_by": "user-karel",
            },
        )
    ]


def test_what_was_declared_stays_when_the_coach_confirms(house: House) -> None:
    house.do("attendance.confirm", **TRAINING, confirmed="absent", reason="niet verwittigd")
    row = house.row("activity_guest", GUEST) or {}
    assert (row["declared"], row["confirmed"]) == ("yes", "absent")


def test_cancelling_counts_the_sequence_once(house: House) -> None:
    assert house.decide("karel", "activity.cancel", id="training-u12", reason="Veld bevroren") == [
        Patch("activity", "training-u12", {"cancelled": 1, "cancel_reason": "Veld bevroren", **news(house, 1)})
    ]
    house.do("activity.cancel", id="training-u12")
    assert house.refusal("karel", "activity.cancel", id="training-u12") == "cancelled"
    assert house.refusal("piet", "attendance.declare", **TRAINING, declared="no") == "cancelled"
    assert house.refusal("karel", "attendance.confirm", **TRAINING, confirmed="present") == ""


def test_what_was_called_off_takes_place_after_all(house: House) -> None:
    """Once: who says it second is told that somebody did already. Calendars count it as a newer word."""
    assert house.refusal("karel", "activity.reinstate", id="training-u12") == "changed_since"
    house.do("activity.cancel", id="training-u12")
    assert house.refusal("piet", "activity.reinstate", id="training-u12") == "not_allowed"
    assert house.decide("karel", "activity.reinstate", id="training-u12") == [
        Patch("activity", "training-u12", {"cancelled": 0, "cancel_reason": None, **news(house, 2)})
    ]
    house.do("activity.reinstate", id="training-u12")
    assert house.refusal("karel", "activity.reinstate", id="training-u12") == "changed_since"
    assert house.refusal("piet", "attendance.declare", **TRAINING, declared="no") == ""


def test_who_moves_a_training_says_what_it_was(house: House) -> None:
    """Calendars count it, and whoever writes letters finds when it was before. (feature B19)"""
    move = {"id": "training-u12", "set": {"start_at": START + HOUR}, "still": {"start_at": START}}
    assert house.refusal("karel", "activity.move", **move) == "changed_since"
    row = house.row("activity", "training-u12") or {}
    move["still"] = {"start_at": row["start_at"]}
    assert house.decide("karel", "activity.move", **move) == [
        Patch("activity", "training-u12", {"start_at": START + HOUR, "was_start_at": row["start_at"], **news(house, 1)})
    ]


def test_the_second_of_two_who_move_one_training_is_asked(house: House) -> None:
    """Without signal both moved it: parents hear of one hour, and the other coach what became of theirs."""
    first, second = house.phone("karel"), house.phone("karel", "tablet")
    for phone in (first, second):
        phone.sync()
    was = (house.row("activity", "training-u12") or {})["start_at"]
    for phone, hours in ((first, 1), (second, 2)):
        later = {"start_at": was + hours * HOUR, "end_at": was + (hours + 1) * HOUR}
        still = {name: (phone.row("activity", "training-u12") or {})[name] for name in later}
        phone.do("activity.move", id="training-u12", set=later, still=still)
    assert (first.sync(), second.sync()) == (["applied"], ["refused changed_since"])
    moved = house.row("activity", "training-u12") or {}
    assert (moved["start_at"], moved["sequence"]) == (was + HOUR, 1)
    assert (second.row("activity", "training-u12") or {})["start_at"] == was + HOUR


def test_what_was_called_off_is_not_moved(house: House) -> None:
    house.do("activity.cancel", id="training-u12")
    move = {"id": "training-u12", "set": {"location": "Veld 2"}, "still": {"location": None}}
    assert house.refusal("karel", "activity.move", **move) == "cancelled"


@pytest.mark.parametrize(
    ("verb", "args", "said"),
    [
        ("activity.create", {**NEW, "id": "training-u12"}, "exists"),
        ("activity.create", {**NEW, "group": "team-none"}, "gone"),
        ("activity.create", {**NEW, "end_at": START - 1}, "bad_period"),
        ("activity.create", {**NEW, "start_at": -1}, "start_at out_of_range"),
        ("activity.create", {**NEW, "start_at": 2**62}, "start_at out_of_range"),
        ("activity.create", {**NEW, "zone": "Europe/Atlantis"}, "zone unknown_zone"),
        ("activity.create", {**NEW, "zone": "/etc/passwd"}, "zone unknown_zone"),
        ("activity.create", {**NEW, "sequence": 9}, "sequence unknown_field"),
        ("activity.patch", {"id": "training-u12", "set": {"end_at": START}}, "bad_period"),
        ("activity.patch", {"id": "training-u12", "set": {"start_at": None}}, "start_at required"),
        ("activity.patch", {"id": "training-u12", "set": {"group": "team-u13"}}, "group unknown_field"),
        ("activity.patch", {"id": "training-none", "set": {"title": "x"}}, "gone"),
        (
            "activity.move",
            {"id": "training-u12", "set": {"title": "x"}, "still": {"title": "x"}},
            "title unknown_field",
        ),
        ("activity.move", {"id": "training-u12", "set": {"start_at": 1}, "still": {}}, "still unknown_field"),
        ("activity.move", {"id": "training-u12", "set": {}, "still": {}}, "set required"),
        ("activity.move", {"id": "training-none", "set": {"start_at": 1}, "still": {"start_at": 1}}, "gone"),
        ("activity.cancel", {"id": "training-none"}, "gone"),
        ("activity.reinstate", {"id": "training-none"}, "gone"),
        ("attendance.declare", {**TRAINING, "activity": "training-none"}, "gone"),
        ("attendance.declare", {**TRAINING, "contact": "contact-none"}, "gone"),
        ("attendance.declare", {**TRAINING, "declared": "perhaps"}, "declared not_a_choice"),
        ("attendance.declare", {**TRAINING, "confirmed": "present"}, "confirmed unknown_field"),
        ("attendance.confirm", {**TRAINING, "confirmed": "gone"}, "confirmed not_a_choice"),
    ],
)
def test_refusals(house: House, verb: str, args: dict[str, Any], said: str) -> None:
    assert house.refusal("olga", verb, **args) == said


def test_a_coach_plans_for_their_own_team_alone(house: House) -> None:
    assert house.refusal("karel", "activity.create", **NEW, group="team-u12") == ""
    assert house.refusal("karel", "activity.create", **NEW, group="team-u13") == "not_allowed"
    assert house.refusal("karel", "activity.create", **NEW) == "not_allowed"
    moved = {"start_at": START + DAY}
    assert house.refusal("cas", "activity.patch", id="training-u12", set=moved) == "not_allowed"
