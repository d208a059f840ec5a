"""An invitation is used: once, by whoever holds its secret, for as long as its maker may give it. (feature 39)"""

import asyncio
from typing import Any

import httpx
import pytest

from shared.domain.invitation import hash_of, secret_of
from tests.house import DAY, HOUR
from tests.sync_server.desk import PASSWORD, Desk, proof, public_key

SECRET = secret_of(b"sixteen bytes of")
ANOTHER = secret_of(b"sixteen more byt")
CODE = {"how": "code", "secret_hash": hash_of(SECRET)}
NEW = "een heel ander wachtwoord"


def invite(desk: Desk, contact: str = "contact-mia", **other: Any) -> None:
    """The club itself invites somebody."""
    wish = {"id": "invitation-1", "contact": contact, "purpose": "join", **CODE}
    desk.house.do("invitation.make", **{**wish, **other})


def come_in(desk: Desk, secret: str = SECRET, **other: Any) -> httpx.Response:
    """Somebody who calls herself mia uses a secret on her own device."""
    wish = {"username": "Mia", "password": PASSWORD, "device": "device-of-mia", "public_key": public_key("mia")}
    return desk.post("/api/welcome", {**wish, "name": "phone", "secret": secret, **other})


def test_a_guest_becomes_a_user_with_a_role_and_a_device(desk: Desk) -> None:
    invite(desk, role="coach", group="team-u13")
    assert desk.post("/api/welcome/look", {"secret": SECRET}).json() == {
        "purpose": "join",
        "given_name": "Mia",
        "username": None,
    }
    answer = come_in(desk)
    assert answer.status_code == 200
    user = answer.json()["user"]
    (role,) = desk.house.store.find("role_assignment", user=user)
    assert (role["role"], role["group"], role["present"]) == ("coach", "team-u13", 1)
    profile = desk.house.row("user_profile", user) or {}
    assert (profile["contact"], profile["username"]) == ("contact-mia", "mia")
    assert profile["first_login_at"] == profile["last_login_at"] == desk.house.clock.now  # feature 38
    row = desk.house.row("invitation", "invitation-1") or {}
    assert (row["state"], row["user"]) == ("accepted", user)
    assert desk.house.store.count("invitation_secret") == 0
    assert desk.sign_in("mia", username="mia", device="another-device").status_code == 200


@pytest.mark.parametrize(
    ("days", "held"),
    [
        ({"from_on": "2026-12-01", "to_on": "2027-06-30"}, [("coach", "2026-12-01", "2027-06-30", 0)]),
        ({"to_on": "2026-11-20"}, [("coach", None, "2026-11-20", 1)]),
        ({"to_on": "2026-11-18"}, []),
    ],
)
def test_the_role_is_held_between_its_days(desk: Desk, days: dict[str, str], held: list[tuple[Any, ...]]) -> None:
    """Who comes when it is over comes in as a member."""
    invite(desk, role="coach", group="team-u13", **days)
    desk.house.clock.wait(2 * DAY)
    user = come_in(desk).json()["user"]
    roles = desk.house.store.find("role_assignment", user=user)
    assert [(row["role"], row["from_on"], row["to_on"], row["present"]) for row in roles] == held


def test_who_comes_to_coach_a_team_of_last_season_comes_in_as_a_member(desk: Desk) -> None:
    """The U10 ended on the 19th, between the invitation and the answer, while another season runs."""
    desk.house.do("season.create", id="season-00", name="Autumn", start_on="2026-07-01", end_on="2026-11-19")
    desk.house.do("group.create", id="team-u10", name="U10", kind="team", season="season-00")
    invite(desk, role="coach", group="team-u10")
    desk.house.clock.wait(2 * DAY)
    answer = come_in(desk)
    assert answer.status_code == 200
    assert desk.house.store.find("role_assignment", user=answer.json()["user"]) == []


def test_an_invitation_is_used_once(desk: Desk) -> None:
    invite(desk)
    assert come_in(desk).status_code == 200
    assert dead(come_in(desk, username="mia2", device="device-2"))
    assert len(desk.house.store.find("user_profile", contact="contact-mia")) == 1


def test_fifty_at_once_make_one_user(desk: Desk) -> None:
    desk.app.state.sessions._addresses._tries = 1000
    invite(desk)
    wish = {"password": PASSWORD, "public_key": public_key("mia"), "name": "phone", "secret": SECRET}
    bodies = [{**wish, "username": f"mia{n}", "device": f"device-{n}"} for n in range(50)]
    assert sorted(asyncio.run(all_at_once(desk, bodies))) == [200] + [404] * 49
    assert len(desk.house.store.find("user_profile", contact="contact-mia")) == 1
    assert sum(desk.house.store.count("user_secret", username=f"mia{n}") for n in range(50)) == 1


