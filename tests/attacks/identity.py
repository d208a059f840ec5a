"""Being somebody else: replays, proofs, tokens, clones, revoked devices, and guessing at the door."""

import json
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from typing import Any

import httpx

from sync_server.limits import SET_ASIDE
from sync_server.told import parked_id
from tests.attacks.arena import Arena, Device
from tests.attacks.attack import attack, attack_alone
from tests.attacks.authority import silent
from tests.sync_server.desk import PASSWORD, proof, public_key

HALFWAY_S = 0.3
LABEL = ("contact_point.patch", {"id": "phone-of-piet", "set": {"label": "thuis"}})


@attack
def send_the_same_request_twice(arena: Arena) -> None:
    """What was done is done again when the request is repeated, later and in part."""
    piet, id = arena.device("piet"), arena.new_id()
    point = {"id": id, "contact": "contact-piet", "kind": "web", "value": "a.be"}
    changes = [piet.changeset(("contact_point.add", point)), piet.changeset(LABEL)]
    first = piet.sync(push=changes).json()["receipts"]
    head = arena.line.get("/api/health").json()["seq"]
    assert piet.sync(push=changes).json()["receipts"] == first
    assert piet.sync(push=changes[:1]).json()["receipts"] == first[:1]
    assert arena.line.get("/api/health").json()["seq"] == head


@attack
def use_a_proof_twice(arena: Arena) -> None:
    """A proof that was overheard buys a token once more."""
    piet = arena.device("piet")
    headers = proof(piet.id, piet.nonce, piet.id)
    assert piet.post("/api/sync", piet.request(), headers).status_code == 200
    again = piet.post("/api/sync", piet.request(), headers)
    assert again.status_code == 401
    assert "touchline-token" not in again.headers


@attack
def use_a_proof_of_somebody_else(arena: Arena) -> None:
    """A nonce that was given to one device, or a signature of one key, serves another."""
    piet, ann = arena.device("piet"), arena.device("ann")
    signed = proof(piet.id, ann.nonce, piet.id)["Touchline-Proof"]
    mine = proof(piet.id, piet.nonce, ann.id)["Touchline-Proof"]  # my key, her name
    stranger = piet.stranger_nonce()
    forged = proof(piet.id, stranger, ann.id)["Touchline-Proof"]
    empty = f"{ann.id}.{piet.stranger_nonce()}."
    server = proof(piet.id, piet.stranger_nonce(), "server")["Touchline-Proof"]
    invented = proof(piet.id, "A" * 32, piet.id)["Touchline-Proof"]
    for text in (signed, mine, forged, empty, server, invented, signed.upper(), "..", "." * 500):
        answer = piet.post("/api/sync", ann.request(), {"Touchline-Proof": text})
        assert answer.status_code == 401, text
        assert "touchline-token" not in answer.headers


@attack
def say_that_i_am_another_device(arena: Arena) -> None:
    """The token is mine, the device that the request names is not."""
    piet, ann = arena.device("piet"), arena.device("ann")
    answers = [
        piet.sync(device=ann.id),
        piet.sync(device="server"),
        piet.sync(push=[{**piet.changeset(LABEL), "device": ann.id}]),
    ]
    assert [answer.status_code for answer in answers] == [403] * 3
    assert ann.do(*LABEL[:1], **LABEL[1]) == "refused not_allowed"


@attack
def hear_the_receipt_of_somebody_else(arena: Arena) -> None:
    """A changeset id that is known brings the answer that its author got."""
    ann, piet = arena.device("ann"), arena.device("piet")
    hers = ann.changeset(("contact.patch", {"id": "contact-kim", "set": {"given_name": "x"}}))
    assert ann.push(hers) == ["refused not_allowed"]
    answer = piet.sync(push=[{**piet.changeset(LABEL), "id": hers["id"]}])
    silent(answer)
    assert (answer.status_code, answer.json().get("code")) == (409, "fork")


@attack
def clone_a_device(arena: Arena) -> None:
    """Two copies of one device write under the same number, and one of them is lost without a word."""
    piet = arena.device("piet")
    first, n = piet.changeset(LABEL), piet.n
    assert piet.push(first) == ["applied"]
    piet.n = n - 1
    other = piet.changeset(("contact_point.patch", {"id": "phone-of-piet", "set": {"label": "clone"}}))
    assert piet.push(other) == ["409 fork"]
    assert (arena.row("contact_point", "phone-of-piet") or {})["label"] != "clone"
    piet.n = n + 4
    assert piet.push(piet.changeset(LABEL)) == ["409 out_of_order"]


