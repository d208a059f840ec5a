"""A waiting device is told that there is something for it, and nobody else is."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from shared.errors import TooMany, Unreachable
from sync_server.pokes import Pokes
from sync_server.serving import Config, Server
from tests.house import House
from tests.sync_server.desk import Desk


def head(house: House) -> int:
    return int((house.row("club", "club") or {})["seq"])


def together(desk: Desk, story: Callable[[Pokes], Awaitable[Any]]) -> Any:
    """A story in the event loop of one server."""

    async def told() -> Any:
        async with asyncio.timeout(20):
            return await story(desk.app.state.pokes)

    return asyncio.run(told())


async def waits(pokes: Pokes, user: str, since: int) -> "asyncio.Task[int | None]":
    """Somebody who waits already when this returns."""
    task = asyncio.create_task(pokes.wait(f"device-of-{user}", f"user-{user}", since))
    await asyncio.sleep(0)
    return task


@pytest.mark.parametrize(
    ("verb", "args", "told"),
    [
        ("contact_point.patch", {"id": "phone-of-ann", "set": {"label": "thuis"}}, {"sara", "ann", "cas"}),
        ("contact_finance.patch", {"id": "contact-kim", "set": {"account_holder": "P"}}, {"piet"}),
        ("group.remove_member", {"id": "member-zoe"}, {"sara", "ann", "cas", "karel"}),  # everybody with a role
        ("season.create", {"id": "season-27", "name": "2027", "start_on": "2027-07-01", "end_on": "2028-06-30"}, None),
    ],
)
def test_who_may_see_it_is_told_and_nobody_else(
    desk: Desk, verb: str, args: dict[str, Any], told: set[str] | None
) -> None:
    """Promise 5 holds for the fact that something changed, too."""
    people = {"sara", "ann", "cas", "karel", "piet"}

    async def story(pokes: Pokes) -> set[str]:
        since = head(desk.house)
        tasks = {name: await waits(pokes, name, since) for name in people}
        desk.house.do(verb, **args)
        pokes.look()
        await asyncio.sleep(0)
        heard = {name for name, task in tasks.items() if task.done()}
        assert {tasks[name].result() for name in heard} == {head(desk.house)}
        pokes.end()
        return heard

    assert together(desk, story) == (people if told is None else told)


def test_what_came_before_the_question_is_told_at_once(desk: Desk) -> None:
    since = head(desk.house)
    desk.house.do("contact_point.patch", id="phone-of-ann", set={"label": "thuis"})
    assert together(desk, lambda pokes: pokes.wait("d", "user-ann", since)) == head(desk.house)


def test_a_right_that_was_withdrawn_is_news_too(desk: Desk) -> None:
    since = head(desk.house)
    desk.house.do("role.withdraw", id="role-karel")
    assert together(desk, lambda pokes: pokes.wait("d", "user-karel", since)) == head(desk.house)


def test_a_server_that_was_restored_is_behind_and_says_so(desk: Desk) -> None:
    assert together(desk, lambda pokes: pokes.wait("d", "user-ann", 10**6)) == head(desk.house)


def test_what_another_process_wrote_is_found_by_looking(house: House, tmp_path: Path) -> None:
    desk = Desk(house, tmp_path, look_every=5)
    other = House(house.store)
    other.new_id._made = 10_000

    async def story(pokes: Pokes) -> int | None:
        task = await waits(pokes, "ann", head(house))
        other.clock.now = house.clock.now
        other.do("contact_point.patch", id="phone-of-ann", set={"label": "thuis"})
        return await task

    assert together(desk, story) == head(house)


def test_a_push_is_told_without_waiting_for_the_next_look(house: House, tmp_path: Path) -> None:
    """The looks of this server are an hour apart."""
    desk = Desk(house, tmp_path, look_every=3_600_000)
    token, phone = desk.token("sara"), desk.phone("sara")
    phone.sync()

    async def story(pokes: Pokes) -> int | None:
        task = await waits(pokes, "ann", head(house))
        phone.do("contact_point.patch", id="phone-of-ann", set={"label": "thuis"})
        transport = httpx.ASGITransport(desk.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            wish = phone.replica.request(phone.now).to_wire()
            assert (await client.post("/api/sync", json=wish, headers=token)).status_code == 200
        return await task

    assert together(desk, story) == head(house)


def test_nothing_for_long_is_answered_with_nothing(house: House, tmp_path: Path) -> None:
    desk = Desk(house, tmp_path, waiting_life=1)
    token = desk.token("ann")
    answer = desk.send("GET", f"/api/poke?since={head(house)}", headers=token)
    assert (answer.status_code, answer.content) == (204, b"")
    answer = desk.send("GET", "/api/poke?since=0", headers=token)
    assert (answer.status_code, answer.json()) == (200, {"seq": head(house)})
    assert len(desk.app.state.pokes) == 0


@pytest.mark.parametrize(
    ("path", "signed", "said"),
    [
        ("/api/poke?since=0", False, (401, "sign_in_needed")),
        ("/api/poke", True, (400, "since")),
        ("/api/poke?since=-1", True, (400, "since")),
        ("/api/poke?since=x", True, (400, "since")),
        ("/api/poke?since=" + "9" * 30, True, (400, "since")),
    ],
)
def test_who_asks_badly(desk: Desk, path: str, signed: bool, said: tuple[int, str]) -> None:
    answer = desk.send("GET", path, headers=desk.token("ann") if signed else {})
    assert (answer.status_code, answer.json()["code"]) == said


def test_a_device_waits_once(desk: Desk) -> None:
    """Its older question is answered with nothing: a phone that lost its line does not fill the house."""

    async def story(pokes: Pokes) -> tuple[int | None, int]:
        since = head(desk.house)
        first = await waits(pokes, "ann", since)
        await waits(pokes, "ann", since)
        found = await first, len(pokes)
        pokes.end()
        return found

    assert together(desk, story) == (None, 1)


def test_the_house_is_full(house: House, tmp_path: Path) -> None:
    desk = Desk(house, tmp_path, waiting_most=1)

    async def story(pokes: Pokes) -> None:
        await waits(pokes, "ann", head(house))
        with pytest.raises(TooMany):
            await pokes.wait("device-of-piet", "user-piet", head(house))
        pokes.end()

    together(desk, story)


def test_asking_has_its_own_limit(house: House, tmp_path: Path) -> None:
    desk = Desk(house, tmp_path, waiting_tries=2)
    token = desk.token("ann")
    codes = [desk.send("GET", "/api/poke?since=0", headers=token).status_code for _ in range(3)]
    assert codes == [200, 200, 429]


def test_who_hangs_up_waits_no_longer(desk: Desk) -> None:
    async def story(pokes: Pokes) -> int:
        said: list[Any] = []
        token = desk.token("ann")["Authorization"].encode()
        scope = {
            "type": "http", "method": "GET", "path": "/api/poke", "query_string": f"since={head(desk.house)}".encode(),
            "headers": [(b"host", b"test"), (b"authorization", token)], "scheme": "http", "client": ("1.2.3.4", 5),
        }  # fmt: skip
        line: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

        async def send(message: Any) -> None:
            said.append(message)

        line.put_nowait({"type": "http.request", "body": b"", "more_body": False})
        task = asyncio.create_task(desk.app(scope, line.get, send))
        for _ in range(5):
            await asyncio.sleep(0)
        assert len(pokes) == 1
        line.put_nowait({"type": "http.disconnect"})
        await task
        await asyncio.sleep(0)
        return len(pokes)

    assert together(desk, story) == 0


def test_a_server_that_stops_sends_everybody_home_at_once(desk: Desk) -> None:
    async def story(pokes: Pokes) -> list[int | None]:
        tasks = [await waits(pokes, name, head(desk.house)) for name in ("ann", "piet")]
        pokes.end()
        return [await task for task in tasks] + [await pokes.wait("d", "user-cas", 0)]

    assert together(desk, story) == [None, None, None]


def test_a_database_that_is_away_for_a_while(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(house, tmp_path, look_every=5)

    async def story(pokes: Pokes) -> int | None:
        task = await waits(pokes, "ann", head(house))
        real, broken = pokes._seq, []

        def seq() -> int:
            if len(broken) < 3:
                broken.append(1)
                raise Unreachable
            return real()

        monkeypatch.setattr(pokes, "_seq", seq)
        house.do("contact_point.patch", id="phone-of-ann", set={"label": "thuis"})
        found = await task
        assert len(broken) == 3
        return found

    assert together(desk, story) == head(house)


async def until(true: Callable[[], bool]) -> None:
    """Look until it is so; another event loop would have to be watched for an event."""
    for _ in range(2_000):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never was so")


def test_a_real_server_does_not_wait_for_who_waits(house: House, tmp_path: Path) -> None:
    """Somebody listens for an hour; the server is told to stop, and is gone without breaking the line."""
    desk = Desk(house, tmp_path, waiting_life=3_600_000)
    token = desk.token("ann")
    config = Config(desk.app, desk.settings, host="127.0.0.1", port=0, log_config=None, lifespan="off")
    server = Server(config, desk.app.state.pokes.end)

    async def story() -> int:
        serving = asyncio.create_task(server.serve())
        async with asyncio.timeout(30), httpx.AsyncClient() as client:
            await until(lambda: server.started)
            port = server.servers[0].sockets[0].getsockname()[1]
            question = client.get(f"http://localhost:{port}/api/poke?since={head(house)}", headers=token, timeout=60)
            waiting = asyncio.create_task(question)
            await until(lambda: len(desk.app.state.pokes) == 1)
            server.should_exit = True
            answer = await waiting
            await serving
            return answer.status_code

    assert asyncio.run(story()) == 204


def test_a_defect_in_one_look_silences_nobody_for_good(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who waits is told at the next change."""

    async def story(pokes: Pokes) -> int | None:
        task, real, looks = await waits(pokes, "sara", head(desk.house)), pokes.look, list[int]()

        def breaks_once() -> None:
            looks.append(1)
            if len(looks) == 1:
                raise ZeroDivisionError
            real()

        monkeypatch.setattr(pokes, "look", breaks_once)
        desk.house.do("contact_point.patch", id="phone-of-ann", set={"label": "thuis"})
        while not task.done():
            pokes.nudge()
            await asyncio.sleep(0.01)
        return await task

    assert together(desk, story) == head(desk.house)
