"""Coming in where one was not asked: secrets that are used up, given by nobody, or give more than their maker has."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx

from shared.domain.invitation import hash_of, secret_of
from tests.attacks.arena import Arena, Device, cells
from tests.attacks.attack import attack, attack_alone
from tests.sync_server.desk import PASSWORD, public_key

MANY = 50


def made_by(device: Device, contact: str, secret: str, **other: Any) -> str:
    """What becomes of an invitation that this device makes, and its id."""
    wish = {"contact": contact, "purpose": "join", "how": "code", "secret_hash": hash_of(secret)}
    return device.do("invitation.make", id=device.arena.new_id(), **{**wish, **other})


def secret_number(n: int) -> str:
    """A secret of this story."""
    return secret_of(f"attack secret {n:02}".encode())


def come_in(arena: Arena, secret: str, name: str, address: str, **other: str) -> httpx.Response:
    """A secret used from this address."""
    device = f"guest-{arena.new_id()}"
    wish = {"username": name, "password": PASSWORD, "device": device, "public_key": public_key(device), "name": "x"}
    body = {**wish, "secret": secret, **other}
    return arena.line.post("/api/welcome", json=body, headers={"X-Forwarded-For": address})


@attack
def use_one_invitation_fifty_times_at_once(arena: Arena) -> None:
    """One secret makes more than one user when it is used by many at the same moment."""
    secret = secret_number(1)
    assert made_by(arena.device("sara"), "contact-mia", secret) == "applied"
    with ThreadPoolExecutor(MANY) as many:
        tries = [many.submit(come_in, arena, secret, f"mia{n}", f"198.51.100.{n}") for n in range(MANY)]
    said = sorted(one.result().status_code for one in tries)
    assert said == [200] + [404] * (MANY - 1), said
    made = [row for n in range(MANY) for row in arena.rows("user_secret", username=f"mia{n}")]
    assert len(made) == len(arena.rows("user_profile", contact="contact-mia")) == 1


@attack
def tell_a_secret_that_is_over_from_one_that_never_was(arena: Arena) -> None:
    """The answer says whether a secret was ever given, used or withdrawn."""
    used, withdrawn, never = (secret_number(n) for n in (2, 3, 4))
    sara = arena.device("sara")
    assert made_by(sara, "contact-bo", used) == "applied"
    assert come_in(arena, used, "bo-bo", "192.0.2.21").status_code == 200
    assert made_by(sara, "contact-kim", withdrawn) == "applied"
    id = next(row["id"] for row in arena.rows("invitation", contact="contact-kim"))
    assert sara.do("invitation.withdraw", id=id) == "applied"
    answers = [come_in(arena, secret, "kim-kim", "192.0.2.22") for secret in (used, withdrawn, never, "", "%00")]
    for secret in (used, withdrawn, never):
        asked = {"json": {"secret": secret}, "headers": {"X-Forwarded-For": "192.0.2.23"}}
        answers.append(arena.line.post("/api/welcome/look", **asked))  # type: ignore[arg-type]  # both by name
    assert {answer.status_code for answer in answers} == {404}
    assert len({str({**answer.json(), "correlation": ""}) for answer in answers}) == 1
    assert len({tuple(sorted(answer.headers)) for answer in answers}) == 1


@attack_alone
def come_in_on_the_word_of_somebody_who_lost_the_right(arena: Arena) -> None:
    """An invitation made before a role was taken away still gives that role."""
    secret, olga = secret_number(5), arena.device("olga")
    assert made_by(arena.device("sara"), "contact-mia", secret, role="secretary") == "applied"
    assert olga.do("role.withdraw", id="role-sara") == "applied"
    assert come_in(arena, secret, "mia", "192.0.2.24").status_code == 404
    assert arena.rows("user_profile", contact="contact-mia") == []


@attack_alone
def climb_by_an_invitation(arena: Arena) -> None:
    """Somebody lets a friend in with more than they have, or takes over somebody who has more."""
    sara, secret = arena.device("sara"), secret_number(6)
    for role in ("owner", "treasurer", "equipment"):
        assert made_by(sara, "contact-zoe", secret, role=role) == "refused not_allowed", role
    for name in ("olga", "tom", "eef"):
        assert made_by(sara, f"contact-{name}", secret, purpose="reset") == "refused not_allowed", name
    for name in ("karel", "piet", "tom", "eef"):
        device = arena.device(name)
        assert made_by(device, "contact-zoe", secret) == "refused not_allowed", name
        assert made_by(device, f"contact-{name}", secret, purpose="reset") == "refused not_allowed", name
    forged = [
        ("invitation.accept", {"id": arena.new_id(), "user": "user-piet"}),
        ("invitation.delivered", {"id": arena.new_id(), "delivery": "sent"}),
        ("user.password_changed", {"id": arena.new_id(), "user": "user-ann"}),
        ("user.enrol", {"id": arena.new_id(), "contact": "contact-zoe", "username": "zoe"}),
    ]
    for verb, args in forged:
        said = arena.device("olga").do(verb, **args)
        assert said == "refused not_allowed", (verb, said)
    assert made_by(sara, "contact-zoe", secret, by="user-olga") == "refused invalid"
    assert come_in(arena, secret, "zoe", "192.0.2.25").status_code == 404


@attack
def read_a_secret_off_a_device_or_the_log(arena: Arena) -> None:
    """What lets somebody in, or its hash, reaches a device that did not make it, or the server's log."""
    secret, sara = secret_number(7), arena.device("sara")
    assert made_by(sara, "contact-zoe", secret) == "applied"
    assert come_in(arena, secret, "x", "192.0.2.26").status_code == 422
    told = cells(arena.device("olga").pages()) + cells(arena.device("sara").pages())
    assert "contact-zoe" in told
    assert hash_of(secret) not in told
    assert secret not in told + arena.log()
    places = [["invitation", row["id"]] for row in arena.rows("invitation", contact="contact-zoe")]
    assert hash_of(secret) not in sara.post("/api/history", {"rows": places, "before": None}).text


