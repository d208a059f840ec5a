"""A second step of signing in: six digits of an app, or a recovery code, asked on every device that is new."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from shared.domain.invitation import hash_of, secret_of
from shared.domain.pairing import hash_of as pairing_hash
from shared.domain.pairing import six_digits
from shared.domain.second_factor import canonical_code
from shared.errors import Malformed
from sync_server.sign_in.second_factor import SecondSteps
from sync_server.steady_clock import SteadyClock
from tests.house import DAY, MINUTE, House
from tests.sync_server.authenticator import digits
from tests.sync_server.desk import PASSWORD, Desk, proof, public_key
from tests.sync_server.sealed import Place

STEP = 30_000
SECRET = secret_of(b"a link of Olga's")
NEW = {"device": "laptop-of-olga", "public_key": public_key("laptop")}


class Enrolled:
    """Olga, who has it switched on with her phone; `codes` are her recovery codes."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.token = desk.token("olga")
        self.secret = desk.post("/api/second/begin", {"password": PASSWORD}, self.token).json()["secret"]
        answer = desk.post("/api/second/confirm", {"code": self.code()}, self.token)
        assert answer.status_code == 200
        self.codes = answer.json()["codes"]
        self.wait()

    def code(self, away: int = 0) -> str:
        """What her app shows, so many steps from now."""
        return digits(self.secret, self.desk.house.clock.now + away * STEP)

    def wait(self) -> None:
        """Until her app shows the next ones."""
        self.desk.house.clock.wait(STEP)

    def ask(self, what: str, **wish: str) -> httpx.Response:
        """Something of her own phone."""
        return self.desk.post(f"/api/second{what}", wish, self.token)

    def left(self) -> int:
        """How many recovery codes the server knows."""
        return int(self.ask("").json()["codes"])


@pytest.fixture
def olga(desk: Desk) -> Enrolled:
    return Enrolled(desk)


def test_the_code_of_a_winter_later_opens_the_club(olga: Enrolled) -> None:
    """Her phone is gone, the server stood still: what her app shows is a clock that agrees with the machine's."""
    clock = olga.desk.house.clock
    club = replace(olga.desk.app.state.club, now=SteadyClock(clock, clock.now))
    clock.wait(150 * DAY)
    steps = SecondSteps(club)
    assert club.now() < clock.now
    assert steps.judge("user-olga", "000000") == "code_wrong"
    assert club.now() < clock.now
    assert steps.judge("user-olga", olga.code()) == "right"
    assert club.now() == clock.now
    assert steps.judge("user-olga", olga.code()) == "code_wrong"  # it serves once, then too


