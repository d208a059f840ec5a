"""What was planned by mistake is deleted where the coach stands: what goes along is said first. (feature 35)"""

import asyncio
from typing import Any

from mobile.past import Line, Past
from tests.mobile.club import NOW, small_club
from tests.mobile.drawn import Drawn, drawn
from tests.mobile.screens.agenda.test_series import plan, rows_of, shown
from tests.mobile.stage import touchline_of


async def ask(screen: Drawn) -> Any:
    """The question before something is deleted."""
    await screen.unfold("Details")
    await screen.press("OutlinedButton", "Verwijderen")
    [question] = screen.questions()
    return question


def texts(screen: Drawn, question: Any) -> list[str]:
    return [one.value for one in screen.all("Text", question.content)]


async def press(screen: Drawn, question: Any, label: str) -> None:
    buttons = [*screen.all("FilledButton", question.content), *screen.all("OutlinedButton", question.content)]
    [button] = [one for one in buttons if one.content == label]
    await screen.event(button, "click")


def test_a_match_is_deleted_with_its_answers_and_can_come_back() -> None:
    club, bars = small_club(), list[Any]()
    coach = touchline_of(club, "coach", show=bars.append)
    match = club.ids["match"]
    coach.state.place.route = f"/agenda/{match}"
    answers = sum(row["declared"] is not None for row in club.store.find("activity_guest", activity=match))

    async def story() -> None:
        async with drawn(coach) as screen:
            question = await ask(screen)
            said = texts(screen, question)
            assert f"{answers} mensen antwoordden al; die antwoorden gaan mee weg." in said
            assert any(text.startswith("Wie er al van hoorde, krijgt bericht") for text in said)
            await press(screen, question, "Verwijderen")
            assert coach.state.place.route == "/agenda"
            assert club.store.get("activity", match) is None
            assert club.store.find("activity_guest", activity=match) == []
            assert bars[-1].content.value.endswith(" is verwijderd.")
            bars[-1].action.on_click(None)
            await screen.settle()
            assert bars[-1].content.value.startswith("Het komt terug zodra de club het hoort")
            assert [line["state"] for line in club.store.find("queue")] == ["waiting", "pending"]

    asyncio.run(story())


def test_what_was_held_says_why_it_stays() -> None:
    club = small_club()
    coach = touchline_of(club, "coach")
    match = club.ids["match"]
    coach.state.place.route = f"/agenda/{match}"
    guest = club.store.find("activity_guest", activity=match)[0]
    club.store.put("activity_guest", {**guest, "confirmed": "present"})

    async def story() -> None:
        async with drawn(coach) as screen:
            question = await ask(screen)
            said = "Er zijn al aanwezigheden genoteerd, dus het heeft plaatsgehad."
            assert any(text.startswith(said) for text in texts(screen, question))
            assert screen.all("FilledButton", question.content) == []

    asyncio.run(story())


def test_of_a_series_this_one_or_all_that_follow() -> None:
    club, bars = small_club(), list[Any]()
    coach = touchline_of(club, "coach", show=bars.append)

    async def story() -> None:
        async with drawn(coach) as screen:
            await plan(screen, coach)
            rows = rows_of(club, coach)
            coach.go(f"/agenda/{rows[5]['id']}")
            await screen.settle()
            question = await ask(screen)
            assert [one.content for one in screen.all("FilledButton", question.content)] == ["Verwijderen"]
            await screen.event(question, "dismiss")
            coach.go(f"/agenda/{rows[3]['id']}")
            await screen.settle()
            question = await ask(screen)
            assert "Met alle volgende erbij: 3 keer." in texts(screen, question)
            await press(screen, question, "Deze en alle volgende (3)")
            assert bars[-1].content.value == "Training U13: 3 keer verwijderd."
            coach.go(f"/agenda/{rows[0]['id']}")
            await screen.settle()
            assert shown(rows_of(club, coach)) == ["01/12 19:30", "03/12 19:30", "08/12 19:30"]
            await screen.unfold("Details")
            rhythm = "Elke week op dinsdag en donderdag, tot en met 8 dec 2026"
            assert rhythm in [one.value for one in screen.all("Text")]

    asyncio.run(story())


def test_who_comes_too_late_reads_who_deleted_it_and_brings_it_back() -> None:
    club = small_club()
    row = club.store.get("activity", club.ids["match"]) or {}
    before = {name: value for name, value in row.items() if value is not None and name != "id"}
    gone = Line(9, NOW, "somebody", "Karel Claes", None, "activity", row["id"], "remove", before, {}, {})

    async def history(places: Any, before: int | None) -> Past:
        assert places == (("activity", row["id"]),)
        return Past((gone,), None)

    async def story(role: str, buttons: int) -> None:
        club.store.delete("activity", row["id"])
        touchline = touchline_of(club, role, history=history)
        touchline.state.place.route = f"/agenda/{row['id']}"
        async with drawn(touchline) as screen:
            back = [one for one in screen.all("TextButton") if one.content == "Terughalen"]
            assert len(back) == buttons
            if back:
                await screen.event(back[0], "click")
                [line] = club.store.find("queue")
                assert line["state"] == "pending"
                assert [one for one in screen.all("TextButton") if one.content == "Terughalen"] == []

    asyncio.run(story("member", 0))
    asyncio.run(story("coach", 1))
