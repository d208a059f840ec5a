"""Who cannot play is known to the coach and the family, and closed to everybody else."""

from shared.sync.change import Insert, Patch, Remove
from sync_server.privacy.retention import Retention
from tests.house import DAY, House

KIM = {"id": "injury-kim", "contact": "contact-kim", "from_on": "2026-11-16"}


def test_the_coach_notes_it_and_the_family_mends_it(house: House) -> None:
    karel, piet = house.phone("karel"), house.phone("piet")
    for phone in (karel, piet):
        phone.sync()
    karel.do("injury.note", **KIM, note="Enkel verstuikt")
    assert karel.sync() == ["applied"]
    piet.sync()
    piet.do("injury.patch", id="injury-kim", set={"to_on": "2026-12-05"})
    assert piet.sync() == ["applied"]
    karel.sync()
    row = karel.row("injury", "injury-kim") or {}
    assert (row["from_on"], row["to_on"], row["note"]) == ("2026-11-16", "2026-12-05", "Enkel verstuikt")


def test_nobody_else_hears_of_it(house: House) -> None:
    house.do("injury.note", **KIM, note="Enkel")
    seen = {}
    for name in ("olga", "sara", "tom", "eef", "karel", "cas", "piet", "ann"):
        phone = house.phone(name)
        phone.sync()
        seen[name] = phone.ids("injury") == {"injury-kim"}
    assert {name for name, sees in seen.items() if sees} == {"olga", "sara", "karel", "piet"}
    assert house.refusal("cas", "injury.note", **{**KIM, "id": "injury-two"}) == "not_allowed"


def test_who_leaves_the_team_takes_it_along(house: House) -> None:
    house.do("injury.note", **KIM)
    karel = house.phone("karel")
    karel.sync()
    house.do("group.remove_member", id="member-kim")
    karel.sync()
    assert karel.ids("injury") == set()


def test_a_last_day_comes_after_the_first(house: House) -> None:
    assert house.refusal("karel", "injury.note", **KIM, to_on="2026-11-15") == "bad_period"
    house.do("injury.note", **KIM)
    assert house.refusal("karel", "injury.patch", id="injury-kim", set={"to_on": "2026-11-15"}) == "bad_period"
    assert house.decide("karel", "injury.patch", id="injury-kim", set={"to_on": "2026-11-16"}) == [
        Patch("injury", "injury-kim", {"to_on": "2026-11-16"})
    ]
    assert house.decide("piet", "injury.drop", id="injury-kim") == [Remove("injury", "injury-kim")]


def test_what_was_refused_repeats_no_day_of_it(house: House) -> None:
    """A refusal is stored where it is read by more than who may see it."""
    karel = house.phone("karel")
    karel.sync()
    karel.do("injury.note", **KIM)
    karel.sync()
    karel.do("injury.patch", id="injury-kim", set={"to_on": "2026-11-17"})
    house.do("injury.patch", id="injury-kim", set={"from_on": "2026-11-18"})
    assert karel.sync() == ["refused bad_period"]
    (receipt,) = house.store.find("receipt", outcome="refused")
    assert "2026" not in str(receipt["detail"])


def test_a_year_after_it_was_over_it_is_gone(house: House) -> None:
    house.do("injury.note", **KIM, to_on="2026-12-01")
    house.do("injury.note", **{**KIM, "id": "injury-open"})
    house.clock.wait((13 + 365) * DAY)
    Retention(house.club()).apply()
    assert [row["id"] for row in house.store.find("injury")] == ["injury-open"], "nobody knows when that one ends"
    house.do("group.remove_member", id="member-kim", to_on="2027-11-30")
    house.do("membership.end", id="membership-kim", end_on="2027-11-30")
    house.clock.wait(500 * DAY)
    Retention(house.club()).apply()
    assert house.store.find("injury") == []


def test_it_is_one_row(house: House) -> None:
    assert house.decide("olga", "injury.note", **KIM, note="x") == [
        Insert("injury", {**KIM, "to_on": None, "note": "x"})
    ]


def test_a_correction_is_taken_back_as_long_as_nobody_corrected_it_since(house: House) -> None:  # feature B17
    """By whoever may correct it, by the same rules."""
    house.do("injury.note", **KIM, to_on="2026-12-05")
    house.do("injury.patch", id="injury-kim", set={"to_on": "2026-12-12"})
    undo = {"table": "injury", "id": "injury-kim", "set": {"to_on": "2026-12-05"}, "still": {"to_on": "2026-12-12"}}
    back = [Patch("injury", "injury-kim", {"to_on": "2026-12-05"})]
    assert [house.decide(name, "row.undo", **undo) for name in ("karel", "piet", "sara")] == [back] * 3
    assert house.refusal("cas", "row.undo", **undo) == "not_allowed"
    assert house.refusal("karel", "row.undo", **{**undo, "set": {"to_on": "2026-11-15"}}) == "bad_period"
    house.do("injury.patch", id="injury-kim", set={"to_on": None})
    assert house.refusal("karel", "row.undo", **undo) == "changed_since"