@attack
def go_on_with_a_device_that_was_taken_away(arena: Arena) -> None:
    """A stolen phone keeps its token, its key or its name after it was revoked."""
    piet = arena.device("piet")
    arena.revoke(piet.id)
    doors = [
        piet.sync(push=[piet.changeset(LABEL)]),
        piet.post("/api/history", {"rows": [["contact", "contact-piet"]], "before": None}),
    ]
    doors += [
        piet.get("/api/poke?since=0"),
        piet.get("/api/media/x"),
        piet.get("/api/packages/x"),
        piet.put("x", 0, b""),
    ]
    assert [answer.status_code for answer in doors] == [401] * len(doors)
    signed = piet.post("/api/sync", piet.request(), proof(piet.id, piet.nonce, piet.id))
    assert (signed.status_code, set(signed.json())) == (403, {"code", "correlation", "wipe"})
    assert not {"touchline-token", "touchline-nonce"} & set(signed.headers)
    assert arena.sign_in("piet", device=piet.id, public_key=public_key(piet.id)).status_code == 409


@attack
def push_again_and_again_from_a_device_that_was_taken_away(arena: Arena) -> None:
    """What a stolen phone sends is done, or fills the office's inbox without end."""
    piet = arena.device("piet")
    wishes = [("contact_point.patch", {"id": "phone-of-piet", "set": {"label": f"stolen {n}"}}) for n in range(1300)]
    said = [piet.changeset(wish) for wish in wishes]
    arena.revoke(piet.id)
    for first in (0, 0, 400, 800):
        push = piet.request(push=said[first : first + 500])
        answer = piet.post("/api/sync", push, proof(piet.id, piet.stranger_nonce(), piet.id))
        assert (answer.status_code, answer.json()["code"]) == (403, "revoked")
    set_aside = [arena.row("parked_change", parked_id(part["id"])) is not None for part in said]
    assert set_aside == [True] * SET_ASIDE + [False] * 300
    assert "stolen" not in str((arena.row("contact_point", "phone-of-piet") or {})["label"])


def half_said(arena: Arena, device: Device, path: str, body: bytes) -> bytes:
    """What comes back when a device is taken away between the halves of what it says."""
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n"
    token = f"Authorization: Bearer {device.token}\r\nContent-Length: {len(body)}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", arena.port), 20) as line:
        line.sendall((head + token).encode() + body[:1])
        time.sleep(HALFWAY_S)  # who asks is known by now, and the rest is waited for
        arena.revoke(device.id)
        line.sendall(body[1:])
        told = bytearray()
        while piece := line.recv(65_536):
            told += piece
    return bytes(told)


@attack
def go_on_speaking_while_the_device_is_taken_away(arena: Arena) -> None:
    """A request that began before the revocation, and ends long after it, still reads and still writes."""
    wishes = {
        "/api/history": {"rows": [["contact", "contact-kim"]], "before": None},
        "/api/push": {"endpoint": "https://fcm.googleapis.com/fcm/send/abc"},
        "/api/numbers/look": {"contact": "contact-kim"},
        "/api/erasure": {"contact": "contact-piet", "name": None},
    }
    for path, wish in wishes.items():
        device = arena.device("piet")
        told = half_said(arena, device, path, json.dumps(wish).encode())
        assert told[9:12] == b"401", (path, told[:200])
        assert arena.row("push_address", device.id) is None


@attack
def knock_from_every_address_of_a_network(arena: Arena) -> None:
    """Whoever has one line has 2^64 addresses: each may guess twenty times a minute."""

    def knocked(address: str) -> int:
        headers = {"X-Forwarded-For": address}
        return arena.line.post("/api/welcome/look", json={"secret": "x"}, headers=headers).status_code

    codes = [knocked(f"2001:db8:0:7:{n:x}::{n:x}") for n in range(21)]
    assert codes == [404] * 20 + [429], codes
    mapped = [knocked(("::ffff:" if n % 2 else "") + "192.0.2.77") for n in range(21)]
    assert mapped == [404] * 20 + [429], mapped
    assert knocked("2001:db8:0:8::1") == 404, "the neighbours may"


@attack
def get_a_wipe_order_for_somebody_else(arena: Arena) -> None:
    """An order is made for a device that is not revoked, or by who does not hold its key."""
    piet, ann = arena.device("piet"), arena.device("ann")
    arena.revoke(piet.id)
    answers = [
        ann.post("/api/sync", ann.request(), proof(ann.id, ann.nonce, ann.id)),
        piet.post("/api/sync", ann.request(), proof(piet.id, ann.stranger_nonce(), ann.id)),  # her name, my key
        ann.post("/api/sync", piet.request(), proof(ann.id, ann.stranger_nonce(), piet.id)),  # my name, her key
    ]
    assert [answer.status_code for answer in answers] == [200, 401, 401]
    assert not any("wipe" in answer.json() for answer in answers)
    other = piet.post("/api/history", {"rows": [["contact", "x"]], "before": None}, proof(piet.id, piet.nonce, piet.id))
    assert (other.status_code, "wipe" in other.json()) == (403, False)  # its work comes first


