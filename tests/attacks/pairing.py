"""Becoming somebody's second device: with their code, with other digits, in their name, too late."""

import httpx

from shared.domain.pairing import hash_of, six_digits
from tests.attacks.arena import Arena, Device
from tests.attacks.attack import attack
from tests.sync_server.desk import public_key


def code_of(device: Device) -> str:
    """What this device shows to its owner, and to who looks over a shoulder."""
    return str(device.post("/api/pairing", {}).json()["code"])


def claim(arena: Arena, code: str, device: str, address: str = "192.0.2.20") -> httpx.Response:
    """A device that nobody knows brings the code."""
    wish = {"code": code, "device": device, "public_key": public_key(device), "name": device, "kind": "phone"}
    return arena.line.post("/api/pairing/claim", json=wish, headers={"X-Forwarded-For": address})


@attack
def use_a_pairing_code_twice(arena: Arena) -> None:
    """A photographed code serves beside the device that it was shown to."""
    piet, tablet, thief = arena.device("piet"), arena.new_id(), arena.new_id()
    code = code_of(piet)
    assert claim(arena, code, tablet).status_code == 200
    assert claim(arena, code, thief).status_code == 404
    digits = six_digits(hash_of(code), public_key(piet.id), public_key(tablet))
    assert piet.post("/api/pairing/settle", {"digits": digits, "same": True}).json() == {"let_in": True}
    assert claim(arena, code, thief).status_code == 404
    assert (arena.row("device", tablet) is not None, arena.row("device", thief)) == (True, None)


@attack
def say_any_digits(arena: Arena) -> None:
    """A device is let in by digits that are not the ones it shows, or by who does not hold the first."""
    piet, ann, thief = arena.device("piet"), arena.device("ann"), arena.new_id()
    code = code_of(piet)
    ticket = claim(arena, code, thief, "192.0.2.21").json()["ticket"]
    digits = six_digits(hash_of(code), public_key(piet.id), public_key(thief))
    right = {"digits": digits, "same": True}
    assert ann.post("/api/pairing/settle", right).status_code == 404
    assert arena.line.post("/api/pairing/settle", json=right).status_code == 401
    wrong = {"digits": f"{(int(digits) + 1) % 10**6:06d}", "same": True}
    assert piet.post("/api/pairing/settle", wrong).status_code == 409
    assert piet.post("/api/pairing/settle", right).status_code == 404
    assert arena.line.post("/api/pairing/wait", json={"ticket": ticket}).status_code == 404
    assert arena.row("device", thief) is None


@attack
def guess_a_pairing_code(arena: Arena) -> None:
    """Codes are tried without end."""
    answers = [claim(arena, "0" * 26, arena.new_id(), "192.0.2.22").status_code for _ in range(12)]
    assert set(answers) == {404, 429}
    assert arena.line.post("/api/pairing/wait", json={"ticket": ""}).status_code == 404
