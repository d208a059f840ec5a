"""The agenda in a calendar of one's own: made, shown once, taken back; without a network too. (feature B13)"""

import asyncio
from typing import Any

from shared.domain import feed
from shared.domain.invitation import hash_of
from tests.mobile.club import small_club
from tests.mobile.drawn import drawn
from tests.mobile.stage import touchline_of


def test_a_parent_makes_an_address_and_takes_it_back() -> None:
    club, asked, bars = small_club(), list[str](), list[Any]()
    doors = {"open_url": asked.append, "show": bars.append, "server": "https://club.example"}
    parent = touchline_of(club, "member", **doors)
    parent.state.place.route = "/agenda"

    async def story() -> None:
        async with drawn(parent) as screen:
            await screen.speak("Agenda in je eigen kalender")
            first, *_ = [one for one in screen.all("FilledTonalButton") if one.content == "Maak een adres"]
            await screen.event(first, "click")
            [question] = screen.questions()
            [address] = [one.value for one in screen.all("Text", question) if str(one.value).startswith("https:")]
            secret = feed.read(address.rsplit("/", 1)[-1])
            assert secret is not None
            [open_it] = [
                one for one in screen.all("FilledButton", question) if one.content == "Openen in mijn kalender"
            ]
            await screen.event(open_it, "click")
            assert asked == [f"webcal://club.example/calendar/{secret}.ics"]
            [row] = club.store.find("calendar_feed")
            assert (row["secret_hash"], row["contact"]) == (hash_of(secret), parent.state.me.contact)
            assert secret not in repr([line for table in club.store.register for line in club.store.find(table.name)])

            await screen.event(question, "dismiss")
            assert screen.questions() == []
            await screen.press("TextButton", "Intrekken")
            [question] = screen.questions()
            await screen.event(question.actions[1], "click")
            [row] = club.store.find("calendar_feed")
            assert (row["revoked_by"], bars[-1].content.value) == ("user-member", "Het adres is ingetrokken.")
            assert [one for one in screen.all("TextButton") if one.content == "Intrekken"] == []

    asyncio.run(story())
