"""While the rest of a first load is on its way, what is not here is not said to be gone."""

import asyncio

import pytest

from mobile.touchline import Touchline
from tests.mobile.club import small_club
from tests.mobile.drawn import drawn
from tests.mobile.stage import touchline_of

COMING = "The rest of the club is still loading"
WHY = f"{COMING}. This page fills by itself."
OFFLINE = "No connection. Loading goes on by itself as soon as there is internet."


def karel(*, partial: bool, offline: bool = False) -> Touchline:
    """The coach, who has the first part, or everything."""
    touchline = touchline_of(small_club(), "coach", "en")
    touchline.state.sync.partial, touchline.state.sync.offline = partial, offline
    return touchline


async def said(touchline: Touchline, route: str) -> list[str]:
    """What stands on a screen after the front page."""
    async with drawn(touchline) as screen:
        touchline.go(route)
        await screen.settle()
        return [str(text.value) for text in screen.all("Text")]


@pytest.mark.parametrize(
    "route",
    [
        "/people/nobody",
        "/agenda/nothing",
        "/equipment/nothing",
    ],
)
def test_what_has_not_come_is_not_gone(route: str) -> None:
    waiting = {"Not here yet", WHY, COMING}
    assert waiting <= set(asyncio.run(said(karel(partial=True), route)))
    assert not waiting & set(asyncio.run(said(karel(partial=False), route)))


def test_without_a_network_it_goes_on_later() -> None:
    texts = asyncio.run(said(karel(partial=True, offline=True), "/people/nobody"))
    assert OFFLINE in texts
    assert COMING not in texts
