"""The lock of the app on one device: what opens it, what a wrong try costs, and when it shuts by itself."""

import asyncio
import json
from pathlib import Path

import pytest

from mobile.app_lock import FILE, MOST_WRONG, WAITS_S, AppLock, check_secret
from mobile.device.slow_hash import ROUNDS, stretch
from mobile.state import Lock
from shared.refusals import Invalid

MINUTE = 60_000
PIN = "2580"


class Watch:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1_795_000_000_000

    def __call__(self) -> int:
        return self.now


async def quick(secret: bytes, salt: bytes, rounds: int) -> bytes:
    """The hash of another round count: these stories are not about its slowness."""
    assert rounds == ROUNDS
    return await stretch(secret, salt, 1)


class Guarded:
    """One device's lock; `again` is its next start."""

    def __init__(self, folder: Path, secret: str | None = PIN, after: int = 1) -> None:
        self.folder, self.watch = folder, Watch()
        self.again()
        if secret is not None:
            asyncio.run(self.lock.put_on(secret, after))

    def again(self) -> Lock:
        self.state = Lock()
        self.lock = AppLock(self.folder, self.state, self.watch, quick)
        return self.state

    def tries(self, *secrets: str) -> list[bool]:
        """What becomes of these, each after its wait."""
        said = []
        for secret in secrets:
            self.watch.now += self.lock.wait_s() * 1000
            said.append(asyncio.run(self.lock.opens(secret)))
        return said


def test_a_device_without_one_is_open(tmp_path: Path) -> None:
    guarded = Guarded(tmp_path, None)
    assert (guarded.state.on, guarded.state.shut) == (False, False)
    assert list(tmp_path.iterdir()) == []


def test_it_is_asked_at_every_start(tmp_path: Path) -> None:
    guarded = Guarded(tmp_path)
    assert not guarded.state.shut, "whoever puts it on is in"
    state = guarded.again()
    assert (state.on, state.shut, state.pin, state.after) == (True, True, True, 1)
    assert guarded.tries("2581", PIN) == [False, True]
    assert not state.shut


def test_what_was_chosen_lies_nowhere(tmp_path: Path) -> None:
    Guarded(tmp_path, "73917391")
    [path] = tmp_path.iterdir()
    assert path.name == FILE
    assert b"73917391" not in path.read_bytes()


def test_the_hash_is_slow_and_the_one_of_the_standard() -> None:
    """PBKDF2-HMAC-SHA-256 of RFC 7914, section 11."""
    made = asyncio.run(stretch(b"Password", b"NaCl", 80_000))
    assert made.hex() == "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56"
    assert ROUNDS >= 600_000


