"""The other long lists go the way of the people's: what fits a screen, a page a moment later, all by scrolling."""

import asyncio

import pytest

from mobile.widgets.paged import FIRST, PAGE
from tests.mobile.club import DAY, NOW, Club, small_club
from tests.mobile.drawn import drawn
from tests.mobile.goods import furnish
from tests.mobile.stage import touchline_of

MANY = 3 * PAGE


@pytest.fixture(scope="module")
def club() -> Club:
    """The small club with very many bags, bills and meetings."""
    club = furnish(small_club())
    account = club.store.find("account")[0]["id"]
    with club.store.transaction():
        for number in range(MANY):
            club.row("resource", name=f"Bag {number:03d}", kind="single", status="active", category="bag")
            club.row(
                "invoice", account=account, status="issued", total_cents=100 + number, paid_cents=0, due_on="2027-01-01"
            )
            when = {"start_at": NOW + number * DAY, "end_at": NOW + number * DAY, "zone": "Europe/Brussels"}
            club.row("activity", kind="meeting", title=f"Meeting {number}", status="planned", **when)
    return club


@pytest.mark.parametrize(
    ("role", "place"), [("equipment", "equipment"), ("treasurer", "money"), ("secretary", "agenda")]
)
def test_all_rows_come_and_those_that_stay_are_not_sent_again(club: Club, role: str, place: str) -> None:
    async def story() -> None:
        touchline = touchline_of(club, role)
        async with drawn(touchline) as screen:
            touchline.go(f"/{place}")
            await screen.settle()
            assert len(screen.all("ListTile")) == FIRST
            await screen.until(lambda: len(screen.all("ListTile")) > FIRST)
            assert len(screen.all("ListTile")) == PAGE
            below = screen.one("ListView")
            while below.on_scroll is not None:
                below = await screen.scroll_to_the_foot(below)
            rows = len(screen.all("ListTile"))
            assert rows >= MANY
            sent = len(screen.connection.sizes)
            touchline.state.replica.changed()
            await screen.settle()
            assert len(screen.all("ListTile")) == rows
            assert sum(screen.connection.sizes[sent:]) < 2000

    asyncio.run(story())
