"""Who is knocking: passwords, proofs and tokens, and everything that looks like them."""

import base64

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from tests.house import MINUTE, House
from tests.sync_server.desk import PASSWORD, Desk, proof, public_key


def synced(desk: Desk, name: str, headers: dict[str, str]) -> tuple[int, str]:
    """Status and code of a sync with these headers."""
    phone = desk.phone(name)
    answer = desk.post("/api/sync", phone.replica.request(phone.now).to_wire(), headers)
    return answer.status_code, answer.json().get("code", "")


def test_a_password_enrols_a_device_and_a_token_opens_sync(desk: Desk) -> None:
    answer = desk.sign_in("karel")
    assert answer.status_code == 200
    key = desk.app.state.gate.public_key()
    assert answer.json() == {"user": "user-karel", "epoch": "epoch-1", "now": desk.house.clock.now, "key": key}
    assert synced(desk, "karel", {"Authorization": f"Bearer {answer.headers['touchline-token']}"}) == (200, "")
    profile = desk.house.row("user_profile", "user-karel") or {}
    assert profile["first_login_at"] == profile["last_login_at"] == desk.house.clock.now  # feature 38


@pytest.mark.parametrize("name", ["Karel", "KAREL ", "kárel"])
def test_case_and_accents_make_no_other_user(desk: Desk, name: str) -> None:
    assert desk.sign_in("karel", username=name).status_code == 200


@pytest.mark.parametrize(
    "other",
    [
        {"password": "een ander wachtwoord"},
        {"password": PASSWORD + " "},
        {"password": "x" * 200},
        {"username": "nobody"},
        {"username": "ab"},
        {"username": "' OR 1=1 --"},
        {"username": "system"},
    ],
)
def test_wrong_and_unknown_get_the_same_answer(desk: Desk, other: dict[str, str]) -> None:
    answer = desk.sign_in("karel", **other)
    assert (answer.status_code, answer.json()["code"]) == (401, "sign_in_needed")
    assert set(answer.json()) == {"code", "correlation"}
    assert "touchline-token" not in answer.headers


@pytest.mark.parametrize(
    "other",
    [
        {"public_key": "not base64!"},
        {"public_key": base64.b64encode(b"short").decode()},
        {"device": "with.dots"},
        {"device": ""},
        {"device": "x" * 201},
        {"device": 7},
        {"name": None},
        {"role": "owner"},
    ],
)
def test_a_sign_in_of_another_shape_is_malformed(desk: Desk, other: dict[str, object]) -> None:
    assert desk.sign_in("karel", **other).status_code == 400


def test_five_wrong_tries_close_the_account_for_a_while(desk: Desk) -> None:
    for _ in range(5):
        assert desk.sign_in("karel", password="een ander wachtwoord").status_code == 401
    answer = desk.sign_in("karel")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "900")
    desk.house.clock.wait(15 * MINUTE)
    assert desk.sign_in("karel").status_code == 200


def test_a_token_ends_after_a_quarter_of_an_hour(desk: Desk) -> None:
    token = desk.token("karel")
    desk.house.clock.wait(15 * MINUTE)
    assert synced(desk, "karel", token) == (401, "sign_in_needed")


@pytest.mark.parametrize("header", ["Bearer forged", "Bearer ", "Basic a2FyZWw6", "Bearer", ""])
def test_what_is_no_token(desk: Desk, header: str) -> None:
    assert synced(desk, "karel", {"Authorization": header}) == (401, "sign_in_needed")


def test_a_token_speaks_for_its_own_device_alone(desk: Desk) -> None:
    desk.sign_in("ann")
    assert synced(desk, "ann", desk.token("karel")) == (403, "foreign_device")


def test_a_changeset_of_another_device_is_not_taken(desk: Desk) -> None:
    phone = desk.phone("karel")
    headers = desk.token("karel")
    request = phone.replica.request(phone.now).to_wire()
    foreign = {"id": "changeset-x", "device": "device-of-ann", "n": 1, "epoch": "epoch-1", "seen": 0, "schema": 1}
    foreign |= {"now": 0, "wall": 0, "offset": 0, "app": "x"}
    foreign["actions"] = [{"name": "inbox.done", "version": 1, "args": {"id": "item-none"}}]
    answer = desk.post("/api/sync", {**request, "push": [foreign]}, headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "foreign_device")


def test_a_proof_is_one_round_trip_and_brings_token_and_nonce(desk: Desk) -> None:
    nonce = desk.sign_in("karel").headers["touchline-nonce"]
    phone = desk.phone("karel")
    wish = phone.replica.request(phone.now).to_wire()
    answer = desk.post("/api/sync", wish, proof("karel", nonce))
    assert answer.status_code == 200
    assert synced(desk, "karel", {"Authorization": f"Bearer {answer.headers['touchline-token']}"}) == (200, "")
    assert synced(desk, "karel", proof("karel", answer.headers["touchline-nonce"])) == (200, "")


def test_a_nonce_is_used_once(desk: Desk) -> None:
    header = proof("karel", desk.sign_in("karel").headers["touchline-nonce"])
    assert synced(desk, "karel", header) == (200, "")
    assert synced(desk, "karel", header) == (401, "sign_in_needed")


def test_a_strangers_nonce_lives_a_minute(desk: Desk) -> None:
    desk.sign_in("karel")
    phone = desk.phone("karel")
    nonce = desk.post("/api/sync", phone.replica.request(phone.now).to_wire()).headers["touchline-nonce"]
    desk.house.clock.wait(MINUTE)
    assert synced(desk, "karel", proof("karel", nonce)) == (401, "sign_in_needed")


