"""What was planned by mistake goes with what was said about it, and comes back as it was."""

from typing import Any

import pytest

from shared.domain.attendance import guest_id
from shared.sync.change import Patch, Remove
from tests.house import DAY, HOUR, House
from tests.house import START as NOW
from tests.shared.actions.test_series import DAYS, SERIES, id_of, shown

TRAINING = "training-u12"
KIM = {"activity": TRAINING, "contact": "contact-kim"}
GUEST = guest_id(TRAINING, "contact-kim")
BALLS = {"id": "balls-for-training", "resource": "ball-bag-red", "activity": TRAINING}


@pytest.fixture
def club(house: House) -> House:
    """The house with trainings of the U12 on Tuesdays and Thursdays; it is Wednesday the 18th of November."""
    house.do("activity_series.create", **SERIES)
    return house


def until(club: House) -> str | None:
    row = club.row("activity_series", "series-u12")
    return None if row is None else row["until_on"]


def test_what_was_answered_goes_along_and_what_was_kept_for_it_is_free(house: House) -> None:
    house.do("booking.make", **BALLS, from_at=NOW + DAY, to_at=NOW + DAY + HOUR)
    assert house.decide("karel", "activity.delete", id=TRAINING) == [
        Patch("booking", "balls-for-training", {"present": 0}),
        Remove("activity_guest", GUEST),
        Remove("activity", TRAINING),
    ]


def test_it_comes_back_with_its_answers_and_without_its_booking(house: House) -> None:
    house.do("booking.make", **BALLS, from_at=NOW + DAY, to_at=NOW + DAY + HOUR)
    before = house.row("activity", TRAINING), house.row("activity_guest", GUEST)
    house.do("activity.delete", id=TRAINING)
    assert house.row("activity", TRAINING) is None
    assert house.row("activity_guest", GUEST) is None
    house.do("row.restore", table="activity", id=TRAINING)
    assert (house.row("activity", TRAINING), house.row("activity_guest", GUEST)) == before
    assert (house.row("booking", "balls-for-training") or {})["present"] == 0


def test_a_coach_deletes_and_brings_back_what_is_of_the_own_team(house: House) -> None:
    assert house.refusal("cas", "activity.delete", id=TRAINING) == "not_allowed"
    assert house.refusal("piet", "activity.delete", id=TRAINING) == "not_allowed"
    assert house.refusal("karel", "row.restore", table="activity", id=TRAINING) == "not_allowed"
    house.do("activity.delete", id=TRAINING)
    back = {"table": "activity", "id": TRAINING}
    assert [house.refusal(who, "row.restore", **back) for who in ("cas", "piet")] == ["not_allowed"] * 2
    assert [house.refusal(who, "row.restore", **back) for who in ("karel", "sara", "olga")] == [""] * 3


def test_what_was_held_stays(house: House) -> None:
    house.do("attendance.confirm", **KIM, confirmed="absent")
    assert house.refusal("karel", "activity.delete", id=TRAINING) == "attended"
    house.do("attendance.confirm", **KIM, confirmed=None)
    assert house.refusal("karel", "activity.delete", id=TRAINING) == ""


def test_where_somebody_came_who_was_erased_since_it_was_held(house: House) -> None:
    house.store.put("activity", {**(house.row("activity", TRAINING) or {}), "erased_present": 1})
    assert house.refusal("karel", "activity.delete", id=TRAINING) == "attended"


def test_an_answer_given_meanwhile_goes_along_and_one_given_later_is_told_why(house: House) -> None:
    coach, parent = house.phone("karel"), house.phone("piet")
    coach.sync()
    parent.sync()
    parent.do("attendance.declare", activity=TRAINING, contact="contact-kim", declared="no", reason="ziek")
    assert parent.sync() == ["applied"]
    coach.do("activity.delete", id=TRAINING)
    assert coach.row("activity", TRAINING) is None
    parent.do("attendance.declare", activity=TRAINING, contact="contact-kim", declared="yes")
    assert (coach.sync(), parent.sync()) == (["applied"], ["refused gone"])
    assert parent.row("activity_guest", GUEST) is None


def test_a_mark_made_meanwhile_keeps_it(house: House) -> None:
    coach, tablet = house.phone("karel"), house.phone("karel", "tablet")
    coach.sync()
    tablet.sync()
    tablet.do("attendance.confirm", activity=TRAINING, contact="contact-kim", confirmed="present")
    assert tablet.sync() == ["applied"]
    coach.do("activity.delete", id=TRAINING)
    assert coach.sync() == ["refused attended"]
    assert coach.row("activity", TRAINING) is not None


def test_offline_it_is_gone_at_once_and_comes_back_when_the_club_hears_it(house: House) -> None:
    coach = house.phone("karel")
    coach.sync()
    assert coach.do("activity.delete", id=TRAINING).state == "waiting"
    assert coach.do("row.restore", table="activity", id=TRAINING).state == "pending"
    assert coach.row("activity", TRAINING) is None
    assert coach.sync() == ["applied", "applied"]
    assert coach.row("activity", TRAINING) == house.row("activity", TRAINING)
    assert (coach.row("activity_guest", GUEST) or {})["declared"] == "yes"


