"""The page behind the badge. (features B2, B3)"""

import asyncio

from tests.mobile.club import NOW, small_club
from tests.mobile.drawn import drawn
from tests.mobile.stage import touchline_of


def test_what_needs_an_answer_is_said_once_and_hides_nothing_else() -> None:
    touchline = touchline_of(small_club(), "coach")
    touchline.state.sync.needs_you = 1

    async def shown(*, offline: bool) -> list[str]:
        touchline.state.sync.offline, touchline.state.sync.last_synced_at = offline, NOW
        async with drawn(touchline) as screen:
            touchline.go("/sync")
            await screen.settle()
            return [str(text.value) for text in screen.all("Text")]

    texts = asyncio.run(shown(offline=False))
    assert texts.count("1 vraagt je aandacht") == 1
    assert [text for text in texts if text.startswith("Bijgewerkt")] == ["Bijgewerkt 09:05"]
    assert "Offline" in asyncio.run(shown(offline=True))
