"""A device that is looked at hears that there is something, and fetches it; without that, every minute does."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from mobile.assembly import open_device
from mobile.poke import GAP_S, LATER_S, SOON_S, Poke
from mobile.progress import Progress
from tests.house import House
from tests.journeys.serving import Served
from tests.mobile.couriers import Device, desk_of

ADDRESS = "http://test"


class Carrier:
    """A courier that counts how often it was woken."""

    def __init__(self, token: str = "secret") -> None:
        self.progress = Progress()
        self.woken = 0
        self.token = token

    def wake(self) -> None:
        self.woken += 1

    def bearer(self) -> dict[str, str]:
        return {"Authorization": self.token} if self.token else {}


def listened(
    answer: Callable[[httpx.Request], httpx.Response], courier: Carrier | None = None, cursor: int = 10, times: int = 1
) -> tuple[list[float], int, list[str]]:
    """Ask some times: the pauses after each, how often the courier was woken, what was asked."""
    courier, asked = courier or Carrier(), list[str]()

    def hear(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url).removeprefix(ADDRESS))
        return answer(request)

    async def story() -> list[float]:
        async def at_once(seconds: float) -> None:
            courier.progress = Progress()

        async with httpx.AsyncClient(transport=httpx.MockTransport(hear), base_url=ADDRESS) as client:
            poke = Poke(client, courier, lambda: {"cursor": cursor}, at_once)
            return [await poke.listen() for _ in range(times)]

    return asyncio.run(story()), courier.woken, asked


def out_of_reach(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("no network", request=request)


@pytest.mark.parametrize(
    ("answer", "pause", "woken"),
    [
        (httpx.Response(200, json={"seq": 12}), GAP_S, 1),
        (httpx.Response(200, json={"seq": 10}), GAP_S, 0),  # it came by itself meanwhile
        (httpx.Response(204), GAP_S, 0),
        (httpx.Response(401, json={"code": "sign_in_needed"}), SOON_S, 1),
        (httpx.Response(404, json={"code": "not_found"}), LATER_S, 0),  # an older server
        (httpx.Response(429, json={"code": "too_many"}), LATER_S, 0),
        (httpx.Response(503), LATER_S, 0),
        (httpx.Response(200, html="<html>FREE WIFI</html>"), LATER_S, 0),
        (httpx.Response(200, json=[1]), LATER_S, 0),
        (httpx.Response(200, json={"seq": True}), LATER_S, 0),
        (httpx.Response(200, headers={"content-type": "application/json"}, content=b"{"), LATER_S, 0),
    ],
)
def test_what_an_answer_means(answer: httpx.Response, pause: float, woken: int) -> None:
    assert listened(lambda _: answer)[:2] == ([pause], woken)


def test_without_a_network_the_minute_s_rhythm_is_all_there_is() -> None:
    assert listened(out_of_reach)[:2] == ([LATER_S], 0)


def test_before_the_first_sync_nobody_is_asked() -> None:
    assert listened(out_of_reach, Carrier("")) == ([SOON_S], 0, [])


def test_what_was_heard_once_is_not_heard_again() -> None:
    """Though the courier could not fetch it: it tries again by itself."""
    _, _, asked = listened(lambda _: httpx.Response(200, json={"seq": 12}), times=2)
    assert asked == ["/api/poke?since=10", "/api/poke?since=12"]


def test_a_sync_under_way_may_bring_it() -> None:
    courier = Carrier()
    courier.progress = Progress(syncing=True)
    assert listened(lambda _: httpx.Response(200, json={"seq": 12}), courier)[1] == 1


def test_an_edit_on_one_device_appears_on_another(house: House, tmp_path: Path) -> None:
    """Over a real port. Karel's courier would come by in a minute; it is the poke that brings it."""
    desk = desk_of(house, tmp_path)
    karel, sara = Device(desk, "karel"), Device(desk, "sara")

    async def seen(device: Device, label: str) -> None:
        while device.row("contact_point", "phone-of-piet")["label"] != label:
            await device.news.wait()
            device.news.clear()

    async def story(url: str) -> None:
        tasks = []
        for device in (karel, sara):
            device.live(url)
            await device.courier.sign_in(device.name, "een lang wachtwoord", "phone")
            assert await device.courier.sync()
            tasks += [asyncio.create_task(device.courier.run()), asyncio.create_task(device.poke.run())]
        async with asyncio.timeout(30):
            for label in ("thuis", "werk"):
                sara.do("contact_point.patch", id="phone-of-piet", set={"label": label})
                sara.courier.wake()
                await seen(karel, label)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    with Served(desk.app) as server:
        asyncio.run(story(server.url))
        assert server.url


class Task:
    """A task that was started."""

    def __init__(self, what: Any) -> None:
        self.what, self.cancelled = what, False

    def cancel(self) -> None:
        self.cancelled = True


def test_a_device_listens_while_it_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOUCHLINE_SERVER", "http://localhost:1")
    device, started = open_device(tmp_path, ["nl"], {}), list[Task]()

    def spawn(what: Any) -> Task:
        started.append(Task(what))
        return started[-1]

    device.carry(spawn)
    loop, ear = started
    device.looked_at()
    assert started == [loop, ear]  # it listens already
    device.left()
    assert (loop.cancelled, ear.cancelled) == (False, True)
    device.looked_at()
    assert [task.what for task in started] == [loop.what, ear.what, ear.what]
