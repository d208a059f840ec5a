"""An address that is opened, or opened again by the browser, leads to what it says. (features 27, 35, 83)"""

import asyncio
from collections.abc import Callable

import pytest

from mobile.device.doors import Doors
from mobile.screens.agenda.agenda import day_of
from mobile.touchline import Touchline
from tests.fakes import FakeCamera, FakeDecoder, FakeFiles
from tests.mobile.club import Club, small_club
from tests.mobile.drawn import Drawn, drawn
from tests.mobile.goods import furnish
from tests.mobile.stage import touchline_of


def opened(role: str, route: str, seen: Callable[[Touchline, Drawn], object], club: Club | None = None) -> object:
    """What is seen of the page that stands there first."""

    async def story() -> object:
        doors = Doors(lambda: FakeCamera(fails="camera_none"), FakeFiles, decoder=FakeDecoder())
        touchline = touchline_of(club or furnish(small_club()), role, device=doors)
        touchline.state.place.route = route
        async with drawn(touchline) as screen:
            assert touchline.state.place.route == route
            return seen(touchline, screen)

    return asyncio.run(story())


def rows(touchline: Touchline, screen: Drawn) -> object:
    return screen.texts("ListTile")


def test_a_list_is_narrowed_as_it_was() -> None:
    assert opened("equipment", "/equipment?which=disputed", rows) == ["Ballenzak U13"]


def test_people_are_found_by_a_link() -> None:
    office = touchline_of(small_club(), "secretary")
    name = office.state.me.name
    assert opened("secretary", f"/people?q={name.replace(' ', '%20')}", rows) == [name]


def test_the_agenda_shows_the_day_that_is_asked_for() -> None:
    def look(touchline: Touchline, screen: Drawn) -> object:
        looking = touchline.state.looking
        return looking.view, looking.on.isoformat() if looking.on else None, screen.one("SegmentedButton").selected

    assert opened("coach", "/agenda?day=2026-12-05", look) == ("day", "2026-12-05", ["day"])
    assert opened("coach", "/agenda?day=gisteren", look) == ("list", None, ["list"])


@pytest.mark.parametrize("text", ["", "gisteren", "2026-02-30", "0001-01-01", "9999-12-31"])
def test_a_day_that_is_none_is_not_asked_for(text: str) -> None:
    assert day_of(text) is None


def test_a_place_goes_on_being_gone_through() -> None:
    club = furnish(small_club())
    cupboard = club.row("resource", name="Kast 1", kind="location", status="active")
    texts = opened(
        "equipment", f"/scan?audit={cupboard}", lambda _, screen: [one.value for one in screen.all("Text")], club
    )
    assert "Nakijken: Kast 1" in str(texts)
