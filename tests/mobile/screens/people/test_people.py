"""The list of people of a large club (features 27, 90)."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from functools import wraps

import pytest

from mobile.touchline import Touchline
from mobile.widgets.filters import MANY
from mobile.widgets.paged import FIRST, PAGE, SOON_S
from tests.mobile.club import Club, small_club
from tests.mobile.drawn import Drawn, drawn
from tests.mobile.stage import touchline_of

CROWD = 10_000


def in_a_loop(story: Callable[[Touchline], Coroutine[None, None, None]]) -> Callable[[Touchline], None]:
    """A story that waits."""

    @wraps(story)
    def run(office: Touchline) -> None:
        asyncio.run(story(office))

    return run


@pytest.fixture(scope="module")
def crowd() -> Club:
    """The small club, 10,000 people from Aap to Zwart more, and forty teams."""
    club = small_club()
    with club.store.transaction():
        for number in range(CROWD):
            letter = chr(ord("A") + number * 26 // CROWD)
            club.row("contact", given_name=f"G{number}", family_name=f"{letter}aap {number:05d}", status="active")
        club.row("contact", id="zwart", given_name="Zoë", family_name="Zwart", status="active")
        season = club.store.find("season", current=1)[0]["id"]
        for number in range(40):
            club.row("group", id=f"t{number:02d}", name=f"P{number}", kind="team", season=season, status="active")
        club.row("group_member", contact="zwart", group="t39", function="player", present=1)
    return club


@pytest.fixture
def office(crowd: Club) -> Touchline:
    return touchline_of(crowd, "secretary")


@asynccontextmanager
async def people(office: Touchline) -> AsyncIterator[Drawn]:
    """Straight from the front page."""
    async with drawn(office) as screen:
        office.go("/people")
        await screen.settle()
        yield screen


@in_a_loop
async def test_what_fits_a_screen_comes_first_and_a_page_without_being_asked(office: Touchline) -> None:
    async with people(office) as screen:
        assert len(screen.texts("ListTile")) == FIRST
        assert screen.connection.sizes[-1] < 15_000
        await screen.until(lambda: len(screen.texts("ListTile")) > FIRST)
        assert len(screen.texts("ListTile")) == PAGE


@in_a_loop
async def test_who_scrolls_at_once_keeps_what_came(office: Touchline) -> None:
    async with people(office) as screen:
        below = screen.one("ListView")
        for _ in range(3):
            below = await screen.scroll_to_the_foot(below)
        await asyncio.sleep(SOON_S + 0.05)
        await screen.settle()
        assert len(screen.texts("ListTile")) == 3 * PAGE


@in_a_loop
async def test_everybody_is_reached_by_scrolling_once_and_in_order(office: Touchline) -> None:
    async with people(office) as screen:
        total = office.reader.people.search("").total
        below = screen.one("ListView")
        while below.on_scroll is not None:
            below = await screen.scroll_to_the_foot(below)
        names = screen.texts("ListTile")
        assert len(names) == total > CROWD
        assert names == [person.name for person in office.reader.people.search("", limit=total).rows]


@in_a_loop
async def test_somebody_at_the_end_of_the_alphabet_is_found_with_the_first_drawing(office: Touchline) -> None:
    async with people(office) as screen:
        sent = -1
        while sent != len(screen.connection.sizes):  # what is drawn a moment later by itself is no answer to a letter
            sent = len(screen.connection.sizes)
            await asyncio.sleep(SOON_S + 0.05)
            await screen.settle()
        await screen.event(screen.one("TextField"), "change", "zwart")
        assert screen.texts("ListTile") == ["Zoë Zwart"]
        # One letter, or two: Flet draws what changed in no order, and the field is part of the page.
        assert len(screen.connection.sizes) - sent in (1, 2)


@in_a_loop
async def test_what_was_sought_is_wiped_out_in_a_tap(office: Touchline) -> None:
    async with people(office) as screen:
        crosses = [one for one in screen.all("Semantics") if getattr(one, "label", None) == "Wis wat je zoekt"]
        assert crosses == []
        await screen.event(screen.one("TextField"), "change", "zwart")
        await screen.speak("Wis wat je zoekt")
        assert (office.state.finding.query, screen.one("TextField").value) == ("", "")
        assert len(screen.texts("ListTile")) >= FIRST
        await screen.event(screen.one("TextField"), "change", "zwart")
        assert screen.texts("ListTile") == ["Zoë Zwart"]


@in_a_loop
async def test_after_every_letter_the_rows_show_and_open_who_was_found(office: Touchline) -> None:
    """The rows of a search keep their places and change their people, and some people move to another place."""
    async with people(office) as screen:
        for query in ("z", "zaap 0999", "zaap 09991", "zaap 0999", "zw", "zaap 0998"):
            await screen.event(screen.one("TextField"), "change", query)
            found = office.reader.people.search(query, limit=FIRST).rows
            assert screen.texts("ListTile") == [person.name for person in found]
            for place, person in enumerate(found):
                await screen.event(screen.all("ListTile")[place], "click")
                assert office.state.place.route == f"/people/{person.id}"
            office.go("/people")
            await screen.settle()


@in_a_loop
async def test_the_whole_list_is_back_when_the_search_is_emptied(office: Touchline) -> None:
    async with people(office) as screen:
        await screen.until(lambda: len(screen.texts("ListTile")) > FIRST)
        before = screen.texts("ListTile")
        for query in ("z", "zwart", "nobody at all", ""):
            await screen.event(screen.one("TextField"), "change", query)
        assert screen.texts("ListTile") == before


@in_a_loop
async def test_of_many_teams_more_come_sideways(office: Touchline) -> None:
    async with people(office) as screen:
        assert len(screen.all("Chip")) == MANY
        [row] = [row for row in screen.all("Row") if row.on_scroll is not None]
        await screen.scroll_to_the_foot(await screen.scroll_to_the_foot(row))
        [last] = [chip for chip in screen.all("Chip") if chip.label == "P39"]
        await screen.event(last, "select", True)
        assert screen.texts("ListTile") == ["Zoë Zwart"]
