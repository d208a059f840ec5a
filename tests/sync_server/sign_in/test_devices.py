"""The office lists a user's devices and shuts out one that was lost."""

from pathlib import Path

import pytest

from shared.errors import SignInNeeded
from sync_server.sign_in.devices import NoDevice, listed, revoke
from sync_server.turning import turn
from tests.house import DAY, HOUR, House
from tests.sync_server.desk import Desk, proof


@pytest.fixture
def desk(house: House, tmp_path: Path) -> Desk:
    """The server's door."""
    return Desk(house, tmp_path)


def test_a_list_tells_devices_apart(house: House) -> None:
    club = house.club()
    assert list(listed(house.store, "karel")) == ["karel has signed in on no device."]
    old, new = house.phone("karel", "old"), house.phone("karel", "new")
    house.phone("sara")
    old.sync()
    old.do("activity.cancel", id="training-u12")
    old.sync()
    revoke(club, "user-karel", new.device)
    assert list(listed(house.store, "karel")) == [
        "karel has signed in on these devices (2):",
        "  old-karel (old): last heard on 2026-11-18",
        "  new-karel (new): revoked on 2026-11-18",
    ]


def test_a_name_says_nothing_to_the_terminal(house: House) -> None:
    house.phone("karel", "\x1b[2Jphone\n")
    assert list(listed(house.store, "karel"))[1:] == ["  [2Jphone-karel ([2Jphone): not heard yet"]
    revoke(house.club(), "karel", "[2Jphone-karel")
    assert [row["revoked_at"] for row in house.store.find("device", user="user-karel")] == [house.clock.now]


@pytest.mark.parametrize(
    ("user", "device", "said"),
    [
        ("nobody", "phone-karel", "There is no user nobody."),
        ("karel", "phone-sara", "karel has no device phone-sara."),
        ("karel", "server", "karel has no device server."),
        ("karel", "lost-karel", "lost-karel (lost) was revoked on 2026-11-18 already."),
    ],
)
def test_only_a_device_of_that_user_is_revoked_and_once(house: House, user: str, device: str, said: str) -> None:
    for owner, name in (("karel", "phone"), ("karel", "lost"), ("sara", "phone")):
        house.phone(owner, name)
    revoke(house.club(), "karel", "lost-karel")
    house.clock.wait(DAY)
    with pytest.raises(NoDevice) as problem:
        revoke(house.club(), user, device)
    assert problem.value.what == said
    assert [row["id"] for row in house.store.find("device") if row["revoked_at"] is not None] == ["lost-karel"]


def test_a_revoked_device_is_shut_out_at_every_door_and_the_other_goes_on(house: House, desk: Desk) -> None:
    answer, sara = desk.sign_in("karel"), desk.token("sara")
    token = {"Authorization": f"Bearer {answer.headers['touchline-token']}"}
    phone, other = desk.phone("karel"), house.phone("karel", "other")
    said = revoke(house.club(), "karel", "device-of-karel")
    assert said.startswith("Revoked: device-of-karel (phone). From now on it reads nothing and changes nothing")
    wish, rows = phone.replica.request(phone.now).to_wire(), {"rows": [["contact", "contact-kim"]], "before": None}
    seen = {
        "sync": desk.post("/api/sync", wish, token),
        "history": desk.post("/api/history", rows, token),
        "poke": desk.send("GET", "/api/poke?since=0", headers=token),
        "package": desk.send("GET", f"/api/packages/{'0' * 64}", headers=token),
        "media": desk.send("GET", "/api/media/m-1", headers=token),
        "bytes": desk.send("GET", "/api/media/m-1/bytes", headers=token),
    }
    assert {door: (at.status_code, at.json()["code"]) for door, at in seen.items()} == dict.fromkeys(
        seen, (401, "sign_in_needed")
    )
    signed = desk.post("/api/sync", wish, proof("karel", answer.headers["touchline-nonce"]))
    assert (signed.status_code, signed.json()["code"]) == (403, "revoked")
    assert desk.sign_in("karel").json()["code"] == "device_taken"
    assert desk.post("/api/history", rows, sara).status_code == 200
    other.do("activity.cancel", id="training-u12")
    assert other.sync() == ["applied"]