def said(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


def told(house: House, user: str) -> list[str]:
    """What this user was told, sorted."""
    codes = [row["code"] for row in house.store.find("inbox_item", user=user)]
    return sorted(code for code in codes if code.startswith("second_"))


def deeds(house: House) -> list[tuple[str, str, str]]:
    lines = house.store.above("audit", ("seq",), (0,), 10_000)
    return [
        (row["kind"], row["actor"], row["id"]) for row in lines if "second" in row["kind"] or "codes" in row["kind"]
    ]


# ---- it begins


def test_it_begins_with_a_code_of_the_secret_that_was_shown(desk: Desk) -> None:
    token = desk.token("olga")
    shown = desk.post("/api/second/begin", {"password": PASSWORD}, token).json()
    assert shown["address"].startswith("otpauth://totp/Touchline:olga?")
    assert f"secret={shown['secret']}" in shown["address"]
    assert desk.post("/api/second", {}, token).json() == {"on": False, "since": None, "codes": 0, "asked": True}
    assert said(desk.sign_in("olga", **NEW)) == (200, ""), "nothing counts yet"
    wrong = desk.post("/api/second/confirm", {"code": "000000"}, token)
    assert said(wrong) == (422, "code_wrong")
    now = desk.house.clock.now
    right = desk.post("/api/second/confirm", {"code": digits(shown["secret"], now)}, token)
    assert len(set(right.json()["codes"])) == 10
    assert desk.post("/api/second", {}, token).json() == {"on": True, "since": now, "codes": 10, "asked": True}
    assert (desk.house.row("user_profile", "user-olga") or {})["second_since"] == now
    assert told(desk.house, "user-olga") == ["second_on"]
    assert deeds(desk.house) == [("second_step_on", "user-olga", "user-olga")]


@pytest.mark.parametrize(("name", "asked"), [("olga", True), ("tom", True), ("sara", False), ("piet", False)])
def test_whom_the_club_asks_for_it(desk: Desk, name: str, asked: bool) -> None:
    assert desk.post("/api/second", {}, desk.token(name)).json()["asked"] is asked


def test_a_phone_that_was_left_open_begins_nothing(desk: Desk) -> None:
    token = desk.token("olga")
    assert said(desk.post("/api/second/begin", {"password": "een ander wachtwoord"}, token)) == (422, "invalid")
    assert said(desk.post("/api/second/begin", {}, token)) == (400, "second")
    assert said(desk.post("/api/second/confirm", {"code": "123456"}, token)) == (404, "second_gone")


def test_what_was_offered_on_one_device_is_proved_on_no_other(desk: Desk) -> None:
    secret = desk.post("/api/second/begin", {"password": PASSWORD}, desk.token("olga")).json()["secret"]
    code = digits(secret, desk.house.clock.now)
    for other in ("ann", "tom"):
        assert said(desk.post("/api/second/confirm", {"code": code}, desk.token(other))) == (404, "second_gone")
    desk.house.clock.wait(10 * MINUTE)
    late = digits(secret, desk.house.clock.now)
    assert said(desk.post("/api/second/confirm", {"code": late}, desk.token("olga"))) == (404, "second_gone")


def test_nor_for_another_user_of_the_device(desk: Desk) -> None:
    steps = SecondSteps(desk.house.club())
    code = digits(steps.offer("user-olga", "phone")[0], desk.house.clock.now)
    with pytest.raises(Malformed, match="second_gone"):
        steps.confirm("user-ann", "phone", code)
    assert len(steps.confirm("user-olga", "phone", code)) == 10


def test_there_is_one_at_a_time(olga: Enrolled) -> None:
    assert said(olga.ask("/begin", password=PASSWORD)) == (409, "second_on")


# ---- signing in


def test_a_new_device_says_a_code(olga: Enrolled, desk: Desk) -> None:
    bare = desk.sign_in("olga", **NEW)
    assert said(bare) == (401, "code_needed")
    assert "touchline-token" not in bare.headers
    assert said(desk.sign_in("olga", **NEW, code="000000")) == (401, "code_wrong")
    assert said(desk.sign_in("olga", **NEW, code=f" {olga.code()[:3]} {olga.code()[3:]}")) == (200, "")


def test_a_code_without_the_password_says_nothing(olga: Enrolled, desk: Desk) -> None:
    wrong = [desk.sign_in("olga", **NEW, password="een ander wachtwoord", code=code) for code in (olga.code(), "1")]
    nobody = desk.sign_in("nobody", **NEW, code=olga.code())
    assert {said(answer) for answer in (*wrong, nobody)} == {(401, "sign_in_needed")}
    assert said(desk.sign_in("olga", **NEW, code=olga.code())) == (200, ""), "it was not used up"


def test_a_code_serves_once(olga: Enrolled, desk: Desk) -> None:
    assert said(desk.sign_in("olga", **NEW, code=olga.code())) == (200, "")
    other = {"device": "another-of-olga", "public_key": public_key("another")}
    assert said(desk.sign_in("olga", **other, code=olga.code())) == (401, "code_wrong")
    assert said(desk.sign_in("olga", **other, code=olga.code(-1))) == (401, "code_wrong")
    olga.wait()
    assert said(desk.sign_in("olga", **other, code=olga.code())) == (200, "")


def test_the_code_that_began_it_lets_nobody_in(desk: Desk) -> None:
    olga = Enrolled(desk)
    assert said(desk.sign_in("olga", **NEW, code=olga.code(-1))) == (401, "code_wrong")


def test_five_wrong_codes_close_the_account_as_five_wrong_passwords_do(olga: Enrolled, desk: Desk) -> None:
    for _ in range(5):
        assert said(desk.sign_in("olga", **NEW, code="000000")) == (401, "code_wrong")
    answer = desk.sign_in("olga", **NEW, code=olga.code())
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "900")
    desk.house.clock.wait(15 * MINUTE)
    assert said(desk.sign_in("olga", **NEW, code=olga.code())) == (200, "")


