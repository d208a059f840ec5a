"""The app starts anew on the same page: after a wipe, and for who signs in on a device that is not theirs."""

import asyncio

from mobile import app
from mobile.reader import Reader
from mobile.state import State
from mobile.touchline import Touchline
from tests.mobile.club import NOW, empty_club, small_club
from tests.mobile.drawn import Drawn, drawn
from tests.mobile.goods import furnish
from tests.mobile.stage import touchline_of


def texts(screen: Drawn) -> list[str]:
    return [one.value for one in screen.all("Text")]


def test_nothing_of_who_was_here_is_remembered() -> None:
    """The coach is wiped off; a secretary signs in; each draws as if there had been nobody."""
    coach, secretary = (touchline_of(furnish(small_club()), role) for role in ("coach", "secretary"))
    nobody = Touchline(Reader(empty_club().store.connection), coach.writer, State(), lambda: NOW, farewell="revoked")

    async def story() -> None:
        async with drawn(coach) as screen:
            assert "Dag Fatima" in texts(screen)
            coach.state.me.user = None
            await screen.settle()
            app.show(screen.session.page, nobody)
            await screen.settle()
            assert any(text.startswith("Dit toestel werd ingetrokken.") for text in texts(screen))
            app.show(screen.session.page, secretary)
            await screen.settle()
            assert "Dag Marleen" in texts(screen)
            secretary.state.me.user = None
            await screen.settle()
            assert "Welkom bij je club" in texts(screen)

    asyncio.run(story())
