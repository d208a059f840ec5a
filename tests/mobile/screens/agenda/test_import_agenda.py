"""A calendar is taken over: what it would do is seen first, and past broken lines only on purpose. (feature B13)"""

import asyncio
from typing import Any

from mobile.device.doors import Doors
from mobile.device.files import Paper
from mobile.importing import Line, Plan
from mobile.touchline import Touchline
from shared.errors import Malformed, Unreachable
from shared.exchange.plan import Missing
from tests.fakes import FakeFiles
from tests.mobile.club import NOW, ZONE, Club, small_club
from tests.mobile.drawn import Drawn, drawn
from tests.mobile.stage import touchline_of

FILE = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


def wish(number: int, club: Club) -> tuple[str, dict[str, Any]]:
    match = {"kind": "match", "title": f"Match {number}", "start_at": NOW + number, "zone": ZONE}
    return "activity.create", {"id": f"imported-{number}", "group": club.ids["U13"], **match}


def plan(club: Club, *, broken: bool) -> Plan:
    lines = [Line(n, "new", f"2026-12-0{n} Match {n}", None, "", ("title",), (wish(n, club),)) for n in (1, 2)]
    bad = [Line(31, "broken", "Match 3", "no_start", "dtstart", ("dtstart",), ())]
    return Plan((*lines, *(bad if broken else [])), 4)


def coach_with(club: Club, answer: Plan | Exception, asked: list[Any]) -> Touchline:
    async def read(group: str | None, text: str) -> Plan:
        asked.append((group, text))
        if isinstance(answer, Exception):
            raise answer
        return answer

    device = Doors(files=lambda: FakeFiles(paper=Paper("kalender.ics", FILE)))
    coach = touchline_of(club, "coach", plan_agenda=read, device=device)
    coach.state.place.route = "/agenda/import"
    return coach


async def pick(screen: Drawn) -> None:
    await screen.press("FilledTonalButton", "Bestand kiezen")
    await screen.settle()


def texts(screen: Drawn) -> list[str]:
    return [one.value for one in screen.all("Text")]


def test_a_file_is_looked_at_and_then_taken_over() -> None:
    club, asked = small_club(), list[Any]()
    coach = coach_with(club, plan(club, broken=False), asked)

    async def story() -> None:
        async with drawn(coach) as screen:
            await pick(screen)
            assert asked == [(club.ids["U13"], FILE.decode())]
            assert {"2 nieuw", "4 activiteiten vallen buiten de maanden die overgenomen worden."} <= set(texts(screen))
            assert club.store.get("activity", "imported-1") is None
            await screen.press("FilledButton", "2 activiteiten overnemen")
            await screen.settle()
            assert "2 activiteiten overgenomen." in texts(screen)
            assert (club.store.get("activity", "imported-2") or {})["title"] == "Match 2"
            assert len(coach.reader.outbox.waiting()) == 2

    asyncio.run(story())


def test_past_a_broken_line_only_who_says_so() -> None:
    club = small_club()
    coach = coach_with(club, plan(club, broken=True), [])

    async def story() -> None:
        async with drawn(coach) as screen:
            await pick(screen)
            assert "Regel 31: heeft geen begin «dtstart»" in texts(screen)
            assert [one.content for one in screen.all("FilledButton")] == []
            await screen.press("FilledTonalButton", "Alleen de goede overnemen (2)")
            await screen.settle()
            assert "2 activiteiten overgenomen." in texts(screen)

    asyncio.run(story())


def test_what_is_no_longer_in_the_file_is_a_tap_away() -> None:
    club = small_club()
    coach = coach_with(club, Plan((), 0, (Missing("match-9", "2026-12-12 10:00 Match 9"),)), [])

    async def story() -> None:
        async with drawn(coach) as screen:
            await pick(screen)
            assert {"Er is niets over te nemen.", "Staat niet meer in het bestand"} <= set(texts(screen))
            gone = screen.all("ListTile")[-1]  # the agenda lies below
            assert gone.title.value == "2026-12-12 10:00 Match 9"
            await screen.event(gone, "click")
            assert coach.state.place.route == "/agenda/match-9"

    asyncio.run(story())


def test_what_cannot_be_read_is_said_in_words() -> None:
    club = small_club()
    said = {
        Unreachable(): "Een bestand lezen gaat alleen met netwerk. Probeer het straks opnieuw.",
        Malformed("no_calendar", 422): "Hier staat geen kalender in.",
        Malformed("unheard_of", 422): "Dit bestand kan niet gelezen worden.",
    }

    async def story(problem: Exception, words: str) -> None:
        async with drawn(coach_with(club, problem, [])) as screen:
            await pick(screen)
            assert words in texts(screen)

    for problem, words in said.items():
        asyncio.run(story(problem, words))


def test_a_member_takes_over_nothing() -> None:
    parent = touchline_of(small_club(), "member")
    parent.state.place.route = "/agenda/import"

    async def story() -> None:
        async with drawn(parent) as screen:
            assert [one.content for one in screen.all("FilledTonalButton")] == []

    asyncio.run(story())