def test_twenty_wrong_codes_are_a_day_s_worth(olga: Enrolled, desk: Desk) -> None:
    for n in range(20):
        if n % 5 == 0:
            desk.house.clock.wait(15 * MINUTE)
        assert said(desk.sign_in("olga", **NEW, code="000000")) == (401, "code_wrong")
    desk.house.clock.wait(15 * MINUTE)
    assert desk.sign_in("olga", **NEW, code=olga.code()).status_code == 429
    desk.house.clock.wait(DAY)
    assert said(desk.sign_in("olga", **NEW, code=olga.code())) == (200, "")


def test_a_device_that_proves_its_key_is_the_second_step(olga: Enrolled, desk: Desk) -> None:
    nonce = desk.sign_in("olga", code=olga.code()).headers["touchline-nonce"]
    wish = {"username": "olga", "password": PASSWORD, "device": "device-of-olga", "public_key": public_key("olga")}
    wish["name"] = "phone"
    assert said(desk.post("/api/session", wish)) == (401, "code_needed"), "an id and a public key are no proof"
    assert said(desk.post("/api/session", wish, proof("olga", nonce))) == (200, "")
    assert said(desk.post("/api/session", wish, proof("olga", nonce))) == (401, "code_needed"), "a nonce serves once"
    strange = desk.sign_in("ann").headers["touchline-nonce"]
    assert said(desk.post("/api/session", wish, proof("ann", strange))) == (401, "code_needed")


def test_what_one_device_proves_is_no_proof_of_another(olga: Enrolled, desk: Desk) -> None:
    """Whoever holds one of her devices for a moment signs nothing for a device of their own."""
    nonce = desk.sign_in("olga", code=olga.code()).headers["touchline-nonce"]
    wish = {"username": "olga", "password": PASSWORD, "name": "x", **NEW}
    assert said(desk.post("/api/session", wish, proof("olga", nonce))) == (401, "code_needed")


def test_a_second_device_of_hers_is_let_in_by_the_first(olga: Enrolled, desk: Desk) -> None:
    """No code: whoever holds the first device and compares digits is the second step."""
    code = desk.post("/api/pairing", {}, olga.token).json()["code"]
    claim = {"code": code, "device": "laptop-of-olga", "public_key": public_key("laptop"), "name": "x", "kind": None}
    answer = desk.post("/api/pairing/claim", claim).json()
    same = six_digits(pairing_hash(code), public_key("olga"), public_key("laptop"))
    assert desk.post("/api/pairing/settle", {"digits": same, "same": True}, olga.token).json() == {"let_in": True}
    let_in = desk.post("/api/pairing/wait", {"ticket": answer["ticket"]}).json()["signed_in"]
    assert let_in["user"] == "user-olga"


def test_a_code_is_not_used_up_by_a_device_that_is_somebody_else_s(olga: Enrolled, desk: Desk) -> None:
    desk.sign_in("ann")
    taken = {"device": "device-of-ann", "public_key": public_key("ann")}
    assert said(desk.sign_in("olga", **taken, code=olga.code())) == (409, "device_taken")
    assert said(desk.sign_in("olga", **NEW, code=olga.code())) == (200, "")


@pytest.mark.parametrize("code", ["", 7, None, "x" * 201, ["123456"]])
def test_what_is_no_code_is_malformed(desk: Desk, code: object) -> None:
    assert desk.sign_in("olga", code=code).status_code == 400


def test_nobody_else_is_asked(olga: Enrolled, desk: Desk) -> None:
    assert said(desk.sign_in("karel")) == (200, "")
    assert said(desk.sign_in("tom", code="000000")) == (200, "")


# ---- recovery codes


