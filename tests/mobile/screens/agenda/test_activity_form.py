"""An activity is planned, moved and called off where the coach stands, without a network."""

import asyncio
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from mobile.screens.agenda.activity_form import may_plan_something, teams, times
from mobile.touchline import Touchline
from shared.domain.calendar import clock, local_date, numeric_date
from shared.refusals import Invalid
from tests.mobile.club import TODAY, ZONE, Club, small_club
from tests.mobile.drawn import drawn
from tests.mobile.stage import touchline_of


def when(day: str, start: str, end: str, *, overnight: bool = False) -> tuple[str, str | None, int]:
    found = times({"day": day, "start": start, "end": end}, TODAY, ZONE, overnight)
    shown = [None if at is None else f"{day_text(at)} {clock(at, ZONE)}" for at in (found["start_at"], found["end_at"])]
    return str(shown[0]), shown[1], found["all_day"]


def day_text(at: int) -> str:
    return numeric_date(local_date(at, ZONE), year=False)


def test_typed_times_are_instants_of_the_club_s_own_clock() -> None:
    assert when("5/12", "19u30", "21:00") == ("05/12 19:30", "05/12 21:00", 0)
    assert when("5/12", "19:30", "") == ("05/12 19:30", None, 0)
    assert when("5/12", "", "") == ("05/12 00:00", None, 1)


def test_a_party_may_end_after_midnight_and_a_training_may_not() -> None:
    assert when("5/12", "20:00", "1:00", overnight=True) == ("05/12 20:00", "06/12 01:00", 0)
    with pytest.raises(Invalid) as wrong:
        when("5/12", "20:00", "1:00")
    assert wrong.value.about == {"field": "end", "reason": "before_start"}


@pytest.mark.parametrize(
    ("texts", "about"),
    [
        (("", "19:30", ""), {"field": "day", "reason": "required"}),
        (("31/2", "19:30", ""), {"field": "day", "reason": "not_date"}),
        (("5/12", "halfacht", ""), {"field": "start", "reason": "not_time"}),
        (("5/12", "", "21:00"), {"field": "start", "reason": "required"}),
    ],
)
def test_what_is_wrong_is_said_of_its_own_field(texts: tuple[str, str, str], about: dict[str, str]) -> None:
    with pytest.raises(Invalid) as wrong:
        when(*texts)
    assert wrong.value.about == about


@pytest.mark.parametrize(
    ("role", "whom"),
    [
        ("coach", ["U13"]),
        ("secretary", ["U9", "U11", "U13", "U15", "Dames", "Eerste ploeg", "Hele club"]),
        ("equipment", []),
        ("member", []),
    ],
)
def test_a_coach_plans_for_the_own_team_and_the_office_for_all(role: str, whom: list[str]) -> None:
    touchline = touchline_of(small_club(), role)
    assert [name for _, name in teams(touchline)] == whom
    assert may_plan_something(touchline) == bool(whom)


def row_of(touchline: Touchline, club: Club) -> dict[str, object]:
    """What stands in the replica of the activity that is open."""
    return club.store.get("activity", touchline.state.place.route.rsplit("/", 1)[-1]) or {}


