"""The second step: codes that are said again, guessed, or said by whom they are not; and every way around it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx

from shared.domain.invitation import secret_of
from tests.attacks.arena import Arena, Device
from tests.attacks.attack import attack_alone
from tests.attacks.invites import come_in, made_by
from tests.sync_server.authenticator import digits
from tests.sync_server.desk import PASSWORD, public_key

MANY = 50
STEP = 30_000
WRONG, ANOTHER = "een ander wachtwoord", "nog een lang wachtwoord"


@dataclass(frozen=True)
class Enrolled:
    """A phone whose owner has it switched on, what the app beside it knows, and the recovery codes."""

    phone: Device
    secret: str
    codes: list[str]

    def next_code(self) -> str:
        """One that was not used yet: of the step after this one, for which the server allows."""
        return digits(self.secret, self.phone.arena.now() + STEP)


def enrolled(arena: Arena, name: str = "tom") -> Enrolled:
    """It is switched on as the app does it."""
    phone = arena.device(name)
    secret = phone.post("/api/second/begin", {"password": PASSWORD}).json()["secret"]
    answer = phone.post("/api/second/confirm", {"code": digits(secret, arena.now())})
    assert answer.status_code == 200
    return Enrolled(phone, secret, answer.json()["codes"])


def said(answer: httpx.Response) -> tuple[int, str]:
    """Status and code; nobody is let in by an answer that is not 200."""
    assert answer.status_code == 200 or "touchline-token" not in answer.headers
    return answer.status_code, str(answer.json().get("code", ""))


@attack_alone
def use_a_code_twice(arena: Arena) -> None:
    """Somebody looks over a shoulder and says the same six digits, in the same half minute or at the same moment."""
    tom = enrolled(arena)
    code = tom.next_code()
    with ThreadPoolExecutor(MANY) as many:
        tries = [many.submit(arena.sign_in, "tom", address=f"198.51.100.{n}", code=code) for n in range(MANY)]
    answers = [one.result().status_code for one in tries]
    assert answers.count(200) == 1, answers
    assert set(answers) <= {200, 401, 429}
    assert arena.sign_in("tom", address="192.0.2.40", code=code).status_code in (401, 429)
    assert len(arena.rows("user_device", user="user-tom")) == 1


@attack_alone
def use_a_recovery_code_fifty_times_at_once(arena: Arena) -> None:
    """One recovery code lets in more than one device."""
    tom = enrolled(arena)
    with ThreadPoolExecutor(MANY) as many:
        tries = [many.submit(arena.sign_in, "tom", address=f"198.51.100.{n}", code=tom.codes[0]) for n in range(MANY)]
    answers = [one.result().status_code for one in tries]
    assert answers.count(200) == 1, answers
    assert len(arena.rows("user_device", user="user-tom")) == 1
    assert len(arena.rows("recovery_code", user="user-tom")) == 9


@attack_alone
def guess_a_code(arena: Arena) -> None:
    """Who knows the password tries out a million codes, from as many addresses as they like."""
    tom = enrolled(arena)
    guesses = [said(arena.sign_in("tom", address=f"198.51.100.{n}", code=f"{n:06d}")) for n in range(8)]
    assert guesses == [(401, "code_wrong")] * 5 + [(429, "too_many")] * 3
    assert arena.sign_in("tom", address="192.0.2.41", code=tom.next_code()).status_code == 429
    for path in ("renew", "end"):
        answer = tom.phone.post(f"/api/second/{path}", {"password": PASSWORD, "code": "000000"})
        assert answer.status_code == 429, path


@attack_alone
def learn_by_a_code_who_has_a_second_step(arena: Arena) -> None:
    """Without the password the answer says who is asked for a code, or whether a code was right."""
    tom = enrolled(arena)
    code = tom.next_code()
    tries = [
        ("tom", {}),
        ("tom", {"code": code}),
        ("tom", {"code": "000000"}),
        ("piet", {}),
        ("nobody", {"code": code}),
    ]
    answers = [arena.sign_in(name, WRONG, f"192.0.2.{n}", **more) for n, (name, more) in enumerate(tries)]
    assert {said(answer) for answer in answers} == {(401, "sign_in_needed")}
    assert len({tuple(sorted(answer.headers)) for answer in answers}) == 1
    assert said(arena.sign_in("tom", code=code)) == (200, ""), "and it was not used up"


@attack_alone
def say_the_name_of_a_device_that_is_known(arena: Arena) -> None:
    """The id and the public key of a device are no secrets: with the password they are enough."""
    tom = enrolled(arena)
    known = {"device": tom.phone.id, "public_key": public_key(tom.phone.id)}
    assert said(arena.sign_in("tom", **known)) == (401, "code_needed")
    wish = {"username": "tom", "password": PASSWORD, "name": "x", **known}
    for proof in ("", "..", f"{tom.phone.id}.{tom.phone.nonce}.AAAA"):
        answer = arena.line.post("/api/session", json=wish, headers={"Touchline-Proof": proof})
        assert said(answer) == (401, "code_needed"), proof


@attack_alone
def go_around_the_second_step_by_a_link(arena: Arena) -> None:
    """Who reads somebody's letters sets another password and is in."""
    tom, secret = enrolled(arena), secret_of(b"a link for Tom 1")
    assert made_by(arena.device("olga"), "contact-tom", secret, purpose="reset") == "applied"
    for n, more in enumerate([{}, {"code": "000000"}, {"code": tom.codes[0][:-1] + "*"}]):
        assert come_in(arena, secret, "tom", f"192.0.2.{n}", password=ANOTHER, **more).status_code == 401
    assert said(arena.sign_in("tom", ANOTHER)) == (401, "sign_in_needed")
    wish = {"old": PASSWORD, "new": ANOTHER}
    assert said(tom.phone.post("/api/password", wish)) == (422, "code_needed")