def test_of_a_series_one_goes_and_the_others_stay(club: House) -> None:
    club.do("activity.delete", id=id_of("11-26"))
    assert sorted(shown(club)) == [day for day in DAYS if day != "11-26"]
    club.do("activity_series.extend", id="series-u12", until_on="2026-12-15")
    assert "11-26" not in shown(club)


def test_of_a_series_this_one_and_all_that_follow_go(club: House) -> None:
    club.do("activity_series.delete", id="series-u12", from_on="2026-12-01")
    assert sorted(shown(club)) == list(DAYS[:5])
    assert until(club) == "2026-11-26"


def test_the_rest_of_a_series_comes_back_in_one_gesture(club: House) -> None:
    club.do("attendance.declare", activity=id_of("12-03"), contact="contact-kim", declared="no")
    before = shown(club), club.row("activity_guest", guest_id(id_of("12-03"), "contact-kim"))
    club.do("activity_series.delete", id="series-u12", from_on="2026-12-01")
    club.do("row.restore", table="activity", id=id_of("12-08"))
    assert (shown(club), club.row("activity_guest", guest_id(id_of("12-03"), "contact-kim"))) == before
    assert until(club) == "2026-12-10"


def test_a_series_of_which_nothing_is_left_goes_and_comes_back(house: House) -> None:
    house.do("activity_series.create", **{**SERIES, "first_on": "2026-11-24"})
    whole = house.row("activity_series", "series-u12")
    house.do("activity_series.delete", id="series-u12", from_on="2026-11-24")
    assert (shown(house), until(house)) == ({}, None)
    assert house.refusal("cas", "row.restore", table="activity_series", id="series-u12") == "not_allowed"
    house.do("row.restore", table="activity_series", id="series-u12")
    assert sorted(shown(house)) == list(DAYS[3:])
    assert house.row("activity_series", "series-u12") == whole


def test_an_evening_that_comes_back_alone_brings_its_series(house: House) -> None:
    """First the end went, then all the rest: who brings back the end has a series again, through its last day."""
    house.do("activity_series.create", **{**SERIES, "first_on": "2026-11-24"})
    house.do("activity_series.delete", id="series-u12", from_on="2026-12-08")
    house.do("activity_series.delete", id="series-u12", from_on="2026-11-24")
    house.do("row.restore", table="activity", id=id_of("12-10"))
    assert (sorted(shown(house)), until(house)) == (["12-08", "12-10"], "2026-12-10")


def test_what_has_begun_and_what_was_marked_stays_of_a_series(club: House) -> None:
    club.do("attendance.confirm", activity=id_of("12-03"), contact="contact-kim", confirmed="present")
    club.do("activity_series.delete", id="series-u12", from_on="2026-11-12")
    assert (sorted(shown(club)), until(club)) == (["11-12", "11-17", "12-03"], "2026-12-03")
    assert club.refusal("karel", "activity_series.delete", id="series-u12", from_on="2026-12-01") == "attended"
    assert club.refusal("karel", "activity_series.delete", id="series-u12", from_on="2026-12-04") == "gone"


def test_what_two_coaches_deleted_in_one_breath_comes_back_by_team(house: House) -> None:
    """An owner deletes for two teams at once; a coach brings back the evening of the own team alone."""
    phone = house.phone("olga")
    phone.sync()
    phone.do_all(("activity.delete", {"id": TRAINING}), ("activity.delete", {"id": "training-u13"}))
    assert phone.sync() == ["applied"]
    coach = house.phone("karel")
    coach.sync()
    coach.do("row.restore", table="activity", id=TRAINING)
    assert coach.sync() == ["applied"]
    assert house.row("activity", TRAINING) is not None
    assert house.row("activity", "training-u13") is None


@pytest.mark.parametrize(
    ("verb", "args", "said"),
    [
        ("activity.delete", {"id": "training-none"}, "gone"),
        ("activity.delete", {}, "id required"),
        ("activity_series.delete", {"id": "series-none", "from_on": "2026-11-24"}, "gone"),
        ("activity_series.delete", {"id": "series-u12", "from_on": "morgen"}, "from_on not_a_date"),
        ("row.restore", {"table": "activity", "id": TRAINING}, "not_deleted"),
        ("row.restore", {"table": "activity", "id": "training-none"}, "not_deleted"),
    ],
)
def test_what_cannot_be_deleted_or_brought_back(club: House, verb: str, args: dict[str, Any], said: str) -> None:
    assert club.refusal("olga", verb, **args) == said


def test_an_answer_alone_comes_back_only_to_an_activity_that_is_there(house: House) -> None:
    house.do("activity.delete", id=TRAINING)
    assert house.no("row.restore", table="activity_guest", id=GUEST) == "gone"
