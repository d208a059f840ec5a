"""A second device is let in by the first: once, soon, and when both show the same digits."""

from typing import Any

import httpx
import pytest

from shared.domain.pairing import LIFE_MS, code_in, hash_of, link_of, six_digits
from shared.errors import StoreFull
from sync_server.session import proof_message
from tests.house import HOUR, MINUTE, House
from tests.sync_server.desk import Desk, key_of, proof, public_key


@pytest.fixture
def desk(house: House, tmp_path: Any) -> Desk:
    """The server's door."""
    return Desk(house, tmp_path)


class Pair:
    """Karel's phone, which is signed in, and another device that is not."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.token = desk, desk.token("karel")
        self.code = self.offer()

    def offer(self) -> str:
        return str(self.ask("", {}).json()["code"])

    def ask(self, path: str, wish: Any) -> httpx.Response:
        """Asked by the phone."""
        return self.desk.post(f"/api/pairing{path}", wish, self.token)

    def claim(self, device: str = "tablet-1", code: str | None = None) -> httpx.Response:
        """Asked by the other device, or by a thief's."""
        wish = {"code": code or self.code, "device": device, "public_key": public_key(device), "name": device}
        return self.desk.post("/api/pairing/claim", {**wish, "kind": "phone"})

    def digits(self, device: str = "tablet-1", code: str | None = None) -> str:
        """What this device shows."""
        return six_digits(hash_of(code or self.code), public_key("karel"), public_key(device))

    def settle(self, digits: str, *, same: bool = True) -> httpx.Response:
        return self.ask("/settle", {"digits": digits, "same": same})

    def wait(self, ticket: str) -> httpx.Response:
        return self.desk.post("/api/pairing/wait", {"ticket": ticket})


@pytest.fixture
def pair(desk: Desk) -> Pair:
    return Pair(desk)