@attack_alone
def change_the_second_step_on_a_phone_that_was_left_open(arena: Arena) -> None:
    """A phone lies on a table: somebody puts an app of their own to its owner's sign-in, or takes the owner's away."""
    piet, tom = arena.device("piet"), enrolled(arena)
    answers = [piet.post("/api/second/begin", {"password": f"gok nummer {n} van veel"}) for n in range(7)]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429] * 2
    assert piet.post("/api/second/begin", {}).status_code == 400
    assert said(piet.post("/api/second/confirm", {"code": "000000"})) == (404, "second_gone")
    ann = arena.device("ann")
    offered = ann.post("/api/second/begin", {"password": PASSWORD}).json()["secret"]
    code = digits(offered, arena.now())
    assert said(piet.post("/api/second/confirm", {"code": code})) == (404, "second_gone")
    assert said(arena.device("ann").post("/api/second/confirm", {"code": code})) == (404, "second_gone")
    for path in ("renew", "end"):
        assert tom.phone.post(f"/api/second/{path}", {"password": WRONG, "code": tom.next_code()}).status_code == 422
        assert tom.phone.post(f"/api/second/{path}", {"password": PASSWORD}).status_code == 400
    assert [row["id"] for row in arena.rows("second_factor")] == ["user-tom"]


@attack_alone
def take_the_second_step_from_somebody(arena: Arena) -> None:
    """Who is no owner takes it from others; an owner takes their own without a code."""
    enrolled(arena)
    olga = enrolled(arena, "olga")
    wish = {"user": "user-tom", "password": PASSWORD}
    for name in ("sara", "tom", "karel", "piet"):
        assert said(arena.device(name).post("/api/second/reset", wish)) == (422, "not_allowed"), name
    assert said(olga.phone.post("/api/second/reset", {**wish, "user": "user-olga"})) == (422, "not_allowed")
    forged = {"id": arena.new_id(), "user": "user-tom", "what": "off"}
    assert arena.device("olga").do("user.second_step", **forged) == "refused not_allowed"
    assert len(arena.rows("second_factor")) == 2