def test_a_nonce_of_one_device_is_no_good_to_another(desk: Desk) -> None:
    nonce = desk.sign_in("karel").headers["touchline-nonce"]
    desk.sign_in("ann")
    assert synced(desk, "ann", proof("ann", nonce)) == (401, "sign_in_needed")


def test_a_proof_signed_by_another_key(desk: Desk) -> None:
    desk.sign_in("ann")
    nonce = desk.sign_in("karel").headers["touchline-nonce"]
    assert synced(desk, "karel", proof("ann", nonce, "device-of-karel")) == (401, "sign_in_needed")


@pytest.mark.parametrize(
    "header", ["", ".", "a.b", "a.b.c", "a.b.c.d", "device-of-karel.x.***", "server.x.AAAA", "device-of-karel..===="]
)
def test_what_is_no_proof(desk: Desk, header: str) -> None:
    desk.sign_in("karel")
    assert synced(desk, "karel", {"Touchline-Proof": header})[0] == 401


def test_a_revoked_device_is_let_in_no_more(desk: Desk) -> None:
    answer = desk.sign_in("karel")
    device = desk.house.row("device", "device-of-karel") or {}
    desk.house.store.put("device", {**device, "revoked_at": desk.house.clock.now})
    token = {"Authorization": f"Bearer {answer.headers['touchline-token']}"}
    assert synced(desk, "karel", token) == (401, "sign_in_needed")
    assert synced(desk, "karel", proof("karel", answer.headers["touchline-nonce"])) == (403, "revoked")
    assert desk.sign_in("karel").status_code == 409


def test_a_device_is_not_taken_over(desk: Desk) -> None:
    desk.sign_in("karel")
    assert desk.sign_in("ann", device="device-of-karel").status_code == 409
    assert desk.sign_in("karel", public_key=public_key("ann")).status_code == 409
    assert desk.sign_in("ann", device="server").status_code == 400  # no id that a device may have


def test_sixty_syncs_a_minute_are_enough(house: House, desk: Desk) -> None:
    token = desk.token("karel")
    assert {synced(desk, "karel", token) for _ in range(60)} == {(200, "")}
    assert synced(desk, "karel", token) == (429, "too_many")


def test_a_demotion_counts_from_the_next_request_on(desk: Desk) -> None:
    token = desk.token("tom")
    phone = desk.phone("tom")
    desk.house.do("role.withdraw", id="role-tom")
    answer = desk.post("/api/sync", phone.replica.request(phone.now).to_wire(), token)
    assert "treasury" not in answer.text
    assert "BE68539007547034" not in answer.text


def test_knocking_fills_no_memory(desk: Desk) -> None:
    sessions = desk.app.state.sessions
    for _ in range(60_000):
        sessions.nonce()
    for _ in range(100):
        sessions.nonce("device-of-karel")
    assert len(sessions._nonces) <= 50_001


@pytest.mark.parametrize(
    ("path", "looks", "body"),
    [
        ("/api/archive", "archive.right_password", {"contact": "contact-karel", "password": PASSWORD}),
        ("/api/agenda/plan", "imports._planned", {"group": "team-u12", "text": "a file"}),
        ("/api/password", "password.passwords.hashed", {"old": PASSWORD, "new": "een ander lang wachtwoord"}),
    ],
)
def test_a_device_that_is_revoked_while_its_password_is_looked_at_gets_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, path: str, looks: str, body: dict[str, str]
) -> None:
    """# promise 17"""
    token = desk.token("karel")
    kept = desk.house.store.get("user_secret", "user-karel")

    def slowly(*_: object) -> str:
        desk.house.store.update("device", ("device-of-karel",), {"revoked_at": desk.house.clock.now})
        return "right, as it happens"

    monkeypatch.setattr(f"sync_server.handlers.{looks}", slowly)
    assert desk.post(path, body, token).status_code == 401
    assert desk.house.store.get("user_secret", "user-karel") == kept
    assert desk.house.store.count("audit", kind="exported") == 0


def test_a_password_that_is_changed_while_it_is_looked_at_lets_nobody_in(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slowly(*_: object) -> bool:
        desk.house.store.update("user_secret", ("user-karel",), {"password": "another one"})
        return True

    monkeypatch.setattr("sync_server.handlers.session.right_password", slowly)
    assert desk.sign_in("karel").status_code == 401
    assert desk.house.store.get("device", "device-of-karel") is None


def with_an_old_hash(desk: Desk) -> str:
    """Karel's password as a server of some years ago kept it."""
    kdf = Argon2id(salt=b"x" * 16, length=32, iterations=2, lanes=1, memory_cost=19_456)
    old = kdf.derive_phc_encoded(PASSWORD.encode())
    desk.house.store.update("user_secret", ("user-karel",), {"password": old})
    return old


def hash_of_karel(desk: Desk) -> str:
    return str((desk.house.store.get("user_secret", "user-karel") or {})["password"])


def test_a_hash_of_yesterday_is_made_anew_at_the_next_sign_in(desk: Desk) -> None:
    old = with_an_old_hash(desk)
    assert desk.sign_in("karel", password="niet het wachtwoord").status_code == 401
    assert hash_of_karel(desk) == old
    assert desk.sign_in("karel").status_code == 200
    fresh = hash_of_karel(desk)
    assert fresh.startswith("$argon2id$v=19$m=47104,t=1,p=1$")
    assert desk.sign_in("karel").status_code == 200
    assert hash_of_karel(desk) == fresh, "once"


def test_a_password_that_is_changed_while_its_hash_is_made_anew_stays_changed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slowly(_: str) -> str:
        desk.house.store.update("user_secret", ("user-karel",), {"password": "another one"})
        return "the old one anew"

    with_an_old_hash(desk)
    monkeypatch.setattr("sync_server.handlers.session.hashed_anew", slowly)
    desk.sign_in("karel")
    assert hash_of_karel(desk) == "another one"