def test_a_recovery_code_serves_once_and_its_owner_is_told(olga: Enrolled, desk: Desk) -> None:
    assert said(desk.sign_in("olga", **NEW, code=olga.codes[3].lower())) == (200, "")
    assert olga.left() == 9
    other = {"device": "another-of-olga", "public_key": public_key("another")}
    assert said(desk.sign_in("olga", **other, code=olga.codes[3])) == (401, "code_wrong")
    assert told(desk.house, "user-olga") == ["second_on", "second_spent"]


def test_a_recovery_code_of_somebody_else_is_none(olga: Enrolled, desk: Desk) -> None:
    token = desk.token("tom")
    secret = desk.post("/api/second/begin", {"password": PASSWORD}, token).json()["secret"]
    desk.post("/api/second/confirm", {"code": digits(secret, desk.house.clock.now)}, token)
    new = {"device": "laptop-of-tom", "public_key": public_key("laptop")}
    assert said(desk.sign_in("tom", **new, code=olga.codes[0])) == (401, "code_wrong")
    assert olga.left() == 10


def test_new_codes_end_the_old_ones(olga: Enrolled, desk: Desk) -> None:
    assert said(olga.ask("/renew", password=PASSWORD, code="000000")) == (422, "code_wrong")
    assert said(olga.ask("/renew", password="een ander wachtwoord", code=olga.code())) == (422, "invalid")
    fresh = olga.ask("/renew", password=PASSWORD, code=olga.code()).json()["codes"]
    assert not set(fresh) & set(olga.codes)
    assert said(desk.sign_in("olga", **NEW, code=olga.codes[0])) == (401, "code_wrong")
    assert said(desk.sign_in("olga", **NEW, code=fresh[0])) == (200, "")
    assert olga.left() == 9
    assert deeds(desk.house)[-1] == ("recovery_codes_renewed", "user-olga", "user-olga")


def test_neither_secret_nor_codes_lie_open_at_the_server(tmp_path: Path) -> None:
    """Class C: sealed under the club's keys, and the codes are hashes even then."""
    place = Place(tmp_path)
    with closing(place.open()) as club:
        place.house(club)
        steps = SecondSteps(club)
        secret, _ = steps.offer("user-olga", "phone")
        codes = steps.confirm("user-olga", "phone", digits(secret, place.clock.now))
        hashes = {row["hash"] for row in club.store.find("recovery_code", user="user-olga")}
        assert len(hashes) == 10
    kept = place.told()
    assert b"olga" in kept, "it was read"
    words = [secret, *codes, *(canonical_code(code) for code in codes), *hashes]
    assert [word for word in words if word.encode() in kept] == []


# ---- passwords and links


def test_another_password_asks_for_a_code_too(olga: Enrolled, desk: Desk) -> None:
    wish = {"old": PASSWORD, "new": "nog een lang wachtwoord"}
    assert said(desk.post("/api/password", wish, olga.token)) == (422, "code_needed")
    assert said(desk.post("/api/password", {**wish, "code": "000000"}, olga.token)) == (422, "code_wrong")
    assert said(desk.post("/api/password", {**wish, "code": olga.code()}, olga.token)) == (200, "")


def test_a_link_for_another_password_is_no_way_around_it(olga: Enrolled, desk: Desk) -> None:
    """Who reads somebody's letters has one step and not two; and the link is not used up by a code that is wrong."""
    desk.house.do(
        "invitation.make",
        id="invitation-olga",
        contact="contact-olga",
        purpose="reset",
        how="code",
        secret_hash=hash_of(SECRET),
    )
    wish = {"username": "olga", "password": "nog een lang wachtwoord", "name": "x", "secret": SECRET, **NEW}
    assert said(desk.post("/api/welcome", wish)) == (401, "code_needed")
    assert said(desk.post("/api/welcome", {**wish, "code": "000000"})) == (401, "code_wrong")
    assert said(desk.sign_in("olga", **NEW, code=olga.code())) == (200, ""), "the password is the old one"
    assert said(desk.post("/api/welcome", {**wish, "code": olga.codes[0]})) == (200, "")
    for _ in range(5):
        desk.post("/api/welcome", wish)
    assert said(desk.post("/api/welcome", wish)) == (404, "dead_link")


