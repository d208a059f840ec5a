"""A search that finds nothing because a chip narrows the list says so, and leads to the whole list in one tap."""

import asyncio

import pytest

from tests.mobile.club import small_club
from tests.mobile.drawn import Drawn, drawn
from tests.mobile.goods import furnish
from tests.mobile.stage import touchline_of

WIDER = "Zoek in alles"


def wider(screen: Drawn) -> int:
    return sum(one.content == WIDER for one in screen.all("FilledTonalButton"))


@pytest.mark.parametrize(
    ("role", "path", "sought"),
    [("equipment", "/equipment?which=disputed", "keeper"), ("treasurer", "/money?which=overdue", "segers")],
)
def test_what_a_chip_hides_is_found_in_everything(role: str, path: str, sought: str) -> None:
    touchline = touchline_of(furnish(small_club()), role)

    async def story() -> None:
        async with drawn(touchline) as screen:
            touchline.go(path)
            await screen.settle()
            assert wider(screen) == 0
            await screen.write(sought)
            assert (screen.all("ListTile"), wider(screen)) == ([], 1)
            await screen.press("FilledTonalButton", WIDER)
            assert screen.all("ListTile") != []
            await screen.write("nergens te vinden")
            assert (screen.all("ListTile"), wider(screen)) == ([], 0)

    asyncio.run(story())


def test_somebody_of_another_team_is_found_among_all() -> None:
    club = small_club()
    office = touchline_of(club, "secretary")
    office.state.place.route = "/people"
    office.state.finding.team = club.ids["U13"]
    name = office.reader.people.person(club.ids["U9/2"]).name  # type: ignore[union-attr]  # the club has it

    async def story() -> None:
        async with drawn(office) as screen:
            await screen.write(name)
            assert wider(screen) == 1
            await screen.press("FilledTonalButton", WIDER)
            assert office.state.finding.team == ""
            assert len(office.reader.people.search(name, team=None, limit=9).rows) == 1
            await screen.write("nergens te vinden")
            assert wider(screen) == 0

    asyncio.run(story())