def test_a_training_is_planned_moved_and_called_off_without_a_network() -> None:
    """Three gestures that wait for the server, each on the screen at once. # feature B1"""
    club, bars = small_club(), list[Any]()
    coach = touchline_of(club, "coach", show=bars.append)

    async def story() -> None:
        async with drawn(coach) as screen:
            coach.go("/agenda")
            coach.go("/agenda/new")
            await screen.settle()
            [day] = [chip for chip in screen.all("Chip") if chip.label == "wo 2 dec"]
            await screen.event(day, "select", True)
            await screen.write("19:30", "Begint om (leeg: hele dag)")
            await screen.write("19:00", "Eindigt om (mag leeg)")
            await screen.press("FilledButton", "Opslaan")
            assert [field.error for field in screen.all("TextField") if field.error] == [
                "Het einde valt voor het begin."
            ]
            await screen.write("21:00", "Eindigt om (mag leeg)")
            await screen.press("FilledButton", "Opslaan")
            made = row_of(coach, club)
            assert (made["title"], made["kind"], made["group"]) == ("Training U13", "training", club.ids["U13"])
            assert [clock(int(str(made[name])), ZONE) for name in ("start_at", "end_at")] == ["19:30", "21:00"]

            await screen.unfold("Details")
            await screen.press("OutlinedButton", "Aanpassen")
            await screen.write("20u", "Begint om (leeg: hele dag)")
            await screen.write("Sporthal", "Plaats")
            await screen.press("FilledButton", "Opslaan")
            moved = row_of(coach, club)
            assert (clock(int(str(moved["start_at"])), ZONE), moved["end_at"]) == ("20:00", made["end_at"])
            assert (moved["location"], moved["title"], moved["cancelled"]) == ("Sporthal", "Training U13", 0)

            [sent] = coach.reader.outbox.waiting()[-1].deeds
            assert sent.args["set"] == {"start_at": moved["start_at"], "location": "Sporthal"}

            await screen.unfold("Details")
            await screen.press("OutlinedButton", "Afgelasten")
            [question] = screen.questions()
            assert question.title.value == "Training U13 afgelasten?"
            await screen.event(question.actions[1], "click")
            assert row_of(coach, club)["cancelled"] == 1
            assert [one.content for one in screen.all("OutlinedButton")] == ["Toch laten doorgaan", "Verwijderen"]
            assert coach.state.sync.waiting == 3

            assert (bars[-1].content.value, bars[-1].action.label) == ("Training U13 is afgelast.", "Ongedaan maken")
            bars[-1].action.on_click(None)
            await screen.settle()
            assert row_of(coach, club)["cancelled"] == 0
            assert bars[-1].content.value == "Training U13 gaat toch door."
            assert [one.content for one in screen.all("OutlinedButton")] == [
                "Aanpassen",
                "Kopiëren",
                "Afgelasten",
                "Verwijderen",
            ]

    asyncio.run(story())


def test_only_of_a_match_the_opponent_is_asked() -> None:
    club = small_club()
    coach = touchline_of(club, "coach")
    coach.state.place.route = f"/agenda/{club.ids['match']}"
    match = club.store.get("activity", club.ids["match"]) or {}

    async def asked() -> bool:
        async with drawn(coach) as screen:
            await screen.unfold("Details")
            await screen.press("OutlinedButton", "Aanpassen")
            return "Tegenstander" in [field.label for field in screen.all("TextField")]

    assert asyncio.run(asked())
    club.store.put("activity", {**match, "kind": "training"})
    assert asyncio.run(asked())  # what was typed once is not hidden
    club.store.put("activity", {**match, "kind": "training", "opponent": None})
    assert not asyncio.run(asked())


def test_a_day_and_an_hour_are_picked_and_may_be_typed_after_that() -> None:
    """The calendar and the clock open at what the field says, and write as somebody types. # feature B1"""
    club = small_club()
    coach = touchline_of(club, "coach")
    coach.state.place.route = "/agenda/new"

    async def story() -> None:
        async with drawn(coach) as screen:
            await screen.speak("Dag: kies in een kalender")
            [calendar] = screen.questions()
            assert (calendar.value.date(), calendar.current_date.date()) == (TODAY, TODAY)
            await screen.event(calendar, "change", datetime(2026, 12, 8, 23, tzinfo=UTC))  # midnight in Brussels
            assert screen.questions() == []
            await screen.speak("Begint om (leeg: hele dag): kies op een klok")
            [clock_face] = screen.questions()
            assert clock_face.value == time(19, 30)
            await screen.event(clock_face, "change", time(20, 5))
            await screen.write("21u", "Eindigt om (mag leeg)")
            fields = {field.label: field.value for field in screen.all("TextField")}
            assert (fields["Dag"], fields["Begint om (leeg: hele dag)"]) == ("09/12/2026", "20:05")
            await screen.speak("Eindigt om (mag leeg): kies op een klok")
            [clock_face] = screen.questions()
            assert clock_face.value == time(21, 0)
            await screen.event(clock_face, "dismiss")
            assert screen.questions() == []
            await screen.press("FilledButton", "Opslaan")
            made = row_of(coach, club)
            assert [clock(int(str(made[name])), ZONE) for name in ("start_at", "end_at")] == ["20:05", "21:00"]
            assert local_date(int(str(made["start_at"])), ZONE) == date(2026, 12, 9)

    asyncio.run(story())


def test_a_member_finds_no_way_to_change_an_activity() -> None:
    club = small_club()
    parent = touchline_of(club, "member")
    parent.state.place.route = f"/agenda/{club.ids['match']}"

    async def story() -> None:
        async with drawn(parent) as screen:
            assert [one.content for one in screen.all("OutlinedButton")] == []

    asyncio.run(story())