async def all_at_once(desk: Desk, bodies: list[dict[str, str]]) -> list[int]:
    """The statuses of requests that the server has before it all together."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(desk.app), base_url="http://test") as client:
        answers = await asyncio.gather(*(client.post("/api/welcome", json=body) for body in bodies))
    return [answer.status_code for answer in answers]


def dead(answer: httpx.Response) -> bool:
    """Whether this is the one answer that all dead links get."""
    said = {**answer.json(), "correlation": ""}
    return (answer.status_code, said) == (404, {"code": "dead_link", "correlation": ""})


def test_what_opens_nothing_is_answered_alike(desk: Desk) -> None:
    assert dead(come_in(desk))
    invite(desk)
    assert dead(come_in(desk, ANOTHER))
    desk.house.do("invitation.renew", id="invitation-1", secret_hash=hash_of(ANOTHER))
    assert dead(come_in(desk))
    desk.house.do("invitation.withdraw", id="invitation-1")
    assert dead(come_in(desk, ANOTHER))
    assert dead(desk.post("/api/welcome/look", {"secret": ANOTHER}))
    invite(desk, id="invitation-2")
    desk.house.clock.wait(7 * DAY)
    assert dead(come_in(desk))
    assert dead(desk.post("/api/welcome/look", {"secret": SECRET}))
    assert desk.house.store.find("user_profile", contact="contact-mia") == []


def test_a_maker_who_may_no_more_lets_nobody_in(desk: Desk) -> None:
    sara = desk.phone("sara")
    desk.sign_in("sara")
    sara.sync()
    sara.do("invitation.make", id="invitation-1", contact="contact-mia", purpose="join", role="secretary", **CODE)
    assert sara.sync() == ["applied"]
    desk.house.do("role.withdraw", id="role-sara")
    head = desk.house.row("club", "club")
    assert dead(come_in(desk))
    assert desk.house.row("club", "club") == head, "nothing is written for a link that opens nothing"


def test_nobody_does_after_all_what_somebody_else_has_the_secret_of(desk: Desk) -> None:
    """A secretary who is one no more sends in what she made before: the office hears of it and cannot do it."""
    sara = desk.phone("sara")
    desk.sign_in("sara")
    sara.sync()
    sara.do("invitation.make", id="invitation-1", contact="contact-mia", purpose="join", role="secretary", **CODE)
    desk.house.do("role.withdraw", id="role-sara")
    assert sara.sync() == ["parked not_allowed"]
    (parked,) = desk.house.store.find("parked_change")
    assert (parked["reason"], parked["asked"]) == ("right_ended", None)
    assert dead(come_in(desk))


def test_a_contact_who_left_is_not_let_in(desk: Desk) -> None:
    invite(desk, contact="contact-karel", purpose="reset")
    desk.house.do("contact.delete", id="contact-karel")
    assert dead(come_in(desk, username="karel"))


def test_who_was_erased_is_not_let_in(desk: Desk) -> None:
    invite(desk, contact="contact-bo")
    desk.house.do("contact.erase", id="contact-bo")
    assert (desk.house.row("invitation", "invitation-1"), desk.house.store.count("invitation_secret")) == (None, 0)
    assert dead(come_in(desk))


def test_what_cannot_be_uses_nothing_up(desk: Desk) -> None:
    invite(desk)
    desk.sign_in("ann")
    refused = [
        come_in(desk, username="KAREL "),
        come_in(desk, username="ab"),
        come_in(desk, password="kort"),
        come_in(desk, password="wachtwoord123"),
        come_in(desk, device="device-of-ann"),
        come_in(desk, device="server-x" * 9),
        come_in(desk, extra=1),
        come_in(desk, secret="x" * 27),
    ]
    said = [(answer.status_code, answer.json()["code"]) for answer in refused]
    assert said == [
        (422, "exists"),
        *[(422, "invalid")] * 3,
        (409, "device_taken"),
        (400, "device"),
        (400, "sign_in"),
        (400, "welcome"),
    ]
    assert come_in(desk).status_code == 200


def test_twenty_tries_a_minute_from_one_address(desk: Desk) -> None:
    said = [desk.post("/api/welcome/look", {"secret": ANOTHER}).status_code for _ in range(21)]
    assert said == [404] * 20 + [429]


def test_another_password_ends_the_other_devices_and_is_told(desk: Desk) -> None:
    nonce = desk.sign_in("karel").headers["touchline-nonce"]
    token = desk.token("karel")
    invite(desk, contact="contact-karel", purpose="reset")
    look = desk.post("/api/welcome/look", {"secret": SECRET}).json()
    assert (look["purpose"], look["username"]) == ("reset", "karel")
    answer = come_in(desk, username="whatever", password=NEW, device="new-phone", public_key=public_key("new"))
    assert (answer.status_code, answer.json()["user"]) == (200, "user-karel")
    wish = desk.phone("karel").replica.request(desk.house.clock.now).to_wire()
    assert desk.post("/api/sync", wish, token).status_code == 401
    assert desk.post("/api/sync", wish, proof("karel", nonce)).status_code == 401
    assert desk.sign_in("karel", device="third-device").status_code == 401
    assert desk.sign_in("karel", password=NEW).status_code == 200, "the device goes on as it was"
    (told,) = desk.house.store.find("inbox_item", user="user-karel")
    assert (told["kind"], told["code"]) == ("told", "password_changed")


def test_another_password_is_good_for_an_hour(desk: Desk) -> None:
    invite(desk, contact="contact-karel", purpose="reset")
    desk.house.clock.wait(HOUR)
    assert dead(come_in(desk, password=NEW))


def test_who_lost_the_password_with_a_restore_gets_another(desk: Desk) -> None:
    """The profile is told again from the ledger, the password is not."""
    desk.house.store.delete("user_secret", "user-karel")
    invite(desk, contact="contact-karel", purpose="reset")
    assert come_in(desk, password=NEW).status_code == 200
    assert desk.sign_in("karel", password=NEW, device="third-device").status_code == 200


def test_last_seen_is_told_once_a_day(desk: Desk) -> None:
    """Feature 38."""
    desk.token("karel")
    first = desk.house.clock.now
    desk.house.clock.wait(DAY - 1)
    desk.token("karel")
    assert last(desk) == (first, first)
    now = desk.house.clock.wait(1)
    nonce = desk.app.state.sessions.nonce("device-of-karel")
    wish = desk.phone("karel").replica.request(now).to_wire()
    assert desk.post("/api/sync", wish, proof("karel", nonce)).status_code == 200
    assert last(desk) == (first, now)


def last(desk: Desk) -> tuple[int, int]:
    """When Karel came first and last, as the office sees it."""
    row = desk.house.row("user_profile", "user-karel") or {}
    return row["first_login_at"], row["last_login_at"]


def test_the_own_password_is_changed_by_who_knows_it(desk: Desk) -> None:
    """On the device that does it one stays signed in, on the others not."""
    desk.sign_in("karel")
    desk.sign_in("karel", device="the-tablet", public_key=public_key("the-tablet"))
    token = desk.token("karel")
    assert change(desk, token, old="niet dit wachtwoord").json()["code"] == "wrong_password"
    assert change(desk, token, new="kort").json()["code"] == "invalid"
    assert change(desk, token).status_code == 200
    since = {row["id"]: row["locked_at"] for row in desk.house.store.find("device", user="user-karel")}
    assert since == {"device-of-karel": None, "the-tablet": desk.house.clock.now}
    nonce = desk.post("/api/sync", {}).headers["touchline-nonce"]
    assert desk.post("/api/sync", {}, proof("the-tablet", nonce, "the-tablet")).status_code == 401
    desk.sign_in("karel", password=NEW, device="the-tablet", public_key=public_key("the-tablet"))
    nonce = desk.post("/api/sync", {}).headers["touchline-nonce"]
    assert (
        desk.post("/api/sync", {}, proof("the-tablet", nonce, "the-tablet")).status_code == 400
    )  # who it is, is known
    assert desk.sign_in("karel", password=NEW).status_code == 200
    (told,) = desk.house.store.find("inbox_item", user="user-karel")
    assert told["code"] == "password_changed"


def change(desk: Desk, token: dict[str, str], **other: str) -> httpx.Response:
    """Karel asks for another password."""
    return desk.post("/api/password", {"old": PASSWORD, "new": NEW, **other}, token)


def test_who_guesses_at_the_old_password_waits(desk: Desk) -> None:
    token = desk.token("karel")
    said = [change(desk, token, old="niet dit wachtwoord").status_code for _ in range(6)]
    assert said == [422] * 5 + [429]


@pytest.mark.parametrize("value", [[], {}, {"secret": 7}, {"secret": SECRET, "more": 1}, {"secret": "x" * 27}])
def test_another_shape_is_malformed(desk: Desk, value: Any) -> None:
    assert desk.post("/api/welcome/look", value).status_code == 400


def test_a_password_of_names_is_refused_at_both_doors(desk: Desk) -> None:
    """The person's, the club's, the one that is chosen to sign in with. What was refused used nothing up."""
    desk.house.do("setting.put", id="club", value={"name": "KV De Meers"})
    invite(desk)
    for names in ("mia12345!2026", "KVdeMeers2026", "spits-van-9-9-9"):
        answer = come_in(desk, username="van.spits", password=names)
        assert (answer.status_code, answer.json()["about"]["reason"]) == (422, "password_common"), names
    token = desk.token("karel")
    for names in ("karel karel 1", "Kv-De-Meers-2026"):
        answer = desk.post("/api/password", {"old": PASSWORD, "new": names}, token)
        assert (answer.status_code, answer.json()["about"]["reason"]) == (422, "password_common"), names
    assert come_in(desk, username="van.spits").status_code == 200
