"""The club may wake a browser where its person allowed it, and nowhere else. (feature B19)"""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from mobile.device.push import NoPush, push_door
from mobile.waking import Waking
from shared.errors import TouchlineError, Unreachable

ADDRESS = "https://fcm.googleapis.com/fcm/send/abc"


class Browser:
    """Says what it is told to say, and remembers the key it was asked with."""

    def __init__(self, answer: str) -> None:
        self.answer = answer
        self.keys: list[str] = []

    async def standing(self) -> str:
        return self.answer

    async def allow(self, key: str) -> str:
        self.keys.append(key)
        return self.answer

    async def stop(self) -> str:
        self.answer = "off"
        return self.answer


class Server:
    """Remembers where it was told to wake."""

    def __init__(self, key: str | None = "the-key") -> None:
        self.key = key
        self.told: list[str | None] = []
        self.away = False

    async def ask(self, path: str, wish: dict[str, Any]) -> Mapping[str, Any]:
        assert path == "/api/push"
        if self.away:
            raise Unreachable
        self.told.append(wish["endpoint"])
        return {"key": self.key}


def test_the_person_allows_it_and_the_server_is_told_where() -> None:
    browser, server = Browser(f"on {ADDRESS}"), Server()
    waking = Waking(server.ask, browser)
    assert asyncio.run(waking.allow()) == "on"
    assert (browser.keys, server.told) == (["the-key"], [None, ADDRESS])
    assert asyncio.run(waking.standing()) == "on"
    asyncio.run(waking.keep())
    assert server.told == [None, ADDRESS], "it was told already"
    assert asyncio.run(waking.stop()) == "off"
    assert server.told == [None, ADDRESS, None]


@pytest.mark.parametrize(
    ("answer", "standing"), [("denied", "denied"), ("unsupported", "unsupported"), ("x", "failed")]
)
def test_a_browser_that_says_no_is_told_to_nobody(answer: str, standing: str) -> None:
    server = Server()
    assert asyncio.run(Waking(server.ask, Browser(answer)).allow()) == standing
    assert server.told == [None]


def test_where_the_server_wakes_nobody_nobody_is_asked() -> None:
    browser = Browser(f"on {ADDRESS}")
    assert asyncio.run(Waking(Server(key=None).ask, browser).allow()) == "unsupported"
    assert browser.keys == []


def test_each_start_tells_an_address_that_is_not_known_yet() -> None:
    browser, server = Browser(f"on {ADDRESS}"), Server()
    waking = Waking(server.ask, browser)
    server.away = True
    asyncio.run(waking.keep())
    server.away = False
    asyncio.run(waking.keep())
    browser.answer = f"on {ADDRESS}d"
    asyncio.run(waking.keep())
    browser.answer = "off"
    asyncio.run(waking.keep())
    assert server.told == [ADDRESS, ADDRESS + "d"]


def test_without_the_club_nothing_is_switched_on() -> None:
    browser, server = Browser(f"on {ADDRESS}"), Server()
    server.away = True
    with pytest.raises(TouchlineError):
        asyncio.run(Waking(server.ask, browser).allow())
    assert browser.keys == []


def test_who_leaves_the_device_is_woken_there_no_more() -> None:
    browser, server = Browser(f"on {ADDRESS}"), Server()
    server.away = True
    asyncio.run(Waking(server.ask, browser).forget())
    assert browser.answer == "off"


def test_a_phone_is_woken_by_nobody() -> None:
    door = push_door()
    assert isinstance(door, NoPush)
    assert [asyncio.run(one) for one in (door.standing(), door.allow("k"), door.stop())] == ["unsupported"] * 2 + [
        "off"
    ]