def test_what_a_revoked_device_pushed_in_the_same_moment_is_not_heard(house: House) -> None:
    karel = house.phone("karel")
    karel.sync()
    karel.do("activity.cancel", id="training-u12")
    revoke(house.club(), "karel", karel.device)
    with pytest.raises(SignInNeeded):
        karel.exchange()
    assert (house.row("activity", "training-u12") or {})["cancelled"] == 0
    assert karel.replica.waiting() == 1


def lines(house: House) -> int:
    """How often the club wrote something about devices."""
    return sum("user_device" in (line["verbs"] or "") for line in house.store.find("log"))


def test_when_a_device_was_heard_is_told_once_a_night_for_all_together(house: House, desk: Desk) -> None:
    """By day a contact moves no row of a device, which would poke its user and the office."""
    for name in ("karel", "ann"):
        desk.sign_in(name)
    while not turn(house.referee, "2026-11-18", house.clock.now):
        pass
    house.clock.wait(DAY + HOUR)
    before = lines(house)
    phone = desk.phone("karel")
    fresh = desk.post("/api/sync", {}).headers["touchline-nonce"]
    assert desk.post("/api/sync", phone.replica.request(phone.now).to_wire(), proof("karel", fresh)).status_code == 200
    assert lines(house) == before
    while not turn(house.referee, "2026-11-20", house.clock.now):
        pass
    seen = {row["id"]: row["seen_on"] for row in house.store.find("user_device")}
    assert seen == {"device-of-karel": "2026-11-19", "device-of-ann": "2026-11-18"}
    assert lines(house) == before + 1


def test_a_device_from_before_there_was_a_list_comes_into_it_at_night(house: House, desk: Desk) -> None:
    desk.sign_in("karel")
    old = house.row("device", "device-of-karel") or {}
    house.store.put("device", {**old, "id": "old-device", "name": "old"})
    while not turn(house.referee, "2026-11-18", house.clock.now):
        pass
    row = house.row("user_device", "old-device") or {}
    assert (row["user"], row["name"], row["seen_on"]) == ("user-karel", "old", "2026-11-18")


def test_who_revokes_on_a_phone_shuts_out_at_the_server(house: House, desk: Desk) -> None:
    """Offline, and twice: the second changes nothing, and nobody is bothered with it."""
    token = {"Authorization": f"Bearer {desk.sign_in('karel').headers['touchline-token']}"}
    karel, sara = house.phone("karel", "other"), house.phone("sara")
    for phone in (karel, sara):
        phone.sync()
        phone.do("user_device.revoke", id="device-of-karel")
    rows = {"rows": [["contact", "contact-kim"]], "before": None}
    assert desk.post("/api/history", rows, token).status_code == 200  # not heard yet
    assert karel.sync() == ["applied"]
    since = (house.row("device", "device-of-karel") or {})["revoked_at"]
    assert desk.post("/api/history", rows, token).status_code == 401
    assert sara.sync() == ["applied"]
    assert (house.row("device", "device-of-karel") or {})["revoked_at"] == since
    assert (house.row("user_device", "device-of-karel") or {})["revoked_at"] == since
    assert house.store.find("inbox_item") == []


def test_a_device_that_revokes_itself_is_out_from_then_on(house: House) -> None:
    karel = house.phone("karel")
    house.do("user_device.add", id=karel.device, user="user-karel", name="phone")
    karel.sync()
    karel.do("user_device.revoke", id=karel.device)
    assert karel.sync() == ["applied"]
    with pytest.raises(SignInNeeded):
        karel.do("activity.cancel", id="training-u12")
        karel.exchange()
