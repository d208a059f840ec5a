"""The page about sync says what stands on this device, and whether it stays. (feature B3)"""

import asyncio

import pytest

from mobile.touchline import Touchline
from tests.mobile.club import NOW, small_club
from tests.mobile.drawn import Drawn, drawn
from tests.mobile.looking import texts
from tests.mobile.stage import touchline_of


def shown(touchline: Touchline) -> list[str]:
    touchline.state.place.route = "/sync"

    async def story() -> list[str]:
        async with drawn(touchline) as screen:
            await screen.settle()
            return texts(screen)

    return asyncio.run(story())


@pytest.mark.parametrize(("promised", "warns"), [(False, True), (True, False), (None, False)])
def test_where_a_browser_may_throw_it_away_it_says_so_and_what_helps(promised: bool | None, warns: bool) -> None:
    async def keeps() -> bool | None:
        return promised

    told = shown(touchline_of(small_club(), "coach", keeps=keeps))
    assert any("mag alles van de club van dit toestel wissen" in text for text in told) is warns


def test_it_is_asked_again_each_time_somebody_looks() -> None:
    answers = [False, True]

    async def keeps() -> bool | None:
        return answers.pop(0)

    coach = touchline_of(small_club(), "coach", keeps=keeps)
    coach.state.place.route = "/sync"

    def warns(screen: Drawn) -> bool:
        return any("startscherm" in text for text in texts(screen))

    async def story() -> None:
        async with drawn(coach) as screen:
            await screen.settle()
            assert warns(screen)
            for path in ("/agenda", "/sync"):
                coach.go(path)
                await screen.settle()
            assert not warns(screen)

    asyncio.run(story())


def test_when_all_rows_were_read_again_is_said_once_they_were() -> None:
    club = small_club()
    coach = touchline_of(club, "coach")
    assert not any(text.startswith("Alles nagekeken") for text in shown(coach))
    club.store.update("device", ("self",), {"whole_at": NOW - 60 * 60 * 1000})
    assert f"Alles nagekeken {coach.words.moment(NOW - 60 * 60 * 1000, coach.zone, coach.today)}" in shown(coach)