@attack
def take_over_a_device_by_its_name(arena: Arena) -> None:
    """A sign-in of mine under the name of another device makes it mine."""
    ann = arena.device("ann")
    for device, status in ((ann.id, 409), ("server", 400)):
        answer = arena.sign_in("piet", address="192.0.2.7", device=device, public_key=public_key("mine"))
        assert answer.status_code == status
        assert "touchline-token" not in answer.headers
    assert (arena.row("device", ann.id) or {})["user"] == "user-ann"


@attack
def learn_who_is_a_member_from_the_answer(arena: Arena) -> None:
    """A sign-in with a wrong password is answered otherwise than one of nobody."""
    known = arena.sign_in("tom", "a wrong password", "192.0.2.2")
    for name in ("nobody-here", "tom2", "x", "y" * 100, "tom\u0301\u0301", "' OR 1=1 --", "user-tom"):
        unknown = arena.sign_in(name, "a wrong password", "192.0.2.3")
        assert unknown.status_code == known.status_code == 401, name
        assert {**unknown.json(), "correlation": ""} == {**known.json(), "correlation": ""}
        assert set(unknown.headers) == set(known.headers)


@attack
def learn_who_is_a_member_from_the_work(arena: Arena) -> None:
    """A sign-in of nobody costs the server less than one of somebody: time tells."""
    arena.sign_in("first-of-all", "warm-up password", "192.0.2.4")
    names = {"known": ("olga", "sara", "tom", "eef", "cas", "ann"), "unknown": tuple(f"nobody-{n}" for n in range(6))}
    spent, waited = dict.fromkeys(names, 0.0), {kind: list[float]() for kind in names}
    for known, unknown in zip(*names.values(), strict=True):  # in turns: what else goes on here, goes on for both
        for kind, name in (("known", known), ("unknown", unknown)):
            before = arena.processor_s()
            for _ in range(2):
                began = time.perf_counter()
                assert arena.sign_in(name, "a wrong password", f"192.0.2.{kind == 'known'}").status_code == 401
                waited[kind].append(time.perf_counter() - began)
            spent[kind] += arena.processor_s() - before
    ratio = median(waited["known"]) / median(waited["unknown"])
    print(f"    a sign-in of somebody takes {ratio:.2f} times one of nobody (medians of {len(waited['known'])})")
    assert spent["unknown"] > spent["known"] / 2, spent
    assert spent["known"] > spent["unknown"] / 2, spent


@attack_alone
def guess_a_password(arena: Arena) -> None:
    """Who guesses often enough gets in: from one address, from many, in turns and all at once."""
    tries = [arena.sign_in("tom", f"guess number {n:03}", f"198.51.100.{n}").status_code for n in range(8)]
    assert tries == [401] * 5 + [429] * 3
    late = arena.sign_in("TOM ", PASSWORD, "198.51.100.99")
    assert late.status_code == 429
    assert int(late.headers["Retry-After"]) > 60
    with ThreadPoolExecutor(12) as many:
        names = ["sara", "Sara", "SÁRA", " sara"] * 4
        said = list(
            many.map(lambda one: arena.sign_in(one[1], "a guess at once", f"203.0.113.{one[0]}"), enumerate(names))
        )
    assert sum(answer.status_code == 401 for answer in said) == 5
    assert arena.sign_in("olga", PASSWORD, "198.51.100.5").status_code == 200, "one name's limit is not another's"


@attack_alone
def try_one_password_on_everybody(arena: Arena) -> None:
    """One address tries a common password on every name, and invents addresses in front of its own."""
    said = [arena.sign_in(f"name-{n}", "voetbal12345678", f"10.0.0.{n}, 198.51.100.1").status_code for n in range(24)]
    assert said == [401] * 20 + [429] * 4


@attack
def ask_without_end(arena: Arena) -> None:
    """A device asks as often as it likes, by one door or in turns."""
    piet = arena.device("piet")
    said = [piet.sync(cursor=2**40).status_code for _ in range(62)]
    assert 429 in said
    assert "retry-after" in piet.sync().headers
    assert piet.get("/api/packages/x").status_code == 429
    assert arena.device("piet").sync(cursor=2**40).status_code == 200


@attack
def find_secrets_in_the_log(arena: Arena) -> None:
    """What people type, or what their devices hold, stands in the server's log."""
    piet = arena.device("piet")
    marks: list[Any] = ["zqpassword zqpassword", "zqname", "zqvalue"]
    arena.sign_in(marks[1], marks[0], "192.0.2.9")
    piet.do("contact_point.add", id=arena.new_id(), contact="contact-piet", kind="email", value=f"{marks[2]}@a.be")
    piet.sync(push=marks[2])
    held: tuple[httpx.Response, ...] = (piet.get(f"/api/media/x?token={marks[2]}"), piet.get("/api/poke?since=zqvalue"))
    assert all(answer.status_code < 500 for answer in held)
    told = [word for word in (*marks, piet.token, piet.nonce) if word in arena.log()]
    assert not told
