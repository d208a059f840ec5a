"""A device that was shut out: it brings what it had, each change once, and is wiped by the club and by nobody else."""

import asyncio
import base64
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.sync.protocol import ActionCall, Changeset
from shared.sync.wipe import Wipe
from sync_server.keys.label_key import open_label_key
from sync_server.limits import SET_ASIDE
from sync_server.privacy.retention import Retention
from sync_server.sign_in.devices import revoke
from sync_server.sign_in.shutting import ShutOut
from sync_server.sign_in.welcome import Choice, change_password
from tests.house import DAY, House
from tests.mobile.couriers import Device
from tests.sync_server.desk import Desk


def id_of(device: Device) -> str:
    return str((device.replica.state() or {})["device"])


def shut_out(device: Device) -> None:
    revoke(device.desk.house.club(), device.name, id_of(device))


def set_aside(house: House) -> list[tuple[str, str, str, Any]]:
    """User, reason, state and what was asked of every parked change."""
    rows = house.store.find("parked_change")
    return [(row["user"], row["reason"], row["state"], json.loads(row["asked"] or "null")) for row in rows]


def test_it_brings_its_work_and_is_wiped_in_one_contact(karel: Device) -> None:
    house = karel.desk.house
    shut_out(karel)
    assert not karel.sync()
    assert (karel.wiped, karel.answers()) == (1, [])
    wish = {"name": "contact_point.patch", "version": 1, "args": {"id": "phone-of-piet", "set": {"label": "papa"}}}
    assert set_aside(house) == [("user-karel", "revoked", "waiting", [wish])]
    assert (house.row("contact_point", "phone-of-piet") or {})["label"] is None
    told = house.row("user_device", id_of(karel)) or {}
    assert told["revoked_at"] < told["wiped_at"] == house.clock.now
    (item,) = house.store.find("inbox_item", user="user-karel")
    assert (item["kind"], item["code"], json.loads(item["detail"])["asked"]) == ("parked", "device_revoked", [wish])


@pytest.mark.parametrize("answer", ["done", "dropped"])
def test_the_office_takes_it_over_or_leaves_it(karel: Device, answer: str) -> None:
    """Feature B2: with the words of the author, in one change."""
    house = karel.desk.house
    shut_out(karel)
    karel.sync()
    sara = house.phone("sara")
    sara.sync()
    (parked,) = sara.store.find("parked_change")
    (asked,) = json.loads(parked["asked"])
    wishes = [(asked["name"], asked["args"])] if answer == "done" else []
    sara.do_all(*wishes, ("parked.settle", {"id": parked["id"], "outcome": answer}))
    assert sara.sync() == ["applied"]
    label = (house.row("contact_point", "phone-of-piet") or {})["label"]
    assert (label, set_aside(house)[0][2]) == ("papa" if answer == "done" else None, answer)


def labels(house: House) -> list[str]:
    """What the set aside changes would have written."""
    return [asked[0]["args"]["set"]["label"] for *_, asked in set_aside(house)]


def test_when_the_order_is_lost_what_was_done_meanwhile_is_taken_too_and_nothing_twice(karel: Device) -> None:
    shut_out(karel)
    assert not karel.sync("fine", "cut")  # the token is refused, then the proof is answered
    assert (karel.wiped, labels(karel.desk.house)) == (0, ["papa"])
    karel.do("contact_point.patch", id="phone-of-piet", set={"label": "after"})
    assert not karel.sync()
    assert (karel.wiped, sorted(labels(karel.desk.house))) == (1, ["after", "papa"])


def test_what_the_office_decided_about_is_not_taken_again_when_it_is_brought_again(karel: Device) -> None:
    """Nor when that is so long ago that the line has gone."""
    house = karel.desk.house
    shut_out(karel)
    assert not karel.sync("fine", "cut")
    sara = house.phone("sara")
    sara.sync()
    [parked] = sara.store.find("parked_change")
    sara.do("parked.settle", id=parked["id"], outcome="dropped")
    assert sara.sync() == ["applied"]
    house.clock.now += 2 * 365 * DAY
    assert Retention(house.club()).apply() > 0
    assert set_aside(house) == []
    assert not karel.sync()
    assert (karel.wiped, set_aside(house)) == (1, [])


