"""Push, pull, wait, try again: no fault ever removes a changeset, and everything is done once."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from unittest.mock import patch

import httpx
import pytest

from mobile.media.porter import Speak
from shared.errors import Malformed, SignInNeeded, StoreFull, Unreachable
from sync_server.sign_in.devices import revoke
from tests.house import DAY, HOUR, MINUTE
from tests.mobile.couriers import Device
from tests.sync_server.desk import Desk
from tests.virtual_time import run_at_once

FAULTS = ["drop", "cut", "half", "portal", "portal-json", "redirect", "busy", "broken", "full", "garbled"]


def test_a_sign_in_and_a_sync(karel: Device) -> None:
    assert karel.sync()
    assert karel.badge() == (0, False, None)
    assert karel.answers() == [("applied", None)]
    assert karel.courier.progress.rows == karel.store.count("held")


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_keeps_the_wish_and_the_next_try_does_it_once(karel: Device, fault: str) -> None:
    assert not karel.sync(fault)
    assert karel.replica.waiting() == 1
    assert karel.courier.progress.error is not None
    assert karel.sync()
    assert karel.answers() == [("applied", None)]
    history = karel.desk.house.store.find("history", tbl="contact_point", id="phone-of-piet")
    assert len([line for line in history if line["after"] and "papa" in line["after"]]) == 1


@pytest.mark.parametrize("fault", ["drop", "half", "portal", "portal-json", "redirect"])
def test_no_network_is_called_offline(karel: Device, fault: str) -> None:
    karel.sync(fault)
    assert karel.badge()[:2] == (1, True)


def test_a_request_that_arrives_twice_is_done_once(karel: Device) -> None:
    assert karel.sync("twice")
    assert karel.answers() == [("applied", None)]


def test_a_token_that_ran_out_costs_one_signature_and_no_question(karel: Device) -> None:
    karel.desk.house.clock.wait(HOUR)
    assert karel.sync()
    assert karel.network.seen[-2:] == ["fine", "fine"]


def test_who_was_away_for_eighteen_months_says_the_password_and_loses_nothing(karel: Device) -> None:
    assert karel.sync()
    for number in range(200):
        karel.desk.house.clock.wait(MINUTE)
        assert karel.do("activity.patch", id="training-u12", set={"note": f"Oefening {number}"}).state == "waiting"
    karel.desk.house.clock.wait(18 * 30 * DAY)
    assert not karel.sync()
    assert (karel.courier.progress.error, karel.replica.waiting()) == ("sign_in_needed", 200)
    device = (karel.replica.state() or {})["device"]
    karel.sign_in()
    assert karel.sync()
    assert (karel.replica.waiting(), (karel.replica.state() or {})["device"]) == (0, device)
    assert [outcome for outcome, _ in karel.answers()] == ["applied"] * 200
    assert (karel.desk.house.row("activity", "training-u12") or {})["note"] == "Oefening 199"


def test_an_app_that_starts_again_needs_no_password(karel: Device) -> None:
    karel.courier = karel.new_courier()
    assert karel.sync()
    assert karel.badge() == (0, False, None)


def test_a_cell_that_rotted_is_healed_and_said_on_both_sides(karel: Device, caplog: pytest.LogCaptureFixture) -> None:
    """Who runs the club can see in its log that a disk out there goes bad."""
    assert karel.sync()
    where = ("UPDATE contact_point SET label = 'rotted' WHERE id = ?", ("phone-of-piet",))
    karel.store.connection.execute(*where)
    karel.desk.house.clock.wait(MINUTE)
    with caplog.at_level(logging.WARNING, "touchline"):
        assert karel.sync()
        assert karel.sync()
    assert [record.getMessage() for record in caplog.records] == [
        "1 rows read differently than they were written: fetched anew",
        "a device holds something else",
    ]
    assert vars(caplog.records[1])["device"] == (karel.replica.state() or {})["device"]
    assert (karel.store.get("contact_point", "phone-of-piet") or {})["label"] == "papa"


def test_who_signs_in_on_a_revoked_device_before_it_heard_of_it_goes_on_as_a_new_one(karel: Device) -> None:
    """Whoever knows the password is its user: it is the old key that was shut out."""
    old = str((karel.replica.state() or {})["device"])
    revoke(karel.desk.house.club(), "karel", old)
    karel.sign_in()
    assert (karel.replica.state() or {})["device"] != old
    assert karel.sync()
    assert (karel.answers(), karel.wiped) == ([("applied", None)], 0)


def test_a_device_whose_key_was_lost_signs_in_as_a_new_one(desk: Desk, karel: Device) -> None:
    """The wish had arrived, its answer had not; under the new device it is answered, not done again."""
    karel.sync("cut")
    karel.signer.__init__()  # type: ignore[misc]  # the key is gone, the replica is not
    karel.courier = karel.new_courier()
    assert not karel.sync()
    karel.sign_in()
    assert karel.sync("cut") is False
    assert karel.sync()
    assert karel.answers() == [("applied", None)]


def test_nobody_signs_in_on_another_persons_replica(karel: Device) -> None:
    with pytest.raises(Malformed, match="other_user"):
        karel.sign_in("ann")
    assert (karel.replica.state() or {})["user"] == "user-karel"
    assert karel.replica.waiting() == 1


def test_a_wrong_password(desk: Desk) -> None:
    device = Device(desk, "karel")
    with pytest.raises(SignInNeeded):
        asyncio.run(device.courier.sign_in("karel", "een ander wachtwoord", "phone"))
    assert device.replica.state() is None


def test_a_sign_in_behind_a_captive_portal(desk: Desk) -> None:
    for weather in ("portal", "portal-json"):
        with pytest.raises(Unreachable):
            Device(desk, "karel", [weather]).sign_in()


def test_a_cloned_phone_is_told_to_sign_in_and_loses_nothing(desk: Desk, karel: Device) -> None:
    clone = Device(desk, "karel")
    karel.store.connection.backup(clone.store.connection)
    clone.signer = karel.signer
    clone.courier = clone.new_courier()
    clone.store.discard("queue")
    clone.replica.renumber(1)
    assert karel.sync()
    clone.do("contact_point.patch", id="phone-of-mia", set={"label": "mama"})
    assert not clone.sync()
    assert clone.badge() == (1, False, "sign_in_needed")
    clone.sign_in()
    assert clone.sync()
    assert desk.house.store.get("contact_point", "phone-of-mia")["label"] == "mama"  # type: ignore[index]  # it is there


def test_a_hole_in_the_queue_does_not_stop_the_rest(karel: Device) -> None:
    for name in "abc":
        karel.do("contact_point.patch", id="phone-of-mia", set={"label": name})
    karel.store.delete("queue", 2)
    assert karel.sync()
    assert karel.row("contact_point", "phone-of-mia")["label"] == "c"


def test_a_clock_that_is_wrong_is_told(karel: Device) -> None:
    karel.skew = 3 * MINUTE
    assert karel.sync()
    assert karel.courier.progress.skew_ms == -3 * MINUTE


def test_a_large_first_load_survives_a_bad_line(desk: Desk) -> None:
    house = desk.house
    house.checkpoints._page_bytes = 2000
    sara, whole = Device(desk, "sara").sign_in(), Device(desk, "sara").sign_in()
    for _ in range(60):
        if sara.sync("fine", "cut", "fine", "drop"):
            break
    assert whole.sync()
    assert sara.store.find("contact") == whole.store.find("contact")
    assert sara.courier.progress.rows == whole.courier.progress.rows


def test_it_catches_up_with_what_was_done_while_a_sync_ran(karel: Device) -> None:
    async def busy() -> None:
        with patch.object(karel.courier, "_running", new=True):
            catching = asyncio.create_task(karel.courier.catch_up())
            await asyncio.sleep(0)
            karel.do("contact_point.patch", id="phone-of-mia", set={"label": "late"})
        await catching

    asyncio.run(busy())
    assert karel.desk.house.row("contact_point", "phone-of-mia")["label"] == "late"


def test_two_syncs_at_once_are_one(karel: Device) -> None:
    async def both() -> list[bool]:
        return list(await asyncio.gather(karel.courier.sync(), karel.courier.sync()))

    assert asyncio.run(both()) == [True, True]
    assert karel.answers() == [("applied", None)]


def test_the_loop_wakes_for_a_wish_and_waits_longer_after_each_fault(karel: Device) -> None:
    naps: list[float] = []

    async def nap(seconds: float) -> None:
        naps.append(seconds)
        if len(naps) == 4:
            raise asyncio.CancelledError

    async def live() -> None:
        karel.courier._nap = nap  # type: ignore[method-assign]  # nobody waits a minute in a test
        await karel.courier.run()

    karel.network.weather[:] = ["drop", "drop", "drop"]
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(live())
    assert naps == [2.0, 4.0, 8.0, 60.0]
    assert karel.replica.waiting() == 0


def sent_after(device: Device, busy: Callable[[], Awaitable[None]], news: Callable[[], None]) -> float:
    """Seconds of the loop's clock from `news`, which comes while the loop is `busy`, until nothing waits any more."""

    async def story() -> float:
        loop = asyncio.get_running_loop()
        life = asyncio.create_task(device.courier.run())
        await busy()
        news()
        told = loop.time()
        while device.replica.waiting():  # noqa: ASYNC110 - the loop's own clock: nothing else would wake this
            await asyncio.sleep(0.1)
        life.cancel()
        return loop.time() - told

    return run_at_once(story())


