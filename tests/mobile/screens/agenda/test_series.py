"""A training every week is planned, moved and called off where the coach stands, without a network. (feature B1)"""

import asyncio
from datetime import date
from typing import Any

import pytest

from mobile.reader.repeating import Series
from mobile.screens.agenda import rhythm
from mobile.touchline import Touchline
from mobile.words import Words
from shared.domain.calendar import clock, local_date
from shared.domain.series import Phase
from shared.refusals import Invalid
from tests.mobile.club import TODAY, ZONE, Club, small_club
from tests.mobile.drawn import Drawn, drawn
from tests.mobile.stage import touchline_of

TUESDAY = date(2026, 12, 1)
START, END, UNTIL = "Begint om (leeg: hele dag)", "Eindigt om (mag leeg)", "Tot en met (een dag of hoeveel keer)"


def rows_of(club: Club, touchline: Touchline) -> list[dict[str, Any]]:
    """The occurrences of the series of which one is open, in the order of the rule."""
    opened = club.store.get("activity", touchline.state.place.route.rsplit("/", 1)[-1]) or {}
    return sorted(club.store.find("activity", series=opened["series"]), key=lambda row: row["occurs_on"])


def shown(rows: list[dict[str, Any]]) -> list[str]:
    return [f"{local_date(row['start_at'], ZONE):%d/%m} {clock(row['start_at'], ZONE)}" for row in rows]


async def choose(screen: Drawn, label: str) -> None:
    [chip] = [one for one in screen.all("Chip") if one.label == label]
    await screen.event(chip, "select", True)


async def answer(screen: Drawn, label: str) -> None:
    """A tap on a line of the question that stands over the page."""
    [question] = screen.questions()
    lines = [one for one in screen.all("ListTile", question) if screen.all("Text", one.title)[0].value == label]
    await screen.event(lines[0], "click")
    await screen.event(question, "dismiss")  # as the client says of a question that is gone


async def plan(screen: Drawn, coach: Touchline) -> None:
    """Tuesdays and Thursdays at half past seven, six times from the first of December on."""
    coach.go("/agenda/new")
    await screen.settle()
    assert UNTIL not in [field.label for field in screen.all("TextField")]
    await screen.write("1/12", "Dag")
    await screen.write("19:30", START)
    await screen.write("21:00", END)
    await choose(screen, "Elke week")
    await choose(screen, "di")
    await choose(screen, "do")
    await screen.write("6", UNTIL)
    await screen.press("FilledButton", "Opslaan")


def test_a_series_is_planned_and_the_first_of_it_is_open() -> None:
    club = small_club()
    coach = touchline_of(club, "coach")

    async def story() -> None:
        async with drawn(coach) as screen:
            await plan(screen, coach)
            rows = rows_of(club, coach)
            assert shown(rows) == [
                "01/12 19:30",
                "03/12 19:30",
                "08/12 19:30",
                "10/12 19:30",
                "15/12 19:30",
                "17/12 19:30",
            ]
            assert {row["title"] for row in rows} == {"Training U13"}
            assert coach.state.place.route == f"/agenda/{rows[0]['id']}"
            await screen.unfold("Details")
            assert "Elke week op dinsdag en donderdag, tot en met 17 dec 2026" in [
                one.value for one in screen.all("Text")
            ]

    asyncio.run(story())


def test_this_and_all_that_follow_are_moved_and_moved_back() -> None:
    club, bars = small_club(), list[Any]()
    coach = touchline_of(club, "coach", show=bars.append)

    async def story() -> None:
        async with drawn(coach) as screen:
            await plan(screen, coach)
            coach.go(f"/agenda/{rows_of(club, coach)[2]['id']}")
            await screen.settle()
            await screen.unfold("Details")
            await screen.press("OutlinedButton", "Aanpassen")
            await answer(screen, "Deze en alle volgende")
            await screen.write("20u", START)
            await screen.write("21u30", END)
            await screen.write("9/12/2026", "Dag")
            await screen.press("FilledButton", "Opslaan")
            assert shown(rows_of(club, coach)) == [
                "01/12 19:30",
                "03/12 19:30",
                "09/12 20:00",
                "11/12 20:00",
                "16/12 20:00",
                "18/12 20:00",
            ]
            assert bars[-1].content.value == "De reeks Training U13 is aangepast."
            bars[-1].action.on_click(None)
            await screen.settle()
            assert shown(rows_of(club, coach))[2:] == ["08/12 19:30", "10/12 19:30", "15/12 19:30", "17/12 19:30"]

    asyncio.run(story())


