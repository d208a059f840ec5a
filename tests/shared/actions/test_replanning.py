"""A series gets another rule: what stays keeps what was said of it, the rest goes, and what is new comes."""

from datetime import date
from typing import Any

import pytest

from shared.domain.attendance import guest_id
from shared.domain.series import occurrence_id
from tests.house import House
from tests.shared.actions.test_series import DAYS, LATER, SERIES, at_seven, id_of, refused, shown


@pytest.fixture
def club(house: House) -> House:
    """The house with trainings of the U12 on Tuesdays and Thursdays; it is Wednesday the 18th of November."""
    house.do("activity_series.create", **SERIES)
    return house


REPLAN = {"id": "series-u12", "from_on": "2026-11-24", "until_on": "2026-12-10"}
STILL = {"rule": SERIES["rule"], "until_on": SERIES["until_on"]}
MONDAYS = "FREQ=WEEKLY;BYDAY=MO,TH"


def test_another_rule_keeps_what_was_said_of_the_evenings_that_stay(club: House) -> None:
    """From the 24th on Mondays in the place of Tuesdays: Thursdays stay, with their answers and their own hours."""
    start = (club.row("activity", id_of("12-03")) or {})["start_at"] + 30 * 60_000
    club.do("activity.patch", id=id_of("12-03"), set={"start_at": start})
    club.do("attendance.declare", activity=id_of("12-03"), contact="contact-kim", declared="no")
    club.do("attendance.declare", activity=id_of("12-01"), contact="contact-kim", declared="yes")
    stays, goes = (guest_id(id_of(day), "contact-kim") for day in ("12-03", "12-01"))
    before = club.row("activity_guest", stays)
    club.do("activity_series.replan", **REPLAN, rule=MONDAYS, still=STILL)
    assert shown(club) == at_seven("11-12", "11-17", "11-19", "11-26", "11-30", "12-07", "12-10") | {
        "12-03": "12-03 18:30"
    }
    assert (club.row("activity_guest", stays), club.row("activity_guest", goes)) == (before, None)
    made = club.store.find("activity", series="series-u12", occurs_on="2026-11-30")[0]
    assert (made["title"], made["location"], made["cancelled"]) == ("Training U12", "Veld 3", 0)


def test_the_day_of_a_moved_series_is_the_day_it_takes_place(club: House) -> None:
    """Tuesdays were moved to Wednesdays: who asks for Wednesdays and Fridays keeps these, and their ids."""
    club.do("activity_series.change", **LATER, from_on="2026-11-24", set={"shift": 1})
    club.do("activity_series.replan", **REPLAN, rule="FREQ=WEEKLY;BYDAY=WE", still=STILL)
    moved = {"11-24": "11-25 18:00", "12-01": "12-02 18:00", "12-08": "12-09 18:00"}
    assert shown(club) == at_seven("11-12", "11-17", "11-19") | moved
    assert club.row("activity", id_of("12-01")) is not None
    club.do("activity_series.extend", id="series-u12", until_on="2026-12-16")
    assert shown(club)["12-15"] == "12-16 18:00"


def test_more_of_it_follows_the_new_rule(club: House) -> None:
    club.do("activity_series.replan", **REPLAN, rule="FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", still=STILL)
    club.do("activity_series.extend", id="series-u12", until_on="2027-01-10")
    assert sorted(day for day in shown(club) if day > "11-19") == ["11-24", "12-08", "12-22"]
    assert "01-05" in shown(club)


def test_it_goes_on_for_less_or_for_longer_with_another_rule(club: House) -> None:
    less = {**REPLAN, "until_on": "2026-11-26"}
    club.do("activity_series.replan", **less, rule=SERIES["rule"], still=STILL)
    assert sorted(shown(club)) == ["11-12", "11-17", "11-19", "11-24", "11-26"]
    still = {**STILL, "until_on": "2026-11-26"}
    club.do("activity_series.replan", **REPLAN, rule=SERIES["rule"], still=still)
    assert sorted(shown(club)) == list(DAYS)