def test_a_tap_while_a_picture_is_on_its_way_goes_with_the_next_sync(karel: Device) -> None:  # promise 17
    porter = karel.courier.porter
    assert porter is not None
    assert karel.sync()
    fetch, began = porter.fetch, asyncio.Event()

    async def slowly(speak: Speak) -> None:
        began.set()
        await asyncio.sleep(5)
        await fetch(speak)

    def tap() -> None:
        karel.do("contact_point.patch", id="phone-of-mia", set={"label": "mama"})
        karel.courier.wake()

    porter.fetch = slowly  # type: ignore[method-assign]  # a picture of five seconds
    assert 5 < sent_after(karel, began.wait, tap) < 7


def test_the_network_comes_back_while_a_try_hangs(karel: Device) -> None:  # promise 17
    hangs, handle = asyncio.Event(), karel.network.handle_async_request

    async def hanging(request: httpx.Request) -> httpx.Response:
        if not hangs.is_set():
            hangs.set()
            await asyncio.sleep(30)
            raise httpx.ReadTimeout("nobody answers")
        return await handle(request)

    karel.network.handle_async_request = hanging  # type: ignore[method-assign]  # of the first one
    assert 30 < sent_after(karel, hangs.wait, karel.courier.wake) < 31


@pytest.mark.parametrize("problem", [StoreFull, ZeroDivisionError])
def test_what_goes_wrong_while_nobody_is_reached_does_not_end_the_line(
    karel: Device, monkeypatch: pytest.MonkeyPatch, problem: type[Exception]
) -> None:  # promise 17
    """Two hours offline, and no room to note it: with room and network the wish goes."""

    def full(*_: object) -> bool:
        raise problem

    async def story() -> list[tuple[int, bool, str | None]]:
        seen = []
        life = asyncio.create_task(karel.courier.run())
        with monkeypatch.context() as disk:
            disk.setattr(karel.replica, "lapse", full)
            await asyncio.sleep(1)
            seen.append(karel.badge())
        karel.courier.wake()
        await asyncio.sleep(1)
        seen.append(karel.badge())
        life.cancel()
        return seen

    karel.network.weather[:] = ["drop"]
    code = "store_full" if problem is StoreFull else "defect"
    assert run_at_once(story()) == [(1, True, code), (0, False, None)]
    assert karel.answers() == [("applied", None)]