def said(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


GONE = (404, "pairing_gone")


def test_a_second_device_signs_in_without_a_password(pair: Pair) -> None:
    assert pair.ask("/look", {}).json() == {"newcomer": None}
    answer = pair.claim().json()
    assert answer["key"] == public_key("karel")
    assert pair.ask("/look", {}).json() == {"newcomer": {"name": "tablet-1", "public_key": public_key("tablet-1")}}
    assert pair.wait(answer["ticket"]).json() == {"signed_in": None}
    assert pair.settle(pair.digits()).json() == {"let_in": True}
    signed_in = pair.wait(answer["ticket"]).json()["signed_in"]
    assert (signed_in["user"], signed_in["epoch"]) == ("user-karel", "epoch-1")
    row = pair.desk.house.row("user_device", "tablet-1") or {}
    assert (row["user"], row["name"], row["kind"]) == ("user-karel", "tablet-1", "phone")
    nonce = pair.desk.post("/api/sync", {}).headers["touchline-nonce"]
    tablet = key_of("tablet-1").sign(proof_message("tablet-1", nonce))
    assert tablet
    phone = pair.desk.phone("karel")
    wish = {**phone.replica.request(phone.now).to_wire(), "device": "tablet-1"}
    headers = {"Touchline-Proof": proof("tablet-1", nonce, "tablet-1")["Touchline-Proof"]}
    assert pair.desk.post("/api/sync", wish, headers).status_code == 200


def test_a_code_serves_one_device(pair: Pair) -> None:
    """Who photographed it and was quicker is seen: the person's own device shows no digits."""
    assert pair.claim("thief-01").status_code == 200
    assert said(pair.claim()) == GONE
    assert pair.digits() != pair.digits("thief-01")
    assert pair.settle(pair.digits("thief-01"), same=False).json() == {"let_in": False}
    assert said(pair.claim()) == GONE
    assert pair.desk.house.row("device", "thief-01") is None


def test_whose_answer_was_lost_may_claim_again(pair: Pair) -> None:
    first, second = pair.claim().json()["ticket"], pair.claim().json()["ticket"]
    assert pair.settle(pair.digits()).json() == {"let_in": True}
    assert said(pair.wait(first)) == GONE
    assert pair.wait(second).json()["signed_in"]["user"] == "user-karel"
    assert said(pair.claim()) == GONE  # and not once it is let in


def test_other_digits_end_it(pair: Pair) -> None:
    ticket = pair.claim().json()["ticket"]
    wrong = f"{(int(pair.digits()) + 1) % 10**6:06d}"
    assert said(pair.settle(wrong)) == (409, "pairing_digits")
    assert said(pair.settle(pair.digits())) == GONE
    assert said(pair.wait(ticket)) == GONE
    assert pair.desk.house.row("device", "tablet-1") is None


@pytest.mark.parametrize("step", ["claim", "look", "settle", "wait"])
def test_after_five_minutes_it_is_over(pair: Pair, step: str) -> None:
    ticket = "" if step == "claim" else pair.claim().json()["ticket"]
    pair.desk.house.clock.wait(LIFE_MS)
    steps = {
        "claim": pair.claim,
        "look": lambda: pair.ask("/look", {}),
        "settle": lambda: pair.settle(pair.digits()),
        "wait": lambda: pair.wait(ticket),
    }
    assert said(steps[step]()) == GONE


def test_a_new_code_ends_the_one_before(pair: Pair) -> None:
    old = pair.code
    pair.code = pair.offer()
    assert said(pair.claim(code=old)) == GONE
    assert pair.claim().status_code == 200


def test_nobody_settles_for_another(pair: Pair) -> None:
    pair.claim()
    ann = pair.desk.token("ann")
    for path, wish in (("/look", {}), ("/settle", {"digits": pair.digits(), "same": True})):
        assert said(pair.desk.post(f"/api/pairing{path}", wish, ann)) == GONE
        assert pair.desk.post(f"/api/pairing{path}", wish).status_code == 401
    assert said(pair.settle("")) == (409, "pairing_digits")


def test_a_device_that_was_revoked_lets_nobody_in(pair: Pair) -> None:
    ticket = pair.claim().json()["ticket"]
    pair.desk.house.do("user_device.revoke", id="device-of-karel")
    assert pair.settle(pair.digits()).status_code == 401
    assert pair.wait(ticket).json() == {"signed_in": None}


def test_a_device_that_is_known_is_no_newcomer(pair: Pair) -> None:
    assert said(pair.claim("device-of-karel")) == GONE


def test_claims_and_offers_are_counted(pair: Pair) -> None:
    codes = {pair.claim(code="0" * 26).status_code for _ in range(11)}
    assert codes == {404, 429}
    pair.desk.house.clock.wait(MINUTE)
    offers = [pair.ask("", {}).status_code for _ in range(10)]
    assert offers == [200] * 9 + [429]
    pair.desk.house.clock.wait(HOUR)
    pair.token = pair.desk.token("karel")
    assert pair.ask("", {}).status_code == 200


@pytest.mark.parametrize("path", ["", "/look", "/settle", "/claim", "/wait"])
@pytest.mark.parametrize("wish", [[], {"x": 1}, {"ticket": 1}, {"digits": 1, "same": True}, {"digits": "1", "same": 1}])
def test_odd_questions(pair: Pair, path: str, wish: Any) -> None:
    assert said(pair.ask(path, wish)) == (400, "pairing")


def test_a_code_that_is_no_address_is_no_fault_of_ours(pair: Pair) -> None:
    for code in ("http://[", "//\u2100", "9" * 200):
        assert said(pair.claim(code=code)) == GONE


def test_a_code_as_it_is_scanned_or_typed() -> None:
    code = "0123456789ABCDEFGHJKMNPQR0"
    assert code_in(link_of("https://club.be", code)) == code
    assert code_in(f" {code[:13].lower()} {code[13:]} ") == code
    for text in (
        "",
        code[:-1],
        code + "0",
        "https://club.be/?pair=",
        "https://club.be/?pair=%00",
        code[:-1] + "Z",
        "é" * 26,
        "http://[",
        "//clu\u2100b",
        "https://club.be/?" + "pair=x&" * 2000,
    ):
        assert code_in(text) is None, text


def test_who_is_let_in_stands_in_the_list_or_is_not_let_in(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no room, or the server dies, between a device and its line: neither is there, one tries again."""
    ticket = pair.claim().json()["ticket"]
    house = pair.desk.house

    def no_room(*given: Any) -> None:
        raise StoreFull

    with monkeypatch.context() as full:
        full.setattr(house.referee, "tell", no_room)
        assert pair.settle(pair.digits()).status_code == 507
    assert (house.row("device", "tablet-1"), house.row("user_device", "tablet-1")) == (None, None)
    assert pair.wait(ticket).json() == {"signed_in": None}
    assert pair.settle(pair.digits()).json() == {"let_in": True}
    assert pair.wait(ticket).json()["signed_in"]["user"] == "user-karel"
    assert house.row("user_device", "tablet-1") is not None