def test_one_of_a_series_is_moved_alone_and_stays_when_all_are_moved() -> None:
    club = small_club()
    coach = touchline_of(club, "coach")

    async def story() -> None:
        async with drawn(coach) as screen:
            await plan(screen, coach)
            await screen.unfold("Details")
            await screen.press("OutlinedButton", "Aanpassen")
            await answer(screen, "Alleen deze")
            await screen.write("18:00", START)
            await screen.press("FilledButton", "Opslaan")
            await screen.unfold("Details")
            await screen.press("OutlinedButton", "Aanpassen")
            await answer(screen, "Alle die nog komen")
            await screen.write("20:00", START)
            await screen.press("FilledButton", "Opslaan")
            assert [line[6:] for line in shown(rows_of(club, coach))] == ["18:00"] + ["20:00"] * 5

    asyncio.run(story())


def test_what_overwrites_cannot_be_taken_back_in_a_tap_and_is_not_said_to_be() -> None:
    """One evening was moved by hand, and is to change too: no word brings both hours back."""
    club, bars = small_club(), list[Any]()
    coach = touchline_of(club, "coach", show=bars.append)

    async def change(screen: Drawn, hour: str, *chips: str) -> None:
        await screen.unfold("Details")
        await screen.press("OutlinedButton", "Aanpassen")
        await answer(screen, "Alle die nog komen")
        await screen.write(hour, START)
        for chip in chips:
            await choose(screen, chip)
        await screen.press("FilledButton", "Opslaan")

    async def story() -> None:
        async with drawn(coach) as screen:
            await plan(screen, coach)
            await screen.unfold("Details")
            await screen.press("OutlinedButton", "Aanpassen")
            await answer(screen, "Alleen deze")
            await screen.write("18:00", START)
            await screen.press("FilledButton", "Opslaan")
            await change(screen, "20:00", "Verandert mee")
            assert {line[6:] for line in shown(rows_of(club, coach))} == {"20:00"}
            assert bars[-1].action is None
            await change(screen, "20:15")
            assert bars[-1].action.label == "Ongedaan maken"

    asyncio.run(story())


def test_the_rest_is_called_off_with_a_reason_and_taken_up_again() -> None:
    club, bars = small_club(), list[Any]()
    coach = touchline_of(club, "coach", show=bars.append)

    async def story() -> None:
        async with drawn(coach) as screen:
            await plan(screen, coach)
            coach.go(f"/agenda/{rows_of(club, coach)[4]['id']}")
            await screen.settle()
            await screen.unfold("Details")
            await screen.press("OutlinedButton", "Afgelasten")
            [question] = screen.questions()
            assert [button.content for button in question.actions] == ["Gaat door"]
            assert [one.content for one in screen.all("FilledButton", question.content)] == ["Alleen deze"]
            [whole] = screen.all("OutlinedButton", question.content)
            assert whole.content == "Deze en alle volgende (2)"
            [reason] = screen.all("TextField", question)
            await screen.event(reason, "change", "Winterstop")
            await screen.event(whole, "click")
            rows = rows_of(club, coach)
            assert [row["cancelled"] for row in rows] == [0, 0, 0, 0, 1, 1]
            assert {row["cancel_reason"] for row in rows[4:]} == {"Winterstop"}
            assert "Afgelast: Winterstop" in [one.value for one in screen.all("Text")]
            assert bars[-1].content.value == "Training U13: 2 keer afgelast."
            bars[-1].action.on_click(None)
            await screen.settle()
            assert [row["cancelled"] for row in rows_of(club, coach)] == [0] * 6

    asyncio.run(story())


def test_a_guest_has_the_evening_and_not_its_series() -> None:
    """What another team's phone does not hold is not spoken of; the page stands."""
    club = small_club()
    match = club.store.get("activity", club.ids["match"]) or {}
    club.store.put("activity", {**match, "series": "series-elsewhere", "occurs_on": "2026-11-28"})

    async def story(role: str, buttons: list[str]) -> None:
        touchline = touchline_of(club, role)
        touchline.state.place.route = f"/agenda/{club.ids['match']}"
        async with drawn(touchline) as screen:
            if buttons:
                await screen.unfold("Details")
            texts = [one.value for one in screen.all("Text")]
            assert "Kantine, 45 minuten vooraf" in texts
            assert not [text for text in texts if text and text.startswith("Elke ")]
            assert [one.content for one in screen.all("OutlinedButton")][:3] == buttons

    asyncio.run(story("member", []))
    asyncio.run(story("coach", ["Aanpassen", "Kopiëren", "Afgelasten"]))