@attack
def learn_who_is_a_member_from_a_forgotten_password(arena: Arena) -> None:
    """The answer to "I forgot my password" differs for names that are known, or for names with an address."""
    known = forgot(arena, "ann", "192.0.2.31")
    for name in ("tom", "nobody-here", "x", "y" * 100, "' OR 1=1 --", "user-ann", "mail@point.example"):
        answer = forgot(arena, name, "192.0.2.32")
        assert (answer.status_code, answer.text) == (known.status_code, known.text) == (200, "{}"), name
        assert set(answer.headers) == set(known.headers)


@attack
def have_letters_sent_without_end(arena: Arena) -> None:
    """Somebody's mailbox is filled by asking again and again."""
    said = [forgot(arena, " EEF" if n % 2 else "eef", f"203.0.113.{n}").status_code for n in range(6)]
    assert said[-3:] == [429] * 3


def forgot(arena: Arena, name: str, address: str) -> httpx.Response:
    """Somebody says that this is their name and that they forgot the password."""
    return arena.line.post("/api/forgotten", json={"username": name}, headers={"X-Forwarded-For": address})


@attack_alone
def climb_by_an_address(arena: Arena) -> None:
    """Somebody writes another address for who has more, says that the password was forgotten, and reads the letter."""
    sara = arena.device("sara")
    for name in ("olga", "tom", "eef", "karel", "piet"):
        wish = {"contact": f"contact-{name}", "kind": "email", "value": "thief@club.example", "is_primary": 1}
        assert sara.do("contact_point.add", id=f"thief-of-{name}", **wish) == "applied"
        assert forgot(arena, name, "192.0.2.33").status_code == 200
    deadline = time.monotonic() + 30
    while arena.rows("outbox", kind="forgotten"):
        assert time.monotonic() < deadline, "the post sleeps"
        time.sleep(0.2)
    let_in = {row["contact"] for row in arena.rows("invitation", purpose="reset")}
    assert let_in == {"contact-karel", "contact-piet"}, "whom the office may let in, and nobody else"
