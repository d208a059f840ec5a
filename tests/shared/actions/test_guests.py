"""A player from outside the team is brought along to one activity, and a team comes unless it says no."""

from shared.domain.attendance import guest_id
from shared.sync.change import Insert, Patch
from tests.house import House

ZOE = {"activity": "training-u12", "contact": "contact-zoe"}
ROW = guest_id("training-u12", "contact-zoe")


def test_a_coach_brings_somebody_along(house: House) -> None:
    assert house.decide("karel", "attendance.guest", **ZOE, on=1) == [
        Insert("activity_guest", {"id": ROW, **ZOE, "function": "guest"}),
        Patch("activity", "training-u12", {"with_guests": 1}),
    ]
    assert house.refusal("cas", "attendance.guest", **ZOE, on=1) == "not_allowed"
    assert house.refusal("karel", "attendance.guest", activity="training-u12", contact="contact-nobody", on=1) == "gone"
    assert house.refusal("karel", "attendance.guest", activity="no-such-one", contact="contact-zoe", on=1) == "gone"


def test_two_coaches_without_a_network_bring_one_guest_along(house: House) -> None:
    """Feature B4: the id follows from the activity and the person, and each says another thing of it."""
    house.do("role.grant", id="role-cas-too", user="user-cas", role="coach", group="team-u12")
    phones = [house.phone("karel"), house.phone("cas")]
    for phone in phones:
        phone.sync()
        phone.do("attendance.guest", **ZOE, on=1)
    phones[1].do("attendance.confirm", **ZOE, confirmed="late", reason=None)
    assert [phone.sync() for phone in phones] == [["applied"], ["applied", "applied"]]
    (row,) = house.store.find("activity_guest", activity="training-u12", contact="contact-zoe")
    assert (row["id"], row["function"], row["confirmed"]) == (ROW, "guest", "late")


def test_the_family_of_a_guest_sees_this_activity_and_no_other_of_the_team(house: House) -> None:
    house.do("activity.create", id="match-u12", kind="match", title="U12 - Gent", group="team-u12",
             start_at=house.clock.now, zone="UTC")  # fmt: skip
    ann = house.phone("ann")
    ann.sync()
    assert "training-u12" not in ann.ids("activity")
    house.do("attendance.guest", **ZOE, on=1)
    ann.sync()
    assert ann.ids("activity") & {"training-u12", "match-u12"} == {"training-u12"}
    ann.do("attendance.declare", **ZOE, declared="yes", reason=None)
    assert ann.sync() == ["applied"]
    house.do("attendance.guest", **ZOE, on=0)
    ann.sync()
    assert "training-u12" not in ann.ids("activity")
    assert (house.row("activity_guest", ROW) or {})["declared"] == "yes", "what was said stays with the row"


def test_a_second_guest_is_seen_too(house: House) -> None:
    house.do("attendance.guest", activity="training-u13", contact="contact-kim", on=1)
    house.do("attendance.guest", activity="training-u13", contact="contact-bo", on=1)
    house.do("attendance.guest", activity="training-u13", contact="contact-kim", on=0)
    piet = house.phone("piet")
    piet.sync()
    assert "training-u13" in piet.ids("activity"), "Bo is still a guest there"


def test_a_team_comes_unless_it_says_no(house: House) -> None:
    assert house.decide("karel", "group.attend_by_default", id="team-u12", on=1) == [
        Patch("group", "team-u12", {"attending": 1})
    ]
    assert house.refusal("karel", "group.attend_by_default", id="team-u13", on=1) == "not_allowed"
    assert house.refusal("sara", "group.patch", id="team-u12", set={"attending": 1}) == "attending unknown_field"