def test_leases_run_out_while_nothing_is_heard_and_not_when_it_is(desk: Desk) -> None:
    """A phone that comes back after a month syncs first: nothing leaves to come back at once."""
    tom = Device(desk, "tom").sign_in()
    assert tom.sync()

    async def one_round() -> None:
        async def nap(_: float) -> None:
            raise asyncio.CancelledError

        tom.courier._nap = nap  # type: ignore[method-assign]  # nobody waits a minute in a test
        await tom.courier.run()

    def rounds(*weather: str) -> int:
        desk.house.clock.now += 30 * 24 * HOUR
        tom.network.weather[:] = weather
        with pytest.raises(asyncio.CancelledError):
            asyncio.run(one_round())
        return tom.store.count("contact_finance")

    assert rounds() == 2
    assert rounds("drop") == 0
    assert rounds() == 2


def test_what_is_stored_is_read_again_by_time_and_not_with_every_sync(karel: Device) -> None:  # feature B3
    def doubts_after(pause: int) -> bool:
        karel.desk.house.clock.now += pause
        karel.sync()
        return bool((karel.replica.state() or {})["doubt"])

    karel.sync()
    karel.store.update("contact_emergency", ("contact-kim",), {"alert": "niets"})
    assert [doubts_after(1_000), doubts_after(28_000), doubts_after(1_000), doubts_after(1_000)] == [0, 0, 1, 0]
    assert karel.store.find("contact_emergency", id="contact-kim")[0]["alert"] == "EpiPen"


def test_a_defect_of_ours_is_told_and_does_not_end_the_line(
    karel: Device, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(karel.replica, "receive", lambda *_: 1 / 0)
        assert not karel.sync()
    assert karel.badge() == (1, False, "defect")
    assert "ZeroDivisionError" in caplog.text
    assert karel.sync()
    assert karel.answers() == [("applied", None)]