def test_codes_beside_a_link_are_counted_as_passwords_are(olga: Enrolled, desk: Desk) -> None:
    desk.house.do(
        "invitation.make",
        id="invitation-olga",
        contact="contact-olga",
        purpose="reset",
        how="code",
        secret_hash=hash_of(SECRET),
    )
    wish = {"username": "olga", "password": "nog een lang wachtwoord", "name": "x", "secret": SECRET, **NEW}
    tries = [desk.post("/api/welcome", {**wish, "code": "000000"}).status_code for _ in range(6)]
    assert tries == [401] * 5 + [429]


# ---- it ends


def test_it_ends_with_password_and_code(olga: Enrolled, desk: Desk) -> None:
    assert said(olga.ask("/end", password=PASSWORD, code="000000")) == (422, "code_wrong")
    assert said(olga.ask("/end", password=PASSWORD, code=olga.codes[0])) == (200, "")
    assert said(desk.sign_in("olga", **NEW)) == (200, "")
    assert desk.house.store.count("second_factor") == desk.house.store.count("recovery_code") == 0
    assert told(desk.house, "user-olga") == ["second_off", "second_on", "second_spent"]
    assert said(olga.ask("/begin", password=PASSWORD)) == (200, "")


def test_an_owner_takes_it_from_somebody_who_lost_it(olga: Enrolled, desk: Desk) -> None:
    token = desk.token("tom")
    secret = desk.post("/api/second/begin", {"password": PASSWORD}, token).json()["secret"]
    desk.post("/api/second/confirm", {"code": digits(secret, desk.house.clock.now)}, token)
    wish = {"user": "user-tom", "password": PASSWORD}
    for name in ("sara", "tom", "karel", "piet"):
        assert said(desk.post("/api/second/reset", wish, desk.token(name))) == (422, "not_allowed"), name
    assert said(olga.ask("/reset", **{**wish, "password": "een ander wachtwoord"})) == (422, "invalid")
    assert said(olga.ask("/reset", **{**wish, "user": "user-olga"})) == (422, "not_allowed"), (
        "not her own, without a code"
    )
    assert said(olga.ask("/reset", **wish)) == (200, "")
    assert said(olga.ask("/reset", **wish)) == (422, "gone")
    assert told(desk.house, "user-tom") == ["second_on", "second_reset"]
    assert deeds(desk.house)[-1] == ("second_step_reset", "user-olga", "user-tom")
    new = {"device": "laptop-of-tom", "public_key": public_key("laptop")}
    assert said(desk.sign_in("tom", **new)) == (200, "")


def test_who_is_erased_leaves_nothing_to_compare_with(olga: Enrolled, desk: Desk) -> None:
    desk.house.do("role.grant", id="role-second-owner", user="user-sara", role="owner")
    desk.house.do("contact.erase", id="contact-olga")
    assert desk.house.store.count("second_factor") == desk.house.store.count("recovery_code") == 0


# ---- a restore


def test_a_restore_locks_nobody_out_by_a_secret_that_is_gone(olga: Enrolled, desk: Desk) -> None:
    """Switched on after the backup: the ledger tells the profile, and the secret is not there."""
    desk.house.store.discard("second_factor", id="user-olga")
    assert said(desk.sign_in("olga", **NEW)) == (200, "")
    steps = SecondSteps(desk.house.club())
    assert (steps.mend(), steps.mend()) == (1, 0)
    assert (desk.house.row("user_profile", "user-olga") or {})["second_since"] is None
    assert told(desk.house, "user-olga") == ["second_lost", "second_on"]


def test_nor_by_one_that_came_back(olga: Enrolled, desk: Desk) -> None:
    """Switched off after the backup: the secret is there again, and the profile says that nobody wants it."""
    kept = desk.house.row("second_factor", "user-olga") or {}
    olga.ask("/end", password=PASSWORD, code=olga.code())
    desk.house.store.put("second_factor", kept)
    assert said(desk.sign_in("olga", **NEW)) == (200, "")
    assert SecondSteps(desk.house.club()).mend() == 1
    assert desk.house.row("second_factor", "user-olga") is None