@pytest.mark.parametrize(("long", "taken"), [(10, SET_ASIDE), (3000, SET_ASIDE // 2)])
def test_of_one_device_so_much_is_taken_however_often_it_comes(karel: Device, long: int, taken: int) -> None:
    desk = karel.desk
    gate, out = desk.app.state.gate, ShutOut(id_of(karel), "user-karel", "nonce")
    shut_out(karel)
    label = ActionCall("contact_point.patch", 1, {"id": "phone-of-piet", "set": {"label": "x" * long}})
    now = desk.house.clock.now
    said = [
        Changeset(f"changeset-{n}", out.device, n, "epoch-1", (label,), 0, now, now, 0, 1, "1")
        for n in range(SET_ASIDE + 100)
    ]
    took = [gate.take(out, said[first : first + 100]) for first in range(0, len(said), 100)]
    assert (sum(took), len(set_aside(desk.house))) == (taken, taken)
    assert gate.take(out, said) == 0


def test_words_of_which_nothing_is_kept_are_not_its_one_time(karel: Device) -> None:
    """It brings something about Piet, who was erased, and the answer is lost; then more was said on it."""
    shut_out(karel)
    house = karel.desk.house
    house.referee.perform("erasing-piet", house.clock.now, ActionCall("contact.erase", 1, {"id": "contact-piet"}))
    assert not karel.sync("fine", "cut")  # the token is refused, then the proof is answered
    assert (karel.wiped, set_aside(house)) == (0, [])
    karel.do("contact_point.patch", id="phone-of-mia", set={"label": "after"})
    assert not karel.sync()
    assert (karel.wiped, [asked[0]["args"]["id"] for *_, asked in set_aside(house)]) == (1, ["phone-of-mia"])


def test_what_was_done_before_is_not_set_aside(karel: Device) -> None:
    """Its answer was lost, and then the device was revoked."""
    assert not karel.sync("cut")
    shut_out(karel)
    assert not karel.sync()
    assert (karel.wiped, set_aside(karel.desk.house)) == (1, [])
    assert (karel.desk.house.row("contact_point", "phone-of-piet") or {})["label"] == "papa"


def test_a_bank_account_is_laid_before_nobody_but_its_author(desk: Desk) -> None:
    piet = Device(desk, "piet").sign_in()
    assert piet.sync()
    piet.do("contact_finance.patch", id="contact-piet", set={"iban": "BE68539007547034"})
    shut_out(piet)
    piet.sync()
    assert [(row[1], row[3]) for row in set_aside(desk.house)] == [("revoked", None)]
    assert "BE68539007547034" in desk.house.store.find("inbox_item", user="user-piet")[0]["detail"]


@pytest.mark.parametrize("first", ["password", "revoked"])
def test_another_password_does_not_keep_a_lost_phone_from_being_wiped(karel: Device, first: str) -> None:
    """Who loses a phone does both, in whichever order."""
    club = karel.desk.house.club()
    steps = [
        lambda: change_password(club, "user-karel", Choice("karel", "PHC", "other-phone")),
        lambda: shut_out(karel),
    ]
    for step in steps if first == "password" else reversed(steps):
        step()
    assert not karel.sync()
    assert (karel.wiped, len(set_aside(karel.desk.house))) == (1, 1)


def test_a_full_disk_at_the_server_costs_no_work(karel: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    """No order before its work is kept."""
    shut_out(karel)
    gate = karel.desk.app.state.gate
    monkeypatch.setattr(type(gate), "take", _full)
    assert not karel.sync()
    assert (karel.wiped, karel.replica.waiting()) == (0, 1)
    monkeypatch.undo()
    assert not karel.sync()
    assert (karel.wiped, len(set_aside(karel.desk.house))) == (1, 1)


def _full(*_: Any) -> int:
    from shared.errors import StoreFull

    raise StoreFull


def test_after_a_restore_it_brings_what_the_server_lost_too(karel: Device) -> None:
    """A revoked device hears which life the server is in, and nothing else."""
    house = karel.desk.house
    assert karel.sync()
    shut_out(karel)
    club = house.row("club", "club") or {}
    house.store.put("club", {**club, "epoch": "epoch-2"})
    house.store.put("life", {"id": "epoch-2", "place": 2, "seq": club["seq"]})
    house.store.discard("receipt", device=id_of(karel))
    house.referee.past.forget()
    assert not karel.sync()
    assert (karel.wiped, [row[1] for row in set_aside(house)]) == (1, ["revoked"])


# ---- by the club and by nobody else

Forge = Callable[[Device, str], dict[str, Any]]


def _signed(key: Ed25519PrivateKey, device: str, nonce: str) -> dict[str, Any]:
    bare = Wipe(device, nonce, 1)
    return Wipe(device, nonce, 1, base64.b64encode(key.sign(bare.message)).decode()).to_wire()


def _clubs(device: Device) -> Ed25519PrivateKey:
    return open_label_key(device.desk.settings.key_file).secret


FORGED: dict[str, Forge] = {
    "no order": lambda device, nonce: {},
    "another key": lambda device, nonce: {"wipe": _signed(Ed25519PrivateKey.generate(), id_of(device), nonce)},
    "another device": lambda device, nonce: {"wipe": _signed(_clubs(device), "device-of-ann", nonce)},
    "another answer": lambda device, nonce: {"wipe": _signed(_clubs(device), id_of(device), "heard-before")},
    "unsigned": lambda device, nonce: {"wipe": Wipe(id_of(device), nonce, 1, "AAAA").to_wire()},
    "no base64": lambda device, nonce: {"wipe": Wipe(id_of(device), nonce, 1, "é").to_wire()},
    "a list": lambda device, nonce: {"wipe": []},
    "no text": lambda device, nonce: {"wipe": {"device": 1, "nonce": nonce, "at": "x", "signature": None}},
}


class Portal(httpx.AsyncBaseTransport):
    """Somebody in between, who first asks for a proof and then says that the device was revoked."""

    def __init__(self, device: Device, forge: Forge) -> None:
        self._device, self._forge = device, forge

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        proof = request.headers.get("touchline-proof")
        if proof is None:
            return httpx.Response(401, headers={"Touchline-Nonce": "mine"}, json={"code": "sign_in_needed"})
        return httpx.Response(403, json={"code": "revoked", **self._forge(self._device, proof.split(".")[1])})


@pytest.mark.parametrize("how", FORGED)
def test_a_stranger_wipes_no_phone(karel: Device, how: str) -> None:
    karel.network.under = Portal(karel, FORGED[how])
    assert not karel.sync()
    assert (karel.wiped, karel.badge()) == (0, (1, True, "unreachable"))
    assert karel.store.count("held") > 0


def test_the_same_stranger_with_the_clubs_key_would(karel: Device) -> None:
    """Else the test above proves nothing."""
    karel.network.under = Portal(karel, lambda device, nonce: {"wipe": _signed(_clubs(device), id_of(device), nonce)})
    assert not karel.sync()
    assert karel.wiped == 1


def test_a_device_that_pinned_no_key_believes_nobody(karel: Device) -> None:
    with karel.store.transaction():
        karel.store.update("device", ("self",), {"club_key": None})
    karel.replica.__init__(karel.store, "test")  # type: ignore[misc]  # the app starts anew
    shut_out(karel)
    assert not karel.sync()
    assert (karel.wiped, karel.store.count("held") > 0) == (0, True)


def test_an_order_that_is_obeyed_ends_the_courier(karel: Device) -> None:
    shut_out(karel)
    asyncio.run(asyncio.wait_for(karel.courier.run(), 5))
    assert karel.wiped == 1


# ---- silence


def test_a_device_that_was_silent_for_400_days_needs_its_password(karel: Device) -> None:
    karel.desk.house.clock.wait(399 * DAY)
    assert karel.sync()
    karel.desk.house.clock.wait(401 * DAY)
    karel.do("contact_point.patch", id="phone-of-piet", set={"label": "later"})
    assert not karel.sync()
    assert karel.badge() == (1, False, "sign_in_needed")
    karel.sign_in()
    assert karel.sync()
    assert karel.answers()[-1] == ("applied", None)


def test_one_that_signed_in_after_the_backup_gets_no_order_and_brings_its_work_when_it_signs_in(karel: Device) -> None:
    """A server that was put back does not know it: nobody says that it was taken away."""
    house = karel.desk.house
    house.store.delete("device", id_of(karel))
    house.store.discard("user_device", id=id_of(karel))
    assert not karel.sync()
    assert (karel.wiped, karel.replica.waiting(), set_aside(house)) == (0, 1, [])
    karel.sign_in()
    assert karel.sync()
    assert (house.row("contact_point", "phone-of-piet") or {})["label"] == "papa"