def test_what_has_begun_and_what_was_marked_stays_under_another_rule(club: House) -> None:
    club.do("attendance.confirm", activity=id_of("12-01"), contact="contact-kim", confirmed="present")
    early = {**REPLAN, "from_on": "2026-11-12"}
    club.do("activity_series.replan", **early, rule="FREQ=WEEKLY;BYDAY=FR", still=STILL)
    kept = ["11-12", "11-17", "12-01"]
    assert sorted(shown(club)) == sorted([*kept, "11-20", "11-27", "12-04"]), "no Friday that is over is made"


def test_what_went_does_not_come_back_under_its_old_id(club: House) -> None:
    """Back to Tuesdays is another evening than the one that was deleted: who restores that one finds it as it was."""
    club.do("activity_series.replan", **REPLAN, rule="FREQ=WEEKLY;BYDAY=TH", still=STILL)
    still = {"rule": "FREQ=WEEKLY;BYDAY=TH", "until_on": "2026-12-10"}
    club.do("activity_series.replan", **REPLAN, rule=SERIES["rule"], still=still)
    assert sorted(shown(club)) == list(DAYS)
    assert club.row("activity", id_of("12-01")) is None
    assert club.row("activity", occurrence_id("series-u12", date(2026, 12, 1), 2)) is not None


def test_a_rule_is_taken_back_with_the_answers_that_went(club: House) -> None:
    """As the app does it: what went comes back, and the old rule lets go of what was new."""
    club.do("attendance.declare", activity=id_of("12-01"), contact="contact-kim", declared="no")
    before = shown(club), club.row("activity_guest", guest_id(id_of("12-01"), "contact-kim"))
    club.do("activity_series.replan", **REPLAN, rule=MONDAYS, still=STILL)
    phone = club.phone("karel")
    phone.sync()
    back = {"rule": SERIES["rule"], "still": {"rule": MONDAYS, "until_on": "2026-12-10"}}
    phone.do_all(
        ("row.restore", {"table": "activity", "id": id_of("12-08")}),
        ("activity_series.replan", {**REPLAN, **back}),
    )
    assert phone.sync() == ["applied"]
    assert (shown(club), club.row("activity_guest", guest_id(id_of("12-01"), "contact-kim"))) == before


def test_the_second_of_two_who_replan_is_asked(club: House) -> None:
    first, second = club.phone("karel"), club.phone("karel", "tablet")
    for phone in (first, second):
        phone.sync()
    first.do("activity_series.replan", **REPLAN, rule=MONDAYS, still=STILL)
    second.do("activity_series.replan", **REPLAN, rule="FREQ=DAILY", still=STILL)
    assert (first.sync(), second.sync()) == (["applied"], ["refused changed_since"])
    assert {row["occurs_on"] for row in club.store.find("activity", series="series-u12")} == {
        f"2026-{day}" for day in shown(club)
    }
    assert second.ids("activity") >= {row["id"] for row in club.store.find("activity", series="series-u12")}


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"rule": "FREQ=HOURLY"}, "rule not_a_rule"),
        ({"rule": ""}, "rule required"),
        ({"until_on": "2026-11-20"}, "until_on no_days"),
        ({"until_on": "2199-12-31"}, "until_on too_many"),
        ({"from_on": "gisteren"}, "from_on not_a_date"),
        ({"from_on": "1900-01-01"}, "first_on out_of_range"),
        ({"still": {"rule": MONDAYS}}, "still unknown_field"),
        ({"still": {**STILL, "rule": MONDAYS}}, "changed_since"),
        ({"still": {**STILL, "until_on": "2026-12-31"}}, "changed_since"),
        ({"id": "series-none"}, "gone"),
    ],
)
def test_what_no_rule_can_be(club: House, wrong: dict[str, Any], why: str) -> None:
    args = {**REPLAN, "rule": MONDAYS, "still": STILL, **wrong}
    assert refused(club, "activity_series.replan", **args) == why
    assert club.refusal("cas", "activity_series.replan", **{**REPLAN, "rule": MONDAYS, "still": STILL}) == "not_allowed"
