"""Six digits of an app, against the standard and against the same written down once more by hand."""

from base64 import b32encode

import pytest

from sync_server.sign_in import totp
from tests.sync_server.authenticator import digits

STEP = 30_000


def test_the_digits_are_those_of_the_standard() -> None:
    """RFC 6238, appendix B: the last six of its eight digits, for SHA-1; and RFC 4226, appendix D."""
    secret = b32encode(b"12345678901234567890").decode()
    known = {59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037"}
    for at, code in known.items():
        assert totp.step_of(secret, code, at * 1000, -1) == at // 30
        assert digits(secret, at * 1000) == code


@pytest.mark.parametrize(("away", "step"), [(-2, None), (-1, 99), (0, 100), (1, 101), (2, None)])
def test_one_step_of_drift_either_way(away: int, step: int | None) -> None:
    secret = totp.new_secret()
    assert totp.step_of(secret, digits(secret, (100 + away) * STEP), 100 * STEP, 0) == step


def test_a_step_that_was_used_is_over_and_so_is_what_came_before_it() -> None:
    secret = totp.new_secret()
    now, this, before = 100 * STEP, digits(secret, 100 * STEP), digits(secret, 99 * STEP)
    assert totp.step_of(secret, this, now, 99) == 100
    assert totp.step_of(secret, this, now, 100) is None
    assert totp.step_of(secret, before, now, 100) is None