@pytest.mark.parametrize("text", ["2580", "73917391", "0007", "vier blauwe ballen", "12345678a", "été à la mer"])
def test_what_may_be_chosen(text: str) -> None:
    check_secret(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "pin_length"),
        ("258", "pin_length"),
        ("258025802", "pin_length"),
        ("kort", "pin_length"),
        ("x" * 129, "pin_length"),
        ("0000", "pin_simple"),
        ("1234", "pin_simple"),
        ("87654321", "pin_simple"),
    ],
)
def test_what_may_not(text: str, reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_secret(text)
    assert refused.value.about["reason"] == reason


def test_wrong_tries_wait_longer_each_time(tmp_path: Path) -> None:
    guarded = Guarded(tmp_path)
    guarded.again()
    waits = []
    for _ in range(MOST_WRONG - 1):
        guarded.tries("0001")
        waits.append(guarded.lock.wait_s())
    assert waits == list(WAITS_S[1:])
    assert not asyncio.run(guarded.lock.opens(PIN)), "nothing is heard while it waits"
    guarded.watch.now += 600_000
    assert asyncio.run(guarded.lock.opens(PIN))
    assert (guarded.state.wrong, guarded.lock.wait_s()) == (0, 0)


def test_after_ten_only_the_password_opens_it_and_nothing_is_lost(tmp_path: Path) -> None:
    (tmp_path / "replica.db").write_bytes(b"rows")
    guarded = Guarded(tmp_path)
    guarded.again()
    assert guarded.tries(*["0001"] * 10, PIN) == [False] * 11
    assert guarded.lock.spent
    guarded.again()
    guarded.watch.now += 10**9
    assert guarded.tries(PIN) == [False]
    assert guarded.lock.spent
    guarded.lock.take_off()
    assert not guarded.again().on
    assert (tmp_path / "replica.db").read_bytes() == b"rows"


def test_ending_the_app_gains_no_try(tmp_path: Path) -> None:
    """The try is on the disk before it is compared."""
    guarded = Guarded(tmp_path)

    async def killed(secret: bytes, salt: bytes, rounds: int) -> bytes:
        raise KeyboardInterrupt

    for _ in range(4):
        guarded.again()
        guarded.watch.now += guarded.lock.wait_s() * 1000
        guarded.lock._stretch = killed
        with pytest.raises(KeyboardInterrupt):
            asyncio.run(guarded.lock.opens("0001"))
    assert (guarded.again().wrong, guarded.lock.wait_s()) == (4, 15)


def test_a_clock_that_is_put_back_makes_nobody_wait_longer(tmp_path: Path) -> None:
    guarded = Guarded(tmp_path)
    guarded.tries("0001", "0001", "0001")
    guarded.watch.now -= 86_400_000
    assert guarded.lock.wait_s() == 5


@pytest.mark.parametrize(
    ("after", "away", "shut"), [(0, 0, True), (1, 59_000, False), (1, MINUTE, True), (5, 4 * MINUTE, False)]
)
def test_it_shuts_after_a_while_away(tmp_path: Path, after: int, away: int, shut: bool) -> None:
    guarded = Guarded(tmp_path, after=after)
    guarded.lock.left(unsaved=False)
    assert guarded.state.shut is (after == 0)
    guarded.watch.now += away
    assert guarded.lock.came_back(unsaved=False) is shut
    assert guarded.state.shut is shut


def test_a_clock_that_was_put_back_meanwhile_shuts_it(tmp_path: Path) -> None:
    guarded = Guarded(tmp_path, after=15)
    guarded.lock.left(unsaved=False)
    guarded.watch.now -= 1
    assert guarded.lock.came_back(unsaved=False)


def test_whoever_is_writing_has_five_minutes(tmp_path: Path) -> None:
    guarded = Guarded(tmp_path, after=0)
    assert not guarded.lock.left(unsaved=True)
    guarded.watch.now += 5 * MINUTE - 1
    assert not guarded.lock.came_back(unsaved=True)
    guarded.lock.left(unsaved=True)
    guarded.watch.now += 5 * MINUTE
    assert guarded.lock.came_back(unsaved=True)


def test_coming_back_without_having_left_shuts_nothing(tmp_path: Path) -> None:
    guarded = Guarded(tmp_path, after=0)
    guarded.watch.now += 10**9
    assert not guarded.lock.came_back(unsaved=False)


def test_another_while_is_kept(tmp_path: Path) -> None:
    guarded = Guarded(tmp_path, "vier blauwe ballen")
    guarded.lock.linger(15)
    state = guarded.again()
    assert (state.after, state.pin) == (15, False)
    assert guarded.tries("vier blauwe ballen") == [True]


@pytest.mark.parametrize("text", ["", "[]", "{", "{}", '{"salt": "x"}', "null"])
def test_a_file_that_says_nothing_sensible_opens_by_the_password_alone(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    guarded = Guarded(tmp_path, None)
    assert (guarded.state.shut, guarded.lock.spent) == (True, True)
    assert guarded.tries(PIN) == [False]


@pytest.mark.parametrize("other", [{"rounds": 10**12}, {"rounds": 0}, {"salt": "!"}, {"hash": ""}, {"wrong": -100}])
def test_nor_does_one_that_was_written_by_hand_to_be_slow_or_quick(tmp_path: Path, other: dict[str, object]) -> None:
    guarded = Guarded(tmp_path)
    kept = json.loads((tmp_path / FILE).read_text(encoding="utf-8"))
    (tmp_path / FILE).write_text(json.dumps({**kept, **other}), encoding="utf-8")
    assert guarded.again().shut
    assert guarded.lock.spent