def test_another_like_it_is_planned_on_a_day_of_its_own() -> None:
    club = small_club()
    coach = touchline_of(club, "coach")
    coach.state.place.route = f"/agenda/{club.ids['match']}"

    async def story() -> None:
        async with drawn(coach) as screen:
            await screen.unfold("Details")
            await screen.press("OutlinedButton", "Kopiëren")
            fields = {field.label: field.value for field in screen.all("TextField")}
            assert (fields["Dag"], fields["Plaats"]) == ("", "Sportpark De Meers, veld 2")
            await screen.write("12/12", "Dag")
            await screen.press("FilledButton", "Opslaan")
            made = club.store.get("activity", coach.state.place.route.rsplit("/", 1)[-1]) or {}
            old = club.store.get("activity", club.ids["match"]) or {}
            assert made["id"] != old["id"]
            same = ("kind", "title", "location", "meeting_point", "opponent", "group")
            assert {name: made[name] for name in same} == {name: old[name] for name in same}
            assert shown([made]) == [f"12/12 {clock(old['start_at'], ZONE)}"]

    asyncio.run(story())


def test_the_way_there_is_asked_of_the_world_only_by_a_tap() -> None:
    club, asked = small_club(), list[str]()
    parent = touchline_of(club, "member", open_url=asked.append)
    parent.state.place.route = f"/agenda/{club.ids['match']}"

    async def story() -> None:
        async with drawn(parent) as screen:
            assert asked == []
            await screen.speak("Route naar Kantine, 45 minuten vooraf")
            assert asked == ["https://www.openstreetmap.org/directions?to=Kantine%2C%2045%20minuten%20vooraf"]

    asyncio.run(story())


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("FREQ=WEEKLY", "Elke week op dinsdag"),
        ("FREQ=WEEKLY;BYDAY=SU,MO,WE", "Elke week op maandag, woensdag en zondag"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "Om de 2 weken op vrijdag"),
        ("FREQ=DAILY;INTERVAL=3", "Om de 3 dagen"),
        ("FREQ=MONTHLY", "Elke maand op dag 1"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "Elke maand op de laatste vrijdag"),
    ],
)
def test_how_often_is_said_in_a_sentence(rule: str, said: str) -> None:
    phases = (Phase("2026-12-01", "x"),)
    series = Series("s", "training", rule, "2026-12-01", "2027-06-30", ZONE, None, phases)
    assert rhythm.sentence(Words("nl"), series) == f"{said}, tot en met 30 jun 2027"


@pytest.mark.parametrize(
    ("chosen", "first", "rule"),
    [
        (("week", ""), TUESDAY, "FREQ=WEEKLY"),
        (("week", "TU TH"), TUESDAY, "FREQ=WEEKLY;BYDAY=TU,TH"),
        (("fortnight", "SA"), TUESDAY, "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA"),
        (("month", ""), TUESDAY, "FREQ=MONTHLY;BYDAY=1TU"),
        (("month", ""), date(2026, 12, 31), "FREQ=MONTHLY;BYDAY=-1TH"),
        (("day", "TU"), TUESDAY, "FREQ=DAILY"),
    ],
)
def test_what_is_chosen_is_a_rule(chosen: tuple[str, str], first: date, rule: str) -> None:
    assert rhythm.rule(*chosen, first) == rule


def test_until_a_day_or_so_many_times() -> None:
    assert rhythm.until("10", TODAY) == {"count": 10}
    assert rhythm.until("30/6", TODAY) == {"until_on": "2027-06-30"}
    assert rhythm.until("30/6/2028", TODAY) == {"until_on": "2028-06-30"}
    for text, reason in (("", "required"), ("27/11/2026", "before_start"), ("ooit", "not_date")):
        with pytest.raises(Invalid) as wrong:
            rhythm.until(text, TODAY)
        assert wrong.value.about == {"field": "until", "reason": reason}
