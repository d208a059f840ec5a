"""The office lists a user's devices and shuts out one that was lost."""

from pathlib import Path

import pytest

from shared.errors import SignInNeeded
from sync_server.devices import NoDevice, listed, revoke
from tests.house import DAY, House
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
